"""A second telephone or channel of one member: linked by a code from the first, undone at once."""

from datetime import timedelta
from secrets import token_urlsafe
from typing import Any

from handlers.dialogue import Confirm, Context, Reply, conversation
from handlers.dialogue.flow import About, Post
from handlers.dialogue.replay import Dialogue
from handlers.say import Button, Say, number_in
from locales import Hour, Lines, _, _n
from storage import audit, invitations, people, seats

VALID = timedelta(minutes=15)
TOKEN_BYTES = 16  # 128 bits: short enough to be copied from one telephone to another


@conversation("link", title=_("Link another phone"), words=("ربط قناة", "lier", "link"))
def link(about: About) -> Dialogue:
    """Say what a code does before one is made."""
    del about
    text = Lines(
        [
            _("A code opens your Jisr on another phone or channel, with the same reports."),
            _n(
                "It works once, for {count} minute. Whoever has it can act in your name.",
                "It works once, for {count} minutes. Whoever has it can act in your name.",
                int(VALID.total_seconds()) // 60,
            ),
        ]
    )
    yield Confirm("make", text, save=_("Make a code"))
    return {}


@link.done
def make(context: Context, value: dict[str, Any]) -> Reply:
    """Make a code, which takes the place of an unused one, and show it this once."""
    del value
    session, member, now = context.session, context.member, context.now
    token = token_urlsafe(TOKEN_BYTES)
    invitations.revoke_codes(session, member.id, now)
    made = invitations.invite(session, member.id, token, now, VALID, invited_by=member.id)
    audit.record(session, member.id, "link", f"invitation:{made.id}", now)
    text = Lines(
        [
            _("Open this on the other phone, or send it to Jisr from there, before {hour}:",
              hour=Hour(made.expires_at)),
            context.policy.link(token),
        ]
    )  # fmt: skip
    return Reply(Say(text, (_MENU,), secret=True))


def unlink(context: Context, argument: str) -> Say | Reply:
    """Take a channel of one's own away, at the moment of the press; never the one in use."""
    session, member = context.session, context.member
    number = number_in(argument)
    other = people.identity_by_id(session, number) if number is not None else None
    if other is None or other.member_id != member.id:
        return Say(_("That channel is not linked to you."), (_MENU,))
    if other.id == context.identity.id:
        return Say(_("You are writing from that channel. It can be unlinked from another."),
                   (_MENU,))  # fmt: skip
    seats.unlink_one(session, other)
    audit.record(session, member.id, "unlink", f"identity:{other.id}", context.now)
    gone = Post(other.id, Say(_("This chat is no longer linked to a member of Jisr.")))
    return Reply(Say(_("Unlinked: nothing can be done from there any more."), (_MENU,)), (gone,))


_MENU = (Button(_("Menu"), "a.menu"),)
