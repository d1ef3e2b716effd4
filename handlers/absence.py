"""An absence that a coordinator declares for a member, who is told of it and can undo it."""

from datetime import date
from typing import Any

from handlers import handover
from handlers.dialogue import Confirm, Context, Date, Option, Reply, conversation
from handlers.dialogue.flow import About
from handlers.dialogue.questions import TODAY
from handlers.dialogue.replay import Dialogue
from handlers.looking_after import begin_with, in_hand, looks_up, searched, told
from handlers.say import Button, Say, number_in
from locales import Lines, Words, _, week_of
from storage import absences, audit, checkins, rhythm, seats
from storage.absences import LONGEST
from storage.models import Absence, Member, Role


@conversation(
    "absence",
    title=_("Declare an absence"),
    words=("تسجيل غياب", "déclarer une absence", "declare an absence"),
)
def absence(about: About) -> Dialogue:
    """Who is away, from which day to which; then all of it once more."""
    who = about["member"] or (yield from searched(_WHO))
    if who is None:
        return None
    today = date.fromisoformat(about["today"])
    first = yield Date(
        "first",
        _("From which day is {name} away? Choose, or type a date.", name=who["name"]),
        options=(Option(TODAY, _("Today")),),
        earliest=today,
        latest=today + LONGEST,
    )
    begins = date.fromisoformat(first)
    last = yield Date(
        "last",
        _("Until which day, that one included? Type a date."),
        earliest=begins,
        latest=begins + LONGEST,
    )
    yield Confirm("save", _summary(who["name"], begins, date.fromisoformat(last)),
                  save=_("Declare it"))  # fmt: skip
    return {"member": who["id"], "first": first, "last": last}


@absence.begins
def begin(context: Context, argument: str | None) -> About:
    """Take the member a button names, and the day it is: nothing begins before it."""
    return {**begin_with(context, argument), "today": context.today.isoformat()}


looks_up(absence)


@absence.done
def declare(context: Context, value: dict[str, Any] | None) -> Reply:
    """Write it, unless it is over or declared already; the member hears, with a way to undo it."""
    if value is None:
        return Reply(Say(_("Nobody was found, and nothing was changed."), (handover.MENU,)))
    member = in_hand(context, value["member"])
    seat = member.seat if member else None
    if member is None or seat is None or not handover.is_still_in(context, member, seat.id):
        return Reply(_NOBODY)
    first, last = date.fromisoformat(value["first"]), date.fromisoformat(value["last"])
    if last < context.today:
        return Reply(Say(_("That absence is over: nothing was declared."), (handover.MENU,)))
    session, now = context.session, context.now
    known = absences.overlapping(session, member.id, first, last)
    if known is not None:
        return Reply(_known(context, known, member))
    row = absences.declare(session, member.id, first, last, by=context.member.id, now=now)
    if first <= context.today:
        checkins.excuse(session, member.id, week_of(now), "leave")
    audit.record(session, context.member.id, "declare_absence", f"member:{member.id}", now,
                 absence=row.id)  # fmt: skip
    heard = _(
        "{name}, who coordinates the network, has noted that you are away from {first} to {last}: "
        "nothing unasked is sent to you then. If that is not so, one tap undoes it.",
        name=context.member.name,
        first=first,
        last=last,
    )
    undo = (Button(_("Undo it"), f"a.unabsent.{row.id}"),)
    posts = told(context, member, Say(heard, (undo, handover.MENU)))
    lines: list[Words] = [
        _("Declared: {name} is away from {first} to {last}.", name=member.name, first=first,
          last=last),
        _("They are told, and can undo it.") if posts else _UNTOLD,
    ]  # fmt: skip
    deputy = seats.sitting(session, Role.DEPUTY, member.collectivity_id)
    if member.role == Role.FOCAL_POINT and deputy is not None:
        lines.append(_("Meanwhile {name}, the deputy, gets the messages.", name=deputy.name))
    return Reply(Say(Lines(lines), (undo, (_card(member), *handover.MENU))), posts)


def take_back(context: Context, argument: str) -> Say | Reply:
    """Undo an absence: one's own, or that of somebody one looks after; the other side hears."""
    row = absences.of_id(context.session, number_in(argument) or 0)
    mine = row is not None and row.member_id == context.member.id
    member = context.member if mine else in_hand(context, row.member_id if row else None)
    if row is None or member is None:
        return Say(_("There is no such absence."), (handover.MENU,))
    if row.ended_at is not None:
        return Say(_("That absence was taken back already."), (handover.MENU,))
    session, now = context.session, context.now
    absences.take_back(row, context.member.id, now)
    rhythm.wake(session, [member.id], now)
    audit.record(session, context.member.id, "end_absence", f"member:{member.id}", now,
                 absence=row.id)  # fmt: skip
    if mine:
        heard = _("{name} says that the absence from {first} to {last} is not so: it is undone.",
                  name=member.name, first=row.first_on, last=row.last_on)  # fmt: skip
        others: Member | None = session.get(Member, row.declared_by)
    else:
        heard = _("The absence from {first} to {last} that was noted for you is taken back.",
                  first=row.first_on, last=row.last_on)  # fmt: skip
        others = member
    posts = told(context, others, Say(heard, (handover.MENU,))) if others is not None else ()
    if mine:
        text = _("Undone. Messages come as before.")
    else:
        text = _("Undone. They are told.") if posts else _("Undone.")
    return Reply(Say(text, (handover.MENU,)), posts)


_WHO = _("Who is away? Type the name of a person or of a local government.")
_NOBODY = Say(_("That seat is not one you look after, or it has changed hands."), (handover.MENU,))
_UNTOLD = _("They cannot be told here just now.")


def _summary(name: str, first: date, last: date) -> Words:
    return Lines(
        [
            _("{name} is away from {first} to {last}, both days included.", name=name, first=first,
              last=last),
            _("Nothing unasked is sent to them then, and no week counts as missed. Correct?"),
        ]
    )  # fmt: skip


def _known(context: Context, known: Absence, member: Member) -> Say:
    """Say that some of these days are declared already, and by whom."""
    by = context.session.get(Member, known.declared_by)
    text = _(
        "{colleague} has declared {name} away from {first} to {last}: take that back first.",
        colleague=(by.name if by is not None else "") or _("a colleague"),
        name=member.name,
        first=known.first_on,
        last=known.last_on,
    )
    undo = (Button(_("Undo it"), f"a.unabsent.{known.id}"),)
    return Say(text, (undo, (_card(member), *handover.MENU)))


def _card(member: Member) -> Button:
    return Button(_("The card"), f"a.member.{member.id}")
