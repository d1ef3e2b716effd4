"""Numbers are understood in digits of either kind and in three languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locales import number, percent_in
from locales.typed_numbers import _arabic, _english, _french


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("60", 60),
        ("60%", 60),
        ("60 %", 60),
        ("60\u202f%.", 60),
        ("٦٠٪", 60),
        ("٪٦٠", 60),
        ("%60", 60),
        ("۶۰", 60),
        ("\u200f60\u200f%", 60),
        ("soixante", 60),
        ("Soixante-quinze", 75),
        ("soixante et onze", 71),
        ("quatre-vingts", 80),
        ("Quatre vingt dix", 90),
        ("quatre-vingt-dix-neuf %", 99),
        ("trente et un", 31),
        ("septante", 70),
        ("50 pour cent", 50),
        ("cent", 100),
        ("la moitié", 50),
        ("ستون", 60),
        ("ستين", 60),
        ("خمسة وسبعون", 75),
        ("خَمسة و سبعين", 75),
        ("أحد عشر", 11),
        ("إحدى عشرة", 11),
        ("اثنا عشر", 12),
        ("ثلاثة عشر", 13),
        ("واحد وعشرون", 21),
        ("تمنية وربعين", 48),
        ("مائة", 100),
        ("مئة بالمئة", 100),
        ("خمسون في المائة", 50),
        ("نصف", 50),
        ("صفر", 0),
        ("sixty five", 65),
        ("Sixty-five percent", 65),
        ("zero", 0),
        ("hundred", 100),
        ("150", 150),
        ("-5", -5),
        ("1 000", 1000),
        ("1\u202f250 000", 1250000),
        ("1.250", 1250),
    ],
)
def test_a_number_is_understood(typed: str, value: int) -> None:
    assert number(typed) == value


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "%",
        "beaucoup",
        "60 ou 70",
        "60,5",
        "60.5",
        "٦٠٫٥",
        "12/126",
        "environ 60",
        "9" * 5000,
        "soixante kilos",
        "cinq cents",
        "1 00",
        "--5",
    ],
)
def test_what_is_no_whole_number_is_not_guessed(typed: str) -> None:
    assert number(typed) is None


@pytest.mark.parametrize("way", [_english, _french, _arabic])
def test_every_number_up_to_ninety_nine_can_be_said(way: object) -> None:
    assert callable(way)
    said = list(way())
    assert {value for value, _text in said} >= set(range(1, 100))
    for value, text in said:
        assert number(text) == value, text
        assert number(f"{text} %") == value, text


@given(st.integers(0, 10**9 - 1), st.sampled_from(["", "%", " %", "٪", " pour cent", " في المائة"]))
def test_digits_of_either_kind_say_the_same(value: int, sign: str) -> None:
    eastern = "".join(chr(0x0660 + int(digit)) for digit in str(value))
    assert number(f"{value}{sign}") == number(f"{eastern}{sign}") == value


@pytest.mark.parametrize(
    ("sentence", "value"),
    [
        ("وصلنا إلى 60% من الأشغال", 60),
        ("وصلنا إلى ٦٠٪ من الأشغال", 60),
        ("وصلنا إلى %60 من الأشغال", 60),
        ("وصلنا خمسة وسبعين في المائة", 75),
        ("Marché signé, 60 %", 60),
        ("60 % des travaux, 12 lots, le 24/11/2026", 60),
        ("nous sommes à soixante-dix pour cent du total", 70),
        ("about sixty five percent done", 65),
        ("60 %, oui 60%", 60),
        ("0 %", 0),
        ("100%", 100),
    ],
)
def test_a_percentage_is_found_in_a_sentence(sentence: str, value: int) -> None:
    assert percent_in(sentence) == value


@pytest.mark.parametrize(
    "sentence",
    [
        "",
        "Marché signé",
        "60 lots sur 100",
        "de 40 % à 60 %",
        "60,5 %",
        "60.5%",
        "٦٠٫٥٪",
        "150 %",
        "10-20 %",
        "10–20 %",
        "-5 %",
        "12/126",
        "pour cent raisons",
        "1" * 5000 + "%",
    ],
)
def test_a_doubtful_percentage_is_not_guessed(sentence: str) -> None:
    assert percent_in(sentence) is None


@given(st.integers(0, 100), st.text("abc بجد,.!؟\n"), st.text(" abc بجد!؟\n"))
def test_a_percentage_is_found_among_any_words(value: int, before: str, after: str) -> None:
    assert percent_in(f"{before} : {value} % {after}") == value


@given(st.text())
def test_any_text_has_an_answer(text: str) -> None:
    assert number(text) is None or isinstance(number(text), int)
    found = percent_in(text)
    assert found is None or 0 <= found <= 100
