"""The board's figures in the store: what nobody can raise, and how a rate may be read."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from storage import Database, Session, checkins, seats
from storage.board.participation import Mark, participation, weeks_to
from storage.board.rates import Rate, wilson
from storage.models import (
    CheckIn,
    Collectivity,
    CollectivityKind,
    Member,
    Phase,
    Programme,
    Role,
)
from storage.reach import Reach

NOW = datetime(2026, 11, 27, 10, tzinfo=UTC)
WEEK = "2026-W48"
SENT = datetime(2026, 11, 23, 10, tzinfo=UTC)
JOINED = NOW - timedelta(weeks=20)
PEOPLE = 8
ANSWERING = 3


@dataclass(frozen=True)
class Act:
    """What somebody may do to the people of a network, hoping for better figures."""

    what: str
    whom: int


ACTS = st.lists(
    st.builds(Act, st.sampled_from(("pause", "excuse", "drop", "replace", "stop")),
              st.integers(0, PEOPLE - 1)),
    max_size=6,
)  # fmt: skip


async def test_nobody_raises_a_rate_by_pausing_excusing_or_dropping_people(
    sqlite_database: Database,
) -> None:
    await sqlite_database.transaction(fill)
    await sqlite_database.transaction(try_everything)


def fill(session: Session) -> None:
    """Write eight focal points of whom three answered this week."""
    for number in range(PEOPLE):
        place = Collectivity(code=f"9.{number}", kind=CollectivityKind.COMMUNE, name_ar="أ",
                             name_fr="A")  # fmt: skip
        member = Member(name=f"M{number}", language="fr", created_at=JOINED, joined_at=JOINED)
        session.add(place)
        session.flush()
        seats.seat_all(session, [(member, Role.FOCAL_POINT, place.id)], JOINED)
        session.add(Programme(collectivity_id=place.id, phase=Phase.IMPLEMENTATION,
                              starts_on=date(2026, 1, 1), ends_on=date(2027, 12, 31)))  # fmt: skip
        session.add(
            CheckIn(member_id=member.id, collectivity_id=place.id, week=WEEK, sent_at=SENT,
                    closes_at=SENT + timedelta(days=3),
                    answered_at=SENT + timedelta(hours=1) if number < ANSWERING else None)
        )  # fmt: skip


def try_everything(session: Session) -> None:
    """Let hypothesis try acts, each time on the same network."""
    members = list(session.scalars(select(Member).order_by(Member.id)))
    before = participation(session, Reach(None), WEEK, NOW, weeks=4)
    assert before.rate(WEEK) == Rate(answered=ANSWERING, people=PEOPLE)

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(acts=ACTS)
    def no_act_helps(acts: list[Act]) -> None:
        with session.begin_nested() as savepoint:
            for act in acts:
                perform(session, act, members[act.whom])
            session.flush()
            session.expire_all()
            after = participation(session, Reach(None), WEEK, NOW, weeks=4)
            savepoint.rollback()
        session.expire_all()
        assert after.rate(WEEK).people >= PEOPLE
        assert after.rate(WEEK).answered <= ANSWERING
        assert after.rate(WEEK).percent <= before.rate(WEEK).percent
        assert after.mean(after.weeks).percent <= before.mean(before.weeks).percent

    no_act_helps()


def perform(session: Session, act: Act, member: Member) -> None:
    """Do one act, as the program does it."""
    seat = member.seat
    if act.what == "pause":
        member.paused_until = NOW.date() + timedelta(days=30)
    elif act.what == "stop":
        member.stopped_at = NOW
    elif act.what == "excuse":
        checkins.excuse(session, member.id, WEEK, "leave")
    elif seat is not None:
        seats.leave(session, member, SENT + timedelta(minutes=act.whom))
        if act.what == "replace":
            new = Member(name="N", language="fr", created_at=NOW, joined_at=NOW)
            session.add(new)
            session.flush()
            seats.take(session, seat, new, NOW)


def leave(session: Session, name: str) -> None:
    seats.leave(session, session.scalars(select(Member).where(Member.name == name)).one(), SENT)


async def test_an_empty_seat_is_excused_and_counts_on(sqlite_database: Database) -> None:
    await sqlite_database.transaction(fill)
    await sqlite_database.transaction(leave, "M7")
    found = await sqlite_database.read(participation, Reach(None), WEEK, NOW, weeks=2)
    assert found.rate(WEEK) == Rate(answered=ANSWERING, people=PEOPLE, excused=1)
    assert found.seats[-1].mark(WEEK) is Mark.EXCUSED


@given(people=st.integers(1, 3000), share=st.floats(0, 1))
def test_the_interval_holds_the_share_and_narrows_with_people(people: int, share: float) -> None:
    answered = round(share * people)
    low, high = wilson(answered, people)
    assert 0 <= low <= answered / people <= high <= 1
    more_low, more_high = wilson(answered * 4, people * 4)
    assert more_high - more_low < high - low


def test_weeks_go_over_the_end_of_a_year_of_53() -> None:
    assert weeks_to("2027-W01", 3) == ("2026-W52", "2026-W53", "2027-W01")
