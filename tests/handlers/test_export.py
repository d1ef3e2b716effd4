"""A coordinator exports: asked in four questions, made once, brought to whoever may have it."""

import asyncio
import csv
import json
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from handlers import orders as ordering
from handlers.exports import making
from storage import Session, forgetting, invitations, orders, people, seats
from storage.models import (
    Audience,
    Audit,
    CheckIn,
    Collectivity,
    Document,
    Evidence,
    Member,
    Obstacle,
    Order,
    ProgressReport,
    Role,
)
from storage.seats import seat_all
from tests.chat import PATIENCE, TUESDAY, Chat, Town, plain
from tests.handlers.conftest import join
from tests.handlers.test_permissions import become_observer

WHOLE = "The whole programme"
NOTHING = "There is nothing to export for this choice: try a longer period."


async def exports(chat: Chat, *answers: str) -> None:
    """Go through the conversation and let the file be made."""
    await chat.say("/export")
    for answer in (*answers, "Prepare the file"):
        await chat.press(answer)


def rows_of(chat: Chat) -> list[dict[str, str]]:
    text = chat.file[1].decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text, newline=""), delimiter=";"))


def column(chat: Chat, name: str) -> list[str]:
    return [row[name] for row in rows_of(chat)]


async def hind(running: Town, language: str = "en") -> Chat:
    """Bring a national coordinator in."""
    await running.app.database.transaction(seat_hind)
    chat = running.phone(190, language, "Hind")
    await chat.say(f"/start {'national-' * 4}")
    if language != "en":
        await chat.tap(chat.last.id, f"a.language.{language}")
    return chat


def seat_hind(session: Session) -> None:
    member = Member(name="Hind", language="en", created_at=TUESDAY, joined_at=TUESDAY)
    seat_all(session, [(member, Role.NATIONAL_COORDINATOR, None)], TUESDAY)
    invitations.invite(session, member.id, "national-" * 4, TUESDAY)


async def test_a_region_is_all_that_its_coordinator_gets(jisr_on_both: Town) -> None:
    driss, elias = await join(jisr_on_both, "driss"), await join(jisr_on_both, "elias")
    await exports(driss, "Progress reports", "CSV", WHOLE)
    assert column(driss, "Completion level") == ["Limited", "Substantial", "Complete"]
    assert column(driss, "Progress") == ["30", "60", ""]
    assert set(column(driss, "Region")) == {"Nord"}
    assert set(column(driss, "Official code")) == {"01.271.01"}
    await exports(elias, "Progress reports", "CSV", WHOLE)
    elias.sees(NOTHING)
    await exports(elias, "Members", "CSV")
    assert column(elias, "Collectivity") == ["Tiznit", "Sud"]
    assert column(elias, "Name") == ["Chama", "Elias"]
    for typed in ("Azrou", "أزرو", "Nord"):
        await elias.say("/export")
        await elias.press("Report of one collectivity (PDF)")
        await elias.say(typed)
        elias.sees("I find no programme under that name. Another spelling?")
        await elias.say("/cancel")
    assert len(await jisr_on_both.rows(Document)) == 2
    logged = [one for one in await jisr_on_both.rows(Audit) if one.action == "export"]
    assert [(one.detail["what"], one.detail["rows"]) for one in logged] == [
        ("reports", 3), ("members", 2),
    ]  # fmt: skip
    assert len({one.detail["region"] for one in logged} - {None}) == 2


async def test_another_region_cannot_be_had_by_a_forged_order(jisr: Town) -> None:
    elias = await join(jisr, "elias")
    azrou = next(one.id for one in await jisr.rows(Collectivity) if one.name_fr == "Azrou")
    elias.watch()
    await ordered(jisr, "Elias", what="place", place=azrou)
    elias.hears_nothing()
    assert [one.status for one in await jisr.rows(Order)] == ["cancelled"]
    assert not await jisr.rows(Document)


async def ordered(
    running: Town, name: str, then: Callable[[Session], object] | None = None, **about: Any
) -> None:
    """Put an order past the conversation, and let something happen in the same transaction."""

    def order(session: Session) -> None:
        member = session.scalars(select(Member).where(Member.name == name)).one()
        [identity] = people.identities_of(session, member.id)
        orders.add(
            session, member=member, identity=identity, kind="export", about=about, now=TUESDAY
        )
        if then is not None:
            then(session)

    await running.app.database.transaction(order)
    running.app.orders.wake()
    await running.settle()


async def test_who_loses_the_seat_between_ordering_and_making_gets_nothing(jisr: Town) -> None:
    driss = await join(jisr, "driss")
    driss.watch()
    about = {"what": "reports", "format": "csv", "first": None, "last": None}
    await ordered(jisr, "Driss", lambda session: become_observer(session, "Driss"), **about)
    driss.hears_nothing()
    [order] = await jisr.rows(Order)
    assert (order.status, order.document_id) == ("cancelled", None)
    assert not await jisr.rows(Document)


async def test_an_observer_of_the_same_place_gets_no_report_ordered_before(jisr: Town) -> None:
    """The place is the same, the permission is not: it is asked when the report is made."""
    amal = await join(jisr, "amal")
    amal.watch()

    def observe(session: Session) -> None:
        member = session.scalars(select(Member).where(Member.name == "Amal")).one()
        place = member.collectivity_id
        seats.leave(session, member, TUESDAY)
        seat = seats.find_or_add(session, Role.OBSERVER, place)
        seats.take(session, seat, member, TUESDAY)

    await ordered(jisr, "Amal", observe, what="own", first=None, last=None)
    amal.hears_nothing()
    assert [one.status for one in await jisr.rows(Order)] == ["cancelled"]


async def test_what_is_too_large_to_be_sent_is_packed(
    jisr: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    driss = await join(jisr, "driss")
    monkeypatch.setattr(making, "LARGEST", 100)
    await exports(driss, "Progress reports", "CSV", WHOLE)
    name, content = driss.file
    assert name.endswith(".csv.zip")
    with ZipFile(BytesIO(content)) as archive:
        assert archive.read("export.csv").count(b"\r\n") == 4


async def test_pressed_twice_is_one_file(jisr: Town) -> None:
    driss = await join(jisr, "driss")
    await driss.say("/export")
    for answer in ("Progress reports", "JSON, for programs", WHOLE):
        await driss.press(answer)
    message, data = driss.button("Prepare the file")
    await jisr.world.press(driss.person, message.id, data)
    await driss.tap(message.id, data)
    assert len(await jisr.rows(Order)) == 1
    sent = [one for one in driss.messages if one.from_bot and one.file]
    assert len(sent) == 1
    read = json.loads(driss.file[1])
    assert [row["level"] for row in read["rows"]] == ["limited", "substantial", "complete"]
    assert read["about"]["region"] == "01"


async def test_private_obstacles_moods_and_names_are_in_no_report(jisr: Town) -> None:
    driss = await join(jisr, "driss")
    await jisr.app.database.transaction(obstruct)
    await exports(driss, "Progress reports", "JSON, for programs", WHOLE)
    rows = json.loads(driss.file[1])["rows"]
    assert [row["obstacles"] for row in rows] == [["partner"], ["partner"], []]
    assert {row["role"] for row in rows} == {"focal_point"}
    text = driss.file[1].decode()
    for hidden in ("legal", "Amal", "a private word", "told in confidence", "mood"):
        assert hidden not in text


def obstruct(session: Session) -> None:
    amal = session.scalars(select(Member).where(Member.name == "Amal")).one()
    for week, obstacle, audience, words in (
        ("2026-W40", Obstacle.LEGAL, Audience.PRIVATE, "a private word"),
        ("2026-W41", Obstacle.PARTNER, Audience.COORDINATOR, "told in confidence"),
    ):
        session.add(
            CheckIn(
                member_id=amal.id,
                collectivity_id=amal.collectivity_id,
                week=week,
                closes_at=TUESDAY,
                answered_at=TUESDAY - timedelta(days=30),
                obstacle=obstacle,
                words=words,
                audience=audience,
                mood=2,
            )
        )


async def test_the_period_counts_whole_days_in_morocco(jisr: Town) -> None:
    driss = await join(jisr, "driss")
    await exports(driss, "Progress reports", "CSV", "This month")
    assert len(rows_of(driss)) == 2
    await driss.say("/export")
    for answer in ("Progress reports", "CSV", "From one day to another"):
        await driss.press(answer)
    await driss.say("26/08/2026")
    await driss.say("25/08/2026")
    driss.sees("A date from")
    await driss.say("18/11/2026")
    driss.sees("1 row")
    await driss.press("Prepare the file")
    assert column(driss, "Completion level") == ["Complete"]


async def test_what_people_wrote_never_runs_in_a_spreadsheet(jisr: Town) -> None:
    chat = await hind(jisr, "ar")
    await jisr.app.database.transaction(write_formulas)
    await chat.say("تصدير")
    for answer in ("Progress reports", "Excel", WHOLE, "Prepare the file"):
        await chat.press(answer)
    book = load_workbook(BytesIO(chat.file[1]))
    sheet, about = book.worksheets
    assert sheet.sheet_view.rightToLeft
    heads = [cell.value for cell in sheet[1]]
    newest = dict(zip(heads, list(sheet.iter_rows(min_row=2))[-1], strict=True))
    assert (newest["مضمون التقرير"].value, newest["مضمون التقرير"].data_type) == (
        '=2+5+cmd|"x"',
        "s",
    )
    assert newest["الجماعة الترابية"].value == "أ" * 200
    assert newest["نسبة التقدم"].value == 0.3
    assert isinstance(newest["تاريخ التقرير"].value, datetime)
    assert newest["وثائق الإثبات"].value == "=HYPERLINK(1) ; https://example.org/plan"
    assert not any(cell.data_type == "f" for line in sheet.iter_rows() for cell in line)
    assert "Hind" in str([cell.value for cell in about["B"]])


def write_formulas(session: Session) -> None:
    reports = session.scalars(select(ProgressReport).order_by(ProgressReport.created_at)).all()
    place = session.scalars(select(Collectivity).where(Collectivity.name_fr == "Azrou")).one()
    place.name_ar = "أ" * 200
    old = reports[-1]
    session.add(
        ProgressReport(
            programme_id=old.programme_id,
            project_id=old.project_id,
            level="limited",
            percent=30,
            note='=2+5+cmd|"x"',
            author_id=old.author_id,
            created_at=TUESDAY,
        )
    )
    session.flush()
    number = session.scalars(select(ProgressReport.id).order_by(ProgressReport.id.desc())).first()
    for url in ("=HYPERLINK(1)", "https://example.org/plan"):
        session.add(
            Evidence(report_id=number, kind="link", url=url, author_id=old.author_id,
                     created_at=TUESDAY)
        )  # fmt: skip


@pytest.mark.usefixtures("printing")
async def test_a_focal_point_gets_the_printed_report_of_their_own_place_alone(jisr: Town) -> None:
    amal = await join(jisr, "amal", "ar")
    await amal.say("/export")
    assert "Excel" not in amal.labels
    await amal.press(WHOLE)
    assert "أزرو" in amal.text
    await amal.press("Prepare the file")
    name, content = amal.file
    assert content.startswith(b"%PDF-")
    assert name.endswith(".pdf")
    [order] = await jisr.rows(Order)
    assert order.about == {"first": None, "last": None, "what": "own"}
    fadoua = await join(jisr, "fadoua")
    await fadoua.say("/export")
    fadoua.sees("This is not open to your role.")


@pytest.mark.usefixtures("printing")
async def test_a_place_is_printed_and_the_network_only_when_it_is_large_enough(jisr: Town) -> None:
    chat = await hind(jisr)
    await chat.say("/export")
    await chat.press("Report of one collectivity (PDF)")
    await chat.say("azrou")
    await chat.press("This quarter")
    chat.sees("Azrou")
    await chat.press("Prepare the file")
    assert chat.file[1].startswith(b"%PDF-")
    sent = len([one for one in chat.messages if one.file])
    await exports(chat, "Overall report (PDF)", WHOLE)
    chat.sees("Figures are shown from 5 local governments with a programme on.")
    assert len([one for one in chat.messages if one.file]) == sent


async def test_without_the_systems_libraries_one_sentence_and_everything_else_works(
    jisr: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """As on a machine where Pango is missing: the import itself fails."""
    (tmp_path / "weasyprint.py").write_text('raise OSError("cannot load library")')
    monkeypatch.syspath_prepend(tmp_path)
    for name in [one for one in sys.modules if one.partition(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, name)
    amal, driss = await join(jisr, "amal"), await join(jisr, "driss")
    await amal.say("/export")
    for answer in (WHOLE, "Prepare the file"):
        await amal.press(answer)
    amal.sees("PDF files cannot be made here yet. An Excel file of the same can.")
    assert "libpango-1.0-0" in caplog.text
    await exports(driss, "Members", "Excel")
    assert load_workbook(BytesIO(driss.file[1])).worksheets[0].max_row == 4


async def test_a_file_is_kept_for_a_day_and_the_list_of_exports_says_so(jisr: Town) -> None:
    driss = await join(jisr, "driss")
    await driss.tap(driss.last.id, "a.exports")
    driss.sees("You have exported nothing yet.")
    await exports(driss, "Progress reports", "Excel", WHOLE)
    await driss.press("My exports")
    driss.sees("Progress reports, Excel", "it was sent")
    await jisr.move(hours=24, seconds=5)
    assert [one.content for one in await jisr.rows(Document)] == [None]
    assert [one.status for one in await jisr.rows(Order)] == ["made"]
    await driss.tap(driss.last.id, "a.exports")
    driss.sees("sent; not kept here any more")


async def test_the_message_that_announced_it_shows_how_far_it_is(jisr: Town) -> None:
    driss = await join(jisr, "driss")
    await exports(driss, "Progress reports", "CSV", WHOLE)
    announced = driss.messages[-2]
    assert announced.text.startswith("One moment, please")

    def go_on(session: Session) -> None:
        order = session.scalars(select(Order)).one()
        order.status = "making"
        session.flush()
        ordering.tell(session, order, "order_progress", {"done": 12_000, "total": 100_000}, ":1")
        order.lease_until = TUESDAY + timedelta(hours=1)

    def end(session: Session) -> None:
        session.scalars(select(Order)).one().status = "made"

    await jisr.app.database.transaction(go_on)
    jisr.app.dispatcher.wake()
    async with asyncio.timeout(PATIENCE):
        while "12,000 of 100,000" not in plain(driss.messages[-2].text):  # noqa: ASYNC110 — as there
            await asyncio.sleep(0.01)  # until it is edited
    assert driss.messages[-2].id == announced.id
    await jisr.app.database.transaction(end)


async def test_who_is_forgotten_leaves_no_file_behind(jisr: Town) -> None:
    driss = await join(jisr, "driss")
    await exports(driss, "Members", "CSV")

    def forget(session: Session) -> None:
        member = session.scalars(select(Member).where(Member.name == "Driss")).one()
        forgetting.forget(session, member, TUESDAY)

    await jisr.app.database.transaction(forget)
    assert [one.content for one in await jisr.rows(Document)] == [None]
