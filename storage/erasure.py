"""What becomes of a message that will not be sent any more, where it must not stay as it was.

Secret are messages that carry invitations' tokens, or a file with them: whoever reads one becomes
that member, and the tokens themselves are stored nowhere else. They stay in the outbox only as
long as they may still have to be sent. The last message to somebody who is forgotten takes along
where that chat was.
"""

from collections.abc import Mapping
from typing import Any, cast

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from storage import documents
from storage.models import ChannelIdentity, OutboxMessage

_ROWS = cast("Table", OutboxMessage.__table__)
_IDENTITIES = cast("Table", ChannelIdentity.__table__)
_NOTHING: Mapping[str, Any] = {"text": "", "rows": []}


def erase_secrets(session: Session, payloads: Mapping[int, Mapping[str, Any]]) -> None:
    """Empty the secret ones among the messages ``payloads`` (by outbox id), and their files.

    Of a last one, the chat is forgotten.
    """
    for message_id, payload in payloads.items():
        if payload.get("last"):
            _forget_chat(session, message_id)
        if not payload.get("secret"):
            continue
        session.execute(
            _ROWS.update().where(_ROWS.c.id == message_id).values(payload=emptied(payload))
        )
        if (document_id := payload.get("document")) is not None:
            documents.erase(session, document_id)


def emptied(payload: Mapping[str, Any]) -> dict[str, Any]:
    """Return a message (``handlers.say``, encoded) that says nothing any more."""
    return {**payload, **_NOTHING}


def _forget_chat(session: Session, message_id: int) -> None:
    whose = select(_ROWS.c.identity_id).where(_ROWS.c.id == message_id).scalar_subquery()
    session.execute(_IDENTITIES.update().where(_IDENTITIES.c.id == whose).values(chat_id=""))
