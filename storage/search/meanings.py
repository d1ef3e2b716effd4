"""Which words mean the same, within a language and across the four: a small table of our own.

Words alone cannot cross languages, nor does a stem join a word to its broken plural (إقليم and
أقاليم). A line of ``meanings.csv`` is one meaning; " | " stands between the words for it. It holds
single words and fixed expressions as they are searched for; how a term is to be *written* is the
translators' glossary in ``locales``, every term of which is held by a test to cross from here.
"""

import csv
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from storage.search.letters import words
from storage.search.stems import stem
from storage.search.stopwords import STOP_WORDS

TABLE = Path(__file__).with_name("meanings.csv")
LONGEST = 4  # words of an expression that say something

Expression = tuple[str, ...]  # stems


@dataclass(frozen=True)
class Meaning:
    """What else can be said for an expression: in its own language, and in the others."""

    own: frozenset[Expression]
    others: frozenset[Expression]


@cache
def known() -> Mapping[Expression, Meaning]:
    """Read the table: every expression, as stems, with what else can be said for it."""
    own: dict[Expression, set[Expression]] = defaultdict(set)
    others: dict[Expression, set[Expression]] = defaultdict(set)
    for line in _lines():
        for language, expressions in line.items():
            rest = set().union(*(said for other, said in line.items() if other != language))
            for expression in expressions:
                own[expression] |= expressions - {expression}
                others[expression] |= rest
    return {
        one: Meaning(frozenset(own[one]), frozenset(others[one] - own[one] - {one})) for one in own
    }


def _lines() -> list[dict[str, set[Expression]]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return [
            {language: _expressions(cell, language) for language, cell in row.items()}
            for row in csv.DictReader(file)
        ]


def _expressions(cell: str, language: str) -> set[Expression]:
    said = ([word for word in words(one) if word not in STOP_WORDS] for one in cell.split(" | "))
    return {tuple(stem(word, language) for word in one) for one in said if one}
