"""Words cross languages: every term the network agreed on, both ways, and broken plurals."""

import csv
from itertools import permutations

import pytest

from locales.catalogues import FOLDER
from locales.check import attested
from locales.typed import normalise
from storage import Session
from storage.search import find
from storage.search.meanings import TABLE
from tests.storage.search.shelf import entry, first, numbers, shelve

LANGUAGES = ("ar", "fr", "en")
LITTLE = {"no"}  # nobody looks for it


def terms() -> list[dict[str, str]]:
    with (FOLDER / "glossary.csv").open(encoding="utf-8", newline="") as file:
        return [term for term in csv.DictReader(file) if term["term"] not in LITTLE]


def test_every_term_of_the_glossary_is_found_in_every_other_language(session: Session) -> None:
    missed = []
    for term in terms():
        said = {language: term[language].split(" | ")[0] for language in LANGUAGES}
        for number, language in enumerate(LANGUAGES):
            shelve(session, entry(number, said[language], language=language))
        for asked, written in permutations(LANGUAGES, 2):
            if LANGUAGES.index(written) not in numbers(session, said[asked]):
                missed.append((said[asked], said[written]))
    assert missed == []


def test_tamazight_is_attested_words_alone() -> None:
    with TABLE.open(encoding="utf-8", newline="") as file:
        cells = [row["zgh"].split(" | ") for row in csv.DictReader(file) if row["zgh"]]
    assert {normalise(word) for cell in cells for word in cell} <= attested()


@pytest.mark.parametrize(
    ("asked", "written"),
    [("إقليم", "الأقاليم"), ("مشاريع", "مشروع"), ("برامج الجماعة", "برنامج"), ("سؤال", "الأسئلة")],
)
def test_a_broken_plural_is_the_same_word(session: Session, asked: str, written: str) -> None:
    shelve(session, entry(1, written, language="ar"))
    hit = first(session, asked)
    assert (hit.matched, hit.crossed) == ((asked.split(maxsplit=1)[0],), False)


def test_what_is_found_in_another_language_says_so(session: Session) -> None:
    shelve(
        session,
        entry(1, "Publier le budget de la commune"),
        entry(2, "نشر ميزانية الجماعة", language="ar"),
        entry(3, "ⵜⴰⵎⵏⴰⴹⵜ", language="zgh"),
    )
    hits = {hit.number: hit for hit in find(session, "الميزانية")}
    assert not hits[2].crossed
    assert hits[1].crossed
    assert hits[1].matched == ()
    assert first(session, "région").number == 3
    assert first(session, "tamnaḍt").matched == ("tamnaḍt",)
    assert 1 in numbers(session, "publish budget")
