"""A file that cannot be used is refused in words that say what to do; the rest is read whole."""

import struct
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.imports.cells import MOST_COLUMNS, MOST_ROWS
from handlers.imports.findings import Refused
from handlers.imports.headers import table_in
from handlers.imports.sheet import LARGEST, read, too_large
from tests.handlers.imports.making import (
    AMAL,
    BADR,
    MEMBERS,
    altered,
    entries,
    members,
    refusal,
    text,
    xlsx,
    zipped,
)

GOOD = xlsx(MEMBERS, AMAL)
SHEET = "xl/worksheets/sheet1.xml"
OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LOL = b"".join(
    b'<!ENTITY l%d "%s">' % (number, b"&l%d;" % (number - 1) * 10 if number else b"lol" * 10)
    for number in range(9)
)


def with_entry_flag(content: bytes) -> bytes:
    """Say that the first entry of an archive is encrypted."""
    central = content.index(b"PK\x01\x02")
    flagged = bytearray(content)
    flagged[central + 8 : central + 10] = struct.pack("<H", 1)
    return bytes(flagged)


BAD = {
    "nothing": (b"", "empty"),
    "blank": (b" \r\n\t ", "empty"),
    "empty-workbook": (xlsx(), "empty"),
    "picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(200), "not a spreadsheet"),
    "pdf": (b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj", "not a spreadsheet"),
    "web-page": (b"<html><table><tr><td>Name</td></tr></table></html>", "not a spreadsheet"),
    "document": (zipped(("word/document.xml", b"<w/>")), "not a spreadsheet"),
    "open-document": (zipped(("content.xml", b"<office/>")), "not a spreadsheet"),
    "binary-workbook": (zipped(("xl/workbook.bin", b"\0")), "not a spreadsheet"),
    "old-excel": (OLD_EXCEL + bytes(500), "old Excel (.xls)"),
    "locked": (OLD_EXCEL + "EncryptedPackage".encode("utf-16-le"), "password"),
    "locked-archive": (with_entry_flag(GOOD), "password"),
    "cut-off": (GOOD[: len(GOOD) // 2], "damaged"),
    "no-workbook": (zipped(("xl/nothing.xml", b"<x/>")), "damaged"),
    "macros": (zipped(*entries(GOOD), ("xl/vbaProject.bin", b"\0")), "macros"),
    "macro-type": (
        altered(
            GOOD,
            "[Content_Types].xml",
            b"spreadsheetml.sheet.main",
            b"ms-excel.sheet.macroEnabled.main",
        ),
        "macros",
    ),
    "unpacked-size": (zipped(*entries(GOOD), ("xl/media/a", bytes(40_000_000))), "too large"),
    "tags": (
        altered(GOOD, SHEET, b"<row ", b"<row>" + b"<c/>" * 1_000_001 + b"</row><row "),
        "too large",
    ),
    "formatted-rows": (
        altered(GOOD, SHEET, b'<row r="2"', b"<row><c/></row>" * 200_001 + b'<row r="300000"'),
        "too large",
    ),
    "blank-lines": (b"Name;Role;Collectivity" + b"\n" * 200_000, "more than 5,000 rows"),
    "entities": (
        altered(
            GOOD, SHEET, b"<worksheet ", b"<!DOCTYPE worksheet [" + LOL + b"]><worksheet a='&l8;' "
        ),
        "damaged",
    ),
    "far-row": (altered(GOOD, SHEET, b'<row r="2"', b'<row r="9999999999"'), "nothing under"),
    "rows": (xlsx(MEMBERS, *[AMAL] * (MOST_ROWS + 1)), "more than 5,000 rows"),
    "text-rows": (text(MEMBERS, *[AMAL] * (MOST_ROWS + 1)), "more than 5,000 rows"),
    "columns": (xlsx([*MEMBERS, *["x"] * MOST_COLUMNS], AMAL), "more than 100 columns"),
    "text-columns": (text([*MEMBERS, *["x"] * MOST_COLUMNS], AMAL), "more than 100 columns"),
    "cell": (xlsx(MEMBERS, ("a" * 2001, *AMAL[1:])), "Cell A2 is longer than 2,000"),
    "quotes": (b'Name;Role;Collectivity\n"Amal;focal point;Martil', "quotation marks near line 2"),
    "fifty-megabytes": (bytes(50_000_000), "has 50 MB; at most 5 MB"),
    "no-headings": (xlsx(AMAL, BADR), "found no headings"),
    "headings-alone": (xlsx(MEMBERS), "nothing under the headings"),
    "missing": (xlsx(("Name", "Role"), AMAL), "A column is missing: Collectivity"),
    "two-missing": (
        xlsx(("Collectivity", "Phase", "Axis"), ("a", "b", "c")),
        "Columns are missing: Programme, Start of the programme, and End of the programme",
    ),
    "twice": (xlsx((*MEMBERS, "Nom"), AMAL), "Several columns look like “Name”: Name and Nom"),
}


@pytest.mark.parametrize(("content", "said"), BAD.values(), ids=BAD)
def test_a_file_that_cannot_be_used_is_refused_with_its_reason(content: bytes, said: str) -> None:
    assert said in refusal(content)


@pytest.mark.parametrize("name", ["liste.xlsm", "LISTE.XLTM", "a.xlam"])
def test_a_name_that_promises_macros_is_believed(name: str) -> None:
    assert "macros" in refusal(GOOD, name)


def test_formulas_are_refused_with_their_cells() -> None:
    told = refusal(xlsx(MEMBERS, ("=A1", *AMAL[1:]), AMAL, (*BADR[:2], "=1/0")))
    assert "2 cells hold formulas: A2 and C4." in told


def test_a_formula_in_a_text_file_is_one_too() -> None:
    assert "1 cell holds a formula: A2." in refusal(text(MEMBERS, ('=HYPERLINK("x")', *AMAL[1:])))


def test_an_error_that_excel_computed_is_no_name() -> None:
    content = altered(
        xlsx(MEMBERS, (5, *AMAL[1:])), SHEET, b'<c r="A2" t="n">', b'<c r="A2" t="e">'
    )
    assert "A2" in refusal(altered(content, SHEET, b"<v>5</v>", b"<v>#REF!</v>"))


def test_a_formula_in_a_column_that_is_not_read_is_no_matter() -> None:
    assert members((*AMAL, "=ROW()"), header=(*MEMBERS, "No of line")).importable


def test_text_that_only_looks_like_a_formula_is_text() -> None:
    book = xlsx((*MEMBERS, "Remarks"), (*AMAL, "=not a formula"))
    sheet = dict(entries(book))[SHEET]
    assert b"<f>" in sheet  # so the library wrote one; a person would have typed an apostrophe
    plain = altered(
        book,
        SHEET,
        b'<c r="D2"><f>not a formula</f><v /></c>',
        b'<c r="D2" t="inlineStr"><is><t>=not a formula</t></is></c>',
    )
    assert refusal(plain) == ""


def test_the_size_is_known_before_the_file_is_fetched() -> None:
    assert too_large(LARGEST) is None
    assert too_large(LARGEST + 1)


def test_a_wrong_claim_of_the_range_hides_nothing() -> None:
    content = xlsx(MEMBERS, AMAL, BADR)
    claimed = altered(content, SHEET, b'<dimension ref="A1:C3"', b'<dimension ref="A1:A1"')
    (sheet,) = read(claimed)
    assert [row.cells for row in sheet.rows] == [MEMBERS, AMAL, BADR]


def test_the_last_row_of_excel_is_read_and_numbered() -> None:
    content = altered(xlsx(MEMBERS, AMAL), SHEET, b'r="2"', b'r="1048576"')
    far = altered(content, SHEET, b'2" ', b'1048576" ')
    (sheet,) = read(far)
    assert [row.number for row in sheet.rows] == [1, 1_048_576]


def test_what_excel_made_of_texts_is_undone() -> None:
    line = (12.0, "12.0", 7, 1.5, date(2026, 1, 31), datetime(2026, 2, 1, 8, 30), True, None, "x")  # noqa: DTZ001
    (sheet,) = read(xlsx(line))
    expected = ("12", "12", "7", "1.5", "2026-01-31", "2026-02-01", "True", "", "x")
    assert sheet.rows[0].cells == expected


def test_invisible_marks_and_odd_spaces_are_removed() -> None:
    (sheet,) = read(xlsx(("\u200f\u202bسلمى\u202c  الجسري\u00a0", "two\nlines", "a\u200bb\u00ad")))
    assert sheet.rows[0].cells == ("سلمى الجسري", "two lines", "ab")


def test_empty_rows_are_left_out_and_the_others_keep_their_numbers() -> None:
    for content in (
        xlsx(MEMBERS, (), AMAL, (None, " "), BADR),
        text(MEMBERS, (), AMAL, ("", " "), BADR),
    ):
        (sheet,) = read(content)
        assert [row.number for row in sheet.rows] == [1, 3, 5]


def test_the_table_is_found_under_a_title_and_on_any_sheet() -> None:
    cover = ("Cover", [("Our network",), ("Version", 2)])
    content = xlsx(("Read me",), sheets=[cover, ("People", [("List of 2026",), (), MEMBERS, AMAL])])
    table = table_in(read(content))
    assert table.header.number == 3
    assert table.unread == ("First", "Cover")


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=3000))
def test_no_bytes_do_anything_worse_than_being_refused(content: bytes) -> None:
    for prefix in (b"", b"PK\x03\x04", b"\xff\xfe", b"Name;Role;Collectivity\n"):
        refusal(prefix + content)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_damage_to_a_workbook_does_anything_worse_than_being_refused(
    data: st.DataObject,
) -> None:
    name, part = data.draw(st.sampled_from(entries(GOOD)))
    start = data.draw(st.integers(0, len(part)))
    end = data.draw(st.integers(start, min(len(part), start + 40)))
    broken = part[:start] + data.draw(st.binary(max_size=20)) + part[end:]
    content = zipped(*((one, broken if one == name else kept) for one, kept in entries(GOOD)))
    refusal(content)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(st.text(max_size=12), max_size=6), max_size=6))
def test_no_text_does_anything_worse_than_being_refused(lines: list[list[str]]) -> None:
    refusal("\n".join(";".join(line) for line in [list(MEMBERS), *lines]).encode(errors="replace"))


def test_refusals_carry_words() -> None:
    with pytest.raises(Refused) as caught:
        read(b"")
    assert caught.value.words.msgid in str(caught.value)
