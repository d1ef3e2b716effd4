"""What waits in the database is said exactly as it was meant."""

import json
from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locales import (
    Command,
    Day,
    Hour,
    Lines,
    Listing,
    Message,
    Moment,
    Names,
    Percent,
    Quote,
    Span,
    Value,
    Weekday,
    Words,
    _,
    _n,
    decode,
    encode,
    render,
)

moments = st.datetimes(timezones=st.just(UTC))
numbers = st.integers() | st.decimals(allow_nan=False, allow_infinity=False)
plain_values: st.SearchStrategy[Value] = st.one_of(
    st.text(),
    st.integers(),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.dates(),
    moments,
    st.builds(Names, st.text(), st.text()),
    st.builds(Percent, numbers),
    st.builds(Command, st.text()),
    st.builds(Quote, st.text(), st.integers(1, 4000)),
    st.builds(Day, st.dates()),
    st.builds(Moment, moments),
    st.builds(Hour, st.times() | moments),
    st.builds(Span, st.times(), st.times()),
    st.builds(Weekday, st.integers(1, 7)),
)


def _messages(values: st.SearchStrategy[Value]) -> st.SearchStrategy[Message]:
    fields = st.dictionaries(st.text(min_size=1), values, max_size=3)
    return st.builds(Message, st.text(), fields) | st.builds(
        Message, st.text(), fields, st.text(), st.integers()
    )


def _nested(values: st.SearchStrategy[Value]) -> st.SearchStrategy[Value]:
    listings = st.lists(values, max_size=3).map(Listing)
    return _messages(values) | listings


messages = _messages(st.recursive(plain_values, _nested, max_leaves=5))
words = st.one_of(
    st.text(),
    messages,
    st.builds(Names, st.text(), st.text()),
    st.builds(Quote, st.text()),
    st.builds(Lines, st.lists(messages | st.text(), max_size=3), st.text()),
)


@given(words)
def test_words_come_back_from_the_database_as_they_went_in(said: Words) -> None:
    assert decode(json.loads(json.dumps(encode(said)))) == said


def test_a_decimal_comes_back_with_its_digits() -> None:
    said = _("{share}", share=Decimal("1.50"))
    assert encode(said) == {"message": "{share}", "values": {"share": {"decimal": "1.50"}}}


def test_a_simple_message_is_stored_simply() -> None:
    assert encode(_("Yes")) == {"message": "Yes"}
    assert encode(_n("{count} day", "{count} days", 2)) == {
        "message": "{count} day",
        "plural": "{count} days",
        "count": 2,
    }


def test_what_was_stored_with_its_keys_in_another_order_reads_the_same() -> None:
    said = _n("{count} day for {who}", "{count} days for {who}", 2, who=Names("فاس", "Fès"))
    stored = encode(said)
    assert decode(dict(reversed(stored.items()))) == said


@pytest.mark.parametrize("stored", [None, [], {}, 1.5, {"text": "x"}, {"percent": 60}, 5])
def test_what_is_no_words_is_refused(stored: object) -> None:
    with pytest.raises(ValueError, match="not words"):
        decode(stored)


def test_a_moment_without_zone_is_not_stored() -> None:
    naive = datetime(2026, 11, 24, 10)  # noqa: DTZ001, the point of the test
    for value in (naive, Moment(naive), Hour(naive)):
        with pytest.raises(ValueError, match="zone"):
            encode(_("{at}", at=value))


def test_a_sentence_without_one_of_its_values_is_refused_where_it_is_written() -> None:
    with pytest.raises(KeyError, match="project"):
        _("Report on {project}")
    with pytest.raises(KeyError, match="place"):
        _n("One project in {place}", "{count} projects in {place}", 2)


def test_the_count_is_given_without_being_asked() -> None:
    assert render(_n("{count} day", "{count} days", 3), "en") == "3 days"


def test_messages_compare_by_content_and_can_be_kept_in_sets() -> None:
    assert _("{a} {b}", a="1", b="2") == _("{a} {b}", b="2", a="1")
    assert len({_("Yes"), _("Yes"), _("No")}) == 2
    assert Listing(["A"]) == Listing(("A",))
    assert Lines([_("Yes")]) == Lines((_("Yes"),))
    assert Day(date(2026, 11, 24)) != date(2026, 11, 24)
    assert Span(time(10), time(12)) == Span(time(10), time(12))
