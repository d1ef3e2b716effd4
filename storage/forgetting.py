"""Forgetting a person: what is theirs is erased, what is the local government's stays, unnamed.

Reports, their evidence and the audit log stay: they belong to the seat; so do answers of theirs
that are in the library, unnamed. What goes is the name, how
the channels knew them, their messages in and out, what they had half-written and what they had
answered, and their name wherever it was shown to others. What was announced stays as well, without
the name, and so does that somebody of no name got it.
"""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Text, delete, or_, select, type_coerce, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from storage import documents, erasure, orders, practices, rhythm, rsvps, seats, uploads
from storage.asking import erasing
from storage.models import (
    Absence,
    AccessRequest,
    AnnouncementText,
    Card,
    ChannelIdentity,
    CheckIn,
    Contact,
    Conversation,
    DecisionRecord,
    Due,
    InboxEvent,
    Invitation,
    Member,
    OutboxMessage,
    Reuse,
    SharedPayload,
    Showing,
    StoredFile,
)

NOBODY = "—"  # stands for the name in messages to others that were not sent yet
_ANNOUNCING = frozenset({"announce", "amend"})  # conversations about words that many have read
_LATER = {"synchronize_session": False}


def forget(
    session: Session, member: Member, now: datetime, *, farewell: ChannelIdentity | None = None
) -> None:
    """Erase what is personal of ``member``, whose seat becomes vacant.

    ``farewell`` is the chat that gets one last message (``handlers.say.Say.last``): where it is
    goes once that message is done with; of all others it goes at once.

    Raises LastCoordinatorError for the last national coordinator; nothing is changed then.
    """
    if member.seat_id is not None:
        seats.leave(session, member, now)
    identities = _identities(session, member)
    _unname(session, member, identities)
    for identity in identities:
        identity.language = member.language  # of the last message
        _forget_identity(session, identity, now, keep_chat=identity is farewell)
    _forget_what_is_open(session, member, now)
    uploads.forget(session, member.id)
    orders.forget(session, member.id, now)
    rsvps.forget(session, member.id)
    _forget_rhythm(session, member)
    erasing.forget(session, member, now)
    _forget_library(session, member)
    member.name = ""
    member.credited = False
    member.stopped_at = member.asked_back_at = member.paused_until = member.objected_at = None
    member.quiet_from = member.quiet_until = member.undigested_at = None
    member.left_at = member.left_at or now
    member.erased_at = now
    session.flush()


def forget_strangers(session: Session, before: datetime, now: datetime, limit: int) -> int:
    """Forget people we do not know who were not written to since ``before``; return how many.

    Not those whose request is still to be decided.
    """
    theirs = OutboxMessage.identity_id == ChannelIdentity.id
    lately = select(OutboxMessage.id).where(theirs, OutboxMessage.created_at >= before)
    waits = select(AccessRequest.id).where(
        AccessRequest.identity_id == ChannelIdentity.id, AccessRequest.decided_at.is_(None)
    )
    strangers = session.scalars(
        select(ChannelIdentity)
        .where(
            ChannelIdentity.member_id.is_(None),
            ~ChannelIdentity.external_id.startswith(_ERASED, autoescape=True),
            ~lately.exists(),
            ~waits.exists(),
        )
        .limit(limit)
    ).all()
    for identity in strangers:
        said = Conversation.identity_id == identity.id, Conversation.member_id.is_(None)
        for conversation in session.scalars(select(Conversation).where(*said)):
            _empty_conversation(conversation)
        _forget_identity(session, identity, now)
    return len(strangers)


def chats_to_forget(session: Session, limit: int) -> int:
    """Forget where chats are that have nothing more to be told; return how many there were.

    For last messages whose fate stayed unknown.
    """
    waiting = select(OutboxMessage.id).where(
        OutboxMessage.identity_id == ChannelIdentity.id,
        OutboxMessage.status.in_(("pending", "started")),
    )
    rows = session.scalars(
        select(ChannelIdentity.id)
        .where(
            ChannelIdentity.external_id.startswith(_ERASED, autoescape=True),
            ChannelIdentity.chat_id != "",
            ~waiting.exists(),
        )
        .limit(limit)
    ).all()
    session.execute(
        update(ChannelIdentity)
        .where(ChannelIdentity.id.in_(rows))
        .values(chat_id="")
        .execution_options(**_LATER)
    )
    return len(rows)


_ERASED = "erased:"


def _identities(session: Session, member: Member) -> list[ChannelIdentity]:
    """Return their channels, also those taken from them when they left."""
    spoken = select(Conversation.identity_id).where(Conversation.member_id == member.id)
    return list(
        session.scalars(
            select(ChannelIdentity).where(
                or_(
                    ChannelIdentity.member_id == member.id,
                    ChannelIdentity.member_id.is_(None) & ChannelIdentity.id.in_(spoken),
                )
            )
        )
    )


def _forget_identity(
    session: Session, identity: ChannelIdentity, now: datetime, *, keep_chat: bool = False
) -> None:
    """Leave a row that says nothing: others refer to it."""
    stranger = f"{_ERASED}{identity.id}"
    session.execute(
        update(InboxEvent)
        .where(InboxEvent.person == f"{identity.channel}:{identity.external_id}")
        .values(payload=None, person=f"{identity.channel}:{stranger}", status="done", done_at=now)
        .execution_options(**_LATER)
    )
    _forget_messages(session, identity, now)
    session.execute(
        update(AccessRequest)
        .where(AccessRequest.identity_id == identity.id, AccessRequest.decided_at.is_(None))
        .values(decided_at=now, granted=False)
    )
    session.execute(
        update(AccessRequest).where(AccessRequest.identity_id == identity.id).values(words=None)
    )
    identity.external_id = stranger
    identity.chat_id = identity.chat_id if keep_chat else ""
    identity.member = None
    identity.newest = identity.echo = identity.offered = None
    identity.linked_at = identity.tries_since = None
    identity.unreachable_since = identity.unreachable_reason = None
    identity.tries = identity.misses = 0
    session.flush()


def _forget_messages(session: Session, identity: ChannelIdentity, now: datetime) -> None:
    """Empty what was sent to them; what waits is not sent any more.

    What is on its way at this moment is emptied when it is done with, as secrets are.
    """
    theirs = session.scalars(
        select(OutboxMessage).where(OutboxMessage.identity_id == identity.id)
    ).all()
    for message in theirs:
        if message.status == "started":
            if "document" not in message.payload:  # which others may be sent too
                message.payload = {**message.payload, "secret": True}
            continue
        if message.status == "pending":
            message.status, message.error, message.done_at = "cancelled", "erased", now
        _empty(session, message)
    session.flush()


def _empty(session: Session, message: OutboxMessage) -> None:
    """Empty a message that is done with; a secret file was for its reader alone."""
    if message.payload.get("secret") and (document := message.payload.get("document")) is not None:
        documents.erase(session, document)
    message.payload = erasure.emptied(message.payload)


def _forget_what_is_open(session: Session, member: Member, now: datetime) -> None:
    """Erase drafts and answers, files' names, links that were not used; dates are the seat's."""
    theirs = Conversation.member_id == member.id
    for conversation in session.scalars(select(Conversation).where(theirs)):
        _empty_conversation(conversation)
    session.execute(update(StoredFile).where(StoredFile.member_id == member.id).values(name=None))
    session.execute(
        update(StoredFile)  # the channel's handle is needed until the content is here
        .where(StoredFile.member_id == member.id, StoredFile.status != "waiting")
        .values(external_id="")
    )
    session.execute(
        update(Invitation)
        .where(
            Invitation.member_id == member.id,
            Invitation.accepted_at.is_(None),
            Invitation.revoked_at.is_(None),
        )
        .values(revoked_at=now)
    )


def _forget_rhythm(session: Session, member: Member) -> None:
    """Erase what they said of their weeks, and who the decisions were about.

    That a week was asked about and answered stays, for the counts; the decisions keep a pseudonym
    that leads to nobody. What was sent unasked, cards and their turn in the timetable go.
    """
    said = dict.fromkeys(
        ("pace", "obstacle", "words", "audience", "mood", "load", "pressure", "channel")
    )
    session.execute(update(CheckIn).where(CheckIn.member_id == member.id).values(said))
    session.execute(
        update(DecisionRecord).where(DecisionRecord.member_id == member.id).values(member_id=None)
    )
    session.execute(delete(Contact).where(Contact.member_id == member.id))
    session.execute(delete(Card).where(Card.member_id == member.id))
    session.execute(delete(Absence).where(Absence.member_id == member.id))
    own = Due.kind.in_(rhythm.PERSONAL)
    session.execute(delete(Due).where(Due.member_id == member.id, own))


def _forget_library(session: Session, member: Member) -> None:
    """Erase what they wrote for the library that is not in it; what is published loses the name.

    That their local government applied something stays, without their words on it.
    """
    practices.forget(session, member.id)
    session.execute(update(Reuse).where(Reuse.member_id == member.id).values(note=None))
    session.execute(delete(Showing).where(Showing.member_id == member.id))


def _empty_conversation(conversation: Conversation) -> None:
    if conversation.status != "done":
        conversation.status = "dropped"
    conversation.about, conversation.state = {}, {}


def _unname(session: Session, member: Member, identities: list[ChannelIdentity]) -> None:
    """Take the name, and the channels' ids, out of what other people were told and answered.

    Events and messages that are done with are emptied where they hold it; what is still to be
    sent, or half-written, loses the name alone.
    """
    if not member.name:
        return
    ids = [identity.external_id for identity in identities]
    session.execute(
        update(InboxEvent)
        .where(
            InboxEvent.status != "open",
            or_(*(_holds(InboxEvent.payload, words) for words in (member.name, *ids))),
        )
        .values(payload=None)
        .execution_options(**_LATER)
    )
    told = select(OutboxMessage).where(_holds(OutboxMessage.payload, member.name))
    for message in session.scalars(told):
        if message.status in {"pending", "started"}:
            message.payload = _without(message.payload, member.name, NOBODY)
        else:
            _empty(session, message)
    held = or_(_holds(Conversation.about, member.name), _holds(Conversation.state, member.name))
    for conversation in session.scalars(select(Conversation).where(held)):
        without = _without_words if conversation.flow in _ANNOUNCING else _without
        conversation.about = without(conversation.about, member.name)
        conversation.state = without(conversation.state, member.name)
    _unname_announcements(session, member.name)
    offered = select(ChannelIdentity).where(_holds(ChannelIdentity.offered, member.name))
    for other in session.scalars(offered):
        other.offered = _without(other.offered, member.name, NOBODY)
    session.flush()


def _unname_announcements(session: Session, name: str) -> None:
    """Take the name out of what was announced: the rest of the words is the network's."""
    written = AnnouncementText.words.contains(name, autoescape=True)
    for text in session.scalars(select(AnnouncementText).where(written)):
        text.words = text.words.replace(name, NOBODY)
    for shared in session.scalars(select(SharedPayload).where(_holds(SharedPayload.payload, name))):
        shared.payload = _without_words(shared.payload, name)


def _without_words(value: Any, name: str) -> Any:  # noqa: ANN401 — JSON values
    """Return JSON values whose texts have nobody's sign wherever the name stood in them."""
    if isinstance(value, dict):
        return {key: _without_words(one, name) for key, one in value.items()}
    if isinstance(value, list):
        return [_without_words(one, name) for one in value]
    return value.replace(name, NOBODY) if isinstance(value, str) else value


def _holds(column: InstrumentedAttribute[Any], words: str) -> ColumnElement[bool]:
    """Return the condition that a JSON column holds ``words`` somewhere, as OrderedJSON writes."""
    written = json.dumps(words, ensure_ascii=False)[1:-1].encode(errors="backslashreplace").decode()
    return type_coerce(column, Text).contains(written, autoescape=True)


def _without(value: Any, name: str, instead: str = "") -> Any:  # noqa: ANN401 — JSON values
    """Return JSON values with ``instead`` for each text that is the name."""
    if isinstance(value, dict):
        return {key: _without(one, name, instead) for key, one in value.items()}
    if isinstance(value, list):
        return [_without(one, name, instead) for one in value]
    return instead if value == name else value
