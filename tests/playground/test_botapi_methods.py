"""What a bot may do in a chat, what it may not, and in which words it is told so."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest
from telegram import Bot as TelegramBot
from telegram import BotCommand, BotCommandScopeChat, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.constants import ReactionEmoji
from telegram.error import BadRequest, Forbidden, InvalidToken
from telegram.request import HTTPXRequest

from bot.clocks import MovableClock
from bot.playground.botapi import BotApiServer, BotButton, Rules
from bot.playground.botapi.errors import NOT_MODIFIED, QUERY_TOO_OLD

TOKEN = "123456:test"
AMINA = 7001
STRANGER = 7002
Answer = tuple[int, dict[str, Any]]


@pytest.fixture
async def clock() -> MovableClock:
    return MovableClock(datetime(2026, 11, 23, 9, tzinfo=UTC))


@pytest.fixture
async def server(clock: MovableClock) -> AsyncIterator[BotApiServer]:
    server = BotApiServer(TOKEN, clock, rules=Rules(damping=False, chat_burst=1000, bot_burst=1000))
    server.world.add_person(AMINA, "Amina", language_code="fr")
    server.world.add_person(STRANGER, "Hamid", started=False)
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def bot(server: BotApiServer) -> AsyncIterator[TelegramBot]:
    bot = TelegramBot(TOKEN, f"{server.url}/bot", f"{server.url}/file/bot")
    async with bot:
        yield bot


async def post(server: BotApiServer, method: str, **body: Any) -> Answer:
    """Call with aiohttp: ``json=``, ``data=`` or ``params=`` as aiohttp understands them."""
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{server.url}/bot{TOKEN}/{method}", **body) as answer,
    ):
        return answer.status, await answer.json()


def keyboard(*data: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton(item, callback_data=item)] for item in data])


async def test_a_message_is_seen_with_its_formatting_and_buttons(
    server: BotApiServer, bot: TelegramBot
) -> None:
    sent = await bot.send_message(
        AMINA, "<b>مرحبا</b> 😀", parse_mode="HTML", reply_markup=keyboard("a", "b")
    )
    seen = server.world.messages(AMINA)[-1]
    assert (seen.id, seen.from_bot, seen.text) == (sent.message_id, True, "مرحبا 😀")
    assert seen.html == "<b>مرحبا</b> 😀"
    assert seen.rows == [[BotButton("a", "a")], [BotButton("b", "b")]]
    assert seen.date == datetime(2026, 11, 23, 9, tzinfo=UTC)
    assert sent.entities[0].type == "bold"


@pytest.mark.parametrize(
    "body",
    [
        {"json": {"chat_id": AMINA, "text": "x", "link_preview_options": {"is_disabled": True}}},
        {"json": {"chat_id": str(AMINA), "text": "x", "reply_markup": '{"inline_keyboard":[]}'}},
        {"data": {"chat_id": str(AMINA), "text": "x", "disable_notification": "true"}},
        {"params": {"chat_id": str(AMINA), "text": "x"}},
    ],
    ids=["json", "json of texts", "form", "address"],
)
async def test_a_request_may_come_in_every_way_telegram_knows(
    server: BotApiServer, body: dict[str, Any]
) -> None:
    status, answer = await post(server, "SENDmessage", **body)
    assert (status, answer["ok"], answer["result"]["text"]) == (200, True, "x")


async def test_a_get_and_a_multipart_form_serve_as_well(server: BotApiServer) -> None:
    async with aiohttp.ClientSession() as session:
        url = f"{server.url}/bot{TOKEN}/sendMessage?chat_id={AMINA}&text=x"
        async with session.get(url) as answer:
            assert (await answer.json())["ok"]
    form = aiohttp.FormData({"chat_id": str(AMINA), "text": "y"})
    with aiohttp.MultipartWriter("form-data") as parts:
        parts.append(str(AMINA)).set_content_disposition("form-data", name="chat_id")
        parts.append("z").set_content_disposition("form-data", name="text")
        assert (await post(server, "sendMessage", data=parts))[0] == 200
    assert (await post(server, "sendMessage", data=form))[0] == 200
    assert [message.text for message in server.world.messages(AMINA)] == ["x", "z", "y"]


@pytest.mark.parametrize(
    ("method", "fields", "status", "reason"),
    [
        ("sendMesage", {}, 404, "Not Found: method not found"),
        ("sendMessage", {"text": "x"}, 400, "chat_id is empty"),
        ("sendMessage", {"chat_id": AMINA}, 400, "message text is empty"),
        ("sendMessage", {"chat_id": AMINA, "text": "  "}, 400, "message text is empty"),
        ("sendMessage", {"chat_id": AMINA, "text": 5}, 400, "must be of type String"),
        ("sendMessage", {"chat_id": 1.5, "text": "x"}, 400, "must be of type Integer or String"),
        ("sendMessage", {"chat_id": AMINA, "text": "x", "txt": "y"}, 400, 'unknown field "txt"'),
        ("sendMessage", {"chat_id": AMINA, "text": "ب" * 4097}, 400, "message is too long"),
        ("sendMessage", {"chat_id": AMINA, "text": "x", "parse_mode": "X"}, 400, "parse_mode"),
        (
            "sendMessage",
            {"chat_id": AMINA, "text": "x", "protect_content": "maybe"},
            400,
            "must be of type Boolean",
        ),
        (
            "sendMessage",
            {"chat_id": AMINA, "text": "x", "reply_parameters": {"message": 1}},
            400,
            'unknown field "message" in ReplyParameters',
        ),
        (
            "sendMessage",
            {"chat_id": AMINA, "text": "x", "reply_parameters": {"message_id": 999}},
            400,
            "message to be replied not found",
        ),
        ("sendMessage", {"chat_id": 999, "text": "x"}, 400, "chat not found"),
        ("sendMessage", {"chat_id": "@nobody", "text": "x"}, 400, "chat not found"),
        ("sendMessage", {"chat_id": STRANGER, "text": "x"}, 400, "chat not found"),
        ("editMessageText", {"chat_id": AMINA, "text": "x"}, 400, "identifier is not specified"),
        ("sendChatAction", {"chat_id": AMINA, "action": "sleep"}, 400, "wrong parameter action"),
        ("deleteMessage", {"chat_id": AMINA, "message_id": 9}, 400, "message to delete not found"),
        ("deleteMessages", {"chat_id": AMINA, "message_ids": ["x"]}, 400, "of type Integer"),
        ("getUpdates", {"timeout": "soon"}, 400, "must be of type Integer"),
        ("sendLocation", {"chat_id": AMINA, "latitude": "x", "longitude": 1}, 400, "type Float"),
    ],
)
async def test_a_wrong_request_is_refused(
    server: BotApiServer, method: str, fields: dict[str, Any], status: int, reason: str
) -> None:
    got, answer = await post(server, method, json=fields)
    assert (got, answer["ok"], answer["error_code"]) == (status, False, status)
    assert reason in answer["description"]
    assert server.world.messages(AMINA) == []


@pytest.mark.parametrize(
    "body",
    [
        {"data": b"{", "headers": {"Content-Type": "application/json"}},
        {"json": [1]},
        {"data": b"chat_id=1&text=%ff", "headers": {"Content-Type": "application/octet-stream"}},
        {
            "data": b"chat_id=1&text=%ff",
            "headers": {"Content-Type": "application/x-www-form-urlencoded"},
        },
        {"json": {"chat_id": AMINA, "text": "half of a pair: \ud83d"}},
        {"json": {"chat_id": AMINA, "text": "x", "reply_markup": "{"}},
    ],
)
async def test_a_body_that_cannot_be_read_is_a_bad_request(
    server: BotApiServer, body: dict[str, Any]
) -> None:
    status, answer = await post(server, "sendMessage", **body)
    assert (status, answer["error_code"]) == (400, 400)


async def test_a_lenient_server_ignores_unknown_fields_like_telegram() -> None:
    server = BotApiServer(TOKEN, rules=Rules(strict=False))
    server.world.add_person(AMINA, "Amina")
    await server.start()
    status, _ = await post(server, "sendMessage", json={"chat_id": AMINA, "text": "x", "new": 1})
    await server.stop()
    assert status == 200


async def test_only_the_right_token_is_served(server: BotApiServer) -> None:
    async with HTTPXRequest() as request:
        wrong = TelegramBot("99:wrong", f"{server.url}/bot", request=request)
        with pytest.raises(InvalidToken):
            await wrong.get_me()
    async with aiohttp.ClientSession() as session:
        async with session.get(f"{server.url}/botnonsense/getMe") as answer:
            assert (answer.status, (await answer.json())["description"]) == (404, "Not Found")
        async with session.get(f"{server.url}/bot99:wrong/getMe") as answer:
            assert (answer.status, (await answer.json())["description"]) == (401, "Unauthorized")


def button(**members: Any) -> dict[str, Any]:
    return {"text": "x", "callback_data": "x", **members}


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([[button(callback_data="ب" * 33)]], "BUTTON_DATA_INVALID"),
        ([[button(callback_data="")]], "BUTTON_DATA_INVALID"),
        ([[{"text": "x"}]], "Text buttons are unallowed in the inline keyboard"),
        ([[button(text=" ")]], "text must be non-empty"),
        ([[button(url="https://x.ma")]], "exactly one action"),
        ([[{"text": "x", "url": "javascript:1"}]], "inline keyboard button URL"),
        ([[button(colour="red")]], 'unknown field "colour"'),
        ([[button()] * 9], "reply markup is too long"),
        ([[button()]] * 101, "reply markup is too long"),
        ([button()], "must be of type Array of Array"),
    ],
)
async def test_a_keyboard_beyond_telegrams_limits_is_refused(
    server: BotApiServer, rows: list[Any], reason: str
) -> None:
    markup = {"inline_keyboard": rows}
    _, answer = await post(
        server, "sendMessage", json={"chat_id": AMINA, "text": "x", "reply_markup": markup}
    )
    assert reason in answer["description"]


async def test_a_keyboard_within_the_limits_is_accepted(server: BotApiServer) -> None:
    for rows in ([[button(callback_data="ب" * 32)]], [[button()] * 8] * 12, []):
        body = {"chat_id": str(AMINA), "text": "x"}
        markup = json.dumps({"inline_keyboard": rows})
        assert (await post(server, "sendMessage", data={**body, "reply_markup": markup}))[0] == 200


async def test_an_edit_changes_the_message_in_place_and_drops_its_buttons(
    server: BotApiServer, bot: TelegramBot, clock: MovableClock
) -> None:
    sent = await bot.send_message(AMINA, "before", reply_markup=keyboard("a"))
    clock.move(timedelta(minutes=1))
    edited = await bot.edit_message_text("after", AMINA, sent.message_id)
    seen = server.world.messages(AMINA)
    assert [(message.text, message.edited, message.rows) for message in seen] == [
        ("after", True, [])
    ]
    assert isinstance(edited, type(sent))
    assert edited.edit_date == edited.date + timedelta(minutes=1)


async def test_an_edit_without_any_change_is_refused(
    server: BotApiServer, bot: TelegramBot
) -> None:
    sent = await bot.send_message(AMINA, "<b>x</b>", "HTML", reply_markup=keyboard("a"))
    with pytest.raises(BadRequest) as refused:
        await bot.edit_message_text(
            "<strong>x</strong>", AMINA, sent.message_id, parse_mode="HTML",
            reply_markup=keyboard("a"),
        )  # fmt: skip
    assert str(refused.value).lower() == NOT_MODIFIED.lower()
    with pytest.raises(BadRequest, match="not modified"):
        await bot.edit_message_reply_markup(AMINA, sent.message_id, reply_markup=keyboard("a"))
    await bot.edit_message_text("x", AMINA, sent.message_id, reply_markup=keyboard("a"))
    await bot.edit_message_reply_markup(AMINA, sent.message_id, reply_markup=keyboard("b"))
    assert server.world.messages(AMINA)[0].rows == [[BotButton("b", "b")]]


async def test_only_the_bots_own_and_present_messages_can_be_edited(
    server: BotApiServer, bot: TelegramBot
) -> None:
    theirs = await server.world.say(AMINA, "mine")
    with pytest.raises(BadRequest, match="can't be edited"):
        await bot.edit_message_text("x", AMINA, theirs)
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("x", AMINA, 999)
    sent = await bot.send_message(AMINA, "x")
    await bot.delete_message(AMINA, sent.message_id)
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("y", AMINA, sent.message_id)
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await bot.delete_message(AMINA, sent.message_id)
    assert server.world.messages(AMINA)[-1].deleted


async def test_a_message_can_be_deleted_for_two_days(bot: TelegramBot, clock: MovableClock) -> None:
    old, older = [await bot.send_message(AMINA, "x") for _ in range(2)]
    clock.move(timedelta(hours=47))
    await bot.delete_message(AMINA, old.message_id)
    clock.move(timedelta(hours=2))
    with pytest.raises(BadRequest, match="can't be deleted"):
        await bot.delete_message(AMINA, older.message_id)


async def test_a_press_is_answered_once_and_shown(server: BotApiServer, bot: TelegramBot) -> None:
    sent = await bot.send_message(AMINA, "x", reply_markup=keyboard("a"))
    await server.world.press(AMINA, sent.message_id, "a")
    query = (await bot.get_updates())[0].callback_query
    assert query is not None
    assert (query.data, query.from_user.id, query.message) == ("a", AMINA, sent)
    assert await query.answer("Saved")
    assert server.world.toasts(AMINA) == ["Saved"]
    with pytest.raises(BadRequest, match="Query is too old"):
        await query.answer("again")
    assert server.world.toasts(AMINA) == ["Saved"]


async def test_a_press_cannot_be_answered_late_or_without_having_happened(
    server: BotApiServer, bot: TelegramBot, clock: MovableClock
) -> None:
    query_id = await server.world.press(AMINA, 1, "forged")
    clock.move(timedelta(seconds=16))
    for wrong in (query_id, "12345"):
        status, answer = await post(
            server, "answerCallbackQuery", json={"callback_query_id": wrong}
        )
        assert (status, answer["description"]) == (400, f"Bad Request: {QUERY_TOO_OLD}")
    query = (await bot.get_updates())[0].callback_query
    assert query is not None
    assert query.data == "forged", "data that is on no button arrives like any other"
    assert query.message is not None
    assert not query.message.is_accessible


async def test_a_toast_has_at_most_200_characters(server: BotApiServer) -> None:
    query_id = await server.world.press(AMINA, 1, "x")
    body = {"callback_query_id": query_id, "text": "x" * 201}
    assert (await post(server, "answerCallbackQuery", json=body))[0] == 400
    assert (await post(server, "answerCallbackQuery", json={**body, "text": "x" * 200}))[0] == 200


async def test_who_blocks_the_bot_is_not_reached_until_they_write(
    server: BotApiServer, bot: TelegramBot
) -> None:
    server.world.block(AMINA)
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(AMINA, "x")
    await server.world.say(AMINA, "back again")
    await bot.send_message(AMINA, "welcome")
    updates = await bot.get_updates()
    changes = [update.my_chat_member for update in updates if update.my_chat_member]
    assert [change.new_chat_member.status for change in changes] == ["kicked", "member"]
    server.world.deactivate(AMINA)
    with pytest.raises(Forbidden, match="user is deactivated"):
        await bot.send_message(AMINA, "x")


async def test_a_stranger_can_be_written_to_after_they_have_written(
    server: BotApiServer, bot: TelegramBot
) -> None:
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(STRANGER, "x")
    await server.world.say(STRANGER, "/start")
    await bot.send_message(STRANGER, "x")


async def test_a_group_that_became_a_supergroup_tells_its_new_id(
    server: BotApiServer, bot: TelegramBot
) -> None:
    server.world.add_group(-55, "Network")
    await bot.send_message(-55, "x")
    new_id = server.world.migrate(-55)
    status, answer = await post(server, "sendMessage", json={"chat_id": -55, "text": "x"})
    assert (status, answer["parameters"]) == (400, {"migrate_to_chat_id": new_id})
    await bot.send_message(new_id, "x")


async def test_reactions_are_single_and_from_telegrams_list(
    server: BotApiServer, bot: TelegramBot
) -> None:
    message_id = await server.world.say(AMINA, "done")
    for emoji in ReactionEmoji:
        await bot.set_message_reaction(AMINA, message_id, emoji)
    await bot.set_message_reaction(AMINA, message_id, "👏")
    assert server.world.messages(AMINA)[0].reactions == ["👏"]
    with pytest.raises(BadRequest, match=r"(?i)reaction.invalid"):
        await bot.set_message_reaction(AMINA, message_id, "🌵")
    with pytest.raises(BadRequest, match=r"(?i)reactions.too.many"):
        await bot.set_message_reaction(AMINA, message_id, ["👏", "👍"])


async def test_typing_shows_until_the_message_comes(server: BotApiServer, bot: TelegramBot) -> None:
    await bot.send_chat_action(AMINA, "typing")
    assert server.world.typing(AMINA)
    await bot.send_message(AMINA, "x")
    assert not server.world.typing(AMINA)


async def test_commands_are_kept_by_scope_and_language(
    server: BotApiServer, bot: TelegramBot
) -> None:
    await bot.set_my_commands([BotCommand("report", "تقرير")])
    await bot.set_my_commands([BotCommand("report", "Rapport")], language_code="fr")
    assert server.world.commands(AMINA) == [{"command": "report", "description": "Rapport"}]
    own = BotCommandScopeChat(AMINA)
    await bot.set_my_commands([BotCommand("mine", "x")], scope=own)
    assert (await bot.get_my_commands(scope=own))[0].command == "mine"
    assert server.world.commands(AMINA)[0]["command"] == "mine"
    await bot.delete_my_commands(scope=own)
    assert await bot.get_my_commands(scope=own) == ()
    assert server.world.commands(AMINA)[0]["description"] == "Rapport"


@pytest.mark.parametrize(
    "fields",
    [
        {"commands": [{"command": "Report", "description": "x"}]},
        {"commands": [{"command": "x" * 33, "description": "x"}]},
        {"commands": [{"command": "x", "description": ""}]},
        {"commands": [{"command": "x", "description": "x" * 257}]},
        {"commands": [{"command": "x", "description": "x"}] * 101},
        {"commands": [{"command": "x", "description": "x"}], "language_code": "zgh"},
        {"commands": [{"command": "x", "description": "x"}], "scope": {"type": "chat"}},
        {"commands": [{"command": "x"}]},
    ],
)
async def test_a_wrong_list_of_commands_is_refused(
    server: BotApiServer, fields: dict[str, Any]
) -> None:
    assert (await post(server, "setMyCommands", json=fields))[0] == 400


async def test_descriptions_fall_back_to_the_one_without_language(bot: TelegramBot) -> None:
    await bot.set_my_description("all")
    await bot.set_my_description("tous", language_code="fr")
    await bot.set_my_short_description("short")
    assert (await bot.get_my_description(language_code="fr")).description == "tous"
    assert (await bot.get_my_description(language_code="ar")).description == "all"
    assert (await bot.get_my_short_description()).short_description == "short"
    assert (await bot.get_my_name()).name == "Jisr"
    with pytest.raises(BadRequest):
        await bot.set_my_short_description("x" * 121)


async def test_after_logging_out_nothing_is_served(server: BotApiServer, bot: TelegramBot) -> None:
    await bot.log_out()
    status, answer = await post(server, "getMe")
    assert (status, answer["description"]) == (400, "Logged out")
