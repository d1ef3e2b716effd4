"""What an announcement looks like to those who get it, and its numbers to whoever sent it."""

from collections.abc import Mapping
from typing import Any

from handlers.dialogue import Context
from handlers.places import place_of
from handlers.say import Button, Say, encode
from handlers.whys import held
from locales import Lines, Listing, Message, Quote, Words, _, _n
from storage import Session, shared, timetable
from storage.announcements import outcomes, queue, records
from storage.announcements.acts import ACTS
from storage.announcements.outcomes import Outcomes
from storage.models import Announcement, AnnouncementStatus
from storage.reach import reach_of

ACT = "announcement_act"  # an event: the next portion of something done to its messages
LONGEST = 3800  # of a message's 4,096 units, so that its heading has room in every language
MENU = (Button(_("Menu"), "a.menu"),)
ALL = (Button(_("Announcements"), "a.announcements"),)
NONE = Say(_("There is no such announcement."), (ALL, MENU))

LEFT_OUT: dict[str, Message] = {
    "stopped": _("stopped the messages"),
    "unreachable": _("cannot be reached"),
    "away": _("on leave"),
    "not_joined": _("not in yet"),
}
FATES: dict[str, Message] = {
    outcomes.SENT: _("sent"),
    outcomes.NOTED: _("read and noted"),
    outcomes.UNNOTED: _("sent, not noted yet"),
    outcomes.WAITING: _("on the way"),
    outcomes.HELD: _("held back for now"),
    outcomes.FAILED: _("not delivered"),
    outcomes.UNCERTAIN: _("uncertain"),
    outcomes.CANCELLED: _("cancelled on the way"),
    outcomes.DROPPED: _("not sent"),
    outcomes.LEFT_OUT: _("left out"),
}
STATUSES: dict[AnnouncementStatus, Message] = {
    AnnouncementStatus.APPROVAL: _("waits for a second person"),
    AnnouncementStatus.REFUSED: _("refused"),
    AnnouncementStatus.SCHEDULED: _("scheduled"),
    AnnouncementStatus.SENDING: _("is being sent"),
    AnnouncementStatus.SENT: _("sent"),
    AnnouncementStatus.CANCELLED: _("cancelled"),
    AnnouncementStatus.LAPSED: _("not sent: nobody was in charge"),
    AnnouncementStatus.MISSED: _("not sent: its time had passed"),
}


def number(row: Announcement) -> str:
    """Return what an announcement is called: A-12."""
    return f"N-{row.id}"


def units(words: str) -> int:
    """Count a text as it is when it is sent: UTF-16 units, two for each of "&", "<", ">"."""
    written = len(words.encode("utf-16-le", errors="surrogatepass")) // 2
    return written + sum(words.count(sign) for sign in "&<>")


def found(context: Context, announcement_id: int | None) -> Announcement | None:
    """Return an announcement within this coordinator's reach, locked, else None."""
    reach = reach_of(context.member)
    if reach is None or announcement_id is None:
        return None
    return records.within(context.session, reach, announcement_id)


def place(session: Session, region_id: int | None) -> Words:
    """Say where an announcement comes from and goes to."""
    return _("the whole network") if region_id is None else place_of(session, region_id)


def heading(where: Words, *, urgent: bool) -> Message:
    """Return the first line of an announcement."""
    if urgent:
        return _("<b>Urgent announcement</b>: {place}", place=where)
    return _("<b>Announcement</b>: {place}", place=where)


def corrected(name: str, where: Words) -> Message:
    """Return the first line of one that takes the place of what was read already."""
    return _("<b>Correction:</b> announcement {number}, {place}", number=name, place=where)


def tried(head: Words, words: str, files: tuple[int, ...]) -> Say:
    """Return the message as a test: its button notes nothing."""
    return _with_buttons(Lines([head, words]), None, asked=False, files=files)


def share(session: Session, row: Announcement, context: Context) -> None:
    """Store what the rows of an announcement have in common, in each of its languages."""
    head = heading(place(session, row.region_id), urgent=row.urgent)
    words = records.texts(session, row.id)
    says = {language: Lines([head, text]) for language, text in words.items()}
    _share(context, row, queue.shared_key(row), says, files=tuple(row.files))


def share_correction(row: Announcement, context: Context) -> None:
    """Store the newest edit of what was sent."""
    head = corrected(number(row), place(context.session, row.region_id))
    words = records.texts(context.session, row.id)
    says = {language: Lines([head, text]) for language, text in words.items()}
    _share(context, row, f"{queue.shared_key(row)}:{row.corrections}", says)


def share_reminder(row: Announcement, context: Context) -> None:
    """Store the reminder for those who have not noted the announcement."""
    words = records.texts(context.session, row.id)
    asked = _("Announcement {number} waits for your “Read and noted”. This is the only reminder.",
              number=number(row))  # fmt: skip
    says = {language: Lines([asked, Quote(text)]) for language, text in words.items()}
    _share(context, row, queue.shared_key(row, queue.REMINDER), says)


def carry_out(context: Context, row: Announcement, act: str, after: int = 0) -> None:
    """Do one portion of an act on an announcement's messages, and leave an event for the next."""
    portion = ACTS[act](context.session, row, context.now, after)
    if portion.more:
        event = f"{act}:{row.id}:{context.now.isoformat()}:{portion.last}"
        about = {"kind": ACT, "announcement": row.id, "act": act, "after": portion.last}
        timetable.tell(context.session, context.member.id, event, about, context.now)


def report(row: Announcement, seen: Outcomes) -> Words:
    """Say in numbers what became of an announcement; reasons beside them."""
    lines: list[Words] = [
        _n(
            "Sent: {sent} of {count} message",
            "Sent: {sent} of {count} messages",
            seen.addressed,
            sent=seen.of(outcomes.SENT),
        )
    ]
    lines += [
        _("{fate}: {count}", fate=FATES[fate], count=seen.of(fate))
        for fate in (outcomes.WAITING, outcomes.HELD, outcomes.FAILED, outcomes.CANCELLED)
        if seen.of(fate)
    ]
    if seen.of(outcomes.UNCERTAIN):
        lines.append(
            _n(
                "Uncertain: {count}. It may have arrived or not.",
                "Uncertain: {count}. They may have arrived or not.",
                seen.of(outcomes.UNCERTAIN),
            )
        )
    lines += [
        _(
            "{fate}: {count} ({reasons})",
            fate=FATES[fate],
            count=seen.of(fate),
            reasons=Listing(_reasons(seen, fate)),
        )
        for fate in (outcomes.DROPPED, outcomes.LEFT_OUT)
        if seen.of(fate)
    ]
    if seen.of(outcomes.SENT):
        lines.append(_("Read and noted: {count}", count=seen.noted))
    title = _("<b>{number}</b>: {status}", number=number(row), status=STATUSES[row.status])
    return Lines([title, Lines(lines, gap="\n")])


def ways(row: Announcement, seen: Outcomes) -> tuple[tuple[Button, ...], ...]:
    """Return what can be done with an announcement that was begun, as buttons."""
    rows: list[tuple[Button, ...]] = []
    open_ = seen.of(outcomes.WAITING, outcomes.HELD)
    cancelled = row.status == AnnouncementStatus.CANCELLED
    if row.status == AnnouncementStatus.SENDING or (open_ and not cancelled):
        rows.append((Button(_("Cancel what remains"), f"a.retract.{row.id}"),))
    rows.append((Button(_("Refresh"), f"a.announcement.{row.id}"),
                 Button(_("Who, and why"), f"a.recipients.{row.id}")))  # fmt: skip
    doubtful, unnoted = seen.of(outcomes.UNCERTAIN), seen.of(outcomes.SENT) - seen.noted
    if doubtful:
        label = _n("Send again to {count} uncertain", "Send again to {count} uncertain", doubtful)
        rows.append((Button(label, f"a.resend.{row.id}"),))
    if unnoted > 0 and row.reminded_at is None and not open_:
        label = _n("Remind {count} who has not noted", "Remind {count} who have not noted", unnoted)
        rows.append((Button(label, f"a.unnoted.{row.id}"),))
    if not cancelled or seen.of(outcomes.SENT):
        rows.append((Button(_("Correct the text"), f"s.amend.{row.id}"),))
    return tuple(rows)


def why(fate: str, reason: str | None) -> Words | None:
    """Return the reason of one person's fate in words."""
    if reason is None:
        return None
    if fate == outcomes.LEFT_OUT or reason in LEFT_OUT:
        return LEFT_OUT.get(reason) or held(reason)
    return held(reason)


def _reasons(seen: Outcomes, fate: str) -> list[Words]:
    return [
        _("{reason}: {count}", reason=why(one, reason) or "", count=count)
        for (one, reason), count in sorted(seen.reasons.items())
        if one == fate
    ]


def _share(
    context: Context,
    row: Announcement,
    key: str,
    says: Mapping[str, Words],
    files: tuple[int, ...] = (),
) -> None:
    for kind, asked in ((queue.TO_ASKED, True), (queue.TO_OTHERS, False)):
        payloads: dict[str, dict[str, Any]] = {}
        for language, text in says.items():
            say = _with_buttons(text, row, asked=asked, files=files)
            payloads[language] = encode(say)
        shared.put(context.session, f"{key}:{kind}", payloads, context.now)


def _with_buttons(
    text: Words, row: Announcement | None, *, asked: bool, files: tuple[int, ...] = ()
) -> Say:
    """Put under a text what its reader may do about it, and about messages like it."""
    noted = Button(_("Read and noted"), f"s.noted.{row.id}" if row else "s.noted.0")
    fewer = (Button(_("Less often"), "a.less"),) if asked else ()
    rows = (
        (noted,),
        (Button(_("Why this message?"), "a.why.announcement"), Button(_("In a week"), "a.later")),
        (*fewer, Button(_("Pause"), "s.pause"), Button(_("Stop"), "a.stop")),
    )
    return Say(text, rows, files=files)
