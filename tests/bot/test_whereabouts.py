"""Where a picture was taken does not travel with it; what it shows does, byte for byte."""

import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.whereabouts import UncleanError, removed

SECRET = b"GPS 33.9716N 6.8498W"
SCAN = b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00" + b"light\xff\x00and\xff\xd3shade"
TABLES = b"\xff\xdb\x00\x05\x00ab" + b"\xff\xc0\x00\x04\x08\x00" + b"\xff\xc4\x00\x04xy"
ICC = b"ICC_PROFILE\0\x01\x01colours"


def segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def exif(way: int | None = None, order: str = "<") -> bytes:
    """What a telephone writes: which way up, and where."""
    entries = [struct.pack(f"{order}HHII", 0x8825, 4, 1, 99)]
    if way is not None:
        entries.insert(0, struct.pack(f"{order}HHIHH", 0x0112, 3, 1, way, 0))
    mark = b"II" if order == "<" else b"MM"
    tiff = mark + struct.pack(f"{order}HIH", 42, 8, len(entries)) + b"".join(entries)
    return segment(0xE1, b"Exif\0\0" + tiff + bytes(4) + SECRET)


def jpeg(*parts: bytes, tail: bytes = b"") -> bytes:
    return b"\xff\xd8" + b"".join(parts) + SCAN + b"\xff\xd9" + tail


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(*parts: bytes, tail: bytes = b"") -> bytes:
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts) + chunk(b"IEND", b"") + tail


def box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", 8 + len(body)) + kind + body


def track(kind: bytes) -> bytes:
    handler = box(b"hdlr", bytes(8) + kind + bytes(13))
    return box(b"trak", box(b"mdia", handler) + box(b"udta", SECRET))


def film(*boxes: bytes) -> bytes:
    return box(b"ftyp", b"isom" + bytes(4)) + b"".join(boxes)


TELLING = st.sampled_from(
    [
        exif(),
        segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + SECRET),
        segment(0xED, b"Photoshop 3.0\0" + SECRET),
        segment(0xE2, b"MPF\0" + SECRET),
        segment(0xE0, b"JFXX\0" + SECRET),
        segment(0xFE, SECRET),
    ]
)
SHOWING = st.sampled_from(
    [segment(0xE0, b"JFIF\0\x01\x02"), segment(0xE2, ICC), segment(0xEE, b"Adobe\0"), TABLES]
)


@given(st.lists(st.tuples(st.booleans(), TELLING, SHOWING)), st.sampled_from([b"", SECRET]))
def test_a_jpeg_keeps_what_shows_and_nothing_that_tells(
    parts: list[tuple[bool, bytes, bytes]], tail: bytes
) -> None:
    content = jpeg(*(tells if telling else shows for telling, tells, shows in parts), tail=tail)
    clean = removed(content)
    assert clean == jpeg(*(shows for telling, _tells, shows in parts if not telling))
    assert SECRET not in clean
    assert removed(clean) == clean


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("way", range(2, 9))
def test_a_photo_stays_the_right_way_up(way: int, order: str) -> None:
    clean = removed(jpeg(exif(way, order), exif(3, order), TABLES))
    assert clean.count(b"Exif") == 1
    assert struct.pack(">HHIHH", 0x0112, 3, 1, way, 0) in clean
    assert SECRET not in clean
    assert removed(clean) == clean
    assert removed(jpeg(exif(1, order), TABLES)) == jpeg(TABLES)


def test_a_progressive_or_unfinished_jpeg_is_kept_to_its_end() -> None:
    twice = jpeg(TABLES, SCAN, b"\xff\xc4\x00\x04xy")
    assert removed(twice) == twice
    assert removed(twice[:-2]) == twice[:-2]


KINDS = st.sampled_from([b"eXIf", b"tEXt", b"iTXt", b"zTXt", b"tIME", b"prVt"])
NEEDED = st.sampled_from([b"IHDR", b"PLTE", b"IDAT", b"tRNS", b"iCCP", b"acTL"])


@given(st.lists(st.tuples(st.booleans(), KINDS, NEEDED, st.binary(max_size=40))))
def test_a_png_keeps_what_shows_and_nothing_that_tells(
    parts: list[tuple[bool, bytes, bytes, bytes]],
) -> None:
    chunks = [
        (telling, chunk(kind, SECRET) if telling else chunk(needed, body))
        for telling, kind, needed, body in parts
    ]
    clean = removed(png(*(each for _telling, each in chunks), tail=SECRET))
    assert clean == png(*(each for telling, each in chunks if not telling))
    assert SECRET not in clean
    assert removed(clean) == clean


def test_a_film_loses_its_description_and_moves_no_byte() -> None:
    moov = box(b"moov", track(b"vide") + track(b"soun") + box(b"meta", SECRET))
    content = film(box(b"mdat", b"pictures"), moov, box(b"uuid", SECRET), box(b"free", SECRET))
    clean = removed(content)
    assert SECRET not in clean
    assert len(clean) == len(content)
    assert clean.index(b"pictures") == content.index(b"pictures")
    assert removed(clean) == clean
    with pytest.raises(UncleanError):
        removed(film(box(b"moov", track(b"meta"))))


@given(
    st.sampled_from([jpeg(exif(6), TABLES), png(chunk(b"eXIf", SECRET)), film(track(b"vide"))]),
    st.integers(0, 400),
    st.binary(max_size=12),
)
def test_a_broken_one_is_refused_or_cleaned_and_never_more_than_that(
    content: bytes, at: int, noise: bytes
) -> None:
    at = 8 + at % len(content)
    broken = content[:at] + noise + content[at + len(noise) :]
    try:
        clean = removed(broken)
    except UncleanError:
        return
    assert removed(clean) == clean


@given(st.binary(max_size=60))
def test_other_files_are_left_as_they_are(content: bytes) -> None:
    assert removed(b"%PDF-1.7" + content) == b"%PDF-1.7" + content
