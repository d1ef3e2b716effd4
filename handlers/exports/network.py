"""The network, or a region, printed: projects by level, by principle and by region; what is new."""

from collections.abc import Iterator, Mapping

from handlers.desk import Abandoned, Desk, Made, NothingToShow
from handlers.exports import paper, period
from handlers.exports.about import about
from handlers.exports.paper import Page, value
from handlers.exports.reports import names
from handlers.exports.table import dated, plain
from handlers.imports.vocabulary import PHASES, PRINCIPLES
from handlers.levels import level_name
from locales import Message, Percent, Words, _, _n
from storage.exports import figures
from storage.exports.figures import Counts, Network
from storage.exports.reported import Extent
from storage.figures import FEWEST
from storage.models import Level

TITLE = _("Progress of the openness programmes")
TOO_FEW = _n(
    "Figures are shown from {count} local government with a programme on.",
    "Figures are shown from {count} local governments with a programme on.",
    FEWEST,
)
_SCALE: tuple[Level | None, ...] = (
    Level.COMPLETE,
    Level.SUBSTANTIAL,
    Level.LIMITED,
    Level.NOT_STARTED,
    Level.NO_EVIDENCE,
    None,
)


def make(desk: Desk) -> Made:
    """Print the figures of all that the customer reaches."""
    order = desk.order
    if order.reach is None:
        raise Abandoned
    span = period.of_json(order.about)
    found = desk.read(figures.network, Extent(order.reach, span.since, span.until))
    if found is None:
        raise NothingToShow(TOO_FEW)
    told = desk.read(about, order, TITLE, span.words, desk.now)
    page = Page(order.language)
    content = page.whole(told, told.scope, found.updated_at, "".join(_body(page, found)))
    name = f"{plain(TITLE, order.language)} {dated(desk.now)}{paper.ENDING}"
    caption = _("{title}: {place}.", title=TITLE, place=told.scope)
    return Made(name, paper.MIME, content, caption, detail={"places": found.places})


def _body(page: Page, found: Network) -> Iterator[str]:
    yield page.facts(
        [
            (value(found.places), _("local governments with a programme")),
            (
                _("{some} of {all}", some=found.reporting, all=found.places),
                _("reported in the period"),
            ),
            (value(found.projects), _("commitments")),
        ]
    )
    yield page.heading(2, _("Programmes by phase"))
    yield page.table(
        [_("Phase"), _("Local governments")],
        [
            (page.say(PHASES[phase]), page.say(value(found.phases[phase])))
            for phase in PHASES
            if found.phases.get(phase)
        ],
    )
    yield page.heading(2, _("Commitments by completion level"))
    yield page.table(
        [_("Completion level"), _("Commitments"), _("Share")],
        [
            (
                page.level(level),
                page.say(value(found.levels[level])),
                page.say(_share(found.levels[level], found.projects)),
            )
            for level in _SCALE
            if found.levels.get(level)
        ],
    )
    yield page.line(_("Substantial and complete together count as high completion."), quiet=True)
    yield page.heading(2, _("By principle"))
    shown = ((words, found.principles[code]) for code, words in PRINCIPLES.items()
             if code in found.principles)  # fmt: skip
    yield _grouped(page, _("Principle"), {words: one.counts for words, one in shown})
    if found.regions:
        yield page.heading(2, _("By region"))
        rows: dict[Words, Counts] = {
            names(titles) or "–": one.counts for titles, one in found.regions
        }
        yield _grouped(page, _("Region"), rows)
    if found.hidden:
        yield page.line(
            _n(
                "{count} group of fewer than {fewest} local governments is not shown.",
                "{count} groups of fewer than {fewest} local governments are not shown.",
                found.hidden,
                fewest=FEWEST,
            ),
            quiet=True,
        )
    yield from _practices(page, found)


def _grouped(page: Page, head: Message, groups: Mapping[Words, Counts]) -> str:
    """Write a table of groups against levels, in the order of the register, not of success."""
    levels = [level for level in _SCALE if any(counts.get(level) for counts in groups.values())]
    rows = [
        [
            page.say(words),
            *(page.say(value(counts.get(level, 0))) for level in levels),
        ]
        for words, counts in groups.items()
    ]
    return page.table([head, *(level_name(level) for level in levels)], rows)


def _practices(page: Page, found: Network) -> Iterator[str]:
    if not found.practices:
        return
    yield page.heading(2, _("Newest practices"))
    for one in found.practices:
        yield "<div class=card>"
        yield page.heading(3, one.title)
        yield page.line(f"P-{one.id}", names(one.place), quiet=True)
        yield page.line(one.result)
        yield "</div>"


def _share(part: int, whole: int) -> Message:
    return value(Percent(round(100 * part / whole) if whole else 0))
