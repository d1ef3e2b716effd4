"""A sheet by itself: mirrored, nothing over the edge, every letter there is, the same each time."""

import io
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.image import imread

from handlers.pictures.charts import Bar, Cell, Heading, Part, bars, grid, sheet
from handlers.pictures.page import INK, MARGIN, WIDTH, Page
from locales import LANGUAGES, Names, Words

NOW = datetime(2026, 11, 27, 10, tzinfo=UTC)
LONG = Names(ar="جماعة سيدي عبد الله غياث " * 8, fr="Commune de Sidi Abdallah Ghiyat-sur-Mer " * 5)
WRITTEN = "أبتثجحخدذرزسشلا abcdéèçùâÎ ⴰⴱⵜⵉⵣ’'-–…·()%$_^{}\\&<>0123456789"
FEW = Part("–", "#000000")


def ink(png: bytes) -> Any:
    """Return how light each dot of a picture is, by row: 0 black, 1 paper."""
    return imread(io.BytesIO(png))[..., :3].mean(axis=2)


def picture(language: str, label: Words, value: Words = "12 (60 %)") -> bytes:
    rows = [Bar(label, 0.25, value), Bar("B", None, "–")]
    return sheet(language, Heading("T", "S"), NOW, bars(rows))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_name_of_any_length_stays_on_the_sheet_and_off_the_figure(language: str) -> None:
    page = Page(language, 300)
    name = page.shortened(page.say(LONG), 500, 22)
    assert page.width(name, 22) <= 500
    start, dots, end = name.partition("…")
    assert dots
    assert page.say(LONG).startswith(start)
    assert page.say(LONG).endswith(end)
    drawn = ink(picture(language, LONG))
    assert drawn.shape[1] == WIDTH
    for edge in (drawn[:, : MARGIN - 4], drawn[:, WIDTH - MARGIN + 4 :]):
        assert edge.min() == 1


def test_arabic_is_drawn_from_the_right() -> None:
    left, right = (ink(picture(language, "A")) for language in ("fr", "ar"))
    blue = 0.5  # darker than the track
    begins = {}
    for name, drawn in (("fr", left), ("ar", right)):
        row = [x for x in range(WIDTH) if drawn[249, x] < blue]
        begins[name] = (min(row), max(row))
    assert begins["fr"][0] == MARGIN
    assert begins["ar"][1] == WIDTH - MARGIN - 1
    assert begins["fr"][1] - begins["fr"][0] == begins["ar"][1] - begins["ar"][0]


def test_every_letter_of_the_four_languages_is_in_the_font() -> None:
    page = Page("zgh", 200)
    for text in ("ⵜⴰⵎⴰⵣⵉⵖⵜ", "لائحة المجموع ٦٠", "Drâa–Tafilalet…", "✓ · – …"):
        page.text(MARGIN, 100, text, color=INK)  # a letter that is missing would be a warning
    page.png()


def test_the_same_figures_make_the_same_bytes() -> None:
    assert picture("ar", LONG) == picture("ar", LONG)
    assert picture("ar", LONG) != picture("ar", LONG, "13 (65 %)")


@settings(max_examples=25, deadline=None)
@given(text=st.text(WRITTEN, max_size=60), room=st.integers(min_value=60, max_value=900))
def test_whatever_is_written_fits_its_room(text: str, room: int) -> None:
    page = Page("fr", 100)
    said = page.say(text)
    assert page.width(page.shortened(said, room, 18), 18) <= max(room, page.width("…", 18))


def test_a_grid_of_many_weeks_and_names_has_a_field_for_each() -> None:
    weeks = [date(2026, 9, 7 + number) for number in range(12)]
    rows = [(LONG, [Cell("#000000")] * 12)] * 40
    drawn = ink(sheet("fr", Heading("T", "S"), NOW, grid(weeks, rows, (FEW,))))
    column = [dot < 0.04 for dot in drawn[:, WIDTH - MARGIN - 12]]  # through the last week
    runs = sum(now and not before for before, now in zip([False, *column], column, strict=False))
    assert runs == 40
