"""The lighter check-in's answers: all fine, too busy, a call; each is one tap, and an answer."""

from handlers.dialogue import Context, Reply
from handlers.dialogue.flow import Post
from handlers.roles import seat_words
from handlers.say import Button, Say
from locales import CASABLANCA, Lines, Words, _, week_of
from storage import audit, checkins, people
from storage.checkins import Answered

HEAVY = 4  # of 1 to 5: what "too busy" declares (reminders.md, section 2)


def fine(context: Context, week: str) -> Say:
    """Note that all is fine."""
    return Say(
        _noted(context, week, Answered(pace=None), _("Thank you. The week is noted.")), _ROWS
    )


def busy(context: Context, week: str) -> Say:
    """Note that there is too much work; reminders stay away for weeks."""
    text = _("Understood, and noted: no reminders for four weeks.")
    return Say(_noted(context, week, Answered(pace=None, load=HEAVY), text), _ROWS)


def call(context: Context, week: str) -> Reply:
    """Tell the coordinator that somebody would like a call; say who was told."""
    for coordinator in people.coordinators_of(context.session, context.member):
        for identity in people.identities_of(context.session, coordinator.id)[:1]:
            told = _("{coordinator} has been told that you would like a call.",
                     coordinator=coordinator.name)  # fmt: skip
            text = _noted(context, week, Answered(pace=None), told)
            return Reply(Say(text, _ROWS), (Post(identity.id, _wish(context)),))
    nobody = _("Nobody can be reached here just now. Please try again later.")
    return Reply(Say(_noted(context, week, Answered(pace=None), nobody), _ROWS))


def _noted(context: Context, wanted: str, answered: Answered, text: Words) -> Words:
    """Write the answer of a week that was asked about, else of this one."""
    session, member, now = context.session, context.member, context.now
    known = checkins.of_week(session, member.id, wanted) if wanted else None
    week = known.week if known is not None else week_of(now)
    back = checkins.comes_back(session, member.id, week)
    row = checkins.row(session, member, week, checkins.closing(week, CASABLANCA))
    if row.pace is None:  # what was said in more words before is not taken back
        checkins.note_answer(row, answered, context.identity.channel, now)
        audit.record(session, member.id, "checkin", f"week:{week}", now)
    return Lines([_("Good to hear from you again."), text]) if back else text


def _wish(context: Context) -> Say:
    member = context.member
    assert member.role is not None
    seat = seat_words(context.session, member.role, member.collectivity_id)
    text = _("{name} ({seat}) would like a call.", name=member.name, seat=seat)
    return Say(text, ((Button(_("How to reach them"), f"a.reach.{member.id}"),),))


_ROWS = ((Button(_("Report progress"), "s.report"), Button(_("Menu"), "a.menu")),)
