"""A list of members: each row becomes a person, or is said to be wrong in plain words."""

from datetime import date

import pytest

from handlers.imports.preview import preview, summary
from storage.models import Role
from tests.handlers.imports.making import (
    AMAL,
    BADR,
    MEMBERS,
    english,
    gazetteer,
    members,
    problems,
    refusal,
    remarks,
    text,
    xlsx,
)

MARTIL = "01.573.01.03"
CHAMA = ("Chama Jisri", "focal point", "Azrou")


def test_a_good_list_can_be_imported() -> None:
    shown = members(AMAL, BADR, CHAMA)
    assert shown.importable
    assert [(one.row, one.name, one.role) for one in shown.people] == [
        (2, "Amal Jisri", Role.FOCAL_POINT),
        (3, "Badr Jisri", Role.DEPUTY),
        (4, "Chama Jisri", Role.FOCAL_POINT),
    ]
    assert shown.roles == {Role.FOCAL_POINT: 2, Role.DEPUTY: 1}
    assert ("Azrou", gazetteer().place("03.271.01.01")) in shown.taken
    assert english(summary(shown)) == "3 people can be imported."


@pytest.mark.parametrize(
    ("typed", "role"),
    [
        ("point focal", Role.FOCAL_POINT),
        ("Point  Focal", Role.FOCAL_POINT),
        ("نقطة ارتكاز", Role.FOCAL_POINT),
        ("نقطة الإرتكاز", Role.FOCAL_POINT),
        ("suppléante", Role.DEPUTY),
        ("نائب(ة) نقطة الارتكاز", Role.DEPUTY),
        ("Pôle de compétences", Role.POLE),
        ("قطب مهارات", Role.POLE),
        ("observatrice", Role.OBSERVER),
        ("ملاحظ", Role.OBSERVER),
    ],
)
def test_roles_are_known_in_three_languages(typed: str, role: Role) -> None:
    (person,) = members((AMAL[0], typed, AMAL[2])).people
    assert person.role == role


@pytest.mark.parametrize("typed", ["Coordinatrice régionale", "منسق جهوي", "regional coordinator"])
def test_a_regional_coordinator_coordinates_a_region(typed: str) -> None:
    (person,) = members((AMAL[0], typed, "Souss-Massa")).people
    assert person.role == Role.REGIONAL_COORDINATOR
    assert person.place is not None
    assert person.place.code == "09"
    assert not members((AMAL[0], typed, "commune de Martil")).importable


@pytest.mark.parametrize("typed", ["coordinateur national", "منسقة وطنية"])
def test_a_national_coordinator_sits_nowhere(typed: str) -> None:
    shown = members((AMAL[0], typed, ""), (BADR[0], typed, "Martil"))
    assert [(one.role, one.place) for one in shown.people] == [
        (Role.NATIONAL_COORDINATOR, None)
    ] * 2
    assert [row for row, _ in remarks(shown)] == [3]


def test_a_role_with_a_slip_is_taken_and_told() -> None:
    shown = members((AMAL[0], "piont focal", AMAL[2]))
    assert shown.importable
    assert remarks(shown) == [(2, "“piont focal” was taken for: focal point.")]


@pytest.mark.parametrize(
    "typed", ["coordinateur", "chef", "manager", "admin", "focal point; national"]
)
def test_a_role_is_never_guessed_from_afar(typed: str) -> None:
    ((row, words),) = problems(members((AMAL[0], typed, AMAL[2])))
    assert row == 2
    assert words.startswith(f"“{typed}” is not a role. Please write one of: focal point,")


@pytest.mark.parametrize(
    ("language", "name", "code"),
    [
        ("العربية", "Amal", "ar"),
        ("Français", "أمل الجسري", "fr"),
        ("EN", "Amal", "en"),
        ("ⵜⴰⵎⴰⵣⵉⵖⵜ", "Amal", "zgh"),
        ("", "أمل الجسري", "ar"),
        ("", "Amal", "fr"),
        ("", "ⴰⵎⴰⵍ", "zgh"),
    ],
)
def test_a_language_is_read_or_told_by_the_letters_of_the_name(
    language: str, name: str, code: str
) -> None:
    (person,) = members((name, *AMAL[1:], language), header=(*MEMBERS, "Language")).people
    assert person.language == code


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (("", *AMAL[1:]), "It is empty. Please write the first and the family name."),
        (("12345", *AMAL[1:]), "“12345” is not the name of a person."),
        (("amal@example.ma", *AMAL[1:]), "“amal@example.ma” is not the name of a person."),
        (("A" * 201, *AMAL[1:]), "It is longer than 200 characters."),
        ((AMAL[0], "", AMAL[2]), "It is empty. Please write one of: focal point, deputy"),
        ((*AMAL[:2], ""), "It is empty. Please write which one is meant."),
        ((*AMAL[:2], "xyzzy"), "“xyzzy” is not in the register."),
    ],
)
def test_what_is_wrong_with_a_row_is_said(line: tuple[str, ...], words: str) -> None:
    shown = members(line, CHAMA)
    ((row, told),) = problems(shown)
    assert row == 2
    assert told.startswith(words)
    assert not shown.importable
    assert [person.name for person in shown.people] == [CHAMA[0]]


def test_all_that_is_wrong_with_a_row_is_said_at_once() -> None:
    shown = members(("", "chef", "xyzzy", "klingon"), header=(*MEMBERS, "Language"))
    assert [row for row, _ in problems(shown)] == [2] * 4


def test_the_same_person_twice_is_an_error_of_the_second_row() -> None:
    shown = members(AMAL, CHAMA, ("JISRI  Amal", "deputy", "Martil"))
    assert problems(shown) == [(4, "This person is already in row 2. Please keep one row.")]


def test_the_same_name_elsewhere_is_remarked() -> None:
    shown = members(AMAL, (AMAL[0], "focal point", "Azrou"))
    assert shown.importable
    assert remarks(shown) == [(3, "The same name stands in row 2, elsewhere.")]


def test_a_collectivity_has_one_focal_point() -> None:
    shown = members(AMAL, ("Driss Jisri", "point focal", "جماعة مرتيل"))
    ((row, words),) = problems(shown)
    assert row == 3
    assert words.startswith("Row 2 already names a focal point for this collectivity.")


def test_a_collectivity_has_one_deputy() -> None:
    shown = members(AMAL, BADR, ("Driss Jisri", "suppléant", "جماعة مرتيل"))
    assert problems(shown) == [
        (4, "Row 3 already names a deputy for this collectivity. Please keep one of the two.")
    ]
    elsewhere = members(BADR, ("Driss Jisri", "suppléant", "Azrou"), ("Ali Jisri", "pole", "Azrou"))
    assert not problems(elsewhere)


def test_doubtful_places_are_asked_once_for_all_rows_that_say_the_same() -> None:
    lines = [
        ("Amal Jisri", "focal point", "Matril"),
        CHAMA,
        ("Badr Jisri", "deputy", "  matril"),
        ("Driss Jisri", "observer", "Tazarine"),
    ]
    shown = members(*lines)
    assert not shown.importable
    assert not shown.errors
    assert [(one.row, one.rows, one.typed) for one in shown.doubts] == [
        (2, (2, 4), "Matril"),
        (5, (5,), "Tazarine"),
    ]
    chosen = members(*lines, choices={2: MARTIL, 5: "08.587.11.41"})
    assert chosen.importable
    places = [person.place.code for person in chosen.people if person.place]
    assert places == [MARTIL, "03.271.01.01", MARTIL, "08.587.11.41"]


def test_a_choice_that_is_no_collectivity_decides_nothing() -> None:
    line = ("Amal Jisri", "focal point", "Matril")
    assert members(line, choices={2: "99"}).doubts
    assert members(line, choices={3: MARTIL}).doubts
    regional = ("Amal Jisri", "regional coordinator", "Sous Massa")
    assert members(regional, choices={2: MARTIL}).doubts


def test_the_province_of_its_own_column_tells_namesakes_apart() -> None:
    shown = members(
        (*AMAL[:2], "Tazarine", "Zagora"),
        (BADR[0], "focal point", "Tazarine", "Taza"),
        header=(*MEMBERS, "Province"),
    )
    assert [one.place.code for one in shown.people if one.place] == ["08.587.11.41", "03.561.09.11"]


def test_commune_over_the_column_is_the_type_of_all_rows() -> None:
    shown = members((*AMAL[:2], "Tiznit"), header=("Name", "Role", "Commune"))
    assert shown.importable
    assert members((*AMAL[:2], "Tiznit"), header=("Name", "Role", "الجماعة الترابية")).doubts


def test_the_type_of_its_own_column_counts() -> None:
    shown = members((*AMAL[:2], "Tiznit", "Province"), header=(*MEMBERS, "Type"))
    assert shown.people[0].place == gazetteer().place("09.581")


def test_a_regional_coordinator_reaches_only_their_region() -> None:
    lines = [
        AMAL,
        ("Chama Jisri", "focal point", "commune de Tiznit"),
        ("Driss Jisri", "national coordinator", ""),
        ("Elias Jisri", "focal point", "Tiznit"),
        ("Fadoua Jisri", "observer", ""),
    ]
    shown = members(*lines, region="09")
    assert [person.name for person in shown.people] == ["Chama Jisri"]
    assert [row for row, _ in problems(shown)] == [2, 4, 6]
    assert "is not in your region" in problems(shown)[0][1]
    (doubt,) = shown.doubts
    assert {place.region for place in doubt.options} == {"09"}
    assert members(*lines[1:2], choices={2: MARTIL}, region="09").errors


def test_examples_left_in_the_template_are_left_out() -> None:
    marked = (*BADR, "FICTITIOUS EXAMPLE, delete this row")
    shown = members((*AMAL, "new"), marked, header=(*MEMBERS, "Remark"))
    assert [person.name for person in shown.people] == ["Amal Jisri"]
    assert shown.importable


def test_names_of_one_letter_and_dates_are_no_people() -> None:
    assert len(members(("A", *AMAL[1:]), (date(2026, 1, 1), *BADR[1:])).errors) == 2


def test_the_same_list_from_any_file_is_the_same() -> None:
    lines = (AMAL, BADR, CHAMA)
    expected = members(*lines).people
    for content in (
        text(MEMBERS, *lines),
        text(MEMBERS, *lines, separator="\t", encoding="utf-16"),
    ):
        assert preview(content, "liste.txt", gazetteer()).people == expected


def test_the_summary_says_the_first_findings_and_how_many_are_left() -> None:
    lines = [("Amal Jisri", "chef", "Martil")] * 7
    told = english(summary(members(*lines, ("Chama", "focal point", "Tazarine")), most=2))
    assert told.splitlines()[:2] == [
        "0 people can be imported.",
        "1 collectivity is not certain.",
    ]
    assert told.splitlines()[2].startswith("Row 2, Role: “chef” is not a role.")
    assert told.splitlines()[-1] == "… and 5 more."


def test_a_list_of_programmes_is_not_taken_for_members() -> None:
    assert refusal(xlsx(("Name", "Phase", "Axis"), AMAL)).startswith("Columns are missing")
