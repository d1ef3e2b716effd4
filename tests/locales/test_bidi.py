"""Lines keep their direction, and values their place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locales import clean, direction
from locales.bidi import FSI, LRM, PDI, RLM, isolate, left_to_right, steady


def test_arabic_alone_runs_from_right_to_left() -> None:
    assert [direction(language) for language in ("ar", "fr", "en", "zgh")] == [
        "rtl",
        "ltr",
        "ltr",
        "ltr",
    ]


def test_controls_are_removed_from_what_people_type() -> None:
    assert clean("\u200eA\u200f\u202aB\u202e\u2066C\u2069\u061c\ufeffD") == "ABCD"


def test_joiners_stay_since_emoji_and_letters_need_them() -> None:
    assert clean("👩\u200d💻 می\u200cخواهم") == "👩\u200d💻 می\u200cخواهم"


@given(st.text())
def test_isolating_changes_nothing_that_can_be_seen(text: str) -> None:
    assert clean(isolate(clean(text))) == clean(text)


@pytest.mark.parametrize(
    ("text", "isolated"),
    [
        ("Fès", f"{FSI}Fès{PDI}"),
        ("", ""),
        ("@jisr", "@jisr"),
        ("voir @jisr ici", f"{FSI}voir @jisr ici{PDI}"),
        ("voir @jisr", f"{FSI}voir{PDI} @jisr"),
        ("/help me", f"/help {FSI}me{PDI}"),
        ("(https://a.ma)", "(https://a.ma)"),
        ("12/126", f"{FSI}12/126{PDI}"),
        ("et/ou", f"{FSI}et/ou{PDI}"),
        ("3.5", f"{FSI}3.5{PDI}"),
        ("A &lt;/b&gt;", f"{FSI}A &lt;/b&gt;{PDI}"),
    ],
)
def test_links_at_an_end_stay_outside_the_isolate(text: str, isolated: str) -> None:
    assert isolate(text) == isolated


@pytest.mark.parametrize(
    ("number", "marked"),
    [("60", False), ("12/126", True), ("-3", True), ("+212 6 12 34 56 78", True), ("87%", True)],
)
def test_only_numbers_with_signs_are_marked(number: str, marked: bool) -> None:  # noqa: FBT001
    assert (left_to_right(number) != number) is marked


@pytest.mark.parametrize(
    "line",
    ["نعم", "✅ نعم", "1. نعم", "<b>نعم</b>", "(نعم)", "", "✅", "<blockquote>Oui</blockquote>"],
)
def test_arabic_lines_that_cannot_turn_are_left_alone(line: str) -> None:
    assert steady(line, "rtl") == line


@pytest.mark.parametrize(
    "line",
    [
        "REMACTO: نعم",
        "✅ REMACTO",
        "1. REMACTO",
        "<b>REMACTO</b>: نعم",
        "&lt;REMACTO&gt; نعم",
        f"{FSI}فاس{PDI} REMACTO",
        f"{FSI}Fès{PDI} نعم",
        "24/11/2026",
    ],
)
def test_arabic_lines_that_might_turn_begin_with_a_mark(line: str) -> None:
    assert steady(line, "rtl") == RLM + line
    assert steady(steady(line, "rtl"), "rtl") == RLM + line


def test_every_line_is_looked_at() -> None:
    assert steady("نعم\nREMACTO\n\nلا\n/help", "rtl") == (
        f"نعم\n{RLM}REMACTO\n\nلا\n{RLM}{LRM} /help"
    )


def test_french_lines_are_marked_only_when_arabic_comes_first() -> None:
    assert steady("Oui\nنعم oui\nOui نعم", "ltr") == f"Oui\n{LRM}نعم oui\nOui نعم"


def test_quoted_lines_are_left_alone() -> None:
    text = "نعم:\n<blockquote>REMACTO\nRabat</blockquote>\nRabat"
    assert steady(text, "rtl") == f"نعم:\n<blockquote>REMACTO\nRabat</blockquote>\n{RLM}Rabat"
