"""What a picture or a film tells of where, when and with what it was taken, removed from its bytes.

Nothing is decoded: the container is walked, and of its parts only those stay that are needed to
show it. A JPEG keeps its orientation, without which half of all photos would lie on their side.
What cannot be walked is refused, for then nobody knows what it carries.
"""

import re
import struct
from collections.abc import Iterator

_JPEG = b"\xff\xd8\xff"
_PNG = b"\x89PNG\r\n\x1a\n"
_ORIENTATION = 0x0112
_SHORT = 3  # the TIFF type of a number of two bytes
_STARTS_SCAN, _ENDS, _EXIF, _COMMENT = 0xDA, 0xD9, 0xE1, 0xFE
_APPLICATION = range(0xE0, 0xF0)
_ALONE = frozenset({0x01, _ENDS, *range(0xD0, 0xD8)})  # markers without a length
_KEPT_OF_JPEG = {0xE0: b"JFIF\0", 0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}
_NEXT_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_KEPT_OF_PNG = frozenset(
    b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP cICP mDCV cLLI sBIT bKGD pHYs hIST"
    b" acTL fcTL fdAT".split()
)
_WALKED = frozenset({b"moov", b"trak", b"mdia"})
_BLANKED = frozenset({b"udta", b"meta", b"uuid", b"free", b"skip", b"wide"})
_SHOWN_OR_HEARD = frozenset({b"vide", b"soun", b"sbtl", b"subt", b"text", b"clcp", b"hint"})


class UncleanError(ValueError):
    """A picture or a film in which something could hide that we do not know how to remove."""


def removed(content: bytes) -> bytes:
    """Return ``content`` without what tells of its origin; other files are returned as they are.

    Doing it twice changes nothing more. Raises UncleanError.
    """
    try:
        if content.startswith(_JPEG):
            return _jpeg(content)
        if content.startswith(_PNG):
            return _png(content)
        if content[4:8] == b"ftyp":
            return _film(content)
    except (struct.error, IndexError) as error:
        message = "it ends too early"
        raise UncleanError(message) from error
    return content


def _jpeg(content: bytes) -> bytes:
    """Keep what draws the picture, and nothing after its end, where telephones hang films."""
    kept, turned = bytearray(content[:2]), False
    for marker, part in _parts(content):
        way = _orientation(part[4:]) if marker == _EXIF and not turned else None
        if way is not None:
            kept += _only_orientation(way)
            turned = True
        elif _draws(marker, part[4:]):
            kept += part
    return bytes(kept)


def _parts(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the segments of a JPEG after its first two bytes; one that starts a scan, with it."""
    at, marker = 2, 0
    while marker != _ENDS and at < len(content):
        marker, start = _marker(content, at), at
        at += 2
        if marker not in _ALONE:
            at += struct.unpack_from(">H", content, at)[0]
        if at > len(content):
            raise IndexError
        if marker == _STARTS_SCAN:
            found = _NEXT_MARKER.search(content, at)
            at = found.start() if found else len(content)  # some are cut off there
        yield marker, content[start:at]


def _marker(content: bytes, at: int) -> int:
    if content[at] != 0xFF or content[at + 1] in {0x00, 0xFF}:  # noqa: PLR2004 — how markers begin
        message = "a JPEG whose parts do not follow each other"
        raise UncleanError(message)
    return content[at + 1]


def _draws(marker: int, body: bytes) -> bool:
    """Tell whether a segment is needed to draw the picture in its colours."""
    if marker in _APPLICATION:
        kept = _KEPT_OF_JPEG.get(marker)
        return kept is not None and body.startswith(kept)
    return marker != _COMMENT


def _orientation(body: bytes) -> int | None:
    """Return which way up the picture is (2 to 8), None when it is as it should be."""
    if not body.startswith(b"Exif\0\0"):
        return None
    tiff = body[6:]
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return None
    try:
        (first,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, first)
        for entry in range(count):
            tag, kind, _many, value = struct.unpack_from(
                f"{order}HHIH", tiff, first + 2 + 12 * entry
            )
            if tag == _ORIENTATION and kind == _SHORT:
                return value if value in range(2, 9) else None
    except struct.error:
        return None
    return None


def _only_orientation(way: int) -> bytes:
    entry = struct.pack(">HHIHH", _ORIENTATION, _SHORT, 1, way, 0)
    body = b"Exif\0\0MM\0*" + struct.pack(">IH", 8, 1) + entry + bytes(4)
    return struct.pack(">BBH", 0xFF, _EXIF, len(body) + 2) + body


def _png(content: bytes) -> bytes:
    """Keep the chunks that draw the picture, up to its end."""
    kept, at = bytearray(_PNG), len(_PNG)
    while True:
        size, kind = struct.unpack_from(">I4s", content, at)
        end = at + 12 + size
        if end > len(content):
            raise IndexError
        if kind in _KEPT_OF_PNG:
            kept += content[at:end]
        at = end
        if kind == b"IEND":
            return bytes(kept)


def _film(content: bytes) -> bytes:
    """Blank what describes a film or a sound; every other byte stays at its place.

    A track of another kind than picture, sound and subtitles may record each second where it was.
    """
    kept = bytearray(content)
    _blank(kept, 0, len(kept))
    return bytes(kept)


def _blank(kept: bytearray, at: int, end: int) -> None:
    while at < end:
        size, kind = struct.unpack_from(">I4s", kept, at)
        body = at + 8
        if size == 1:
            (size,) = struct.unpack_from(">Q", kept, body)
            body += 8
        size = size or end - at  # 0: up to the end
        if size < body - at or at + size > end:
            raise IndexError
        if kind in _BLANKED:
            kept[at + 4 : at + 8] = b"free"
            kept[body : at + size] = bytes(at + size - body)
        elif kind in _WALKED:
            _blank(kept, body, at + size)
        elif kind == b"hdlr" and bytes(kept[body + 8 : body + 12]) not in _SHOWN_OR_HEARD:
            message = "a film with a track that is neither picture nor sound"
            raise UncleanError(message)
        at += size
