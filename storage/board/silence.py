"""Who has fallen silent: four check-ins or more without an answer, none of them excused (F14).

A list for somebody to be called from, never a ranking: it has no score and no order of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session, aliased

from storage import absences, contacts
from storage.board.participation import first_day, weeks_to
from storage.models import (
    ChannelIdentity,
    CheckIn,
    Member,
    OutboxMessage,
    ProgressReport,
    Project,
    Question,
    Role,
    Seat,
    Topic,
)
from storage.reach import Reach
from storage.rhythm import ASKED, KIND, NEVER_SENT

SILENT = 4  # unexcused check-ins in a row


@dataclass(frozen=True)
class Silent:
    """Somebody who has not answered for a while: who, where, since when. Nothing on why."""

    member_id: int
    name: str
    role: Role
    collectivity_id: int | None
    weeks: int  # check-ins without an answer, those excused left out
    since: date  # the Monday of the first of them


@dataclass(frozen=True)
class LastSign:
    """What somebody was last busy with, as far as everybody may know: a topic, or a project."""

    topic: Topic | None = None
    project: Project | None = None


def silent(session: Session, reach: Reach, now: datetime, today: date) -> list[Silent]:
    """Return who is silent within reach, by number.

    Whoever said stop, is away (paused, or by a declared absence) or cannot be reached is not
    silent, but gone or excused. A check-in that never went out, or that is still open, is none
    without an answer.
    """
    answer = aliased(CheckIn)
    answers = (answer.member_id == Member.id, answer.answered_at.is_not(None))
    newest = select(func.max(answer.week)).where(*answers).scalar_subquery()
    # So many weeks in a row are the last ones: most people are let go by before anything is counted
    lately = exists().where(*answers, answer.week >= weeks_to(_week_of(today), SILENT)[0])
    key = contacts.key_for(CheckIn.member_id, KIND) + CheckIn.week
    unsent = exists().where(OutboxMessage.dedupe_key == key, OutboxMessage.status.in_(NEVER_SENT))
    theirs = ChannelIdentity.member_id == Member.id
    reachable = exists().where(theirs, ChannelIdentity.unreachable_since.is_(None))
    query = (
        select(
            Member.id,
            Member.name,
            Seat.role,
            Seat.collectivity_id,
            func.count(CheckIn.id),
            func.min(CheckIn.week),
        )
        .join(Seat, Seat.id == Member.seat_id)
        .join(CheckIn, CheckIn.member_id == Member.id)
        .where(
            Member.joined_at.is_not(None),
            Member.stopped_at.is_(None),
            ~absences.away(today),
            Seat.role.in_(ASKED),
            reach.covers(Seat.collectivity_id),
            reachable | ~exists().where(theirs),
            CheckIn.sent_at.is_not(None),
            CheckIn.excused.is_(None),
            CheckIn.answered_at.is_(None),
            CheckIn.closes_at <= now,
            ~lately,
            CheckIn.week > func.coalesce(newest, ""),
            ~unsent,
        )
        .group_by(Member.id, Member.name, Seat.role, Seat.collectivity_id)
        .having(func.count(CheckIn.id) >= SILENT)
        .order_by(Member.id)
    )
    return [
        Silent(number, name, role, place, weeks, first_day(first))
        for number, name, role, place, weeks, first in session.execute(query)
    ]


def last_signs(session: Session, member_ids: Sequence[int]) -> dict[int, LastSign]:
    """Return what each of some members last asked about, else the project they last reported on."""
    asked = (
        select(func.max(Question.id))
        .where(Question.author_id.in_(member_ids))
        .group_by(Question.author_id)
    )
    topics = session.execute(
        select(Question.author_id, Question.topic).where(Question.id.in_(asked))
    )
    found = {member: LastSign(topic=topic) for member, topic in topics}
    told = (
        select(func.max(ProgressReport.id))
        .where(ProgressReport.author_id.in_(member_ids), ProgressReport.project_id.is_not(None))
        .group_by(ProgressReport.author_id)
    )
    reported = session.execute(
        select(ProgressReport.author_id, Project)
        .join(Project, Project.id == ProgressReport.project_id)
        .where(ProgressReport.id.in_(told))
    )
    for member, project in reported:
        found.setdefault(member, LastSign(project=project))
    return found


def _week_of(day: date) -> str:
    year, week, _weekday = day.isocalendar()
    return f"{year}-W{week:02d}"
