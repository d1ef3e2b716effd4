"""What is said survives the outbox, and what was queued by an earlier version can still be read."""

import json

from hypothesis import given
from hypothesis import strategies as st

from handlers.say import Button, Say, decode, encode
from locales import _

LINES = st.text(min_size=1, max_size=30)
BUTTONS = st.builds(Button, label=LINES, data=st.text("abc:0123", min_size=1, max_size=64))
MESSAGES = st.builds(
    Say,
    text=LINES,
    rows=st.lists(st.lists(BUTTONS, min_size=1).map(tuple), max_size=3).map(tuple),
    replaces=st.none() | st.integers(1).map(str),
    document=st.none() | st.integers(1, 2**31 - 1),
    secret=st.booleans(),
)


@given(MESSAGES)
def test_a_message_comes_out_of_the_outbox_as_it_went_in(message: Say) -> None:
    assert decode(json.loads(json.dumps(encode(message)))) == message


def test_a_message_without_a_file_is_queued_as_it_always_was() -> None:
    assert encode(Say("Bonjour")) == {"text": "Bonjour", "rows": [], "replaces": None}
    assert decode({"text": "Bonjour", "rows": [], "replaces": None}) == Say("Bonjour")


def test_a_file_and_a_secret_are_told_by_a_word_each() -> None:
    assert encode(Say(_("Help"), document=7, secret=True)).items() >= {
        ("document", 7),
        ("secret", True),
    }
