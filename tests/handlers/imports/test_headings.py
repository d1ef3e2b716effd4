"""Columns are known by what stands over them, in three languages, in any order, slips included."""

from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.imports.columns import COLUMNS, LABELS, Column, Kind
from handlers.imports.headings import Headings
from handlers.imports.preview import preview
from handlers.imports.sheets_out import template
from handlers.imports.vocabulary import in_all_languages
from tests.handlers.imports.making import (
    AMAL,
    BADR,
    MEMBERS,
    english,
    gazetteer,
    members,
    refusal,
    remarks,
    text,
    xlsx,
)

HEADINGS = {Kind.MEMBERS: Headings(Kind.MEMBERS), Kind.PROGRAMMES: Headings(Kind.PROGRAMMES)}


@pytest.mark.parametrize(
    ("written", "column"),
    [
        ("Nom et prénom", Column.NAME),
        ("NOM  COMPLET *", Column.NAME),
        ("الاسم الكامل", Column.NAME),
        ("الإسم الكامل", Column.NAME),
        ("اﻻسم", Column.NAME),
        ("Full name", Column.NAME),
        ("Nom / الاسم", Column.NAME),
        ("Nom الاسم", Column.NAME),
        ("Prénom", Column.FIRST_NAME),
        ("الاسم الشخصي", Column.FIRST_NAME),
        ("Role", Column.ROLE),
        ("Rôle dans le reseau", Column.ROLE),
        ("الدور", Column.ROLE),
        ("Fonction", Column.ROLE),
        ("Collectivité territoriale", Column.PLACE),
        ("Colectivité teritoriale", Column.PLACE),
        ("الجماعة الترابيه", Column.PLACE),
        ("الجماعه الترابية :", Column.PLACE),
        ("Local goverment", Column.PLACE),
        ("Commune", Column.PLACE),
        ("Type de collectivité", Column.TYPE),
        ("Province/Préfecture", Column.PROVINCE),
        ("الإقليم أو العمالة", Column.PROVINCE),
        ("العمالة (أو الإقليم)", Column.PROVINCE),
        ("Langue (facultatif)", Column.LANGUAGE),
        ("اللغة", Column.LANGUAGE),
        ("Langauge", Column.LANGUAGE),
        ("Chef de division", None),
        ("N°", None),
        ("", None),
    ],
)
def test_a_heading_of_members_is_recognised(written: str, column: Column | None) -> None:
    heading = HEADINGS[Kind.MEMBERS].recognise(written)
    assert (heading and heading.column) == column


@pytest.mark.parametrize(
    ("written", "column"),
    [
        ("Titre du programme (ar)", Column.TITLE_AR),
        ("Programme en français", Column.TITLE_FR),
        ("البرنامج بالعربية", Column.TITLE_AR),
        ("Programme", Column.TITLE),
        ("Phase", Column.PHASE),
        ("المرحلة", Column.PHASE),
        ("Date de début (jj/mm/aaaa)", Column.STARTS),
        ("تاريخ البداية", Column.STARTS),
        ("End date", Column.ENDS),
        ("Axe", Column.AXIS),
        ("المحور (ar)", Column.AXIS_AR),
        ("Intitulé du projet - français", Column.PROJECT_FR),
        ("المشروع", Column.PROJECT),
        ("Project title (Arabic)", Column.PROJECT_AR),
        ("Principes d'ouverture", Column.PRINCIPLES),
        ("Échéance du projet", Column.PROJECT_DUE),
        ("Echeance du jalon", Column.MILESTONE_DUE),
        ("Échéance", Column.DUE),
        ("Jalon (français)", Column.MILESTONE_FR),
        ("آخر أجل", Column.DUE),
        ("Budget", None),
    ],
)
def test_a_heading_of_programmes_is_recognised(written: str, column: Column | None) -> None:
    heading = HEADINGS[Kind.PROGRAMMES].recognise(written)
    assert (heading and heading.column) == column


@pytest.mark.parametrize("kind", Kind)
def test_every_label_of_ours_is_recognised_in_every_language(kind: Kind) -> None:
    for column in COLUMNS[kind]:
        for label in in_all_languages(LABELS[column]):
            heading = HEADINGS[kind].recognise(label)
            assert heading is not None
            assert heading.column == column


@pytest.mark.parametrize("language", ["ar", "fr", "en", "zgh"])
@pytest.mark.parametrize("kind", Kind)
def test_a_template_that_comes_back_empty_is_understood(kind: Kind, language: str) -> None:
    shown = preview(template(kind, language), "", gazetteer())
    assert shown.kind == kind
    assert shown.rows == 0
    assert [words for _, words in remarks(shown)] == [
        "This is an example of the template; it is left out."
    ] * 2


def test_the_order_of_columns_is_no_matter() -> None:
    header = (*MEMBERS, "Province", "Language")
    line = (*AMAL, "M'diq-Fnideq", "English")
    expected = members(line, header=header).people
    assert expected[0].language == "en"
    for order in permutations(range(5)):
        shown = members([line[at] for at in order], header=[header[at] for at in order])
        assert shown.people == expected


@settings(max_examples=40, deadline=None)
@given(st.permutations(range(7)), st.sampled_from([";", "\t", ","]))
def test_columns_of_others_change_nothing(order: list[int], separator: str) -> None:
    header = (*MEMBERS, "Observations", "Budget", "Chef de division", "")
    lines = [(*one, "a", "b", "c", "") for one in (AMAL, BADR)]
    content = text(*([line[at] for at in order] for line in [header, *lines]), separator=separator)
    shown = preview(content, "", gazetteer())
    assert shown.people == members(AMAL, BADR).people


def test_columns_that_are_left_out_are_named() -> None:
    shown = members((*AMAL, "x", "y"), header=(*MEMBERS, "Chef de division", "Budget"))
    assert remarks(shown) == [(1, "2 columns are left out: Chef de division and Budget.")]
    assert shown.importable


def test_first_and_family_names_are_put_together() -> None:
    header = ("Nom", "Prénom", "Rôle", "Collectivité")
    shown = members(("Jisri", "Amal", *AMAL[1:]), header=header)
    assert shown.people[0].name == "Amal Jisri"


def test_a_clear_heading_wins_over_a_vague_one() -> None:
    header = ("Nom", "Fonction", "Rôle", "Commune", "Collectivité")
    shown = members(("Amal Jisri", "Chef", "point focal", "?", "Azrou"), header=header)
    assert shown.importable
    assert remarks(shown) == [(1, "2 columns are left out: Fonction and Commune.")]


@pytest.mark.parametrize(
    ("heading", "cell", "said"),
    [
        ("CIN", "x", "“CIN” holds identity numbers. Law 09-08"),
        ("N° de la carte nationale", "x", "holds identity numbers"),
        ("رقم البطاقة الوطنية", "x", "holds identity numbers"),
        ("Téléphone", "x", "“Téléphone” holds telephone numbers. Law 09-08"),
        ("رقم الهاتف", "x", "holds telephone numbers"),
        ("Tél. / GSM", "x", "holds telephone numbers"),
        ("Ref", "AB123456", "Cell D2 looks like an identity number"),
        ("Ref", "Cin n° j 45678", "Cell D2 looks like an identity number"),
        ("Contact", "0612345678", "Cell D2 looks like a telephone number"),
        ("Contact", "+212 6 12 34 56 78", "Cell D2 looks like a telephone number"),
        ("Contact", "Amal, 06.12.34.56.78", "Cell D2 looks like a telephone number"),
        ("Contact", "٠٦١٢٣٤٥٦٧٨", "Cell D2 looks like a telephone number"),
        ("", 612345678, "Cell D2 looks like a telephone number"),
    ],
)
def test_identity_and_telephone_numbers_are_refused(
    heading: str, cell: str | int, said: str
) -> None:
    assert said in refusal(xlsx((*MEMBERS, heading), (*AMAL, cell)))


def test_a_column_for_telephones_that_nobody_filled_in_is_no_matter() -> None:
    assert members(AMAL, header=(*MEMBERS, "Téléphone")).importable


@pytest.mark.parametrize(
    "cell", ["05/01/2026 - 31/12/2026", "650 000 000 DH", "01.511.01.0", "2026-2027", "Zone A 12"]
)
def test_other_numbers_are_no_telephones(cell: str) -> None:
    assert members((*AMAL, cell), header=(*MEMBERS, "Contact")).importable


def test_findings_name_the_column_as_the_template_does() -> None:
    shown = members(("", *AMAL[1:]))
    (finding,) = shown.errors
    assert finding.column is not None
    assert english(LABELS[finding.column]) == "Name"
