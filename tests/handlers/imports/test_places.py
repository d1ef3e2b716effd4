"""A collectivity is taken without asking only where it is certain; otherwise the nearest come."""

import pytest

from bot.sample import register
from handlers.imports.places import REGION, kinds_in
from storage.territory import labels
from tests.handlers.imports.making import gazetteer

MARTIL = "01.573.01.03"
TIZNIT, TIZNIT_PROVINCE = "09.581.01.07", "09.581"
TAZARINE_OF_TAZA, TAZARINE_OF_ZAGORA = "03.561.09.11", "08.587.11.41"
ORIENTAL = "02"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Martil", MARTIL),
        ("مرتيل", MARTIL),
        ("MARTIL ", MARTIL),
        ("commune de Martil", MARTIL),
        ("Commune urbaine de Martil", MARTIL),
        ("Ville de Martil", MARTIL),
        ("Conseil communal de Martil", MARTIL),
        ("Martil commune", MARTIL),
        ("جماعة مرتيل", MARTIL),
        ("الجماعة الترابية مرتيل", MARTIL),
        ("المجلس الجماعي لمرتيل", MARTIL),
        ("المجلس الجماعي للدار البيضاء", "06.141.01.0"),
        ("commune de Tiznit", TIZNIT),
        ("Tiznit (commune)", TIZNIT),
        ("conseil provincial de Tiznit", TIZNIT_PROVINCE),
        ("préfecture de Tiznit", TIZNIT_PROVINCE),  # people mix the two names of one level
        ("إقليم تيزنيت", TIZNIT_PROVINCE),
        ("Tazarine (Zagora)", TAZARINE_OF_ZAGORA),
        ("Commune de Tazarine (province de Taza)", TAZARINE_OF_TAZA),
        ("تازارين (إقليم زاكورة)", TAZARINE_OF_ZAGORA),
        ("Région de l'Oriental", ORIENTAL),
        ("جهة الشرق", ORIENTAL),
        ("Marrakech Safi", "07"),
        ("09.581.01.07", TIZNIT),
    ],
)
def test_a_certain_name_is_taken(typed: str, code: str) -> None:
    found = gazetteer().find(typed)
    assert found.place is not None
    assert found.place.code == code


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("Tazarine", TAZARINE_OF_TAZA),  # in two provinces
        ("Tiznit", TIZNIT_PROVINCE),  # a province and a commune
        ("Matril", MARTIL),
        ("commune de Marttil", MARTIL),
        ("جماعة مارتيل", MARTIL),
        ("Tazarine (Tata)", TAZARINE_OF_TAZA),  # no such province for it
        ("province de Martil", MARTIL),  # no such type for it
        ("préfecture d’Agadir", "09.001"),
    ],
)
def test_anything_else_is_asked(typed: str, first: str) -> None:
    found = gazetteer().find(typed)
    assert found.place is None
    assert 1 <= len(found.options) <= 5
    assert first in [place.code for place in found.options]


def test_the_nearest_in_the_province_come_first() -> None:
    options = gazetteer().find("Tzarine", province="إقليم زاكورة").options
    assert options[0].code == TAZARINE_OF_ZAGORA
    assert gazetteer().find("تغزوت", province="أكادير").options[0].code == "09.001.07.23"


def test_province_and_type_may_stand_apart() -> None:
    find = gazetteer().find
    found = find("Tazarine", province="Zagora").place
    assert found is not None
    assert found.code == TAZARINE_OF_ZAGORA
    found = find("Tiznit", kinds=kinds_in("Commune rurale")).place
    assert found is not None
    assert found.code == TIZNIT
    found = find("Tazarine", province="Drâa-Tafilalet").place
    assert found is not None
    assert found.code == TAZARINE_OF_ZAGORA


def test_only_the_wanted_level_is_offered() -> None:
    assert gazetteer().find("Tiznit", only=REGION).place is None
    assert gazetteer().find(TIZNIT, only=REGION).place is None
    options = gazetteer().find("Souss", only=REGION).options
    assert [place.code for place in options] == ["09"]


@pytest.mark.parametrize("typed", ["", "?", "xyzzy", "ⵜⵉⵣⵏⵉⵜ"])
def test_what_is_near_nothing_is_not_guessed(typed: str) -> None:
    found = gazetteer().find(typed)
    assert found.place is None
    assert found.options == ()


def test_every_label_of_the_register_finds_its_own_place() -> None:
    find = gazetteer().find
    for place in register.places():
        parent = gazetteer().place(place.parent or "")
        for label in labels(place, parent):
            assert find(label).place == place


def test_namesakes_are_never_taken_without_a_question() -> None:
    for place in register.places():
        for name in (place.name_ar, place.name_fr):
            found = gazetteer().find(name)
            assert found.place in {place, None}
            assert found.place == place or place in found.options
