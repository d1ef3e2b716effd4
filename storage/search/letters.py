"""Brings a text to the letters by which it is found, and takes it apart into words.

Accents, Arabic vowel signs and the elongation of a word, the shapes of hamza, alef, ya and ta
marbuta, digits, case: none makes a difference. Tifinagh is read as the Latin letters in which
Amazigh is typed on most telephones, so that the two scripts find each other.
"""

import re
import unicodedata

LONGEST_WORD = 40  # letters; whatever is longer is no word of a language of ours

_UNWRITTEN = re.compile(
    "[\u200e\u200f\u202a-\u202e\u2066-\u2069\u061c\ufeff"  # directions
    "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0640]"  # vowel signs, elongation
)
_FOLDED = str.maketrans(
    {
        **dict.fromkeys("أإآٱ", "\u0627"),
        **dict.fromkeys("ىئی", "ي"),
        **dict.fromkeys("گݣڭک", "ك"),
        "ؤ": "و",
        "ة": "\u0647",
        "ء": "",
        "ڤ": "ف",
        "پ": "ب",
        "œ": "oe",
        "æ": "ae",
        "Œ": "oe",
        "Æ": "ae",
        **{chr(0x0660 + digit): str(digit) for digit in range(10)},
        **{chr(0x06F0 + digit): str(digit) for digit in range(10)},
    }
)
_AMAZIGH = str.maketrans(
    dict(zip("ⴰⴱⴳⴷⴹⴻⴼⴽⵀⵃⵇⵉⵊⵍⵎⵏⵓⵔⵕⵙⵚⵜⵟⵡⵢⵣⵥⵯ", "abgddefkhhqijlmnurrssttwyzzw", strict=True))
    | {"ⵖ": "gh", "\u0263": "gh", "ⵅ": "kh", "ⵛ": "ch"}
    | dict.fromkeys("ⵄ\u025b", "")  # the ayn, which most people leave out in Latin letters
)
_WORD = re.compile(
    "[0-9a-z\u00df-\u00f6\u00f8-\u00fd\u00ff-\u024f]+"  # Latin, without the mark of the tokens
    "|[\u0620-\u064a\u066e-\u06d3\u06d5\u06fa-\u06fc\u06ff]+"  # Arabic
)


def plain_letters(text: str) -> str:
    """Fold letters and digits to their plainest form, as ``locales`` does for what is typed."""
    text = _UNWRITTEN.sub("", unicodedata.normalize("NFKC", text))
    text = unicodedata.normalize("NFD", text.translate(_FOLDED).lower())
    return "".join(letter for letter in text if not unicodedata.combining(letter))


def words(text: str) -> list[str]:
    """Return the words of ``text`` in plain letters, in their order, repeats included."""
    plain = plain_letters(text).translate(_AMAZIGH)
    return [word[:LONGEST_WORD] for word in _WORD.findall(plain)]


def is_arabic(word: str) -> bool:
    """Whether a word, in plain letters, is written in Arabic letters."""
    return word[0] >= "\u0620"
