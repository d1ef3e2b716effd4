"""One message on its way to Telegram: its pieces, what to do where the Bot API objects.

A text too long for one message is several, and so is a file whose words are too long to be its
caption: first the file, then the words, the buttons under the last. Files that are passed on are
pieces before the words: an attempt that is broken off goes on after those that have arrived.
"""

import html
import logging
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from telegram import InputFile
from telegram.constants import FileSizeLimit, MessageLimit, ParseMode
from telegram.error import BadRequest, ChatMigrated, EndPointNotFound

from bot.channels.outcome import Attachment, Relayed, Turn
from bot.channels.telegram.split import length, split

log = logging.getLogger(__name__)

Parameters = dict[str, Any]
Call = Callable[[str, Parameters], Awaitable[Any]]

# Texts of 400 answers, in lower case, as tdlib/telegram-bot-api and td write them.
UNCHANGED = "message is not modified"
UNPARSABLE = "can't parse entities"
GONE = (
    "message to edit not found",
    "message can't be edited",
    "message_id_invalid",
    "there is no text in the message to edit",  # it is a file with a caption
)

NOBODY = ("chat not found", "user not found", "peer_id_invalid", "user is deactivated")

# What is no picture to Telegram, or too long and narrow for one, still goes as a file.
NO_PHOTO = ("photo_invalid_dimensions", "image_process_failed", "photo_ext_invalid")
PHOTO = int(FileSizeLimit.PHOTOSIZE_UPLOAD)  # bytes
CAPTION = int(MessageLimit.CAPTION_LENGTH)  # counted after parsing; here in UTF-16 units
NO_PREVIEW = {"is_disabled": True}
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
# The Bot API's server takes a file name for what stands before the next ";", and undoes no escape
# (td, HttpReader.cpp); a "/" would part the name, a line's end the header.
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f";/\\]')


@dataclass(frozen=True, slots=True)
class Piece:
    """What one request can carry: a text, or, ``with_file``, the caption of a file (or none).

    With ``relayed``, that file, or the words in its place where it is gone.
    """

    words: str
    with_file: bool = False
    relayed: Relayed | None = None


def in_pieces(words: str, *, with_file: bool) -> list[Piece]:
    """Cut a message, HTML, into what one request each can carry."""
    if not with_file:
        return [Piece(each) for each in split(words)]
    if length(words) <= CAPTION:
        return [Piece(words, with_file=True)]
    return [Piece("", with_file=True), *(Piece(each) for each in split(words))]


def with_files(files: Sequence[Relayed], gone: str, pieces: list[Piece]) -> list[Piece]:
    """Put files that are passed on before a message's pieces; ``gone`` stands for a lost one."""
    words = [piece for piece in pieces if piece.words or not files]
    return [*(Piece(gone, relayed=file) for file in files), *words]


class Post:
    """Sends the pieces of one message to one chat, and knows which have arrived, under which id.

    Args:
        call: asks the Bot API.
        chat_id: where to; ``moved_to`` when that has moved.
        turn: awaited before every request after the first.
        done: how many pieces an earlier attempt got through.
    """

    def __init__(self, call: Call, chat_id: str, turn: Turn, done: int) -> None:
        """Begin with no request made."""
        self._call = call
        self._chat_id = chat_id
        self._turn = turn
        self._requests = 0
        self.done = done
        self.message_id = ""
        self.moved_to: str | None = None
        self.defect: str | None = None

    async def piece(
        self,
        piece: Piece,
        *,
        attachment: Attachment | None,
        markup: Parameters | None,
        replaces: str | None,
    ) -> None:
        """Send one piece, editing message ``replaces`` where that is still possible.

        A piece whose file is gone (``attachment`` is None) is its words alone, if it has any.
        Raises telegram.error.TelegramError.
        """
        shared: Parameters = {"reply_markup": markup} if markup else {}
        if piece.relayed is not None:
            if not await self._passed_on(piece.relayed, shared):
                self.defect = "a file that went with it could not be passed on"
                await self._text(piece.words, shared, None)
        elif piece.with_file and attachment is not None:
            await self._file(piece.words, attachment, shared)
        elif piece.words or not piece.with_file:
            await self._text(piece.words, shared, replaces)
        self.done += 1

    async def _file(self, caption: str, attachment: Attachment, shared: Parameters) -> None:
        words: Parameters = {**shared}
        if caption:
            words |= {"caption": caption, "parse_mode": ParseMode.HTML.value}
        if attachment.photo and len(attachment.content) <= PHOTO:
            try:
                sent = await self._parsed("sendPhoto", {"photo": _upload(attachment), **words})
            except BadRequest as error:
                if not any(text in error.message.lower() for text in NO_PHOTO):
                    raise
                self.defect = "a picture was not taken as a photo, sent as a file"
            else:
                self.message_id = str(sent["message_id"])
                return
        sent = await self._parsed("sendDocument", {"document": _upload(attachment), **words})
        self.message_id = str(sent["message_id"])

    async def _passed_on(self, file: Relayed, shared: Parameters) -> bool:
        """Send a file on, by its id or else as bytes; False when neither is possible any more."""
        if file.external_id and await self._taken(file.kind, file.external_id, shared):
            return True
        content = await file.load()
        if content is None:
            return False
        upload = InputFile(content, filename=file_name(file.name))
        upload.mimetype = file.mime
        return await self._taken(file.kind, upload, shared)

    async def _taken(self, kind: str, file: str | InputFile, shared: Parameters) -> bool:
        """Send a file of a kind; False when the Bot API will not have it, whoever it is for."""
        try:
            sent = await self._request(f"send{kind.capitalize()}", {kind: file, **shared})
        except BadRequest as error:
            if any(text in error.message.lower() for text in NOBODY):
                raise
            log.warning("a %s was not taken (%s)", kind, error.message)
            return False
        self.message_id = str(sent["message_id"])
        return True

    async def _text(self, text: str, shared: Parameters, replaces: str | None) -> None:
        parameters: Parameters = {
            "text": text,
            "parse_mode": ParseMode.HTML.value,
            "link_preview_options": NO_PREVIEW,
            **shared,
        }
        if replaces is None or not await self._edit(parameters, replaces):
            sent = await self._parsed("sendMessage", parameters)
            self.message_id = str(sent["message_id"])

    async def _edit(self, parameters: Parameters, message_id: str) -> bool:
        """Edit in place; False when that message can no longer be edited."""
        try:
            await self._parsed("editMessageText", {**parameters, "message_id": int(message_id)})
        except EndPointNotFound:
            return False
        except BadRequest as error:
            reason = error.message.lower()
            if any(text in reason for text in GONE):
                return False
            if UNCHANGED not in reason:
                raise
        self.message_id = message_id
        return True

    async def _parsed(self, method: str, parameters: Parameters) -> Any:  # noqa: ANN401
        """Make the request; once more as plain text where our markup is refused."""
        try:
            return await self._request(method, parameters)
        except BadRequest as error:
            if UNPARSABLE not in error.message.lower() or "parse_mode" not in parameters:
                raise
        self.defect = "markup refused, sent as plain text (mend the words it was made of)"
        return await self._request(method, _plain(parameters))

    async def _request(self, method: str, parameters: Parameters) -> Any:  # noqa: ANN401
        """Make the request; once more where the chat has moved."""
        try:
            return await self._ask(method, parameters)
        except ChatMigrated as error:
            self._chat_id = self.moved_to = str(error.new_chat_id)
        return await self._ask(method, parameters)

    async def _ask(self, method: str, parameters: Parameters) -> Any:  # noqa: ANN401
        if self._requests:
            await self._turn()
        self._requests += 1
        return await self._call(method, {"chat_id": number(self._chat_id), **parameters})


def _upload(attachment: Attachment) -> InputFile:
    file = InputFile(attachment.content, filename=file_name(attachment.name))
    file.mimetype = attachment.mime
    return file


def number(chat_id: str) -> int | str:
    """Return a chat's id as the Bot API wants it: an integer, or the name of a channel."""
    return int(chat_id) if chat_id.lstrip("-").isdecimal() else chat_id


def file_name(name: str) -> str:
    """Return ``name`` with "-" for the few signs that would not survive the way."""
    clean = _NOT_IN_NAMES.sub("-", name).encode(errors="replace").decode()
    return clean.strip() or "-"


def _plain(parameters: Parameters) -> Parameters:
    """Return the request without markup in its words."""
    plain = {name: value for name, value in parameters.items() if name != "parse_mode"}
    for field in {"text", "caption"} & plain.keys():
        plain[field] = html.unescape(_TAG.sub("", plain[field]))
    return plain
