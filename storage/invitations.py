"""How a person enters the network: a personal link, used once, stored only as a hash.

Whoever holds the token becomes that member, so the token itself is never written down. A used, an
expired and an unknown token are indistinguishable to whoever shows it: a refusal reveals nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import ColumnElement, exists, func, insert, or_, select, update
from sqlalchemy.orm import Session, joinedload

from storage.models import ChannelIdentity, Invitation, Member, Programme, Seat
from storage.reach import Reach

VALID = timedelta(days=7)  # reliability.md, section 8
SHOWN = timedelta(days=30)  # after its end: how long another link can be sent in one's place
COORDINATORS_VALID = timedelta(hours=24)  # whoever opens such a link can let others in
MOST_TRIES = 5  # wrong tokens of one person within TRIES_WITHIN (FEATURES.md F1)
TRIES_WITHIN = timedelta(hours=1)


def invite(  # noqa: PLR0913 — who, to what, in whose place, by whom, until when
    session: Session,
    member_id: int,
    token: str,
    now: datetime,
    valid: timedelta = VALID,
    *,
    seat_id: int | None = None,
    replaces_id: int | None = None,
    invited_by: int | None = None,
) -> Invitation:
    """Let whoever shows ``token`` before ``now + valid`` be this member, once.

    With a seat, they are to take it, and earlier invitations to it (or of this member) that were
    not accepted are revoked: the newest wins (FEATURES.md F2). Without one, the link opens one more
    channel for a member who is in already. The token is to be unguessable, of at least 128 bits.
    """
    if seat_id is not None:
        whose = or_(Invitation.seat_id == seat_id, Invitation.member_id == member_id)
        _supersede(session, whose, now)
    invitation = Invitation(
        member_id=member_id,
        seat_id=seat_id,
        replaces_id=replaces_id,
        invited_by=invited_by,
        token_hash=_hash(token),
        created_at=now,
        expires_at=now + valid,
    )
    session.add(invitation)
    session.flush()
    return invitation


@dataclass(frozen=True)
class Invited:
    """Somebody to be invited with others: the member, the seat, the token, and until when."""

    member_id: int
    seat_id: int
    token: str
    valid: timedelta = VALID


def invite_all(
    session: Session, people: Sequence[Invited], now: datetime, *, invited_by: int | None
) -> None:
    """Invite many at once, each as ``invite`` does; no two of them to one seat."""
    seats, members = [one.seat_id for one in people], [one.member_id for one in people]
    _supersede(session, or_(Invitation.seat_id.in_(seats), Invitation.member_id.in_(members)), now)
    rows = [
        {
            "member_id": one.member_id,
            "seat_id": one.seat_id,
            "invited_by": invited_by,
            "token_hash": _hash(one.token),
            "created_at": now,
            "expires_at": now + one.valid,
        }
        for one in people
    ]
    if rows:
        session.execute(insert(Invitation), rows)


def claim(session: Session, token: str, now: datetime) -> Invitation | None:
    """Use the token up and give its invitation; None if it is used, revoked, expired or unknown.

    One conditional UPDATE: of many claims at the same moment, one alone gets the member.
    """
    used = session.scalar(
        update(Invitation)
        .where(
            Invitation.token_hash == _hash(token),
            Invitation.used_at.is_(None),
            Invitation.revoked_at.is_(None),
            Invitation.expires_at > now,
        )
        .values(used_at=now)
        .returning(Invitation.id)
        .execution_options(synchronize_session=False)
    )
    return None if used is None else session.get_one(Invitation, used, populate_existing=True)


def spent(session: Session, token: str) -> Invitation | None:
    """Return the invitation of a token that no longer opens anything, None for one never made.

    For those who look after the network, who may want to send another: never for the person.
    """
    return session.scalar(select(Invitation).where(Invitation.token_hash == _hash(token)))


def under_way(session: Session, member_id: int) -> Invitation | None:
    """Return the invitation that a member has opened and not yet accepted, or None."""
    return session.scalar(
        select(Invitation)
        .options(joinedload(Invitation.seat))
        .where(
            Invitation.member_id == member_id,
            Invitation.seat_id.is_not(None),
            Invitation.used_at.is_not(None),
            Invitation.accepted_at.is_(None),
            Invitation.revoked_at.is_(None),
        )
        .order_by(Invitation.id.desc())
        .limit(1)
    )


def listed(
    session: Session, reach: Reach, now: datetime, *, limit: int, offset: int = 0
) -> Sequence[Invitation]:
    """Return the invitations within reach that nobody has accepted, the newest first.

    Those whose time is over are among them for SHOWN, so that another link can be sent.
    """
    return session.scalars(
        select(Invitation)
        .join(Seat, Seat.id == Invitation.seat_id)
        .options(joinedload(Invitation.member), joinedload(Invitation.seat))
        .where(
            Invitation.accepted_at.is_(None),
            Invitation.revoked_at.is_(None),
            Invitation.expires_at > now - SHOWN,
            reach.covers(Seat.collectivity_id),
        )
        .order_by(Invitation.id.desc())
        .limit(limit)
        .offset(offset)
    ).all()


def open_count(session: Session, reach: Reach, now: datetime) -> int:
    """Return how many invitations within reach may still be used."""
    query = (
        select(func.count(Invitation.id))
        .join(Seat, Seat.id == Invitation.seat_id)
        .where(
            Invitation.used_at.is_(None),
            Invitation.revoked_at.is_(None),
            Invitation.expires_at > now,
            reach.covers(Seat.collectivity_id),
        )
    )
    return session.scalar(query) or 0


def waiting(session: Session, seat_id: int) -> Invitation | None:
    """Return the invitation to a seat that a new one would revoke, or None."""
    return session.scalar(
        select(Invitation)
        .options(joinedload(Invitation.member))
        .where(
            Invitation.seat_id == seat_id,
            Invitation.accepted_at.is_(None),
            Invitation.revoked_at.is_(None),
        )
        .order_by(Invitation.id.desc())
        .limit(1)
    )


def within(session: Session, reach: Reach, invitation_id: int) -> Invitation | None:
    """Return an invitation to a seat if that is within reach, else None."""
    return session.scalar(
        select(Invitation)
        .join(Seat, Seat.id == Invitation.seat_id)
        .options(joinedload(Invitation.member), joinedload(Invitation.seat))
        .where(Invitation.id == invitation_id, reach.covers(Seat.collectivity_id))
    )


def revoke(session: Session, invitation: Invitation, now: datetime) -> None:
    """Close an invitation: its token opens nothing from now on."""
    if invitation.revoked_at is None:
        invitation.revoked_at = now
        session.flush()


def revoke_codes(session: Session, member_id: int, now: datetime) -> None:
    """Close the unused codes with which a member would have linked another channel."""
    session.execute(
        update(Invitation)
        .where(
            Invitation.member_id == member_id,
            Invitation.seat_id.is_(None),
            Invitation.used_at.is_(None),
            Invitation.revoked_at.is_(None),
        )
        .values(revoked_at=now)
    )


def is_open(invitation: Invitation) -> bool:
    """Tell whether somebody opened it, and it still leads to its seat."""
    opened = invitation.used_at is not None
    return opened and invitation.accepted_at is None and invitation.revoked_at is None


def is_over(invitation: Invitation, now: datetime) -> bool:
    """Tell whether nobody opened it while that was possible."""
    return invitation.used_at is None and invitation.expires_at <= now


def may_try(identity: ChannelIdentity, now: datetime) -> datetime | None:
    """Return until when this person has to wait before another token is looked at; None: not."""
    if identity.tries < MOST_TRIES or identity.tries_since is None:
        return None
    until = identity.tries_since + TRIES_WITHIN
    return until if until > now else None


def count_try(identity: ChannelIdentity, now: datetime) -> None:
    """Note a wrong token; the count begins anew after an hour."""
    if identity.tries_since is None or now - identity.tries_since >= TRIES_WITHIN:
        identity.tries, identity.tries_since = 1, now
    else:
        identity.tries += 1


def nobody_yet(session: Session) -> bool:
    """Whether the network is empty: no member and no programme (the register may be there)."""
    return not session.scalar(select(exists(select(Member.id)) | exists(select(Programme.id))))


def _supersede(session: Session, whose: ColumnElement[bool], now: datetime) -> None:
    session.execute(
        update(Invitation)
        .where(
            whose,
            Invitation.seat_id.is_not(None),
            Invitation.accepted_at.is_(None),
            Invitation.revoked_at.is_(None),
        )
        .values(revoked_at=now)
    )


def _hash(token: str) -> str:
    """Hash what somebody typed; lone surrogates, which JSON can carry, must not raise."""
    return sha256(token.encode(errors="surrogatepass")).hexdigest()
