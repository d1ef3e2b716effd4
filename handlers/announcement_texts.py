"""The text of an announcement, asked for language by language, none of which may be cut."""

from handlers.announced import LONGEST, units
from handlers.dialogue import Choice, Option, Text
from handlers.dialogue.replay import Dialogue
from locales import Lines, Message, Words, _, _n, language_name

TRIES = 8  # of one text, until it fits
MOST_TYPED = 20_000  # characters that are kept of a text too long, to be made shorter
NO = "no"

_TEXT: dict[str, Message] = {
    "ar": _("The text in Arabic, just as it is to be read:"),
    "fr": _("The text in French, just as it is to be read:"),
    "en": _("The text in English, just as it is to be read:"),
    "zgh": _("The text in Tamazight, just as it is to be read:"),
}


def written() -> Dialogue:
    """Ask for Arabic and French, either of which may be missing, then for the other two."""
    texts: dict[str, str] = {}
    for language in ("ar", "fr"):
        words = yield from _text(language, optional=language == "ar" or bool(texts))
        if words is not None:
            texts[language] = words
    left = ["en", "zgh"]
    for turn in range(2):
        options = (Option(NO, _("No, go on")), *(Option(one, language_name(one)) for one in left))
        more = yield Choice(f"more-{turn}", _("In another language too?"), options=options)
        if more == NO:
            break
        left.remove(more)
        words = yield from _text(more, optional=True)
        if words is not None:
            texts[more] = words
    return texts


def _text(language: str, *, optional: bool) -> Dialogue:
    """Ask until the text fits one message; what does not is kept, to be edited."""
    asked: Words = _TEXT[language]
    for turn in range(TRIES):
        words = yield Text(f"text-{language}-{turn}", asked, limit=MOST_TYPED, optional=optional)
        if words is None or units(words) <= LONGEST:
            return words
        asked = Lines(
            [
                _n(
                    "That is {count} character; {limit} fit here. Please shorten it a little.",
                    "That is {count} characters; {limit} fit here. Please shorten it a little.",
                    units(words),
                    limit=LONGEST,
                ),
                _("It is kept as it is: edit your message, or send a shorter one."),
            ]
        )
    return None
