"""The board at a glance: one value with all that its first screen says."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from storage import figures, shelves
from storage.board.commitments import Commitments, commitments
from storage.board.participation import QUARTER, Participation, participation
from storage.board.rates import Rate
from storage.board.silence import Silent, silent
from storage.board.waiting import Waiting, unanswered
from storage.board.wellbeing import Mood, Obstacles, moods, obstacles
from storage.figures import Figures
from storage.reach import Reach
from storage.shelves import Entry, Shelf

MONTH = timedelta(days=28)
LATELY = 5  # practices shown
_MEAN = 4  # weeks


@dataclass(frozen=True)
class When:
    """The moment a board is of.

    Attributes:
        week: the ISO week its rates are of, which may not be over.
        now: the moment itself (aware).
        today: the date in Morocco.
        before: a question asked before this moment, 72 working hours ago, has waited too long.
    """

    week: str
    now: datetime
    today: date
    before: datetime


@dataclass(frozen=True)
class Board:
    """The figures of a week within reach.

    Attributes:
        week: the ISO week they are of, which may not be over.
        taking_part: the quarter that ends with it, seat by seat.
        burden: what the answers cost: messages, stops, pressure. A rate is never shown without it.
        moods: the weeks of the quarter in which five people or more told their energy.
        practices: the newest of the last 28 days.
    """

    week: str
    taking_part: Participation
    burden: Figures
    silent: list[Silent]
    obstacles: Obstacles
    unanswered: list[Waiting]
    commitments: Commitments
    practices: list[Entry]
    moods: list[Mood]

    @property
    def rate(self) -> Rate:
        """The rate of the week itself."""
        return self.taking_part.rate(self.week)

    @property
    def last(self) -> Rate:
        """The rate of the week before."""
        return self.taking_part.rate(self.taking_part.weeks[-2])

    @property
    def mean(self) -> Rate:
        """The rate of the four weeks before this one, together."""
        return self.taking_part.mean(self.taking_part.weeks[-1 - _MEAN : -1])

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nobody and nothing to show figures of."""
        return not self.taking_part.seats and not self.commitments.projects


def board(session: Session, reach: Reach, when: When) -> Board:
    """Return the board of a week within reach."""
    shelf = Shelf(region_id=reach.region_id, since=when.now - MONTH)
    return Board(
        week=when.week,
        taking_part=participation(session, reach, when.week, when.now),
        burden=figures.of_week(session, reach, when.week, when.now - MONTH),
        silent=silent(session, reach, when.now, when.today),
        obstacles=obstacles(session, reach),
        unanswered=unanswered(session, reach, when.before),
        commitments=commitments(session, reach),
        practices=list(shelves.entries(session, shelf, limit=LATELY)),
        moods=moods(session, reach, when.week, QUARTER),
    )
