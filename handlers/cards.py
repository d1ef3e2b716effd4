"""Whom a coordinator might call: the week's proposals, and what came of each call."""

from typing import Any

from handlers.dialogue import Context
from handlers.dialogue.conduct import Turn
from handlers.dialogue.flow import Post, Unasked
from handlers.roles import seat_words
from handlers.say import Button, Say, number_in
from handlers.unasked import agency
from handlers.whys import category
from locales import Lines, Listing, Message, Words, _
from storage import audit, cards, contacts
from storage.models import Card, Member
from storage.reach import reach_of

OUTCOMES: dict[str, Message] = {
    "called": _("I called"),
    "fine": _("All is fine"),
    "later": _("Later"),
}


def propose(context: Context, about: dict[str, Any]) -> Turn:
    """Show a coordinator this week's cards; those of people who left since are gone."""
    found = [one for number in about["cards"] if (one := _within(context, int(number)))]
    if not found:
        contacts.give_back(context.session, int(about["contact"]))
        return Turn()
    people = Lines([_about(context, *one) for one in found], gap="\n")
    lines: list[Words] = [_("<b>Ask how they are</b>"), people, _HINT]
    rows = tuple((Button(member.name, f"a.card.{card.id}"),) for card, member in found)
    say = Say(Lines(lines), (*rows, *agency(context, "cards")))
    return Turn(posts=(Post(context.identity.id, say, unasked=Unasked.of(about)),))


def card(context: Context, argument: str) -> Say:
    """Show one card with its buttons, or note what came of it."""
    number, _dot, outcome = argument.partition(".")
    found = _within(context, number_in(number) or 0)
    if found is None:
        return Say(_("There is no such card."), (_MENU,))
    one, member = found
    if outcome in OUTCOMES:
        cards.close(one, outcome, context.now)
        audit.record(context.session, context.member.id, "card", f"card:{one.id}", context.now,
                     outcome=outcome)  # fmt: skip
        text = _("Noted: {name}, {outcome}.", name=member.name, outcome=OUTCOMES[outcome])
        return Say(text, (_MENU,))
    row = tuple(Button(words, f"a.card.{one.id}.{name}") for name, words in OUTCOMES.items())
    asked = _("“How are you, and what would make the work lighter?” is a good beginning.")
    return Say(Lines([_about(context, one, member), asked]), (row, _MENU))


_MENU = (Button(_("Menu"), "a.menu"),)
_HINT = _("It is a hint and no judgement: about half of such hints are wrong.")


def _within(context: Context, number: int) -> tuple[Card, Member] | None:
    reach = reach_of(context.member)
    return cards.within(context.session, reach, number) if reach is not None else None


def _about(context: Context, one: Card, member: Member) -> Words:
    assert member.role is not None
    seat = seat_words(context.session, member.role, member.collectivity_id)
    reasons = category(one.reasons)
    if not reasons:
        return _("{name} ({seat})", name=member.name, seat=seat)
    return _("{name}, {seat}: {reasons}", name=member.name, seat=seat, reasons=Listing(reasons))
