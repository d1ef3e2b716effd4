"""Which files may be passed on to other people: few, known by their first bytes, none that runs.

What a file is called, what it is said to be and how it begins must agree. Executables, scripts,
web pages, drawings that hold scripts (SVG) and archives are in no row, nor are pictures from which
where they were taken could not be removed (HEIC, TIFF): sent as a photo, they lose it on the way.
"""

import re
from dataclasses import dataclass

HEAD = 100  # bytes: enough to know every type by
_SILENT = frozenset({"", "application/octet-stream", "binary/octet-stream"})
_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN = "application/vnd.oasis.opendocument"
# Invisible signs that make "exe.fdp" read as "fdp.exe" turned round, or end a name early.
_DECEITFUL = re.compile("[\x00-\x1f\x7f\u202a-\u202e]")


@dataclass(frozen=True)
class FileType:
    """A type of file: how its name ends, what it is said to be, and how its content begins."""

    endings: frozenset[str]
    mimes: frozenset[str]
    begins: re.Pattern[bytes]


def allowed(name: str | None, mime: str | None, head: bytes | None = None) -> bool:
    """Tell whether a file may be passed on.

    ``head`` are its first HEAD bytes (or all of a shorter one); None when nobody has seen them
    yet, as at the moment it is sent: then it is asked once more before it goes on.
    """
    if name is not None and _DECEITFUL.search(name):
        return False
    ending = name.lower().rpartition(".")[2] if name and "." in name else None
    said = (mime or "").partition(";")[0].strip().lower()
    if ending is None and said in _SILENT:
        return False
    return any(
        (ending is None or ending in one.endings)
        and (said in _SILENT or said in one.mimes)
        and (head is None or one.begins.match(head) is not None)
        for one in TYPES
    )


def _type(endings: str, mimes: str, begins: bytes) -> FileType:
    pattern = re.compile(begins, re.DOTALL)
    return FileType(frozenset(endings.split()), frozenset(mimes.split()), pattern)


_ZIP = rb"PK\x03\x04"
TYPES = (
    _type("jpg jpeg", "image/jpeg image/jpg image/pjpeg", rb"\xff\xd8\xff"),
    _type("png", "image/png", rb"\x89PNG\r\n\x1a\n"),
    _type("pdf", "application/pdf application/x-pdf", rb"%PDF-"),
    _type("ogg oga opus", "audio/ogg audio/opus application/ogg", rb"OggS\x00"),
    _type(
        "mp3", "audio/mpeg audio/mp3 audio/mpeg3", rb"ID3[\x02-\x04]|\xff[\xe2\xe3\xf2\xf3\xfa\xfb]"
    ),
    _type(
        "m4a",
        "audio/mp4 audio/m4a audio/x-m4a audio/aac",
        rb".{4}ftyp(?:M4[AB] |mp4[12]|isom|iso[2-9]|dash)",
    ),
    _type(
        "mp4 m4v",
        "video/mp4 video/x-m4v",
        rb".{4}ftyp(?:mp4[12]|isom|iso[2-9]|avc1|M4V |MSNV|dash|3gp.)",
    ),
    _type("docx", f"{_OFFICE}.wordprocessingml.document", _ZIP),
    _type("xlsx", f"{_OFFICE}.spreadsheetml.sheet", _ZIP),
    _type("pptx", f"{_OFFICE}.presentationml.presentation", _ZIP),
    _type("odt", f"{_OPEN}.text", _ZIP + rb".{26}mimetype" + re.escape(f"{_OPEN}.text".encode())),
    _type(
        "ods",
        f"{_OPEN}.spreadsheet",
        _ZIP + rb".{26}mimetype" + re.escape(f"{_OPEN}.spreadsheet".encode()),
    ),
    _type(
        "odp",
        f"{_OPEN}.presentation",
        _ZIP + rb".{26}mimetype" + re.escape(f"{_OPEN}.presentation".encode()),
    ),
)
