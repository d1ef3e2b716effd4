"""What is published is found, on either store alike; what no longer is, is nowhere."""

import asyncio
import random
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from storage import Database, Session
from storage.models import Collectivity, CollectivityKind, SearchEntry, SearchText, SearchToken
from storage.search import Kind, candidates, find, remove
from tests.bench.library import Library, slipped
from tests.storage.search.shelf import NOON, entry, first, numbers, shelve

BUDGET = entry(
    1, "Le budget participatif à l'école", "Chaque année, les habitants votent un projet."
)
LAMPS = entry(2, "L'éclairage public", "Des lampes économes dans chaque rue.", topic="environment")
ARABIC = entry(3, "كيف ننشر الميزانية", "نشر ميزانية المواطن على البوابة.", language="ar")
ANSWER = entry(1, "Qui vote le budget ?", "Le conseil.", kind=Kind.FAQ)


# One database for all examples, which each of them leaves as it was.
SHARED = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


def add_region(session: Session) -> int:
    place = Collectivity(code="01", kind=CollectivityKind.REGION, name_ar="أ", name_fr="A")
    session.add(place)
    session.flush()
    return place.id


async def test_what_is_put_is_found_replaced_and_removed(database: Database) -> None:
    region = await database.transaction(add_region)
    of_region = entry(4, "Le budget de la région", region_id=region)
    await database.transaction(shelve, BUDGET, LAMPS, ARABIC, ANSWER, of_region)

    hit = (await database.read(find, "lampes dans la rue"))[0]
    assert (hit.kind, hit.number, hit.title) == (Kind.PRACTICE, 2, LAMPS.title)
    assert (hit.language, hit.topic, hit.region_id) == ("fr", "environment", None)
    assert (hit.dated, hit.matched, hit.crossed) == (NOON, ("lampes", "rue"), False)
    assert await database.read(numbers, "budget", region_id=region) == [4]
    assert await database.read(numbers, "budget", topic="environment") == []
    assert await database.read(numbers, "budget", kinds=[Kind.FAQ]) == [1]
    of_all_three = {"kinds": [Kind.PRACTICE], "topic": "participation", "region_id": region}
    assert await database.read(numbers, "budget", **of_all_three) == [4]
    assert await database.read(numbers, "budget", kinds=[Kind.FAQ], region_id=region) == []
    assert await database.read(numbers, "budget", kinds=[]) == []
    shown = [(Kind.FAQ, 1), (Kind.PRACTICE, 4)]
    assert (await database.read(numbers, "budget", without=shown))[0] == 1
    assert len(await database.read(find, "budget", limit=2)) == 2
    assert (await database.read(numbers, "ميزانيه"))[0] == 3

    await database.transaction(shelve, entry(2, "La collecte des déchets"))
    assert await database.read(numbers, "lampes") == []
    assert await database.read(numbers, "déchets") == [2]

    await database.transaction(remove, Kind.PRACTICE, 2)
    await database.transaction(remove, Kind.PRACTICE, 2)  # it is not there, and that is no mistake
    assert await database.read(numbers, "déchets collecte") == []
    assert (await database.read(numbers, "budget participatif"))[0] == 1


async def test_both_stores_rank_alike(
    sqlite_database: Database, postgresql_database: Database
) -> None:
    library = Library(seed=3, vocabulary=2000)
    entries = [replace(one, region_id=None) for one in library.entries(40)]
    questions = [library.question(one) for one in entries]

    def answered(session: Session) -> list[list[int]]:
        return [numbers(session, question, limit=3) for question in questions]

    answers = []
    for database in (sqlite_database, postgresql_database):
        await database.transaction(shelve, *entries)
        answers.append(await database.read(answered))
    assert answers[0] == answers[1]
    first_of_each = [found[:1] for found in answers[0]]
    assert (
        sum([one.number] == found for one, found in zip(entries, first_of_each, strict=True)) > 34
    )


async def test_two_who_put_the_same_in_at_once_leave_one_entry(
    postgresql_database: Database,
) -> None:
    database = postgresql_database
    versions = [(entry(1, f"Le budget {word}"),) for word in ("un", "deux", "trois", "quatre")]
    await asyncio.gather(*(database.transaction(shelve, *version) for version in versions))
    assert await database.read(numbers, "budget") == [1]
    await database.transaction(remove, Kind.PRACTICE, 1)
    assert await database.read(lambda session: session.scalars(select(SearchToken)).all()) == []


async def test_an_entry_and_its_tokens_are_one_transaction(database: Database) -> None:
    def half(session: Session) -> None:
        shelve(session, BUDGET)
        assert numbers(session, "budget") == [1]
        raise LookupError

    with pytest.raises(LookupError):
        await database.transaction(half)
    assert await database.read(numbers, "budget") == []
    assert await database.read(lambda session: session.scalars(select(SearchToken)).all()) == []


def test_nothing_is_left_of_what_is_removed(session: Session) -> None:
    shelve(session, BUDGET, LAMPS)
    remove(session, Kind.PRACTICE, 1)
    remove(session, Kind.PRACTICE, 2)
    assert session.scalars(select(SearchEntry)).all() == []
    assert session.scalars(select(SearchText)).all() == []
    assert session.scalars(select(SearchToken)).all() == []
    session.execute(text("INSERT INTO search_index (search_index) VALUES ('integrity-check')"))
    found = text("SELECT count(*) FROM search_index WHERE search_index MATCH 'budget OR lamp'")
    assert session.scalar(found) == 0


acts = st.lists(
    st.tuples(st.integers(1, 4), st.text("abcd ابة", max_size=12) | st.none()), max_size=12
)


@given(acts)
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50, deadline=None
)
def test_the_counts_of_tokens_never_drift(
    session: Session, acts: list[tuple[int, str | None]]
) -> None:
    for number, title in acts:
        if title is None:
            remove(session, Kind.PRACTICE, number)
        else:
            shelve(session, entry(number, title))
    rows = session.scalars(select(SearchText)).all()
    wanted = Counter(token for row in rows for token in set(row.tokens.split()))
    assert {one.token: one.entries for one in session.scalars(select(SearchToken))} == wanted
    session.execute(text("INSERT INTO search_index (search_index) VALUES ('integrity-check')"))
    session.rollback()


@given(st.text() | st.text("\"'*^:(){}+-\\\0 ORANDNEARaب"))
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100, deadline=None
)
def test_whatever_is_asked_or_written_nothing_breaks(session: Session, typed: str) -> None:
    shelve(session, BUDGET, entry(9, typed.replace("\0", ""), typed))
    find(session, typed)
    session.rollback()


async def test_strange_texts_break_neither_store(database: Database) -> None:
    strange = [
        '"budget" AND (NOT *', "1e5 0x1f 3.14 -7 a.b@c.d /x/y", "Straße þorn", "٣٫١٤ ½ ﷺ", "'; --",
        "x" * 9000,
    ]  # fmt: skip
    await database.transaction(shelve, *(entry(n, one) for n, one in enumerate(strange)))
    for number, one in enumerate(strange[:4]):
        assert number in await database.read(numbers, one), one
    await database.read(find, " ".join(strange) * 3)


def test_words_that_are_everywhere_are_looked_for_among_the_newest(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(candidates, "MOST_PLACES", 2)
    shelve(session, *(entry(number, f"Le budget {number}") for number in range(10, 16)))
    assert set(numbers(session, "budget")) == {14, 15}
    shelve(session, entry(1, "budgeting", language="en"))
    assert 15 in numbers(session, "budget")
    shelve(session, entry(11, "Le budget 11", topic="youth"))
    assert numbers(session, "budget", topic="youth") == [11]


@pytest.mark.parametrize(
    "typed",
    ["budgte participatif", "budjet", "BUDGET", "participation", "bugdet particpatif", "habitant"],
)
def test_a_slip_or_another_form_still_finds(session: Session, typed: str) -> None:
    shelve(session, BUDGET, LAMPS)
    assert first(session, typed).number == 1


def test_slips_in_long_words_still_find_nearly_everything(session: Session) -> None:
    library, chance = Library(seed=4, vocabulary=2000), random.Random(4)
    entries = [replace(one, region_id=None) for one in library.entries(40)]
    shelve(session, *entries)
    found = 0
    for one in entries:
        asked = " ".join(slipped(word, chance, 1.0) for word in one.title.split())
        found += one.number in numbers(session, asked, limit=3)
    assert found > 34


@pytest.mark.parametrize("typed", ["tramway", "xylophone zèbre", "القطار", "12345", "👍"])
def test_what_nobody_wrote_about_finds_nothing(session: Session, typed: str) -> None:
    shelve(session, BUDGET, LAMPS, ARABIC)
    assert find(session, typed) == []
