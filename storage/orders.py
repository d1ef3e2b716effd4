"""Documents that are ordered: asked for in a transaction, made outside of one, kept for a day.

An order is taken by one maker at a time, who holds it by a lease and writes under the number of
their turn: whoever lost the lease finds that what they made is not wanted any more. What a crash
left half-made is made again, MOST_ATTEMPTS times at most.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, Table, and_, delete, or_, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from storage import documents
from storage.models import ChannelIdentity, Member, Order

MOST_ATTEMPTS = 3
KEPT = timedelta(hours=24)  # the content of what was made (FEATURES.md F14: expiring)

_OPEN = text("orders.status IN ('waiting', 'making')")  # as the partial indexes spell it
_UNFINISHED = text("status IN ('waiting', 'making')")  # as ON CONFLICT wants it
_ROWS = cast("Table", Order.__table__)
_PLAINLY = {"synchronize_session": False}


def add(  # noqa: PLR0913 — the columns of one row
    session: Session,
    *,
    member: Member,
    identity: ChannelIdentity,
    kind: str,
    about: Mapping[str, Any],
    now: datetime,
) -> tuple[Order, bool]:
    """Return the open order of this by this person in this chat, and whether it is a new one.

    ``about`` holds ids and closed values, never names. Pressed twice is one order.
    """
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    same = dict(sorted(about.items()))  # one writing of the same thing: a unique index compares it
    which = {"member_id": member.id, "identity_id": identity.id, "kind": kind, "about": same}
    fresh = {"status": "waiting", "attempts": 0, "done": 0, "total": 0, "created_at": now}
    added = session.scalar(
        insert(_ROWS)
        .values(**which, **fresh)
        .on_conflict_do_nothing(index_elements=list(which), index_where=_UNFINISHED)
        .returning(_ROWS.c.id)
    )
    conditions = [getattr(Order, name) == value for name, value in which.items()]
    row = session.scalars(select(Order).where(_OPEN, *conditions)).one()
    return row, added is not None


def waits(session: Session, now: datetime) -> bool:
    """Tell whether ``claim`` would find an order that nobody else is taking."""
    return session.scalar(select(Order.id).where(_OPEN, _free(now)).limit(1)) is not None


def claim(session: Session, now: datetime, *, lease: timedelta) -> Order | None:
    """Take the oldest order that waits, or that whoever had taken it has let go of by dying.

    Its ``attempts`` is the number of this turn; above MOST_ATTEMPTS it is not to be made any more.
    """
    found = session.scalar(
        select(Order.id)
        .where(_OPEN, _free(now))
        .order_by(Order.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if found is None:
        return None
    values = {"status": "making", "attempts": Order.attempts + 1, "lease_until": now + lease}
    session.execute(
        update(Order).where(Order.id == found).values(values).execution_options(**_PLAINLY)
    )
    return session.get_one(Order, found, populate_existing=True)


def let_go(session: Session) -> int:
    """Free every order that was being made; for the one process that owns a SQLite file."""
    rows = session.scalars(
        update(Order)
        .where(_OPEN, Order.status == "making")
        .values(status="waiting", lease_until=None)
        .returning(Order.id)
        .execution_options(**_PLAINLY)
    )
    return len(rows.all())


def renew(session: Session, order_id: int, turn: int, until: datetime) -> bool:
    """Hold an order for longer; False when it is not this turn's any more."""
    return _turned(session, order_id, turn, lease_until=until) is not None


def progress(session: Session, order_id: int, turn: int, done: int, total: int) -> Order | None:
    """Note how far it is, in rows; None when it is not this turn's any more."""
    return _turned(session, order_id, turn, done=done, total=total)


def again(session: Session, order_id: int, turn: int) -> Order | None:
    """Let an order that could not be made be taken once more."""
    return _turned(session, order_id, turn, status="waiting", lease_until=None)


def finish(  # noqa: PLR0913 — what came of it
    session: Session,
    order_id: int,
    turn: int,
    status: str,
    now: datetime,
    *,
    document_id: int | None = None,
) -> Order | None:
    """End an order: made, empty, failed or cancelled; None when it is not this turn's any more."""
    return _turned(
        session,
        order_id,
        turn,
        status=status,
        lease_until=None,
        document_id=document_id,
        finished_at=now,
    )


def of_identity(session: Session, order_id: int, identity_id: int) -> Order | None:
    """Return an order if it was given in this chat."""
    return session.scalar(
        select(Order).where(Order.id == order_id, Order.identity_id == identity_id)
    )


def customer(session: Session, order: Order) -> tuple[Member, ChannelIdentity]:
    """Return who ordered, as they are now, and in which chat."""
    return (
        session.get_one(Member, order.member_id, populate_existing=True),
        session.get_one(ChannelIdentity, order.identity_id, populate_existing=True),
    )


def latest(session: Session, member_id: int, kinds: Sequence[str], limit: int) -> list[Order]:
    """Return a member's last orders of these kinds, the newest first."""
    query = select(Order).where(Order.member_id == member_id, Order.kind.in_(kinds))
    return list(session.scalars(query.order_by(Order.id.desc()).limit(limit)))


def forget(session: Session, member_id: int, now: datetime) -> None:
    """Give up what a member has ordered, and erase the content of what was made for them."""
    theirs = Order.member_id == member_id
    session.execute(
        update(Order)
        .where(_OPEN, theirs)
        .values(status="cancelled", finished_at=now)
        .execution_options(**_PLAINLY)
    )
    for document_id in session.scalars(select(Order.document_id).where(theirs)):
        if document_id is not None:
            documents.erase(session, document_id)


def purge(session: Session, before: datetime, limit: int) -> int:
    """Delete orders that ended long ago; return how many."""
    old = session.scalars(select(Order.id).where(Order.finished_at < before).limit(limit)).all()
    session.execute(delete(Order).where(Order.id.in_(old)).execution_options(**_PLAINLY))
    return len(old)


def _free(now: datetime) -> ColumnElement[bool]:
    let_go = and_(Order.status == "making", Order.lease_until <= now)
    return or_(Order.status == "waiting", let_go)


def _turned(session: Session, order_id: int, turn: int, **values: Any) -> Order | None:  # noqa: ANN401 — of any column
    """Write ``values`` if the order is still being made in this turn."""
    mine: tuple[ColumnElement[bool], ...] = (
        Order.id == order_id, Order.status == "making", Order.attempts == turn,
    )  # fmt: skip
    found = session.scalar(
        update(Order)
        .where(*mine)
        .values(**values)
        .returning(Order.id)
        .execution_options(**_PLAINLY)
    )
    return None if found is None else session.get_one(Order, found, populate_existing=True)
