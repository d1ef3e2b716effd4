"""The life of a person's conversations: begun, carried on, parked, taken up again, given up.

Everything here happens inside the transaction of one event. Buttons carry
``c.<conversation>.<sequence>.<value>`` for answers and ``r``, ``n``, ``o``, ``d`` with a
conversation's id to resume it, begin another beside it, start over or drop it. What they may do is
read from the database, never from them.
"""

from collections.abc import Callable, Mapping
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

NOT_YOURS = Say(_("This is not open to your role."), ((Button(_("Menu"), "a.menu"),),))

Flows = Mapping[str, Flow]


@dataclass(frozen=True)
class Turn:
    """What one event led to: an answer, messages to others, and two courtesies.

    ``toast`` is shown over the chat when a button was pressed; ``say`` None means that the toast
    is the whole answer. ``errand`` tells that something is left to be done outside of transactions.
    """

    say: Say | None = None
    posts: tuple[Post, ...] = ()
    toast: Words | None = None
    errand: bool = False


@dataclass(frozen=True)
class Talk:
    """The person speaking, the conversations there are, and the message to edit in place.

    ``may`` tells, from the database, whether a conversation is open to this person now; it is asked
    when one begins and again when it ends, for a role can go in between.
    """

    context: Context
    flows: Flows
    may: Callable[[str], bool]
    replaces: str | None = None
    stuck: tuple[tuple[Button, ...], ...] = field(default=())  # offered after PATIENCE misses


def begin(talk: Talk, name: str, argument: str | None = None) -> Turn:
    """Start a conversation, parking the one that is open.

    The same conversation half-written is offered for continuation first.
    """
    flow = talk.flows[name]
    if not talk.may(name):
        return Turn(replace(NOT_YOURS, replaces=talk.replaces))
    about = flow.begin(talk.context, argument)
    if isinstance(about, Say):
        return Turn(replace(about, replaces=talk.replaces))
    if isinstance(about, Instead):
        return begin(talk, about.flow, about.argument)
    for draft in _drafts(talk):
        if draft.flow == name and draft.about == about:
            return _ask_to_continue(talk, draft, beside=True)
    set_aside(talk)
    return _open(talk, flow, about)


def carry_on(talk: Talk, conversation: Conversation, move: Move) -> Turn:
    """Apply what the person did to their open conversation."""
    flow = talk.flows[conversation.flow]
    state = State.from_json(conversation.state)
    if isinstance(move, Typed) and talk.context.now - conversation.touched_at > PAUSE:
        waiting = (*state.pending, (move.source, move.text))
        conversation.state = replace(state, pending=waiting).as_json()
        return _ask_to_continue(talk, conversation)
    return _arrive(talk, conversation, flow, _advance(talk, conversation, flow, state, move))


def revise(talk: Talk, conversation: Conversation, edited: Typed) -> Turn | None:
    """Change an answer whose message was edited; None when none of this conversation's was.

    The conversation is the open one, or a parked one, which stays so.
    """
    flow = talk.flows[conversation.flow]
    state = State.from_json(conversation.state)
    if edited.source in {source for source, _text in state.pending}:
        waiting = tuple(
            (source, edited.text if source == edited.source else text)
            for source, text in state.pending
        )
        conversation.state = replace(state, pending=waiting).as_json()
        return _ask_to_continue(talk, conversation, _("Your change is noted."))
    step = steps.revise(
        flow,
        conversation.about,
        state,
        edited,
        today=talk.context.today,
        find=partial(flow.find, talk.context),
    )
    if step is None:
        return None
    if conversation.status == "open":
        return _arrive(talk, conversation, flow, step)
    conversation.state = step.state.as_json()
    return _ask_to_continue(talk, conversation, step.notice)


def remind(talk: Talk, conversation: Conversation, notice: Words | None = None) -> Turn:
    """Ask the question of the open conversation again, after a notice if there is one."""
    state = State.from_json(conversation.state)
    if state.pending:
        return _ask_to_continue(talk, conversation, notice)
    flow = talk.flows[conversation.flow]
    step = steps.settle(flow, conversation.about, state, partial(flow.find, talk.context))
    return _arrive(talk, conversation, flow, replace(step, notice=notice))


def resume(talk: Talk, conversation: Conversation) -> Turn:
    """Come back to a conversation and ask its open question again; words that waited are used."""
    current = conversations.open_for(talk.context.session, talk.context.identity.id)
    if current is not None and current.id != conversation.id:
        set_aside(talk)
    conversation.status = "open"
    flow = talk.flows[conversation.flow]
    state = State.from_json(conversation.state)
    if state.pending:
        words = "\n".join(text for _source, text in state.pending)
        waited = Typed(words, state.pending[-1][0])
        step = _advance(talk, conversation, flow, state, waited)
    else:
        step = steps.settle(flow, conversation.about, state, partial(flow.find, talk.context))
    return _arrive(talk, conversation, flow, step)


def start_over(talk: Talk, conversation: Conversation) -> Turn:
    """Drop what was written and begin the same conversation again."""
    conversation.status = "dropped"
    talk.context.session.flush()
    set_aside(talk)
    return _open(talk, talk.flows[conversation.flow], conversation.about)


def begin_beside(talk: Talk, conversation: Conversation) -> Turn:
    """Begin another conversation of the same kind, and keep this one for later."""
    set_aside(talk)
    return _open(talk, talk.flows[conversation.flow], conversation.about)


def drop(talk: Talk, conversation: Conversation) -> Turn:
    """Give a conversation up for good; another one that is open goes on."""
    conversation.status = "dropped"
    talk.context.session.flush()
    current = conversations.open_for(talk.context.session, talk.context.identity.id)
    if current is not None:
        return remind(talk, current, _("Nothing was saved."))
    return _after(talk, Turn(Say(_("Nothing was saved."), replaces=talk.replaces)))


def set_aside(talk: Talk) -> None:
    """Park the open conversation; one in which nothing was answered is simply dropped."""
    context = talk.context
    current = conversations.open_for(context.session, context.identity.id)
    if current is not None:
        current.status = "parked" if _has_answers(current) else "dropped"
        context.session.flush()


def lapse(talk: Talk) -> None:
    """Make a draft of an open conversation that has been silent for more than 72 hours.

    One that the program no longer knows is closed: nobody is to be stuck in it.
    """
    context = talk.context
    current = conversations.open_for(context.session, context.identity.id)
    if current is not None and current.flow not in talk.flows:
        current.status = "expired"
        context.session.flush()
    elif current is not None and context.now - current.touched_at > LAPSE:
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
    answers, files = flow.prefill(about)
    state = State(answers=tuple(answers.items()), files=tuple(map(dict, files)))
    step = steps.settle(flow, about, state, partial(flow.find, context))
    return _arrive(talk, conversation, flow, step)


def _advance(talk: Talk, conversation: Conversation, flow: Flow, state: State, move: Move) -> Step:
    return steps.advance(
        flow,
        conversation.about,
        replace(state, pending=()),
        move,
        language=talk.context.member.language,
        today=talk.context.today,
        find=partial(flow.find, talk.context),
    )


def _arrive(talk: Talk, conversation: Conversation, flow: Flow, step: Step) -> Turn:
    """Store where a step led, and say it."""
    session, now = talk.context.session, talk.context.now
    if step.cancelled:
        conversations.move(session, conversation, state=step.state.as_json(), now=now)
        return drop(talk, conversation)
    if isinstance(step.place, Finished):
        state_json = step.state.as_json()
        conversations.move(session, conversation, state=state_json, now=now, status="done")
        if not talk.may(flow.name):
            return _after(talk, Turn(replace(NOT_YOURS, replaces=talk.replaces)))
        reply = flow.finish(talk.context, step.place.value)
        say = replace(reply.say, replaces=talk.replaces)
        return _after(talk, Turn(say, reply.posts, errand=reply.errand))
    state = replace(step.state, sequence=step.state.sequence + 1)
    conversations.move(session, conversation, state=state.as_json(), now=now)
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


def _ask_to_continue(
    talk: Talk, draft: Conversation, notice: Words | None = None, *, beside: bool = False
) -> Turn:
    """Ask what to do with a half-written conversation; ``beside`` offers to begin another one."""
    another = (Button(_("Another one, keep this for later"), f"n.{draft.id}"),)
    rows = (
        (Button(_("Continue"), f"r.{draft.id}"),),
        *((another,) if beside else ()),
        (Button(_("Start over"), f"o.{draft.id}"), Button(_("Drop it"), f"d.{draft.id}")),
    )
    text: Words = _("You had begun: {what}. Continue?", what=_describe(talk, draft))
    if notice is not None:
        text = Lines([notice, text])
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
