"""My space: what somebody has decided about themselves, and where each of it is changed."""

from handlers.dialogue import Context
from handlers.permissions import may
from handlers.roles import seat_words
from handlers.say import Button, Say
from handlers.slots import CLOCK
from locales import Lines, Span, Weekday, Words, _, language_name
from storage import absences, rhythm
from storage.models import Cadence

CADENCES: dict[Cadence, Words] = {
    Cadence.WEEKLY: _("every week"),
    Cadence.FORTNIGHTLY: _("every two weeks"),
    Cadence.MONTHLY: _("every month"),
}


def show(context: Context) -> Say:
    """Show what is set now, with a button to change each; at most eight of them."""
    return Say(Lines([_("<b>My space</b>"), Lines(_facts(context), gap="\n")]), _rows(context))


def cadence(context: Context, chosen: str) -> Say:
    """Set how often the check-in comes; without a choice, ask."""
    wanted = next((one for one in Cadence if one.value == chosen), None)
    if wanted is None:
        rows = tuple((Button(words, f"a.cadence.{one.value}"),) for one, words in CADENCES.items())
        now = CADENCES[context.member.cadence]
        return Say(_("How often shall I ask how things go? Now: {cadence}.", cadence=now), rows)
    context.member.cadence = wanted
    rhythm.wake(context.session, [context.member.id], context.now)
    return Say(_("Understood: {cadence}.", cadence=CADENCES[wanted]), (_SPACE,))


def _facts(context: Context) -> list[Words]:
    member = context.member
    facts: list[Words] = [member.name]
    if member.role is not None:
        facts[0] = _(
            "{name}, {seat}",
            name=member.name,
            seat=seat_words(context.session, member.role, member.collectivity_id),
        )
    if may(member, "slot"):
        facts.append(
            _(
                "Check-in: {day} at {hour}, {cadence}",
                day=Weekday(member.checkin_day),
                hour=CLOCK[member.checkin_hour],
                cadence=CADENCES[member.cadence],
            )
        )
    if member.quiet_from is not None and member.quiet_until is not None:
        facts.append(_("Quiet hours: {hours}", hours=Span(member.quiet_from, member.quiet_until)))
    facts.append(_("Language: {language}", language=language_name(member.language)))
    back = absences.back_on(context.session, member, context.today)
    if back is not None:
        facts.append(_("Paused: I write again from {day}", day=back))
    facts += [
        _("Absence declared: {first} to {last}", first=row.first_on, last=row.last_on)
        for row in absences.standing(context.session, [member.id], context.today)
    ]
    if member.stopped_at is not None:
        facts.append(_("Stopped: I write only when you write first"))
    return facts


def _rows(context: Context) -> tuple[tuple[Button, ...], ...]:
    """Return the buttons that are open to this person, two in a row."""
    away = absences.back_on(context.session, context.member, context.today) is not None
    stopped = context.member.stopped_at is not None
    offers = (
        ("slot", Button(_("Day and hour"), "s.slot")),
        ("cadence", Button(_("How often"), "a.cadence")),
        ("quiet", Button(_("Quiet hours"), "s.quiet")),
        ("here", Button(_("I am back"), "a.here"))
        if away
        else ("pause", Button(_("Pause"), "s.pause")),
        ("seat", Button(_("My seat"), "a.seat")),
        ("expertise", Button(_("What I can help with"), "a.expertise")),
        ("mydata", Button(_("My data"), "s.mydata")),
        ("return", Button(_("Receive messages again"), "a.return"))
        if stopped
        else ("stop", Button(_("Stop the messages"), "a.stop")),
    )
    buttons = [button for name, button in offers if may(context.member, name)]
    return tuple(tuple(buttons[start : start + 2]) for start in range(0, len(buttons), 2))


_SPACE = (Button(_("My space"), "a.space"),)
