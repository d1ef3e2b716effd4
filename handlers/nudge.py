"""The messages of the ladder: the week's question, its one reminder, and why each was sent."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import locales
from handlers import matches
from handlers.dialogue import Context
from handlers.dialogue.conduct import Turn
from handlers.dialogue.flow import Post, Unasked
from handlers.entries import line
from handlers.levels import level_name
from handlers.paces import ASKED, PACES
from handlers.permissions import may
from handlers.say import Button, Say, number_in
from handlers.titles import title
from handlers.unasked import agency
from handlers.whys import why as reasons
from locales import Day, Lines, Words, _, week_of
from storage import acts, checkins, contacts, decisions, gathering_turns, programmes, shelves
from storage.models import CheckIn, CheckInKind, ProgressReport
from storage.shelves import Entry

LATER = timedelta(days=7)


def check_in(context: Context, about: dict[str, Any]) -> Turn:
    """Ask how the week went, unless it was told meanwhile."""
    row = _waiting(context, about)
    if row is None:
        return _nothing(context, about)
    if row.kind == CheckInKind.LIGHT:
        text = _("A short word is enough: how is it going?")
        return _send(context, about, text, _light(row), pause=False)
    lines: list[Words] = [_question(context)]
    rows = _paces(row)
    begins = _opening(context, row.kind)
    if begins is not None:
        lines.insert(0, begins.words)
        rows = (*rows, *begins.rows)
    return _send(context, about, Lines(lines), rows)


def remind(context: Context, about: dict[str, Any]) -> Turn:
    """Ask once more, and say that it is the last time."""
    row = _waiting(context, about)
    if row is None:
        return _nothing(context, about)
    last = _("This is the only reminder: the next message is the next check-in.")
    if row.kind == CheckInKind.LIGHT:
        text = Lines([_("A short word is enough: how is it going?"), last])
        return _send(context, about, text, _light(row), pause=False)
    return _send(context, about, Lines([_question(context), last]), _paces(row))


def why(context: Context, argument: str) -> Say:
    """Say why a message was sent: to the member whom it was sent to, and nobody else."""
    if argument in _KINDS:
        return Say(_KINDS[argument], _ROWS)
    kind, _dot, number = argument.partition(".")
    if kind == "question" and (matched := matches.why(context, number)):
        return Say(Lines([_("<b>Why you</b>"), Lines(matched, gap="\n"), _LIMITS]), _ROWS)
    found = decisions.of_member(context.session, number_in(argument) or 0, context.member.id)
    if found is None:
        return Say(_("I know of no such message to you."), _ROWS)
    said = Lines([_("<b>Why this message</b>"), Lines(reasons(found.reasons), gap="\n"), _LIMITS])
    score = ((Button(_("My score"), "a.myscore"),),) if may(context.member, "myscore") else ()
    return Say(said, (*score, *_ROWS))


def later(context: Context, argument: str) -> Say:
    """Write nothing unasked for a week; this week is no miss."""
    del argument
    member = context.member
    until = context.today + LATER
    if member.paused_until is None or member.paused_until < until:
        member.paused_until = until
    checkins.excuse(context.session, member.id, week_of(context.now), "later")
    text = _("Understood: nothing unasked. I write again from {day}.",
             day=Day(member.paused_until))  # fmt: skip
    return Say(text, ((Button(_("I am back"), "a.here"),), *_ROWS))


_KINDS: dict[str, Words] = {
    "evidence": _("You said that evidence would follow: I ask for it once, a week later."),
    "cards": _("These are your people: what they answered, and said, led to it."),
    "chase": _("A peer answered you, and you did not say whether it helped: I ask once."),
    "draft": _("You had begun a practice: I speak of it once."),
    "announcement": _(
        "The coordination wrote it to everybody whom it concerns. Only what two people "
        "call urgent goes beyond the limit of two messages in seven days."
    ),
    "applied": _("It is yours: I tell you when somebody made use of it."),
    "review": _("What you shared turned 18 months old: only you can tell if it is still right."),
    "moderation": _("Moderators were silent for three days: then I tell you."),
    "summary": _("The week's figures of those you look after or observe, on Fridays."),
    "digest": _("New in the library on your topics, once a week at most."),
    gathering_turns.KIND: _("A coordinator invites people like you, by place, role or phase."),
    gathering_turns.REMINDER: _(
        "You said that you come, or may come: I remind you a week, a day and two hours before."
    ),
    gathering_turns.FEEDBACK: _("You were there: I ask once how it was."),
}
_ROWS = ((Button(_("My space"), "a.space"), Button(_("Menu"), "a.menu")),)
_LIMITS = _("Never more than two such messages in seven days, nor six in 28.")


def _waiting(context: Context, about: dict[str, Any]) -> CheckIn | None:
    """Return the check-in an event is about, while it waits for an answer."""
    row = checkins.of_week(context.session, context.member.id, str(about["week"]))
    return row if row is not None and row.answered_at is None else None


def _nothing(context: Context, about: dict[str, Any]) -> Turn:
    contacts.give_back(context.session, int(about["contact"]))
    return Turn()


def _send(
    context: Context,
    about: dict[str, Any],
    text: Words,
    rows: tuple[tuple[Button, ...], ...],
    *,
    pause: bool = True,
) -> Turn:
    say = Say(text, (*rows, *agency(context, str(about["decision"]), pause=pause)))
    return Turn(posts=(Post(context.identity.id, say, unasked=Unasked.of(about)),))


def _paces(row: CheckIn) -> tuple[tuple[Button, ...], ...]:
    buttons = [Button(words, f"s.checkin.{row.week}.{pace}") for pace, words in PACES.items()]
    return (tuple(buttons[:2]), tuple(buttons[2:]))


def _light(row: CheckIn) -> tuple[tuple[Button, ...], ...]:
    return (
        (
            Button(_("All is fine"), f"a.fine.{row.week}"),
            Button(_("Too busy"), f"a.busy.{row.week}"),
        ),
        (
            Button(_("Pause for 4 weeks"), "s.pause.w4"),
            Button(_("I would like a call"), f"a.call.{row.week}"),
        ),
    )


def _question(context: Context) -> Words:
    place = context.member.collectivity_id
    programme = programmes.current(context.session, place) if place is not None else None
    asked = ASKED.get(programme.phase) if programme is not None else None
    return asked or _("How did the week go?")


@dataclass(frozen=True)
class Opening:
    """What a check-in begins with: words, and buttons that lead to more of it."""

    words: Words
    rows: tuple[tuple[Button, ...], ...] = ()


def _opening(context: Context, kind: CheckInKind | None) -> Opening | None:
    """Return what a check-in begins with: something that is so at this moment, or nothing."""
    if kind is None or kind not in _OPENINGS:
        return None
    found = acts.matter(context.session, context.member.id, kind, context.now)
    return None if found is None else _OPENINGS[kind](context, found)


def _story(context: Context, story: Entry) -> Opening:
    """Tell what another local government did, once."""
    shelves.note_shown(context.session, context.member.id, story.kind, story.number, context.now)
    told = Lines([_("From another local government:"), line(context, story)], gap="\n")
    return Opening(told, ((Button(_("Read more"), f"a.practice.{story.number}"),),))


def _progress(entry: ProgressReport) -> Words:
    assert entry.project is not None
    return _(
        "What your entries show: {project}, {level}, since {day}.",
        project=title(entry.project),
        level=level_name(entry.level),
        day=_day(entry),
    )


def _thanks(act: ProgressReport) -> Words:
    if act.project is None:
        return _("Thank you for the step you reported on {day}.", day=_day(act))
    return _(
        "Thank you for what you reported on {day}: {project}.",
        day=_day(act),
        project=title(act.project),
    )


def _day(report: ProgressReport) -> date:
    return locales.wall(report.created_at).date()


# By kind, as in `storage.acts.MATTER`: the words for what was found.
_OPENINGS: Mapping[CheckInKind, Callable[[Context, Any], Opening]] = {
    CheckInKind.PROGRESS: lambda _context, entry: Opening(_progress(entry)),
    CheckInKind.THANKS: lambda _context, act: Opening(_thanks(act)),
    CheckInKind.PEER: _story,
}
