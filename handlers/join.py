"""Joining: who somebody is, their consent, when to write to them, and a first useful thing."""

from collections.abc import Mapping
from datetime import time
from typing import Any

from handlers import pleas
from handlers.dialogue import Choice, Context, LookUp, Option, Reply, conversation
from handlers.dialogue.flow import About, Post
from handlers.dialogue.replay import Dialogue
from handlers.permissions import may
from handlers.policy import CONSENT
from handlers.roles import seat_json, seat_of, seat_words
from handlers.say import Button, Say
from handlers.titles import title
from locales import LANGUAGES, Command, Hour, Lines, Weekday, Words, _
from storage import audit, consents, invitations, people, programmes, requests, seats
from storage.models import Invitation, Member, Phase, Plea, Role, Seat

ASKED = frozenset({Role.FOCAL_POINT, Role.DEPUTY, Role.POLE})  # who gets check-ins
DAYS = range(1, 6)  # ISO weekdays on which offices are open
HOURS = (9, 10, 11, 13, 14, 15)  # wall time; within the windows of F6 on every day but Friday
FRIDAY, FRIDAY_HOURS = 5, (9, 10, 11, 15)
FIRST = 3  # projects shown at the end (FEATURES.md F1)


@conversation("join", title=_("Joining Jisr"))
def join(about: About) -> Dialogue:
    """Confirm who somebody is, ask for consent, then when to write."""
    me = yield Choice("me", _you_are(about), options=_ME, columns=2)
    if me == "not_me":
        return {"answer": "not_me"}
    if (yield LookUp("taken", "taken", {"invitation": about["invitation"]})):
        wish = yield Choice("wish", _TAKEN, options=_WISHES)
        return {"answer": "taken", "role": wish}
    consent = yield Choice("consent", _notice(about), options=_CONSENT, columns=2)
    if consent == "decline":
        return {"answer": "declined"}
    joined: dict[str, Any] = {"answer": "accepted"}
    if Role(about["role"]) in ASKED:
        joined["day"] = yield Choice("day", _WHEN, options=_days(), columns=2)
        joined["hour"] = yield Choice(
            "hour", _("At what time?"), options=_hours(int(joined["day"])), columns=3
        )
    return joined


@conversation("seat", title=_("Your new seat"))
def seat(about: About) -> Dialogue:
    """Ask a member whether they take another seat, which means leaving the one they have."""
    me = yield Choice("me", _offered(about), options=_MOVES)
    if me == "stays":
        return {"answer": "stays"}
    if (yield LookUp("taken", "taken", {"invitation": about["invitation"]})):
        wish = yield Choice("wish", _TAKEN, options=_WISHES)
        return {"answer": "taken", "role": wish}
    return {"answer": "moves"}


@join.begins
@seat.begins
def begin(context: Context, argument: str | None) -> About | Say:
    """Speak the language that was chosen, and find what this person was invited to."""
    if argument in LANGUAGES:
        context.member.language = argument
    invitation = invitations.under_way(context.session, context.member.id)
    if invitation is None or invitation.seat is None:
        return Say(_REPLACED)
    seat = invitation.seat
    return {
        "invitation": invitation.id,
        "name": context.member.name,
        **seat_json(context.session, seat.role, seat.collectivity_id),
        "controller": context.policy.controller,
    }


@join.looks_up("taken")
@seat.looks_up("taken")
def taken(context: Context, invitation: int) -> bool:
    """Tell whether somebody sits there whom this invitation was not made to follow."""
    found = context.session.get_one(Invitation, invitation)
    before = seats.occupant(context.session, found.seat_id) if found.seat_id else None
    return before is not None and before.id not in {found.replaces_id, context.member.id}


@join.done
@seat.done
def answer(context: Context, value: dict[str, Any]) -> Reply:
    """Do what was answered; the invitation may have been replaced in the meantime."""
    invitation = invitations.under_way(context.session, context.member.id)
    if invitation is None or invitation.seat is None:
        return Reply(Say(_REPLACED))
    match value["answer"]:
        case "accepted" | "moves":
            return _accepted(context, invitation, invitation.seat, value)
        case "stays":
            return _stays(context, invitation)
        case "declined":
            return _declined(context)
        case "not_me":
            return _not_me(context, invitation)
        case _:
            return _taken(context, invitation, Role(value["role"]))


def _accepted(
    context: Context, invitation: Invitation, seat: Seat, value: Mapping[str, Any]
) -> Reply:
    """Seat the newcomer; whoever sat there before is told and no longer reads the seat."""
    session, member, now = context.session, context.member, context.now
    if taken(context, invitation.id):  # somebody was quicker, between the question and the answer
        return _taken(context, invitation, seat.role)
    if member.joined_at is None:
        consents.record(session, member.id, CONSENT, now, given=True)
    try:
        before = seats.take(session, seat, member, now, invited_by=invitation.invited_by)
    except seats.LastCoordinatorError:
        return Reply(Say(_LAST, (_MENU,)))
    invitation.accepted_at = now
    member.joined_at = member.joined_at or now
    if "day" in value:
        member.checkin_day, member.checkin_hour = int(value["day"]), int(value["hour"])
    audit.record(
        session, member.id, "join", f"seat:{seat.id}", now, before=before.id if before else None
    )
    posts = (*_farewell(context, before), *_announce(context, invitation))
    return Reply(_first_thing(context), posts)


def _farewell(context: Context, before: Member | None) -> tuple[Post, ...]:
    """Tell whoever left, on every channel they had, that the seat is in other hands."""
    if before is None:
        return ()
    text = Lines(
        [
            _("Your seat has passed to {name}, with its history.", name=context.member.name),
            _("Thank you for what you did for the network. This chat is now closed."),
        ]
    )
    return tuple(Post(one.id, Say(text)) for one in seats.unlink(context.session, before.id))


def _announce(context: Context, invitation: Invitation) -> tuple[Post, ...]:
    """Tell whoever made the invitation that it was accepted."""
    text = _(
        "{name} has joined: {seat}.",
        name=context.member.name,
        seat=_own_seat(context),
    )
    return _to_inviter(context, invitation, text)


def _to_inviter(context: Context, invitation: Invitation, text: Words) -> tuple[Post, ...]:
    if invitation.invited_by is None or invitation.invited_by == context.member.id:
        return ()
    inviter = people.identities_of(context.session, invitation.invited_by)[:1]
    return tuple(Post(identity.id, Say(text)) for identity in inviter)


def _first_thing(context: Context) -> Say:
    """Welcome somebody with what they can do now: their projects, their programme's step."""
    welcome = _("Welcome, {name}. You are in.", name=context.member.name)
    rows: list[tuple[Button, ...]] = []
    lines: list[Words] = [welcome]
    place = context.member.collectivity_id
    programme = programmes.current(context.session, place) if place is not None else None
    if programme is not None and may(context.member, "report"):
        standings = programmes.standings(context.session, programme.id)[:FIRST]
        if programme.phase in {Phase.CO_CREATION, Phase.VOTE} or not standings:
            lines.append(_("Your programme is being prepared: its steps can be reported here."))
            rows.append((Button(_("Report progress"), "s.report"),))
        else:
            lines.append(_("These are your projects: tap one to say where it stands."))
            rows += [
                (Button(title(row.project), f"s.report.{row.project.id}"),) for row in standings
            ]
    else:
        lines.append(_("The menu shows what you can do here."))
    return Say(Lines(lines), (*rows, _MENU))


def _stays(context: Context, invitation: Invitation) -> Reply:
    """Leave a member where they are; whoever offered the other seat hears of it."""
    invitations.revoke(context.session, invitation, context.now)
    text = _("{name} stays where they are: the other seat is not taken.", name=context.member.name)
    said = Say(_("Understood: you keep your seat."), (_MENU,))
    return Reply(said, _to_inviter(context, invitation, text))


def _declined(context: Context) -> Reply:
    consents.record(context.session, context.member.id, CONSENT, context.now, given=False)
    text = _("Understood: nothing more is kept, and nobody writes to you. The choice stays open.")
    again = (Button(_("Read it again"), f"s.join.{context.member.language}"),)
    return Reply(Say(text, (again,)))


def _not_me(context: Context, invitation: Invitation) -> Reply:
    """Close the link and forget the binding; the coordinator hears, and may make another."""
    session, now = context.session, context.now
    invitations.revoke(session, invitation, now)
    seats.unlink(session, context.member.id)
    request = requests.plead(session, context.identity, Plea.NOT_ME, now, invitation=invitation)
    text = Lines(
        [
            _("Thank you for saying so: that link is closed, and the coordinator hears of it."),
            pleas.introduce(context.policy),
        ]
    )
    return Reply(Say(text), pleas.tell(session, request, now))


def _taken(context: Context, invitation: Invitation, role: Role) -> Reply:
    session, now = context.session, context.now
    request = requests.plead(
        session, context.identity, Plea.SEAT_TAKEN, now, invitation=invitation, role=role
    )
    text = _("Your coordinator will confirm it, and you will hear from me here.")
    return Reply(Say(text), pleas.tell(session, request, now))


_MENU = (Button(_("Menu"), "a.menu"),)
_LAST = _(
    "You are the last national coordinator: somebody else has to join as one before you can move."
)
_MOVES = (Option("me", _("Yes, I take it")), Option("stays", _("I stay where I am")))
_REPLACED = _("Your invitation was replaced by a newer one: please open the newest link.")
_ME = (Option("me", _("Yes, that is me")), Option("not_me", _("Not me")))
_CONSENT = (Option("accept", _("I accept")), Option("decline", _("I decline")))
_TAKEN = _("Somebody holds this seat already. Which are you?")
_WISHES = (
    Option(Role.FOCAL_POINT.value, _("The new focal point")),
    Option(Role.DEPUTY.value, _("The deputy")),
)
_HOUR = {
    hour: Option(str(hour), _("{hour}", hour=Hour(time(hour)))) for hour in {*HOURS, *FRIDAY_HOURS}
}
_WHEN = _("Which day suits you for the weekly check-in? It takes twenty seconds.")


def _you_are(about: About) -> Words:
    return _("You are {name}, {seat}. Correct?", name=about["name"], seat=seat_of(about))


def _offered(about: About) -> Words:
    return Lines(
        [
            _("You are invited to another seat: {seat}.", seat=seat_of(about)),
            _("You would leave the one you have, and its history stays there."),
        ]
    )


def _notice(about: About) -> Words:
    """Say what is kept, why, who sees it, where it goes, and how to stop (law 09-08)."""
    return Lines(
        [
            _("<b>Your data</b>"),
            _(
                "Jisr keeps your name, your role, your language and what you write here, to follow "
                "the openness programme of your local government."
            ),
            _("Your coordinators see your reports; other members see only what you share."),
            _("Messages pass through Telegram, whose servers are abroad."),
            _(
                "{stop} ends the messages, {mydata} shows your data, {forget} erases it.",
                stop=Command("/stop"),
                mydata=Command("/mydata"),
                forget=Command("/forget"),
            ),
            *([_("Responsible: {controller}.", controller=about["controller"])]
              if about["controller"] else []),
        ]
    )  # fmt: skip


def _days() -> tuple[Option, ...]:
    return tuple(Option(str(day), _("{day}", day=Weekday(day))) for day in DAYS)


def _hours(day: int) -> tuple[Option, ...]:
    return tuple(_HOUR[hour] for hour in (FRIDAY_HOURS if day == FRIDAY else HOURS))


def _own_seat(context: Context) -> Words:
    member = context.member
    if member.role is None:
        message = f"member {member.id} was not seated"
        raise ValueError(message)
    return seat_words(context.session, member.role, member.collectivity_id)
