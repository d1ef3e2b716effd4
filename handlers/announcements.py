"""The announcements of a coordinator's reach: what became of each, for whom, and what may be done.

Each act asks the database at its moment whether the announcement is within this coordinator's
reach; to all others there is no such announcement.
"""

from handlers.announced import (
    ALL,
    FATES,
    MENU,
    NONE,
    STATUSES,
    carry_out,
    found,
    number,
    report,
    share_reminder,
    ways,
    why,
)
from handlers.authors import author
from handlers.dialogue import Context, Reply
from handlers.dialogue.flow import Post
from handlers.roles import seat_words
from handlers.say import Button, Say, number_in
from locales import Lines, Moment, Quote, Words, _, _n
from storage import people
from storage.announcements import outcomes, records
from storage.announcements.outcomes import Person
from storage.models import Announcement, AnnouncementStatus
from storage.reach import reach_of
from storage.shared import language_for

PAGE = 5  # announcements on one screen
PEOPLE = 10  # recipients on one screen
_OPEN = frozenset({AnnouncementStatus.APPROVAL, AnnouncementStatus.SCHEDULED})
_UNSENT = _OPEN | {
    AnnouncementStatus.REFUSED,
    AnnouncementStatus.LAPSED,
    AnnouncementStatus.MISSED,
}


def listed(context: Context, argument: str) -> Say:
    """Show the newest announcements within reach."""
    reach, page = reach_of(context.member), number_in(argument) or 0
    rows = (
        records.latest(context.session, reach, PAGE + 1, page * PAGE) if reach is not None else ()
    )
    write = (Button(_("New announcement"), "s.announce"),)
    if not rows:
        return Say(_("No announcement yet."), (write, MENU))
    shown = rows[:PAGE]
    lines = [
        _("<b>{number}</b>, {moment}: {status}", number=number(row), moment=row.created_at,
          status=STATUSES[row.status])
        for row in shown
    ]  # fmt: skip
    opens = tuple(Button(number(row), f"a.announcement.{row.id}") for row in shown)
    turn = _turn(f"a.announcements.{page - 1}", f"a.announcements.{page + 1}", page,
                 more=len(rows) > PAGE)  # fmt: skip
    text = Lines([_("<b>Announcements</b>"), Lines(lines, gap="\n")])
    return Say(text, (opens, *turn, (*write, *MENU)))


def show(context: Context, argument: str) -> Say:
    """Show one announcement, in numbers."""
    row = found(context, number_in(argument))
    return NONE if row is None else _shown(context, row)


def recipients(context: Context, argument: str) -> Say:
    """List the people of an announcement with one fate, ten at a time; the fates first."""
    name, _dot, rest = argument.partition(".")
    row = found(context, number_in(name))
    if row is None:
        return NONE
    which, _dot, page = rest.partition(".")
    if which not in FATES:
        return _fates(context, row)
    at = number_in(page) or 0
    found_ = outcomes.listed(context.session, row, which, context.now, PEOPLE + 1, at * PEOPLE)
    lines: list[Words] = [_person(context, one) for one in found_[:PEOPLE]]
    head = _("<b>{number}</b>: {fate}", number=number(row), fate=FATES[which])
    path = f"a.recipients.{row.id}.{which}."
    turn = _turn(f"{path}{at - 1}", f"{path}{at + 1}", at, more=len(found_) > PEOPLE)
    back = (Button(number(row), f"a.recipients.{row.id}"), *MENU)
    return Say(Lines([head, Lines(lines or [_("Nobody.")], gap="\n")]), (*turn, back))


def retract(context: Context, argument: str) -> Say:
    """Cancel an announcement, or what remains of it."""
    row = found(context, number_in(argument))
    if row is None:
        return NONE
    if row.status not in _OPEN | records.SENT:
        return _shown(context, row)
    records.unschedule(context.session, row)
    row.status = AnnouncementStatus.CANCELLED
    if row.begun_at:
        carry_out(context, row, "withdraw")
    records.note(context.session, context.member.id, "announce_cancel", row, context.now)
    if not row.begun_at:
        text = _("{number} is cancelled: nothing was sent.", number=number(row))
        again = (Button(_("Take it up again"), f"s.announce.{row.id}"),)
        return Say(text, (again, (*ALL, *MENU)))
    return _shown(context, row)


def resend(context: Context, argument: str) -> Say:
    """Send once more what may or may not have arrived."""
    row = found(context, number_in(argument))
    if row is None or row.status not in records.SENT:
        return NONE
    again = outcomes.counted(context.session, row, context.now).of(outcomes.UNCERTAIN)
    carry_out(context, row, "resend")
    records.note(context.session, context.member.id, "announce_resend", row, context.now,
                 again=again)  # fmt: skip
    text = _n("{count} is sent once more.", "{count} are sent once more.", again)
    return Say(text, _back(row))


def unnoted(context: Context, argument: str) -> Say:
    """Remind those who have not noted it: once, within what they may get."""
    row = found(context, number_in(argument))
    if row is None or row.status not in records.SENT:
        return NONE
    if row.reminded_at is not None:
        text = _("They were reminded on {moment}, and once is enough.",
                 moment=Moment(row.reminded_at))  # fmt: skip
        return Say(text, _back(row))
    seen = outcomes.counted(context.session, row, context.now)
    row.reminded_at = context.now
    share_reminder(row, context)
    carry_out(context, row, "remind")
    records.note(context.session, context.member.id, "announce_remind", row, context.now)
    many = seen.of(outcomes.SENT) - seen.noted
    text = _n("{count} person is reminded, within what they may get.",
              "{count} people are reminded, within what each may get.", many)  # fmt: skip
    return Say(text, _back(row))


def approve(context: Context, argument: str) -> Reply:
    """Let an urgent announcement go out, as the second person."""
    row = _to_decide(context, argument)
    if row is None:
        return Reply(NONE)
    if context.now - row.created_at > records.APPROVABLE:
        text = _("{number} is more than a day old: what was urgent then is asked anew.",
                 number=number(row))  # fmt: skip
        return Reply(Say(text, (MENU,)))
    _decide(context, row, "announce_approve")
    records.schedule(context.session, row, context.now)
    told = _("{name} agrees: {number} goes out.", name=context.member.name, number=number(row))
    text = _("{number} goes out.", number=number(row))
    return Reply(Say(text, (ALL, MENU)), _to_author(context, row, told))


def disapprove(context: Context, argument: str) -> Reply:
    """Keep an urgent announcement from going out."""
    row = _to_decide(context, argument)
    if row is None:
        return Reply(NONE)
    _decide(context, row, "announce_refuse")
    row.status = AnnouncementStatus.REFUSED
    told = _("{name} does not agree: {number} was not sent. It may go out as an ordinary one.",
             name=context.member.name, number=number(row))  # fmt: skip
    text = _("{number} is refused: nothing was sent.", number=number(row))
    return Reply(Say(text, (ALL, MENU)), _to_author(context, row, told))


def _shown(context: Context, row: Announcement) -> Say:
    if row.begun_at is None:
        status = _("<b>{number}</b>: {status}", number=number(row), status=STATUSES[row.status])
        lines: list[Words] = [status]
        if row.send_at is not None:
            lines.append(_("Its time: {moment}", moment=Moment(row.send_at)))
        if row.status == AnnouncementStatus.APPROVAL and row.author_id != context.member.id:
            return _asked(context, row, status)
        stop = (Button(_("Cancel it"), f"a.retract.{row.id}"),)
        again = (Button(_("Take it up again"), f"s.announce.{row.id}"),)
        first = stop if row.status in _OPEN else again
        return Say(Lines(lines, gap="\n"), (first, (*ALL, *MENU)))
    seen = outcomes.counted(context.session, row, context.now)
    return Say(report(row, seen), (*ways(row, seen), (*ALL, *MENU)))


def _asked(context: Context, row: Announcement, status: Words) -> Say:
    """Show an urgent announcement to a second person, in their language if it has that one."""
    texts = records.texts(context.session, row.id)
    language = language_for(context.member.language, texts)
    words = texts[language] if language is not None else ""
    rows = (
        (
            Button(_("Approve"), f"a.approve.{row.id}"),
            Button(_("Refuse"), f"a.disapprove.{row.id}"),
        ),
        (*ALL, *MENU),
    )
    return Say(Lines([status, Quote(words, limit=len(words))]), rows)


def _fates(context: Context, row: Announcement) -> Say:
    """Offer the fates there are, each with its number of people."""
    seen = outcomes.counted(context.session, row, context.now)
    numbers = {one: seen.of(one) for one in outcomes.FATES}
    numbers |= {
        outcomes.NOTED: seen.noted,
        outcomes.UNNOTED: seen.of(outcomes.SENT) - seen.noted,
        outcomes.SENT: 0,  # it is the two before
    }
    buttons = [
        Button(_("{fate}: {count}", fate=FATES[one], count=many), f"a.recipients.{row.id}.{one}")
        for one, many in numbers.items()
        if many > 0
    ]
    text = _("<b>{number}</b>: which of them?", number=number(row))
    return Say(text, (*((one,) for one in buttons), _back(row)[0]))


def _person(context: Context, one: Person) -> Words:
    who = author(one.name)
    seat = seat_words(context.session, one.role, one.collectivity_id) if one.role else None
    reason = why(one.fate, one.reason)
    if seat is None:
        return _("{name}: {reason}", name=who, reason=reason) if reason else who
    if reason is None:
        return _("{name} ({seat})", name=who, seat=seat)
    return _("{name} ({seat}): {reasons}", name=who, seat=seat, reasons=reason)


def _to_decide(context: Context, argument: str) -> Announcement | None:
    """Return an urgent announcement that waits for somebody else than its author; locked."""
    row = found(context, number_in(argument))
    if row is None or row.status != AnnouncementStatus.APPROVAL:
        return None
    return None if row.author_id == context.member.id else row


def _decide(context: Context, row: Announcement, act: str) -> None:
    row.decided_by, row.decided_at = context.member.id, context.now
    records.note(context.session, context.member.id, act, row, context.now)


def _to_author(context: Context, row: Announcement, told: Words) -> tuple[Post, ...]:
    say = Say(told, _back(row))
    identities = people.identities_of(context.session, row.author_id)[:1]
    return tuple(Post(identity.id, say) for identity in identities)


def _back(row: Announcement) -> tuple[tuple[Button, ...], ...]:
    return ((Button(number(row), f"a.announcement.{row.id}"), *MENU),)


def _turn(before: str, after: str, page: int, *, more: bool) -> tuple[tuple[Button, ...], ...]:
    """Return the row that turns pages, if there is anywhere to turn to."""
    buttons = []
    if page:
        buttons.append(Button(_("Previous"), before))
    if more:
        buttons.append(Button(_("More"), after))
    return (tuple(buttons),) if buttons else ()
