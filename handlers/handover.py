"""What every handover shares: naming who follows, their personal link, and who hears of it."""

import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from handlers.dialogue import Choice, Context, Option, Reply, Text
from handlers.dialogue.flow import Post, posts_to
from handlers.dialogue.replay import Dialogue
from handlers.permissions import COORDINATORS, standing
from handlers.roles import seat_json, seat_words
from handlers.say import Button, Say
from locales import LANGUAGES, Lines, Words, _, language_name
from storage import people, seats, successors
from storage.models import Member, Role, Seat

# The conversations that belong to a seat: half-written, they pass on with it. No other one does,
# for whatever else is half-written is about the person who wrote it.
OF_THE_SEAT = frozenset({"report", "phase_step", "evidence", "explain", "clarify"})

LONGEST_NAME = 100  # characters; the longest names of the register of officials have about 60
MENU = (Button(_("Menu"), "a.menu"),)
CHANGED = Say(_("The deputy has changed meanwhile. Please begin again."), (MENU,))
LAST = _(
    "The network needs a national coordinator who can let people in: "
    "first there has to be another one."
)


def described(context: Context, member: Member) -> dict[str, Any]:
    """Describe a member, their seat, and who could inherit it, for what a conversation is about."""
    role, place = member.role, member.collectivity_id
    if role is None:
        message = f"member {member.id} has no seat"
        raise ValueError(message)
    session = context.session
    deputy = seats.sitting(session, Role.DEPUTY, place) if role == Role.FOCAL_POINT else None
    heir = {"id": deputy.id, "name": deputy.name} if deputy else None
    return {"id": member.id, "name": member.name, "heir": heir, **seat_json(session, role, place)}


def follower(who: Mapping[str, Any], asked: Words, *, nobody: Words | None) -> Dialogue:
    """Ask who follows somebody whom ``described`` described; None for nobody yet.

    A present deputy may inherit the seat; anybody else is new and has a name and a language.
    """
    heir = who["heir"]
    options = [Option("known", _("Somebody new"))]
    if heir is not None:
        options.insert(0, Option("heir", _("{name}, the deputy", name=heir["name"])))
    if nobody is not None:
        options.append(Option("nobody", nobody))
    chosen = yield Choice("follower", asked, options=tuple(options))
    if chosen == "nobody":
        return None
    if chosen == "heir":
        return {"heir": heir["id"], "name": heir["name"]}
    return (yield from named())


def named() -> Dialogue:
    """Ask for somebody's name, and the language in which Jisr will greet them."""
    name = yield Text("name", _("What is their name?"), limit=LONGEST_NAME)
    language = yield Choice(
        "language", _("In which language shall I write to them?"), options=_LANGUAGES, columns=2
    )
    return {"name": " ".join(name.split()), "language": language}


def follow(
    context: Context, seat: Seat, chosen: Mapping[str, Any], leaver: int | None
) -> Reply | None:
    """Invite whom ``follower`` or ``named`` chose to a seat, in place of ``leaver``.

    Return what the person speaking is told: for somebody new the personal link, which is in that
    one message alone; a deputy is asked in their own chat. None: the deputy is another one by now.
    """
    if "heir" in chosen:
        heir = seats.sitting(context.session, Role.DEPUTY, seat.collectivity_id)
        if heir is None or heir.id != chosen["heir"]:
            return None
        return offer(context, seat, heir, leaver)
    token = secrets.token_urlsafe(32)
    successors.expect(
        context.session,
        seat,
        token,
        context.now,
        name=chosen["name"],
        language=chosen["language"],
        replaces_id=leaver,
        invited_by=context.member.id,
    )
    lines: list[Words] = [
        _(
            "This is the personal link of {name}: please send it to them alone. "
            "It works once, for 7 days.",
            name=chosen["name"],
        ),
        context.policy.link(token),
    ]
    return Reply(Say(Lines(lines), (MENU,), secret=True))


def offer(context: Context, seat: Seat, heir: Member, leaver: int | None) -> Reply:
    """Ask somebody who is in already, in their own chat, to take a seat over; no link is made."""
    token = secrets.token_urlsafe(32)  # shown to nobody: they are in already
    successors.offer(
        context.session, seat, heir, token, context.now,
        replaces_id=leaver, invited_by=context.member.id,
    )  # fmt: skip
    text = _(
        "{name} asks you to take over a seat: {seat}.",
        name=context.member.name,
        seat=seat_words(context.session, seat.role, seat.collectivity_id),
    )
    ask = Say(text, ((Button(_("See the offer"), "s.inherit"),),))
    identities = people.identities_of(context.session, heir.id)[:1]
    said = _("{name} has been asked.", name=heir.name)
    return Reply(Say(said, (MENU,)), tuple(Post(identity.id, ask) for identity in identities))


def depart(context: Context, member: Member, words: Words) -> tuple[Post, ...]:
    """Let a member leave at once: the seat is vacant, their channels are no longer theirs.

    Return the last words to them, for every channel they had. Raises LastCoordinatorError, and
    changes nothing then.
    """
    session = context.session
    seats.leave(session, member, context.now, drafts=OF_THE_SEAT)
    return tuple(Post(one.id, Say(words)) for one in seats.unlink(session, member.id))


def is_still_in(context: Context, member: Member, seat_id: int) -> bool:
    """Tell whether the member sits there, now that nobody else can change it."""
    seats.hold(context.session, seat_id)
    context.session.refresh(member)
    return member.seat_id == seat_id


def looked_after_by(context: Context, member: Member) -> tuple[Member, ...]:
    """Return the coordinators who are to hear of a member's seat, the person speaking apart."""
    every = standing(member) in COORDINATORS  # a colleague, or whoever coordinates them
    found = people.coordinators_of(context.session, member, every=every)
    return tuple(one for one in found if one.id != context.member.id)


def tell(context: Context, members: Iterable[Member], words: Words) -> tuple[Post, ...]:
    """Address words to each of these members, where they were last linked."""
    return posts_to(context.session, members, Say(words, (MENU,)))


def seat_of(context: Context, member: Member) -> Words:
    """Name the seat of a member who has one."""
    if member.role is None:
        message = f"member {member.id} has no seat"
        raise ValueError(message)
    return seat_words(context.session, member.role, member.collectivity_id)


_LANGUAGES = tuple(Option(code, language_name(code)) for code in LANGUAGES)
