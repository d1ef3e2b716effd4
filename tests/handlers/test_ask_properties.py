"""Whatever people do among each other: no peer is asked too much, nobody else is told anything.

The whole program but for the network: events go into the inbox, are handled in transactions, and
their messages are read in the outbox, on a database made by the migrations.
"""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from bot.clocks import MovableClock
from bot.dispatch import Source, handle
from handlers import registry
from handlers.events import Incoming, Pressed, Said
from scheduler.calendar import Calendar
from scheduler.due import due
from scheduler.outer import next_open
from storage import inbox, people
from storage.asking import expertise, questions
from storage.asking.routing import CAP, WEEK
from storage.models import (
    Answer,
    ChannelIdentity,
    InboxEvent,
    Member,
    OutboxMessage,
    Question,
    Role,
    Routing,
    Topic,
)
from storage.reach import COORDINATORS
from tests.handlers.asking import PEERS, found_peers

BEGIN = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
REGISTRY = registry.build()
CALENDAR = Calendar()
TOPICS = (Topic.BUDGET, Topic.PETITIONS)
ACTS = ("ask", "answer", "not_me", "tomorrow", "more", "helpful", "solved", "withdraw", "reopen",
        "further", "offer", "consent", "suggest", "pause", "hours", "hours", "days")  # fmt: skip

OF_ANSWERS = {"more", "helpful", "solved", "offer", "consent"}


def read(payload: object) -> Incoming | None:
    assert isinstance(payload, dict)
    said, pressed = payload.get("said"), payload.get("pressed")
    event = Pressed(pressed, None) if pressed else Said(str(said), str(payload["number"]))
    return Incoming("telegram", payload["person"], payload["person"], None, event)


SOURCES = {"telegram": Source(read, lambda _payload: None)}


@dataclass
class Program:
    """The program on one session: what people do goes through the inbox."""

    session: Session
    random: Random
    clock: MovableClock = field(default_factory=lambda: MovableClock(BEGIN))
    number: int = 0

    def do(self, member: Member, **what: str) -> None:
        """Let somebody say or press something, and the program handle all that follows."""
        self.number += 1
        payload = {"person": str(1000 + member.id), "number": self.number, **what}
        person = f"telegram:{1000 + member.id}"
        self.clock.move(timedelta(seconds=1))
        arrival = (f"t{self.number}", person, payload)
        inbox.receive(self.session, "telegram", [arrival], self.clock.now())
        self.handle()

    def talk(self, member: Member, *said: str) -> None:
        """Let somebody say these things one after the other, and leave nothing open."""
        for words in (*said, "/cancel"):
            self.do(member, said=words)

    def anybody(self) -> Member:
        return self.random.choice(self.session.scalars(select(Member).order_by(Member.id)).all())

    def handle(self) -> None:
        while events := inbox.next_events(self.session, limit=50):
            for event, _person in events:
                self.session.info.clear()  # as a transaction of its own begins
                handle(self.session, event, SOURCES, REGISTRY, self.clock,
                       lambda _session, now: next_open(now, CALENDAR))  # fmt: skip
        self.session.flush()

    def pass_time(self, **by: float) -> None:
        self.clock.move(timedelta(**by))
        while due(self.session, self.clock.now()):
            pass
        self.handle()


@contextmanager
def program(template: Path, folder: Path, seed: int) -> Iterator[Program]:
    file = folder / "properties.db"
    shutil.copy(template, file)
    engine = create_engine(f"sqlite:///{file}")
    with Session(engine) as session:
        found_peers(session)
        for member in session.scalars(select(Member)):
            session.add(
                ChannelIdentity(channel="telegram", external_id=str(1000 + member.id),
                                chat_id=str(1000 + member.id), member_id=member.id,
                                language="en", linked_at=BEGIN)
            )  # fmt: skip
            if member.role != Role.OBSERVER:
                expertise.declare(session, member.id, TOPICS, BEGIN)
        session.flush()
        yield Program(session, Random(seed))
    engine.dispose()


def act(running: Program, name: str) -> None:
    """Let somebody drawn by chance do one of the acts, right or wrong."""
    random = running.random
    if name == "hours":
        running.pass_time(hours=random.randint(1, 30))
    elif name == "days":
        running.pass_time(days=random.randint(1, 6))
    elif name == "pause":
        day = running.clock.now().date() + timedelta(days=random.randint(0, 9))
        running.anybody().paused_until = day
    elif name in OF_ANSWERS:
        on_an_answer(running, name)
    else:
        on_a_question(running, name)


def on_a_question(running: Program, name: str) -> None:
    session, random = running.session, running.random
    asked = session.scalars(select(Question.id)).all()
    member, question = running.anybody(), random.choice(asked) if asked else 0
    lately = session.scalars(select(Routing).order_by(Routing.id.desc()).limit(5)).all()
    if lately and name in {"answer", "not_me", "tomorrow", "suggest"} and random.random() < 0.8:
        one = random.choice(lately)
        member, question = session.get_one(Member, one.member_id), one.question_id
    if name == "ask":
        case = f"How is the budget made, case {running.number}?"
        running.talk(member, "/ask", case, "Yes", random.choice("12"))
    elif name == "answer":
        running.do(member, pressed=f"s.answer.{question}")
        running.talk(member, f"It is case {running.number}", random.choice("12"))
    elif name == "suggest":
        running.do(member, pressed=f"s.suggest.{question}")
        running.talk(member, running.anybody().name, "1")
    elif name == "withdraw":
        running.do(member, pressed=f"a.withdraw.{question}.yes")
    else:
        running.do(member, pressed=f"a.{name}.{question}")


def on_an_answer(running: Program, name: str) -> None:
    session, random = running.session, running.random
    given = session.scalars(select(Answer.id)).all()
    member, answer = running.anybody(), random.choice(given) if given else 0
    if answer and random.random() < 0.8:
        found = session.get_one(Question, session.get_one(Answer, answer).question_id)
        member = questions.asker(session, found) or member
    if name == "consent":
        running.do(member, pressed=f"a.consent.{random.randint(1, 3)}.unnamed")
    elif name == "more":
        running.do(member, pressed=f"s.more.{answer}")
        running.talk(member, f"More of case {running.number}")
    else:
        running.do(member, pressed=f"a.{name}.{answer}")


def check_load(session: Session) -> None:
    """No peer or pole member was brought more than CAP questions in any seven days."""
    by_member: dict[int, list[datetime]] = {}
    for row in session.scalars(select(Routing).where(Routing.wave < questions.COORDINATOR)):
        by_member.setdefault(row.member_id, []).append(row.at)
    for moments in by_member.values():
        for start in moments:
            assert sum(start <= at < start + WEEK for at in moments) <= CAP


def check_readers(session: Session) -> None:
    """Whoever was sent words of a question or an answer takes part in that question."""
    takes_part: dict[int, set[int]] = {}
    for asked in session.scalars(select(Question)):
        who = questions.asker(session, asked)
        routed = select(Routing.member_id).where(Routing.question_id == asked.id)
        answered = select(Answer.author_id).where(Answer.question_id == asked.id)
        takes_part[asked.id] = {*session.scalars(routed), *session.scalars(answered)} | (
            {who.id} if who is not None else set()
        )
    for message in session.scalars(select(OutboxMessage)):
        identity = people.identity_by_id(session, message.identity_id)
        assert identity is not None
        text = json.dumps(message.payload["text"])
        for number, members in takes_part.items():
            if f'"Q-{number}"' in text and "suggests somebody outside" in text:
                assert session.get_one(Member, identity.member_id).role in COORDINATORS
            elif f'"Q-{number}"' in text:
                assert identity.member_id in members, (identity.member_id, text)
    for event in session.scalars(select(InboxEvent).where(InboxEvent.channel == "jisr")):
        about = event.payload or {}
        if about.get("kind") in {"ask", "again", "routed", "chase"}:
            member = int(event.person.partition(":")[2]) - 1000
            assert member in takes_part[about["question"]]


def check_choice(session: Session) -> None:
    """Nobody of the asker's place, no observer, and no coordinator before the last wave."""
    for row in session.scalars(select(Routing)):
        asked = session.get_one(Question, row.question_id)
        member = session.get_one(Member, row.member_id)
        roles = {
            questions.POLE: {Role.POLE},
            questions.COORDINATOR: COORDINATORS,
        }.get(row.wave, {Role.FOCAL_POINT, Role.DEPUTY, Role.POLE})
        assert member.role in roles
        assert member.seat_id != asked.seat_id
        if row.wave < questions.COORDINATOR:
            assert member.collectivity_id != questions.place_of(session, asked)


@settings(max_examples=6, deadline=None, phases=(Phase.explicit, Phase.generate),
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(acts=st.lists(st.sampled_from(ACTS), min_size=15, max_size=25), seed=st.integers(0, 10**6))
def test_whatever_people_do_the_load_is_kept_and_nobody_else_is_told(
    sqlite_template: Path, tmp_path: Path, acts: list[str], seed: int
) -> None:
    with program(sqlite_template, tmp_path, seed) as running:
        for name in ("ask", "hours", *acts):
            act(running, name)
            check_load(running.session)
        check_readers(running.session)
        check_choice(running.session)


def test_the_sequences_do_lead_to_questions_answers_and_solutions(
    sqlite_template: Path, tmp_path: Path
) -> None:
    """The property above would hold of a program that does nothing; this one does."""
    with program(sqlite_template, tmp_path, 7) as running:
        for name in ("ask", "hours", "ask", "hours", "ask", "hours") * 3:
            act(running, name)
        for name in ("answer", "helpful", "more", "solved", "answer", "offer", "consent") * 4:
            act(running, name)
        check_readers(running.session)
        assert len(running.session.scalars(select(Question)).all()) >= 5
        assert running.session.scalars(select(Answer)).all()
        assert len({row.member_id for row in running.session.scalars(select(Routing))}) >= 3
        assert len(PEERS) == len(running.session.scalars(select(Member)).all())
