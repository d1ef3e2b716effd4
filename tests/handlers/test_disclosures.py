"""Numbers and addresses that peers need not see are noticed; figures of the work are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.disclosures import disclosed
from locales import Message

CARD, PHONE, EMAIL = "an identity-card number", "a telephone number", "an e-mail address"


def names(text: str) -> set[str]:
    found = disclosed(text)
    return {item.msgid for item in found.items if isinstance(item, Message)} if found else set()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Appelez-moi au 06 12 34 56 78", {PHONE}),
        ("رقمي ٠٦١٢٣٤٥٦٧٨", {PHONE}),
        ("+212 6-12-34-56-78", {PHONE}),
        ("00212612345678.", {PHONE}),
        ("CIN AB123456", {CARD}),
        ("بطاقتي ab 123456", {CARD}),
        ("أكتبوا إلى amal.b@exemple.ma", {EMAIL}),
        ("AB123456 et 0522123456", {CARD, PHONE}),
        ("12 500 000 DH pour 2026-2027", set()),
        ("La loi 31-13 et le décret 2-05-916", set()),
        ("Le 24/11/2026 à 10:00", set()),
        ("R-123, P-45", set()),
    ],
)
def test_what_is_noticed(text: str, expected: set[str]) -> None:
    assert names(text) == expected


@given(st.text())
def test_any_text_can_be_looked_at(text: str) -> None:
    disclosed(text)


@given(st.text(alphabet="abc يسم \n", max_size=30), st.integers(600000000, 799999999))
def test_a_number_is_found_wherever_it_stands(around: str, number: int) -> None:
    assert PHONE in names(f"{around} 0{number} {around}")
