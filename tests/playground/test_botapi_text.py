"""Formatted text is read, counted, refused and shown as on Telegram."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.playground.botapi.errors import Refusal
from bot.playground.botapi.html_view import to_html
from bot.playground.botapi.text import (
    accept,
    check_entities,
    found_entities,
    parse_html,
    utf16_length,
)


def test_tags_become_entities_counted_in_utf16_units() -> None:
    text, entities = parse_html("😀 <b>جسر <i>هنا</i></b> &lt;&#39;&#x2019;&amp;&quot;&nbsp;")
    assert text == "😀 جسر هنا <'’&\"&nbsp;"
    assert entities == [
        {"type": "bold", "offset": 3, "length": 7},
        {"type": "italic", "offset": 7, "length": 3},
    ]


@pytest.mark.parametrize(
    ("html", "entity"),
    [
        ("<strong>x</strong>", {"type": "bold"}),
        ("<em>x</em>", {"type": "italic"}),
        ("<ins>x</ins>", {"type": "underline"}),
        ("<del>x</del>", {"type": "strikethrough"}),
        ('<span class="tg-spoiler">x</span>', {"type": "spoiler"}),
        ("<code>x</code>", {"type": "code"}),
        ("<pre>x</pre>", {"type": "pre"}),
        (
            '<pre><code class="language-python">x</code></pre>',
            {"type": "pre", "language": "python"},
        ),
        ("<blockquote>x</blockquote>", {"type": "blockquote"}),
        ("<blockquote expandable>x</blockquote>", {"type": "expandable_blockquote"}),
        ('<a href="https://x.ma/?a=1">x</a>', {"type": "text_link", "url": "https://x.ma/?a=1"}),
        ("<A HREF='https://x.ma'>x</a >", {"type": "text_link", "url": "https://x.ma"}),
        ('<tg-emoji emoji-id="12">x</tg-emoji>', {"type": "custom_emoji", "custom_emoji_id": "12"}),
    ],
)
def test_every_element_of_telegram_is_known(html: str, entity: dict[str, str]) -> None:
    assert parse_html(html) == ("x", [{"offset": 0, "length": 1, **entity}])


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("é<div>x</div>", 'Unsupported start tag "div" at byte offset 2'),
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("a <b", "Unclosed start tag at byte offset 2"),
        ('<a href="x', "Unclosed start tag at byte offset 0"),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        (
            "<b><i>x</b></i>",
            'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"',
        ),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ],
)
def test_what_telegram_cannot_parse_is_refused_in_its_words(html: str, reason: str) -> None:
    with pytest.raises(Refusal) as refused:
        parse_html(html)
    assert refused.value.description == f"Bad Request: can't parse entities: {reason}"


def test_length_is_counted_after_parsing_in_utf16_units() -> None:
    accept(*parse_html("<b>" + "ب" * 4096 + "</b>"), 4096, "too long")
    accept("😀" * 2048, [], 4096, "too long")
    for text in ("ب" * 4097, "😀" * 2048 + "x"):
        with pytest.raises(Refusal, match="too long"):
            accept(text, [], 4096, "too long")


def test_space_around_a_text_is_removed_and_entities_move_along() -> None:
    assert accept(*parse_html("\n <b> x </b>\n"), 4096, "") == (
        "x",
        [{"type": "bold", "offset": 0, "length": 1}],
    )


def test_at_most_a_hundred_entities() -> None:
    accept(*parse_html("<b>a</b>b" * 100), 4096, "")
    with pytest.raises(Refusal, match="ENTITIES_TOO_LONG"):
        accept(*parse_html("<b>a</b>b" * 101), 4096, "")


def test_entities_of_ones_own_must_lie_within_the_text() -> None:
    check_entities("😀x", [{"type": "bold", "offset": 2, "length": 1}])
    with pytest.raises(Refusal, match="ends after the end of the text at UTF-16 offset 3"):
        check_entities("😀x", [{"type": "bold", "offset": 2, "length": 2}])
    with pytest.raises(Refusal, match="unsupported type"):
        check_entities("x", [{"type": "shiny", "offset": 0, "length": 1}])


def test_commands_links_mentions_and_hashtags_are_found() -> None:
    found = found_entities("/start 😀 https://x.ma/a a@x.ma @jisr_bot #open 1/2 a/b")
    assert [(entity["type"], entity["offset"], entity["length"]) for entity in found] == [
        ("bot_command", 0, 6),
        ("url", 10, 14),
        ("email", 25, 6),
        ("mention", 32, 9),
        ("hashtag", 42, 5),
    ]


def test_no_command_is_found_inside_of_code() -> None:
    _, entities = accept(*parse_html("<code>/no</code> /yes"), 4096, "")
    assert [entity["type"] for entity in entities] == ["code", "bot_command"]


def test_the_way_back_is_safe_and_nests_crossing_entities() -> None:
    entities = [
        {"type": "bold", "offset": 0, "length": 3},
        {"type": "italic", "offset": 2, "length": 2},
        {"type": "text_link", "offset": 4, "length": 1, "url": 'https://x.ma/"'},
    ]
    assert to_html("😀<&>", entities) == (
        '<b>😀<i>&lt;</i></b>&amp;<a href="https://x.ma/&quot;">&gt;</a>'
    )


@given(st.lists(st.tuples(st.sampled_from(["b", "i", "u", "code"]), st.text())))
def test_what_is_shown_parses_back_to_the_same_text(pieces: list[tuple[str, str]]) -> None:
    def safe(text: str) -> str:
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

    html = "".join(f"<{tag}>{safe(text)}</{tag}>" for tag, text in pieces)
    text, entities = parse_html(html)
    assert text == "".join(piece for _, piece in pieces)
    assert parse_html(to_html(text, entities)) == (text, entities)
    assert all(entity["offset"] + entity["length"] <= utf16_length(text) for entity in entities)


@given(st.text(alphabet="<>/&;=\"' abi😀ب#39"))
def test_any_text_is_parsed_or_refused_and_never_breaks(source: str) -> None:
    try:
        text, entities = parse_html(source)
    except Refusal:
        return
    check_entities(text, entities)
