"""`jisr import FILE` as it is typed: shown first, imported with --yes, refused in words."""

import sqlite3
import stat
from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook

from handlers.imports.sheets_out import sample
from tests.bot.commands import Jisr
from tests.handlers.imports.making import AMAL, BADR, MEMBERS, xlsx


def members(folder: Path) -> list[str]:
    with sqlite3.connect(folder / "jisr.db") as connection:
        rows = connection.execute("SELECT name FROM members ORDER BY id").fetchall()
    connection.close()
    return [name for (name,) in rows]


def test_a_list_is_shown_and_nothing_is_imported_without_being_told(
    jisr: Jisr, tmp_path: Path
) -> None:
    (tmp_path / "list.xlsx").write_bytes(xlsx(MEMBERS, AMAL, ("Badr Jisri", "wizard", "Fes")))
    code, printed, errors = jisr(tmp_path, "import", "list.xlsx", "--language", "en")
    assert (code, errors) == (0, "")
    assert "1 person can be imported." in printed
    assert "Row 3, Role: “wizard” is not a role." in printed
    assert "--yes" in printed
    assert members(tmp_path) == []
    assert not (tmp_path / "invitations.xlsx").exists()


def test_told_to_it_imports_and_writes_the_links_for_its_owner_alone(
    jisr: Jisr, tmp_path: Path
) -> None:
    (tmp_path / "list.xlsx").write_bytes(sample("fr"))
    order = ("import", "list.xlsx", "--yes", "--out", "links.xlsx", "--bot", "jisr_bot")
    code, printed, _errors = jisr(tmp_path, *order, "--language", "en")
    assert code == 0
    assert "11 people are invited." in printed
    assert "تغزوت" in printed  # not certain, so left out and named
    links = tmp_path / "links.xlsx"
    assert stat.S_IMODE(links.stat().st_mode) == 0o600
    rows = list(
        load_workbook(BytesIO(links.read_bytes())).worksheets[0].iter_rows(values_only=True)
    )
    assert len(rows) == 12 == len(members(tmp_path)) + 1
    assert all(str(row[4]).startswith("https://t.me/jisr_bot?start=") for row in rows[1:])
    again = jisr(tmp_path, "import", "list.xlsx", "--yes", "--language", "en")
    assert "11 people are in the network already, or invited: left out." in again[1]
    assert len(members(tmp_path)) == 11


def test_links_of_an_earlier_import_are_never_overwritten(jisr: Jisr, tmp_path: Path) -> None:
    (tmp_path / "list.xlsx").write_bytes(xlsx(MEMBERS, AMAL, BADR))
    (tmp_path / "invitations.xlsx").write_bytes(b"still needed")
    code, _printed, errors = jisr(tmp_path, "import", "list.xlsx", "--yes")
    assert code == 1
    assert "invitations.xlsx" in errors
    assert "Traceback" not in errors
    assert members(tmp_path) == []
    assert (tmp_path / "invitations.xlsx").read_bytes() == b"still needed"


def test_what_cannot_be_used_is_refused_with_its_reason(jisr: Jisr, tmp_path: Path) -> None:
    (tmp_path / "list.xlsm").write_bytes(xlsx(MEMBERS, AMAL))
    code, printed, _errors = jisr(tmp_path, "import", "list.xlsm", "--yes", "--language", "en")
    assert code == 1
    assert "This workbook contains macros" in printed
    code, printed, errors = jisr(tmp_path, "import", "nowhere.xlsx", "--yes")
    assert code == 1
    assert "nowhere.xlsx" in errors
    assert "Traceback" not in errors
    assert not (tmp_path / "invitations.xlsx").exists()
