"""How a person enters the network: a personal link, used once, stored only as a hash.

Whoever holds the token becomes that member, so the token itself is never written down. A used, an
expired and an unknown token are indistinguishable to the caller: a refusal reveals nothing.
"""

from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from storage.models import Invitation, Member, Programme


def invite(
    session: Session,
    member_id: int,
    token: str,
    now: datetime,
    valid: timedelta = timedelta(days=7),
) -> None:
    """Let whoever shows ``token`` before ``now + valid`` be this member, once.

    The token is to be unguessable (`secrets.token_urlsafe(32)`); two may be open for one member.
    """
    session.add(
        Invitation(
            member_id=member_id,
            token_hash=_hash(token),
            created_at=now,
            expires_at=now + valid,
        )
    )


def claim(session: Session, token: str, now: datetime) -> int | None:
    """Use the token up and give its member's id; None if it is used, expired or unknown.

    One conditional UPDATE: of many claims at the same moment, one alone gets the member.
    """
    return session.scalar(
        update(Invitation)
        .where(
            Invitation.token_hash == _hash(token),
            Invitation.used_at.is_(None),
            Invitation.expires_at > now,
        )
        .values(used_at=now)
        .returning(Invitation.member_id)
        .execution_options(synchronize_session=False)
    )


def nobody_yet(session: Session) -> bool:
    """Whether the network is empty: no member and no programme (the register may be there)."""
    return not session.scalar(select(exists(select(Member.id)) | exists(select(Programme.id))))


def _hash(token: str) -> str:
    """Hash what somebody typed; lone surrogates, which JSON can carry, must not raise."""
    return sha256(token.encode(errors="surrogatepass")).hexdigest()
