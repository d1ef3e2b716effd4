"""What a bot does in a chat: send, edit, delete, react, type, answer a button press."""

import time
from collections.abc import Callable
from typing import Any, Final

from bot.playground.botapi.errors import NOT_MODIFIED, QUERY_TOO_OLD, bad_request
from bot.playground.botapi.fields import Params
from bot.playground.botapi.people import Chat, ChatMessage
from bot.playground.botapi.service import Service
from bot.playground.botapi.text import (
    MAX_CAPTION,
    MAX_TEXT,
    Entity,
    accept,
    check_entities,
    parse_html,
)

MAX_TOAST: Final = 200
MAX_DELETED: Final = 100
DELETABLE: Final = 48 * 3600
"""Seconds for which a message can be deleted."""
TYPING: Final = 5.0
ACTIONS: Final = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)
_EMOJI: Final = (
    "❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤‍🔥 🌚 🌭 💯 🤣 "
    "⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨‍💻 👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 "
    "🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷‍♂ 🤷 🤷‍♀ 😡 "
)
VARIATION: Final = "\ufe0f"
"""Asks for a colourful picture of the sign before it; some write it, some do not."""
REACTIONS: Final = frozenset(_EMOJI.replace(VARIATION, "").split())
"""Every emoji a bot may react with."""

Content = dict[str, Any]


def send_message(api: Service, params: Params) -> Content:
    """Carry out sendMessage."""
    chat = api.reach(params)
    text, entities = formatted(params, "text", "entities", MAX_TEXT, "message is too long")
    if not text:
        raise bad_request("message text is empty")
    content: Content = {"text": text}
    if entities:
        content["entities"] = entities
    return _post(api, chat, content, params)


def send_file(kind: str) -> Callable[[Service, Params], Content]:
    """Return what carries out sendPhoto, sendDocument and their like."""

    def send(api: Service, params: Params) -> Content:
        chat = api.reach(params)
        caption = _caption(params)
        file = api.files.received(kind, params[kind])
        return _post(api, chat, api.files.content(file, params) | caption, params)

    return send


def send_location(api: Service, params: Params) -> Content:
    """Carry out sendLocation."""
    chat = api.reach(params)
    place = {"latitude": params["latitude"], "longitude": params["longitude"]}
    return _post(api, chat, {"location": place}, params)


def edit_text(api: Service, params: Params) -> Content:
    """Carry out editMessageText."""
    chat, message = _own(api, params)
    if "text" not in message.raw:
        raise bad_request("there is no text in the message to edit")
    text, entities = formatted(params, "text", "entities", MAX_TEXT, "message is too long")
    if not text:
        raise bad_request("message text is empty")
    return _change(api, chat, message, params, {"text": text, "entities": entities})


def edit_caption(api: Service, params: Params) -> Content:
    """Carry out editMessageCaption."""
    chat, message = _own(api, params)
    if message.file is None:
        raise bad_request("there is no caption in the message to edit")
    caption = _caption(params)
    wanted = {"caption": caption.get("caption"), "caption_entities": None, **caption}
    return _change(api, chat, message, params, wanted)


def edit_markup(api: Service, params: Params) -> Content:
    """Carry out editMessageReplyMarkup."""
    chat, message = _own(api, params)
    return _change(api, chat, message, params, {})


def delete(api: Service, params: Params) -> bool:
    """Carry out deleteMessage."""
    chat = api.reach(params)
    message = chat.messages.get(params["message_id"])
    if message is None or message.deleted:
        raise bad_request("message to delete not found")
    if api.now() - message.raw["date"] > DELETABLE:
        raise bad_request("message can't be deleted for everyone")
    _remove(api, chat, message)
    return True


def delete_many(api: Service, params: Params) -> bool:
    """Carry out deleteMessages, which passes over what it cannot delete."""
    chat = api.reach(params)
    if not 1 <= len(params["message_ids"]) <= MAX_DELETED:
        raise bad_request("message identifiers are not specified")
    for message_id in params["message_ids"]:
        message = chat.messages.get(message_id)
        young = message is not None and api.now() - message.raw["date"] <= DELETABLE
        if message is not None and young and not message.deleted:
            _remove(api, chat, message)
    return True


def react(api: Service, params: Params) -> bool:
    """Carry out setMessageReaction: one emoji, from those Telegram has."""
    chat = api.reach(params)
    message = chat.messages.get(params["message_id"])
    if message is None or message.deleted:
        raise bad_request("message to react not found")
    wanted = params.get("reaction", [])
    if len(wanted) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    emoji = [str(reaction.get("emoji", "")) for reaction in wanted]
    if any(sign.replace(VARIATION, "") not in REACTIONS for sign in emoji):
        raise bad_request("REACTION_INVALID")
    message.reactions = emoji
    api.journal.answered(chat.id)
    api.journal.changed("reaction", chat.id, message.id)
    return True


def show_action(api: Service, params: Params) -> bool:
    """Carry out sendChatAction."""
    chat = api.reach(params)
    if params["action"] not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat.typing_until = time.monotonic() + TYPING
    api.journal.changed("typing", chat.id)
    return True


def answer_press(api: Service, params: Params) -> bool:
    """Carry out answerCallbackQuery: once, in time."""
    text = params.get("text", "")
    if len(text) > MAX_TOAST:
        raise bad_request("MESSAGE_TOO_LONG")
    press = api.world.presses.get(params["callback_query_id"])
    now = api.clock.now().timestamp()
    if press is None or press.answer is not None or now > press.at + api.rules.callback_answer:
        raise bad_request(QUERY_TOO_OLD)
    press.answer = text
    press.alert = params.get("show_alert", False)
    if text:
        press.person.toasts.append(text)
    api.journal.answered(press.person.id)
    api.journal.changed("toast", press.person.id)
    return True


def formatted(
    params: Params, text_field: str, entities_field: str, most: int, too_long: str
) -> tuple[str, list[Entity]]:
    """Return the text of a request and its entities, whichever way they were given."""
    text = params.get(text_field, "")
    mode = params.get("parse_mode", "").lower()
    entities: list[Entity] = []
    if mode == "html":
        text, entities = parse_html(text)
    elif mode:
        raise bad_request("unsupported parse_mode")
    elif entities_field in params:
        entities = params[entities_field]
        check_entities(text, entities)
    return accept(text, entities, most, too_long)


def _caption(params: Params) -> Content:
    if "caption" not in params:
        return {}
    caption, entities = formatted(
        params, "caption", "caption_entities", MAX_CAPTION, "message caption is too long"
    )
    content: Content = {"caption": caption} if caption else {}
    return content | ({"caption_entities": entities} if entities else {})


def _post(api: Service, chat: Chat, content: Content, params: Params) -> Content:
    """Put a message of the bot into a chat and return it as the answer."""
    message_id = api.world.next_message_id()
    raw: Content = {
        "message_id": message_id,
        "from": api.account.user,
        "chat": chat.raw,
        "date": api.now(),
    }
    reply = params.get("reply_parameters")
    if reply:
        raw |= _reply(chat, reply)
    raw.update(content)
    markup = params.get("reply_markup")
    message = ChatMessage(raw, from_bot=True)
    if markup and "inline_keyboard" in markup:
        raw["reply_markup"] = markup
    elif markup:
        message.keyboard = markup
    if params.get("protect_content"):
        raw["has_protected_content"] = True
    chat.messages[message_id] = message
    chat.typing_until = 0.0
    api.journal.answered(chat.id)
    api.journal.changed("message", chat.id, message_id)
    return raw


def _reply(chat: Chat, reply: Content) -> Content:
    answered = chat.messages.get(reply.get("message_id", 0))
    if answered is None or answered.deleted:
        if reply.get("allow_sending_without_reply"):
            return {}
        raise bad_request("message to be replied not found")
    quoted = {name: value for name, value in answered.raw.items() if name != "reply_to_message"}
    return {"reply_to_message": quoted}


def _own(api: Service, params: Params) -> tuple[Chat, ChatMessage]:
    """Return the message an edit names, which must be the bot's and still there."""
    chat = api.reach(params)
    if "message_id" not in params:
        raise bad_request("message identifier is not specified")
    message = chat.messages.get(params["message_id"])
    if message is None or message.deleted:
        raise bad_request("message to edit not found")
    if not message.from_bot:
        raise bad_request("message can't be edited")
    return chat, message


def _change(
    api: Service, chat: Chat, message: ChatMessage, params: Params, wanted: Content
) -> Content:
    """Give a message new members; one that is left out of the request loses its keyboard."""
    wanted = {**wanted, "reply_markup": params.get("reply_markup")}
    old = message.raw
    if all((old.get(name) or None) == (value or None) for name, value in wanted.items()):
        raise bad_request(NOT_MODIFIED)
    raw = {name: value for name, value in old.items() if name not in wanted}
    raw |= {name: value for name, value in wanted.items() if value}
    raw["edit_date"] = api.now()
    message.raw = raw
    chat.typing_until = 0.0
    api.journal.answered(chat.id)
    api.journal.changed("edit", chat.id, message.id)
    return raw


def _remove(api: Service, chat: Chat, message: ChatMessage) -> None:
    message.deleted = True
    api.journal.answered(chat.id)
    api.journal.changed("delete", chat.id, message.id)
