"""Keyboards: what a message may carry under it, and the refusals for what it may not."""

from typing import Any, Final

from bot.playground.botapi.errors import bad_request

MAX_BUTTONS: Final = 100
MAX_IN_ROW: Final = 8
MAX_CALLBACK_DATA: Final = 64
"""Bytes, not characters."""

_ACTIONS: Final = frozenset(
    {
        "url",
        "callback_data",
        "web_app",
        "login_url",
        "switch_inline_query",
        "switch_inline_query_current_chat",
        "switch_inline_query_chosen_chat",
        "copy_text",
        "callback_game",
        "pay",
    }
)
_LOOKS: Final = frozenset({"text", "style", "icon_custom_emoji_id"})
_PLAIN: Final = frozenset({"text", "callback_data"})
_SCHEMES: Final = ("http://", "https://", "tg://", "mailto:", "tel:")
_OTHER_KEYBOARDS: Final = {
    "keyboard": frozenset(
        {
            "keyboard",
            "is_persistent",
            "resize_keyboard",
            "one_time_keyboard",
            "input_field_placeholder",
            "selective",
        }
    ),
    "remove_keyboard": frozenset({"remove_keyboard", "selective"}),
    "force_reply": frozenset({"force_reply", "input_field_placeholder", "selective"}),
}


def check_markup(markup: object, *, inline_only: bool) -> dict[str, Any] | None:
    """Return a reply_markup as Telegram keeps it, None for an empty inline keyboard.

    Raises:
        Refusal: 400, for a keyboard of the wrong shape, size or content.
    """
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in markup:
        _refuse_unknown(markup, frozenset({"inline_keyboard"}), "InlineKeyboardMarkup")
        rows = _rows(markup["inline_keyboard"], "inline_keyboard")
        kept = [[_inline_button(button) for button in row] for row in rows if row]
        _refuse_size(kept)
        return {"inline_keyboard": kept} if kept else None
    for name, members in _OTHER_KEYBOARDS.items():
        if name in markup and not inline_only:
            _refuse_unknown(markup, members, "reply markup")
            if name == "keyboard":
                _refuse_size(_rows(markup["keyboard"], "keyboard"))
            return markup
    if inline_only:
        raise bad_request("inline keyboard expected")
    if not markup:
        return None
    raise bad_request("can't parse reply markup JSON object")


def _rows(rows: object, name: str) -> list[list[Any]]:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request(f'field "{name}" must be of type Array of Array')
    return rows


def _refuse_unknown(found: dict[str, Any], known: frozenset[str], kind: str) -> None:
    unknown = found.keys() - known
    if unknown:
        raise bad_request(f'unknown field "{min(unknown)}" in {kind}')


def _refuse_size(rows: list[list[Any]]) -> None:
    if sum(map(len, rows)) > MAX_BUTTONS or any(len(row) > MAX_IN_ROW for row in rows):
        raise bad_request("reply markup is too long")


def _is_plain(label: object, data: object) -> bool:
    """Return whether a button is right in the usual way, which spares the whole examination."""
    return (
        isinstance(label, str)
        and isinstance(data, str)
        and 1 <= len(data) <= MAX_CALLBACK_DATA
        and data.isascii()
        and not label.isspace()
        and bool(label)
    )


def _inline_button(button: object) -> dict[str, Any]:
    if not isinstance(button, dict):
        raise bad_request("InlineKeyboardButton must be an Object")
    if button.keys() == _PLAIN and _is_plain(button["text"], button["callback_data"]):
        return button
    _refuse_unknown(button, _ACTIONS | _LOOKS, "InlineKeyboardButton")
    label = button.get("text")
    if not isinstance(label, str) or not label.strip():
        raise bad_request("can't parse inline keyboard button: text must be non-empty")
    actions = button.keys() & _ACTIONS
    if not actions:
        reason = "Text buttons are unallowed in the inline keyboard"
        raise bad_request(f"can't parse inline keyboard button: {reason}")
    if len(actions) > 1:
        raise bad_request("can't parse inline keyboard button: exactly one action is allowed")
    _check_action(button)
    return button


def _check_action(button: dict[str, Any]) -> None:
    if "callback_data" in button:
        data = button["callback_data"]
        if not isinstance(data, str) or not 1 <= len(data.encode()) <= MAX_CALLBACK_DATA:
            raise bad_request("BUTTON_DATA_INVALID")
    elif "url" in button and not str(button["url"]).startswith(_SCHEMES):
        url = button["url"]
        reason = f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL"
        raise bad_request(reason)
