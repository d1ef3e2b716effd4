"""answerInlineQuery: what a bot has found for somebody, checked as Telegram checks it."""

import re
from typing import Final

from bot.playground.botapi.errors import QUERY_TOO_OLD, bad_request
from bot.playground.botapi.fields import Params
from bot.playground.botapi.inquiries import InlineAnswer
from bot.playground.botapi.messages import Content, formatted
from bot.playground.botapi.service import Service
from bot.playground.botapi.text import MAX_TEXT

MAX_RESULTS: Final = 50
MAX_ID: Final = 64
"""The longest id of a result, in bytes."""
MAX_START: Final = 64
CACHED: Final = 300
"""Seconds for which an answer is repeated when the bot does not say."""
_START: Final = re.compile(r"[A-Za-z0-9_-]*")


def answer(api: Service, params: Params) -> bool:
    """Carry out answerInlineQuery: once, in time."""
    results = params["results"]
    if len(results) > MAX_RESULTS:
        raise bad_request("too many inline query results specified")
    button = params.get("button")
    if button is not None:
        _check_button(button)
    messages: dict[str, Content] = {}
    for result in results:
        if result["id"] in messages:
            raise bad_request("RESULT_ID_DUPLICATE")
        messages[result["id"]] = _message(result)
    query = api.world.inquiries.find(params["inline_query_id"])
    now = api.clock.now().timestamp()
    if query is None or query.answer is not None or now > query.at + api.rules.inline_answer:
        raise bad_request(QUERY_TOO_OLD)
    found = InlineAnswer(results, messages, button)
    seconds, personal = params.get("cache_time", CACHED), params.get("is_personal", False)
    api.world.inquiries.keep(query, found, seconds, personal=personal)
    api.journal.changed("inline", query.person.id)
    return True


def _check_button(button: Content) -> None:
    start = button.get("start_parameter", "")
    if not button["text"]:
        raise bad_request("can't parse inline query results button: text must be non-empty")
    if "web_app" in button:
        return
    if not start:
        raise bad_request("can't use empty start_parameter")
    if len(start) > MAX_START:
        raise bad_request("too long start_parameter specified")
    if not _START.fullmatch(start):
        raise bad_request("unallowed characters in start_parameter are used")


def _message(result: Content) -> Content:
    """Return what a result becomes in a chat. Raises Refusal for one Telegram would not take."""
    if result["type"] != "article":
        raise bad_request("RESULT_TYPE_INVALID")
    if not result["id"]:
        raise bad_request("RESULT_ID_EMPTY")
    if len(result["id"].encode()) > MAX_ID:
        raise bad_request("RESULT_ID_INVALID")
    if not result["title"].strip():
        raise bad_request("ARTICLE_TITLE_EMPTY")
    content = result["input_message_content"]
    text, entities = formatted(content, "message_text", "entities", MAX_TEXT, "MESSAGE_TOO_LONG")
    if not text:
        raise bad_request("message text is empty")
    message: Content = {"text": text}
    if entities:
        message["entities"] = entities
    if "reply_markup" in result:
        message["reply_markup"] = result["reply_markup"]
    return message
