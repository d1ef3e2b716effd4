"""A coordinator sends a list: it is read, asked about, confirmed, and the links come back."""

from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import text

from handlers.imports.columns import Kind
from handlers.imports.sheets_out import sample, template
from locales import _, _n
from storage import Session, conversations, inbox, people
from storage.models import (
    Audit,
    Document,
    Invitation,
    Member,
    Milestone,
    Occupancy,
    Programme,
    Project,
    Role,
    Seat,
    Upload,
)
from tests.chat import TUESDAY, Chat, Town
from tests.handlers.conftest import Network
from tests.handlers.imports.making import AMAL, BADR, MEMBERS, xlsx
from tests.handlers.registered import found, invited, join, sends

IMPORTED = _n("{count} person is invited.", "{count} people are invited.", 12)
TIZNIT = ("Chama Jisri", "focal point", "commune de Tiznit")


@pytest.fixture
def network() -> Network:
    """The whole register."""
    return found


def rows_of(chat: Chat) -> list[tuple[Any, ...]]:
    """The rows of the newest file the bot sent, under its headings."""
    rows = load_workbook(BytesIO(chat.file[1])).worksheets[0].iter_rows(values_only=True)
    return list(rows)[1:]


@pytest.mark.parametrize("language", ["ar", "fr"])
async def test_the_sample_is_previewed_asked_about_confirmed_and_its_links_open(
    jisr_on_both: Town, language: str
) -> None:
    ghita = await join(jisr_on_both, "ghita", language)
    amal, driss = await join(jisr_on_both, "amal"), await join(jisr_on_both, "driss")
    amal.watch()
    driss.watch()
    await sends(ghita, sample(language))
    ghita.sees(
        _n("{count} person can be imported.", "{count} people can be imported.", 11),
        _n("{count} collectivity is not certain.", "{count} collectivities are not certain.", 1),
    )
    assert not await invited(jisr_on_both)
    await ghita.press("Choose them one by one")
    assert "تغزوت" in ghita.text
    assert len(ghita.labels) >= 3
    await ghita.say("1")  # the nearest
    ghita.sees(_n("{count} person can be imported.", "{count} people can be imported.", 12))
    assert not await invited(jisr_on_both)
    await ghita.press(_n("Import {count} person", "Import {count} people", 12))
    ghita.sees(IMPORTED)
    rows = rows_of(ghita)
    assert len(rows) == len(await invited(jisr_on_both)) == 12
    amal.hears_nothing()
    driss.hears_nothing()
    souad = next(row for row in rows if row[0] == "سعاد الحواري")
    phone = jisr_on_both.phone(500, "ar", "Souad")
    await phone.say(f"/start {str(souad[4]).partition('start=')[2]}")
    await phone.tap(phone.last.id, "s.join.ar")
    assert "سعاد الحواري" in phone.text
    assert "أزرو" in phone.text
    members = {one.id: one for one in await jisr_on_both.rows(Member)}
    invitations = [one for one in await jisr_on_both.rows(Invitation) if one.seat_id]
    assert {members[one.member_id].name for one in invitations if one.used_at} == {souad[0]}
    assert not any(members[one.member_id].joined_at for one in invitations)
    actions = [one.action for one in await jisr_on_both.rows(Audit)]
    assert (actions.count("import"), actions.count("invite")) == (1, 12)


async def test_no_token_stays_once_the_links_are_sent(jisr: Town) -> None:
    ghita = await join(jisr, "ghita")
    await sends(ghita, xlsx(MEMBERS, AMAL))
    await ghita.press(_n("Import {count} person", "Import {count} people", 1))
    token = str(rows_of(ghita)[0][4]).split()[-1]
    assert len(token) >= 43
    assert not any(one.content for one in await jisr.rows(Document))
    [upload] = await jisr.rows(Upload)
    assert (upload.status, upload.reading) == ("done", None)
    dump = await jisr.app.database.read(everything)
    assert token not in dump


def everything(session: Session) -> str:
    tables = session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'table'")).all()
    return "\n".join(
        str(row) for table in tables for row in session.execute(text(f'SELECT * FROM "{table}"'))
    )


async def test_a_focal_point_who_sends_the_same_file_imports_nothing(jisr: Town) -> None:
    amal, ghita = await join(jisr, "amal"), await join(jisr, "ghita")
    ghita.watch()
    await sends(amal, sample("fr"))
    amal.sees("Files belong to a report: begin one, and send it there.")
    for data in ("s.import", "s.import.1", "a.template.members"):
        await amal.tap(amal.last.id, data)
        amal.sees("This is not open to your role.")
    await amal.say("/import")
    amal.sees("This is not open to your role.")
    stranger = jisr.phone(900)
    await sends(stranger, sample("fr"))
    assert not await jisr.rows(Upload)
    assert not await invited(jisr)
    ghita.hears_nothing()


async def test_a_coordinator_sees_no_list_of_another(jisr: Town) -> None:
    ghita, driss = await join(jisr, "ghita"), await join(jisr, "driss")
    await sends(ghita, xlsx(MEMBERS, AMAL))
    [upload] = await jisr.rows(Upload)
    await driss.tap(driss.last.id, f"s.import.{upload.id}")
    assert "Amal" not in driss.text
    driss.sees("Nothing is imported before you have seen a preview and said yes.")


async def test_a_regional_coordinator_imports_his_region_alone(jisr: Town) -> None:
    driss = await join(jisr, "driss")
    national = ("Ghali Jisri", "national coordinator", "")
    await sends(driss, xlsx(MEMBERS, AMAL, national, TIZNIT))  # Martil lies in another region
    driss.sees("You can only invite people of your own region.")
    assert "is not in your region." in driss.text
    await driss.press(_n("Import the {count} good row", "Import the {count} good rows", 1))
    assert await invited(jisr) == {"Chama Jisri"}
    assert {one.role for one in await jisr.rows(Seat)} == {
        Role.NATIONAL_COORDINATOR, Role.REGIONAL_COORDINATOR, Role.FOCAL_POINT,
    }  # fmt: skip


async def test_a_coordinator_whose_region_changes_before_the_yes_saves_nothing(jisr: Town) -> None:
    driss = await join(jisr, "driss")
    await sends(driss, xlsx(MEMBERS, (*BADR[:2], "commune de Tafraout"), TIZNIT))
    await jisr.app.database.transaction(move_driss)
    await driss.press(_n("Import {count} person", "Import {count} people", 2))
    driss.sees("This list is not within your reach: nothing of it was imported.")
    assert not await invited(jisr)


def move_driss(session: Session) -> None:
    session.execute(
        text(
            "UPDATE seats SET collectivity_id = (SELECT id FROM collectivities WHERE kind = "
            "'region' AND name_fr LIKE 'Drâa%') WHERE role = 'regional_coordinator'"
        )
    )


async def test_the_same_list_twice_doubles_nobody(jisr_on_both: Town) -> None:
    ghita = await join(jisr_on_both, "ghita")
    content = xlsx(MEMBERS, AMAL, BADR)
    await sends(ghita, content)
    await ghita.press(_n("Import {count} person", "Import {count} people", 2))
    before = len(await jisr_on_both.rows(Member)), len(await jisr_on_both.rows(Invitation))
    await sends(ghita, content)
    ghita.sees("There is nothing new to import.")
    await sends(ghita, xlsx(MEMBERS, ("JISRI  amal", *AMAL[1:]), TIZNIT))
    ghita.sees(
        _n(
            "{count} person is in the network already, or invited: left out.",
            "{count} people are in the network already, or invited: left out.",
            1,
        ),
        _n(
            "{count} seat is held by somebody else: you will be asked before it changes.",
            "{count} seats are held by others: you will be asked before they change.",
            1,
        ),
    )
    assert before == (
        len(await jisr_on_both.rows(Member)), len(await jisr_on_both.rows(Invitation)),
    )  # fmt: skip


async def test_who_let_the_link_run_out_is_the_same_person_with_a_new_link(jisr: Town) -> None:
    ghita = await join(jisr, "ghita")
    for _time in range(2):
        await sends(ghita, xlsx(MEMBERS, AMAL))
        await ghita.press(_n("Import {count} person", "Import {count} people", 1))
        await jisr.move(days=8)
    assert [one.name for one in await jisr.rows(Member)].count("Amal Jisri") == 1
    assert len([one for one in await jisr.rows(Invitation) if one.seat_id]) == 2
    assert len([one for one in await jisr.rows(Seat) if one.role == Role.FOCAL_POINT]) == 2


async def test_somebody_invited_between_the_preview_and_the_yes_is_not_doubled(
    jisr: Town,
) -> None:
    ghita, driss = await join(jisr, "ghita"), await join(jisr, "driss")
    aglou = ("Badr Jisri", "deputy", "commune de Tiznit")
    await sends(ghita, xlsx(MEMBERS, AMAL, aglou))
    await sends(driss, xlsx(MEMBERS, aglou))
    await driss.press(_n("Import {count} person", "Import {count} people", 1))
    await ghita.press(_n("Import {count} person", "Import {count} people", 2))
    ghita.sees(_n("{count} person is invited.", "{count} people are invited.", 1))
    assert [row[0] for row in rows_of(ghita)] == ["Amal Jisri"]
    assert sorted(one.name for one in await jisr.rows(Member)).count("Badr Jisri") == 1


async def test_a_saving_that_fails_half_way_stores_nothing_and_can_be_repeated(
    jisr: Town,
) -> None:
    ghita = await join(jisr, "ghita")
    await sends(ghita, xlsx(MEMBERS, AMAL, BADR, ("Chama Jisri", "observer", "")))
    before = {table: len(await jisr.rows(table)) for table in (Member, Seat, Invitation, Audit)}
    await jisr.app.database.transaction(break_the_second_invitation)
    await ghita.press(_n("Import {count} person", "Import {count} people", 3))
    ghita.sees("Something went wrong on our side: nothing of the list was imported.")
    assert before == {table: len(await jisr.rows(table)) for table in before}
    assert not await jisr.rows(Document)
    await jisr.app.database.transaction(mend)
    await ghita.press("See the preview")
    await ghita.press(_n("Import {count} person", "Import {count} people", 3))
    ghita.sees(_n("{count} person is invited.", "{count} people are invited.", 3))
    assert len(rows_of(ghita)) == len(await invited(jisr)) == 3


def break_the_second_invitation(session: Session) -> None:
    session.execute(
        text(
            "CREATE TRIGGER broken BEFORE INSERT ON invitations "
            "WHEN (SELECT count(*) FROM invitations WHERE seat_id IS NOT NULL) >= 1 "
            "BEGIN SELECT RAISE(ABORT, 'a real failure'); END"
        )
    )


def mend(session: Session) -> None:
    session.execute(text("DROP TRIGGER broken"))


async def test_programmes_are_imported_whole_and_only_once(jisr_on_both: Town) -> None:
    ghita = await join(jisr_on_both, "ghita")
    content = programmes()
    await sends(ghita, content, "programmes.xlsx")
    await ghita.press(_n("Import {count} programme", "Import {count} programmes", 1))
    ghita.sees(_n("{count} programme is imported.", "{count} programmes are imported.", 1))
    [programme] = await jisr_on_both.rows(Programme)
    [project] = await jisr_on_both.rows(Project)
    assert programme.title_ar
    assert project.principles == ["transparency", "access_to_information"]
    assert [one.position for one in await jisr_on_both.rows(Milestone)] == [1, 2]
    await sends(ghita, content, "programmes.xlsx")
    ghita.sees("There is nothing new to import.")
    assert len(await jisr_on_both.rows(Programme)) == 1


def programmes() -> bytes:
    """The template, as filled in by somebody who kept its example for their own."""
    book = load_workbook(BytesIO(template(Kind.PROGRAMMES, "fr")))
    page = book.worksheets[0]
    for row in page.iter_rows(min_row=2):
        row[-1].value = None  # no remark that it is an example
    content = BytesIO()
    book.save(content)
    return content.getvalue()


async def test_a_programme_with_one_wrong_milestone_is_not_imported_at_all(jisr: Town) -> None:
    ghita = await join(jisr, "ghita")
    book = load_workbook(BytesIO(programmes()))
    page = book.worksheets[0]
    page.cell(row=3, column=16).value = "soon"
    content = BytesIO()
    book.save(content)
    await sends(ghita, content.getvalue())
    ghita.sees("Nothing can be imported yet: please correct the file and send it again.")
    assert not await jisr.rows(Programme)
    assert not await jisr.rows(Project)


async def test_a_preview_that_was_given_up_can_be_looked_at_again(jisr: Town) -> None:
    ghita = await join(jisr, "ghita")
    await sends(ghita, xlsx(MEMBERS, AMAL))
    await ghita.press("Cancel")
    ghita.sees("Nothing was saved.")
    await ghita.say("/import")
    ghita.sees(_n("{count} person can be imported.", "{count} people can be imported.", 1))


async def test_a_list_read_during_another_conversation_waits_behind_a_button(jisr: Town) -> None:
    ghita = await join(jisr, "ghita")
    await sends(ghita, xlsx(MEMBERS, AMAL))
    await ghita.press("Cancel")
    await jisr.app.database.transaction(busy_when_it_was_read, str(ghita.person))
    await jisr.settle()
    ghita.sees(_("{name} has been read.", name="list.xlsx"))
    await ghita.press("See the preview")
    ghita.sees(_n("{count} person can be imported.", "{count} people can be imported.", 1))


def busy_when_it_was_read(session: Session, person: str) -> None:
    identity = people.identity(session, "telegram", person)
    assert identity is not None
    about = {"report": 3, "number": "R-3", "name": "Amal"}
    conversations.add(
        session, identity_id=identity.id, member_id=identity.member_id, flow="clarify",
        about=about, now=TUESDAY,
    )  # fmt: skip
    event = ("read again", f"telegram:{person}", {"kind": "upload_read", "upload": 1})
    inbox.receive(session, "jisr", [event], TUESDAY)


async def test_the_word_alone_explains_and_offers_the_templates(jisr: Town) -> None:
    ghita = await join(jisr, "ghita", "fr")
    await ghita.say("importer")
    ghita.sees("Nothing is imported before you have seen a preview and said yes.")
    await ghita.press("Template: members")
    assert ghita.file[0].endswith(".xlsx")
    await sends(ghita, ghita.file[1])  # as it is: its rows are examples
    ghita.sees("There is nothing new to import.")
    await ghita.say("استيراد")
    await ghita.press("Template: programmes")
    assert len(rows_of(ghita)) == 2


async def test_a_list_waits_for_its_answers_however_often_the_clock_ticks(jisr: Town) -> None:
    ghita = await join(jisr, "ghita", "fr")
    await sends(ghita, sample("fr"))
    await ghita.press("Choose them one by one")
    for _hour in range(3):
        await jisr.move(minutes=30)
    await ghita.say("1")
    ghita.sees(_n("{count} person can be imported.", "{count} people can be imported.", 12))


async def test_what_was_in_a_list_is_forgotten_after_a_day(jisr: Town) -> None:
    ghita = await join(jisr, "ghita")
    await sends(ghita, xlsx(MEMBERS, AMAL, ("Titrit Jisri", "deputy", "commune de Tazarine")))
    await jisr.move(hours=25)
    [upload] = await jisr.rows(Upload)
    assert (upload.status, upload.reading) == ("dropped", None)
    assert await jisr.app.database.read(content_of, upload.id) is None
    await ghita.press("Choose them one by one")
    await ghita.say("1")
    ghita.sees("This list is no longer here. Please send the file again.")
    assert not await invited(jisr)


def content_of(session: Session, upload_id: int) -> bytes | None:
    found = session.scalar(text("SELECT content FROM uploads WHERE id = :id"), {"id": upload_id})
    return found if found is None else bytes(found)


async def test_an_import_seats_nobody_before_they_consent(jisr: Town) -> None:
    ghita = await join(jisr, "ghita")
    seated = len(await jisr.rows(Occupancy))
    await sends(ghita, xlsx(MEMBERS, AMAL))
    await ghita.press(_n("Import {count} person", "Import {count} people", 1))
    assert len(await jisr.rows(Occupancy)) == seated
