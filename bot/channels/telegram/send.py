"""Writing to a person on Telegram: what goes out, and what each answer of the Bot API means.

``TelegramSender.send`` is the outbox's way out and says truly what became of the message. The
other acts (answering a press, taking buttons away, showing "typing…") are best effort: they are
tried once, outside the outbox, and never raise.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import aiohttp
from telegram.constants import CallbackQueryLimit, FileSizeLimit, ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)

from bot.channels import outcome
from bot.channels.outcome import (
    Attachment,
    ChannelClosed,
    DownloadFailed,
    Outcome,
    Relayed,
    Turn,
    at_once,
)
from bot.channels.telegram.post import (
    NO_PREVIEW,
    NOBODY,
    Parameters,
    Post,
    in_pieces,
    number,
    with_files,
)
from bot.channels.telegram.request import AiohttpRequest, Client, NeverSent
from bot.channels.telegram.split import LIMIT, length
from handlers import say
from handlers.inline import Found, InlineResult
from handlers.say import Button
from handlers.words import DOOR
from locales import _, direction, render

log = logging.getLogger(__name__)

TOO_BIG = "file is too big"  # as tdlib/telegram-bot-api and td write it, in lower case

DOWNLOAD_LIMIT = int(FileSizeLimit.FILESIZE_DOWNLOAD)  # bytes, on the public server
TOAST_LIMIT = int(CallbackQueryLimit.ANSWER_CALLBACK_QUERY_TEXT_LENGTH)
CACHE_TIME = 10  # seconds for which Telegram may repeat what was found without asking again
CHUNK = 64 * 1024  # bytes
COURTESY_TIMEOUT = 3.0  # seconds for a best-effort act
LOST = _("<i>A file was sent with this. It is not available any more.</i>")
FILE_GONE = "its file is no longer kept, the text went alone"


class TelegramSender:
    """Writes to people through one bot.

    Args:
        client: the initialised client of the Bot API.
    """

    def __init__(self, client: Client) -> None:
        """Begin with no penalty known."""
        self._client = client
        self._quiet_until = 0.0  # loop time until which the Bot API asked for silence

    async def send(  # noqa: PLR0913 (a message and all that it brings)
        self,
        chat_id: str,
        language: str,
        payload: Mapping[str, Any],
        turn: Turn = at_once,
        attachment: Attachment | None = None,
        *,
        files: Sequence[Relayed] = (),
    ) -> Outcome:
        """Send one message (``handlers.say``, encoded), in several pieces where it is too long.

        ``payload["pieces"]``, where an earlier attempt left it, is how many pieces to skip.
        ``turn`` is awaited before every request after the first. ``attachment`` is the document
        that the message names; Refused when it is gone, after the text was sent. ``files`` are
        those that it passes on, each a message before the text. Raises ChannelClosed.
        """
        message = say.decode(payload)
        with_file = message.document is not None
        pieces = with_files(
            files,
            render(LOST, language),
            in_pieces(render(message.text, language), with_file=with_file),
        )
        markup = _markup(message.rows, language)
        post = Post(self.call, chat_id, turn, done=payload.get("pieces", 0))
        try:
            for index in range(min(post.done, len(pieces) - 1), len(pieces)):
                last = index == len(pieces) - 1
                await post.piece(
                    pieces[index],
                    attachment=attachment,
                    markup=markup if last else None,
                    replaces=message.replaces if index == 0 else None,
                )
        except TelegramError as error:
            return _outcome(error, post.done)
        if with_file and attachment is None:
            return outcome.Refused(FILE_GONE)
        return outcome.Sent(post.message_id, chat_id=post.moved_to, defect=post.defect)

    async def answer_press(self, query_id: str, text: str | None = None) -> None:
        """Stop the button's spinner, with ``text`` as a passing notice. Best effort."""
        if text and len(text) > TOAST_LIMIT:
            text = text[: TOAST_LIMIT - 1] + "…"
        await self._courtesy("answerCallbackQuery", {"callback_query_id": query_id, "text": text})

    async def answer_inquiry(self, query_id: str, found: Found) -> None:
        """Show a person what was found; who must come in first is shown the way. Best effort."""
        parameters: Parameters = {
            "inline_query_id": query_id,
            "results": [
                article
                for result in found.results
                if (article := _article(result, found.language)) is not None
            ],
            "cache_time": CACHE_TIME if found.known else 0,
            "is_personal": True,
        }
        if not found.known:
            text = render(_("Open Jisr"), found.language, html=False)
            parameters["button"] = {"text": text, "start_parameter": DOOR}
        await self._courtesy("answerInlineQuery", parameters)

    async def typing(self, chat_id: str) -> None:
        """Show that an answer is being written, for five seconds at most. Best effort."""
        await self._courtesy("sendChatAction", {"chat_id": number(chat_id), "action": "typing"})

    async def get_file(
        self, external_id: str
    ) -> tuple[str, int | None] | outcome.Refused | outcome.NotSent:
        """Return where to download a file (valid for an hour) and its size in bytes, if known.

        Refused when it never will be, as above 20 MB; NotSent when it may be later.
        """
        try:
            file = await self.call("getFile", {"file_id": external_id})
        except BadRequest as error:
            final = "temporarily" not in error.message.lower()
            return outcome.Refused(_text(error)) if final else outcome.NotSent(_text(error))
        except TelegramError as error:
            return outcome.NotSent(_text(error))
        if not isinstance(file, dict):
            return outcome.NotSent("no file")
        size = file.get("file_size")
        if size is not None and size > DOWNLOAD_LIMIT:
            return outcome.Refused(TOO_BIG)
        return (file["file_path"], size) if "file_path" in file else outcome.NotSent("no path")

    async def download(self, path: str, limit: int = DOWNLOAD_LIMIT) -> AsyncIterator[bytes]:
        """Yield the content of the file at ``path`` (of ``get_file``), in chunks.

        Raises DownloadFailed, finally when the content is larger than ``limit`` bytes.
        """
        request = self._client.request
        if not isinstance(request, AiohttpRequest):
            message = "the client does not download"
            raise DownloadFailed(message)
        received = 0
        try:
            async with request.session.get(
                f"{self._client.base_file_url}/{path}",
                timeout=aiohttp.ClientTimeout(sock_connect=10, sock_read=30),
            ) as response:
                if response.status != HTTPStatus.OK:
                    reason = f"HTTP {response.status}"
                    raise DownloadFailed(reason)
                async for chunk in response.content.iter_chunked(CHUNK):
                    received += len(chunk)
                    if received > limit:
                        raise DownloadFailed(TOO_BIG, final=True)
                    yield chunk
        except (aiohttp.ClientError, OSError, NeverSent) as error:
            raise DownloadFailed(type(error).__name__) from None

    async def call(
        self, method: str, parameters: Parameters, *, read_timeout: float | None = None
    ) -> Any:  # noqa: ANN401 (whatever the Bot API answers)
        """Call the Bot API, unless it asked for silence that still lasts.

        Raises telegram.error.TelegramError; RetryAfter also when nothing was asked.
        """
        left = self._quiet_until - asyncio.get_running_loop().time()
        if left > 0:
            raise RetryAfter(timedelta(seconds=left))
        try:
            return await self._client.call(method, parameters, read_timeout=read_timeout)
        except RetryAfter as error:
            silence = asyncio.get_running_loop().time() + _seconds(error)
            self._quiet_until = max(self._quiet_until, silence)
            raise

    async def _courtesy(self, method: str, parameters: Parameters) -> None:
        try:
            await self.call(method, parameters, read_timeout=COURTESY_TIMEOUT)
        except TelegramError as error:
            log.debug("%s was not possible: %s", method, _text(error))


def _article(result: InlineResult, language: str) -> Parameters | None:
    """Build one result; None, and a line in the log, for a text that no message can hold."""
    text = render(result.text, language)
    if not text.strip() or length(text) > LIMIT:
        log.error("result %s is no message: left out", result.id)
        return None
    return {
        "type": "article",
        "id": result.id,
        "title": render(result.title, language, html=False),
        "description": render(result.description, language, html=False),
        "input_message_content": {
            "message_text": text,
            "parse_mode": ParseMode.HTML.value,
            "link_preview_options": NO_PREVIEW,
        },
    }


def _markup(rows: Sequence[Sequence[Button]], language: str) -> Parameters | None:
    """Build the keyboard, each row from right to left where the language is."""
    if not rows:
        return None
    step = -1 if direction(language) == "rtl" else 1
    return {
        "inline_keyboard": [
            [
                {"text": render(button.label, language, html=False), "callback_data": button.data}
                for button in row[::step]
            ]
            for row in rows
        ]
    }


def _outcome(error: TelegramError, pieces: int) -> Outcome:
    """Say what an error means for the message, the most specific class first.

    Raises ChannelClosed for a token that is no longer accepted.
    """
    match error:
        case InvalidToken() | EndPointNotFound():
            message = "Telegram does not accept the token"
            raise ChannelClosed(message) from None
        case RetryAfter():
            return outcome.RetryAfter(_seconds(error), pieces)
        case Forbidden():
            return outcome.Unreachable(_text(error))
        case BadRequest() if any(text in error.message.lower() for text in NOBODY):
            return outcome.Unreachable(_text(error))
        case BadRequest() | ChatMigrated():
            return outcome.Refused(_text(error))
        case NeverSent():
            return outcome.NotSent(_text(error), pieces)
        case _:
            return outcome.Unknown(_text(error), pieces)


def _seconds(error: RetryAfter) -> float:
    after = error.retry_after
    return float(after) if isinstance(after, int) else after.total_seconds()


def _text(error: TelegramError) -> str:
    """Return the reason without what the Bot API may quote of the message."""
    return error.message.removeprefix("Forbidden: ").partition(":")[0]
