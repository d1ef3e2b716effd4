"""The board's figures in words, the same on the screen, in the weekly summary and on pictures.

A rate is told with its n and the interval it may lie in, and never without what it costs: messages
and stops (reminders.md, section 7). Groups of fewer than five are named, and not counted.
"""

from collections.abc import Hashable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar

import locales
from handlers.policy import Policy
from locales import Listing, Message, Names, Percent, Words, _, _n
from storage import Session, checkins, choices, territory
from storage.board.overview import Board, When
from storage.board.participation import (
    Participation,
    Place,
    Seating,
    Size,
    first_day,
    weeks_to,
)
from storage.board.rates import Rate
from storage.board.wellbeing import Obstacles
from storage.figures import FEWEST, Figures
from storage.models import CollectivityKind, Level, Obstacle
from storage.reach import Reach

TOO_LONG = 72  # working hours without an answer (F14)
MONTH = 4  # weeks that messages are counted over
HIGH = (Level.SUBSTANTIAL, Level.COMPLETE)  # what OGP calls high completion
Key = TypeVar("Key", bound=Hashable)

KINDS: Mapping[CollectivityKind, Message] = {
    CollectivityKind.REGION: _("Regions"),
    CollectivityKind.PREFECTURE: _("Prefectures"),
    CollectivityKind.PROVINCE: _("Provinces"),
    CollectivityKind.COMMUNE: _("Communes"),
}
SIZES: Mapping[Size, Message] = {
    Size.SMALL: _("Under {count} inhabitants", count=10_000),
    Size.MIDDLE: _("From {low} to {high} inhabitants", low=10_000, high=50_000),
    Size.LARGE: _("{count} inhabitants and more", count=50_000),
    Size.UNKNOWN: _("Inhabitants unknown"),
}
FEW = _("fewer than {count}", count=FEWEST)


def when(session: Session, policy: Policy, now: datetime, week: str | None = None) -> When:
    """Return the moment of a board: of the present week, or of ``week``."""
    chosen = choices.of_calendar(session)
    off = frozenset(one.day for one in choices.closed_in(chosen) if one.region_id is None)
    return When(
        week=week or locales.week_of(now),
        now=now,
        today=locales.today(now),
        before=policy.almanac.earlier(now, TOO_LONG, choices.feasts_in(chosen), off),
    )


def is_open(when: When) -> bool:
    """Tell whether the week is still being answered: its figures are of what came so far."""
    return when.now < checkins.closing(when.week, locales.CASABLANCA)


def closed(when: When) -> str:
    """Return the newest week whose check-ins have closed, with which a trend ends."""
    return weeks_to(when.week, 2)[0] if is_open(when) else when.week


def week_in(text: str) -> str | None:
    """Read an ISO week ("2026-W48") from what a button carries; None for anything else."""
    try:
        first_day(text)
    except ValueError:
        return None
    return text


def scope(session: Session, reach: Reach) -> Words:
    """Say whose figures they are: the network's, or a region's."""
    if reach.region_id is None:
        return _("The whole network")
    arabic, french = territory.labels_of(session, [reach.region_id])[reach.region_id]
    return Names(ar=arabic, fr=french)


def week_of(week: str) -> Words:
    """Name a week by its Monday."""
    return _("Week of {day}", day=first_day(week))


def answered(rate: Rate) -> Words:
    """Say how many answered, of how many, and their share."""
    return _(
        "{answered} of {people} ({percent})",
        answered=rate.answered,
        people=rate.people,
        percent=Percent(rate.percent),
    )


def of_group(rate: Rate) -> Words:
    """Say the same of a group; of a small one, only that it is small."""
    return FEW if rate.is_small else answered(rate)


def interval(rate: Rate) -> Words:
    """Say a rate with what it may be by chance, and its n."""
    low, high = rate.interval
    return _(
        "{percent}, between {low} and {high} (n = {people})",
        percent=Percent(rate.percent),
        low=Percent(low),
        high=Percent(high),
        people=rate.people,
    )


def beside(burden: Figures) -> list[Words]:
    """Say what the answers cost: what no rate is shown without."""
    each = Decimal(str(round(burden.sent / max(1, burden.people) / MONTH, 1)))
    told: list[Words] = [
        _("Messages to each, a week: {count}", count=each),
        _("Stopped the messages: {count} of {people}", count=burden.stopped, people=burden.people),
    ]
    if burden.pressed is not None:
        pressed, of = burden.pressed
        told.append(_("Messages press on them: {count} of {people}", count=pressed, people=of))
    return told


def energy(mean: float, people: int) -> Words:
    """Say a mean of five people or more."""
    value = Decimal(str(round(mean, 1)))
    return _("Energy: {mean} of 5 (n = {people})", mean=value, people=people)


def obstacles(found: Obstacles, names: Mapping[Obstacle, Message]) -> list[Words]:
    """Say what stands in the way, by category; of those of few people, only which they are."""
    told: list[Words] = [
        _("{reason}: {count}", reason=names[kind], count=count) for kind, count in found.counts
    ]
    if found.few:
        told.append(
            _("Fewer than {count} people each: {names}", count=FEWEST,
              names=Listing([names[kind] for kind in found.few]))
        )  # fmt: skip
    return told


def by_place(
    session: Session, taking_part: Participation, week: str, reach: Reach, language: str
) -> list[tuple[Words, Rate]]:
    """Return the rates of a week by region, or within one by province; in order of their names."""
    key = region_of if reach.region_id is None else province_of
    found = taking_part.by(week, key)
    names = territory.labels_of(session, found)
    named = [(Names(*names[place]), rate) for place, rate in found.items()]
    return sorted(named, key=lambda pair: in_order(pair[0], language))


def by_kind(taking_part: Participation, week: str) -> list[tuple[Words, Rate]]:
    """Return the rates of a week by what a local government is."""
    return _listed(taking_part.by(week, lambda seat: seat.place.kind), KINDS)


def by_size(taking_part: Participation, week: str) -> list[tuple[Words, Rate]]:
    """Return the rates of a week by how large a local government is."""
    return _listed(taking_part.by(week, lambda seat: seat.place.size), SIZES)


def region_of(seat: Seating) -> int:
    """Return the region a seat lies in."""
    return seat.place.region_id


def province_of(seat: Seating) -> int:
    """Return the province a seat lies in; the region's own council is a group of its own."""
    return seat.place.province_id or seat.place.region_id


def name_of(place: Place) -> Names:
    """Return the name of a local government as the register has it."""
    return Names(ar=place.name_ar, fr=place.name_fr)


def in_order(words: Words, language: str) -> str:
    """Return by what words are put in the order of the alphabet."""
    return locales.normalise(locales.render(words, language, html=False))


def mondays(weeks: Iterable[str]) -> list[date]:
    """Return the first days of ISO weeks."""
    return [first_day(week) for week in weeks]


def waits(board: Board) -> list[Words]:
    """Say how many are silent, and how many questions have waited for too long."""
    return [
        _n("{count} person is silent: four check-ins or more.",
           "{count} people are silent: four check-ins or more.", len(board.silent)),
        _n("{count} question has waited for more than 72 working hours.",
           "{count} questions have waited for more than 72 working hours.", len(board.unanswered)),
    ]  # fmt: skip


def first_screen(board: Board, when: When) -> list[Words]:
    """Say the figures of a week, in a few lines."""
    rate = board.rate
    told = answered(rate)
    lines: list[Words] = [
        _("Answered so far: {answered}", answered=told)
        if is_open(when)
        else _("Answered: {answered}", answered=told)
    ]
    if rate.excused:
        lines.append(
            _n("{count} of the others is excused.", "{count} of the others are excused.",
               rate.excused)
        )  # fmt: skip
    lines.append(_("The four weeks before: {rate}", rate=interval(board.mean)))
    lines += beside(board.burden)
    mood = next((one for one in board.moods if one.week == board.week), None)
    if mood is not None:
        lines.append(energy(mood.mean, mood.people))
    return lines


def projects(board: Board) -> Words:
    """Say how far the projects are together, and how fresh that is."""
    found = board.commitments
    high = sum(found.levels.get(level, 0) for level in HIGH)
    return _n(
        "{count} project: {high} at high completion, {silent} without a report",
        "{count} projects: {high} at high completion, {silent} without a report",
        found.projects,
        high=high,
        silent=found.levels.get(None, 0),
    )


def _listed(found: Mapping[Key, Rate], names: Mapping[Key, Message]) -> list[tuple[Words, Rate]]:
    return [(words, found[key]) for key, words in names.items() if key in found]
