"""Those around the cast of the demo: a network whose weeks are worth a look on the board.

Invented people without telephones, in the cast's region and in others, with half a year of
check-ins, some open questions and one event to come. Everything follows from the moment.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random

import locales
from bot.sample.histories import Author
from bot.sample.library import read
from bot.sample.people import languages, names
from bot.sample.plans import store, working_day, working_hour
from bot.sample.programmes import draw_programme, phases
from storage import Session, checkins, gatherings, people
from storage.gatherings import Plan
from storage.models import (
    Audience,
    CheckIn,
    CheckInKind,
    Collectivity,
    CollectivityKind,
    Contact,
    Member,
    Obstacle,
    Pace,
    Question,
    QuestionStatus,
    Role,
    Topic,
)
from storage.reach import Reach, seated
from storage.seats import seat_all
from storage.territory import by_code, of_kind

_SEED = 2026
_REGIONS = {"01": 14, "02": 6, "03": 7, "06": 7, "09": 6}  # communes of each; the cast's first
_PROVINCES = 3  # in which those of one region lie
_SMALLEST = 8_000  # inhabitants
_WEEKS = 26
_JOINED = timedelta(days=300)  # ago
_SENT, _OFTEN = time(10), (0.35, 0.9)  # wall time; from the least to the most regular of them
_SILENT, _QUIET_WEEKS = 4, (5, 9)  # how many fell silent, and for how many weeks
_EXCUSED, _LATE, _MOOD, _BLOCKED, _SOLVED = 0.07, 0.1, 0.7, 0.22, 0.4  # chances
_AHEAD = timedelta(days=19)  # until the event
_MINUTE = 40  # of the hours after nine at which they asked


def settle(session: Session, now: datetime) -> int:
    """Add the neighbours to the network of the cast; return how many they are."""
    draw = Random(_SEED)  # noqa: S311 — an example, and no secret comes from it
    places = _places(session, draw)
    members = _members(draw, len(places), now)
    seat_all(
        session,
        [(member, Role.FOCAL_POINT, place.id)
         for member, place in zip(members, places, strict=True)],
        now - _JOINED,
    )  # fmt: skip
    store(
        session,
        [
            draw_programme(draw, place, phase, [Author(member.id, member.language)], now)
            for place, phase, member in zip(places, phases(draw, len(places)), members, strict=True)
        ],
    )
    for number, member in enumerate(members):
        quiet = draw.randint(*_QUIET_WEEKS) if number < _SILENT else 0
        session.add_all(_Year(draw, member, now, quiet).rows())
    _ask(session, members, now)
    _invite(session, now)
    session.flush()
    return len(members)


def _places(session: Session, draw: Random) -> list[Collectivity]:
    """Draw communes of the cast's region and of four others; none that has members already."""
    taken = {one.code for one in seated(session, Reach(None))}
    communes = [
        one for one in of_kind(session, CollectivityKind.COMMUNE)
        if one.code not in taken and (one.population or 0) > _SMALLEST
    ]  # fmt: skip
    chosen: list[Collectivity] = []
    for code, count in _REGIONS.items():
        region = by_code(session, code)
        if region is None:
            raise LookupError(f"the register has no {code}, where the demo takes place")
        within = [one for one in communes if one.region_id == region.id]
        provinces = draw.sample(sorted({one.parent_id or 0 for one in within}), _PROVINCES)
        near = [one for one in within if one.parent_id in provinces]
        chosen += draw.sample(near, min(count, len(near)))
    return chosen


def _members(draw: Random, count: int, now: datetime) -> list[Member]:
    return [
        Member(
            name=name[0 if language == "ar" else 1],
            language=language,
            fictitious=True,
            created_at=now - _JOINED,
            joined_at=now - _JOINED,
        )
        for language, name in zip(languages(draw, count), names(draw), strict=False)
    ]


@dataclass
class _Year:
    """Half a year of one person's check-ins, the last weeks without an answer for a few."""

    draw: Random
    member: Member
    now: datetime
    quiet: int

    def rows(self) -> Iterator[CheckIn | Contact]:
        """Give the check-ins up to now, and the messages that asked for them."""
        regular = self.draw.uniform(*_OFTEN)
        energy = self.draw.uniform(2.6, 4.4)
        monday = locales.today(self.now)
        monday -= timedelta(days=monday.weekday())
        for ago in reversed(range(_WEEKS)):
            row = self._week(monday - timedelta(weeks=ago))
            if row.sent_at is not None and row.sent_at > self.now:
                continue
            if row.excused is None:
                answers = ago >= self.quiet and self.draw.random() < regular
                if answers:
                    self._answer(row, energy - 0.02 * (_WEEKS - ago))
                yield Contact(member_id=self.member.id, kind="checkin", period=row.week,
                              at=row.sent_at)  # fmt: skip
            yield row

    def _week(self, monday: date) -> CheckIn:
        sent = datetime.combine(monday, _SENT, tzinfo=locales.CASABLANCA).astimezone(UTC)
        week = locales.week_of(sent)
        row = CheckIn(
            member_id=self.member.id,
            collectivity_id=self.member.collectivity_id,
            week=week,
            kind=CheckInKind.PLAIN,
            slot=0,
            sent_at=sent,
            closes_at=checkins.closing(week, locales.CASABLANCA),
        )
        if self.draw.random() < _EXCUSED:
            row.excused, row.sent_at = "paused", None
        return row

    def _answer(self, row: CheckIn, energy: float) -> None:
        """Fill in an answer, unless it would lie in the future."""
        assert row.sent_at is not None
        late = self.draw.random() < _LATE
        at = row.sent_at + timedelta(hours=self.draw.randint(100, 130) if late
                                     else self.draw.randint(0, 74))  # fmt: skip
        if at >= self.now:
            return
        row.answered_at, row.late, row.channel = at, at > row.closes_at, "telegram"
        row.pace = self.draw.choice((Pace.MOVED, Pace.MOVED, Pace.SAME, Pace.NOTHING))
        if self.draw.random() < _MOOD:
            row.mood = min(5, max(1, round(self.draw.gauss(energy, 0.8))))
        if self.draw.random() < _BLOCKED:
            row.pace = Pace.BLOCKED
            row.obstacle = self.draw.choices(list(Obstacle), (5, 9, 3, 3, 2, 1, 1))[0]
            row.audience = self.draw.choices(list(Audience), (4, 5, 2))[0]
            if self.draw.random() < _SOLVED:
                row.solved_at = at + timedelta(days=7)


def _ask(session: Session, members: Sequence[Member], now: datetime) -> None:
    """Write what some of them asked; the older ones of these wait for an answer too long."""
    for number, table in enumerate(read("questions.toml")["question"]):
        author = members[(number * 7) % len(members)]
        assert author.seat_id is not None
        asked_at = working_hour(now, table["ago"], _MINUTE)
        session.add(
            Question(
                author_id=author.id,
                seat_id=author.seat_id,
                words=table["words"],
                language=table["language"],
                topic=Topic(table["topic"]),
                named=True,
                status=QuestionStatus.OPEN,
                asked_at=asked_at,
                wave=4,
            )
        )


def _invite(session: Session, now: datetime) -> None:
    """Write one event to come, as the national coordinator's; nobody has been invited to it yet."""
    coordinator = people.coordinators_at(session, None)[0]
    plan = Plan(
        title_ar="لقاء تبادل التجارب بين الجماعات الترابية المنفتحة",
        title_fr="Rencontre d’échange entre collectivités ouvertes",
        day=working_day((now + _AHEAD).date()),
        at=time(10),
        zone=locales.CASABLANCA,
        minutes=180,
        place="https://example.org/jisr/rencontre",
        languages=("ar", "fr"),
        capacity=60,
    )
    gatherings.make(session, coordinator, Reach(None), plan, now)
