"""One's own words to peers: understood, not too long, and giving away no more than one means to."""

import re
from dataclasses import dataclass
from datetime import date
from itertools import count

import locales
from handlers.dialogue import Choice, Media, Option, Text
from handlers.dialogue.questions import MEGABYTE, Answer, Refusal
from handlers.dialogue.replay import Dialogue
from handlers.disclosures import disclosed, holds_identity_number
from locales import Words, _

MOST = 1000  # characters: it is a message, not a document
LEAST = 6  # letters of a question that somebody can answer
FILES = Media(
    "files",
    _("Send a photo, a PDF, a voice note or a link."),
    most=3,
    max_bytes=20 * MEGABYTE,
    asked=False,
    shared=True,
)

_ARABIC = re.compile(r"[\u0620-\u064a]")
_TIFINAGH = re.compile(r"[\u2d30-\u2d6f]")
_LATIN = re.compile(r"[a-zà-ÿ]", re.IGNORECASE)


@dataclass(frozen=True)
class OwnWords(Text):
    """Words to peers: of at least ``letters`` letters, without an identity-card number."""

    letters: int = 1

    def read(self, text: str, today: date) -> Answer | Refusal:
        """Refuse what nobody could answer, and what nobody may pass on (law 09-08)."""
        read = super().read(text, today)
        if isinstance(read, Refusal):
            return read
        if sum(letter.isalpha() for letter in locales.clean(text)) < self.letters:
            return Refusal(
                _("A few more words, please. For example: How do we publish our budget?")
                if self.letters > 1
                else _("A few words, please.")
            )
        if holds_identity_number(read.value):
            return Refusal(
                _("That holds an identity-card number, which must not be passed on: please write "
                  "it again without.")
            )  # fmt: skip
        return read


def own_words(key: str, asked: Words, *, letters: int = 1) -> Dialogue:
    """Ask for words, or a file; warn when they give something away, until the person is content.

    Returns the words, "" for a file alone.
    """
    for attempt in count(1):
        words = yield OwnWords(f"{key}{attempt}", asked, limit=MOST, or_files=True, letters=letters)
        found = disclosed(words) if words else None
        if found is None:
            return words or ""
        text = _("That gives away {what}. Peers will read it.", what=found)
        if (yield Choice(f"{key}{attempt}.gives", text, options=_GIVES)) == "keep":
            return words
    return ""


def written_in(words: str, spoken: str) -> str:
    """Return the language that ``words`` seem to be in, for somebody who speaks ``spoken``."""
    letters = {
        "ar": len(_ARABIC.findall(words)),
        "zgh": len(_TIFINAGH.findall(words)),
        "fr" if spoken in {"ar", "zgh"} else spoken: len(_LATIN.findall(words)),
    }
    best = max(letters, key=lambda language: letters[language])
    return best if letters[best] else spoken


_GIVES = (Option("anew", _("Write it anew")), Option("keep", _("Send all the same")))
