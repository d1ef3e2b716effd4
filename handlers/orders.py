"""Ordering a document: asked for here, made by ``bot.orders``, brought when it is there.

A conversation or an action answers ``order(context, kind, about)``. ``kind`` is the maker's name in
``handlers.makers`` and that of the permission: it is asked again when the document is made, when
it is kept and when it is brought, for a seat can go in between.
"""

from collections.abc import Mapping
from typing import Any

import locales
from handlers.dialogue import Context, Reply
from handlers.dialogue.conduct import Turn
from handlers.dialogue.flow import Post
from handlers.permissions import may
from handlers.say import Button, Say
from locales import Lines, Message, _
from storage import Session, documents, inbox, orders, outbox
from storage.models import Order

_MENU = (Button(_("Menu"), "a.menu"),)
_MOMENT = _("One moment, please: I am preparing it. It comes here when it is ready.")
_ALREADY = _("I am preparing it already. It comes here when it is ready.")
FAILED = _("I could not prepare what you asked for. Please try again later, or ask a person.")


def order(context: Context, kind: str, about: Mapping[str, Any]) -> Reply:
    """Let a document be made, and say so; the same thing asked for twice is made once.

    ``about`` holds ids and closed values (JSON), never names.
    """
    row, new = orders.add(
        context.session,
        member=context.member,
        identity=context.identity,
        kind=kind,
        about=about,
        now=context.now,
    )
    say = Say(_MOMENT, key=_key(row)) if new else Say(_ALREADY)
    return Reply(say, errand=True)


def tell(session: Session, row: Order, kind: str, about: Mapping[str, Any], turn: str = "") -> None:
    """Put an event about an order into the inbox of whoever gave it.

    ``turn`` tells events of one kind about one order apart.
    """
    _member, identity = orders.customer(session, row)
    external_id = f"{kind}:{row.id}:{row.attempts}{turn}"
    person = f"{identity.channel}:{identity.external_id}"
    arrival = (external_id, person, {"kind": kind, "order": row.id, **about})
    inbox.receive(session, "jisr", [arrival], row.finished_at or row.created_at)


def order_made(context: Context, about: dict[str, Any]) -> Turn:
    """Bring what was made, to somebody who may still have it."""
    row = orders.of_identity(context.session, int(about["order"]), context.identity.id)
    if row is None or row.document_id is None or not may(context.member, row.kind):
        return Turn()
    if documents.content_of(context.session, row.document_id) is None:
        return Turn(Say(FAILED, (_MENU,)))
    rows = tuple(
        tuple(Button(locales.decode(button["label"]), button["data"]) for button in one)
        for one in about["rows"]
    )
    say = Say(
        locales.decode(about["caption"]),
        (*rows, _MENU),
        document=row.document_id,
        photo=bool(about["photo"]),
    )
    return Turn(say)


def order_failed(_context: Context, about: dict[str, Any]) -> Turn:
    """Say that there is nothing to show, or that it could not be made."""
    person = (Button(_("Ask a person"), "a.person"),)
    rows = (_MENU,) if about["empty"] else (person, _MENU)
    return Turn(Say(locales.decode(about["words"]), rows))


def order_progress(context: Context, about: dict[str, Any]) -> Turn:
    """Show how far it is, in the message that announced it."""
    row = orders.of_identity(context.session, int(about["order"]), context.identity.id)
    if row is None or row.status != "making":
        return Turn()
    shown = outbox.platform_id(context.session, _key(row))
    if shown is None:  # not sent yet
        return Turn()
    say = Say(Lines([_MOMENT, _so_far(about["done"], about["total"])]), replaces=shown)
    return Turn(posts=(Post(context.identity.id, say, priority=0),))


def _so_far(done: int, total: int) -> Message:
    return _("{done} of {total} rows are written.", done=done, total=total)


def _key(row: Order) -> str:
    """Return the key of the message that announces an order: it is edited as the work goes on."""
    return f"order:{row.id}"
