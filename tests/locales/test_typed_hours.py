"""The hours people type."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locales import hour_in


@pytest.mark.parametrize(
    ("typed", "hour", "minute"),
    [
        ("10", 10, 0), ("10h", 10, 0), ("10h30", 10, 30), ("à 14 h 30", 14, 30), ("9.30", 9, 30),
        ("١٠:٣٠", 10, 30), ("2 pm", 14, 0), ("12 am", 0, 0), ("midi", 12, 0),
        ("10 heures et demie", 10, 30), ("3 heures de l'après-midi", 15, 0),
        ("العاشرة", 10, 0), ("العاشرة والنصف صباحا", 10, 30), ("الثالثة بعد الزوال", 15, 0),
        ("3 بعد الزوال", 15, 0), ("الثانية عشرة", 12, 0), ("الساعة 9 صباحا", 9, 0),
    ],
)  # fmt: skip
def test_hours_are_understood(typed: str, hour: int, minute: int) -> None:
    assert hour_in(typed) == time(hour, minute)


@pytest.mark.parametrize("typed", ["", "25", "10:75", "soon", "at 10 or 11", "24/11/2026", "-3"])
def test_what_is_no_hour_is_none(typed: str) -> None:
    assert hour_in(typed) is None


@given(st.times(), st.sampled_from(["{:%H:%M}", "{:%Hh%M}", "{:%H h %M}"]))
def test_every_hour_of_the_day_can_be_typed(at: time, form: str) -> None:
    assert hour_in(form.format(at)) == at.replace(second=0, microsecond=0)


@given(st.text())
def test_nothing_typed_breaks_it(typed: str) -> None:
    hour_in(typed)
