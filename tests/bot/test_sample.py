"""The sample network and the demo's cast: believable, mixed, labelled, and never over real data."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from sqlalchemy import select

from bot.sample import NotEmpty, demo, fill, neighbours
from bot.sample.library import notes, read, themes
from bot.sample.people import names, roles
from locales import week_of
from storage import Database, Session
from storage.board.overview import When, board
from storage.invitations import claim
from storage.models import (
    Axis,
    CheckIn,
    Collectivity,
    CollectivityKind,
    Gathering,
    Level,
    Member,
    Milestone,
    Phase,
    PhaseStep,
    Programme,
    ProgressReport,
    Project,
    ReportMilestone,
    Role,
)
from storage.reach import Reach

NOW = datetime(2026, 11, 24, 10, 30, tzinfo=UTC)  # a Tuesday
PRINCIPLES = {"transparency", "accountability", "access_to_information", "participation", "digital"}
ARABIC = re.compile(r"[\u0621-\u064a]")
MOMENTS = [NOW, datetime(2027, 1, 4, 8, tzinfo=UTC), datetime(2028, 7, 16, 23, tzinfo=UTC)]


def members(session: Session) -> list[Member]:
    return list(session.scalars(select(Member).order_by(Member.id)))


def programmes(session: Session) -> list[Programme]:
    return list(session.scalars(select(Programme).order_by(Programme.id)))


def collectivities(session: Session) -> dict[int, Collectivity]:
    return {one.id: one for one in session.scalars(select(Collectivity))}


def projects(session: Session) -> list[tuple[Project, Programme]]:
    found = select(Project, Programme).join(Axis, Project.axis_id == Axis.id).join(Programme)
    return list(session.execute(found.order_by(Project.id)))


def reports(session: Session) -> list[ProgressReport]:
    return list(session.scalars(select(ProgressReport).order_by(ProgressReport.id)))


def milestones(session: Session) -> list[tuple[Milestone, bool]]:
    found = select(Milestone, ReportMilestone.report_id).outerjoin(ReportMilestone)
    return [(step, ticked is not None) for step, ticked in session.execute(found)]


def contents(session: Session) -> list[tuple[object, ...]]:
    """Read what the network says, without the ids of the database."""
    found: list[tuple[object, ...]] = [
        (one.title_ar, one.title_fr, one.phase, one.starts_on) for one in programmes(session)
    ]
    found += [(one.title_fr, one.due_on, *one.principles) for one, _ in projects(session)]
    found += [(one.level, one.step, one.note, one.created_at) for one in reports(session)]
    return found


def ages(told: Iterable[ProgressReport]) -> list[int]:
    return [(NOW - one.created_at).days for one in told]


async def test_both_stores_take_the_whole_network(database: Database) -> None:
    people = await database.transaction(fill, people=50, seed=1, now=NOW)

    assert len(people) == 50
    assert len(await database.read(reports)) > 100


async def test_the_same_seed_gives_the_same_network_and_another_seed_another(
    sqlite_url: str, postgresql_url: str
) -> None:
    first, second = await Database.open(sqlite_url), await Database.open(postgresql_url)
    try:
        people = await first.transaction(fill, people=20, seed=5, now=NOW)

        assert await second.transaction(fill, people=20, seed=5, now=NOW) == people
        assert await second.read(contents) == await first.read(contents)
    finally:
        await first.close()
        await second.close()


async def test_tokens_cannot_be_foreseen_without_a_seed(sqlite_database: Database) -> None:
    people = await sqlite_database.transaction(fill, people=30, now=NOW)

    tokens = {one.token for one in people}
    assert len(tokens) == 30
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{43}", token) for token in tokens)
    assert not any(one.token in repr(one) for one in people)


async def test_each_token_opens_the_seat_it_was_printed_for(sqlite_database: Database) -> None:
    people = await sqlite_database.transaction(fill, people=12, seed=3, now=NOW)
    named = {one.id: one.name for one in await sqlite_database.read(members)}

    for one in people:
        invitation = await sqlite_database.transaction(claim, one.token, NOW)
        assert invitation is not None
        assert named[invitation.member_id] == one.name
        assert await sqlite_database.transaction(claim, one.token, NOW) is None


async def test_a_database_with_a_network_is_left_alone(sqlite_database: Database) -> None:
    await sqlite_database.transaction(fill, people=3, seed=1, now=NOW)
    before = await sqlite_database.read(contents)

    with pytest.raises(NotEmpty, match="empty"):
        await sqlite_database.transaction(fill, people=3, seed=2, now=NOW)
    with pytest.raises(NotEmpty, match="empty"):
        await sqlite_database.transaction(demo, NOW)
    assert await sqlite_database.read(contents) == before


@pytest.mark.parametrize("people", [0, -4, 3215])
async def test_an_impossible_size_is_refused(sqlite_database: Database, people: int) -> None:
    with pytest.raises(ValueError, match="3214"):
        await sqlite_database.transaction(fill, people=people, seed=1, now=NOW)


@pytest.mark.parametrize("people", [1, 2, 3, 4, 5, 6, 7, 50, 228, 1600, 2000, 3214])
def test_everybody_has_a_role_and_from_six_people_on_every_role_is_taken(people: int) -> None:
    count = roles(people)

    assert sum(count.values()) == people
    assert count[Role.FOCAL_POINT] >= max(1, count[Role.DEPUTY])
    assert (min(count.values()) > 0) == (people >= 6)


@pytest.mark.parametrize("people", range(1, 10))
async def test_small_networks_work_too(sqlite_database: Database, people: int) -> None:
    assert len(await sqlite_database.transaction(fill, people=people, seed=1, now=NOW)) == people


async def test_people_sit_where_their_role_belongs(sqlite_database: Database) -> None:
    await sqlite_database.transaction(fill, people=80, seed=2, now=NOW)
    everyone = await sqlite_database.read(members)
    places = await sqlite_database.read(collectivities)
    seats: dict[str, list[Collectivity]] = {role: [] for role in Role}
    nowhere = []
    for one in everyone:
        assert one.role is not None
        if one.collectivity_id is None:
            nowhere.append(one.role)
        else:
            seats[one.role].append(places[one.collectivity_id])

    assert all(one.fictitious for one in everyone)
    assert sorted(nowhere) == [Role.NATIONAL_COORDINATOR, Role.OBSERVER]
    focal = {place.code for place in seats[Role.FOCAL_POINT]}
    assert len(focal) == len(seats[Role.FOCAL_POINT])  # one focal point for each seat
    for role in (Role.DEPUTY, Role.POLE):
        beside = [place.code for place in seats[role]]
        assert len(set(beside)) == len(beside) > 0
        assert focal.issuperset(beside)
    coordinated = seats[Role.REGIONAL_COORDINATOR]
    assert {place.kind for place in coordinated} == {CollectivityKind.REGION}
    assert len({place.code for place in coordinated}) == len(coordinated) == 3
    kinds = Counter(place.kind for place in seats[Role.FOCAL_POINT])
    assert kinds[CollectivityKind.REGION] >= 1
    assert kinds[CollectivityKind.PREFECTURE] + kinds[CollectivityKind.PROVINCE] >= 1
    assert kinds[CollectivityKind.COMMUNE] > 0.8 * sum(kinds.values())


async def test_people_are_named_in_the_script_of_their_language(sqlite_database: Database) -> None:
    people = await sqlite_database.transaction(fill, people=100, seed=2, now=NOW)

    spoken = Counter(one.language for one in people)
    assert spoken == {"ar": 60, "fr": 35, "en": 5}
    for one in people:
        written = one.name + (one.collectivity or "")
        assert bool(ARABIC.search(written)) == (one.language == "ar"), one
    assert len({one.name for one in people}) == 100


async def test_a_person_prints_as_one_json_object(sqlite_database: Database) -> None:
    (one,) = await sqlite_database.transaction(fill, people=1, seed=2, now=NOW)

    assert list(asdict(one)) == ["token", "name", "language", "role", "collectivity"]
    assert "(" in (one.collectivity or "")  # the province: names alone are ambiguous


@pytest.mark.parametrize("now", MOMENTS)
async def test_programmes_are_in_every_phase_and_in_its_years(
    sqlite_database: Database, now: datetime
) -> None:
    await sqlite_database.transaction(fill, people=60, seed=4, now=now)
    found = await sqlite_database.read(programmes)

    phases = Counter(one.phase for one in found)
    assert set(phases) == set(Phase)
    assert phases[Phase.IMPLEMENTATION] > len(found) / 2
    for one in found:
        assert "données fictives" in (one.title_fr or "")
        assert "معطيات افتراضية" in (one.title_ar or "")
        running = one.starts_on <= now.date() <= one.ends_on
        assert running == (one.phase == Phase.IMPLEMENTATION), one.title_fr
        assert (one.starts_on > now.date()) == (one.phase in {Phase.CO_CREATION, Phase.VOTE})


@pytest.mark.parametrize("now", MOMENTS)
async def test_projects_and_reports_stay_inside_their_programme_and_the_past(
    sqlite_database: Database, now: datetime
) -> None:
    await sqlite_database.transaction(fill, people=60, seed=4, now=now)
    owner = {project.id: programme for project, programme in await sqlite_database.read(projects)}

    for project, programme in await sqlite_database.read(projects):
        assert project.due_on is not None
        assert programme.starts_on < project.due_on <= programme.ends_on
        assert project.due_on.weekday() < 5
        assert project.principles
        assert set(project.principles) <= PRINCIPLES
    told = await sqlite_database.read(reports)
    assert [one.created_at for one in told] == sorted(one.created_at for one in told)
    for one in told:
        assert one.created_at < now
        assert one.created_at.weekday() < 5
        assert 9 <= one.created_at.hour <= 16
        if one.project_id is not None:
            programme = owner[one.project_id]
            assert one.programme_id == programme.id
            assert programme.starts_on < one.created_at.date() <= programme.ends_on
            assert programme.phase not in {Phase.CO_CREATION, Phase.VOTE}


async def test_each_programme_has_its_own_four_to_nine_projects_once_it_has_any(
    sqlite_database: Database,
) -> None:
    await sqlite_database.transaction(fill, people=120, seed=6, now=NOW)
    titles: dict[int, list[str | None]] = {}
    for project, programme in await sqlite_database.read(projects):
        titles.setdefault(programme.id, []).append(project.title_ar)

    for one in await sqlite_database.read(programmes):
        own = titles.get(one.id, [])
        assert len(set(own)) == len(own)
        if one.phase == Phase.CO_CREATION:
            assert own == []
        else:
            assert 4 <= len(own) <= 9
    assert len({title for own in titles.values() for title in own}) > 55


async def test_lists_have_late_soon_and_far_and_fresh_stale_and_silent_projects(
    sqlite_database: Database,
) -> None:
    await sqlite_database.transaction(fill, people=50, seed=8, now=NOW)
    steps = await sqlite_database.read(milestones)
    today = NOW.date()
    open_days = [(step.due_on or date.max) - today for step, ticked in steps if not ticked]

    assert sum(ticked for _, ticked in steps) > 50
    assert sum(left < timedelta(0) for left in open_days) > 20
    assert sum(timedelta(0) <= left <= timedelta(14) for left in open_days) > 10
    assert sum(left > timedelta(30) for left in open_days) > 20
    told = await sqlite_database.read(reports)
    latest = {one.project_id: one for one in told if one.project_id}
    current = {
        project.id
        for project, programme in await sqlite_database.read(projects)
        if programme.phase == Phase.IMPLEMENTATION
    }
    days = ages(one for project_id, one in latest.items() if project_id in current)
    assert sum(age <= 30 for age in days) > 20
    assert sum(age > 40 for age in days) > 20
    assert len(current - set(latest)) > 10
    assert {one.level for one in told} >= {Level.NOT_STARTED, Level.LIMITED, Level.COMPLETE}
    assert any(one.no_change for one in told)


async def test_notes_are_in_the_language_of_their_author(sqlite_database: Database) -> None:
    await sqlite_database.transaction(fill, people=60, seed=8, now=NOW)
    spoken = {one.id: one.language for one in await sqlite_database.read(members)}

    written = [one for one in await sqlite_database.read(reports) if one.note]
    assert {spoken[one.author_id] for one in written} == {"ar", "fr", "en"}
    for one in written:
        arabic = bool(ARABIC.search(one.note or ""))
        assert arabic == (spoken[one.author_id] == "ar"), one.note


async def test_the_library_is_large_varied_and_suits_every_kind_of_collectivity() -> None:
    titles = [idea.title for theme in themes() for idea in theme.ideas]

    assert len(set(titles)) == len(titles) >= 60
    for theme in themes():
        for kind in CollectivityKind:
            assert sum(kind in idea.kinds for idea in theme.ideas) >= 3
        for idea in theme.ideas:
            assert set(idea.principles) <= PRINCIPLES
            assert len(idea.milestones) >= 3
    told = notes()
    assert set(told) == {*PhaseStep} | {*Level} - {Level.NO_EVIDENCE}
    assert all(set(by_language) == {"ar", "fr", "en"} for by_language in told.values())


def strings(value: object) -> Iterator[str]:
    """Give every text of a table, but for links, codes and keys."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from strings([inner for key, inner in value.items() if key not in NOT_TEXT])
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from strings(inner)


def written_texts() -> list[str]:
    """Collect every text of the sample's files."""
    cast = [
        read("cast", f"{name}.toml") for name in ("people", "chefchaouen", "oriental", "tiznit")
    ]
    ideas = [
        (theme.axes, [(idea.title, idea.note, idea.milestones) for idea in theme.ideas])
        for theme in themes()
    ]
    return list(strings([*cast, read("notes.toml"), *ideas]))


NOT_TEXT = {"link", "key", "seat", "by"}
UNWANTED = re.compile("بيانات|قائمة|تدريب|المفتحة|مستخدم|الكفاءات")  # not said so in Morocco
UNTIDY = re.compile(r"""['"«»]|\s[;:?!]|\s\s|^\s|\s$|\.\.""")  # plain signs need no hard spaces
FOREIGN = re.compile(r"[A-Za-z,;?]|[٠-٩]|\u0640")  # in an Arabic text


def test_texts_are_written_as_moroccan_administrations_write() -> None:
    texts = written_texts()

    assert len(texts) > 1000
    assert [text for text in texts if UNWANTED.search(text)] == []
    assert [text for text in texts if UNTIDY.search(text)] == []
    arabic = [text for text in texts if ARABIC.search(text)]
    assert len(arabic) > 450
    assert [text for text in arabic if FOREIGN.search(text)] == []


async def test_the_demo_has_its_cast_on_both_stores(database: Database) -> None:
    people = await database.transaction(demo, NOW)

    assert [(one.key, one.language, one.role) for one in people] == [
        ("focal_ar", "ar", Role.FOCAL_POINT),
        ("focal_fr", "fr", Role.FOCAL_POINT),
        ("deputy_ar", "ar", Role.DEPUTY),
        ("coordinator_ar", "ar", Role.REGIONAL_COORDINATOR),
        ("focal_en", "en", Role.FOCAL_POINT),
        ("national_fr", "fr", Role.NATIONAL_COORDINATOR),
        ("pole_ar", "ar", Role.POLE),
    ]
    assert people[0].collectivity == people[2].collectivity == "جماعة شفشاون (إقليم شفشاون)"
    assert people[1].collectivity == "Région de l’Oriental"
    assert people[3].collectivity == "جهة طنجة-تطوان-الحسيمة"
    invitation = await database.transaction(claim, people[2].token, NOW)
    assert invitation is not None
    assert invitation.member_id == people[2].member_id
    assert all(one.fictitious for one in await database.read(members))


@pytest.mark.parametrize("now", [*MOMENTS, datetime(2026, 7, 20, 9, tzinfo=UTC)])
async def test_the_demo_has_something_late_due_soon_finished_and_silent_whenever_it_is_opened(
    sqlite_database: Database, now: datetime
) -> None:
    await sqlite_database.transaction(demo, now)
    told = await sqlite_database.read(reports)
    found = await sqlite_database.read(projects)
    size = Counter(programme.title_fr for _, programme in found)

    assert sorted(size.values()) == [11, 11]
    assert all(one.created_at < now for one in told)
    for project, programme in found:
        assert project.due_on is not None
        assert programme.starts_on < project.due_on <= programme.ends_on
        own = [one for one in told if one.project_id == project.id]
        assert all(one.created_at.date() > programme.starts_on for one in own)
    left = [
        ((step.due_on or date.max) - now.date()).days
        for step, ticked in await sqlite_database.read(milestones)
        if not ticked
    ]
    assert sum(days < 0 for days in left) >= 4
    assert sum(0 <= days <= 14 for days in left) >= 3
    silent = {project.id for project, _ in found} - {one.project_id for one in told}
    assert len(silent) >= 3
    assert {Level.COMPLETE, Level.SUBSTANTIAL} <= {one.level for one in told}
    assert [one.step for one in told if one.step] == [PhaseStep.WORKSHOP]


async def test_a_lowered_level_of_the_demo_says_why(sqlite_database: Database) -> None:
    await sqlite_database.transaction(demo, NOW)
    order = list(Level)
    last: dict[int | None, ProgressReport] = {}
    lowered = []
    for one in await sqlite_database.read(reports):
        before = last.get(one.project_id)
        if (
            one.level
            and before
            and before.level
            and order.index(one.level) < order.index(before.level)
        ):
            lowered.append(one)
        last[one.project_id] = one

    assert len(lowered) == 1
    assert lowered[0].reason


def test_names_do_not_come_back_before_nearly_two_thousand_people() -> None:
    drawn = names(Random(1))
    assert len({next(drawn) for _ in range(1900)}) == 1900


@pytest.mark.parametrize("now", [NOW, datetime(2027, 1, 4, 8, tzinfo=UTC)])
async def test_the_neighbours_of_the_cast_make_the_board_worth_a_look(
    sqlite_database: Database, now: datetime
) -> None:
    await sqlite_database.transaction(demo, now)
    assert await sqlite_database.transaction(neighbours.settle, now) == 40
    week, today = week_of(now - timedelta(days=7)), now.date()
    when = When(week, now, today, now - timedelta(days=5))
    boards = []
    for reach, least in ((Reach(None), 40), (Reach(1), 14)):
        found = await sqlite_database.read(board, reach, when)
        assert found.rate.people >= least
        assert 0 < found.rate.answered < found.rate.people
        assert len(found.moods) > 3
        assert found.silent
        assert found.commitments.levels[Level.COMPLETE] > 3
        boards.append(found)
    assert all(one.unanswered for one in boards)
    asked = await sqlite_database.read(lambda session: list(session.scalars(select(CheckIn))))
    assert all((one.answered_at or one.sent_at or now) <= now for one in asked)
    (event,) = await sqlite_database.read(lambda session: list(session.scalars(select(Gathering))))
    assert event.starts_at > now + timedelta(days=14)
    assert all(one.fictitious for one in await sqlite_database.read(members))
