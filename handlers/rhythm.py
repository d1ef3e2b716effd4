"""The rhythm as coordinators see it: last week's answers, what they cost, and why not sent."""

from datetime import timedelta
from decimal import Decimal

from handlers.dialogue import Context
from handlers.say import Button, Say
from handlers.whys import held
from locales import Lines, Words, _, _n, week_of
from storage import decisions, figures
from storage.figures import Figures
from storage.reach import reach_of

PERIOD = timedelta(days=28)
SHOWN = 8  # reasons


def show(context: Context) -> Say:
    """Show counts of the people within reach; nobody's own."""
    reach = reach_of(context.member)
    if reach is None:
        return Say(_("There is nothing to show."), (_MENU,))
    since = context.now - PERIOD
    week = week_of(context.now - timedelta(days=7))
    found = figures.of_week(context.session, reach, week, since)
    held_back = decisions.suppressed(context.session, reach, since)[:SHOWN]
    lines: list[Words] = [_("<b>The rhythm</b>"), Lines(_facts(found), gap="\n")]
    if held_back:
        reasons = [_("{reason}: {count}", reason=held(name), count=count)
                   for name, count in held_back]  # fmt: skip
        lines += [_("Not sent in 28 days, and why:"), Lines(reasons, gap="\n")]
    return Say(Lines(lines), ((Button(_("Calendar"), "s.calendar"), *_MENU),))


_MENU = (Button(_("Menu"), "a.menu"),)


def _facts(found: Figures) -> list[Words]:
    per_week = Decimal(str(round(found.sent / max(1, found.people) / 4, 1)))
    facts: list[Words] = [
        _n(
            "Last week: {answered} of {count} check-in answered",
            "Last week: {answered} of {count} check-ins answered",
            found.asked,
            answered=found.answered,
        ),
        _("Messages to each, a week: {count}", count=per_week),
        _("Stopped the messages: {count} of {people}", count=found.stopped, people=found.people),
    ]
    if found.mood is not None:
        mean = Decimal(str(round(found.mood, 1)))
        facts.append(_("Energy: {mean} of 5", mean=mean))
    if found.pressed is not None:
        pressed, of = found.pressed
        facts.append(_("Messages press on them: {count} of {people}", count=pressed, people=of))
    return facts
