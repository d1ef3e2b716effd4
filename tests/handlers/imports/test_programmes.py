"""A list of programmes: rows with repeated cells left empty become whole programmes, or none."""

from datetime import date

import pytest

from handlers.imports.columns import Kind
from handlers.imports.dates import fixed_date
from handlers.imports.plans import Axis, Milestone, Programme, Project
from handlers.imports.preview import preview, summary
from storage.models import Phase
from tests.handlers.imports.making import (
    PROGRAMMES,
    Cell,
    english,
    gazetteer,
    problems,
    programmes,
    remarks,
    text,
)

PLACE, STARTS, ENDS = "commune de Martil", date(2026, 1, 1), date(2027, 12, 31)
FRAME = (PLACE, "Openness 2026", "implementation", STARTS, ENDS)
SAME: tuple[Cell, ...] = (None,) * 5
JUNE, JULY = date(2026, 6, 30), date(2026, 7, 31)


CELLS = ("axis", "project", "principles", "due", "milestone", "milestone_due")


def line(frame: tuple[Cell, ...] = SAME, *cells: Cell, **named: Cell) -> tuple[Cell, ...]:
    """A row: its programme, then what is under it, in the order of the columns or by name."""
    rest = dict(zip(CELLS, cells, strict=False)) | named
    return (*frame, *(rest.get(name) for name in CELLS))


WHOLE = (
    line(FRAME, "Budget", "Citizen budget", "transparence; الرقمنة", JULY, "Draft", JUNE),
    line(milestone="Online"),
    line(project="Open council"),
    line(axis="Council", project="Live sessions", due="31/12/2026"),
    line(("Oriental", "Two", "vote", "01/01/2026", "31 décembre 2027"), axis="Youth"),
)


def test_repeated_cells_may_be_left_empty() -> None:
    shown = programmes(*WHOLE)
    assert shown.importable
    assert shown.kind == Kind.PROGRAMMES
    martil, oriental = gazetteer().place("01.573.01.03"), gazetteer().place("02")
    assert martil
    assert oriental
    budget = Project(
        2,
        "",
        "Citizen budget",
        ("transparency", "digital"),
        JULY,
        (Milestone(2, "", "Draft", JUNE), Milestone(3, "", "Online", None)),
    )
    council = Project(4, "", "Open council", (), None, ())
    live = Project(5, "", "Live sessions", (), date(2026, 12, 31), ())
    assert shown.programmes == (
        Programme(
            2,
            martil,
            "",
            "Openness 2026",
            Phase.IMPLEMENTATION,
            STARTS,
            ENDS,
            (Axis(2, "", "Budget", (budget, council)), Axis(5, "", "Council", (live,))),
        ),
        Programme(6, oriental, "", "Two", Phase.VOTE, STARTS, ENDS, (Axis(6, "", "Youth", ()),)),
    )
    assert english(summary(shown)) == (
        "Can be imported: 2 programmes, 3 axes, 3 projects, and 2 milestones."
    )


def test_repeated_cells_may_be_repeated_and_in_any_order() -> None:
    budget = ("Budget", "Citizen budget", "transparency", JULY)
    full = [
        line(FRAME, *budget, "Draft", JUNE),
        line(FRAME, "Council", "Live sessions"),
        line(FRAME, *budget, "Online"),
    ]
    (programme,) = programmes(*full).programmes
    assert [axis.title_fr for axis in programme.axes] == ["Budget", "Council"]
    assert len(programme.axes[0].projects[0].milestones) == 2


def test_titles_in_two_languages_meet_again_by_either() -> None:
    header = (
        *PROGRAMMES[:5],
        "Axe (ar)",
        "Axe (fr)",
        "المشروع",
        "Projet (fr)",
        "Jalon",
        "Échéance",
    )
    shown = programmes(
        (*FRAME, "شفافية", "Transparence", "نشر الميزانية", "Budget", "Un", JUNE),
        (*SAME, "شفافية", "", "", "Budget", "Deux", JULY),
        (*SAME, "", "Transparence", "", "Conseil", "", JULY),
        header=header,
    )
    (axis,) = shown.programmes[0].axes
    assert (axis.title_ar, axis.title_fr) == ("شفافية", "Transparence")
    budget, council = axis.projects
    assert (budget.title_ar, budget.title_fr) == ("نشر الميزانية", "Budget")
    assert [one.due_on for one in budget.milestones] == [JUNE, JULY]
    assert budget.due_on is None
    assert council.due_on == JULY  # "due date" alone belongs to what the row adds


def test_a_title_that_differs_in_one_language_is_kept_as_it_first_was() -> None:
    header = (*PROGRAMMES[:5], "Axe (ar)", "Axe (fr)")
    shown = programmes((*FRAME, "محور", "Axe"), (*SAME, "محور", "Axes"), header=header)
    assert shown.programmes[0].axes == (Axis(2, "محور", "Axe", ()),)
    assert remarks(shown) == [(3, "It is written differently in row 2, which is kept.")]


def test_one_collectivity_may_have_two_programmes() -> None:
    before = (PLACE, "Openness 2024", "closed", "2024-01-01", "2025-12-31")
    shown = programmes(line(before, "Axis of old"), line(FRAME, "Axis"), line(axis="Other"))
    assert [(one.title_fr, len(one.axes)) for one in shown.programmes] == [
        ("Openness 2024", 1),
        ("Openness 2026", 2),
    ]


@pytest.mark.parametrize(
    ("typed", "phase"),
    [
        ("Co-création", Phase.CO_CREATION),
        ("الإعداد المشترك", Phase.CO_CREATION),
        ("التصويت", Phase.VOTE),
        ("mise en oeuvre", Phase.IMPLEMENTATION),
        ("التنفيذ المشترك", Phase.IMPLEMENTATION),
        ("évaluation", Phase.EVALUATION),
        ("Clôturé", Phase.CLOSED),
    ],
)
def test_phases_are_known_in_three_languages(typed: str, phase: Phase) -> None:
    (programme,) = programmes(line((*FRAME[:2], typed, STARTS, ENDS))).programmes
    assert programme.phase == phase


@pytest.mark.parametrize(
    ("typed", "principles"),
    [
        ("transparence et participation citoyenne", ("transparency", "participation")),
        (
            "الشفافية والمساءلة، الحق في الوصول إلى المعلومة",
            ("transparency", "accountability", "access_to_information"),
        ),
        ("innovation publique / Transparency", ("transparency", "innovation")),
        ("الشفافية و الرقمنة", ("transparency", "digital")),
        ("droit d'accès à l'information", ("access_to_information",)),
    ],
)
def test_principles_are_known_in_three_languages(typed: str, principles: tuple[str, ...]) -> None:
    (programme,) = programmes(line(FRAME, "Axis", "Project", typed)).programmes
    assert programme.axes[0].projects[0].principles == principles


@pytest.mark.parametrize(
    ("frame", "words"),
    [
        (("", *FRAME[1:]), "It is empty. Please write which one is meant."),
        (("xyzzy", *FRAME[1:]), "“xyzzy” is not in the register."),
        ((PLACE, "", *FRAME[2:]), "It is empty. Every programme needs it once."),
        ((PLACE, "x" * 501, *FRAME[2:]), "It is longer than 500 characters."),
        ((*FRAME[:2], "", STARTS, ENDS), "It is empty. Every programme needs it once."),
        ((*FRAME[:2], "bientôt", STARTS, ENDS), "“bientôt” is not one of: co-creation,"),
        ((*FRAME[:3], None, ENDS), "It is empty. Every programme needs it once."),
        ((*FRAME[:3], "soon", ENDS), "“soon” is not a date. Please write it like 31/12/2026."),
        ((*FRAME[:3], "31/02/2026", ENDS), "“31/02/2026” is not a date."),
        ((*FRAME[:3], "yesterday", ENDS), "“yesterday” is not a date."),
        ((*FRAME[:3], "15 mars", ENDS), "“15 mars” is not a date."),
        ((*FRAME[:3], "01/01/2206", ENDS), "“01/01/2206” is not a date."),
        ((*FRAME[:3], ENDS, STARTS), "The programme would end before it starts."),
    ],
)
def test_what_is_wrong_with_a_programme_is_said(frame: tuple[Cell, ...], words: str) -> None:
    shown = programmes(line(frame, "Axis"))
    ((row, told),) = problems(shown)
    assert row == 2
    assert told.startswith(words)
    assert shown.programmes == ()


@pytest.mark.parametrize(
    ("second", "words"),
    [
        (line((PLACE, "Openness 2026", "vote", None, None)), "It is not the same as in row 2."),
        (line((None, None, None, JUNE, None)), "It is not the same as in row 2."),
        (line(axis="Other", milestone="Step"), "It is empty. Please write the project."),
        (line(axis="Other", due=JUNE), "It is empty. Please write the project."),
        (line(milestone_due=JUNE), "It is empty. Please write the milestone."),
        (line(milestone="Draft"), "This milestone is already in row 2. Please keep one row."),
        (line(project="Citizen budget", due=JUNE), "It is not the same as in row 2."),
        (line(principles="beauty, الشفافية"), "beauty: not among the principles transparency,"),
    ],
)
def test_an_error_in_one_row_holds_the_whole_programme_back(
    second: tuple[Cell, ...], words: str
) -> None:
    shown = programmes(WHOLE[0], second, WHOLE[4])
    ((row, told),) = problems(shown)
    assert row == 3
    assert told.startswith(words)
    assert [one.title_fr for one in shown.programmes] == ["Two"]
    assert not shown.importable


def test_a_project_needs_an_axis() -> None:
    ((_, told),) = problems(programmes(line(FRAME, None, "Project")))
    assert told == "It is empty. Please write the axis of this project."


def test_nothing_is_inherited_from_the_programme_above() -> None:
    other = ("Oriental", "Two", "vote", STARTS, ENDS)
    shown = programmes(WHOLE[0], line(other, project="Project"))
    assert problems(shown) == [(3, "It is empty. Please write the axis of this project.")]
    shown = programmes(WHOLE[0], line(other, milestone="Step"))
    assert problems(shown) == [(3, "It is empty. Please write the project.")]


def test_dates_that_are_hard_to_believe_are_remarked() -> None:
    shown = programmes(
        line(FRAME, "Axis", "Project", None, JUNE, "Step", JULY),
        line(project="Late", due=date(2028, 1, 1)),
    )
    assert shown.importable
    assert [row for row, _ in remarks(shown)] == [2, 3]


def test_a_doubtful_collectivity_is_asked_once_and_keeps_its_rows_together() -> None:
    lines = [
        line(("Tazarine", *FRAME[1:]), "Axis"),
        line(axis="Other"),
        line(("Tazarine", *SAME[1:]), "Third"),
    ]
    shown = programmes(*lines)
    assert shown.programmes == ()
    (doubt,) = shown.doubts
    assert doubt.rows == (2, 4)
    content = text(PROGRAMMES, *lines)
    (programme,) = preview(content, "", gazetteer(), {2: "08.587.11.41"}).programmes
    assert len(programme.axes) == 3


@pytest.mark.parametrize(
    "written", ["2026-03-15", "15/03/2026", "15-3-26", "15 mars 2026", "١٥ مارس ٢٠٢٦", "15.03.2026"]
)
def test_dates_are_read_as_people_write_them(written: str) -> None:
    assert fixed_date(written) == date(2026, 3, 15)
