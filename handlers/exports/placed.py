"""The progress report of one local government, printed: for a council, a committee, a donor."""

from collections.abc import Iterator, Sequence
from datetime import date

from handlers.desk import Abandoned, Desk, Made, NothingToShow
from handlers.exports import paper, period
from handlers.exports.about import about
from handlers.exports.paper import Page, value
from handlers.exports.period import Period
from handlers.exports.reports import STATUSES, names, status_of
from handlers.exports.table import dated, plain
from handlers.imports.vocabulary import PHASES, PRINCIPLES
from handlers.steps import STEPS
from locales import Listing, Message, Names, Percent, Words, _, _n, today, wall
from storage.exports import placed
from storage.exports.placed import Commitment, Line, Placed, Step
from storage.exports.reported import Reported
from storage.reach import place_within

MOST_NEXT = 15  # next steps on a page
MOST_EVIDENCE = 12  # of one project
TITLE = _("Progress report")
NO_PROGRAMME = _("No programme is entered for this local government yet.")


def make(desk: Desk) -> Made:
    """Print the report of the place that the order names, within the customer's reach."""
    reach, place = desk.order.reach, int(desk.order.about["place"])
    if reach is None or desk.read(place_within, reach, place) is None:
        raise Abandoned
    return _printed(desk, place)


def make_own(desk: Desk) -> Made:
    """Print the report of the customer's own local government."""
    if desk.order.place is None:
        raise Abandoned
    return _printed(desk, desk.order.place)


def _printed(desk: Desk, place: int) -> Made:
    span, language = period.of_json(desk.order.about), desk.order.language
    found = desk.read(placed.report, place, span.since, span.until)
    if found is None:
        raise NothingToShow(NO_PROGRAMME)
    told = desk.read(about, desk.order, TITLE, span.words, desk.now)
    page = Page(language)
    name = Names(ar=found.place[0] or "", fr=found.place[1] or "")
    body = "".join(_body(page, found, today(desk.now)))
    content = page.whole(told, name, found.updated_at, body)
    title = f"{plain(TITLE, language)} {plain(name, language)} {dated(desk.now)}"
    caption = _("{title}: {place}.", title=TITLE, place=name)
    return Made(f"{title[:200]}{paper.ENDING}", paper.MIME, content, caption,
                detail={"place": place})  # fmt: skip


def _body(page: Page, found: Placed, day: date) -> Iterator[str]:
    whole = Period(found.starts_on, found.ends_on)
    yield page.line(names(found.title), PHASES[found.phase], whole.words)
    yield page.facts(
        [
            (value(Percent(found.progress.percent)), _("progress")),
            (value(found.progress.projects), _("commitments")),
            (value(found.progress.reported), _("with a report")),
        ]
    )
    if found.steps:
        yield page.heading(2, _("Steps of the programme"))
        yield page.table(
            [_("Step"), _("Date")],
            [(page.say(STEPS[step]), page.day(at)) for step, at in found.steps.items()],
        )
    for axis in found.axes:
        yield from _axis(page, axis, day)
    yield page.heading(2, _("What changed in the period"))
    yield _changes(page, found.changes) or page.line(_("Nothing was reported in this period."))
    if following := _next(found):
        yield page.heading(2, _("Next steps"))
        yield page.table(
            [_("Date"), _("Milestone"), _("Commitment")],
            [
                (page.day(step.due_on), page.say(names(step.title)), page.say(names(one.title)))
                for step, one in following
            ],
        )


def _axis(page: Page, axis: Line, day: date) -> Iterator[str]:
    yield page.heading(2, _("Axis: {title}", title=names(axis.title) or "–"))
    yield page.line(
        _n("{count} commitment", "{count} commitments", axis.progress.projects),
        _("progress {share}", share=Percent(axis.progress.percent)),
        quiet=True,
    )
    for one in axis.commitments:
        yield f"<div class=card>{''.join(_commitment(page, one, day))}</div>"


def _commitment(page: Page, one: Commitment, day: date) -> Iterator[str]:
    yield page.heading(3, names(one.title))
    share = value(Percent(one.percent if one.percent is not None else one.share))
    late = status_of(one.level, one.due_on, day) == "late"
    told = f"{page.level(one.level)} {page.say(share)}"
    yield f"<p>{told} · {page.say(STATUSES['late'])}</p>" if late else f"<p>{told}</p>"
    yield page.bar(one.percent if one.percent is not None else one.share)
    principles: list[Words] = [PRINCIPLES[code] for code in one.principles if code in PRINCIPLES]
    yield page.line(
        _("Due: {day}", day=one.due_on) if one.due_on else None,
        _("Principles: {names}", names=Listing(principles)) if principles else None,
        paper.last_update(one.updated_at),
        quiet=True,
    )
    yield page.table(
        [_("Milestone"), _("Due"), _("Status")],
        [
            (page.say(names(step.title)), page.day(step.due_on), page.say(_state(step, day)))
            for step in one.milestones
        ],
    )
    if one.evidence:
        yield page.line(_evidence(one.evidence), quiet=True)


def _evidence(evidence: Sequence[str]) -> Message:
    shown, more = evidence[:MOST_EVIDENCE], len(evidence) - MOST_EVIDENCE
    if more <= 0:
        return _("Evidence: {names}", names=Listing(shown))
    return _n(
        "Evidence: {names} and {count} more",
        "Evidence: {names} and {count} more",
        more,
        names=Listing(shown),
    )


def _state(step: Step, day: date) -> Message:
    if step.done:
        return STATUSES["done"]
    late = step.due_on is not None and step.due_on < day
    return STATUSES["late"] if late else STATUSES["not_started"]


def _changes(page: Page, changes: Sequence[Reported]) -> str:
    rows = [
        (
            page.day(wall(one.reported_at).date()),
            page.say(names(one.project) or (STEPS[one.step] if one.step else None)),
            page.level(one.level) if one.level else "",
            page.say(one.note),
        )
        for one in changes
    ]
    return page.table([_("Date"), _("Commitment"), _("Completion level"), _("What was reported")],
                      rows)  # fmt: skip


def _next(found: Placed) -> list[tuple[Step, Commitment]]:
    """Return the milestones that are still to be reached, the earliest due first."""
    ahead = [
        (step, one)
        for axis in found.axes
        for one in axis.commitments
        for step in one.milestones
        if not step.done
    ]
    ahead.sort(key=lambda pair: pair[0].due_on or date.max)
    return ahead[:MOST_NEXT]
