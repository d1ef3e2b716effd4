"""An invented library for benchmarks: entries of 150 to 300 words, Arabic and French.

The words are made of Arabic roots and patterns and of French syllables, and come as often as words
do: the commonest in every entry, most of them hardly ever (Zipf). The same seed gives the same
library.
"""

import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate

from storage.search import Entry, Kind

TOPICS = ("participation", "transparency", "budget", "digital", "environment", "youth")
REGIONS = 12
VOCABULARY = 30_000  # different words of a language, without their forms
LITTLE = 0.4  # the share of a text that is little words
BEGAN = datetime(2024, 1, 1, tzinfo=UTC)

_LITTLE = {
    "ar": "في من على إلى عن مع التي الذي هذا هذه كان ما لا أن إن أو ثم بعد قبل بين كل غير قد لم",
    "fr": "de la le les des du un une et à en dans pour par sur avec au aux qui que est sont ce",
}
_CONSONANTS = "بتثجحخدذرزسشصضطظعغفقكلمنهوي"
_PATTERNS = ("{0}{1}{2}", "{0}ا{1}{2}", "م{0}{1}و{2}", "ت{0}{1}ي{2}", "{0}{1}ا{2}ة", "ا{0}ت{1}ا{2}",
             "م{0}ا{1}{2}ة", "{0}{1}ي{2}", "إ{0}{1}ا{2}", "ت{0}ا{1}{2}")  # fmt: skip
_BEFORE = ("", "", "", "ال", "ال", "ال", "وال", "ب", "لل", "و", "بال")
_AFTER = {"ar": ("", "", "", "", "ات", "ها", "ه", "ين", "ية"), "fr": ("", "", "", "s", "s")}
_SYLLABLES = """
    ba bou cha co cri da dé di fa for ga gi ha in jou la lé li lo man mé mi mu na né nou
    or pa par pé pla po pro ra ré ri sa sé si sou ta té ti tra tri va ver vi vo zo
"""
_ENDS = """
    tion ment ité eur age ble que re le té ne if al ance
"""


class Library:
    """Makes entries, and the questions that somebody asks who half remembers one of them."""

    def __init__(self, seed: int = 1, vocabulary: int = VOCABULARY) -> None:
        """Make the vocabularies, of so many words each."""
        self._chance = random.Random(seed)
        self._words = {"ar": _distinct(self._arabic, vocabulary),
                       "fr": _distinct(self._french, vocabulary)}  # fmt: skip
        self._often = list(accumulate(1 / (rank + 2.7) for rank in range(vocabulary)))

    def entries(self, count: int) -> Iterator[Entry]:
        """Yield so many entries, numbered from 1, of both languages in turn."""
        for number in range(1, count + 1):
            language = ("ar", "fr")[number % 2]
            kind = Kind.FAQ if number % 3 == 0 else Kind.PRACTICE
            yield Entry(
                kind=kind,
                number=number,
                language=language,
                topic=self._chance.choice(TOPICS),
                region_id=self._chance.randint(1, REGIONS),
                title=self._text(language, self._chance.randint(5, 10)),
                body=self._text(language, self._chance.randint(150, 300)),
                dated=BEGAN + timedelta(minutes=number),
            )

    def question(self, entry: Entry, slips: float = 0.1) -> str:
        """Ask in three to ten words of the entry; so many of the long ones have a slip."""
        said = f"{entry.title} {entry.body}".split()
        begin = self._chance.randrange(len(said) - 12)
        asked = said[begin : begin + 12]
        chosen = sorted(self._chance.sample(range(12), self._chance.randint(3, 10)))
        return " ".join(slipped(asked[place], self._chance, slips) for place in chosen)

    def common(self, count: int) -> list[str]:
        """Return some of the words that stand in very many entries."""
        return self._chance.sample(self._words["ar"][:20] + self._words["fr"][:20], count)

    def _text(self, language: str, length: int) -> str:
        little = _LITTLE[language].split()
        often = [1 / (rank + 1) for rank in range(len(little))]
        small = self._chance.choices(little, often, k=length)
        large = self._chance.choices(self._words[language], cum_weights=self._often, k=length)
        return " ".join(
            one if self._chance.random() < LITTLE else self._form(other, language)
            for one, other in zip(small, large, strict=True)
        )

    def _form(self, word: str, language: str) -> str:
        before = self._chance.choice(_BEFORE) if language == "ar" else ""
        return f"{before}{word}{self._chance.choice(_AFTER[language])}"

    def _arabic(self) -> str:
        root = self._chance.choices(_CONSONANTS, k=3)
        return self._chance.choice(_PATTERNS).format(*root)

    def _french(self) -> str:
        syllables = self._chance.choices(_SYLLABLES.split(), k=self._chance.randint(1, 3))
        return "".join(syllables) + self._chance.choice(_ENDS.split())


def _distinct(make: Callable[[], str], count: int) -> list[str]:
    found: dict[str, None] = {}
    while len(found) < count:
        found[make()] = None
    return list(found)


def slipped(word: str, chance: random.Random, share: float) -> str:
    """Return ``word``, with a slip of the finger in ``share`` of those of five letters or more.

    A letter is left out, doubled, changed for another of the word, or changes places.
    """
    if len(word) < 5 or chance.random() >= share:
        return word
    at = chance.randrange(1, len(word) - 1)
    return chance.choice(
        (
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word[:at] + chance.choice(word) + word[at + 1 :],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        )
    )
