"""Times of day are understood as people type them; what is none, or two, is not guessed at."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locales import LANGUAGES, Hour, render, time_in
from locales.message import Message


@pytest.mark.parametrize(
    "typed",
    ["8:30", "08:30", "8.30", "8h30", "8 h 30", "à 8h30", "8 heures 30", "٨:٣٠", "الساعة ٠٨:٣٠"],
)
def test_half_past_eight(typed: str) -> None:
    assert time_in(typed) == time(8, 30)


@pytest.mark.parametrize("typed", ["14", "14h", "14 h", "14 heures", "١٤", "at 14:00", "14h00"])
def test_two_in_the_afternoon(typed: str) -> None:
    assert time_in(typed) == time(14)


@pytest.mark.parametrize(
    "typed", ["", "25:00", "24:00", "9:60", "12/12", "-3", "8:3", "123", "8h ou 9h", "midi ?", "x"]
)
def test_what_is_no_time_is_none(typed: str) -> None:
    assert time_in(typed) is None


@given(at=st.times(), language=st.sampled_from(LANGUAGES))
def test_a_time_we_show_is_read_back(at: time, language: str) -> None:
    at = at.replace(second=0, microsecond=0)
    assert time_in(render(Message("{hour}", {"hour": Hour(at)}), language, html=False)) == at
