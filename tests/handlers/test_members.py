"""Members as coordinators list and find them; the card: what it says, and what it never does."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from handlers import finding
from locales import week_of
from storage import Session, seats
from storage.board.silence import Silent, silent
from storage.models import (
    Audience,
    ChannelIdentity,
    CheckIn,
    Collectivity,
    CollectivityKind,
    Member,
    Obstacle,
    Pace,
    Question,
    QuestionStatus,
    Role,
    Topic,
)
from storage.profiles import participation
from storage.reach import Reach, Seated
from storage.seats import seat_all
from tests.chat import TUESDAY, Town
from tests.handlers.conftest import join
from tests.handlers.test_clarify import national

NOBODY = "There is no such member among those you look after."
NOT_FOUND = "I find nobody of that name whom you look after. Another spelling?"
WEEK = timedelta(weeks=1)


def weeks(session: Session, letters: str) -> None:
    """Write Amal's last weeks, the newest last: y answered, n not, e excused."""
    for back, letter in enumerate(reversed(letters), start=1):
        at = TUESDAY - WEEK * back
        session.add(
            CheckIn(
                member_id=1,
                week=week_of(at),
                sent_at=at if letter != "e" else None,
                closes_at=at,
                excused="leave" if letter == "e" else None,
                answered_at=at if letter == "y" else None,
                pace=Pace.BLOCKED if letter == "y" else None,
                obstacle=Obstacle.HIERARCHY if letter == "y" else None,
                words="Between us" if letter == "y" else None,
                audience=Audience.PRIVATE if letter == "y" else None,
                mood=1 if letter == "y" else None,
            )
        )


def questions(session: Session) -> None:
    """Let Amal ask two things, one of them without her name."""
    for named in (True, False):
        session.add(
            Question(author_id=1, seat_id=1, words="?", language="en", topic=Topic.BUDGET,
                     named=named, status=QuestionStatus.OPEN, asked_at=TUESDAY)
        )  # fmt: skip


async def test_the_card_says_how_somebody_takes_part_and_nothing_of_how_they_feel(
    jisr_on_both: Town,
) -> None:
    town = jisr_on_both
    amal, driss = await join(town, "amal"), await join(town, "driss")
    await town.app.database.transaction(weeks, "nyyyyeenyyyyy")  # the first is 13 weeks ago
    await town.app.database.transaction(questions)
    await driss.say("/member amal")
    card = driss.text
    driss.sees(
        "Amal\nfocal point, Commune d’Azrou (province d’Ifrane)\nSince November 24, 2026.",
        "Can be reached by Telegram, in English",
        "Answered: 9 of the last 10 check-ins.\n2 weeks excused, which do not count",
        "Programme: implementation\nProgress: ",
        "3 of 6 projects reported on",
        "1 open question to peers",  # the other was asked without her name
        "Deputy: Badr",
    )
    for private in ("Between us", "hierarchy", "nergy", "core", "token"):
        assert private not in card
    assert len(driss.labels) <= 8
    assert "Invite a deputy" not in driss.labels
    await driss.press("How to reach them")
    driss.sees("Ask Amal how they are", "No telephone number is kept here", "Monday at 10:00")
    await amal.say("/mycard")
    amal.sees("This is what your coordinators see of you:", card)


async def test_who_is_beyond_reach_is_as_if_there_were_nobody(jisr_on_both: Town) -> None:
    town = jisr_on_both
    elias, badr = await join(town, "elias"), await join(town, "badr")
    answers = []
    for forged in ("a.member.1", "a.member.999", "a.member.x", "a.reach.1", "a.reach.999"):
        await elias.tap(elias.last.id, forged)
        answers.append(elias.text)
    assert set(answers) == {NOBODY}
    for words in ("/member Amal", "fiche Azrou", "عضو أزرو", "/member Zineb"):
        await elias.say(words)
        elias.sees(NOT_FOUND)
        await elias.say("/cancel")
    places = {one.name_fr: one.id for one in await town.rows(Collectivity)}
    for place in (places["Azrou"], places["Nord"], f"o{places['Nord']}", 0, 999, "'; --"):
        await elias.tap(elias.last.id, f"a.roster.all.{place}")
        elias.sees("Nobody.")
    for forged in ("a.member.1", "a.roster.all", "s.member", "a.reach.1", "a.calls", "a.desk"):
        await badr.tap(badr.last.id, forged)
        badr.sees("This is not open to your role.")
    stranger = town.phone(900, "en", "Unknown")
    await stranger.say("/member Amal")
    assert "Amal" not in stranger.text


async def test_a_member_is_found_by_what_people_type(jisr: Town) -> None:
    driss = await join(jisr, "driss", "ar")
    for words in ("بطاقة أزرو", "/member Azruo", "fiche ازرو"):
        await driss.say(words)
        assert [one.split()[0] for one in driss.labels[:2]] == ["Amal", "Badr"]
    await driss.press(driss.labels[0])
    assert driss.text.startswith("Amal")
    await driss.say("/member")
    await driss.say("Zineb")
    driss.sees(NOT_FOUND)
    await driss.say("Amaal Azruo")  # a slip in each
    driss.sees("Amal")


async def test_lists_lead_from_regions_to_people_and_filters_to_those_of_whom_to_think(
    jisr_on_both: Town,
) -> None:
    town = jisr_on_both
    driss, ghita = await join(town, "driss"), await national(town)
    await town.app.database.transaction(weeks, "yynnn")
    await town.app.database.transaction(ask_this_week)
    await ghita.say("/roster")
    assert not [one for one in ghita.labels if one.startswith("Silent")]  # it may be answered yet
    await town.app.database.transaction(lose_an_answer)
    await ghita.say("/members")
    await ghita.press("List of members")
    assert ghita.labels == ["Everybody: 7", "Silent for 4 weeks: 1", "Cannot be reached: 5",
                            "Find a member", "Members"]  # fmt: skip
    await ghita.press("Everybody: 7")
    assert ghita.labels[:3] == ["Région de Nord: 3", "Région de Sud: 2", "The whole network: 2"]
    await ghita.press(ghita.labels[2])
    ghita.sees("Fadoua, observer", "Ghita, national coordinator")
    await ghita.say("/roster")
    await ghita.press("Silent for 4 weeks: 1")
    await ghita.press(ghita.labels[0])
    ghita.sees("1 person", "Amal, focal point", "last heard from on")
    assert [one.name for one in await town.app.database.read(silent_on_the_board)] == ["Amal"]
    await ghita.press("Amal")
    ghita.sees("Answered: 1 of the last 5 check-ins.")
    await driss.say("/roster")
    await driss.press("Everybody: 3")
    assert driss.labels[:3] == ["Badr", "Amal", "Driss"]  # Azrou's deputy and titular, then Nord
    await town.app.database.transaction(pause_amal)
    await driss.say("/roster")
    assert driss.labels[:2] == ["Everybody: 3", "Away: 1"]  # away is not silent


def silent_on_the_board(session: Session) -> list[Silent]:
    return silent(session, Reach(None), TUESDAY, TUESDAY.date())


def lose_an_answer(session: Session) -> None:
    """Let the week four weeks ago have no answer after all."""
    row = session.scalars(
        select(CheckIn).where(CheckIn.week == week_of(TUESDAY - WEEK * 4), CheckIn.member_id == 1)
    ).one()
    row.answered_at = None


def ask_this_week(session: Session) -> None:
    """Send Amal this week's check-in, an hour ago."""
    at = TUESDAY - timedelta(hours=1)
    session.add(CheckIn(member_id=1, week=week_of(at), sent_at=at, closes_at=at))


def pause_amal(session: Session) -> None:
    session.get_one(Member, 1).paused_until = (TUESDAY + timedelta(days=19)).date()


LONG = ("<b>Zahra</b> & " + "Bensouda " * 21)[:200].strip()


async def test_a_large_region_is_shown_by_province_and_page_by_page(jisr: Town) -> None:
    driss = await join(jisr, "driss")
    await jisr.app.database.transaction(grow)
    await driss.say("/roster")
    await driss.press("Everybody: 17")
    labels = [label for label in driss.labels if ":" in label]
    assert [label.rpartition(": ")[2] for label in labels] == ["1", "2", "14"]
    await driss.press(labels[2])
    driss.sees("14 people")
    seen = list(driss.labels[:5])
    while "More" in driss.labels:
        assert len(driss.labels) <= 9
        await driss.press("More")
        seen += [one for one in driss.labels if one not in {"Previous", "More", "The lists",
                                                            "Members"}]  # fmt: skip
    assert len(seen) == len(set(seen)) == 14
    await driss.press("Previous")
    await driss.say("/member Zahra")
    assert driss.text.startswith(LONG)  # all of it, as it was written
    await driss.say("/roster")
    await driss.press(next(one for one in driss.labels if one.startswith("Vacant seats")))
    await driss.press("deputy focal point, Commune de C00 (province de N)")
    driss.sees("Their first and family name?")  # the seat is known: nothing else is asked
    await driss.say("Nadia Alami")
    await driss.press("English")
    assert "Role" not in driss.labels
    await driss.press("Make the link")
    driss.sees("Invitation of Nadia Alami: deputy focal point, Commune de C00")


def grow(session: Session) -> None:
    """Add a province of the north with fourteen focal points, and one seat without anybody."""
    north = session.scalars(select(Collectivity).where(Collectivity.name_fr == "Nord")).one()
    province = Collectivity(code="01.9", kind=CollectivityKind.PROVINCE, name_ar="ن", name_fr="N",
                            parent_id=north.id, region_id=north.id)  # fmt: skip
    session.add(province)
    session.flush()
    communes = [
        Collectivity(code=f"01.9.{n:02d}", kind=CollectivityKind.COMMUNE, name_ar=f"ج{n}",
                     name_fr=f"C{n:02d}", parent_id=province.id, region_id=north.id)
        for n in range(14)
    ]  # fmt: skip
    session.add_all(communes)
    session.flush()
    names = [f"Person {n}" for n in range(13)] + [LONG]
    seat_all(
        session,
        [
            (Member(name=name, language="fr", created_at=TUESDAY, joined_at=TUESDAY),
             Role.FOCAL_POINT, place.id)
            for name, place in zip(names, communes, strict=True)
        ],
        TUESDAY,
    )  # fmt: skip
    seats.find_or_add(session, Role.DEPUTY, communes[0].id)


async def test_whoever_closed_the_chat_or_left_is_shown_as_such(jisr: Town) -> None:
    amal, driss = await join(jisr, "amal"), await join(jisr, "driss")
    await driss.say("/member Amal")
    await jisr.app.database.transaction(close_chat)
    await driss.press("How to reach them")
    driss.sees("Cannot be reached here: the chat was closed or blocked")
    await driss.press("The card")
    old = driss.last.id
    await amal.say("/leave")
    await amal.press("Yes, I am leaving")
    await amal.press("Amal")
    await amal.press("I do not know")
    await amal.press("Leave now")
    for data in ("a.member.1", "a.reach.1", "a.card.1", "a.unabsent.1"):
        await driss.tap(old, data)
        assert driss.text.startswith("There is no such")
    for data in ("s.absence.1", "s.role.1", "s.remove.1", "s.transfer.1"):
        await driss.tap(driss.last.id, data)
        driss.sees("Type the name of a person or of a local government.")


def close_chat(session: Session) -> None:
    found = session.scalars(select(ChannelIdentity).where(ChannelIdentity.member_id == 1)).one()
    found.unreachable_since = TUESDAY


@pytest.mark.parametrize("letters", ["", "e", "nnnn", "yeye", "y" * 12, "nnyyyyyyyyyy" + "e" * 3])
async def test_participation_counts_twelve_weeks_and_sets_excused_ones_apart(
    jisr: Town, letters: str
) -> None:
    def count(session: Session) -> tuple[int, int, int]:
        weeks(session, letters)
        session.flush()
        found = participation(session, 1, TUESDAY)
        return found.answered, found.asked, found.excused

    kept = letters[-12:]
    answered, missed = kept.count("y"), kept.count("n")
    expected = (answered, answered + missed, kept.count("e"))
    assert await jisr.app.database.transaction(count) == expected


PEOPLE = [
    Seated(1, "Salma Bennani", "أزرو", "Azrou"),
    Seated(2, "يوسف العلوي", "طنجة", "Tanger"),
    Seated(3, "Karim Tazi", "القنيطرة", "Kénitra"),
]


@given(st.sampled_from(PEOPLE), st.data())
def test_one_slip_in_a_word_still_finds_its_person(one: Seated, data: st.DataObject) -> None:
    words = [word for word in f"{one.name} {one.place_fr}".split() if len(word) >= 5]
    word = data.draw(st.sampled_from(words))
    at = data.draw(st.integers(1, len(word) - 2))
    slipped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    assert one in finding.matching(slipped, PEOPLE)
