"""What people on Telegram get, and what the channel says of each send."""

import asyncio
import logging
import socket
from collections.abc import AsyncIterator

import pytest

from bot.channels.outcome import (
    ChannelClosed,
    DownloadFailed,
    NotSent,
    Refused,
    RetryAfter,
    Sent,
    Unknown,
    Unreachable,
)
from bot.channels.telegram.commands import introduce
from bot.channels.telegram.request import Client, client
from bot.channels.telegram.send import TelegramSender
from bot.playground.botapi.faults import Fault, FaultKind
from bot.playground.botapi.server import BotApiServer
from locales import Names, _
from tests.bot.outbound import FADMA, IDIR, TOKEN, buttons, connected, payload, telegram, texts

LONG = "\n\n".join(
    f"الفقرة {n}: " + "عقدت الجماعة لقاء تشاوريا مع جمعيات الحي حول الميزانية. " * 8
    for n in range(20)
)


ISOLATES = dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069"))


def letters(text: str) -> str:
    return "".join(text.translate(ISOLATES).split())


@pytest.fixture
async def server() -> AsyncIterator[BotApiServer]:
    async with telegram() as started:
        yield started


@pytest.fixture
async def bot(server: BotApiServer) -> AsyncIterator[Client]:
    async with connected(server, read=0.5) as opened:
        yield opened


@pytest.fixture
def sender(bot: Client) -> TelegramSender:
    return TelegramSender(bot)


def fault(
    server: BotApiServer, kind: FaultKind, method: str = "sendMessage", **more: object
) -> None:
    server.world.faults.add(Fault(method, kind, **more))  # type: ignore[arg-type]


async def test_a_message_arrives_with_its_buttons(
    server: BotApiServer, sender: TelegramSender
) -> None:
    outcome = await sender.send(str(FADMA), "fr", payload("Bonjour", buttons("Oui", "Non")))
    (message,) = server.world.messages(FADMA)
    assert outcome == Sent(str(message.id))
    assert message.text == "Bonjour"
    assert [[button.text for button in row] for row in message.rows] == [["Oui", "Non"]]
    assert message.rows[0][0].data == "b:0"


async def test_rows_run_from_right_to_left_in_arabic(
    server: BotApiServer, sender: TelegramSender
) -> None:
    await sender.send(str(FADMA), "ar", payload("سلام", buttons("1", "2", "3")))
    (message,) = server.world.messages(FADMA)
    assert [button.text for button in message.rows[0]] == ["3", "2", "1"]


async def test_signs_that_look_like_markup_arrive_as_written(
    server: BotApiServer, sender: TelegramSender
) -> None:
    words = "a < b & <b>c</b> &amp; </i>"
    await sender.send(str(FADMA), "fr", payload(words, buttons("<x> & y")))
    (message,) = server.world.messages(FADMA)
    assert words in message.text
    assert {entity["type"] for entity in message.entities} <= {"bot_command"}  # "/b" is a guess
    assert message.rows[0][0].text == "<x> & y"


async def test_a_link_brings_no_preview(server: BotApiServer, sender: TelegramSender) -> None:
    await sender.send(str(FADMA), "fr", payload("https://jisr.example/rapport"))
    assert server.world.calls[-1].params["link_preview_options"] == {"is_disabled": True}


async def test_a_message_is_edited_in_place(server: BotApiServer, sender: TelegramSender) -> None:
    first = await sender.send(str(FADMA), "fr", payload("Un", buttons("A")))
    assert isinstance(first, Sent)
    again = payload("Deux", replaces=first.platform_id)
    assert await sender.send(str(FADMA), "fr", again) == first
    assert await sender.send(str(FADMA), "fr", again) == first  # "message is not modified"
    (message,) = server.world.messages(FADMA)
    assert (message.text, message.rows) == ("Deux", [])


async def test_what_cannot_be_edited_is_sent_anew(
    server: BotApiServer, sender: TelegramSender
) -> None:
    theirs = await server.world.say(FADMA, "salut")
    for replaces in ("999999", str(theirs)):
        outcome = await sender.send(str(FADMA), "fr", payload("Suite", replaces=replaces))
        assert isinstance(outcome, Sent)
        assert outcome.platform_id != replaces
    assert texts(server, FADMA) == ["Suite", "Suite"]


async def test_a_long_arabic_text_arrives_whole_and_in_order(
    server: BotApiServer, sender: TelegramSender
) -> None:
    assert len(LONG) > 9000
    outcome = await sender.send(str(FADMA), "ar", payload(LONG, buttons("نعم")))
    messages = server.world.messages(FADMA)
    assert len(messages) == 3
    assert letters("".join(texts(server, FADMA))) == letters(LONG)
    assert [bool(message.rows) for message in messages] == [False, False, True]
    assert outcome == Sent(str(messages[-1].id))


async def test_a_turn_is_awaited_before_every_further_request(
    server: BotApiServer, sender: TelegramSender
) -> None:
    calls_at_turns = []

    async def turn() -> None:
        calls_at_turns.append(len(texts(server, FADMA)))

    await sender.send(str(FADMA), "ar", payload(LONG), turn)
    assert calls_at_turns == [1, 2]


async def test_a_long_text_goes_on_after_the_pieces_that_arrived(
    server: BotApiServer, sender: TelegramSender
) -> None:
    async def turn() -> None:
        if len(texts(server, FADMA)) == 2:
            fault(server, "5xx")

    outcome = await sender.send(str(FADMA), "ar", payload(LONG), turn)
    assert outcome == Unknown("HTTP 502 from something in between", pieces=2)
    await sender.send(str(FADMA), "ar", payload(LONG) | {"pieces": 2})
    assert len(texts(server, FADMA)) == 3
    assert len(set(texts(server, FADMA))) == 3


async def test_markup_that_is_refused_arrives_as_plain_text(
    server: BotApiServer, sender: TelegramSender
) -> None:
    fault(server, "400", text='Bad Request: can\'t parse entities: Unsupported start tag "x"')
    outcome = await sender.send(str(FADMA), "fr", payload(_("<b>Saved</b> & done"), buttons("A")))
    (message,) = server.world.messages(FADMA)
    assert isinstance(outcome, Sent)
    assert outcome.defect
    assert "x" not in outcome.defect.split()
    assert "<" not in message.text
    assert "&amp;" not in message.text
    assert message.rows[0][0].text == "A"


@pytest.mark.parametrize(
    ("happens", "outcome"),
    [
        ("blocked", Unreachable("bot was blocked by the user")),
        ("deactivated", Unreachable("user is deactivated")),
        ("gone", Unreachable("Chat not found")),
    ],
)
async def test_people_who_cannot_be_reached(
    server: BotApiServer, sender: TelegramSender, happens: str, outcome: Unreachable
) -> None:
    if happens == "blocked":
        server.world.block(FADMA)
    elif happens == "deactivated":
        server.world.deactivate(FADMA)
    chat = "77777" if happens == "gone" else str(FADMA)
    assert await sender.send(chat, "fr", payload("Bonjour")) == outcome


async def test_what_telegram_will_never_take_is_refused(sender: TelegramSender) -> None:
    too_many = payload("Choisissez", tuple(buttons("A")[0] for _ in range(101)))
    outcome = await sender.send(str(FADMA), "fr", too_many)
    assert isinstance(outcome, Refused)
    assert outcome.reason


@pytest.mark.parametrize("kind", ["5xx", "5xx_after", "cut_before", "cut_after", "hang"])
async def test_an_answer_that_never_comes_leaves_it_unknown(
    server: BotApiServer, sender: TelegramSender, kind: FaultKind
) -> None:
    fault(server, kind)
    outcome = await sender.send(str(FADMA), "fr", payload("Bonjour"))
    assert isinstance(outcome, Unknown)
    assert TOKEN not in outcome.reason


async def test_a_server_that_is_away_got_nothing(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        bot = client(TOKEN, f"http://127.0.0.1:{taken.getsockname()[1]}")
        await bot.request.initialize()
        outcome = await TelegramSender(bot).send(str(FADMA), "fr", payload("Bonjour"))
        await bot.request.shutdown()
    assert isinstance(outcome, NotSent)
    ours = [record for record in caplog.records if record.name.startswith("bot.")]
    assert all(TOKEN not in record.getMessage() for record in ours)
    assert TOKEN not in outcome.reason
    assert TOKEN not in repr(bot)


async def test_a_proxy_that_refuses_says_nothing_about_the_person(
    server: BotApiServer, bot: Client
) -> None:
    misled = client(TOKEN, f"{server.url}/nowhere")
    await misled.request.initialize()
    outcome = await TelegramSender(misled).send(str(FADMA), "fr", payload("Bonjour"))
    await misled.request.shutdown()
    assert outcome == NotSent("HTTP 404 from something in between")


async def test_silence_is_kept_by_everybody(server: BotApiServer, sender: TelegramSender) -> None:
    fault(server, "429", retry_after=2)
    assert await sender.send(str(FADMA), "fr", payload("Un")) == RetryAfter(2.0)
    before = len(server.world.calls)
    second = await sender.send(str(IDIR), "fr", payload("Deux"))
    await sender.typing(str(IDIR))
    assert isinstance(second, RetryAfter)
    assert 1 < second.seconds <= 2
    assert len(server.world.calls) == before
    assert server.world.offences == []


async def test_a_group_that_moved_is_followed(server: BotApiServer, sender: TelegramSender) -> None:
    server.world.add_group(-500, "Pôle")
    moved = server.world.migrate(-500)
    outcome = await sender.send("-500", "fr", payload("Bonjour"))
    assert isinstance(outcome, Sent)
    assert outcome.chat_id == str(moved)
    assert [message.text for message in server.world.chats[moved].messages.values()] == ["Bonjour"]


async def test_a_wrong_token_closes_the_channel(server: BotApiServer) -> None:
    stranger = client("4200:another-token", server.url)
    await stranger.request.initialize()
    with pytest.raises(ChannelClosed) as raised:
        await TelegramSender(stranger).send(str(FADMA), "fr", payload("Bonjour"))
    await stranger.request.shutdown()
    assert "another-token" not in str(raised.value)


async def test_a_press_is_answered_with_a_notice(
    server: BotApiServer, sender: TelegramSender
) -> None:
    sent = await sender.send(str(FADMA), "fr", payload("Choisissez", buttons("A")))
    assert isinstance(sent, Sent)
    query = await server.world.press(FADMA, int(sent.platform_id), "b:0")
    await sender.answer_press(query, "Noté " + "x" * 300)
    assert server.world.toasts(FADMA)[0].startswith("Noté x")
    assert len(server.world.toasts(FADMA)[0]) == 200


async def test_courtesies_never_fail(server: BotApiServer, sender: TelegramSender) -> None:
    await sender.answer_press("1234567", "trop tard")
    for kind in ("hang", "5xx", "cut_before", "429"):
        fault(server, kind, method="sendChatAction")
        await asyncio.wait_for(sender.typing(str(FADMA)), 6)


async def test_typing_is_shown(server: BotApiServer, sender: TelegramSender) -> None:
    await sender.send(str(FADMA), "fr", payload("Un instant"))
    await sender.typing(str(FADMA))
    assert server.world.typing(FADMA)


async def test_a_file_is_fetched_whole(server: BotApiServer, sender: TelegramSender) -> None:
    content = bytes(range(256)) * 1000
    await server.world.send_file(FADMA, "document", content, name="pv.pdf", mime="application/pdf")
    file = server.world.messages(FADMA)[0].file
    assert file is not None
    found = await sender.get_file(file.file_id)
    assert isinstance(found, tuple)
    path, size = found
    assert size == len(content)
    assert b"".join([chunk async for chunk in sender.download(path)]) == content
    with pytest.raises(DownloadFailed) as raised:
        _ = [chunk async for chunk in sender.download(path, limit=1000)]
    assert raised.value.final


async def test_a_file_above_20_mb_is_refused_for_good(
    server: BotApiServer, sender: TelegramSender
) -> None:
    await server.world.send_file(FADMA, "video", bytes(20 * 1024 * 1024 + 1))
    file = server.world.messages(FADMA)[0].file
    assert file is not None
    assert isinstance(await sender.get_file(file.file_id), Refused)
    fault(server, "5xx", method="getFile")
    assert isinstance(await sender.get_file(file.file_id), NotSent)


async def test_a_download_link_that_is_dead_can_be_asked_for_again(sender: TelegramSender) -> None:
    with pytest.raises(DownloadFailed) as raised:
        _ = [chunk async for chunk in sender.download("documents/none.pdf")]
    assert not raised.value.final
    assert TOKEN not in str(raised.value)


async def test_the_menu_is_set_in_three_languages_and_only_when_it_changed(
    server: BotApiServer, bot: Client
) -> None:
    menu = [("report", _("Report progress")), ("help", _("Help"))]
    about = Names(ar="جسر", fr="Le pont")
    assert await introduce(bot, menu, description=about, short_description=about) >= 7
    assert await introduce(bot, menu, description=about, short_description=about) == 0
    assert await introduce(bot, menu[:1], description=about, short_description=about) == 3
    assert [command["command"] for command in server.world.commands(FADMA)] == ["report"]


async def test_a_menu_that_cannot_be_set_stops_nothing(server: BotApiServer, bot: Client) -> None:
    fault(server, "5xx", method="setMyCommands")
    assert await introduce(bot, [("help", _("Help"))]) == 0
