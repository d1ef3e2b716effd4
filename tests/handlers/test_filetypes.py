"""What may be passed on: a few types that show or sound, told by name, claim and first bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.filetypes import HEAD, TYPES, allowed

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TEXT = "application/vnd.oasis.opendocument.text"
ZIP = b"PK\x03\x04" + bytes(26)
FTYP = b"\x00\x00\x00\x18ftyp"
GOOD = [
    ("plage.JPG", "image/jpeg", b"\xff\xd8\xff\xe0"),
    (None, "image/jpeg", b"\xff\xd8\xff\xe1"),
    ("plan.png", "image/png", b"\x89PNG\r\n\x1a\n"),
    ("محضر الدورة.pdf", "application/pdf", b"%PDF-1.7"),
    ("rapport v2.1.pdf", "application/octet-stream", b"%PDF-1.4"),
    (None, "audio/ogg", b"OggS\x00\x02"),
    ("a.mp3", "audio/mpeg", b"ID3\x04"),
    ("a.mp3", "audio/mpeg", b"\xff\xfb\x90"),
    ("note.m4a", "audio/x-m4a", FTYP + b"M4A "),
    ("film.mp4", "video/mp4", FTYP + b"isom"),
    ("lettre.docx", WORD, ZIP + b"[Content_Types].xml"),
    ("lettre.odt", TEXT, ZIP + b"mimetype" + TEXT.encode()),
]
BAD = [
    ("setup.exe", "application/pdf", b"MZ\x90"),
    ("facture.pdf", "application/pdf", b"MZ\x90"),
    ("facture.pdf.exe", "application/pdf", b"%PDF-1.7"),
    ("page.html", "text/html", b"<!doctype html>"),
    ("page.pdf", "text/html", b"%PDF-1.7"),
    ("logo.svg", "image/svg+xml", b"<svg"),
    ("photo.jpg", "image/jpeg", b"<svg xmlns"),
    ("run.sh", "application/x-sh", b"#!/bin/sh"),
    ("macro.docm", "application/vnd.ms-word.document.macroEnabled.12", ZIP),
    ("vieux.doc", "application/msword", b"\xd0\xcf\x11\xe0"),
    ("app.apk", "application/vnd.android.package-archive", ZIP),
    ("all.zip", "application/zip", ZIP),
    ("lettre.odt", TEXT, ZIP + b"classes.dex"),
    ("IMG_1.HEIC", "image/heic", FTYP + b"heic"),
    ("IMG_1.jpg", "image/jpeg", FTYP + b"heic"),
    ("annexe\u202efdp.pdf", "application/pdf", b"%PDF-1.7"),
    ("a\nb.pdf", "application/pdf", b"%PDF-1.7"),
    ("sans type", None, b"%PDF-1.7"),
    (None, None, b"%PDF-1.7"),
    ("vide.pdf", "application/pdf", b""),
]


@pytest.mark.parametrize(("name", "mime", "head"), GOOD)
def test_what_shows_or_sounds_may_go_on(name: str | None, mime: str, head: bytes) -> None:
    assert allowed(name, mime)
    assert allowed(name, mime, head)


@pytest.mark.parametrize(("name", "mime", "head"), BAD)
def test_what_runs_hides_or_lies_may_not(name: str | None, mime: str | None, head: bytes) -> None:
    assert not allowed(name, mime, head)


@given(st.none() | st.text(), st.none() | st.text(), st.binary(max_size=HEAD))
def test_nothing_goes_on_that_no_type_begins_like(
    name: str | None, mime: str | None, head: bytes
) -> None:
    if allowed(name, mime, head):
        assert any(one.begins.match(head) for one in TYPES)
        assert allowed(name, mime)
