"""What an event means: which conversation it belongs to, what it starts, or what to say instead.

``answer`` is the one door of this folder: an incoming event and a Session in, a Turn out. It does
no network I/O and keeps nothing in memory.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

import locales
from handlers import actions, entry, flood, guess, importing, menu, privacy, traces, welcome, words
from handlers.dialogue import Context, Instead, Reply, conduct
from handlers.dialogue.advance import Sent, Tapped, Typed
from handlers.dialogue.conduct import Talk, Turn
from handlers.dialogue.controls import BACK, CANCEL
from handlers.dialogue.flow import Post
from handlers.dialogue.state import State
from handlers.events import (
    Attached,
    Edited,
    Event,
    Happened,
    Incoming,
    Other,
    Pressed,
    Returned,
    Said,
)
from handlers.permissions import may
from handlers.registry import Registry
from handlers.say import Button, Say, number_in
from locales import _
from storage import Session, conversations, people
from storage.models import ChannelIdentity, Conversation

_STUCK = ((Button(_("Menu"), "a.menu"), Button(_("Ask a person"), "a.person")),)


@dataclass(frozen=True)
class Answered:
    """A turn, and whose it is. ``stranger`` tells that nothing they wrote is to be kept."""

    identity: ChannelIdentity
    turn: Turn
    stranger: bool


def answer(session: Session, incoming: Incoming, registry: Registry, now: datetime) -> Answered:
    """Handle one event and return what to say; every row it changes is in ``session``."""
    answered = _answer(session, incoming, registry, now)
    if not answered.stranger:
        traces.note_offers(session, answered.identity, answered.turn)
    return answered


def _answer(session: Session, incoming: Incoming, registry: Registry, now: datetime) -> Answered:
    identity = traces.identity_of(session, incoming)
    if isinstance(incoming.event, Returned) and not incoming.event.reachable:
        turn = _closed(session, identity, registry, now)
        return Answered(identity, turn, identity.member is None)
    if not isinstance(incoming.event, Happened):
        traces.note_whereabouts(session, identity, incoming, now)
    if isinstance(incoming.event, Said) and identity.echo and flood.too_often(identity.echo):
        turn = Turn(flood.PAUSE) if flood.is_told(identity.echo) else Turn()
        return Answered(identity, turn, identity.member is None)
    if identity.member is None:
        turn = _at_the_door(session, identity, incoming.event, registry, now)
        return Answered(identity, turn, identity.member is None)
    talk = _talk(session, identity, registry, now)
    conduct.lapse(talk)
    turn = _member(talk, registry, incoming.event)
    if not isinstance(incoming.event, Happened | Returned):
        turn = actions.ask_back(talk, turn)
    return Answered(identity, turn, stranger=False)


def _closed(session: Session, identity: ChannelIdentity, registry: Registry, now: datetime) -> Turn:
    """Note that the person closed the chat; whoever follows them up hears of it, once."""
    if identity.unreachable_since is not None:
        return Turn()
    identity.unreachable_since = now
    if identity.member is None:
        return Turn()
    return _happened(_talk(session, identity, registry, now), registry, Happened("unreachable"))


def _talk(session: Session, identity: ChannelIdentity, registry: Registry, now: datetime) -> Talk:
    member = identity.member
    if member is None:
        message = f"identity {identity.id} is a stranger's"
        raise ValueError(message)
    context = Context(session, identity, member, now, registry.policy)
    return Talk(context, registry.flows, partial(may, member), stuck=_STUCK)


def _at_the_door(
    session: Session,
    identity: ChannelIdentity,
    event: Event,
    registry: Registry,
    now: datetime,
) -> Turn:
    """Answer somebody we do not know: a good token opens, everything else says the same."""
    if isinstance(event, Happened | Returned):
        return Turn()
    if _asks_for_notice(event) and may(None, "privacy"):
        first, second = privacy.to_stranger(registry.policy)
        return Turn(first, (Post(identity.id, second, priority=0),))
    entered = welcome.knock(session, identity, event, now, registry.policy)
    return entered if isinstance(entered, Turn) else _entered(session, identity, registry, now)


def _asks_for_notice(event: Event) -> bool:
    """Tell whether somebody asks what becomes of their data, in words or by the button."""
    if isinstance(event, Pressed):
        return event.data == "a.privacy"
    given = words.command(event.text) if isinstance(event, Said) else None
    plain = words.everywhere(event.text) if isinstance(event, Said) else None
    return plain == "privacy" or (given is not None and given.name == "privacy")


def _entered(
    session: Session, identity: ChannelIdentity, registry: Registry, now: datetime
) -> Turn:
    """Greet somebody whose link was good: a newcomer first chooses a language."""
    talk = _talk(session, identity, registry, now)
    member = talk.context.member
    if member.joined_at is None:
        return Turn(entry.choose_language())
    say = menu.menu(talk, welcome.greeting(session, member))
    return Turn(say, welcome.warn_others(session, identity, member))


def _member(talk: Talk, registry: Registry, event: Event) -> Turn:  # noqa: PLR0911 — a case each
    identity = talk.context.identity
    match event:
        case Said():
            return _said(talk, registry, event)
        case Pressed():
            people.note(talk.context.session, identity, misses=0)
            return _pressed(talk, registry, event)
        case Attached():
            return _attached(talk, event)
        case Edited():
            return _edited(talk, event)
        case Other():
            return _unusable(talk)
        case Happened():
            return _happened(talk, registry, event)
        case Returned():
            return Turn()


def _happened(talk: Talk, registry: Registry, event: Happened) -> Turn:
    happening = registry.happenings.get(event.kind)
    found = happening(talk.context, event.about) if happening else Turn()
    return found if isinstance(found, Turn) else conduct.begin(talk, found.flow, found.argument)


def _said(talk: Talk, registry: Registry, event: Said) -> Turn:
    """Words: a command, an answer to the open question, a start of something, or neither."""
    given = words.command(event.text)
    if given is not None:
        return _commanded(talk, registry, given)
    plain = words.everywhere(event.text)
    if plain is not None:
        return _commanded(talk, registry, words.Command(plain))
    offered = words.offered(event.text, talk.context.identity.offered, talk.context.member.language)
    if offered is not None:
        talk.context.identity.misses = 0
        return _pressed(talk, registry, Pressed(offered))
    current = actions.open_conversation(talk)
    if current is not None:
        return conduct.carry_on(talk, current, Typed(event.text, event.message))
    asked = words.flow_asked(event.text, registry.flows)
    if asked is not None:
        talk.context.identity.misses = 0
        return conduct.begin(talk, *asked)
    return guess.answer(talk, event.text)


def _commanded(talk: Talk, registry: Registry, given: words.Command) -> Turn:
    context = talk.context
    context.identity.misses = 0
    current = actions.open_conversation(talk)
    if given.name in {"back", "cancel"}:
        if current is None:
            return Turn(menu.menu(talk, _("There is nothing open just now.")))
        return conduct.carry_on(talk, current, Tapped(BACK if given.name == "back" else CANCEL))
    if given.name == "start":
        return _started(talk, registry, given.argument)
    if given.name in registry.flows:
        said = given.argument if given.name in words.WITH_WORDS else None
        return conduct.begin(talk, given.name, said)
    name = _ALIASES.get(given.name, given.name)
    if name not in actions.ACTIONS and name not in registry.actions:
        return actions.where_we_are(talk, _("I do not know that command."))
    return _act(talk, registry, name, "")


def _started(talk: Talk, registry: Registry, token: str | None) -> Turn:
    """Greet somebody we know, resetting nothing (F1); their own link to a seat is followed."""
    session, member, now = talk.context.session, talk.context.member, talk.context.now
    if token and welcome.own(session, member, token, now) is not None:
        if member.joined_at is not None:
            return conduct.begin(talk, "inherit")
        conduct.set_aside(talk)
        return Turn(entry.choose_language())
    if token and welcome.change(session, talk.context.identity, token, now) is not None:
        return _entered(session, talk.context.identity, registry, now)
    if member.joined_at is None:
        current = actions.open_conversation(talk)
        return conduct.remind(talk, current) if current else Turn(entry.choose_language())
    conduct.set_aside(talk)
    hello = _("Hello {name}, everything is as you left it.", name=member.name)
    return Turn(menu.menu(talk, hello))


def _act(talk: Talk, registry: Registry, name: str, argument: str) -> Turn:
    """Do one of the small acts, if this person may."""
    if not talk.may(name):
        return actions.refused(talk)
    if name in registry.actions:
        done = registry.actions[name](talk.context, argument)
        if isinstance(done, Instead):
            return conduct.begin(talk, done.flow, done.argument)
        reply = Reply(done) if isinstance(done, Say) else done
        replaces = None if name in registry.apart else talk.replaces
        return Turn(replace(reply.say, replaces=replaces), reply.posts, errand=reply.errand)
    return actions.ACTIONS[name](talk, argument)


def _pressed(talk: Talk, registry: Registry, event: Pressed) -> Turn:
    """A button: its first letter says what it belongs to, the database what it may do."""
    kind, _dot, rest = event.data.partition(".")
    in_place = replace(talk, replaces=_editable(talk, event))
    if kind == "c":
        return _answered(talk, event, rest)
    if kind in _DRAFTS:
        draft = _of_person(talk, rest)
        if draft is None or draft.status not in {"open", "parked"}:
            return actions.gone(talk)
        return _DRAFTS[kind](in_place, draft)
    name, _dot, argument = rest.partition(".")
    if kind == "s" and name in registry.flows:
        return conduct.begin(talk, name, argument or None)
    if kind == "a" and (name in registry.actions or name in actions.ACTIONS):
        return _act(in_place, registry, name, argument)
    return actions.gone(talk)


def _answered(talk: Talk, event: Pressed, rest: str) -> Turn:
    """A button of a conversation: used if its question is still open, politely refused if not."""
    number, _dot, tail = rest.partition(".")
    sequence, _dot, value = tail.partition(".")
    shown, conversation = number_in(sequence), _of_person(talk, number)
    if shown is None or conversation is None:
        return actions.gone(talk)
    state = State.from_json(conversation.state)
    if conversation.status != "open" or not conduct.is_current(state, shown):
        return _stale(talk, conversation, event)
    last = conduct.was_shown_last(state, shown)
    in_place = replace(talk, replaces=_editable(talk, event)) if last else talk
    return conduct.carry_on(in_place, conversation, Tapped(value))


def _editable(talk: Talk, event: Pressed) -> str | None:
    """Return the pressed message if nothing was written below it: an edit far up goes unseen."""
    newest, pressed = talk.context.identity.newest, event.message
    if newest and pressed and newest.isdigit() and pressed.isdigit():
        return pressed if int(pressed) > int(newest) else None
    return pressed


def _stale(talk: Talk, conversation: Conversation, event: Pressed) -> Turn:
    """Answer an old button: say when it is from, and where we are; nothing is changed."""
    moment = event.shown or conversation.touched_at
    current = actions.open_conversation(talk)
    if current is None:
        old = _("That button is from {moment}.", moment=moment)
        return Turn(menu.menu(talk, old), toast=old)
    notice = _("That button is from {moment}. We are here:", moment=moment)
    return replace(conduct.remind(talk, current, notice), toast=notice)


def _attached(talk: Talk, event: Attached) -> Turn:
    current = actions.open_conversation(talk)
    taken = importing.received(talk, event, current)
    if taken is not None:
        return taken
    if current is None:
        return Turn(menu.menu(talk, _("Files belong to a report: begin one, and send it there.")))
    file = {
        "kind": event.kind,
        "external_id": event.external_id,
        "name": locales.clean(event.name or "")[-_NAME:],
        "mime": event.mime,
        "size": event.size,
        "caption": locales.clean(event.caption).strip(),
    }
    kept = {name: value for name, value in file.items() if value}
    return conduct.carry_on(talk, current, Sent(kept, event.message))


def _edited(talk: Talk, event: Edited) -> Turn:
    """An edited message changes the draft it answered; what is saved is not changed by it."""
    edited = Typed(event.text, event.message)
    session, current = talk.context.session, actions.open_conversation(talk)
    parked = conversations.parked(session, talk.context.identity.id)
    for conversation in (*([current] if current else []), *parked):
        turn = conduct.revise(talk, conversation, edited) if _known(talk, conversation) else None
        if turn is not None:
            return turn
    for conversation in conversations.finished(session, talk.context.identity.id):
        state = State.from_json(conversation.state)
        if event.message in {source for _key, source in state.sources}:
            return _amended(talk, conversation, event) or _saved_already(talk, conversation)
    notice = _("I saw that you edited a message; nothing depends on it.")
    return actions.where_we_are(talk, notice)


def _amended(talk: Talk, conversation: Conversation, event: Edited) -> Turn | None:
    """Let a conversation that is done take the new words in, if it is of those that do."""
    flow = talk.flows.get(conversation.flow)
    if flow is None or not talk.may(flow.name):
        return None
    reply = flow.amend(talk.context, conversation, locales.clean(event.text).strip())
    return None if reply is None else Turn(reply.say, reply.posts)


def _saved_already(talk: Talk, conversation: Conversation) -> Turn:
    """Say that an edit came too late; a report can be corrected with a new one."""
    saved = _("That was saved already: editing the message does not change it.")
    if actions.open_conversation(talk) is not None:
        return actions.where_we_are(talk, saved)
    menu_row = (Button(_("Menu"), "a.menu"),)
    if not _known(talk, conversation) or not talk.flows[conversation.flow].words:
        return Turn(Say(saved, (menu_row,)))  # it cannot be begun out of nothing
    again = (Button(_("Correct it with a new report"), f"s.{conversation.flow}"),)
    return Turn(Say(saved, (again, menu_row)))


def _known(talk: Talk, conversation: Conversation) -> bool:
    return conversation.flow in talk.flows


def _unusable(talk: Talk) -> Turn:
    return actions.where_we_are(
        talk, _("I cannot use that here. Words, a photo or a PDF are fine.")
    )


def _of_person(talk: Talk, number: str) -> Conversation | None:
    """Return the conversation a button names, if it is this person's."""
    context, conversation_id = talk.context, number_in(number)
    if conversation_id is None:
        return None
    return conversations.of_identity(context.session, conversation_id, context.identity.id)


_ALIASES = {"lang": "languages"}
_NAME = 255  # characters of a file's name that are kept, its ending among them
_DRAFTS: dict[str, Callable[[Talk, Conversation], Turn]] = {
    "r": conduct.resume,
    "n": conduct.begin_beside,
    "o": conduct.start_over,
    "d": conduct.drop,
}
