"""Long texts: cut at good places, nothing lost, every piece whole."""

import html
import re

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.telegram.split import split

FSI, PDI = "\u2068", "\u2069"
SENTENCE = "انعقد اجتماع لجنة التتبع بمقر الجماعة وحضره ممثلو المجتمع المدني. "


def plain(piece: str) -> str:
    return html.unescape(re.sub(r"<[^<>]*>", "", piece))


def letters(text: str) -> str:
    return re.sub(rf"[\s{FSI}{PDI}]", "", text)


def size(piece: str) -> int:
    return len(plain(piece).encode("utf-16-le")) // 2


fragments = st.one_of(
    st.sampled_from(["a", "و", "é", "😀", " ", "\n", "\n\n", ". ", "؟ ", "&amp;", "&lt;", "ⵉ"]),
    st.text("abcوحد ", min_size=1, max_size=12),
).flatmap(
    lambda word: st.sampled_from([word, f"<b>{word}</b>", f"<i>{word}</i>", f"{FSI}{word}{PDI}"])
)


@given(st.lists(fragments, max_size=300), st.integers(40, 120))
@settings(max_examples=60)
def test_no_letter_is_lost_and_no_piece_is_too_long(parts: list[str], limit: int) -> None:
    text = "".join(parts)
    pieces = split(text, limit)
    assert letters("".join(map(plain, pieces))) == letters(plain(text))
    if size(text) > limit:
        assert all(size(piece) <= limit for piece in pieces)


@given(st.lists(fragments, min_size=30, max_size=300))
@settings(max_examples=60)
def test_each_piece_closes_what_it_opens(parts: list[str]) -> None:
    for piece in split("".join(parts), 60):
        opened: list[str] = []
        for slash, name in re.findall(r"<(/?)(\w+)>", piece):
            if slash:
                assert opened.pop() == name
            else:
                opened.append(name)
        assert not opened
        assert piece.count(FSI) == piece.count(PDI)


def test_a_text_that_fits_is_left_as_it_is() -> None:
    text = "  " + "é" * 4000 + "\n"
    assert split(text) == [text]


def test_markup_does_not_count() -> None:
    assert len(split("<b>a</b>" * 4096)) == 1


def test_a_cut_falls_between_paragraphs() -> None:
    pieces = split("\n\n".join(["mot " * 500] * 4))
    assert len(pieces) == 2
    assert all(size(piece) <= 4096 for piece in pieces)
    assert [piece.count("\n\n") for piece in pieces] == [1, 1]


def test_a_cut_falls_between_sentences_where_there_are_no_paragraphs() -> None:
    pieces = split(SENTENCE * 150)
    assert len(pieces) == 3
    assert all(piece.endswith(".") for piece in pieces)


def test_a_wall_of_letters_is_cut_all_the_same() -> None:
    assert "".join(split("ب" * 9000)) == "ب" * 9000


def test_bold_and_isolates_go_on_in_the_next_piece() -> None:
    first, second = split(f"<b>{FSI}{'كلمة ' * 900}{PDI}</b>")
    assert first.endswith(f"{PDI}</b>")
    assert second.startswith(f"<b>{FSI}")


def test_a_letter_keeps_its_marks() -> None:
    pieces = split("e\u0301" * 4000)
    assert all(piece.endswith("\u0301") and piece.startswith("e") for piece in pieces)
