"""Writes small catalogues, with a gap or a slip wherever a test needs one."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from locales.catalogues import Shelf, po_file
from locales.extract import PLURAL_FORMS

Texts = Mapping[str | tuple[str, str], str | Sequence[str]]


def write_catalogue(folder: Path, language: str, texts: Texts) -> Path:
    """Write the translations into ``language`` below ``folder``; a pair has plurals."""
    path = po_file(language, folder)
    path.parent.mkdir(parents=True, exist_ok=True)
    header = (
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
        f'"Language: {language}\\n"\n"Plural-Forms: {PLURAL_FORMS[language]}\\n"\n'
    )
    entries = [_entry(english, text) for english, text in texts.items()]
    path.write_text("\n".join([header, *entries]), encoding="utf-8")
    return path


def almost_complete(folder: Path) -> Shelf:
    """Write Arabic and French catalogues that lack little, and two words of Tamazight."""
    write_catalogue(
        folder,
        "ar",
        {
            "Report on {project}": "تقرير حول {project}",
            "Yes": "نعم",
            "Help": "مساعدة",
            "Arabic only": "بالعربية فقط",
            "Done: {share}": "أنجز {share}",
            "Due on {day}": "آخر أجل هو {day}",
            "{name} joined": "{name} في الشبكة",
            "REMACTO: {name}": "REMACTO: {name}",
            "Type /help or ask @jisr": "اكتب /help أو اسأل @jisr",
            "/help shows what I can do": "/help لمعرفة ما أستطيع",
            "With {members}": "مع {members}",
            "Level: {level}": "المستوى: {level}",
            "Slip {name}": "خطأ {nom}",
            ("{count} project", "{count} projects"): (
                "لا مشاريع",
                "مشروع واحد",
                "مشروعان",
                "{count} مشاريع",
                "{count} مشروعا",
                "{count} مشروع",
            ),
        },
    )
    write_catalogue(
        folder,
        "fr",
        {
            "Report on {project}": "Rapport sur {project}",
            "Yes": "Oui",
            "Help": "Aide",
            "French only": "Seulement en français",
            "Done: {share}": "Réalisé : {share}",
            "Due on {day}": "À rendre le {day}",
            "{name} joined": "{name} nous rejoint",
            "With {members}": "Avec {members}",
            "Slip {name}": "Pour {name}",
            ("{count} project", "{count} projects"): ("{count} projet", "{count} projets"),
        },
    )
    write_catalogue(folder, "zgh", {"Help": "ⵜⵉⵡⵉⵙⵉ", "Yes": "ⵢⴰⵀ"})
    return Shelf(folder)


def _entry(english: str | tuple[str, str], translated: str | Sequence[str]) -> str:
    if isinstance(english, str):
        return f'msgid "{english}"\nmsgstr "{translated}"\n'
    forms = "".join(f'msgstr[{form}] "{text}"\n' for form, text in enumerate(translated))
    return f'msgid "{english[0]}"\nmsgid_plural "{english[1]}"\n{forms}'
