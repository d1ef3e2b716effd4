"""Finds what Jisr says in each language: reads the .po files as they are, once, when needed.

English is the text in the code. A text missing in one language is taken from the next one that
has it, string by string, so that nobody ever sees a key or half an empty screen.
"""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from gettext import c2py
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as Entry
from babel.messages.pofile import read_po

from locales.message import Message

LANGUAGES = ("ar", "fr", "en", "zgh")
"""The languages Jisr speaks, in the order in which they are offered."""

FOLDER = Path(__file__).parent
DOMAIN = "jisr"

_CHAINS: Mapping[str, Sequence[str]] = {
    "ar": ("ar", "fr"),
    "fr": ("fr", "ar"),
    "en": (),
    "zgh": ("zgh", "ar", "fr"),
}
_NAMES = {"ar": "العربية", "fr": "Français", "en": "English", "zgh": "ⵜⴰⵎⴰⵣⵉⵖⵜ"}
# Tamazight is unfinished on purpose: only attested words are shipped.
_UNFINISHED = "zgh"

_log = logging.getLogger(__name__)


def direction(language: str) -> str:
    """Return "rtl" or "ltr"."""
    return "rtl" if language == "ar" else "ltr"


def language_name(language: str) -> str:
    """Return the name of ``language`` in itself, in its own script."""
    return _NAMES[language]


def known(language: str) -> str:
    """Return ``language`` when Jisr speaks it, else Arabic."""
    return language if language in _CHAINS else "ar"


def po_file(language: str, folder: Path = FOLDER) -> Path:
    """Say where the translations into ``language`` are kept."""
    return folder / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def read(path: Path) -> Catalog:
    """Read a .po or .pot file.

    Raises:
        babel.messages.pofile.PoFileError: when it is not well formed.
    """
    with path.open("rb") as file:
        return read_po(file, abort_invalid=True)


def texts_of(text: str | Sequence[str] | None) -> Sequence[str]:
    """Return the forms of an entry's text: one, or several when it has plurals."""
    return (text or "",) if isinstance(text, str | None) else tuple(text)


def finished(entry: Entry) -> bool:
    """Tell whether ``entry`` is translated in all its forms and not marked fuzzy."""
    return not entry.fuzzy and all(texts_of(entry.string))


@dataclass(frozen=True)
class Translations:
    """The finished texts of one language: for each English text its forms, one or several."""

    forms: Mapping[str, Sequence[str]]
    form_for: Callable[[int], int]

    @classmethod
    def of(cls, catalog: Catalog) -> "Translations":
        """Keep what is translated whole and not marked fuzzy."""
        forms = {}
        for entry in catalog:
            if entry.id and finished(entry):
                forms[texts_of(entry.id)[0]] = texts_of(entry.string)
        return cls(forms, c2py(catalog.plural_expr))

    def find(self, message: Message) -> str | None:
        """Return the text of ``message``, in the form its count asks for, or None."""
        forms = self.forms.get(message.msgid)
        if forms is None:
            return None
        if len(forms) == 1:
            return forms[0]
        return forms[self.form_for(1 if message.count is None else abs(message.count))]


class Shelf:
    """The catalogues below one folder, each read when first needed."""

    def __init__(self, folder: Path = FOLDER) -> None:
        """Take the catalogues of ``folder``."""
        self._folder = folder
        self._open: dict[str, Translations | None] = {}
        self._told: set[tuple[str, str]] = set()

    def texts(self, message: Message, language: str) -> Iterator[tuple[str, str]]:
        """Yield the texts that may stand for ``message``, best first, each with its language.

        The English text is always the last.
        """
        for candidate in _CHAINS[known(language)]:
            translations = self._translations(candidate)
            text = translations.find(message) if translations else None
            if text is not None:
                yield candidate, text
            elif candidate != _UNFINISHED:
                self.report(candidate, message.msgid, "missing")
        yield "en", _english(message)

    def report(self, language: str, msgid: str, trouble: str) -> None:
        """Log once that the text of ``msgid`` cannot be used."""
        if (language, msgid) not in self._told:
            self._told.add((language, msgid))
            _log.warning("%s text in %r: %r", trouble, language, msgid)

    def _translations(self, language: str) -> Translations | None:
        if language not in self._open:
            path = po_file(language, self._folder)
            self._open[language] = Translations.of(read(path)) if path.exists() else None
        return self._open[language]


@cache
def shelf() -> Shelf:
    """Return Jisr's own catalogues."""
    return Shelf()


def _english(message: Message) -> str:
    if message.plural is not None and message.count != 1:
        return message.plural
    return message.msgid
