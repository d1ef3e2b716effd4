"""Joining: who somebody is, their consent, when to write to them, and a first useful thing."""

from collections.abc import Mapping
from typing import Any

from handlers import arrival, pleas
from handlers.dialogue import Choice, Context, LookUp, Option, Reply, conversation
from handlers.dialogue.flow import About
from handlers.dialogue.replay import Dialogue
from handlers.permissions import may
from handlers.policy import CONSENT
from handlers.roles import seat_json, seat_of
from handlers.say import Button, Say
from handlers.slots import days, hours
from handlers.titles import title
from locales import LANGUAGES, Command, Lines, Listing, Words, _
from storage import consents, invitations, programmes, requests, seats
from storage.models import Invitation, Phase, Plea, Role, Seat

ASKED = frozenset({Role.FOCAL_POINT, Role.DEPUTY, Role.POLE})  # who gets check-ins
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
        joined["day"] = yield Choice("day", _WHEN, options=days(), columns=2)
        joined["hour"] = yield Choice(
            "hour", _("At what time?"), options=hours(int(joined["day"])), columns=3
        )
    return joined


@join.begins
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
        "abroad": list(context.policy.abroad),
    }


@join.looks_up("taken")
def taken(context: Context, invitation: int) -> bool:
    """Tell whether somebody sits there whom this invitation was not made to follow."""
    found = context.session.get_one(Invitation, invitation)
    return arrival.is_taken(context, found)


@join.done
def answer(context: Context, value: dict[str, Any]) -> Reply:
    """Do what was answered; the invitation may have been replaced in the meantime."""
    invitation = invitations.under_way(context.session, context.member.id)
    if invitation is None or invitation.seat is None:
        return Reply(Say(_REPLACED))
    match value["answer"]:
        case "accepted":
            return _accepted(context, invitation, invitation.seat, value)
        case "declined":
            return _declined(context)
        case "not_me":
            return _not_me(context, invitation)
        case _:
            return _taken(context, invitation, Role(value["role"]))


def _accepted(
    context: Context, invitation: Invitation, seat: Seat, value: Mapping[str, Any]
) -> Reply:
    """Note the consent and seat the newcomer; whoever sat there before is told and has left."""
    posts = arrival.seat(context, invitation, seat)
    if posts is None:  # somebody was quicker, between the question and the answer
        return _taken(context, invitation, seat.role)
    member = context.member
    consents.record(context.session, member.id, CONSENT, context.now, given=True)
    if "day" in value:
        member.checkin_day, member.checkin_hour = int(value["day"]), int(value["hour"])
    return Reply(_first_thing(context), posts)


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
    more, answers = arrival.came_over(context)
    return Say(Lines([*lines, *more]), (*rows, *answers, (Button(_("Menu"), "a.menu"),)))


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
    text = Lines([_CLOSED, pleas.introduce(context.policy)])
    return Reply(Say(text), pleas.tell(session, request, now))


def _taken(context: Context, invitation: Invitation, role: Role) -> Reply:
    session, now = context.session, context.now
    request = requests.plead(
        session, context.identity, Plea.SEAT_TAKEN, now, invitation=invitation, role=role
    )
    text = _("Your coordinator will confirm it, and you will hear from me here.")
    return Reply(Say(text), pleas.tell(session, request, now))


_SEEN_OF_REPORTERS = _(
    "Your coordinators see your reports and how you take part; other members see only what you "
    "share."
)
_SEEN_OF_COORDINATORS = _(
    "Members hear of what you do for them, and it is kept in a log; they see only what you share."
)
_SEEN: dict[Role, Words] = {  # of those who make no reports
    Role.REGIONAL_COORDINATOR: _SEEN_OF_COORDINATORS,
    Role.NATIONAL_COORDINATOR: _SEEN_OF_COORDINATORS,
    Role.OBSERVER: _("You are asked nothing; other members see only what you share."),
}
_REPLACED = _("Your invitation was replaced by a newer one: please open the newest link.")
_CLOSED = _("Thank you for saying so: that link is closed. Your request goes to the coordinator.")
_ME = (Option("me", _("Yes, that is me")), Option("not_me", _("Not me")))
_CONSENT = (Option("accept", _("I accept")), Option("decline", _("I decline")))
_TAKEN = _("Somebody holds this seat already. Which are you?")
_WISHES = (
    Option(Role.FOCAL_POINT.value, _("The new focal point")),
    Option(Role.DEPUTY.value, _("The deputy")),
)
_WHEN = _("Which day suits you for the weekly check-in? It takes twenty seconds.")


def _you_are(about: About) -> Words:
    return _("You are {name}, {seat}. Correct?", name=about["name"], seat=seat_of(about))


def _notice(about: About) -> Words:
    """Say what is kept, why, who sees it, where it goes, and how to stop (law 09-08)."""
    return Lines(
        [
            _("<b>Your data</b>"),
            _(
                "Jisr keeps your name, your role, your language and what you write here, to follow "
                "the openness programme of your local government."
            ),
            _SEEN.get(Role(about["role"]), _SEEN_OF_REPORTERS),
            *([_("Messages pass through {channels}, whose servers are abroad.",
                 channels=Listing(about["abroad"]))] if about["abroad"] else []),
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
