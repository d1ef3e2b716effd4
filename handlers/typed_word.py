"""A word that has to be typed to confirm what cannot be undone: a tap is too easily made."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

import locales
from handlers.dialogue import Question
from handlers.dialogue.questions import Answer, Refusal
from locales import LANGUAGES, Words


@dataclass(frozen=True)
class Word(Question):
    """The word that confirms, in any of our languages; all else is refused with ``refused``."""

    word: Words = ""
    refused: Words = ""
    free_text: ClassVar[bool] = True  # no near miss of a button, no number, counts as an answer

    def read(self, text: str, today: date) -> Answer | Refusal:
        """Take the word, and no other."""
        del today
        if locales.normalise(text) in self._spellings():
            return Answer(value=True)
        return Refusal(self.refused)

    def accepts(self, value: object) -> bool:
        """Accept what ``read`` answered."""
        return value is True

    def _spellings(self) -> set[str]:
        """Return the word in each language, as typed words are compared."""
        return {
            locales.normalise(locales.render(self.word, language, html=False))
            for language in LANGUAGES
        }
