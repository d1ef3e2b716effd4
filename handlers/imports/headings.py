"""Recognises one column heading, in Arabic, French or English, as people write them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from handlers.imports.columns import COLUMNS, LABELS, Column, Kind
from handlers.imports.lexicon import Lexicon
from handlers.imports.vocabulary import in_all_languages
from locales import normalise

_FORMS: Mapping[Column, tuple[str, ...]] = {
    Column.NAME: (
        "nom", "noms", "nom complet", "nom et prénom", "prénom et nom", "nom prénom",
        "nom de famille", "nom du membre", "name", "full name", "family name", "last name",
        "member", "member name", "membre", "الاسم", "اسم", "الاسم الكامل", "الاسم والنسب",
        "الاسم العائلي", "الاسم الشخصي والعائلي", "الاسم العائلي والشخصي", "النسب", "اسم العضو",
    ),
    Column.FIRST_NAME: ("prénom", "prénoms", "first name", "given name", "الاسم الشخصي"),
    Column.ROLE: (
        "rôle", "rôle dans le réseau", "role", "role in the network", "الدور", "دور",
        "الدور داخل الشبكة", "الدور في الشبكة", "الصفة داخل الشبكة",
    ),
    Column.PLACE: (
        "collectivité", "collectivité territoriale", "collectivity", "local government",
        "territorial collectivity", "nom de la collectivité", "nom de la collectivité territoriale",
        "الجماعة الترابية", "جماعة ترابية", "اسم الجماعة الترابية", "اسم الجماعة",
    ),
    Column.TYPE: (
        "type", "type de collectivité", "type de collectivité territoriale", "catégorie",
        "niveau", "kind", "type of collectivity", "level", "النوع", "نوع", "نوع الجماعة الترابية",
        "نوع الجماعة", "الصنف",
    ),
    Column.PROVINCE: (
        "province", "préfecture", "province ou préfecture", "préfecture ou province",
        "province préfecture", "préfecture province", "province or prefecture", "prefecture",
        "الإقليم", "العمالة", "إقليم", "عمالة", "العمالة أو الإقليم", "الإقليم أو العمالة",
        "العمالة الإقليم",
    ),
    Column.LANGUAGE: (
        "langue", "langue préférée", "langue de communication", "language",
        "preferred language", "اللغة", "لغة", "لغة التواصل", "اللغة المفضلة",
    ),
    Column.NOTE: (
        "remarque", "remarques", "observation", "observations", "note", "notes", "remark",
        "remarks", "comments", "commentaire", "commentaires", "ملاحظات",
    ),
    Column.TITLE: (
        "programme", "titre du programme", "intitulé du programme", "programme d’ouverture",
        "programme d’action d’ouverture", "nom du programme", "program", "programme title",
        "title of the programme", "openness programme", "البرنامج", "برنامج", "عنوان البرنامج",
        "برنامج الانفتاح", "برنامج عمل الانفتاح", "اسم البرنامج",
    ),
    Column.PHASE: (
        "phase", "phase du programme", "étape du programme", "état du programme",
        "programme phase", "stage", "المرحلة", "مرحلة", "مرحلة البرنامج",
    ),
    Column.STARTS: (
        "début", "date de début", "début du programme", "date de début du programme", "start",
        "starts", "start date", "start of the programme", "programme start", "البداية",
        "تاريخ البداية", "بداية البرنامج", "تاريخ بداية البرنامج", "تاريخ البدء", "تاريخ الانطلاق",
    ),
    Column.ENDS: (
        "fin", "date de fin", "fin du programme", "date de fin du programme", "end", "ends",
        "end date", "end of the programme", "programme end", "النهاية", "تاريخ النهاية",
        "نهاية البرنامج", "تاريخ نهاية البرنامج", "تاريخ الانتهاء",
    ),
    Column.AXIS: (
        "axe", "axe du programme", "intitulé de l’axe", "titre de l’axe", "axis", "axis title",
        "المحور", "محور", "عنوان المحور",
    ),
    Column.PROJECT: (
        "projet", "projet d’ouverture", "intitulé du projet", "titre du projet", "engagement",
        "project", "project title", "openness project", "commitment", "المشروع", "مشروع",
        "عنوان المشروع", "مشروع الانفتاح", "الالتزام", "اسم المشروع",
    ),
    Column.PRINCIPLES: (
        "principes", "principe", "principes d’ouverture", "principles", "principle", "المبادئ",
        "مبادئ", "المبدأ", "مبادئ الانفتاح",
    ),
    Column.PROJECT_DUE: (
        "échéance du projet", "date limite du projet", "fin du projet", "date de fin du projet",
        "délai du projet", "project due date", "project deadline", "due date of the project",
        "آخر أجل للمشروع", "آخر أجل المشروع", "أجل المشروع", "تاريخ نهاية المشروع",
        "تاريخ انتهاء المشروع",
    ),
    Column.MILESTONE: (
        "jalon", "jalons", "étape", "étapes", "étape du projet", "intitulé du jalon",
        "titre du jalon", "action", "activité", "milestone", "milestones", "milestone title",
        "step", "المرحلة الرئيسية", "خطوة", "الخطوة", "المعلم", "معلم", "عنوان الخطوة",
        "الإجراء", "النشاط", "محطة", "المحطة",
    ),
    Column.MILESTONE_DUE: (
        "échéance du jalon", "date limite du jalon", "date du jalon", "échéance de l’étape",
        "date limite de l’étape", "milestone due date", "milestone deadline", "milestone date",
        "due date of the milestone", "آخر أجل للخطوة", "آخر أجل الخطوة", "أجل الخطوة",
        "تاريخ الخطوة", "آخر أجل للمحطة",
    ),
    Column.DUE: (
        "échéance", "date limite", "délai", "date d’échéance", "due", "due date", "deadline",
        "آخر أجل", "الأجل", "تاريخ الاستحقاق",
    ),
}  # fmt: skip

_WEAKER: Mapping[Column, tuple[str, ...]] = {
    Column.ROLE: ("fonction", "qualité", "statut", "function", "position", "الصفة", "المهمة"),
    Column.PLACE: ("commune", "municipality", "membre du réseau", "جماعة", "الجماعة"),
    Column.NAME: ("point focal", "focal point", "نقطة الارتكاز"),
    Column.NOTE: ("ملاحظة",),
}
"""Headings that are taken for a column only where no better one is there."""

_BOTH = {
    Column.TITLE: (Column.TITLE_AR, Column.TITLE_FR),
    Column.AXIS: (Column.AXIS_AR, Column.AXIS_FR),
    Column.PROJECT: (Column.PROJECT_AR, Column.PROJECT_FR),
    Column.MILESTONE: (Column.MILESTONE_AR, Column.MILESTONE_FR),
}

_ARABIC = frozenset(("ar", "arabe", "arabic", "العربيه", "بالعربيه", "عربي", "عربيه", "بالعربي"))
_FRENCH = frozenset(
    ("fr", "francais", "francaise", "french", "الفرنسيه", "بالفرنسيه", "فرنسي", "فرنسيه")
)
_IDLE = frozenset(
    (
        "en", "in", "de", "la", "le", "les", "l", "d", "du", "des", "the", "of", "n", "no",
        "obligatoire", "facultatif", "facultative", "optionnel", "optional", "required",
        "اختياري", "اجباري", "jj", "mm", "aaaa", "dd", "yyyy", *map(str, range(30)),
    )
)  # fmt: skip

_ASIDE = re.compile(r"[(\[].*?[)\]]")
_PARTS = re.compile(r"[/|–—\n]|\s-\s")
_ARABIC_LETTERS = re.compile("[\u0600-\u06ff]+")
_OTHER_LETTERS = re.compile("[^\u0600-\u06ff]+")


@dataclass(frozen=True, slots=True)
class Heading:
    """What a heading was recognised as; a weak one gives way to a strong one."""

    column: Column
    strong: bool


class Headings:
    """The headings of one kind of spreadsheet."""

    def __init__(self, kind: Kind) -> None:
        """Prepare the known forms, what our own templates say included."""
        wanted = COLUMNS[kind]
        self._strong = Lexicon(
            {
                column: tuple(_bare(form) for form in (*forms, *in_all_languages(LABELS[column])))
                for column, forms in _FORMS.items()
                if column in wanted
            }
        )
        self._weak = Lexicon(
            {
                column: tuple(map(_bare, forms))
                for column, forms in _WEAKER.items()
                if column in wanted
            }
        )

    def recognise(self, text: str) -> Heading | None:
        """Return the column that ``text`` heads, or None."""
        for lexicon, strong in ((self._strong, True), (self._weak, False)):
            for attempt in _attempts(text):
                if reading := lexicon.read(_bare(attempt)):
                    column = reading.meaning
                    return Heading(_in_language(column, text), strong)
        return None


def _attempts(text: str) -> Iterator[str]:
    """Give the heading, then without what is in brackets, then each half of a bilingual one."""
    yield text
    yield _ASIDE.sub(" ", text)
    yield from _PARTS.split(text)
    yield _ARABIC_LETTERS.sub(" ", text)
    yield _OTHER_LETTERS.sub(" ", text)


def _bare(text: str) -> str:
    words = [word for word in normalise(text).split() if word not in _IDLE]
    return " ".join(word for word in words if word not in _ARABIC | _FRENCH) or " ".join(words)


def _in_language(column: Column, text: str) -> Column:
    if column not in _BOTH:
        return column
    words = set(normalise(text).split())
    arabic, french = _BOTH[column]
    if words & _ARABIC:
        return column if words & _FRENCH else arabic
    return french if words & _FRENCH else column
