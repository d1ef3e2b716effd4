"""What goes back: links that cannot be opened by mistake, text that is never a formula."""

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from handlers.imports.columns import Kind
from handlers.imports.preview import preview
from handlers.imports.sheets_out import Invited, invitations, sample, template
from locales import Names
from storage.models import Role
from tests.handlers.imports.making import gazetteer

AMAL = Invited(
    "Amal Jisri",
    Role.FOCAL_POINT,
    Names(ar="جماعة مرتيل", fr="Commune de Martil"),
    "fr",
    "https://t.me/jisr_bot?start=abc",
    datetime(2026, 12, 31, 9, 30, tzinfo=UTC),
)


def sheet(content: bytes) -> Any:
    return load_workbook(BytesIO(content)).worksheets[0]


def test_the_invitations_hold_what_a_coordinator_passes_on() -> None:
    written = sheet(invitations([AMAL], "en"))
    header, row = written.iter_rows(values_only=True)
    assert header == ("Name", "Role", "Collectivity", "Language", "Personal link", "Valid until")
    assert row == (
        "Amal Jisri",
        "focal point",
        "Commune de Martil",
        "Français",
        "https://t.me/jisr_bot?start=abc",
        datetime(2026, 12, 31, 9, 30),  # noqa: DTZ001 - spreadsheets know no zones
    )
    assert written.freeze_panes == "A2"


def test_a_link_is_not_opened_by_a_click() -> None:
    assert sheet(invitations([AMAL], "fr"))["E2"].hyperlink is None


@pytest.mark.parametrize(("language", "leftwards"), [("ar", True), ("fr", False), ("en", False)])
def test_the_sheet_runs_as_the_language_does(language: str, leftwards: bool) -> None:  # noqa: FBT001
    assert bool(sheet(invitations([AMAL], language)).sheet_view.rightToLeft) is leftwards


def test_names_follow_the_language_of_the_coordinator() -> None:
    assert sheet(invitations([AMAL], "ar"))["C2"].value == "جماعة مرتيل"


@pytest.mark.parametrize(
    "name", ["=1+1", "+212", "-1", "@SUM(A1)", "\tx", "\rx", '=HYPERLINK("http://x","y")']
)
def test_text_is_never_a_formula(name: str) -> None:
    invited = Invited(name, Role.OBSERVER, None, "fr", "=cmd", AMAL.valid_until)
    written = sheet(invitations([invited], "en"))
    for cell in (written["A2"], written["E2"]):
        assert cell.data_type == "s"
        assert cell.quotePrefix
    assert written["A2"].value.strip() == name.strip()
    assert not sheet(invitations([AMAL], "en"))["A2"].quotePrefix


def test_signs_no_workbook_can_hold_do_not_stop_it() -> None:
    invited = Invited("A\x00m\x0bal\u202e", Role.OBSERVER, None, "fr", "x", AMAL.valid_until)
    assert sheet(invitations([invited], "en"))["A2"].value == "Amal"


@pytest.mark.parametrize("kind", Kind)
def test_a_template_shows_two_examples_marked_as_such(kind: Kind) -> None:
    rows = list(sheet(template(kind, "en")).iter_rows(values_only=True))
    assert [row[-1] for row in rows] == ["Remark"] + ["Fictitious example: delete this row"] * 2


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
@pytest.mark.parametrize("kind", Kind)
def test_the_examples_would_be_good_rows(kind: Kind, language: str) -> None:
    book = load_workbook(BytesIO(template(kind, language)))
    written = book.worksheets[0]
    written.delete_cols(written.max_column)  # the remark that marks them
    content = BytesIO()
    book.save(content)
    shown = preview(content.getvalue(), "", gazetteer())
    assert shown.importable
    assert not shown.findings


def test_the_playgrounds_sample_has_one_question_and_no_error() -> None:
    for language in ("ar", "fr", "en"):
        content = sample(language)
        (doubt,) = preview(content, "", gazetteer()).doubts
        shown = preview(content, "", gazetteer(), {doubt.row: doubt.options[0].code})
        assert shown.importable
        assert not shown.findings
        assert len(shown.people) == 12
        assert len({one.place.region or one.place.code for one in shown.people if one.place}) >= 6
        assert {one.language for one in shown.people} == {"ar", "fr", "en"}
