"""Finds mistakes in the catalogues before a person does: ``python -m locales.check``.

Prints one line for each defect and ends with 1 when there is any. Arabic and French must be
complete. Tamazight may be incomplete, but shows attested words only.
"""

import csv
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as Entry

from locales.bidi import FSI, LRI, PDI, TAG, clean
from locales.catalogues import FOLDER, finished, po_file, read, texts_of
from locales.extract import PLURAL_FORMS, ROOT, TEMPLATE, msgids, template_of
from locales.typed import normalise

_UNFINISHED = "zgh"
# Zero, one and two have words of their own in Arabic.
_NUMBERLESS = {"ar": 3}

_RLI = "\u2067"
_FIELD = re.compile(r"\{[^{}]*\}")
_LINKED_FIELD = re.compile(r"[@#/$]\{")
_OTHER_DIGITS = re.compile("[\u0660-\u0669\u06f0-\u06f9]")
_STRAY = re.compile(r"[<>]|&(?!(?:amp|lt|gt|quot);)")


def defects(root: Path = ROOT, folder: Path = FOLDER) -> Iterator[str]:
    """Yield the defects of the catalogues in ``folder``, made from the code below ``root``."""
    fresh = template_of(root)
    for entry in fresh:
        if entry.id:
            for text in texts_of(entry.id):
                yield from _told("en", entry, _in_text(text))
    yield from _behind(TEMPLATE.name, read(folder / TEMPLATE.name), fresh)
    for language in PLURAL_FORMS:
        yield from _in_catalogue(language, read(po_file(language, folder)), fresh)


def coverage(folder: Path = FOLDER) -> str:
    """Say how much of Tamazight is written."""
    entries = [entry for entry in read(po_file(_UNFINISHED, folder)) if entry.id]
    done = sum(1 for entry in entries if finished(entry))
    return f"{_UNFINISHED}: {done} of {len(entries)} texts translated, the rest is shown in Arabic"


def _in_catalogue(language: str, catalog: Catalog, fresh: Catalog) -> Iterator[str]:
    if f"nplurals={catalog.num_plurals}; plural={catalog.plural_expr};" != PLURAL_FORMS[language]:
        yield f"{language}: the plural header must be {PLURAL_FORMS[language]}"
    yield from _behind(f"{language}.po", catalog, fresh)
    for entry in catalog:
        if entry.id:
            yield from _told(language, entry, _in_entry(language, entry))


def _behind(name: str, catalog: Catalog, fresh: Catalog) -> Iterator[str]:
    written, wanted = msgids(catalog), msgids(fresh)
    for texts in sorted(wanted - written):
        yield f"{name}: lacks {texts[0]!r}; run python -m locales.extract"
    for texts in sorted(written - wanted):
        yield f"{name}: {texts[0]!r} is no longer in the code; run python -m locales.extract"


def _told(language: str, entry: Entry, troubles: Iterator[str]) -> Iterator[str]:
    for trouble in troubles:
        yield f"{language}: {texts_of(entry.id)[0]!r}: {trouble}"


def _in_entry(language: str, entry: Entry) -> Iterator[str]:
    if entry.fuzzy:
        yield "is marked fuzzy"
    if not finished(entry):
        if language != _UNFINISHED:
            yield "is not translated in all its forms"
        return
    for form, text in enumerate(texts_of(entry.string)):
        yield from _in_text(text)
        yield from _beside_english(language, entry, form, text)
        if _OTHER_DIGITS.search(text):
            yield f"has digits that are not Latin: {text!r}"
        if language == _UNFINISHED and _bare(text) not in attested():
            yield f"{text!r} is not an attested word"
    if isinstance(entry.id, str):
        yield from _beside_glossary(language, entry.id, str(entry.string))


def _in_text(text: str) -> Iterator[str]:
    """Yield what is wrong with ``text`` whatever its language."""
    try:
        parsed = list(Formatter().parse(text))
    except ValueError as error:
        yield f"braces do not match ({error}): {text!r}"
        return
    if any(name is not None and (not name or spec or how) for _, name, spec, how in parsed):
        yield f"a field is a plain name and nothing else: {text!r}"
    if not _balanced(TAG.findall(text)):
        yield f"tags are not balanced: {text!r}"
    if _STRAY.search(TAG.sub("", text)):
        yield f"write &amp;, &lt; or &gt;: {text!r}"
    if not _isolates_close(text):
        yield f"isolates are not balanced: {text!r}"
    if _LINKED_FIELD.search(text):
        yield f"an invisible mark would break the link, make it a Command: {text!r}"


def _beside_english(language: str, entry: Entry, form: int, text: str) -> Iterator[str]:
    english = texts_of(entry.id)
    wanted = set().union(*map(_fields, english))
    optional = {"count"} if len(english) > 1 and form < _NUMBERLESS.get(language, 0) else set()
    found = _fields(text)
    if not wanted - optional <= found <= wanted:
        yield f"has the fields {sorted(found)} and should have {sorted(wanted)}: {text!r}"
    if Counter(TAG.findall(text)) != Counter(TAG.findall(english[-1])):
        yield f"has other tags than the English: {text!r}"


def _beside_glossary(language: str, english: str, text: str) -> Iterator[str]:
    terms = None if _FIELD.search(english) else glossary(language).get(normalise(english))
    if terms and normalise(text) not in {normalise(term) for term in terms}:
        yield f"the glossary says {' | '.join(terms)}: {text!r}"


def _balanced(tags: Sequence[str]) -> bool:
    still_open = []
    for tag in tags:
        name = tag.strip("</>").split()[0]
        if not tag.startswith("</"):
            still_open.append(name)
        elif not still_open or still_open.pop() != name:
            return False
    return not still_open


def _isolates_close(text: str) -> bool:
    depth = 0
    for letter in text:
        depth += (letter in {LRI, _RLI, FSI}) - (letter == PDI)
        if depth < 0:
            return False
    return depth == 0


def _fields(text: str) -> set[str]:
    try:
        return {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError:
        return set()


def _bare(text: str) -> str:
    return normalise(_FIELD.sub(" ", TAG.sub(" ", clean(text))))


@cache
def attested() -> frozenset[str]:
    """Return the Tamazight words for which a source was found, in plain letters."""
    return frozenset(normalise(row["zgh"]) for row in _rows("zgh_attested.csv"))


@cache
def glossary(language: str) -> Mapping[str, Sequence[str]]:
    """Return the agreed terms of ``language`` by their English, in plain letters."""
    terms: dict[str, Sequence[str]] = {}
    for row in _rows("glossary.csv"):
        if row.get(language):
            for english in row["en"].split(" | "):
                terms[normalise(english)] = row[language].split(" | ")
    return terms


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def main() -> int:
    """Run from the command line."""
    found = list(defects())
    for line in [*found, coverage()]:
        sys.stdout.write(f"{line}\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
