"""Tables in files: text stays text whatever it begins with, dates and numbers are real ones."""

import csv
import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from datetime import UTC, date, datetime
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape

from handlers.exports import comma, keyed, workbook
from handlers.exports.about import About
from handlers.exports.table import Cell, Coded, Column, Shape, Table, printable
from locales import Names, _

NOON = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)
ABOUT = About(
    subject="reports",
    title=_("Progress reports"),
    scope=_("the whole network"),
    region=None,
    period=_("the whole programme, until today"),
    first=None,
    last=None,
    by="Ghita",
    at=NOON,
)
COLUMNS = (
    Column("project", _("Project"), Shape.LONG, _("The openness project (commitment).")),
    Column("note", _("What was reported"), Shape.LONG, _("The reporter's own words.")),
    Column("level", _("Completion level"), Shape.TEXT, _("The principles it serves.")),
    Column("percent", _("Progress"), Shape.PERCENT, _("What it took.")),
    Column("due", _("Due"), Shape.DAY, _("What it took.")),
    Column("reported", _("Reported at"), Shape.MOMENT, _("When it was reported.")),
)
LEVEL = Coded("complete", _("Complete"))
NASTY = (
    "=1+1",
    '=cmd|" /C calc"!A0',
    "+212 5 37 00 00 00",
    "-5 %",
    "@SUM(A1)",
    "\tline",
    "\r=2+2",
    '=HYPERLINK("https://example.org","مرحبا")',
    "https://example.org/?a=1;b=2",
    "ميزانية المواطن، «2026»",
    "<b>&amp;</b> \"quoted\" 'it'",
    "one\ntwo",
    "007",
    "1e5",
    "TRUE",
    "_x0041_",
    "بلدية " * 30,
)


def table(rows: Sequence[Sequence[Cell]]) -> Table:
    return Table(_("Progress reports"), COLUMNS, len(rows), iter(rows))


def row(words: str) -> list[Cell]:
    return [Names(ar=words, fr=words), words, LEVEL, 60, date(2026, 12, 31), NOON]


def xlsx(words: Sequence[str], language: str = "en") -> bytes:
    out = BytesIO()
    workbook.write(table([row(one) for one in words]), ABOUT, language, out)
    return out.getvalue()


def semicolons(words: Sequence[str], language: str = "en") -> list[list[str]]:
    out = BytesIO()
    comma.write(table([row(one) for one in words]), ABOUT, language, out)
    text = out.getvalue().decode("utf-8-sig")
    return list(csv.reader(StringIO(text, newline=""), delimiter=";"))


def test_a_sheet_reads_from_the_right_with_real_dates_and_a_heading_that_stays() -> None:
    book = load_workbook(BytesIO(xlsx(["أزرو"], "ar")))
    sheet, about = book.worksheets
    assert sheet.sheet_view.rightToLeft
    assert about.sheet_view.rightToLeft
    assert sheet.freeze_panes == "C2"
    assert sheet.auto_filter.ref == "A1:F2"
    percent, due, reported = (sheet.cell(2, place) for place in (4, 5, 6))
    assert (percent.value, percent.number_format) == (0.6, "0%")
    assert due.value == datetime(2026, 12, 31)  # noqa: DTZ001 — as Excel has it
    assert reported.value == datetime(2026, 11, 24, 12, 30)  # noqa: DTZ001 — as above
    assert all(cell.is_date for cell in (due, reported))
    assert sheet.column_dimensions["A"].width > sheet.column_dimensions["E"].width
    told = [str(cell.value) for line in about.iter_rows() for cell in line if cell.value]
    assert {"المصدر", "Ghita", "الشبكة كلها"} <= set(told)
    assert not load_workbook(BytesIO(xlsx(["Azrou"], "fr"))).worksheets[0].sheet_view.rightToLeft


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.one_of(st.text(max_size=40), st.sampled_from(NASTY)), min_size=1, max_size=6))
def test_no_text_is_ever_a_formula(words: list[str]) -> None:
    sheet = load_workbook(BytesIO(xlsx(words))).worksheets[0]
    rows = semicolons(words)
    assert len(rows) == len(words) + 1
    for number, said in enumerate(words):
        plain = printable(said)
        for cell in sheet[number + 2][:2]:
            assert cell.data_type != "f"
            assert unescape(str(cell.value or "")) == plain
            assert cell.hyperlink is None
        for shown in rows[number + 1][:2]:
            assert shown.removeprefix("'") == plain or shown == plain
            assert not shown.lstrip(" \u00a0").startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


def test_json_has_stable_keys_codes_and_iso_dates() -> None:
    out = BytesIO()
    keyed.write(table([row(NASTY[0]), row(NASTY[9])]), ABOUT, "fr", out)
    read = json.loads(out.getvalue())
    assert (read["format"], read["version"], read["about"]["subject"]) == (
        "jisr-export", 1, "reports",
    )  # fmt: skip
    assert list(read["columns"]) == [column.key for column in COLUMNS]
    assert read["rows"][0] == {
        "project": {"ar": "=1+1", "fr": "=1+1"},
        "note": "=1+1",
        "level": "complete",
        "percent": 60,
        "due": "2026-12-31",
        "reported": "2026-11-24T12:30:00Z",
    }
    assert len(read["rows"]) == 2


def test_a_text_too_long_for_a_cell_says_that_it_was_cut() -> None:
    value = load_workbook(BytesIO(xlsx(["🙂" * 20_000]))).worksheets[0].cell(2, 2).value
    assert isinstance(value, str)
    assert value.endswith("🙂 […]")
    assert len(value.encode("utf-16-le")) <= 2 * 32_767


@pytest.mark.skipif(
    shutil.which("soffice") is None and os.environ.get("CI") != "true",
    reason="LibreOffice is not installed",
)
def test_libreoffice_reads_the_same_words(tmp_path: Path) -> None:
    """The workbook and the CSV, opened by a real spreadsheet and written out as CSV again."""
    out = tmp_path / "again"
    (tmp_path / "book.xlsx").write_bytes(xlsx(NASTY, "ar"))
    content = BytesIO()
    comma.write(table([row(one) for one in NASTY]), ABOUT, "ar", content)
    (tmp_path / "list.csv").write_bytes(content.getvalue())
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    for name, options in (("book.xlsx", ()), ("list.csv", ("--infilter=CSV:59,34,76,1",))):
        subprocess.run(
            ["soffice", profile, "--headless", *options, "--convert-to",
             "csv:Text - txt - csv (StarCalc):59,34,76,1,,0,false,true,false", "--outdir",
             str(out), str(tmp_path / name)],
            check=True, capture_output=True, timeout=100,
        )  # fmt: skip
        [file] = out.iterdir()
        text = file.read_text("utf-8-sig")
        file.unlink()
        read = list(csv.reader(StringIO(text, newline=""), delimiter=";"))[1:]
        shown = [line[1].removeprefix("'") for line in read]
        wanted = [printable(one).strip() for one in NASTY]
        if name == "list.csv":  # no CSV can say that "007" is a text
            shown, wanted = (each[: NASTY.index("007")] for each in (shown, wanted))
        assert [one.strip() for one in shown] == wanted, name
