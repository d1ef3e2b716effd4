"""What becomes of a secret message that will not be sent any more: it is forgotten.

Secret are messages that carry invitations' tokens, or a file with them: whoever reads one becomes
that member, and the tokens themselves are stored nowhere else. They stay in the outbox only as
long as they may still have to be sent.
"""

from collections.abc import Mapping
from typing import Any, cast

from sqlalchemy import Table
from sqlalchemy.orm import Session

from storage import documents
from storage.models import OutboxMessage

_ROWS = cast("Table", OutboxMessage.__table__)
_NOTHING: Mapping[str, Any] = {"text": "", "rows": []}


def erase_secrets(session: Session, payloads: Mapping[int, Mapping[str, Any]]) -> None:
    """Empty the secret ones among the messages ``payloads`` (by outbox id), and their files."""
    for message_id, payload in payloads.items():
        if not payload.get("secret"):
            continue
        emptied = {**payload, **_NOTHING}
        session.execute(_ROWS.update().where(_ROWS.c.id == message_id).values(payload=emptied))
        if (document_id := payload.get("document")) is not None:
            documents.erase(session, document_id)
