"""Texts longer than one Telegram message, cut into pieces without losing a letter.

A cut falls between paragraphs if it can, else between lines, sentences or words. What is open at a
cut (a tag, a bidirectional isolate) is closed there and opened again in the next piece.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from telegram.constants import MessageLimit

LIMIT = int(MessageLimit.MAX_TEXT_LENGTH)  # counted after parsing; here in UTF-16 units
MARGIN = 8  # for isolates closed and opened again at a cut
SURROGATES_FROM = 0x10000

ISOLATES = "\u2066\u2067\u2068"
POP_ISOLATE = "\u2069"
JOINERS = "\u200d\ufe0f"
_ATOM = re.compile(r"<(/?)([a-zA-Z][\w-]*)[^<>]*>|&(?:#\d+|#x[0-9a-fA-F]+|\w+);|.", re.DOTALL)
_SENTENCE_END = ".!?؟؛;…。"


@dataclass
class _Piece:
    """A run of atoms, and which of them may end it, best kind first."""

    atoms: list[str] = field(default_factory=list)
    size: int = 0
    cuts: dict[int, int] = field(default_factory=dict)  # kind (0 best) → number of atoms before


def split(html: str, limit: int = LIMIT) -> list[str]:
    """Cut ``html`` (escaped text with simple tags) into messages of at most ``limit`` units.

    White space at a cut is dropped, as Telegram would do. Cuts never fall inside a tag, an entity
    or a letter with its marks.
    """
    if len(html) * 2 <= limit or length(html) <= limit:
        return [html]
    pieces = []
    open_tags: list[str] = []
    open_isolates: list[str] = []
    for atoms in _runs(html, limit - MARGIN):
        before = [*open_tags, *open_isolates]
        for atom in atoms:
            _follow(atom, open_tags, open_isolates)
        after = [POP_ISOLATE] * len(open_isolates) + [_closing(tag) for tag in reversed(open_tags)]
        if any(_visible(atom) for atom in atoms):
            pieces.append("".join([*before, "".join(atoms).strip(), *after]))
    return pieces


def length(html: str) -> int:
    """Count the UTF-16 units of ``html`` (as for ``split``) once parsed, an entity as two."""
    return sum(_width(match.group()) for match in _ATOM.finditer(html))


def _width(atom: str) -> int:
    """UTF-16 units of one atom once parsed."""
    if len(atom) > 1:
        return 0 if atom[0] == "<" else 2
    return 2 if ord(atom) >= SURROGATES_FROM else 1


def _visible(atom: str) -> bool:
    return _width(atom) > 0 and not atom.isspace() and atom not in ISOLATES + POP_ISOLATE


def _runs(html: str, limit: int) -> Iterator[list[str]]:
    """Cut the atoms into runs of at most ``limit`` units, each at its best place."""
    piece = _Piece()
    for match in _ATOM.finditer(html):
        atom = match.group()
        width = _width(atom)
        while width and piece.size + width > limit:
            head, tail = _cut(piece, limit)
            yield head
            piece = _Piece()
            for left in tail:
                _add(piece, left)
        _add(piece, atom)
    if piece.atoms:
        yield piece.atoms


def _add(piece: _Piece, atom: str) -> None:
    kind = _kind(piece.atoms, atom)
    if kind is not None:
        piece.cuts[kind] = len(piece.atoms)
    piece.atoms.append(atom)
    piece.size += _width(atom)


def _kind(before: list[str], atom: str) -> int | None:
    """How good a place for a cut lies before ``atom``: 0 paragraph … 3 word, 4 anywhere else."""
    if len(atom) > 1 or not before:
        return None if not before or atom.startswith("<") else 4
    last = before[-1]
    if atom == "\n":
        return 0 if last == "\n" else 1
    if atom.isspace():
        return 2 if last[-1] in _SENTENCE_END else 3
    if unicodedata.combining(atom) or atom in JOINERS or last == "\u200d":
        return None
    return None if atom == POP_ISOLATE or last in ISOLATES else 4


def _cut(piece: _Piece, limit: int) -> tuple[list[str], list[str]]:
    """Part a full piece at its best cut that does not leave it nearly empty."""
    at = 0
    for kind in sorted(piece.cuts):
        at = piece.cuts[kind]
        if sum(map(_width, piece.atoms[:at])) * 2 >= limit:
            break
    at = at or len(piece.atoms)
    return piece.atoms[:at], piece.atoms[at:]


def _follow(atom: str, open_tags: list[str], open_isolates: list[str]) -> None:
    """Keep account of what ``atom`` opens or closes."""
    if atom in ISOLATES:
        open_isolates.append(atom)
    elif atom == POP_ISOLATE:
        if open_isolates:
            open_isolates.pop()
    elif atom.startswith("</"):
        if open_tags:
            open_tags.pop()
    elif len(atom) > 1 and atom[0] == "<":
        open_tags.append(atom)


def _closing(tag: str) -> str:
    match = _ATOM.match(tag)
    return f"</{match.group(2)}>" if match else ""
