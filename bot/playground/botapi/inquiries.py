"""What people type after the bot's name in a chat, and what it has found for them so far."""

import itertools
from dataclasses import dataclass
from typing import Final

from bot.clocks import Clock
from bot.playground.botapi.people import Person, Raw

LONGEST: Final = 256
"""Characters of a query; a telephone sends no more."""


@dataclass(frozen=True)
class InlineAnswer:
    """What a bot answered: articles, with the message that each becomes, and perhaps a button."""

    results: list[Raw]
    messages: dict[str, Raw]
    button: Raw | None = None


@dataclass(eq=False)
class InlineQuery:
    """Words of a person, typed at a moment (seconds); ``answer`` is None while there is none."""

    id: str
    person: Person
    words: str
    at: float
    answer: InlineAnswer | None = None


class Inquiries:
    """Every query by its id, the newest of each person, and answers that may be repeated."""

    def __init__(self, clock: Clock) -> None:
        """Begin without any."""
        self.newest: dict[int, InlineQuery] = {}
        self._clock = clock
        self._ids = itertools.count(7_000_000_000_000_001)
        self._queries: dict[str, InlineQuery] = {}
        self._cache: dict[tuple[int | None, str], tuple[InlineAnswer, float]] = {}

    def ask(self, person: Person, words: str) -> InlineQuery:
        """Note what somebody types; it has its answer already where one may still be repeated."""
        now = self._clock.now().timestamp()
        query = InlineQuery(str(next(self._ids)), person, words[:LONGEST], now)
        for whose in (person.id, None):
            answer, until = self._cache.get((whose, query.words), (None, 0.0))
            if answer is not None and now < until:
                query.answer = answer
        self._queries[query.id] = self.newest[person.id] = query
        return query

    def find(self, query_id: str) -> InlineQuery | None:
        """Return the query with this id."""
        return self._queries.get(query_id)

    def keep(
        self, query: InlineQuery, answer: InlineAnswer, seconds: float, *, personal: bool
    ) -> None:
        """Answer a query, and repeat that for so long to its person, or to all (``personal``)."""
        query.answer = answer
        key = query.person.id if personal else None
        self._cache[key, query.words] = (answer, self._clock.now().timestamp() + seconds)
