"""The rhythm as coordinators see it: last week's answers, what they cost, and why not sent."""

from datetime import timedelta
from decimal import Decimal

from handlers import boards
from handlers.dialogue import Context
from handlers.say import Button, Say
from handlers.whys import held
from locales import Lines, Words, _, week_of
from storage import decisions, figures
from storage.board.participation import participation
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
    last = participation(context.session, reach, week, context.now, weeks=1).rate(week)
    answered = _("Last week: {answered}", answered=boards.answered(last))
    lines: list[Words] = [_("<b>The rhythm</b>"), Lines([answered, *_facts(found)], gap="\n")]
    if held_back:
        reasons = [_("{reason}: {count}", reason=held(name), count=count)
                   for name, count in held_back]  # fmt: skip
        lines += [_("Not sent in 28 days, and why:"), Lines(reasons, gap="\n")]
    return Say(Lines(lines), ((Button(_("Calendar"), "s.calendar"), *_MENU),))


_MENU = (Button(_("Menu"), "a.menu"),)


def _facts(found: Figures) -> list[Words]:
    facts = boards.beside(found)
    if found.mood is not None:
        mean = Decimal(str(round(found.mood, 1)))
        facts.append(_("Energy: {mean} of 5", mean=mean))
    return facts
