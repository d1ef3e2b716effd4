"""The weekly check-in: what moved, what is in the way, how it feels; twenty seconds, three taps."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from handlers.dialogue import Choice, Context, Option, Reply, Scale, Text, conversation
from handlers.dialogue.flow import About, Post, posts_to
from handlers.dialogue.replay import Dialogue
from handlers.paces import ASKED, OBSTACLES, PRESSURES, paces
from handlers.roles import seat_words
from handlers.say import Button, Say
from locales import CASABLANCA, Lines, Quote, Words, _, _n, week_of
from storage import audit, checkins, people, programmes, reports
from storage.checkins import Answered
from storage.models import Audience, CheckIn, Obstacle, Pace, Pressure

LONGEST = 300  # characters of "in one line"
_MONTH = timedelta(days=30)

_AUDIENCES = (
    Option(Audience.PEERS.value, _("Ask my peers")),
    Option(Audience.COORDINATOR.value, _("Tell my coordinator")),
    Option(Audience.PRIVATE.value, _("Keep it to myself")),
)


@conversation(
    "checkin",
    title=_("Check-in of the week"),
    words=("نقطة الأسبوع", "point de la semaine", "checkin", "check-in"),
)
def checkin(about: About) -> Dialogue:
    """Ask about last time's obstacle, the week, what is in the way, and the energy."""
    solved = None
    if about["obstacle"] is not None:
        solved = yield Choice("solved", _earlier(about["obstacle"]), options=_SOLVED, columns=2)
    pace = about["pace"]
    if pace is None:
        pace = yield Choice("pace", ASKED[about["phase"]], options=paces(), columns=2)
    answer: dict[str, Any] = {
        "week": about["week"],
        "back": about["back"],
        "pace": pace,
        "solved": solved == "yes",
    }
    if pace == Pace.BLOCKED:
        answer["obstacle"] = yield Choice(
            "obstacle", _("What is in the way?"), options=_OBSTACLES, columns=2, page=7
        )
        answer["words"] = yield Text("words", _("In one line?"), optional=True, limit=LONGEST)
        answer["audience"] = yield Choice("audience", _("Who may know?"), options=_AUDIENCES)
    answer["mood"] = yield Scale(
        "mood",
        _("And your energy for it, from 1 to 5? You may skip this."),
        low=1,
        high=5,
        optional=True,
    )
    if about.get("pressure"):
        answer["pressure"] = yield Choice(
            "pressure",
            _("Once a quarter: do you feel that the messages press on you? You may skip this."),
            options=_PRESSURES,
            columns=3,
            optional=True,
        )
    return answer


@checkin.begins
def begin(context: Context, argument: str | None) -> About | Say:
    """Take the week of the button, else this one; "2026-W48.moved" answers the first question too.

    It does so at once, whatever becomes of the other questions. Any week that was asked about may
    still be answered.
    """
    session, member = context.session, context.member
    week, _dot, pace = (argument or "").partition(".")
    programme = (
        programmes.current(session, member.collectivity_id) if member.collectivity_id else None
    )
    if programme is None or programme.phase not in ASKED:
        return Say(_("Your programme is not under way: there is nothing to check in on."), (_MENU,))
    known = checkins.of_week(session, member.id, week) if week else None
    week = known.week if known is not None else week_of(context.now)
    obstacle = checkins.open_obstacle(session, member.id)
    if obstacle is not None and obstacle.week == week:
        obstacle = None  # the same week, answered again: the answer itself replaces it
    back = checkins.comes_back(session, member.id, week)
    if pace in set(Pace):
        row = checkins.row(session, member, week, checkins.closing(week, CASABLANCA))
        answered = Answered(pace=Pace(pace))
        checkins.note_answer(row, answered, context.identity.channel, context.now)
    return {
        "week": week,
        "back": back,
        "pace": pace if pace in set(Pace) else None,
        "phase": programme.phase.value,
        "obstacle": None if obstacle is None else _obstacle_json(obstacle),
        "pressure": checkins.begins_quarter(session, member.id, week),
    }


@checkin.done
def save(context: Context, value: dict[str, Any]) -> Reply:
    """Write the week, bring an obstacle to the coordinator if they may know, end with one fact."""
    session, member, now = context.session, context.member, context.now
    if value["solved"]:
        before = checkins.open_obstacle(session, member.id)
        if before is not None:
            before.solved_at = now
    row = checkins.row(session, member, value["week"], checkins.closing(value["week"], CASABLANCA))
    words, audience = value.get("words"), value.get("audience")
    answered = Answered(
        pace=Pace(value["pace"]),
        obstacle=Obstacle(value["obstacle"]) if "obstacle" in value else None,
        words=words,
        audience=Audience(audience) if audience else None,
        mood=value["mood"],
        pressure=Pressure(value["pressure"]) if value.get("pressure") else None,
    )
    checkins.note_answer(row, answered, context.identity.channel, now)
    audit.record(session, member.id, "checkin", f"week:{value['week']}", now)
    thanks = (
        _("Thank you. The week is noted.")
        if not row.late
        else _("Thank you. The week had closed; your answer counts all the same.")
    )
    lines: list[Words] = [_("Good to hear from you again."), thanks] if value["back"] else [thanks]
    shared = _SHARED[row.audience](context, row) if row.audience else Shared()
    fact = _fact(context)
    lines += [line for line in (shared.line, fact) if line is not None]
    return Reply(Say(Lines(lines), (*shared.rows, _REPORT, _MENU)), shared.posts)


@dataclass(frozen=True)
class Shared:
    """What comes of an obstacle by who may know of it: messages, a line, buttons to go on with."""

    posts: tuple[Post, ...] = ()
    line: Words | None = None
    rows: tuple[tuple[Button, ...], ...] = ()


_MENU = (Button(_("Menu"), "a.menu"),)
_REPORT = (Button(_("Report progress"), "s.report"),)
_SOLVED = (Option("yes", _("Solved")), Option("no", _("Not yet")))
_PRESSURES = tuple(Option(one.value, words) for one, words in PRESSURES.items())
_OBSTACLES = tuple(Option(one.value, words) for one, words in OBSTACLES.items())


def _obstacle_json(found: CheckIn) -> dict[str, Any]:
    return {"kind": found.obstacle, "words": found.words}


def _earlier(obstacle: Mapping[str, Any]) -> Words:
    kind = OBSTACLES[Obstacle(obstacle["kind"])]
    asked = _("Last time something was in the way: {obstacle}. Is it solved?", obstacle=kind)
    return Lines([asked, Quote(obstacle["words"])]) if obstacle["words"] else asked


def _to_coordinators(context: Context, week: CheckIn) -> Shared:
    """Tell the member's coordinators, and nobody else, what is in the way."""
    member = context.member
    if member.role is None or week.obstacle is None:
        return Shared()
    lines: list[Words] = [
        _(
            "{name} ({seat}) is blocked: {obstacle}.",
            name=member.name,
            seat=seat_words(context.session, member.role, member.collectivity_id),
            obstacle=OBSTACLES[week.obstacle],
        )
    ]
    if week.words:
        lines.append(Quote(week.words, limit=LONGEST))
    coordinators = people.coordinators_of(context.session, member)
    posts = posts_to(context.session, coordinators, Say(Lines(lines)))
    return Shared(posts, _("Your coordinator has been told.") if posts else None)


def _to_peers(context: Context, week: CheckIn) -> Shared:
    """Offer the question to peers, which takes the obstacle along."""
    del context
    asks = Button(_("Ask my peers"), f"s.ask.w.{week.week}")
    return Shared(line=_("Now to your peers: how do you ask them?"), rows=((asks,),))


# Who may know: each of `_AUDIENCES` with what it leads to.
_SHARED: Mapping[Audience, Callable[[Context, CheckIn], Shared]] = {
    Audience.PEERS: _to_peers,
    Audience.COORDINATOR: _to_coordinators,
    Audience.PRIVATE: lambda _context, _week: Shared(),
}


def _fact(context: Context) -> Words | None:
    """Return one true thing worth knowing: what the network moved lately, with its number."""
    moved = reports.projects_moved(context.session, since=context.now - _MONTH)
    if not moved:
        return None
    return _n(
        "In the last 30 days {count} project of the network moved forward.",
        "In the last 30 days {count} projects of the network moved forward.",
        moved,
    )
