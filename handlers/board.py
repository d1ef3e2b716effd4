"""The coordinators' board: the week at a glance, and what each figure is made of (F14)."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from handlers import boards
from handlers.dialogue import Context
from handlers.entries import line, shortened
from handlers.imports.vocabulary import PRINCIPLES
from handlers.levels import level_name
from handlers.paces import OBSTACLES
from handlers.permissions import may
from handlers.places import place_of
from handlers.roles import seat_words
from handlers.say import Button, Say, number_in
from handlers.titles import title
from handlers.topics import TOPICS
from locales import Lines, Quote, Words, _, _n, wall
from storage import shelves
from storage.board import overview
from storage.board.commitments import Levels, commitments
from storage.board.overview import When
from storage.board.participation import participation
from storage.board.rates import Rate
from storage.board.silence import LastSign, Silent, last_signs, silent
from storage.board.waiting import Waiting, unanswered
from storage.board.wellbeing import moods, obstacles
from storage.figures import of_week
from storage.models import Level
from storage.reach import Reach, reach_of
from storage.shelves import Shelf

Listed = TypeVar("Listed")
PAGE = 5  # people, or questions, on one screen
TREND = 8  # weeks told in words; the picture shows a quarter
_LINE = 90  # characters of a question in a list
_ORDER = (None, Level.NO_EVIDENCE, Level.NOT_STARTED, Level.LIMITED, Level.SUBSTANTIAL,
          Level.COMPLETE)  # fmt: skip


def show(context: Context, argument: str) -> Say:
    """Show the week at a glance, or the part that a button names: "silent.2" is its second page."""
    reach = reach_of(context.member)
    if reach is None:
        return Say(_("You look after nobody here."), (_MENU,))
    when = boards.when(context.session, context.policy, context.now)
    part, _dot, rest = argument.partition(".")
    if part in _PARTS:
        return _PARTS[part](context, reach, when, number_in(rest) or 1)
    return _glance(context, reach, when)


def _glance(context: Context, reach: Reach, when: When) -> Say:
    board = overview.board(context.session, reach, when)
    head = _("<b>The board</b> · {scope} · {week}", scope=boards.scope(context.session, reach),
             week=boards.week_of(when.week))  # fmt: skip
    if board.is_empty:
        nobody = _("Nobody is asked here yet, and there is no project: figures come with people.")
        return Say(Lines([head, nobody]), (_MENU,))
    lines = [*boards.waits(board), boards.projects(board)]
    if board.practices:
        lines.append(_("Newest in the library: {title}", title=shortened(board.practices[0].title)))
    text = Lines([head, Lines(boards.first_screen(board, when), gap="\n"), Lines(lines, gap="\n")])
    return Say(text, _WAYS)


def _response(context: Context, reach: Reach, when: When, _page: int) -> Say:
    """Show who answered this week: by place, by type and by size."""
    session, week = context.session, when.week
    found = participation(session, reach, week, when.now, weeks=1)
    language = context.member.language
    groups = (
        (_by_place(reach), boards.by_place(session, found, week, reach, language)),
        (_("By type"), boards.by_kind(found, week)),
        (_("By size"), boards.by_size(found, week)),
    )
    lines: list[Words] = [_("<b>Who answered</b> · {week}", week=boards.week_of(week))]
    for name, rates in groups:
        told = [_("{name}: {rate}", name=one, rate=boards.of_group(rate)) for one, rate in rates]
        lines.append(Lines([_("<b>{name}</b>", name=name), *told], gap="\n"))
    lines.append(Lines([_FIXED, *_costs(context, reach, when)], gap="\n"))
    return Say(Lines(lines), (_pictures("response", "grid"), _BACK))


def _silent(context: Context, reach: Reach, when: When, page: int) -> Say:
    """List who is silent, in the order of their places' names, with the way to their cards."""
    session, language = context.session, context.member.language
    found = silent(session, reach, when.now, when.today)
    if not found:
        return Say(_("Nobody has been silent for four check-ins."), (_BACK,))
    placed = sorted(found, key=lambda one: (_place_order(context, one, language), one.member_id))
    shown, more = _page(placed, page, "silent")
    signs = last_signs(session, [one.member_id for one in shown])
    lines: list[Words] = [_("<b>Silent for four check-ins or more</b>"), _WHY_SILENT]
    lines += [_about(context, one, signs.get(one.member_id)) for one in shown]
    cards: tuple[tuple[Button, ...], ...] = ()
    if may(context.member, "member"):
        cards = tuple((Button(one.name, f"a.member.{one.member_id}"),) for one in shown)
    return Say(Lines(lines), (*cards, *more, _BACK))


def _obstacles(context: Context, reach: Reach, _when: When, _page: int) -> Say:
    """Show what stands in the way, by category; nobody's own, and nothing private."""
    told = boards.obstacles(obstacles(context.session, reach), OBSTACLES)
    if not told:
        return Say(_("No obstacle is open that you may know of."), (_BACK,))
    note = _("Counted are those shared with peers or with you; what is private counts nowhere.")
    text = Lines([_("<b>What stands in the way</b>"), Lines(told, gap="\n"), note])
    return Say(text, (_pictures("obstacles"), _BACK))


def _questions(context: Context, reach: Reach, when: When, page: int) -> Say:
    """List the questions that nobody has answered for too long, the oldest first."""
    found = unanswered(context.session, reach, when.before)
    if not found:
        return Say(_("No question has waited for more than 72 working hours."), (_BACK,))
    shown, more = _page(found, page, "questions")
    lines: list[Words] = [_("<b>Without an answer for 72 working hours</b>")]
    lines += [_question(one) for one in shown]
    return Say(Lines(lines), (_pictures("questions"), *more, _BACK))


def _projects(context: Context, reach: Reach, when: When, _page: int) -> Say:
    """Show how far projects are, by level and by principle, and what is new in the library."""
    found = commitments(context.session, reach)
    lines: list[Words] = []
    if found.projects:
        levels = [_("{level}: {count}", level=level_name(level), count=found.levels[level])
                  for level in _ORDER if level in found.levels]  # fmt: skip
        heading = _n("<b>{count} project</b>", "<b>{count} projects</b>", found.projects)
        lines.append(Lines([heading, *levels], gap="\n"))
        lines.append(Lines([_("<b>At high completion, by principle</b>"),
                            *_by_principle(found.principles)], gap="\n"))  # fmt: skip
        if found.updated_at is not None:
            lines.append(_("Last report: {day}", day=wall(found.updated_at).date()))
    shelf = Shelf(region_id=reach.region_id, since=when.now - overview.MONTH)
    newest = shelves.entries(context.session, shelf, limit=overview.LATELY)
    if newest:
        lines.append(_("<b>New in the library</b>"))
        lines += [line(context, one) for one in newest]
    if not lines:
        lines.append(_("There is no project yet, and nothing new in the library."))
    export = Button(_("Export"), "s.export")
    ways = (*_pictures("progress"), export) if found.projects else (export,)
    return Say(Lines(lines), (ways, _BACK))


def _trend(context: Context, reach: Reach, when: When, _page: int) -> Say:
    """Show some weeks one below the other: who answered, and the energy where five told it."""
    session = context.session
    week = boards.closed(when)
    found = participation(session, reach, week, when.now, weeks=TREND)
    means = {one.week: one for one in moods(session, reach, week, TREND)}
    lines: list[Words] = []
    for each, day in zip(found.weeks, boards.mondays(found.weeks), strict=True):
        rate = found.rate(each)
        if not rate.people:
            continue
        lines.append(_("{day}: {rate}", day=day, rate=boards.of_group(rate)))
        if each in means and not rate.is_small:
            lines.append(boards.energy(means[each].mean, means[each].people))
    if not lines:
        return Say(_("There is no week to show yet."), (_BACK,))
    head = _("<b>Week by week</b>")
    text = Lines([head, Lines(lines, gap="\n"), Lines(_costs(context, reach, when), gap="\n")])
    rhythm = (Button(_("The rhythm"), "a.rhythm"),) if may(context.member, "rhythm") else ()
    return Say(text, ((*_pictures("mood"), *rhythm), _BACK))


def _pictures_of(context: Context, _reach: Reach, _when: When, _page: int) -> Say:
    """Offer every picture there is."""
    del context
    buttons = _pictures(*PICTURES)
    rows = tuple(buttons[start : start + 2] for start in range(0, len(buttons), 2))
    return Say(_("Which picture? It takes some seconds to draw."), (*rows, _BACK))


def _pictures(*names: str) -> tuple[Button, ...]:
    return tuple(Button(PICTURES[name], f"a.picture.{name}") for name in names)


def _page(
    found: Sequence[Listed], page: int, part: str
) -> tuple[Sequence[Listed], tuple[tuple[Button, ...], ...]]:
    """Return one page of a list, and the way to the pages around it."""
    last = (len(found) + PAGE - 1) // PAGE
    page = min(page, last)
    ways = []
    if page > 1:
        ways.append(Button(_("Back"), f"a.board.{part}.{page - 1}"))
    if page < last:
        ways.append(Button(_("More"), f"a.board.{part}.{page + 1}"))
    return found[(page - 1) * PAGE : page * PAGE], (tuple(ways),) if ways else ()


def _place_order(context: Context, one: Silent, language: str) -> str:
    if one.collectivity_id is None:
        return ""
    return boards.in_order(place_of(context.session, one.collectivity_id), language)


def _about(context: Context, one: Silent, sign: LastSign | None) -> Words:
    """Say who, where, since when, and what they were last busy with."""
    seat = seat_words(context.session, one.role, one.collectivity_id)
    lines: list[Words] = [
        _("<b>{name}</b>, {seat}", name=one.name, seat=seat),
        _n("Silent since {day}: {count} check-in", "Silent since {day}: {count} check-ins",
           one.weeks, day=one.since),
    ]  # fmt: skip
    if sign is not None and sign.topic is not None:
        lines.append(_("Asked last about: {topic}", topic=TOPICS[sign.topic]))
    elif sign is not None and sign.project is not None:
        lines.append(_("Reported last on: {project}", project=title(sign.project)))
    return Lines(lines, gap="\n")


def _question(one: Waiting) -> Words:
    head = _("<b>{number}</b> · {topic} · {day}", number=f"Q-{one.number}",
             topic=TOPICS[one.topic], day=wall(one.asked_at).date())  # fmt: skip
    words: Words = Quote(one.words, limit=_LINE) if one.words else _("A voice note or a file.")
    return Lines([head, words], gap="\n")


def _by_principle(found: Mapping[str, Levels]) -> list[Words]:
    told: list[Words] = []
    for name, words in PRINCIPLES.items():
        if levels := found.get(name):
            high = sum(levels.get(level, 0) for level in boards.HIGH)
            rate = boards.answered(Rate(high, sum(levels.values())))
            told.append(_("{name}: {rate}", name=words, rate=rate))
    return told


def _costs(context: Context, reach: Reach, when: When) -> list[Words]:
    burden = of_week(context.session, reach, when.week, when.now - overview.MONTH)
    return boards.beside(burden)


def _by_place(reach: Reach) -> Words:
    return _("By region") if reach.region_id is None else _("By province")


PICTURES: Mapping[str, Words] = {
    "response": _("Picture: who answered"),
    "grid": _("Picture: week by week"),
    "mood": _("Picture: energy"),
    "progress": _("Picture: projects"),
    "obstacles": _("Picture: obstacles"),
    "questions": _("Picture: questions"),
}
_PARTS: Mapping[str, Callable[[Context, Reach, When, int], Say]] = {
    "response": _response,
    "silent": _silent,
    "obstacles": _obstacles,
    "questions": _questions,
    "projects": _projects,
    "trend": _trend,
    "pictures": _pictures_of,
}
_MENU = (Button(_("Menu"), "a.menu"),)
_BACK = (Button(_("Board"), "a.board"), *_MENU)
_WAYS = (
    (Button(_("Who answered"), "a.board.response"), Button(_("Silent people"), "a.board.silent")),
    (Button(_("Obstacles"), "a.board.obstacles"), Button(_("Questions"), "a.board.questions")),
    (Button(_("Projects"), "a.board.projects"), Button(_("Week by week"), "a.board.trend")),
    (Button(_("Pictures"), "a.board.pictures"), *_MENU),
)
_FIXED = _("Every seat counts: a pause, an excuse or an empty seat takes nobody out.")
_WHY_SILENT = _("In the order of places, not of silence: ask how they are.")
