"""A word of a closed list is known in all its forms; a slip is forgiven where that is safe."""

import pytest

from handlers.imports.lexicon import Lexicon, Reading

COLOURS = Lexicon(
    {"red": ("dark red", "rouge"), "green": ("dark green", "vert"), "blue": ("bleu",)}
)


@pytest.mark.parametrize(
    ("typed", "reading"),
    [
        ("ROUGE !", Reading("red", exact=True)),
        ("darkred", Reading("red", exact=True)),
        ("dark grean", Reading("green", exact=False)),
        ("bleus", None),  # so short a word with a slip is another word
        ("verts", None),
        ("dark", None),
        ("", None),
    ],
)
def test_a_slip_is_forgiven(typed: str, reading: Reading[str] | None) -> None:
    assert COLOURS.read(typed) == reading


def test_what_is_as_near_to_two_meanings_is_neither() -> None:
    near = Lexicon({1: ("regional coordination",), 2: ("regional coordinatior",)})
    assert near.read("regional coordinatiox") is None
