"""What a maker of documents works with: what was ordered, by whom, and a way to look things up.

A *maker* is an ordinary function ``(desk) -> Made`` that is run in a thread, outside of every
transaction: it looks up what it needs in portions, each a short transaction that only reads.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from handlers.policy import Policy
from handlers.say import Button
from locales import Words, _
from storage import Session
from storage.reach import Reach

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True)
class Ordered:
    """An order as its maker sees it: who for, as they are at this moment, and what.

    ``reach`` is how far they coordinate, None for somebody who coordinates nothing; ``place`` is
    their seat's collectivity. ``about`` is what the order was given with.
    """

    id: int
    member_id: int
    language: str
    about: Mapping[str, Any]
    reach: Reach | None
    place: int | None


class Desk(Protocol):
    """Where one document is made; used from the maker's thread alone."""

    @property
    def order(self) -> Ordered:
        """What was ordered."""
        ...

    @property
    def now(self) -> datetime:
        """When it was begun to be made (aware, UTC)."""
        ...

    @property
    def policy(self) -> Policy:
        """What the network has settled on."""
        ...

    def read(
        self, work: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run ``work(session, …)`` on one moment of the database.

        Raises Abandoned when the document is not wanted any more: let it pass.
        """
        ...

    def progress(self, done: int, total: int) -> None:
        """Say how many rows of how many are written; shown in the chat when it takes long.

        Cheap to call often. Raises Abandoned as ``read`` does.
        """
        ...


@dataclass(frozen=True)
class Made:
    """A document that was made: its name as the person sees it, its type, its bytes.

    ``caption`` are the words it arrives with, above ``rows`` of buttons. With ``photo`` it shows in
    the chat as a picture. ``detail`` goes to the audit log: ids, counts and closed values.
    """

    name: str
    mime: str
    content: bytes = field(repr=False)
    caption: Words
    photo: bool = False
    rows: tuple[tuple[Button, ...], ...] = ()
    detail: Mapping[str, Any] = field(default_factory=dict)


Maker = Callable[[Desk], Made]

TOO_LARGE = _("That is more than one file can hold here. Please choose a shorter period.")


class NotMade(Exception):
    """It cannot be made, now or by trying again; ``words`` say why, to whoever ordered it."""

    def __init__(self, words: Words) -> None:
        """Remember the words."""
        super().__init__()
        self.words = words


class NothingToShow(NotMade):
    """There is nothing to show: no failure, and ``words`` say so."""


class Abandoned(Exception):
    """Not to be made any more: its customer may not have it, or another makes it, or we stop."""
