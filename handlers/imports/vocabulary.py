"""The closed lists of the two spreadsheets: roles, languages, phases and principles, as typed."""

import re
from collections.abc import Mapping
from typing import TypeVar

from handlers.imports.lexicon import Lexicon
from handlers.roles import ROLES
from locales import LANGUAGES, Message, _, render
from storage.models import Phase, Role

PHASES: Mapping[Phase, Message] = {
    Phase.CO_CREATION: _("co-creation"),
    Phase.VOTE: _("vote of the council"),
    Phase.IMPLEMENTATION: _("implementation"),
    Phase.EVALUATION: _("evaluation"),
    Phase.CLOSED: _("closed"),
}

PRINCIPLES: Mapping[str, Message] = {
    "transparency": _("transparency"),
    "accountability": _("accountability"),
    "access_to_information": _("access to information"),
    "participation": _("citizen participation"),
    "digital": _("digitalisation"),
    "innovation": _("public innovation"),
}
"""Five fixed principles, and public innovation, which is optional; by the code that is stored."""

EXAMPLE = _("Fictitious example: delete this row")
"""What our templates write beside their example rows, which are then left out."""

_ROLE_FORMS: Mapping[Role, tuple[str, ...]] = {
    Role.FOCAL_POINT: (
        "point focal", "points focaux", "focal", "pf", "focal point", "نقطة ارتكاز",
        "نقطة الارتكاز", "نقطة اتصال", "نقطة الاتصال",
    ),
    Role.DEPUTY: (
        "suppléant", "suppléante", "suppléant(e)", "point focal suppléant",
        "point focal suppléante", "adjoint", "adjointe", "point focal adjoint", "deputy",
        "deputy focal point", "نائب", "نائبة", "نائب نقطة الارتكاز", "نائبة نقطة الارتكاز",
        "نائب(ة) نقطة الارتكاز",
    ),
    Role.POLE: (
        "pôle", "pôle de compétences", "pôle de compétence", "membre du pôle de compétences",
        "pole", "competence pole", "member of the competence pole", "قطب", "قطب مهارات",
        "قطب المهارات", "عضو قطب المهارات", "عضوة قطب المهارات", "عضو بقطب المهارات",
        "عضو قطب الكفاءات", "قطب الكفاءات",
    ),
    Role.REGIONAL_COORDINATOR: (
        "coordinateur régional", "coordinatrice régionale", "coordonnateur régional",
        "coordonnatrice régionale", "coordination régionale", "coordinateur(trice) régional(e)",
        "regional coordinator", "منسق جهوي", "منسقة جهوية", "منسق(ة) جهوي(ة)", "المنسق الجهوي",
        "المنسقة الجهوية",
    ),
    Role.NATIONAL_COORDINATOR: (
        "coordinateur national", "coordinatrice nationale", "coordonnateur national",
        "coordonnatrice nationale", "coordination nationale", "coordinateur(trice) national(e)",
        "national coordinator", "منسق وطني", "منسقة وطنية", "منسق(ة) وطني(ة)", "المنسق الوطني",
        "المنسقة الوطنية",
    ),
    Role.OBSERVER: (
        "observateur", "observatrice", "observateur(trice)", "observer", "ملاحظ", "ملاحظة",
        "ملاحظ(ة)",
    ),
}  # fmt: skip

_LANGUAGE_FORMS = {
    "ar": ("ar", "arabe", "arabic", "العربية", "عربية", "عربي", "بالعربية"),
    "fr": ("fr", "français", "française", "french", "الفرنسية", "فرنسية", "بالفرنسية"),
    "en": ("en", "anglais", "english", "الإنجليزية", "إنجليزية", "الانجليزية"),
    "zgh": ("zgh", "amazighe", "amazigh", "tamazight", "الأمازيغية", "أمازيغية", "ⵜⴰⵎⴰⵣⵉⵖⵜ"),
}

_PHASE_FORMS: Mapping[Phase, tuple[str, ...]] = {
    Phase.CO_CREATION: (
        "co-création", "co-construction", "élaboration", "co-élaboration", "preparation",
        "co-creation", "الإعداد المشترك", "الإعداد", "إعداد", "إعداد مشترك",
    ),
    Phase.VOTE: (
        "vote", "vote du conseil", "adoption", "délibération", "council vote",
        "vote of the council", "التصويت", "تصويت", "تصويت المجلس", "المصادقة", "مصادقة",
    ),
    Phase.IMPLEMENTATION: (
        "mise en œuvre", "mise en œuvre conjointe", "exécution", "réalisation", "implementation",
        "joint implementation", "التنفيذ", "تنفيذ", "التنفيذ المشترك", "في طور التنفيذ", "الإنجاز",
    ),
    Phase.EVALUATION: (
        "évaluation", "co-évaluation", "suivi et évaluation", "evaluation", "التقييم", "تقييم",
        "التقييم المشترك", "التتبع والتقييم",
    ),
    Phase.CLOSED: (
        "clos", "clôturé", "clôture", "fermé", "terminé", "achevé", "closed", "finished", "مغلق",
        "منته", "منتهي", "انتهى",
    ),
}  # fmt: skip

_PRINCIPLE_FORMS = {
    "transparency": ("transparence", "transparency", "الشفافية", "شفافية"),
    "accountability": (
        "redevabilité", "reddition des comptes", "responsabilité", "accountability", "المساءلة",
        "مساءلة", "المحاسبة", "ربط المسؤولية بالمحاسبة",
    ),
    "access_to_information": (
        "accès à l’information", "droit d’accès à l’information", "access to information",
        "right of access to information", "الحق في الوصول إلى المعلومة", "الوصول إلى المعلومة",
        "الحق في الحصول على المعلومة", "الحصول على المعلومة", "الحق في المعلومة",
        "الحق في الحصول على المعلومات", "الحصول على المعلومات",
    ),
    "participation": (
        "participation", "participation citoyenne", "citizen participation", "المشاركة المواطنة",
        "المشاركة", "مشاركة", "المشاركة المواطناتية", "مشاركة المواطنين",
    ),
    "digital": (
        "digitalisation", "digitalization", "numérisation", "numérique", "digital",
        "transformation numérique", "الرقمنة", "رقمنة", "التحول الرقمي",
    ),
    "innovation": (
        "innovation publique", "innovation", "public innovation", "الابتكار العمومي", "الابتكار",
        "ابتكار عمومي",
    ),
}  # fmt: skip

_Meaning = TypeVar("_Meaning")

_BETWEEN = re.compile(r"[,;/|+،؛•]|\s[-–]\s")
_AND = re.compile(r"\s(?:et|and|&)\s|\sو\s*", re.IGNORECASE)


def in_all_languages(words: Message) -> tuple[str, ...]:
    """Return ``words`` as every language writes them, for recognising our own templates."""
    return tuple(render(words, language, html=False) for language in LANGUAGES)


def roles() -> Lexicon[Role]:
    """Return what roles are called."""
    return Lexicon(_with_ours(_ROLE_FORMS, ROLES))


def languages() -> Lexicon[str]:
    """Return what languages are called."""
    return Lexicon(_LANGUAGE_FORMS)


def phases() -> Lexicon[Phase]:
    """Return what phases are called."""
    return Lexicon(_with_ours(_PHASE_FORMS, PHASES))


def principles() -> Lexicon[str]:
    """Return what principles are called."""
    return Lexicon(_with_ours(_PRINCIPLE_FORMS, PRINCIPLES))


def principles_in(text: str, lexicon: Lexicon[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Split a cell into the principles it names and the pieces that name none."""
    named: list[str] = []
    unknown: list[str] = []
    for piece in filter(None, map(str.strip, _BETWEEN.split(text))):
        whole = lexicon.read(piece)
        for part in [piece] if whole else filter(None, map(str.strip, _AND.split(piece))):
            reading = whole or lexicon.read(part)
            if reading is None:
                unknown.append(part)
            elif reading.meaning not in named:
                named.append(reading.meaning)
    return tuple(named), tuple(unknown)


def _with_ours(
    forms: Mapping[_Meaning, tuple[str, ...]], words: Mapping[_Meaning, Message]
) -> dict[_Meaning, tuple[str, ...]]:
    return {one: (*known, *in_all_languages(words[one])) for one, known in forms.items()}
