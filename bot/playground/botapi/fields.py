"""What each field of a request must look like: its type, whatever way it was sent.

Forms carry everything as text, JSON bodies carry values or, as some libraries do, text again. Both
are understood; a value of another type is refused.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from bot.playground.botapi.errors import Refusal, bad_request
from bot.playground.botapi.markup import check_markup

Params = dict[str, Any]
Check = Callable[[str, object], Any]


@dataclass(frozen=True, eq=False)
class Upload:
    """A file that came with a request."""

    content: bytes
    name: str
    mime: str


def mistyped(name: str, expected: str) -> Refusal:
    """Return the 400 for a field of the wrong type."""
    return bad_request(f'field "{name}" must be of type {expected}')


def integer(name: str, value: object) -> int:
    """Read a whole number, also from text."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str):
        digits = value.strip()
        if digits.removeprefix("-").isdecimal() and digits.isascii():
            return int(digits)
    raise mistyped(name, "Integer")


def number(name: str, value: object) -> float:
    """Read a decimal number, also from text."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    if isinstance(value, str):
        try:
            return float(value)
        except ValueError:
            pass
    raise mistyped(name, "Float")


def text(name: str, value: object) -> str:
    """Read text."""
    if isinstance(value, str):
        return value
    raise mistyped(name, "String")


def boolean(name: str, value: object) -> bool:
    """Read true or false, also from text."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in ("true", "false", "1", "0"):
        return value.lower() in ("true", "1")
    raise mistyped(name, "Boolean")


def chat(name: str, value: object) -> int | str:
    """Read a chat's number or its @name."""
    if isinstance(value, str) and value.startswith("@"):
        return value
    try:
        return integer(name, value)
    except Refusal:
        raise mistyped(name, "Integer or String") from None


def file(name: str, value: object) -> Upload | str:
    """Read an uploaded file, or the id of one that is there."""
    if isinstance(value, Upload | str):
        return value
    raise mistyped(name, "InputFile or String")


def decoded(name: str, value: object) -> object:
    """Undo the JSON in which nested values are sent by forms."""
    return parse_json(value, f'"{name}" JSON object') if isinstance(value, str) else value


def parse_json(source: str, what: str) -> object:
    """Return the value of ``source``. Raises Refusal (400) for what is no JSON or no text."""
    try:
        found = json.loads(source)
        if "\\ud" in source.lower():
            json.dumps(found, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise bad_request("strings must be encoded in UTF-8") from None
    except (ValueError, RecursionError):
        raise bad_request(f"can't parse {what}") from None
    return found


def structure(kind: str, required: dict[str, type], optional: dict[str, type]) -> Check:
    """Return a check for an object with these members and no others."""
    known = required | optional

    def check(name: str, value: object) -> dict[str, Any]:
        found = decoded(name, value)
        if not isinstance(found, dict):
            raise mistyped(name, kind)
        for member, content in found.items():
            if member not in known:
                raise bad_request(f'unknown field "{member}" in {kind}')
            if not _is(content, known[member]):
                raise mistyped(f"{name}.{member}", known[member].__name__)
        for member in required:
            if member not in found:
                raise bad_request(f'can\'t parse {kind}: field "{member}" must be specified')
        return found

    return check


def _is(value: object, kind: type) -> bool:
    if kind is int:
        return isinstance(value, int) and not isinstance(value, bool)
    return kind is object or isinstance(value, kind)


def listing(check: Check) -> Check:
    """Return a check for a list of what ``check`` accepts."""

    def check_all(name: str, value: object) -> list[Any]:
        found = decoded(name, value)
        if not isinstance(found, list):
            raise mistyped(name, "Array")
        return [check(f"{name}[{index}]", item) for index, item in enumerate(found)]

    return check_all


def markup(name: str, value: object) -> dict[str, Any] | None:
    """Read any keyboard."""
    return check_markup(decoded(name, value), inline_only=False)


def inline_markup(name: str, value: object) -> dict[str, Any] | None:
    """Read an inline keyboard, the only kind an edit may carry."""
    return check_markup(decoded(name, value), inline_only=True)


_ENTITY: Final = structure(
    "MessageEntity",
    {"type": str, "offset": int, "length": int},
    {
        "url": str,
        "user": dict,
        "language": str,
        "custom_emoji_id": str,
        "unix_time": int,
        "date_time_format": str,
    },
)
_REPLY: Final = structure(
    "ReplyParameters",
    {},
    {
        "message_id": int,
        "chat_id": object,
        "allow_sending_without_reply": bool,
        "quote": str,
        "quote_parse_mode": str,
        "quote_entities": list,
        "quote_position": int,
        "checklist_task_id": int,
    },
)
_PREVIEW: Final = structure(
    "LinkPreviewOptions",
    {},
    {
        "is_disabled": bool,
        "url": str,
        "prefer_small_media": bool,
        "prefer_large_media": bool,
        "show_above_text": bool,
    },
)
_SCOPE: Final = structure("BotCommandScope", {"type": str}, {"chat_id": object, "user_id": int})
_COMMAND: Final = structure("BotCommand", {"command": str, "description": str}, {})
_REACTION: Final = structure("ReactionType", {"type": str}, {"emoji": str, "custom_emoji_id": str})
_RESULT: Final = structure(
    "InlineQueryResultArticle",
    {"type": str, "id": str, "title": str, "input_message_content": dict},
    {
        "reply_markup": dict,
        "url": str,
        "description": str,
        "thumbnail_url": str,
        "thumbnail_width": int,
        "thumbnail_height": int,
    },
)
_CONTENT: Final = structure(
    "InputTextMessageContent",
    {"message_text": str},
    {"parse_mode": str, "entities": list, "link_preview_options": dict},
)
_RESULTS_BUTTON: Final = structure(
    "InlineQueryResultsButton", {"text": str}, {"web_app": dict, "start_parameter": str}
)


def result(name: str, value: object) -> dict[str, Any]:
    """Read one result of an inline query, an article that becomes a text."""
    found: dict[str, Any] = _RESULT(name, value)
    _CONTENT(f"{name}.input_message_content", found["input_message_content"])
    if "reply_markup" in found:
        inline_markup(f"{name}.reply_markup", found["reply_markup"])
    return found


_MENU: Final = structure("MenuButton", {"type": str}, {"text": str, "web_app": dict})

CHECKS: Final[dict[str, Check]] = (
    dict.fromkeys(
        (
            "message_id",
            "message_thread_id",
            "direct_messages_topic_id",
            "offset",
            "limit",
            "timeout",
            "max_connections",
            "cache_time",
            "duration",
            "width",
            "height",
            "start_timestamp",
            "live_period",
            "heading",
            "proximity_alert_radius",
        ),
        integer,
    )
    | dict.fromkeys(
        (
            "disable_notification",
            "protect_content",
            "allow_paid_broadcast",
            "show_caption_above_media",
            "has_spoiler",
            "disable_content_type_detection",
            "supports_streaming",
            "show_alert",
            "is_big",
            "drop_pending_updates",
            "is_personal",
        ),
        boolean,
    )
    | dict.fromkeys(("photo", "document", "voice", "video", "audio", "thumbnail", "cover"), file)
    | dict.fromkeys(("latitude", "longitude", "horizontal_accuracy"), number)
    | {
        "chat_id": chat,
        "entities": listing(_ENTITY),
        "caption_entities": listing(_ENTITY),
        "reply_markup": markup,
        "reply_parameters": _REPLY,
        "link_preview_options": _PREVIEW,
        "allowed_updates": listing(text),
        "message_ids": listing(integer),
        "commands": listing(_COMMAND),
        "scope": _SCOPE,
        "reaction": listing(_REACTION),
        "menu_button": _MENU,
        "results": listing(result),
        "button": _RESULTS_BUTTON,
    }
)
"""The check of a field by its name, which means the same in every method; any other is text."""
