"""Who may do what: every conversation and every action, tried by everybody, a stranger too.

The table below is written out a second time on purpose: it says what the network has agreed on,
and each cell is what a real press of a real button by such a person leads to.
"""

from collections.abc import Mapping

import pytest
from sqlalchemy import func, select

from handlers import actions, permissions, registry
from handlers.dialogue.conduct import NOT_YOURS
from handlers.permissions import Standing
from handlers.welcome import refusal
from locales import render
from storage import Session, invitations, seats
from storage.models import (
    AccessRequest,
    Audit,
    Collectivity,
    Consent,
    Conversation,
    Invitation,
    Member,
    Occupancy,
    ProgressReport,
    Role,
)
from storage.seats import seat_all
from tests.chat import TUESDAY, Chat, Town, plain
from tests.handlers.conftest import join
from tests.handlers.network import TOKENS
from tests.handlers.test_report import reach_summary

S = Standing
TITULARS = {S.FOCAL_POINT, S.DEPUTY}
REPORTERS = TITULARS | {S.POLE}
COORDINATORS = {S.REGIONAL_COORDINATOR, S.NATIONAL_COORDINATOR}
MEMBERS = REPORTERS | COORDINATORS | {S.OBSERVER}

AGREED: Mapping[str, set[Standing]] = {
    "menu": MEMBERS | {S.INVITED},
    "help": MEMBERS | {S.INVITED},
    "languages": MEMBERS | {S.INVITED},
    "language": MEMBERS | {S.INVITED},
    "join": {S.INVITED},
    "stop": MEMBERS,
    "return": MEMBERS,
    "person": MEMBERS,
    "privacy": MEMBERS | {S.INVITED, S.STRANGER},
    "space": MEMBERS,
    "seat": MEMBERS,
    "pause": MEMBERS,
    "here": MEMBERS,
    "mycard": MEMBERS,
    "unabsent": MEMBERS,
    "mydata": MEMBERS,
    "correct": MEMBERS,
    "forget": MEMBERS,
    "library": MEMBERS,
    "practice": MEMBERS,
    "faq": MEMBERS,
    "files": MEMBERS,
    "mine": MEMBERS,
    "digest": MEMBERS,
    "find": MEMBERS,
    "found": MEMBERS,
    "narrow": MEMBERS,
    "hit": MEMBERS,
    "peers": MEMBERS,
    "share": MEMBERS,
    "unpublish": MEMBERS,
    "review": MEMBERS,
    "reword": MEMBERS,
    "ask_author": MEMBERS,
    "answer_reader": MEMBERS,
    "applied": REPORTERS,
    "helped": REPORTERS,
    "checkin": REPORTERS,
    "why": MEMBERS,
    "later": MEMBERS,
    "myscore": REPORTERS,
    "object": REPORTERS,
    "fine": REPORTERS,
    "busy": REPORTERS,
    "call": REPORTERS,
    "slot": REPORTERS,
    "quiet": MEMBERS,
    "cadence": REPORTERS,
    "less": REPORTERS,
    "leave": MEMBERS,
    "inherit": MEMBERS,
    "report": REPORTERS,
    "phase_step": REPORTERS,
    "evidence": REPORTERS,
    "undo": REPORTERS,
    "explain": REPORTERS,
    "link": MEMBERS,
    "unlink": MEMBERS,
    "knock": {S.STRANGER},
    "inline": MEMBERS,
    "members": COORDINATORS,
    "requests": COORDINATORS,
    "import": COORDINATORS,
    "template": COORDINATORS,
    "invite": COORDINATORS,
    "invitations": COORDINATORS,
    "revoke": COORDINATORS,
    "renew": COORDINATORS,
    "admit": COORDINATORS,
    "decline": COORDINATORS,
    "latest": COORDINATORS,
    "card": COORDINATORS,
    "rhythm": COORDINATORS,
    "board": COORDINATORS,
    "picture": COORDINATORS,
    "summary": COORDINATORS | {S.OBSERVER},
    "calendar": COORDINATORS,
    "clarify": COORDINATORS,
    "moderation": COORDINATORS,
    "publish": COORDINATORS,
    "turn_down": COORDINATORS,
    "transfer": COORDINATORS,
    "deputy": COORDINATORS | {S.FOCAL_POINT},
    "roster": COORDINATORS,
    "member": COORDINATORS,
    "reach": COORDINATORS,
    "absence": COORDINATORS,
    "role": COORDINATORS,
    "remove": COORDINATORS,
    "calls": COORDINATORS,
    "pass_on": COORDINATORS,
    "desk": COORDINATORS,
    "held": COORDINATORS,
    "ask": MEMBERS,
    "questions": MEMBERS,
    "question": MEMBERS,
    "reply": MEMBERS,
    "helpful": MEMBERS,
    "unrate": MEMBERS,
    "solved": MEMBERS,
    "withdraw": MEMBERS,
    "reopen": MEMBERS,
    "further": MEMBERS,
    "translation": MEMBERS,
    "offer": MEMBERS,
    "more": MEMBERS,
    "answer": REPORTERS | COORDINATORS,
    "answers": REPORTERS | COORDINATORS,
    "open": REPORTERS | COORDINATORS,
    "suggest": REPORTERS | COORDINATORS,
    "not_me": REPORTERS | COORDINATORS,
    "tomorrow": REPORTERS | COORDINATORS,
    "consent": REPORTERS | COORDINATORS,
    "flag": REPORTERS | COORDINATORS,
    "expertise": REPORTERS,
    "release": COORDINATORS,
    "take_down": COORDINATORS,
    "events": MEMBERS,
    "gathering": MEMBERS,
    "rsvp": MEMBERS,
    "ics": MEMBERS,
    "attend": MEMBERS,
    "opinion": MEMBERS,
    "export": REPORTERS | COORDINATORS,
    "exports": REPORTERS | COORDINATORS,
    "event": COORDINATORS,
    "event_change": COORDINATORS,
    "event_cancel": COORDINATORS,
    "organise": COORDINATORS,
    "attendees": COORDINATORS,
    "door": COORDINATORS,
    "present": COORDINATORS,
    "ratings": COORDINATORS,
    "noted": MEMBERS,
    "announce": COORDINATORS,
    "amend": COORDINATORS,
    "announcements": COORDINATORS,
    "announcement": COORDINATORS,
    "recipients": COORDINATORS,
    "retract": COORDINATORS,
    "resend": COORDINATORS,
    "unnoted": COORDINATORS,
    "approve": COORDINATORS,
    "disapprove": COORDINATORS,
}
FLOWS = registry.build().flows
NAMES = {*FLOWS, *registry.build().actions, *actions.ACTIONS}
AT_THE_DOOR = "knock"  # for strangers alone: whoever is known is past it
ELSEWHERE = "inline"  # typed in other chats: see tests/bot/test_inline.py
LAST = ("stop", "return")  # they change what the others would find
ORDER = (*sorted(NAMES - {*LAST}), *LAST)


def test_everything_that_can_be_done_stands_in_the_table() -> None:
    assert set(AGREED) == NAMES | {AT_THE_DOOR, ELSEWHERE}
    assert set(permissions.TABLE) <= set(AGREED)


def test_what_is_in_no_table_is_open_to_nobody() -> None:
    member = Member(name="Amal", language="en", created_at=TUESDAY, joined_at=TUESDAY)
    for somebody in (None, member):
        assert not permissions.may(somebody, "something new")


def seat_more(session: Session) -> None:
    """Add what the small network lacks: a pole member, a national coordinator, somebody invited."""
    ghali, hind, ilham = (
        Member(name=name, language="en", created_at=TUESDAY, joined_at=joined)
        for name, joined in (("Ghali", TUESDAY), ("Hind", TUESDAY), ("Ilham", None))
    )
    azrou = session.scalars(select(Collectivity).where(Collectivity.name_fr == "Azrou")).one()
    seat_all(
        session,
        [(ghali, Role.POLE, azrou.id), (hind, Role.NATIONAL_COORDINATOR, None)],
        TUESDAY,
    )
    session.add(ilham)
    session.flush()
    seat = seats.find_or_add(session, Role.OBSERVER, None)
    invitations.invite(session, ghali.id, LINKS[S.POLE], TUESDAY)
    invitations.invite(session, hind.id, LINKS[S.NATIONAL_COORDINATOR], TUESDAY)
    invitations.invite(session, ilham.id, LINKS[S.INVITED], TUESDAY, seat_id=seat.id)


LINKS = {
    S.INVITED: "invited-" * 5,
    S.OBSERVER: TOKENS["fadoua"],
    S.POLE: "pole-" * 8,
    S.DEPUTY: TOKENS["badr"],
    S.FOCAL_POINT: TOKENS["amal"],
    S.REGIONAL_COORDINATOR: TOKENS["driss"],
    S.NATIONAL_COORDINATOR: "national-" * 4,
}


async def enter(running: Town, standing: Standing) -> Chat:
    """Give somebody of this standing a phone, and the link they have, if any."""
    chat = running.phone(300 + list(S).index(standing), "en", standing.value)
    link = LINKS.get(standing)
    await chat.say(f"/start {link}" if link else "/start")
    return chat


async def refused(chat: Chat, name: str, *, stranger: bool = False) -> bool:
    """Press the button of ``name`` as anybody can forge it; tell whether it was refused.

    A stranger hears of it once a minute, so that silence is a refusal too. A refusal changes
    nothing that others could see; that is required here for every cell.
    """
    before, heard = await effects(chat.town), [one.text for one in chat.messages]
    await chat.tap(chat.last.id, f"{'s' if name in FLOWS else 'a'}.{name}")
    no = {plain(render(text, "en", html=False)) for text in (NOT_YOURS.text, refusal().text)}
    silent = stranger and [one.text for one in chat.messages] == heard
    if chat.text not in no and not silent:
        return False
    assert await effects(chat.town) == before, f"{name} was refused and yet changed something"
    return True


KEPT = (Audit, Conversation, Invitation, AccessRequest, ProgressReport, Occupancy, Consent)
COUNTS = select(*(select(func.count()).select_from(table).scalar_subquery() for table in KEPT))


async def effects(running: Town) -> tuple[int, ...]:
    """Count what an act may have left behind."""
    return await running.app.database.read(counted)


def counted(session: Session) -> tuple[int, ...]:
    return tuple(session.execute(COUNTS).one())


@pytest.mark.parametrize("standing", list(S))
async def test_each_may_do_what_was_agreed_and_nothing_else(jisr: Town, standing: Standing) -> None:
    await jisr.app.database.transaction(seat_more)
    chat = await enter(jisr, standing)
    stranger = standing == S.STRANGER
    tried = (*ORDER, AT_THE_DOOR) if stranger else ORDER
    open_to = {name for name in tried if not await refused(chat, name, stranger=stranger)}
    assert open_to == {name for name in tried if standing in AGREED[name]}


@pytest.mark.parametrize("standing", [S.INVITED, S.OBSERVER])  # to whom most is closed
async def test_every_cell_hangs_on_the_check(
    jisr: Town, standing: Standing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the check, no cell would be refused: whoever removes it hears of all of them."""
    await jisr.app.database.transaction(seat_more)
    chat = await enter(jisr, standing)
    monkeypatch.setattr(permissions, "TABLE", dict.fromkeys(AGREED, frozenset(S)))
    assert not [name for name in ORDER if await refused(chat, name)]


async def test_a_role_that_goes_half_way_saves_nothing(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    await reach_summary(amal)
    await jisr.app.database.transaction(become_observer, "Amal")
    await amal.press("Save")
    amal.sees("This is not open to your role.")
    assert len(await jisr.rows(ProgressReport)) == 3


def become_observer(session: Session, name: str) -> None:
    member = session.scalars(select(Member).where(Member.name == name)).one()
    seats.leave(session, member, TUESDAY)
    seats.take(session, seats.find_or_add(session, Role.OBSERVER, None), member, TUESDAY)
