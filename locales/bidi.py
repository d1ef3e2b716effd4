"""Keeps lines readable when directions mix: isolates around values, marks at the start of lines.

Chats take a paragraph's direction from its first strong letter, and numbers with signs are
reordered inside Arabic. Telegram recognises links itself, so nothing invisible may touch one.
"""

import re
import unicodedata
from functools import lru_cache
from html import unescape

RLM = "\u200f"
LRM = "\u200e"
LRI = "\u2066"
FSI = "\u2068"
PDI = "\u2069"

TAG = re.compile(r"</?(?:b|i|u|s|a|code|pre|blockquote)(?:\s[^<>]*)?>")

_CONTROLS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\u061c\ufeff]")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")  # PostgreSQL has no NUL, UTF-8 no half character
_SIGNS = "@#/$"
_LINK = re.compile(rf"(?<![\w<&/;])[{_SIGNS}](?=\w)|://|\w\.[^\W\d_]{{2}}|\w@\w")
_SIGN = re.compile(rf"(?:(?<=\s)|^)(?=[{_SIGNS}]\w)", re.MULTILINE)
# Without it "/help" is drawn "help/" among Arabic. The space keeps the mark off the link, and
# is drawn on its far side.
_BEFORE_LINK = f"{LRM} "
_SPACES = re.compile(r"(\s+)")
_ISOLATED = re.compile(f"[{LRI}{FSI}][^{PDI}]*{PDI}")
_PLAIN_NUMBER = re.compile(r"\d+", re.ASCII)
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufefc]")


def clean(text: str) -> str:
    """Remove direction controls from what somebody typed, and what no database can store.

    Do it before storing or comparing.
    """
    return _UNSTORABLE.sub("", _CONTROLS.sub("", text))


def isolate(text: str) -> str:
    """Let ``text`` take its own direction without moving what stands around it.

    Links at either end stay outside the isolate, and each line gets an isolate of its own.
    """
    if "\n" in text:
        return "\n".join(isolate(line) for line in text.split("\n"))
    if not _LINK.search(text):
        return f"{FSI}{text}{PDI}" if text else ""
    pieces = _SPACES.split(text)
    start, end = 0, len(pieces)
    while start < end and _stays_outside(pieces[start]):
        start += 1
    while end > start and _stays_outside(pieces[end - 1]):
        end -= 1
    inner = "".join(pieces[start:end])
    middle = f"{FSI}{inner}{PDI}" if inner else ""
    return "".join(pieces[:start]) + middle + "".join(pieces[end:])


@lru_cache(maxsize=2048)
def upright(text: str, direction: str) -> str:
    """Keep the sign of each /command, @name and #tag on its left where the text is Arabic."""
    return _SIGN.sub(_BEFORE_LINK, text) if direction == "rtl" else text


def decided(text: str, direction: str) -> str:
    """Give a sentence made of values alone ("{level}, {percent}") its language's direction.

    An isolate looks for the first strong letter outside of the isolates within it; where there is
    none it runs left to right, and an Arabic pair would change places.
    """
    if direction == "ltr":
        return text
    outside = TAG.sub("", _ISOLATED.sub("", text))
    strong = {unicodedata.bidirectional(letter) for letter in outside}
    return text if strong & {"L", "R", "AL"} else RLM + text


def left_to_right(text: str) -> str:
    """Keep a number with signs or separators, an hour or a range in its written order."""
    return text if _PLAIN_NUMBER.fullmatch(text) else f"{LRI}{text}{PDI}"


def steady(text: str, direction: str) -> str:
    """Make every line of ``text`` (HTML) run in ``direction``, whatever letter it starts with.

    Quotations keep the direction of the person quoted.
    """
    if direction == "ltr" and not _RIGHT_TO_LEFT.search(text):
        return text
    if "\n" not in text:
        return _steady_line(text, direction)
    lines = []
    quoted = False
    for line in text.split("\n"):
        lines.append(line if quoted else _steady_line(line, direction))
        if "blockquote>" in line:
            quoted = line.rfind("<blockquote>") > line.rfind("</blockquote>")
    return "\n".join(lines)


def _stays_outside(piece: str) -> bool:
    return not piece or piece.isspace() or _LINK.search(piece) is not None


def _steady_line(line: str, direction: str) -> str:
    wanted = "R" if direction == "rtl" else "L"
    if not line or line.startswith("<blockquote>") or _strength(line[0]) == wanted:
        return line
    visible = unescape(TAG.sub("", line.partition("<blockquote>")[0]))
    if not _may_turn(visible, direction):
        return line
    if wanted == "L":
        return LRM + line
    touches_link = (visible[0].isalnum() or visible[0] in _SIGNS) and _LINK.search(
        visible.split(maxsplit=1)[0]
    )
    return RLM + _BEFORE_LINK + line if touches_link else RLM + line


def _may_turn(visible: str, direction: str) -> bool:
    """Tell whether a chat may show ``visible`` in the other direction.

    Some look into isolates for the first strong letter and some, rightly, do not: both must
    find the wanted direction.
    """
    first = _first_strong(visible, into_isolates=True)
    outside = _first_strong(visible, into_isolates=False)
    if direction == "rtl":
        return (first, outside) != ("R", "R") and any(map(str.isalnum, visible))
    return "R" in (first, outside)


def _first_strong(visible: str, *, into_isolates: bool) -> str | None:
    depth = 0
    for letter in visible:
        if letter in {LRI, FSI}:
            depth += 1
        elif letter == PDI:
            depth -= 1
        elif into_isolates or not depth:
            strength = _strength(letter)
            if strength:
                return strength
    return None


def _strength(letter: str) -> str | None:
    """Return "R" or "L" for a letter with a direction of its own, None for a neutral one."""
    kind = unicodedata.bidirectional(letter)
    if kind == "L":
        return "L"
    return "R" if kind in {"R", "AL"} else None
