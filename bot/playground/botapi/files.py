"""Files: what was uploaded by either side, how the bot gets it, and when its address expires."""

from dataclasses import dataclass
from typing import Any, Final

from bot.clocks import Clock
from bot.playground.botapi.errors import Refusal, bad_request
from bot.playground.botapi.fields import Upload
from bot.playground.botapi.rules import Rules

MAX_DOWNLOAD: Final = 20 * 1024 * 1024
MAX_UPLOAD: Final = 50 * 1024 * 1024
MAX_PHOTO: Final = 10 * 1024 * 1024
KINDS: Final = ("photo", "document", "voice", "video", "audio", "sticker")

_FOLDERS: Final = {
    "photo": ("photos", ".jpg"),
    "document": ("documents", ""),
    "voice": ("voice", ".oga"),
    "video": ("videos", ".mp4"),
    "audio": ("music", ".mp3"),
    "sticker": ("stickers", ".webp"),
}
_MIME: Final = {
    "photo": "image/jpeg",
    "document": "application/octet-stream",
    "voice": "audio/ogg",
    "video": "video/mp4",
    "audio": "audio/mpeg",
    "sticker": "image/webp",
}
_SIDES: Final = {"photo": (1280, 960), "video": (1280, 720), "sticker": (512, 512)}
_TIMED: Final = frozenset({"voice", "video", "audio"})
_PREVIEW_SIDES: Final = (320, 240)


_PNG: Final = b"\x89PNG\r\n\x1a\n"
_MAX_SIDES, _MAX_RATIO = 10_000, 20  # of a photo: width and height together, one to the other


@dataclass(frozen=True, eq=False)
class StoredFile:
    """A file on the server. ``name`` is what its sender called it, which photos do not keep."""

    file_id: str
    unique_id: str
    kind: str
    content: bytes
    name: str | None
    mime: str
    path: str

    def described(self) -> dict[str, Any]:
        """Return the File members that every kind shares."""
        return {
            "file_id": self.file_id,
            "file_unique_id": self.unique_id,
            "file_size": len(self.content),
        }


class Files:
    """Every file of the server, by id and by download path."""

    def __init__(self, clock: Clock, rules: Rules) -> None:
        """Begin without files."""
        self._clock = clock
        self._rules = rules
        self._files: dict[str, StoredFile] = {}
        self._links: dict[str, tuple[StoredFile, float]] = {}

    def store(
        self, kind: str, content: bytes, *, name: str | None = None, mime: str | None = None
    ) -> StoredFile:
        """Keep ``content`` as a file of ``kind`` and return it."""
        serial = len(self._files) + 1
        folder, ending = _FOLDERS[kind]
        if kind == "document" and name and "." in name:
            ending = "." + name.rpartition(".")[2]
        file = StoredFile(
            file_id=f"BQACAgQAAxkBAAM{serial:08d}-{kind}",
            unique_id=f"AgAD{serial:08d}",
            kind=kind,
            content=content,
            name=name,
            mime=mime or _MIME[kind],
            path=f"{folder}/file_{serial}{ending}",
        )
        self._files[file.file_id] = file
        return file

    def received(self, kind: str, value: Upload | str) -> StoredFile:
        """Return the file of a sending method: a new one, or one named by its id.

        Raises:
            Refusal: 400 or 413, for what cannot be sent as ``kind``.
        """
        if isinstance(value, str):
            file = self._files.get(value)
            if file is None:
                raise bad_request("wrong file identifier/HTTP URL specified")
            if file.kind != kind:
                kinds = f"type {file.kind.title()} as {kind.title()}"
                raise bad_request(f"can't use file of {kinds}")
            return file
        if not value.content:
            raise bad_request("file must be non-empty")
        if len(value.content) > MAX_UPLOAD:
            raise Refusal(413, "Request Entity Too Large")
        if kind == "photo" and len(value.content) > MAX_PHOTO:
            raise bad_request("file is too big for a photo")
        if kind == "photo" and value.content.startswith(_PNG):
            _check_sides(value.content)
        return self.store(kind, value.content, name=value.name, mime=value.mime)

    def find(self, file_id: str) -> StoredFile | None:
        """Return the file with this id."""
        return self._files.get(file_id)

    def lose(self, file_id: str) -> None:
        """Know a file no more, as happens to those that nobody asked for in a long time."""
        self._files.pop(file_id, None)

    def link(self, file_id: str) -> dict[str, Any]:
        """Return the File object of getFile, its path valid for an hour from now.

        Raises:
            Refusal: 400, for an unknown file or one above 20 MB.
        """
        file = self._files.get(file_id)
        if file is None:
            raise bad_request("wrong file_id or the file is temporarily unavailable")
        if len(file.content) > MAX_DOWNLOAD:
            raise bad_request("file is too big")
        end = self._clock.now().timestamp() + self._rules.link_life
        self._links[file.path] = (file, end)
        return {**file.described(), "file_path": file.path}

    def download(self, path: str) -> StoredFile:
        """Return the file behind a path given out by ``link``. Raises Refusal (404) afterwards."""
        file, end = self._links.get(path, (None, 0.0))
        if file is None or end <= self._clock.now().timestamp():
            raise Refusal(404, "Not Found")
        return file

    def content(self, file: StoredFile, params: dict[str, Any] | None = None) -> dict[str, Any]:
        """Return the Message members for ``file``; ``params`` are those of a sending method."""
        params = params or {}
        shown = file.described()
        if file.kind == "photo":
            return {"photo": self._sizes(file)}
        if file.kind in _SIDES:
            shown["width"], shown["height"] = _SIDES[file.kind]
        if file.kind in _TIMED:
            shown["duration"] = params.get("duration", 1)
        if file.kind == "sticker":
            shown |= {"type": "regular", "is_animated": False, "is_video": False}
            return {"sticker": shown}
        shown["mime_type"] = file.mime
        if file.name and file.kind != "voice":
            shown["file_name"] = file.name
        shown |= {key: params[key] for key in ("title", "performer") if key in params}
        return {file.kind: shown}

    def _sizes(self, file: StoredFile) -> list[dict[str, Any]]:
        """Return the sizes of a photo, the small preview first as Telegram has it."""
        preview_id = f"{file.file_id}-s"
        preview = self._files.get(preview_id)
        if preview is None:
            preview = StoredFile(
                file_id=preview_id,
                unique_id=f"{file.unique_id}s",
                kind="photo",
                content=file.content[: len(file.content) // 8 or 1],
                name=None,
                mime=file.mime,
                path=file.path.replace(".jpg", "_s.jpg"),
            )
            self._files[preview_id] = preview
        return [
            {**shown.described(), "width": width, "height": height}
            for shown, (width, height) in ((preview, _PREVIEW_SIDES), (file, _SIDES["photo"]))
        ]


def _check_sides(content: bytes) -> None:
    """Refuse a PNG that is too large, or too long and narrow, to be shown as a photo."""
    if content[12:16] != b"IHDR":
        raise bad_request("IMAGE_PROCESS_FAILED")
    width, height = (int.from_bytes(content[start : start + 4]) for start in (16, 20))
    if not width or not height:
        raise bad_request("IMAGE_PROCESS_FAILED")
    if width + height > _MAX_SIDES or max(width, height) > _MAX_RATIO * min(width, height):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
