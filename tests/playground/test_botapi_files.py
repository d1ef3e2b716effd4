"""Files travel both ways, within Telegram's sizes, and their addresses expire."""

from collections.abc import AsyncIterator
from datetime import timedelta

import aiohttp
import pytest
from telegram import Bot
from telegram.error import BadRequest, NetworkError

from bot.clocks import MovableClock
from bot.playground.botapi import BotApiServer, ChatFile

TOKEN = "123456:test"
AMINA = 7001
MEGABYTE = 1024 * 1024


@pytest.fixture
async def clock() -> MovableClock:
    return MovableClock()


@pytest.fixture
async def server(clock: MovableClock) -> AsyncIterator[BotApiServer]:
    server = BotApiServer(TOKEN, clock)
    server.world.add_person(AMINA, "Amina")
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def bot(server: BotApiServer) -> AsyncIterator[Bot]:
    bot = Bot(TOKEN, f"{server.url}/bot", f"{server.url}/file/bot")
    async with bot:
        yield bot


async def download(server: BotApiServer, path: str, token: str = TOKEN) -> tuple[int, bytes]:
    url = f"{server.url}/file/bot{token}/{path}"
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        return answer.status, await answer.read()


async def test_every_kind_of_file_a_person_sends_can_be_fetched(
    server: BotApiServer, bot: Bot
) -> None:
    for kind in ("photo", "document", "voice", "video", "audio"):
        await server.world.send_file(
            AMINA, kind, kind.encode() * 20, name="f.bin", caption="see /help"
        )
    for update in await bot.get_updates():
        message = update.message
        assert message is not None
        assert message.caption == "see /help"
        assert [entity.type for entity in message.caption_entities] == ["bot_command"]
        found = message.photo or message.effective_attachment
        attachment = found[-1] if isinstance(found, tuple) else found
        file = await attachment.get_file()  # type: ignore[union-attr] # one of five kinds, each with this method
        content = bytes(await file.download_as_bytearray())
        assert content in {
            kind.encode() * 20 for kind in ("photo", "document", "voice", "video", "audio")
        }


async def test_the_small_size_of_a_photo_is_not_the_photo(server: BotApiServer, bot: Bot) -> None:
    await server.world.send_file(AMINA, "photo", b"12345678" * 10)
    message = (await bot.get_updates())[0].message
    assert message is not None
    small, large = message.photo
    assert small.width < large.width
    assert (await (await large.get_file()).download_as_bytearray()) == b"12345678" * 10
    assert len(await (await small.get_file()).download_as_bytearray()) == 10


async def test_what_the_bot_uploads_is_seen_and_can_be_sent_again_by_its_id(
    server: BotApiServer, bot: Bot
) -> None:
    sent = await bot.send_document(AMINA, b"%PDF-1.7", filename="plan.pdf", caption="the plan")
    photo = await bot.send_photo(AMINA, b"\xff\xd8jpeg")
    voice = await bot.send_voice(AMINA, b"OggS", duration=3)
    assert sent.document is not None
    await bot.send_document(AMINA, sent.document.file_id)
    seen = server.world.messages(AMINA)
    files = [message.file for message in seen]
    assert files[0] == files[3] == ChatFile("document", "plan.pdf", 8, sent.document.file_id)
    assert [file.kind for file in files if file] == ["document", "photo", "voice", "document"]
    assert seen[0].text == "the plan"
    assert voice.to_dict()["voice"]["duration"] == 3
    with pytest.raises(BadRequest, match="photo as document"):
        await bot.send_document(AMINA, photo.photo[-1].file_id)
    with pytest.raises(BadRequest, match="file identifier"):
        await bot.send_document(AMINA, "unknown")


async def test_people_can_open_what_the_bot_sent(server: BotApiServer, bot: Bot) -> None:
    await bot.send_document(AMINA, b"one", filename="one.txt")
    await bot.send_message(AMINA, "two")
    first, second = server.world.messages(AMINA)
    assert server.world.content_of(first) == b"one"
    with pytest.raises(LookupError, match=str(second.id)):
        server.world.content_of(second)


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ('"plan.pdf"', "plan.pdf"),
        ('"برنامج الجماعة.pdf"', "برنامج الجماعة.pdf"),
        ('"%D8%AC.pdf"', "%D8%AC.pdf"),
        ('"a;b.pdf"', '"a'),
        ("plan.pdf", "plan.pdf"),
    ],
)
async def test_a_name_is_read_as_the_real_server_does(
    server: BotApiServer, sent: str, shown: str
) -> None:
    body = (
        f'--x\r\nContent-Disposition: form-data; name="chat_id"\r\n\r\n{AMINA}\r\n'
        f'--x\r\nContent-Disposition: form-data; name="document"; filename={sent}\r\n\r\n'
        "content\r\n--x--\r\n"
    )
    url = f"{server.url}/bot{TOKEN}/sendDocument"
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, data=body.encode(), headers=headers) as answer,
    ):
        assert answer.status == 200, await answer.text()
    file = server.world.messages(AMINA)[0].file
    assert file is not None
    assert file.name == shown


async def test_captions_have_a_limit_and_can_be_edited(server: BotApiServer, bot: Bot) -> None:
    with pytest.raises(BadRequest, match="caption is too long"):
        await bot.send_document(AMINA, b"x", caption="x" * 1025)
    sent = await bot.send_document(AMINA, b"x", caption="x" * 1024)
    await bot.edit_message_caption(AMINA, sent.message_id, caption="<i>y</i>", parse_mode="HTML")
    assert server.world.messages(AMINA)[0].html == "<i>y</i>"
    with pytest.raises(BadRequest, match="not modified"):
        await bot.edit_message_caption(
            AMINA, sent.message_id, caption="<i>y</i>", parse_mode="HTML"
        )
    with pytest.raises(BadRequest, match="no text in the message"):
        await bot.edit_message_text("z", AMINA, sent.message_id)


async def test_a_file_above_20_megabytes_cannot_be_fetched(server: BotApiServer, bot: Bot) -> None:
    await server.world.send_file(AMINA, "document", b"x" * (20 * MEGABYTE))
    await server.world.send_file(AMINA, "document", b"x" * (20 * MEGABYTE + 1))
    fits, larger = [update.message for update in await bot.get_updates()]
    assert fits is not None
    assert larger is not None
    assert fits.document is not None
    assert larger.document is not None
    await bot.get_file(fits.document)
    with pytest.raises(BadRequest, match="File is too big"):
        await bot.get_file(larger.document)


async def test_uploads_have_a_size(server: BotApiServer, bot: Bot) -> None:
    with pytest.raises(NetworkError, match="Request Entity Too Large"):
        await bot.send_document(AMINA, b"x" * (50 * MEGABYTE + 1))
    with pytest.raises(BadRequest, match="too big for a photo"):
        await bot.send_photo(AMINA, b"x" * (10 * MEGABYTE + 1))
    with pytest.raises(BadRequest, match="must be non-empty"):
        await bot.send_document(AMINA, b"")
    assert server.world.messages(AMINA) == []


async def test_a_download_address_works_for_an_hour_after_it_was_asked_for(
    server: BotApiServer, clock: MovableClock
) -> None:
    await server.world.send_file(AMINA, "document", b"paper", name="plan.pdf")
    file = server.world.messages(AMINA)[0].file
    assert file is not None
    assert (await download(server, "documents/file_1.pdf"))[0] == 404, "nobody asked for it yet"
    path = server.service.files.link(file.file_id)["file_path"]
    assert await download(server, path) == (200, b"paper")
    assert (await download(server, path, "99:wrong"))[0] == 401
    clock.move(timedelta(minutes=59))
    assert (await download(server, path))[0] == 200
    clock.move(timedelta(minutes=2))
    assert (await download(server, path))[0] == 404
    server.service.files.link(file.file_id)
    assert (await download(server, path))[0] == 200


async def test_an_unknown_file_is_refused(bot: Bot) -> None:
    with pytest.raises(BadRequest, match="file_id"):
        await bot.get_file("nonsense")
