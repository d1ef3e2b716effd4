"""A member's card: what coordinators are shown of somebody, and the same for their own eyes.

Facts of the seat and of taking part. Never a mood, a score, a private obstacle or a number to call.
"""

import locales
from handlers.dialogue import Context
from handlers.imports.vocabulary import PHASES
from handlers.roles import seat_words
from locales import Lines, Listing, Percent, Words, _, _n, language_name
from storage import absences, profiles, programmes, progress, seats
from storage.models import Member, Phase, Role
from storage.rhythm import ASKED

CHANNELS = {"telegram": "Telegram", "whatsapp": "WhatsApp"}


def describe(context: Context, member: Member) -> Words:
    """Put a seated member in a few lines."""
    assert member.role is not None
    seat = seat_words(context.session, member.role, member.collectivity_id)
    head: list[Words] = [_("<b>{name}</b>", name=member.name), seat]
    since = profiles.seated_since(context.session, member)
    if since is not None:
        head.append(_("Since {day}.", day=locales.wall(since).date()))
    parts = [head, reachability(context, member), _taking_part(context, member), _work(context,
             member)]  # fmt: skip
    return Lines([Lines(lines, gap="\n") for lines in parts if lines])


def reachability(context: Context, member: Member) -> list[Words]:
    """Say by which channel somebody can be written to, in which language, and what keeps it."""
    reached, lost = profiles.channels(context.session, member.id)
    lines: list[Words] = []
    if reached:
        named = Listing([CHANNELS.get(one, one) for one in reached])
        lines.append(
            _("Can be reached by {channels}, in {language}", channels=named,
              language=language_name(member.language))
        )  # fmt: skip
    elif lost:
        lines.append(_("Cannot be reached here: the chat was closed or blocked"))
    else:
        lines.append(_("Has not opened a personal link yet: cannot be reached here"))
    if member.stopped_at is not None:
        lines.append(_("Stopped the messages: gets answers alone"))
    if member.paused_until is not None and member.paused_until > context.today:
        lines.append(_("On a pause of their own until {day}", day=member.paused_until))
    lines += [
        _("Absence declared: {first} to {last}", first=row.first_on, last=row.last_on)
        for row in absences.standing(context.session, [member.id], context.today)
    ]
    return lines


def _taking_part(context: Context, member: Member) -> list[Words]:
    """Say how regularly somebody answers, excused weeks apart; never as a streak or a rank."""
    lines: list[Words] = []
    if member.role in ASKED:
        known = profiles.participation(context.session, member.id, context.now)
        if known.asked:
            lines.append(
                _n(
                    "Answered: {answered} of the last {count} check-in.",
                    "Answered: {answered} of the last {count} check-ins.",
                    known.asked,
                    answered=known.answered,
                )
            )
        else:
            lines.append(_("No check-in was due in the last twelve weeks."))
        if known.excused:
            lines.append(
                _n("{count} week excused, which does not count",
                   "{count} weeks excused, which do not count", known.excused)
            )  # fmt: skip
    heard = profiles.last_heard(context.session, member.id)
    if heard is not None:
        lines.append(_("Last heard from: {day}", day=locales.wall(heard).date()))
    return lines


def _work(context: Context, member: Member) -> list[Words]:
    """Say where the programme stands, what is asked of peers, and who stands in."""
    session, place, lines = context.session, member.collectivity_id, list[Words]()
    programme = programmes.current(session, place) if place is not None else None
    if programme is not None and member.role in ASKED:
        lines.append(_("Programme: {phase}", phase=PHASES[programme.phase]))
        if programme.phase not in {Phase.CO_CREATION, Phase.VOTE}:
            done = progress.of_projects(programmes.standings(session, programme.id))
            lines.append(
                _n(
                    "Progress: {percent}, {reported} of {count} project reported on",
                    "Progress: {percent}, {reported} of {count} projects reported on",
                    done.projects,
                    percent=Percent(done.percent),
                    reported=done.reported,
                )
            )
        latest = profiles.latest_report(session, programme.id)
        if latest is not None:
            lines.append(_("Last report: {day}", day=locales.wall(latest).date()))
    asked = profiles.open_questions(session, member)
    if asked:
        lines.append(_n("{count} open question to peers", "{count} open questions to peers", asked))
    if member.role == Role.FOCAL_POINT:
        deputy = seats.sitting(session, Role.DEPUTY, place)
        lines.append(_("Deputy: {name}", name=deputy.name) if deputy else _("No deputy"))
    return lines
