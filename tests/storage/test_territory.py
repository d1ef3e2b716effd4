"""The register: complete, imported once, and every label says which place is meant."""

from collections import Counter

import pytest
from sqlalchemy import func, select

from bot.sample.register import places
from storage import Database, Session
from storage.models import Collectivity, CollectivityKind
from storage.territory import (
    Place,
    by_code,
    extent,
    import_register,
    labels,
    labels_of,
    of_kind,
    register,
    with_type,
)


def place(name_ar: str, name_fr: str, kind: CollectivityKind) -> Collectivity:
    return Collectivity(code="1", name_ar=name_ar, name_fr=name_fr, kind=kind)


def label(session: Session, code: str) -> tuple[str, str]:
    collectivity = by_code(session, code)
    assert collectivity is not None
    return labels_of(session, [collectivity.id])[collectivity.id]


def kinds_counted(session: Session) -> dict[str, int]:
    counted = select(Collectivity.kind, func.count()).group_by(Collectivity.kind)
    return dict(session.execute(counted).all())


def roots(session: Session) -> list[tuple[str, bool, bool]]:
    """Say of each collectivity whether its parent and its region are what its code begins with."""
    codes = dict(session.execute(select(Collectivity.id, Collectivity.code)).all())
    return [
        (
            one.kind,
            codes.get(one.parent_id or 0)
            == {"region": None, "commune": one.code[:6]}.get(one.kind, one.code[:2]),
            codes.get(one.region_id or 0) == (None if one.kind == "region" else one.code[:2]),
        )
        for one in session.scalars(select(Collectivity))
    ]


async def test_the_register_has_every_possible_member_below_its_province_and_region(
    database: Database,
) -> None:
    added = await database.transaction(import_register, places())

    assert added == 12 + 75 + 1503
    assert await database.read(kinds_counted) == {
        "region": 12,
        "prefecture": 13,
        "province": 62,
        "commune": 1503,
    }
    wrong = [row for row in await database.read(roots) if not (row[1] and row[2])]
    assert wrong == []


async def test_importing_the_register_again_changes_nothing(sqlite_database: Database) -> None:
    await sqlite_database.transaction(import_register, places())
    before = await sqlite_database.read(label, "09.581.01.07")

    assert await sqlite_database.transaction(import_register, places()) == 0
    assert await sqlite_database.read(label, "09.581.01.07") == before
    assert sum((await sqlite_database.read(kinds_counted)).values()) == 1590


async def test_a_place_below_an_unknown_one_is_refused(sqlite_database: Database) -> None:
    orphan = Place("99.1", CollectivityKind.PROVINCE, "س", "S", parent="99", region="99")

    with pytest.raises(KeyError, match="99"):
        await sqlite_database.transaction(import_register, [orphan])


async def test_no_two_collectivities_have_the_same_label(sqlite_database: Database) -> None:
    await sqlite_database.transaction(import_register, places())

    def all_labels(session: Session) -> list[tuple[str, str]]:
        everyone = of_kind(session, *CollectivityKind)
        return list(labels_of(session, [one.id for one in everyone]).values())

    found = await sqlite_database.read(all_labels)
    assert len(found) == 1590
    for texts in zip(*found, strict=True):
        assert [text for text, times in Counter(texts).items() if times > 1] == []


@pytest.mark.parametrize(
    ("code", "arabic", "french"),
    [
        ("01.151.01.01", "جماعة شفشاون (إقليم شفشاون)", "Commune de Chefchaouen (province de Chefchaouen)"),  # noqa: E501
        ("03.271.01.01", "جماعة أزرو (إقليم إفران)", "Commune d’Azrou (province d’Ifrane)"),
        ("02", "جهة الشرق", "Région de l’Oriental"),
        ("01", "جهة طنجة-تطوان-الحسيمة", "Région de Tanger-Tétouan-Al Hoceima"),
        ("01.511", "عمالة طنجة-أصيلة", "Préfecture de Tanger-Assilah"),
        ("01.573", "عمالة المضيق-الفنيدق", "Préfecture de M’diq-Fnideq"),
        ("07.041", "إقليم الحوز", "Province d’Al Haouz"),
        ("08.401", "إقليم ورزازات", "Province d’Ouarzazate"),
    ],
)  # fmt: skip
async def test_a_place_is_named_with_its_type_and_a_commune_with_its_province(
    sqlite_database: Database, code: str, arabic: str, french: str
) -> None:
    await sqlite_database.transaction(import_register, places())

    assert await sqlite_database.read(label, code) == (arabic, french)


@pytest.mark.parametrize(
    ("name", "named"),
    [
        ("Azrou", "commune d’Azrou"),
        ("Émile", "commune d’Émile"),
        ("El Hajeb", "commune d’El Hajeb"),
        ("Had Soualem", "commune de Had Soualem"),
        ("Youssoufia", "commune de Youssoufia"),
        ("N'zalat", "commune de N’zalat"),
    ],
)
def test_french_elides_before_a_vowel_but_not_before_h_or_y(name: str, named: str) -> None:
    assert with_type(place("س", name, CollectivityKind.COMMUNE))[1] == named


def test_a_commune_is_never_named_without_its_province() -> None:
    with pytest.raises(ValueError, match="province"):
        labels(place("أجدير", "Ajdir", CollectivityKind.COMMUNE))


async def test_an_unknown_code_finds_nothing(sqlite_database: Database) -> None:
    await sqlite_database.transaction(import_register, places())

    assert await sqlite_database.read(by_code, "01.511.99") is None


async def test_the_register_is_read_back_as_it_was_imported(database: Database) -> None:
    assert await database.read(extent) == (0, 0)
    await database.transaction(import_register, places())
    assert await database.read(register) == sorted(places(), key=lambda one: one.code)
    assert (await database.read(extent))[0] == len(places())
