"""Printed reports: what stands on them, and what never does; nothing is fetched to make them."""

import os
import re
import shutil
import subprocess
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from handlers.exports import paper
from handlers.exports.about import About
from handlers.exports.network import _body as network_body
from handlers.exports.paper import Page
from handlers.exports.placed import _body as place_body
from locales import Names, _
from storage import Database, Session
from storage.exports import figures, placed, reported, seated, shelved
from storage.exports.reported import Extent
from storage.models import (
    Axis,
    Collectivity,
    CollectivityKind,
    Evidence,
    Level,
    Member,
    Milestone,
    Phase,
    Practice,
    Programme,
    ProgressReport,
    Project,
    PublicationStatus,
    Published,
    ReportMilestone,
    Role,
    Topic,
    Withdrawal,
)
from storage.reach import Reach
from storage.seats import seat_all

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
ABOUT = About(
    subject="place",
    title=_("Progress report"),
    scope=_("the whole network"),
    region=None,
    period=_("the whole programme, until today"),
    first=None,
    last=None,
    by="Ghita",
    at=NOON,
)
TAG = re.compile("<[^>]+>|[\u2066-\u2069\u200e\u200f]")


def plain(html: str) -> str:
    return re.sub(r"\s+", " ", TAG.sub(" ", html))


def found(session: Session) -> dict[str, int]:
    """Write seven communes with a project each: six of the North, one of the South."""
    regions = {
        name: Collectivity(code=code, kind=CollectivityKind.REGION, name_ar=name, name_fr=name)
        for name, code in (("Nord", "01"), ("Sud", "02"))
    }
    session.add_all(regions.values())
    session.flush()
    ids: dict[str, int] = {name: one.id for name, one in regions.items()}
    for number in range(7):
        region = regions["Sud" if number == 6 else "Nord"]
        place = Collectivity(
            code=f"{region.code}.001.0{number}",
            kind=CollectivityKind.COMMUNE,
            name_ar=f"جماعة {number}",
            name_fr=f"Commune {number}",
            region_id=region.id,
            parent_id=region.id,
        )
        session.add(place)
        session.flush()
        ids[f"place-{number}"] = place.id
        author = Member(name=f"A{number}", language="fr", created_at=NOON, joined_at=NOON)
        seat_all(session, [(author, Role.FOCAL_POINT, place.id)], NOON - timedelta(days=90))
        _programme(session, place.id, author.id, number)
    session.flush()
    return ids


def _programme(session: Session, place: int, author: int, number: int) -> None:
    programme = Programme(
        collectivity_id=place,
        title_fr="Programme",
        phase=Phase.IMPLEMENTATION,
        starts_on=date(2026, 1, 1),
        ends_on=date(2027, 12, 31),
    )
    session.add(programme)
    session.flush()
    axis = Axis(programme_id=programme.id, position=1, title_fr="Services")
    session.add(axis)
    session.flush()
    principles = ["transparency", "innovation"] if number == 0 else ["transparency"]
    project = Project(
        axis_id=axis.id,
        position=1,
        title_fr="<script>alert(1)</script> & co",
        principles=principles,
        due_on=date(2026, 10, 1),
    )
    session.add(project)
    session.flush()
    steps = [
        Milestone(project_id=project.id, position=at, title_fr=title, due_on=date(2026, at, 1))
        for at, title in ((2, "Desk opened"), (12, "Agents trained"))
    ]
    session.add_all(steps)
    session.flush()
    for level, percent, days in (
        (Level.LIMITED, 20, 40),
        (Level.SUBSTANTIAL, 70, 3),
        (Level.COMPLETE, 100, 1),  # taken back
    ):
        report = ProgressReport(
            programme_id=programme.id,
            project_id=project.id,
            level=level,
            percent=percent,
            note=f"note of {level}",
            author_id=author,
            created_at=NOON - timedelta(days=days),
        )
        session.add(report)
        session.flush()
        if level == Level.COMPLETE:
            session.add(Withdrawal(report_id=report.id, author_id=author, created_at=NOON))
        if level == Level.SUBSTANTIAL:
            session.add(ReportMilestone(report_id=report.id, milestone_id=steps[0].id))
            session.add(
                Evidence(report_id=report.id, kind="link", url="https://example.org/desk",
                         author_id=author, created_at=NOON)
            )  # fmt: skip


async def test_a_place_is_told_with_its_level_its_steps_and_what_moved(database: Database) -> None:
    ids = await database.transaction(found)
    since = NOON - timedelta(days=10)
    report = await database.read(placed.report, ids["place-0"], since, None)
    assert report is not None
    text = plain("".join(place_body(Page("en"), report, NOON.date())))
    for told in ("Substantial", "70%", "Late", "Desk opened", "Done", "Agents trained",
                 "https://example.org/desk", "note of substantial", "public innovation",
                 "&lt;script&gt;alert(1)&lt;/script&gt; &amp; co"):  # fmt: skip
        assert told in text, told
    assert "note of limited" not in text  # before the period
    assert "note of complete" not in text  # taken back
    assert await database.read(placed.report, ids["Nord"], None, None) is None


async def test_the_network_is_told_in_groups_of_five_and_more(database: Database) -> None:
    ids = await database.transaction(found)
    whole = await database.read(figures.network, Extent(Reach(None)))
    assert whole is not None
    assert (whole.places, whole.reporting, whole.projects) == (7, 7, 7)
    assert dict(whole.levels) == {Level.SUBSTANTIAL: 7}
    assert [names[1] for names, _group in whole.regions] == ["Nord"]
    assert set(whole.principles) == {"transparency"}
    assert whole.hidden == 2
    text = plain("".join(network_body(Page("en"), whole)))
    assert "2 groups of fewer than 5 local governments are not shown." in text
    assert "Sud" not in text
    assert "public innovation" not in text
    north = await database.read(figures.network, Extent(Reach(ids["Nord"])))
    assert north is not None
    assert north.places == 6
    assert await database.read(figures.network, Extent(Reach(ids["Sud"]))) is None


async def test_pages_of_an_export_hold_each_row_once_and_within_reach(database: Database) -> None:
    ids = await database.transaction(found)
    extent = Extent(Reach(ids["Nord"]))
    numbers, after = [], 0
    while rows := await database.read(reported.portion, extent, after, 5):
        numbers += [row.id for row in rows]
        after = rows[-1].id
    assert len(numbers) == len(set(numbers)) == await database.read(reported.count, extent) == 12
    [seat] = await database.read(seated.portion, Reach(ids["Sud"]), NOON, 0)
    assert (seat.place[1], seat.name) == ("Commune 6", "A6")
    south = await database.read(reported.portion, Extent(Reach(ids["Sud"])), 0)
    assert [(row.level, row.latest) for row in south] == [
        (Level.LIMITED, False), (Level.SUBSTANTIAL, True),
    ]  # fmt: skip
    assert {row.role for row in south} == {Role.FOCAL_POINT}


async def test_only_what_is_published_leaves_the_library(database: Database) -> None:
    ids = await database.transaction(found)
    await database.transaction(shelve, ids["place-0"])
    north = Extent(Reach(ids["Nord"]))
    [row] = await database.read(shelved.portion, north, Published.PRACTICE, 0)
    assert (row.title, row.place[1], row.links) == (
        "Shown", "Commune 0", ["https://example.org/plan"],
    )  # fmt: skip
    assert await database.read(shelved.count, north) == 1
    assert await database.read(shelved.count, Extent(Reach(ids["Sud"]))) == 0
    assert await database.read(shelved.count, Extent(Reach(None), since=NOON)) == 0


def shelve(session: Session, place: int) -> None:
    author = session.scalars(select(Member).where(Member.name == "A0")).one()
    for title, status in (
        ("Shown", PublicationStatus.PUBLISHED),
        ("Waiting", PublicationStatus.SUBMITTED),
        ("Taken back", PublicationStatus.WITHDRAWN),
    ):
        session.add(
            Practice(
                author_id=author.id,
                seat_id=author.seat_id,
                collectivity_id=place,
                language="fr",
                topic=Topic.BUDGET,
                principles=["transparency"],
                title=title,
                problem="p",
                done="d",
                result="r",
                files=[1, "https://example.org/plan"],
                contact=False,
                title_key=title,
                body_key=title,
                status=status,
                created_at=NOON - timedelta(days=9),
                published_at=NOON - timedelta(days=8),
            )
        )


@pytest.mark.usefixtures("printing")
@pytest.mark.skipif(
    shutil.which("pdftotext") is None and os.environ.get("CI") != "true",
    reason="poppler-utils is not installed",
)
def test_a_page_is_read_back_from_paper() -> None:
    page = Page("ar")
    body = "".join(page.line(f"الفقرة {number}") for number in range(90))
    content = page.whole(ABOUT, Names(ar="جماعة أزرو", fr="Commune d’Azrou"), NOON, body)
    read = subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True)
    text = read.stdout.decode().translate(dict.fromkeys(range(0x202A, 0x202F)))
    assert "أزرو" in text
    assert "المصدر" in text
    assert len(text.split("\f")) == 4  # three pages


@pytest.mark.usefixtures("printing")
def test_nothing_is_ever_fetched() -> None:
    with pytest.raises(paper.FetchingError, match="a page asked for"):
        paper.pdf('<img src="file:///etc/hostname">')
