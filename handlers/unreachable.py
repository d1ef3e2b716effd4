"""A member who blocked the bot: the coordinator hears of it once, and a call may follow.

Unreachable is not faded (FEATURES.md F6): the check-in that waits for an answer is no miss.
"""

from typing import Any

from handlers.dialogue.conduct import Turn
from handlers.dialogue.flow import Context, posts_to
from handlers.places import place_of
from handlers.say import Button, Say
from locales import Names, _
from storage import checkins, people


def tell(context: Context, about: dict[str, Any]) -> Turn:
    """Write to the coordinators of the member whose chat no longer takes messages."""
    del about
    member = context.member
    anywhere = people.identities_of(context.session, member.id)
    if all(identity.unreachable_since is not None for identity in anywhere):
        checkins.excuse_waiting(context.session, member.id, "unreachable")
    place = (
        place_of(context.session, member.collectivity_id)
        if member.collectivity_id is not None
        else Names(ar="—", fr="—")
    )
    text = _(
        "{name} ({place}) can no longer be reached here: the chat was closed or blocked. "
        "A call may help.",
        name=member.name,
        place=place,
    )
    coordinators = people.coordinators_of(context.session, member)
    say = Say(text, ((Button(_("The card"), f"a.member.{member.id}"),),))
    return Turn(posts=posts_to(context.session, coordinators, say))
