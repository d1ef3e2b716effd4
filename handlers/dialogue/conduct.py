"""The life of a person's conversations: begun, carried on, parked, taken up again, given up.

Everything here happens inside the transaction of one event. Buttons carry
``c.<conversation>.<sequence>.<value>`` for answers and ``r``, ``o``, ``d`` with a conversation's
id to resume, start over or drop; what they may do is read from the database, never from them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial

from handlers.dialogue import advance as steps
from handlers.dialogue import controls
from handlers.dialogue.advance import Move, Step, Typed
from handlers.dialogue.flow import Context, Flow, Instead, Post
from handlers.dialogue.replay import Finished, Open
from handlers.dialogue.state import State
from handlers.say import Button, Say
from locales import Lines, Words, _
from storage import conversations
from storage.models import Conversation

LAPSE = timedelta(hours=72)  # FEATURES.md F3: after this a conversation is a draft
PAUSE = timedelta(hours=2)  # after this, typed words are asked about before they are an answer
PATIENCE = 2  # misses before a way out is offered (FEATURES.md, common rules)

Flows = Mapping[str, Flow]


@dataclass(frozen=True)
class Turn:
    """What one event led to: an answer, messages to others, and two courtesies.

    ``toast`` is shown over the chat when a button was pressed; ``say`` None means that the toast
    is the whole answer.
    """

    say: Say | None = None
    posts: tuple[Post, ...] = ()
    toast: Words | None = None


@dataclass(frozen=True)
class Talk:
    """The person speaking, the conversations there are, and the message to edit in place."""

    context: Context
    flows: Flows
    replaces: str | None = None
    stuck: tuple[tuple[Button, ...], ...] = field(default=())  # offered after PATIENCE misses


def begin(talk: Talk, name: str, argument: str | None = None) -> Turn:
    """Start a conversation, parking the one that is open.

    The same conversation half-written is offered for continuation first.
    """
    flow = talk.flows[name]
    about = flow.begin(talk.context, argument)
    if isinstance(about, Say):
        return Turn(replace(about, replaces=talk.replaces))
    if isinstance(about, Instead):
        return begin(talk, about.flow, about.argument)
    for draft in _drafts(talk):
        if draft.flow == name and draft.about == about:
            return _ask_to_continue(talk, draft)
    set_aside(talk)
    return _open(talk, flow, about)


def carry_on(talk: Talk, conversation: Conversation, move: Move) -> Turn:
    """Apply what the person did to their open conversation."""
    flow = talk.flows[conversation.flow]
    state = State.from_json(conversation.state)
    if isinstance(move, Typed) and talk.context.now - conversation.touched_at > PAUSE:
        conversation.state = replace(state, pending=move.text).as_json()
        return _ask_to_continue(talk, conversation)
    return _arrive(talk, conversation, flow, _advance(talk, conversation, flow, state, move))


def revise(talk: Talk, conversation: Conversation, edited: Typed) -> Turn | None:
    """Change an answer whose message was edited; None when none of this conversation's was."""
    flow = talk.flows[conversation.flow]
    step = steps.revise(
        flow,
        conversation.about,
        State.from_json(conversation.state),
        edited,
        today=talk.context.today,
        find=partial(flow.find, talk.context),
    )
    return None if step is None else _arrive(talk, conversation, flow, step)


def resume(talk: Talk, conversation: Conversation, notice: Words | None = None) -> Turn:
    """Come back to a conversation and ask its open question again; words that waited are used."""
    current = conversations.open_for(talk.context.session, talk.context.identity.id)
    if current is not None and current.id != conversation.id:
        set_aside(talk)
    conversation.status = "open"
    flow = talk.flows[conversation.flow]
    state = State.from_json(conversation.state)
    if state.pending is not None:
        pending, state = Typed(state.pending), replace(state, pending=None)
        step = _advance(talk, conversation, flow, state, pending)
    else:
        find = partial(flow.find, talk.context)
        step = steps.settle(flow, conversation.about, state, find)
    return _arrive(talk, conversation, flow, replace(step, notice=notice or step.notice))


def start_over(talk: Talk, conversation: Conversation) -> Turn:
    """Drop what was written and begin the same conversation again."""
    conversation.status = "dropped"
    talk.context.session.flush()
    set_aside(talk)
    return _open(talk, talk.flows[conversation.flow], conversation.about)


def drop(talk: Talk, conversation: Conversation) -> Turn:
    """Give a conversation up for good."""
    conversation.status = "dropped"
    return _after(talk, Turn(Say(_("Nothing was saved."), replaces=talk.replaces)))


def set_aside(talk: Talk) -> None:
    """Park the open conversation; one in which nothing was answered is simply dropped."""
    context = talk.context
    current = conversations.open_for(context.session, context.identity.id)
    if current is not None:
        current.status = "parked" if _has_answers(current) else "dropped"
        context.session.flush()


def lapse(talk: Talk) -> None:
    """Make a draft of an open conversation that has been silent for more than 72 hours."""
    context = talk.context
    current = conversations.open_for(context.session, context.identity.id)
    if current is not None and context.now - current.touched_at > LAPSE:
        set_aside(talk)


def drafts(talk: Talk) -> list[tuple[Words, Button]]:
    """Return what can be continued: its description and the button that takes it up."""
    return [
        (_describe(talk, draft), Button(_("Continue"), f"r.{draft.id}")) for draft in _drafts(talk)
    ]


def is_current(state: State, sequence: int) -> bool:
    """Tell whether a button shown with ``sequence`` still belongs to the open question."""
    return state.since <= sequence <= state.sequence


def was_shown_last(state: State, sequence: int) -> bool:
    """Tell whether the button stands under the newest prompt, which may be edited in place."""
    return sequence == state.sequence


def _open(talk: Talk, flow: Flow, about: dict[str, object]) -> Turn:
    context = talk.context
    conversation = conversations.add(
        context.session,
        identity_id=context.identity.id,
        member_id=context.member.id,
        flow=flow.name,
        about=about,
        now=context.now,
    )
    step = steps.settle(flow, about, State(), partial(flow.find, context))
    return _arrive(talk, conversation, flow, step)


def _advance(talk: Talk, conversation: Conversation, flow: Flow, state: State, move: Move) -> Step:
    return steps.advance(
        flow,
        conversation.about,
        state,
        move,
        language=talk.context.member.language,
        today=talk.context.today,
        find=partial(flow.find, talk.context),
    )


def _arrive(talk: Talk, conversation: Conversation, flow: Flow, step: Step) -> Turn:
    """Store where a step led, and say it."""
    conversation.touched_at = talk.context.now
    if step.cancelled:
        conversation.state = step.state.as_json()
        return drop(talk, conversation)
    if isinstance(step.place, Finished):
        conversation.state = step.state.as_json()
        conversation.status = "done"
        talk.context.session.flush()
        reply = flow.finish(talk.context, step.place.value)
        return _after(talk, Turn(replace(reply.say, replaces=talk.replaces), reply.posts))
    state = replace(step.state, sequence=step.state.sequence + 1)
    conversation.state = state.as_json()
    return Turn(_prompt(talk, conversation, replace(step, state=state), step.place))


def _prompt(talk: Talk, conversation: Conversation, step: Step, place: Open) -> Say:
    """Show the open question with its buttons, after what has to be said first."""
    state, question = step.state, place.question
    mark = f"c.{conversation.id}.{state.sequence}."
    first = not steps.asked_before(place, state)
    rows = tuple(
        tuple(Button(control.label, mark + control.value) for control in row)
        for row in controls.rows_of(question, state, first=first)
    )
    text: Words = question.text
    if step.notice is not None:
        text = Lines([step.notice, question.text])
    if state.misses >= PATIENCE:
        rows += talk.stuck
    return Say(text, rows, replaces=talk.replaces)


def _after(talk: Talk, turn: Turn) -> Turn:
    """Add, to the end of a conversation, the offer to go back to one that was parked."""
    waiting = [draft for draft in _drafts(talk) if draft.status == "parked"]
    if not waiting or turn.say is None:
        return turn
    draft = waiting[0]
    text = Lines([turn.say.text, _("Half-written: {what}.", what=_describe(talk, draft))])
    offer = (Button(_("Continue"), f"r.{draft.id}"), Button(_("Drop it"), f"d.{draft.id}"))
    return replace(turn, say=replace(turn.say, text=text, rows=(*turn.say.rows, offer)))


def _ask_to_continue(talk: Talk, draft: Conversation) -> Turn:
    rows = (
        (Button(_("Continue"), f"r.{draft.id}"),),
        (Button(_("Start over"), f"o.{draft.id}"), Button(_("Drop it"), f"d.{draft.id}")),
    )
    text = _("You had begun: {what}. Continue?", what=_describe(talk, draft))
    return Turn(Say(text, rows, replaces=talk.replaces))


def _drafts(talk: Talk) -> list[Conversation]:
    """Return the half-written conversations that hold at least one answer, the open one first."""
    context = talk.context
    context.session.flush()
    current = conversations.open_for(context.session, context.identity.id)
    parked = conversations.parked(context.session, context.identity.id)
    known = [draft for draft in parked if draft.flow in talk.flows]
    return [current, *known] if current is not None and _has_answers(current) else known


def _describe(talk: Talk, draft: Conversation) -> Words:
    state = State.from_json(draft.state)
    return talk.flows[draft.flow].describe(draft.about, state.known())


def _has_answers(conversation: Conversation) -> bool:
    """Tell whether the person put anything into it: look-ups alone are not theirs."""
    state = State.from_json(conversation.state)
    return bool(state.sources or state.files or state.pending) or state.sequence > 1
