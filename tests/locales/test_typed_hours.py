"""The hours people type."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locales import LANGUAGES, Hour, hour_in, render
from locales.message import Message


@pytest.mark.parametrize(
    ("typed", "hour", "minute"),
    [
        ("10", 10, 0), ("10h", 10, 0), ("10h30", 10, 30), ("à 14 h 30", 14, 30), ("9.30", 9, 30),
        ("١٠:٣٠", 10, 30), ("2 pm", 14, 0), ("12 am", 0, 0), ("midi", 12, 0),
        ("10 heures et demie", 10, 30), ("3 heures de l'après-midi", 15, 0),
        ("08:30", 8, 30), ("8 h 30", 8, 30), ("à 8h30", 8, 30), ("8 heures 30", 8, 30),
        ("الساعة ٠٨:٣٠", 8, 30), ("14 heures", 14, 0), ("١٤", 14, 0), ("at 14:00", 14, 0),
        ("العاشرة", 10, 0), ("العاشرة والنصف صباحا", 10, 30), ("الثالثة بعد الزوال", 15, 0),
        ("3 بعد الزوال", 15, 0), ("الثانية عشرة", 12, 0), ("الساعة 9 صباحا", 9, 0),
    ],
)  # fmt: skip
def test_hours_are_understood(typed: str, hour: int, minute: int) -> None:
    assert hour_in(typed) == time(hour, minute)


@pytest.mark.parametrize(
    "typed",
    ["", "25", "10:75", "soon", "at 10 or 11", "24/11/2026", "-3", "25:00", "24:00", "9:60",
     "12/12", "8:3", "123", "8h ou 9h", "x"],
)  # fmt: skip
def test_what_is_no_hour_is_none(typed: str) -> None:
    assert hour_in(typed) is None


@given(st.times(), st.sampled_from(["{:%H:%M}", "{:%Hh%M}", "{:%H h %M}"]))
def test_every_hour_of_the_day_can_be_typed(at: time, form: str) -> None:
    assert hour_in(form.format(at)) == at.replace(second=0, microsecond=0)


@given(at=st.times(), language=st.sampled_from(LANGUAGES))
def test_an_hour_we_show_is_read_back(at: time, language: str) -> None:
    at = at.replace(second=0, microsecond=0)
    assert hour_in(render(Message("{hour}", {"hour": Hour(at)}), language, html=False)) == at


@given(st.text())
def test_nothing_typed_breaks_it(typed: str) -> None:
    hour_in(typed)
