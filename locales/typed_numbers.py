"""Understands the whole numbers people type: in digits of either kind, or in words up to 100."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import product

from locales.typed import normalise, plain_letters

_HUNDRED = 100
_MOST_DIGITS = 9

_PERCENT_WORDS = (
    "pour cent",
    "pourcent",
    "percent",
    "per cent",
    "بالمائة",
    "بالمئة",
    "في المائة",
    "في المئة",
    "بالمية",
    "في المية",
)
_SIGNS = "%٪"
_PERCENT = (
    f"(?:[{_SIGNS}]|(?:"
    + "|".join(sorted({re.escape(plain_letters(word)) for word in _PERCENT_WORDS}, reverse=True))
    + r")(?!\w))"
)

# What joins a number to another one before it: decimal signs, a slash, dashes.
_JOINED = ".,\u066b/\u2013\u2014-"
_GROUPED = re.compile(r"\d{1,3}(?:[ .,\u202f]\d{3})+", re.ASCII)
_WHOLE = re.compile(r"-?\d+", re.ASCII)
_AROUND = re.compile(rf"\A[{_SIGNS}\s]*(.*?)\s*{_PERCENT}?\s*[.!]*\s*\Z", re.DOTALL)
_DIGITS_THEN_PERCENT = re.compile(rf"(?<![\d{_JOINED}])(-?\d{{1,4}})\s*{_PERCENT}", re.ASCII)
_PERCENT_THEN_DIGITS = re.compile(
    rf"(?<![\d\s])\s*[{_SIGNS}]\s?(\d{{1,4}})(?![{_JOINED}]*\d|\s*[{_SIGNS}])", re.ASCII
)
_WORDS_THEN_PERCENT = re.compile(rf"((?:[^\W\d_]+[\s-]+){{1,6}}?){_PERCENT}")

_ENGLISH_UNITS = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
    *("eighteen", "nineteen"),
)
_ENGLISH_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_FRENCH_UNITS = (
    *("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix"),
    *("onze", "douze", "treize", "quatorze", "quinze", "seize", "dix-sept", "dix-huit"),
    "dix-neuf",
)
_FRENCH_TENS = {
    20: "vingt",
    30: "trente",
    40: "quarante",
    50: "cinquante",
    60: "soixante",
    70: "septante",
    80: "quatre-vingt",
    90: "nonante",
}
# Masculine, feminine and spoken Moroccan forms.
_ARABIC_UNITS = {
    1: "واحد واحدة وحدة",
    2: "اثنان اثنين اثنتان اثنتين جوج زوج",
    3: "ثلاثة ثلاث تلاتة تلات",
    4: "أربعة أربع ربعة",
    5: "خمسة خمس",
    6: "ستة ست",
    7: "سبعة سبع",
    8: "ثمانية ثماني ثمان تمنية تمانية",
    9: "تسعة تسع تسعود",
    10: "عشرة عشر",
}
_ARABIC_TENS = {
    20: "عشرون عشرين",
    30: "ثلاثون ثلاثين تلاتين",
    40: "أربعون أربعين ربعين",
    50: "خمسون خمسين",
    60: "ستون ستين",
    70: "سبعون سبعين",
    80: "ثمانون ثمانين تمانين",
    90: "تسعون تسعين",
}
_ARABIC_TEENS = {
    11: "أحد واحد إحدى",
    12: "اثنا اثني اثنتا اثنتي",
    **{10 + unit: _ARABIC_UNITS[unit] for unit in range(3, 10)},
}
_OTHERS = {
    50: ("half", "a half", "moitié", "la moitié", "نصف", "النصف", "نص", "النص"),
    100: ("hundred", "one hundred", "a hundred", "cent", "مائة", "مئة", "مية"),
    0: ("صفر",),
    80: ("quatre-vingts",),
    11: ("حداش",),
    12: ("طناش",),
}


def number(text: str) -> int | None:
    """Return the whole number that ``text`` is, or None when it is something else.

    A percent sign or word after it is left aside. Digits may give any number below a thousand
    million, negative ones too, so that the caller can say what is wrong with it; words go from
    0 to 100, and "half" is 50.
    """
    found = _AROUND.match(plain_letters(text))
    bare = found[1] if found else ""
    if _WHOLE.fullmatch(bare):
        return _small_enough(bare)
    if _GROUPED.fullmatch(bare):
        return _small_enough(re.sub(r"\D", "", bare))
    return None if re.search(r"\d", bare) else _in_words().get(normalise(bare))


def percent_in(text: str) -> int | None:
    """Return the percentage said in ``text``, from 0 to 100.

    None when it says none, more than one, or one that is no whole number up to 100.
    """
    plain = plain_letters(text)
    digits = (_DIGITS_THEN_PERCENT, _PERCENT_THEN_DIGITS)
    said = {int(found) for pattern in digits for found in pattern.findall(plain)}
    for found in _WORDS_THEN_PERCENT.finditer(plain):
        said |= _ending_in_number(normalise(found[1]).split())
    if len(said) != 1:
        return None
    value = said.pop()
    return value if 0 <= value <= _HUNDRED else None


def _small_enough(digits: str) -> int | None:
    return int(digits) if len(digits.lstrip("-")) <= _MOST_DIGITS else None


def _ending_in_number(words: list[str]) -> set[int]:
    """Return the number with which ``words`` end, the longest reading first."""
    for start in range(len(words)):
        value = _in_words().get(" ".join(words[start:]))
        if value is not None:
            return {value}
    return set()


@cache
def _in_words() -> dict[str, int]:
    """Return every way of saying 0 to 100, in plain letters."""
    said: dict[str, int] = {}
    for way in (_english, _french, _arabic):
        for value, text in way():
            said.setdefault(normalise(text), value)
    for value, texts in _OTHERS.items():
        said.update({normalise(text): value for text in texts})
    return said


def _english() -> Iterator[tuple[int, str]]:
    yield from enumerate(_ENGLISH_UNITS)
    for place, ten in enumerate(_ENGLISH_TENS, start=2):
        yield 10 * place, ten
        for unit in range(1, 10):
            yield 10 * place + unit, f"{ten} {_ENGLISH_UNITS[unit]}"


def _french() -> Iterator[tuple[int, str]]:
    yield from enumerate(_FRENCH_UNITS)
    for ten, name in _FRENCH_TENS.items():
        yield ten, name
        # Soixante and quatre-vingt count on to nineteen.
        for unit in range(1, 20 if ten in {60, 80} else 10):
            yield ten + unit, f"{name} {_FRENCH_UNITS[unit]}"
            if unit in {1, 11}:
                yield ten + unit, f"{name} et {_FRENCH_UNITS[unit]}"
                yield ten + unit, f"{name} et {_FRENCH_UNITS[unit]}e"


def _arabic() -> Iterator[tuple[int, str]]:
    for value, forms in (_ARABIC_UNITS | _ARABIC_TENS).items():
        yield from ((value, form) for form in forms.split())
    for value, forms in _ARABIC_TEENS.items():
        for form, ten in product(forms.split(), ("عشر", "عشرة")):
            yield value, f"{form} {ten}"
            yield value, form + ten
    for (tens, names), unit in product(_ARABIC_TENS.items(), range(1, 10)):
        forms = f"{_ARABIC_UNITS[unit]} {_ARABIC_TEENS.get(10 + unit, '')}"
        for form, name in product(forms.split(), names.split()):
            yield tens + unit, f"{form} و{name}"
            yield tens + unit, f"{form} و {name}"
