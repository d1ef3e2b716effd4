"""Programmes drawn at random for the sample network, one for each collectivity, in every phase.

Everything follows from the `Random` and the moment that are passed in.
"""

from datetime import datetime, timedelta
from random import Random

from bot.sample.histories import Author, Course
from bot.sample.library import Idea, Theme, themes
from bot.sample.people import Both
from bot.sample.plans import AxisPlan, ProgrammePlan, two_years
from storage.models import Collectivity, CollectivityKind, Phase
from storage.territory import with_type

EXAMPLE = ("معطيات افتراضية", "données fictives")  # stands in every programme's title
_SETTLED = timedelta(days=200)  # how old the youngest programme in implementation is, at least
_ENDING = timedelta(days=30)  # how long an older one still runs, at least
_OLDER = 0.3  # the share of older ones, while they run
_PER_AXIS = 3  # projects at most: every theme has so many for every kind of collectivity
_STARTED = {Phase.IMPLEMENTATION: 0, Phase.EVALUATION: -2, Phase.CLOSED: -4}


def first_year(phase: Phase, now: datetime) -> int:
    """Say in which year a programme begins that is in this phase now."""
    if phase in _STARTED:
        return (now - _SETTLED).year + _STARTED[phase]
    return now.year + 1


def programme_title(collectivity: Collectivity, first: int) -> Both:
    """Name a programme after its collectivity and years, and say that it is an example."""
    arabic, french = with_type(collectivity)
    years = f"{first}-{first + 1}"
    return (
        f"برنامج انفتاح {arabic} {years} ({EXAMPLE[0]})",
        f"Programme d’ouverture de la {french} {years} ({EXAMPLE[1]})",
    )


def phases(draw: Random, count: int) -> list[Phase]:
    """Share the phases out: mostly implementation; all of them from five programmes on."""
    others = {
        Phase.CO_CREATION: max(1, count // 10),
        Phase.VOTE: max(1, count // 12),
        Phase.EVALUATION: max(1, count // 12),
        Phase.CLOSED: max(1, count // 50),
    }
    shared = [phase for phase, times in others.items() for _ in range(times)]
    shared = shared if count > len(others) else []
    shared += [Phase.IMPLEMENTATION] * (count - len(shared))
    draw.shuffle(shared)
    return shared


def draw_programme(
    draw: Random, collectivity: Collectivity, phase: Phase, authors: list[Author], now: datetime
) -> ProgrammePlan:
    """Draw the programme of one collectivity, as far as its authors have brought it by now.

    In co-creation there are axes but no projects yet: they are what co-creation looks for. Up to
    the vote the authors report steps, from then on their projects.
    """
    first = _cohort(draw, phase, now)
    starts_on, ends_on = two_years(first)
    course = Course(draw, authors, phase, starts_on, ends_on, now)
    chosen = draw.sample(themes(), draw.randint(2, 4))
    count = 0 if phase == Phase.CO_CREATION else draw.randint(4, min(9, _PER_AXIS * len(chosen)))
    kind = CollectivityKind(collectivity.kind)
    return ProgrammePlan(
        collectivity=collectivity.id,
        title=programme_title(collectivity, first),
        phase=phase,
        starts_on=starts_on,
        ends_on=ends_on,
        axes=tuple(
            AxisPlan(draw.choice(theme.axes), tuple(course.project(idea) for idea in ideas))
            for theme, ideas in _dealt(draw, chosen, kind, count)
        ),
        steps=course.steps(),
    )


def _cohort(draw: Random, phase: Phase, now: datetime) -> int:
    """Draw the first year: cohorts overlap, and an older one may still be carried out."""
    first = first_year(phase, now)
    _, older_ends_on = two_years(first - 1)
    running = older_ends_on > (now + _ENDING).date()
    older = phase == Phase.IMPLEMENTATION and running and draw.random() < _OLDER
    return first - 1 if older else first


def _dealt(
    draw: Random, chosen: list[Theme], kind: CollectivityKind, count: int
) -> list[tuple[Theme, list[Idea]]]:
    """Spread ``count`` different projects that suit the kind evenly over the themes."""
    dealt = []
    for place, theme in enumerate(chosen):
        suited = [idea for idea in theme.ideas if kind in idea.kinds]
        dealt.append((theme, draw.sample(suited, len(range(place, count, len(chosen))))))
    return dealt
