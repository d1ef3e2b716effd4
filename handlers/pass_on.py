"""What a call showed somebody to need: a regional coordinator passes it on to the national ones."""

from typing import Any

from handlers import handover
from handlers.dialogue import Context, Reply, Text, conversation
from handlers.dialogue.flow import About, posts_to
from handlers.dialogue.replay import Dialogue
from handlers.disclosures import holds_identity_number
from handlers.looking_after import told
from handlers.roles import seat_json, seat_of
from handlers.say import Button, Say, number_in
from locales import Lines, Quote, _
from storage import audit, cards, people
from storage.models import CallOutcome, Card, Member
from storage.reach import reach_of

LONGEST = 500  # characters: it is a line or two


@conversation("pass_on", title=_("Pass on what somebody needs"))
def pass_on(about: About) -> Dialogue:
    """One message, in the coordinator's words."""
    asked = _(
        "What does {name} need? A line to the national coordination, with what they agreed to; "
        "they will read it too.",
        name=about["name"],
    )
    words = yield Text("words", asked, limit=LONGEST)
    return {"card": about["card"], "words": words}


@pass_on.begins
def begin(context: Context, argument: str | None) -> About | Say:
    """Take a card of one's own reach whose call showed a need."""
    found = _within(context, argument)
    if found is None or found[1].role is None:
        return _NONE
    card, member = found
    seat = seat_json(context.session, found[1].role, member.collectivity_id)
    return {"card": card.id, "name": member.name, **seat}


@pass_on.done
def send(context: Context, value: dict[str, Any]) -> Reply:
    """Bring it to the national coordinators, and show the member what was said in their name."""
    found = _within(context, str(value["card"]))
    if found is None or found[1].role is None:
        return Reply(_NONE)
    card, member = found
    words = value["words"]
    if holds_identity_number(words):
        again = (Button(_("Write it again"), f"s.pass_on.{card.id}"),)
        text = _("That looks like an identity-card number. Please write it without the number.")
        return Reply(Say(text, (again, handover.MENU)))
    session, quote = context.session, Quote(words, limit=LONGEST)
    national = [one for one in people.coordinators_at(session, None) if one.id != context.member.id]
    role = seat_of(seat_json(session, found[1].role, member.collectivity_id))
    heard = _("{colleague} passes on what {name} ({seat}) needs:",
              colleague=context.member.name, name=member.name, seat=role)  # fmt: skip
    ways = ((Button(_("The card"), f"a.member.{member.id}"), *handover.MENU),)
    posts = posts_to(session, national, Say(Lines([heard, quote]), ways))
    if not posts:
        return Reply(Say(_("They cannot be reached here just now."), (handover.MENU,)))
    mine = _("{name}, who coordinates the network, has passed on what you need:",
             name=context.member.name)  # fmt: skip
    to_them = told(context, member, Say(Lines([mine, quote]), (handover.MENU,)))
    audit.record(session, context.member.id, "pass_on", f"card:{card.id}", context.now,
                 member=member.id)  # fmt: skip
    said = (
        _("It is with the national coordination, and {name} can read it too.", name=member.name)
        if to_them
        else _("It is with the national coordination.")
    )
    return Reply(Say(said, ((Button(_("The call list"), "a.calls"),), handover.MENU)),
                 (*posts, *to_them))  # fmt: skip


_NONE = Say(_("There is no such card."), ((Button(_("The call list"), "a.calls"),), handover.MENU))


def _within(context: Context, argument: str | None) -> tuple[Card, Member] | None:
    reach, number = reach_of(context.member), number_in(argument)
    if reach is None or number is None:
        return None
    found = cards.within(context.session, reach, number)
    return found if found is not None and found[0].outcome == CallOutcome.NEED else None
