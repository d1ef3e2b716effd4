"""Brings the catalogues up to date with the code: ``python -m locales.extract``.

Collects every ``_("…")`` and ``_n("…", "…", n)`` into ``jisr.pot`` and merges it into each
language's .po file. Translations are kept; a text that is gone moves to the end of its file.
"""

import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from locales.catalogues import DOMAIN, FOLDER, finished, po_file, read, texts_of

ROOT = FOLDER.parent
ROOMS = ("bot", "handlers", "locales", "scheduler", "storage")
TEMPLATE = FOLDER / f"{DOMAIN}.pot"

PLURAL_FORMS = {
    # Babel's own Arabic header exchanges the last two forms.
    "ar": (
        "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : "
        "n%100>=11 ? 4 : 5);"
    ),
    "fr": "nplurals=2; plural=(n > 1);",
    "zgh": "nplurals=2; plural=(n != 1);",
}
"""The plural header of every translated language, as it must stand in its file."""

_KEYWORDS = {"_": None, "_n": (1, 2)}
_COMMENT_TAGS = ("NOTE:",)
_WIDTH = 100


def template_of(root: Path = ROOT) -> Catalog:
    """Collect the texts of the code below ``root``."""
    template = Catalog(
        header_comment="# What Jisr says, in English. Written by python -m locales.extract.",
        project="Jisr",
        version="1",
        msgid_bugs_address="none",
        charset="utf-8",
    )
    for room in ROOMS:
        for path, line, msgid, comments, context in extract_from_dir(
            root / room,
            method_map=[("**.py", "python")],
            keywords=_KEYWORDS,
            comment_tags=_COMMENT_TAGS,
            strip_comment_tags=True,
        ):
            template.add(msgid, None, [(f"{room}/{path}", line)], (), comments, context=context)
    return template


def msgids(catalog: Catalog) -> set[tuple[str, ...]]:
    """Return the texts of ``catalog``; one with a plural counts as the pair of both."""
    return {tuple(texts_of(entry.id)) for entry in catalog if entry.id}


def update(root: Path = ROOT, folder: Path = FOLDER) -> Iterator[str]:
    """Write the template and every language's file; say of each how much is still to be done."""
    template = template_of(root)
    pot = folder / TEMPLATE.name
    if pot.exists():
        # The date of the first extraction: another one at every run would only make noise.
        template.creation_date = read(pot).creation_date
    _write(template, pot)
    for language in PLURAL_FORMS:
        path = po_file(language, folder)
        catalog = read(path) if path.exists() else _new(language)
        catalog.update(template, no_fuzzy_matching=True, update_creation_date=False)
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(catalog, path)
        yield f"{language}: {_open_entries(catalog)} of {len(catalog)} texts to translate"


def _new(language: str) -> Catalog:
    headers = {
        "Project-Id-Version": "Jisr 1",
        "Report-Msgid-Bugs-To": "none",
        "Last-Translator": "none",
        "Language": language,
        "Language-Team": language,
        "Content-Type": "text/plain; charset=utf-8",
        "Plural-Forms": PLURAL_FORMS[language],
    }
    lines = [f'"{name}: {value}\\n"\n' for name, value in headers.items()]
    header = 'msgid ""\nmsgstr ""\n' + "".join(lines)
    catalog = read_po(BytesIO(header.encode()), locale=language)
    catalog.header_comment = f"# What Jisr says, language {language}."
    return catalog


def _open_entries(catalog: Catalog) -> int:
    return sum(1 for entry in catalog if entry.id and not finished(entry))


def _write(catalog: Catalog, path: Path) -> None:
    with path.open("wb") as file:
        write_po(file, catalog, width=_WIDTH, sort_by_file=True, include_lineno=False)


def main() -> int:
    """Run from the command line."""
    for line in update():
        sys.stdout.write(f"{line}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
