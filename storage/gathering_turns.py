"""What people are told of a gathering: invited, reminded, given news; rows for the scheduler.

What each person is told next is one row of the timetable, KIND, which ``scheduler.gatherings``
reads; what those who signed up must hear soon is another, NOTICE.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import cast

from sqlalchemy import String, Table, Text, delete, exists, func, insert, literal, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from storage import contacts
from storage.audiences import Audience, members_of
from storage.models import Contact, Due, Gathering, Member, OutboxMessage, Role

KIND = "event"  # of a timetable row: somebody's next turn; of a contact: the invitation
REMINDER, FEEDBACK = "event_reminder", "event_feedback"  # contacts
NOTICE = "event_notice"  # of a timetable row: news for those who signed up
UNASKED = (KIND, REMINDER, FEEDBACK)

_DUE = cast("Table", Due.__table__)
_AT = _DUE.c.due_at.type


def invite(session: Session, gathering: Gathering, now: datetime) -> int:
    """Have everybody of the audience but its maker invited; return how many that is.

    One statement, whoever many they are; each is told when the guards of F6 let them be.
    """
    parts = literal(f"{KIND}:{gathering.id}:") + Member.id.cast(String)
    about = literal(f'{{"gathering":{gathering.id}}}', Text)
    invited = members_of(_audience_of(gathering)).where(Member.id != gathering.made_by)
    rows = invited.with_only_columns(parts, literal(KIND), Member.id, about, literal(now, _AT))
    columns = ["key", "kind", "member_id", "about", "due_at"]
    session.execute(insert(_DUE).from_select(columns, rows))
    query = select(func.count()).select_from(invited.with_only_columns(Member.id).subquery())
    return session.scalar(query) or 0


def wake(session: Session, gathering_id: int, members: Iterable[int], now: datetime) -> None:
    """Have it worked out at once what these people are told next of a gathering."""
    rows = [
        {
            "key": f"{_key(gathering_id)}{one}",
            "kind": KIND,
            "member_id": one,
            "about": {"gathering": gathering_id},
            "due_at": now,
        }
        for one in members
    ]
    if not rows:
        return
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    statement = dialect.insert(_DUE)
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["key"], set_={"due_at": statement.excluded.due_at}
        ),
        rows,
    )


def rest(session: Session, gathering_id: int, member_id: int) -> None:
    """Tell somebody nothing more of a gathering, what waits to be sent included."""
    session.execute(delete(Due).where(Due.key == f"{_key(gathering_id)}{member_id}"))
    withdraw(session, gathering_id, member_id)


def notify(
    session: Session, gathering: Gathering, news: str, members: Collection[int], now: datetime
) -> None:
    """Have these people told ``news``, in place of older news that they have not heard yet."""
    session.execute(
        delete(Due).where(
            Due.kind == NOTICE,
            Due.key.startswith(f"{NOTICE}:{gathering.id}:"),
            Due.member_id.in_(members),
        )
    )
    stamp = f"{now:%Y%m%dT%H%M%S%f}"
    session.add_all(
        Due(
            key=f"{NOTICE}:{gathering.id}:{one}:{stamp}",
            kind=NOTICE,
            member_id=one,
            about={"gathering": gathering.id, "news": news},
            due_at=now,
        )
        for one in members
    )
    session.flush()


def period(gathering: Gathering, what: str) -> str:
    """Return the period of a contact about a gathering: another one after each change of it."""
    return f"{_told(gathering, what)}{gathering.sequence}"


def is_told(session: Session, gathering: Gathering, member_id: int, kind: str, what: str) -> bool:
    """Tell whether that has gone out to somebody for this time of the gathering, or is about to."""
    theirs = Contact.member_id == member_id, Contact.kind == kind
    told = Contact.period.startswith(_told(gathering, what))
    return session.scalar(select(Contact.id).where(*theirs, told).limit(1)) is not None


def is_invited(session: Session, gathering_id: int, member_id: int) -> bool:
    """Tell whether an invitation has gone out to somebody, or is about to, for whatever time."""
    theirs = Contact.member_id == member_id, Contact.kind == KIND
    query = select(Contact.id).where(*theirs, Contact.period.startswith(f"{gathering_id}:"))
    return session.scalar(query.limit(1)) is not None


def withdraw(session: Session, gathering_id: int, member_id: int | None = None) -> Collection[int]:
    """Take back what is not sent yet about a gathering; return to whom invitations were.

    Of ``member_id``, or of everybody. The sender finds that a message is withdrawn (F6).
    """
    waits = exists().where(
        OutboxMessage.dedupe_key == contacts.key(), OutboxMessage.status == "pending"
    )
    unsent = session.execute(
        select(Contact.id, Contact.kind, Contact.member_id).where(
            Contact.kind.in_(UNASKED),
            Contact.period.startswith(f"{gathering_id}:"),
            waits,
            *(() if member_id is None else (Contact.member_id == member_id,)),
        )
    ).all()
    for contact in unsent:
        contacts.give_back(session, contact.id)
    return {contact.member_id for contact in unsent if contact.kind == KIND}


def clear(session: Session, gathering_id: int) -> None:
    """Tell nobody anything more of a gathering, but for news."""
    withdraw(session, gathering_id)
    session.execute(delete(Due).where(Due.kind == KIND, Due.key.startswith(_key(gathering_id))))


def wake_all(session: Session, now: datetime) -> None:
    """Have everybody's next turn worked out anew, as when the zone's rules have changed."""
    session.execute(update(Due).where(Due.kind == KIND).values(due_at=now))


def _key(gathering_id: int) -> str:
    return f"{KIND}:{gathering_id}:"


def _told(gathering: Gathering, what: str) -> str:
    return f"{gathering.id}:{what}:{gathering.starts_at:%Y%m%dT%H%M}:"


def _audience_of(gathering: Gathering) -> Audience:
    roles = tuple(Role(one) for one in gathering.for_roles)
    return Audience(gathering.for_region_id, roles, gathering.for_phase)
