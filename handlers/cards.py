"""Whom a coordinator might call: the week's proposals, "I called", and what came of it in one tap.

What follows from a call is the member's own choice: a pause, say, is offered to them and begins
when they take it.
"""

from typing import Any

import locales
from handlers.dialogue import Context, Reply
from handlers.dialogue.conduct import Turn
from handlers.dialogue.flow import Post, Unasked
from handlers.permissions import may
from handlers.roles import seat_words
from handlers.say import Button, Say, number_in
from handlers.unasked import LESS, agency
from handlers.whys import category
from locales import Lines, Listing, Message, Moment, Words, _, _n
from storage import audit, cards, contacts, people, profiles
from storage.models import CallOutcome, Card, Member
from storage.reach import reach_of

PAGE = 5  # cards on one screen of a phone
CALLED, OFFER = "called", "offer"  # what a card's button does, beside the outcomes

OUTCOMES: dict[CallOutcome, Message] = {
    CallOutcome.FINE: _("All is fine"),
    CallOutcome.BUSY: _("Too busy"),
    CallOutcome.PAUSE: _("Would like a pause"),
    CallOutcome.LEAVING: _("Leaves, or has another post"),
    CallOutcome.UNREACHED: _("Not reached"),
    CallOutcome.NEED: _("Needs something"),
}
QUESTIONS: tuple[tuple[frozenset[str], Message], ...] = (  # the first that fits is suggested
    (frozenset({"heavy_load", "low_mood"}), _("“What would make the work lighter?”")),
    (frozenset({"delay"}), _("“Do the day and the hour of the messages suit you?”")),
    (frozenset(), _("“How are you, and what would help you just now?”")),
)


def propose(context: Context, about: dict[str, Any]) -> Turn:
    """Show a coordinator this week's cards; those of people who left since are gone."""
    found = [one for number in about["cards"] if (one := _within(context, int(number)))]
    if not found:
        contacts.give_back(context.session, int(about["contact"]))
        return Turn()
    people_ = Lines([_about(context, *one) for one in found], gap="\n")
    lines: list[Words] = [_("<b>Ask how they are</b>"), people_, _HINT]
    rows = tuple((Button(member.name, f"a.card.{card.id}"),) for card, member in found)
    say = Say(Lines(lines), (*rows, *agency(context, "cards")))
    return Turn(posts=(Post(context.identity.id, say, unasked=Unasked.of(about)),))


def calls(context: Context, argument: str) -> Say:
    """Show the call list: this fortnight's cards, open ones first, and what calls have led to."""
    session, coordinator, now = context.session, context.member, context.now
    reach, page = reach_of(coordinator), number_in(argument) or 0
    found = cards.listed(session, coordinator, now)
    shown = found[page * PAGE : (page + 1) * PAGE]
    room = cards.capacity(session, coordinator)
    lines: list[Words] = [_("<b>The call list</b>")]
    if not found:
        lines.append(_("Nobody is proposed for a call just now."))
    else:
        lines += [Lines([_listed(context, *one) for one in shown], gap="\n"), _HINT]
    lines.append(
        _n("At most {count} call a week is proposed to you: one for every {each} members.",
           "At most {count} calls a week are proposed to you: one for every {each} members.",
           room, each=cards.PER_CARD)
    )  # fmt: skip
    effect = cards.effect(session, reach, now) if reach is not None else None
    if effect is not None:
        lines.append(
            _n("Of {count} person called, {answered} answered within four weeks of the call.",
               "Of {count} people called, {answered} answered within four weeks of the call.",
               effect.called, answered=effect.answered)
        )  # fmt: skip
    rows = [(Button(member.name, f"a.card.{card.id}"),) for card, member in shown]
    turn = []
    if page:
        turn.append(Button(_("Previous"), f"a.calls.{page - 1}"))
    if len(found) > (page + 1) * PAGE:
        turn.append(Button(_("More"), f"a.calls.{page + 1}"))
    members = Button(_("Members"), "a.members")
    return Say(Lines(lines), (*rows, *((tuple(turn),) if turn else ()), (members, *_MENU)))


def card(context: Context, argument: str) -> Say | Reply:
    """Show one card; or note a call, or what came of it, or offer what the member may choose."""
    number, _dot, act = argument.partition(".")
    found = _within(context, number_in(number) or 0)
    if found is None:
        return Say(_("There is no such card."), (_CALLS, _MENU))
    if act == CALLED:
        return _called(context, *found)
    if act == OFFER and found[0].outcome in {CallOutcome.BUSY, CallOutcome.PAUSE}:
        return _offered(context, *found)
    if act in {one.value for one in CallOutcome}:
        return _noted(context, *found, CallOutcome(act))
    return _shown(context, *found)


_MENU = (Button(_("Menu"), "a.menu"),)
_CALLS = (Button(_("The call list"), "a.calls"),)
_HINT = _("It is a hint and no judgement: about half of such hints are wrong.")


def _shown(context: Context, one: Card, member: Member) -> Say:
    lines: list[Words] = [_about(context, one, member)]
    contact: list[Words] = []
    heard = profiles.last_heard(context.session, member.id)
    if heard is not None:
        contact.append(_("Last heard from: {day}", day=locales.wall(heard).date()))
    call = cards.latest_call(context.session, member.id)
    if call is not None:
        contact.append(_("Last call: {day}", day=locales.wall(call).date()))
    if contact:
        lines.append(Lines(contact, gap="\n"))
    if one.outcome is not None:
        lines.append(_outcome(context, one))
    if not cards.is_open(one):
        return Say(Lines(lines), (*_next(context, one, member), (_their(member), *_CALLS), _MENU))
    lines += [_suggested(one), _HINT]
    rows = ((Button(_("I called"), f"a.card.{one.id}.{CALLED}"), _their(member)),)
    return Say(Lines(lines), (*rows, (*_CALLS, *_MENU)))


def _called(context: Context, one: Card, member: Member) -> Say:
    """Note the call and ask what came of it; whoever comes second hears who was first."""
    if not cards.is_open(one):
        return _settled(context, one, member)
    if cards.call(context.session, one, context.member.id, context.now):
        audit.record(context.session, context.member.id, "call", f"card:{one.id}", context.now)
        asked: Words = _("You called {name}. What came of it?", name=member.name)
    elif not cards.is_open(one):
        return _settled(context, one, member)
    else:
        asked = _("{colleague} called {name} on {moment}. Do you know what came of it?",
                  colleague=_name(context, one.called_by), name=member.name,
                  moment=Moment(one.called_at or context.now))  # fmt: skip
    buttons = [Button(words, f"a.card.{one.id}.{outcome.value}")
               for outcome, words in OUTCOMES.items()]  # fmt: skip
    rows = tuple(tuple(buttons[start : start + 2]) for start in range(0, len(buttons), 2))
    return Say(asked, (*rows, (*_CALLS, *_MENU)))


def _noted(context: Context, one: Card, member: Member, outcome: CallOutcome) -> Say | Reply:
    """Write the outcome, once, and offer what follows from it."""
    session, by, now = context.session, context.member.id, context.now
    if not cards.close(session, one, outcome, by, now):
        return _settled(context, one, member)
    audit.record(session, by, "card", f"card:{one.id}", now, outcome=outcome.value)
    noted = _("Noted: {name}, {outcome}.", name=member.name, outcome=OUTCOMES[outcome])
    if outcome is CallOutcome.PAUSE:
        return _offered(context, one, member, noted)
    rows = _next(context, one, member)
    said: list[Words] = [noted, *([_NEXT[outcome]] if outcome in _NEXT else [])]
    return Say(Lines(said), (*rows, (*_CALLS, *_MENU)))


_NEXT: dict[CallOutcome, Message] = {
    CallOutcome.BUSY: _("A pause or fewer messages is theirs to choose; you can bring it to them."),
    CallOutcome.LEAVING: _("Their seat can be handed over, with its history."),
    CallOutcome.UNREACHED: _("The card stays on your list."),
    CallOutcome.NEED: _("Pass on only what they agreed to."),
}


def _next(context: Context, one: Card, member: Member) -> tuple[tuple[Button, ...], ...]:
    """Return the ways on that an outcome opens."""
    match one.outcome:
        case CallOutcome.BUSY | CallOutcome.PAUSE:
            return ((Button(_("Offer them a pause"), f"a.card.{one.id}.{OFFER}"),),)
        case CallOutcome.LEAVING:
            return ((Button(_("Hand over the seat"), f"s.transfer.{member.id}"),),)
        case CallOutcome.NEED:
            reach = reach_of(context.member)
            ask = Button(_("Ask my peers"), "s.ask")
            if reach is None or reach.region_id is None:
                return ((ask,),)
            up = Button(_("Pass it on to the national coordination"), f"s.pass_on.{one.id}")
            return ((up,), (ask,))
        case _:
            return ()


def _offered(
    context: Context, one: Card, member: Member, noted: Words | None = None
) -> Say | Reply:
    """Bring a pause, or fewer messages, to the member: once for a card, and theirs to take."""
    text = Lines(
        [
            _("{name}, who coordinates the network, and you have spoken.",
              name=context.member.name),
            _("Would a pause help? It is yours to choose, and nothing changes unless you do."),
        ]
    )  # fmt: skip
    less = LESS.get(member.cadence) if may(member, "less") else None
    rows = (
        (Button(_("Pause for 4 weeks"), "s.pause.w4"),
         Button(_("Until another day"), "s.pause")),
        ((Button(_("Less often"), f"a.less.{less.value}"),) if less else ()),
        (Button(_("Leave all as it is"), "a.space"),),
    )  # fmt: skip
    say = Say(text, tuple(row for row in rows if row))
    identities = people.identities_of(context.session, member.id)[:1]
    lines: list[Words] = [] if noted is None else [noted]
    if member.stopped_at is not None or not identities or identities[0].unreachable_since:
        lines.append(_("They get no messages here: the pause is theirs to ask for when they "
                       "write."))  # fmt: skip
        return Say(Lines(lines), (_CALLS, _MENU))
    audit.record(context.session, context.member.id, "offer_pause", f"card:{one.id}", context.now)
    lines.append(_("{name} is asked: a pause begins only when they choose it.", name=member.name))
    posts = tuple(
        Post(identity.id, say, waits=True, key=f"offer:card:{one.id}") for identity in identities
    )
    return Reply(Say(Lines(lines), (_CALLS, _MENU)), posts)


def _settled(context: Context, one: Card, member: Member) -> Say:
    """Say who was quicker, and what they noted."""
    return Say(Lines([member.name, _outcome(context, one)], gap="\n"), (_CALLS, _MENU))


def _outcome(context: Context, one: Card) -> Words:
    assert one.outcome is not None
    if one.closed_by is None or one.closed_at is None:  # noted before names were
        return _("Noted: {outcome}.", outcome=OUTCOMES[one.outcome])
    return _("{name} noted on {day}: {outcome}.", name=_name(context, one.closed_by),
             day=locales.wall(one.closed_at).date(), outcome=OUTCOMES[one.outcome])  # fmt: skip


def _name(context: Context, member_id: int | None) -> Words:
    found = context.session.get(Member, member_id) if member_id is not None else None
    return (found.name if found is not None else "") or _("a colleague")


def _within(context: Context, number: int) -> tuple[Card, Member] | None:
    reach = reach_of(context.member)
    return cards.within(context.session, reach, number) if reach is not None else None


def _their(member: Member) -> Button:
    return Button(_("The card"), f"a.member.{member.id}")


def _suggested(one: Card) -> Message:
    """Return a question to begin with, by the reasons; it is open, and about them."""
    reasons = {str(name) for name, *_numbers in one.reasons}
    return next(words for names, words in QUESTIONS if not names or names & reasons)


def _listed(context: Context, one: Card, member: Member) -> Words:
    """Put a card in a line: who and why, or what came of it."""
    if one.outcome is None:
        return _about(context, one, member)
    return Lines([_about(context, one, member), _outcome(context, one)], gap=" · ")


def _about(context: Context, one: Card, member: Member) -> Words:
    assert member.role is not None
    seat = seat_words(context.session, member.role, member.collectivity_id)
    reasons = category(one.reasons)
    if not reasons:
        return _("{name} ({seat})", name=member.name, seat=seat)
    return _("{name}, {seat}: {reasons}", name=member.name, seat=seat, reasons=Listing(reasons))
