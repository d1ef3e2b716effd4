"""What people on Telegram get when a message brings a file, and what the channel says of it."""

import html
from collections.abc import AsyncIterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.outcome import Attachment, Refused, RetryAfter, Sent, Unknown, Unreachable
from bot.channels.telegram.post import CAPTION, Piece, file_name, in_pieces
from bot.channels.telegram.request import Client
from bot.channels.telegram.send import FILE_GONE, TelegramSender
from bot.channels.telegram.split import length
from bot.playground.botapi.faults import Fault, FaultKind
from bot.playground.botapi.server import BotApiServer
from locales import _
from tests.bot.outbound import (
    FADMA,
    IDIR,
    XLSX,
    buttons,
    connected,
    files,
    payload,
    telegram,
    texts,
)

SHEET = Attachment("دعوات جهة الشرق.xlsx", XLSX, bytes(range(256)) * 40)
LINE = "هذه دعوة شخصية، المرجو عدم مشاركتها مع أي كان 🙏. "
ISOLATES = dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069"))
SIDE = '"/\\;'


def letters(text: str) -> str:
    return "".join(text.translate(ISOLATES).split())


def units(text: str) -> int:
    """The length Telegram counts."""
    return len(text.encode("utf-16-le")) // 2


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


def fault(server: BotApiServer, kind: FaultKind, method: str = "sendDocument", **more: int) -> None:
    server.world.faults.add(Fault(method, kind, **more))  # type: ignore[arg-type]


async def test_a_file_arrives_with_its_words_and_its_buttons(
    server: BotApiServer, sender: TelegramSender
) -> None:
    said = payload("الدعوات", buttons("1", "2"), document=1)
    outcome = await sender.send(str(FADMA), "ar", said, attachment=SHEET)
    (message,) = server.world.messages(FADMA)
    assert outcome == Sent(str(message.id))
    assert message.text == "الدعوات"
    assert [button.text for button in message.rows[0]] == ["2", "1"]
    assert message.file is not None
    assert (message.file.kind, message.file.size) == ("document", len(SHEET.content))
    assert files(server, FADMA) == [("دعوات جهة الشرق.xlsx", SHEET.content)]
    assert message.raw["document"]["mime_type"] == XLSX
    assert server.world.messages(IDIR) == []


async def test_a_large_file_arrives_whole(server: BotApiServer, sender: TelegramSender) -> None:
    content = b"0123456789abcdef" * (2 * 1024 * 1024 // 16)
    attachment = Attachment("export.json", "application/json", content)
    outcome = await sender.send(
        str(FADMA), "fr", payload("Vos données", document=1), attachment=attachment
    )
    assert isinstance(outcome, Sent)
    assert files(server, FADMA) == [("export.json", content)]


async def test_a_file_may_come_without_words(server: BotApiServer, sender: TelegramSender) -> None:
    outcome = await sender.send(str(FADMA), "fr", payload("", document=1), attachment=SHEET)
    assert isinstance(outcome, Sent)
    assert [message.text for message in server.world.messages(FADMA)] == [""]


async def test_signs_that_look_like_markup_arrive_as_written_under_a_file(
    server: BotApiServer, sender: TelegramSender
) -> None:
    words = "a < b & <i>c</i> &amp;"
    await sender.send(str(FADMA), "fr", payload(words, document=1), attachment=SHEET)
    (message,) = server.world.messages(FADMA)
    assert words in message.text


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("plan d'action 2026.pdf", "plan d'action 2026.pdf"),
        ("محضر ٢٠٢٦ 🙏.pdf", "محضر ٢٠٢٦ 🙏.pdf"),
        ('a"b;c/d\\e.pdf', "a-b-c-d-e.pdf"),
        ("line\r\nX-Header: no.pdf", "line--X-Header: no.pdf"),
        ("half \ud83d.pdf", "half ?.pdf"),
        ("100%D8.pdf", "100%D8.pdf"),
    ],
)
async def test_a_name_survives_the_way(
    server: BotApiServer, sender: TelegramSender, name: str, shown: str
) -> None:
    attachment = Attachment(name, "application/pdf", b"%PDF")
    await sender.send(str(FADMA), "fr", payload("PV", document=1), attachment=attachment)
    assert files(server, FADMA) == [(shown, b"%PDF")]


@given(st.text() | st.text(SIDE + "\n\x00ج "))
def test_a_name_holds_nothing_that_would_end_it_early(name: str) -> None:
    clean = file_name(name)
    assert clean
    assert not set(clean) & set(SIDE + "\r\n\x00")
    assert file_name(clean) == clean


async def test_words_as_long_as_a_caption_may_be_stay_with_the_file(
    server: BotApiServer, sender: TelegramSender
) -> None:
    words = (LINE * 30)[: CAPTION - 30].rstrip()
    words += "م" * (CAPTION - units(words))
    assert units(words) == CAPTION > len(words)
    await sender.send(str(FADMA), "ar", payload(words, document=1), attachment=SHEET)
    (message,) = server.world.messages(FADMA)
    assert message.text == words
    assert message.file is not None


@pytest.mark.parametrize("more", ["م", "🙏", LINE * 150])
async def test_longer_words_follow_the_file_and_carry_the_buttons(
    server: BotApiServer, sender: TelegramSender, more: str
) -> None:
    words = "ن" * (CAPTION - 1) + " " + more
    assert units(words) > CAPTION
    said = payload(words, buttons("نعم"), document=1)
    outcome = await sender.send(str(FADMA), "ar", said, attachment=SHEET)
    first, *others = server.world.messages(FADMA)
    assert (first.file is not None, first.text, first.rows) == (True, "", [])
    assert all(message.file is None for message in others)
    assert letters("".join(message.text for message in others)) == letters(words)
    assert [bool(message.rows) for message in others] == [False] * (len(others) - 1) + [True]
    assert outcome == Sent(str(others[-1].id))
    assert files(server, FADMA) == [(SHEET.name, SHEET.content)]


@given(st.text("م🙏 <&\n", max_size=CAPTION + 40) | st.integers(500, 2100).map("🙏".__mul__))
def test_no_caption_is_longer_than_telegram_takes(words: str) -> None:
    first, *others = in_pieces(html.escape(words), with_file=True)
    assert first.with_file
    assert units(html.unescape(first.words)) <= length(first.words) <= CAPTION
    assert not any(piece.with_file for piece in others)
    joined = "".join(piece.words for piece in (first, *others))
    assert letters(html.unescape(joined)) == letters(words)


def test_a_message_without_a_file_is_cut_as_ever() -> None:
    assert in_pieces("x" * 2000, with_file=False) == [Piece("x" * 2000)]


async def test_a_turn_is_awaited_between_a_file_and_its_words(
    server: BotApiServer, sender: TelegramSender
) -> None:
    seen_at_turns = []

    async def turn() -> None:
        seen_at_turns.append(len(server.world.messages(FADMA)))

    said = payload(LINE * 150, document=1)
    await sender.send(str(FADMA), "ar", said, turn, SHEET)
    assert seen_at_turns == [1, 2]


async def test_a_file_that_arrived_is_not_sent_again_for_its_words(
    server: BotApiServer, sender: TelegramSender
) -> None:
    said = payload(LINE * 40, buttons("A"), document=1)
    fault(server, "5xx", method="sendMessage")
    outcome = await sender.send(str(FADMA), "ar", said, attachment=SHEET)
    assert outcome == Unknown("HTTP 502 from something in between", pieces=1)
    outcome = await sender.send(str(FADMA), "ar", said | {"pieces": 1}, attachment=SHEET)
    assert isinstance(outcome, Sent)
    assert len(files(server, FADMA)) == 1
    assert [bool(message.rows) for message in server.world.messages(FADMA)] == [False, True]


async def test_a_file_replaces_no_message(server: BotApiServer, sender: TelegramSender) -> None:
    first = await sender.send(str(FADMA), "fr", payload("Un", buttons("A")))
    assert isinstance(first, Sent)
    said = payload("Deux", replaces=first.platform_id, document=1)
    outcome = await sender.send(str(FADMA), "fr", said, attachment=SHEET)
    assert isinstance(outcome, Sent)
    assert outcome.platform_id != first.platform_id
    assert texts(server, FADMA) == ["Un", "Deux"]


async def test_a_text_that_would_replace_a_file_is_sent_anew(
    server: BotApiServer, sender: TelegramSender
) -> None:
    first = await sender.send(str(FADMA), "fr", payload("Un", document=1), attachment=SHEET)
    assert isinstance(first, Sent)
    outcome = await sender.send(str(FADMA), "fr", payload("Deux", replaces=first.platform_id))
    assert isinstance(outcome, Sent)
    assert texts(server, FADMA) == ["Un", "Deux"]


@pytest.mark.parametrize("words", ["Vos invitations", LINE * 40])
async def test_where_the_file_is_gone_the_words_go_alone(
    server: BotApiServer, sender: TelegramSender, words: str
) -> None:
    outcome = await sender.send(str(FADMA), "fr", payload(words, buttons("A"), document=1))
    assert outcome == Refused(FILE_GONE)
    (message,) = server.world.messages(FADMA)
    assert letters(message.text) == letters(words)
    assert message.file is None
    assert message.rows


async def test_a_file_that_is_gone_and_had_no_words_is_nothing(
    server: BotApiServer, sender: TelegramSender
) -> None:
    assert await sender.send(str(FADMA), "fr", payload("", document=1)) == Refused(FILE_GONE)
    assert server.world.calls[-1].method == "getMe"


async def test_words_that_cannot_go_alone_either_are_tried_again(
    server: BotApiServer, sender: TelegramSender
) -> None:
    fault(server, "429", method="sendMessage", retry_after=1)
    outcome = await sender.send(str(FADMA), "fr", payload("Vos invitations", document=1))
    assert outcome == RetryAfter(1.0)


async def test_markup_that_is_refused_under_a_file_arrives_as_plain_text(
    server: BotApiServer, sender: TelegramSender
) -> None:
    unparsable = Fault("sendDocument", "400", text="Bad Request: can't parse entities: no")
    server.world.faults.add(unparsable)
    said = payload(_("<b>Saved</b> & done"), buttons("A"), document=1)
    outcome = await sender.send(str(FADMA), "fr", said, attachment=SHEET)
    assert isinstance(outcome, Sent)
    assert outcome.defect
    (message,) = server.world.messages(FADMA)
    assert "<" not in message.text
    assert "&amp;" not in message.text
    assert files(server, FADMA) == [(SHEET.name, SHEET.content)]


async def test_people_who_cannot_be_reached_get_no_file(
    server: BotApiServer, sender: TelegramSender
) -> None:
    server.world.block(FADMA)
    said = payload("Vos invitations", document=1)
    outcome = await sender.send(str(FADMA), "fr", said, attachment=SHEET)
    assert outcome == Unreachable("bot was blocked by the user")
    assert server.world.messages(FADMA) == []


async def test_a_file_above_what_telegram_takes_is_refused_for_good(
    server: BotApiServer, sender: TelegramSender
) -> None:
    attachment = Attachment("x.bin", "application/octet-stream", bytes(50 * 1024 * 1024 + 1))
    said = payload("Trop grand", document=1)
    outcome = await sender.send(str(FADMA), "fr", said, attachment=attachment)
    assert outcome == Refused("Request Entity Too Large")
    assert server.world.messages(FADMA) == []


@pytest.mark.parametrize(
    ("kind", "arrived"),
    [("5xx", 0), ("5xx_after", 1), ("cut_before", 0), ("cut_after", 1), ("hang", 0)],
)
async def test_an_answer_that_never_comes_leaves_a_file_unknown(
    server: BotApiServer, sender: TelegramSender, kind: FaultKind, arrived: int
) -> None:
    fault(server, kind)
    said = payload("Vos invitations", document=1)
    outcome = await sender.send(str(FADMA), "fr", said, attachment=SHEET)
    assert isinstance(outcome, Unknown)
    assert outcome.pieces == 0
    assert len(files(server, FADMA)) == arrived


async def test_a_group_that_moved_gets_its_file(
    server: BotApiServer, sender: TelegramSender
) -> None:
    server.world.add_group(-500, "Pôle")
    moved = server.world.migrate(-500)
    outcome = await sender.send("-500", "fr", payload("PV", document=1), attachment=SHEET)
    assert isinstance(outcome, Sent)
    assert outcome.chat_id == str(moved)
    assert files(server, moved) == [(SHEET.name, SHEET.content)]


def png(width: int, height: int) -> bytes:
    """The beginning of a picture of this size, which is all that is looked at."""
    sides = width.to_bytes(4) + height.to_bytes(4)
    return b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + sides + bytes(100)


async def test_a_picture_shows_in_the_chat_and_one_that_cannot_goes_as_a_file(
    server: BotApiServer, sender: TelegramSender
) -> None:
    said = payload("اللوحة", buttons("1"), document=1)
    for sides, kind in (((1200, 800), "photo"), ((9000, 100), "document")):
        picture = Attachment("board.png", "image/png", png(*sides), photo=True)
        outcome = await sender.send(str(FADMA), "ar", said, attachment=picture)
        message = server.world.messages(FADMA)[-1]
        assert isinstance(outcome, Sent)
        assert (outcome.defect is None) == (kind == "photo")
        assert message.file is not None
        assert (message.file.kind, message.text) == (kind, "اللوحة")
        assert message.rows
