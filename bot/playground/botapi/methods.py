"""The methods the server knows, with their fields, and the reading of a request against them."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from bot.playground.botapi import delivery, inline, messages
from bot.playground.botapi.errors import bad_request
from bot.playground.botapi.fields import CHECKS, Check, Params, Upload, inline_markup, text
from bot.playground.botapi.service import Service

Run = Callable[[Service, Params], Any | Awaitable[Any]]
Weight = Literal["send", "edit", "act", "read"]

ATTACHED: Final = "attach://"


@dataclass(frozen=True, slots=True)
class Method:
    """One method: what it takes, what carries it out, and how it counts for flood control."""

    name: str
    run: Run
    fields: Mapping[str, Check]
    required: tuple[str, ...]
    weight: Weight

    def read(
        self, given: Mapping[str, object], uploads: Mapping[str, Upload], *, strict: bool
    ) -> Params:
        """Return the fields of a request, checked and typed.

        Raises:
            Refusal: 400, for what is missing, mistyped or, when ``strict``, unknown.
        """
        params: Params = {}
        for name, value in given.items():
            check = self.fields.get(name)
            if check is None:
                if strict:
                    raise bad_request(f'unknown field "{name}" in {self.name}')
            elif value is not None:
                params[name] = check(name, _attached(value, uploads) if uploads else value)
        for name in uploads.keys() & self.fields.keys():
            params[name] = self.fields[name](name, uploads[name])
        for name in self.required:
            if name not in params:
                raise bad_request(_MISSING.get(name, f'field "{name}" must be specified'))
        return params


def _attached(value: object, uploads: Mapping[str, Upload]) -> object:
    """Return the file that a value of the form attach://name stands for, else the value."""
    if isinstance(value, str) and value.startswith(ATTACHED):
        return uploads.get(value.removeprefix(ATTACHED), value)
    return value


_MISSING: Final = {
    "chat_id": "chat_id is empty",
    "text": "message text is empty",
    "message_id": "message identifier is not specified",
    "callback_query_id": "query identifier is not specified",
    "inline_query_id": "query identifier is not specified",
    "file_id": "file_id is not specified",
    "photo": "there is no photo in the request",
    "document": "there is no document in the request",
    "voice": "there is no voice in the request",
    "video": "there is no video in the request",
    "audio": "there is no audio in the request",
}
_SENDING: Final = (
    "chat_id! business_connection_id message_thread_id direct_messages_topic_id"
    " disable_notification protect_content allow_paid_broadcast message_effect_id reply_parameters"
    " reply_markup"
)
_CAPTION: Final = " caption parse_mode caption_entities"
_EDITING: Final = "business_connection_id chat_id! message_id! reply_markup"
_LOOKS: Final = " show_caption_above_media has_spoiler"


def _method(name: str, weight: Weight, run: Run, fields: str = "") -> tuple[str, Method]:
    """Return a line of the table; a field with "!" is required."""
    names = [field.removesuffix("!") for field in fields.split()]
    checks = {field: CHECKS.get(field, text) for field in names}
    if name.startswith("edit"):
        checks["reply_markup"] = inline_markup
    required = tuple(field.removesuffix("!") for field in fields.split() if field.endswith("!"))
    return name.lower(), Method(name, run, checks, required, weight)


def _full_chat(api: Service, params: Params) -> dict[str, Any]:
    """Carry out getChat."""
    gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription")
    return {
        **api.chat(params).raw,
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": {**dict.fromkeys(gifts, False), "gifts_from_channels": False},
    }


def _log_out(api: Service, _params: Params) -> bool:
    api.account.logged_out = True
    return True


def _set_menu_button(api: Service, params: Params) -> bool:
    api.account.menu_button = params.get("menu_button", {"type": "default"})
    return True


def _account_methods() -> list[tuple[str, Method]]:
    lines = [
        _method("getMe", "read", lambda api, _: api.account.me()),
        _method("logOut", "read", _log_out),
        _method("close", "read", lambda _api, _params: True),
        _method(
            "setMyCommands",
            "act",
            lambda api, params: api.account.set_commands(params),
            "commands! scope language_code",
        ),
        _method(
            "deleteMyCommands",
            "act",
            lambda api, params: api.account.delete_commands(params),
            "scope language_code",
        ),
        _method(
            "getMyCommands",
            "read",
            lambda api, params: api.account.get_commands(params),
            "scope language_code",
        ),
        _method("setChatMenuButton", "act", _set_menu_button, "chat_id menu_button"),
        _method("getChatMenuButton", "read", lambda api, _: api.account.menu_button, "chat_id"),
        _method("getChat", "read", _full_chat, "chat_id!"),
    ]
    for name, kind in (
        ("Name", "name"),
        ("Description", "description"),
        ("ShortDescription", "short_description"),
    ):
        lines += [_set_text(name, kind), _get_text(name, kind)]
    return lines


def _set_text(name: str, kind: str) -> tuple[str, Method]:
    return _method(
        f"setMy{name}",
        "act",
        lambda api, params: api.account.set_text(kind, params),
        f"{kind} language_code",
    )


def _get_text(name: str, kind: str) -> tuple[str, Method]:
    return _method(
        f"getMy{name}",
        "read",
        lambda api, params: api.account.get_text(kind, params),
        "language_code",
    )


METHODS: Final[dict[str, Method]] = dict(
    [
        *_account_methods(),
        _method("getUpdates", "read", delivery.get_updates, "offset limit timeout allowed_updates"),
        _method(
            "setWebhook",
            "read",
            delivery.set_webhook,
            "url! ip_address max_connections allowed_updates drop_pending_updates secret_token",
        ),
        _method("deleteWebhook", "read", delivery.delete_webhook, "drop_pending_updates"),
        _method("getWebhookInfo", "read", delivery.webhook_info),
        _method(
            "sendMessage",
            "send",
            messages.send_message,
            f"{_SENDING} text! parse_mode entities link_preview_options",
        ),
        _method(
            "sendPhoto", "send", messages.send_file("photo"), f"{_SENDING}{_CAPTION}{_LOOKS} photo!"
        ),
        _method(
            "sendDocument",
            "send",
            messages.send_file("document"),
            f"{_SENDING}{_CAPTION} document! thumbnail disable_content_type_detection",
        ),
        _method(
            "sendVoice",
            "send",
            messages.send_file("voice"),
            f"{_SENDING}{_CAPTION} voice! duration",
        ),
        _method(
            "sendVideo",
            "send",
            messages.send_file("video"),
            f"{_SENDING}{_CAPTION}{_LOOKS} video! duration width height thumbnail cover"
            " start_timestamp supports_streaming",
        ),
        _method(
            "sendAudio",
            "send",
            messages.send_file("audio"),
            f"{_SENDING}{_CAPTION} audio! duration performer title thumbnail",
        ),
        _method(
            "sendLocation",
            "send",
            messages.send_location,
            f"{_SENDING} latitude! longitude! horizontal_accuracy live_period heading"
            " proximity_alert_radius",
        ),
        _method(
            "editMessageText",
            "edit",
            messages.edit_text,
            f"{_EDITING} text! parse_mode entities link_preview_options",
        ),
        _method(
            "editMessageCaption",
            "edit",
            messages.edit_caption,
            f"{_EDITING}{_CAPTION} show_caption_above_media",
        ),
        _method("editMessageReplyMarkup", "edit", messages.edit_markup, _EDITING),
        _method("deleteMessage", "act", messages.delete, "chat_id! message_id!"),
        _method("deleteMessages", "act", messages.delete_many, "chat_id! message_ids!"),
        _method(
            "setMessageReaction", "act", messages.react, "chat_id! message_id! reaction is_big"
        ),
        _method(
            "sendChatAction",
            "act",
            messages.show_action,
            "chat_id! action! business_connection_id message_thread_id",
        ),
        _method(
            "answerCallbackQuery",
            "act",
            messages.answer_press,
            "callback_query_id! text show_alert url cache_time",
        ),
        _method(
            "answerInlineQuery",
            "act",
            inline.answer,
            "inline_query_id! results! cache_time is_personal next_offset button",
        ),
        _method(
            "getFile", "read", lambda api, params: api.files.link(params["file_id"]), "file_id!"
        ),
    ]
)
"""Every method by its name in lower case: the real server does not mind capitals either."""
