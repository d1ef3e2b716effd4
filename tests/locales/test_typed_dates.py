"""Dates are understood as people in Morocco write them, whichever months they use."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locales import LANGUAGES, Day, Message, date_in, render
from locales.formats import full_date, long_date

TUESDAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    "typed",
    [
        "24/11/2026",
        "24-11-2026",
        "24.11.2026",
        "24 / 11 / 2026",
        "24/11/26",
        "2026-11-24",
        "2026/11/24",
        "٢٤/١١/٢٠٢٦",
        "24\u200f/11\u200f/2026",
        "24 novembre 2026",
        "le 24 Nov. 2026.",
        "24 نونبر 2026",
        "٢٤ نونبر ٢٠٢٦",
        "24 نوفمبر 2026",
        "24 من نونبر سنة 2026",
        "24 تشرين الثاني 2026",
        "24 ⵏⵓⵡⴰⵏⴱⵉⵔ 2026",
        "November 24, 2026",
        "Nov 24th 2026",
        "24th of November 2026",
        "24 novembre",
        "absent jusqu'au 24 novembre 2026 inclus",
        "إجازة حتى 24 نونبر",
        "24/11/2026, je répète : 24 novembre 2026",
    ],
)
def test_a_date_is_understood(typed: str) -> None:
    assert date_in(typed, date(2026, 11, 20)) == TUESDAY


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("1er janvier 2027", date(2027, 1, 1)),
        ("premier mars 2027", date(2027, 3, 1)),
        ("فاتح يناير 2027", date(2027, 1, 1)),
        ("14 août 2027", date(2027, 8, 14)),
        ("14 غشت 2027", date(2027, 8, 14)),
        ("14 أغسطس 2027", date(2027, 8, 14)),
        ("14 آب 2027", date(2027, 8, 14)),
        ("5 يوليوز 2027", date(2027, 7, 5)),
        ("5 جويلية 2027", date(2027, 7, 5)),
        ("5 ماي 2027", date(2027, 5, 5)),
        ("29/02/2028", date(2028, 2, 29)),
        ("10 janvier", date(2027, 1, 10)),
        ("10 octobre", date(2026, 10, 10)),
        ("today", TUESDAY),
        ("aujourd’hui", TUESDAY),
        ("اليوم", TUESDAY),
        ("Hier !", TUESDAY - timedelta(1)),
        ("yesterday", TUESDAY - timedelta(1)),
        ("أمس", TUESDAY - timedelta(1)),
        ("البارحة", TUESDAY - timedelta(1)),
        ("demain", TUESDAY + timedelta(1)),
        ("غداً", TUESDAY + timedelta(1)),
        ("tomorrow", TUESDAY + timedelta(1)),
    ],
)
def test_every_calendar_in_use_is_known(typed: str, day: date) -> None:
    assert date_in(typed, TUESDAY) == day


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "bientôt",
        "31/02/2026",
        "32 novembre 2026",
        "0/1/2026",
        "24/13/2026",
        "12/126",
        "60 %",
        "29/02/2027",
        "du 24/11/2026 au 30/11/2026",
        "اليوم الدراسي",
        "1.2.3.4.2026",
        "24/11",
        "31 novembre",
        "novembre 2026",
        "0000-01-01",
    ],
)
def test_no_date_several_or_an_impossible_one_is_not_guessed(typed: str) -> None:
    assert date_in(typed, TUESDAY) is None


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)), st.sampled_from(LANGUAGES))
def test_every_date_that_is_shown_can_be_typed_back(day: date, language: str) -> None:
    assert date_in(long_date(day, language), TUESDAY) == day
    assert date_in(full_date(day, language), TUESDAY) == day
    assert date_in(render(Message("{day}", {"day": Day(day)}), language), TUESDAY) == day
    assert date_in(f"{day:%d/%m/%Y}", TUESDAY) == day
    assert date_in(day.isoformat(), TUESDAY) == day


@given(st.text(), st.dates(date(1950, 1, 1), date(2100, 1, 1)))
def test_any_text_has_an_answer(text: str, today: date) -> None:
    found = date_in(text, today)
    assert found is None or isinstance(found, date)
