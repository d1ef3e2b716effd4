"""Making a picture that was ordered: what it is of, within what its customer reaches now."""

from collections.abc import Callable, Mapping

from handlers import boards
from handlers.desk import Abandoned, Desk, Made, NothingToShow
from handlers.pictures import board as pictures
from handlers.pictures.board import Frame
from handlers.say import Button
from locales import Lines, Names, Words, _, today
from storage import Session, figures
from storage.board import commitments, participation, waiting, wellbeing
from storage.board.overview import MONTH, When
from storage.board.participation import QUARTER
from storage.models import Collectivity
from storage.reach import Reach

MIME = "image/png"
EMPTY = _("There is nothing to draw yet.")


def make(desk: Desk) -> Made:
    """Draw a picture of the board; raises NothingToShow where there is nothing to be drawn."""
    order = desk.order
    if order.reach is None:
        raise Abandoned
    name = str(order.about["picture"])
    when = desk.read(boards.when, desk.policy, desk.now, str(order.about["week"]))
    frame = Frame(order.language, desk.read(boards.scope, order.reach), desk.now)
    content = _DRAWN[name](desk, frame, order.reach, when)
    if content is None:
        raise NothingToShow(EMPTY)
    caption = Lines([_TITLES[name], frame.scope], gap="\n")
    file = f"jisr-{name}-{today(desk.now).isoformat()}.png"
    return Made(file, MIME, content, caption, photo=True,
                rows=((Button(_("Board"), "a.board"),
                       Button(_("Pictures"), "a.board.pictures")),))  # fmt: skip


def _response(desk: Desk, frame: Frame, reach: Reach, when: When) -> bytes | None:
    found = desk.read(participation.participation, reach, when.week, when.now, weeks=1)
    if not found.seats:
        return None
    groups = desk.read(boards.by_place, found, when.week, reach, frame.language)
    rate = found.rate(when.week)
    return pictures.response(frame, groups, rate, when.week, _costs(desk, reach, when))


def _attendance(desk: Desk, frame: Frame, reach: Reach, when: When) -> bytes | None:
    found = desk.read(participation.participation, reach, when.week, when.now, weeks=QUARTER)
    if not found.seats:
        return None
    key = boards.region_of if reach.region_id is None else boards.province_of
    names = desk.read(_named, {key(seat) for seat in found.seats})
    return pictures.attendance(frame, found, key, names, _costs(desk, reach, when))


def _mood(desk: Desk, frame: Frame, reach: Reach, when: When) -> bytes | None:
    week = boards.closed(when)
    found = desk.read(participation.participation, reach, week, when.now, weeks=QUARTER)
    means = desk.read(wellbeing.moods, reach, week, QUARTER)
    rates = (found.rate(week) for week in found.weeks)
    if not means and all(rate.is_small for rate in rates):
        return None
    return pictures.mood(frame, found, means, _costs(desk, reach, when))


def _progress(desk: Desk, frame: Frame, reach: Reach, _when: When) -> bytes | None:
    found = desk.read(commitments.commitments, reach)
    return pictures.progress(frame, found) if found.projects else None


def _obstacles(desk: Desk, frame: Frame, reach: Reach, _when: When) -> bytes | None:
    found = desk.read(wellbeing.obstacles, reach)
    return pictures.obstacles(frame, found) if found.counts or found.few else None


def _questions(desk: Desk, frame: Frame, reach: Reach, when: When) -> bytes | None:
    counts = desk.read(waiting.unanswered_by_topic, reach, when.before)
    return pictures.questions(frame, counts) if counts else None


def _costs(desk: Desk, reach: Reach, when: When) -> list[Words]:
    return boards.beside(desk.read(figures.of_week, reach, when.week, when.now - MONTH))


def _named(session: Session, places: set[int]) -> dict[int, Words]:
    """Name places in short, without what they are: there is little room beside a grid."""
    found = [session.get_one(Collectivity, place) for place in places]
    return {one.id: Names(ar=one.name_ar, fr=one.name_fr) for one in found}


_DRAWN: Mapping[str, Callable[[Desk, Frame, Reach, When], bytes | None]] = {
    "response": _response,
    "grid": _attendance,
    "mood": _mood,
    "progress": _progress,
    "obstacles": _obstacles,
    "questions": _questions,
}
_TITLES: Mapping[str, Words] = {
    "response": _("<b>Who answered</b>"),
    "grid": _("<b>Who took part, week by week</b>"),
    "mood": _("<b>Energy and answers</b>"),
    "progress": _("<b>How far the projects are</b>"),
    "obstacles": _("<b>What stands in the way</b>"),
    "questions": _("<b>Questions without an answer</b>"),
}
