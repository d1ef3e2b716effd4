"""What people type is understood however they write it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locales import close_to, normalise

FRENCH = ["Non démarré", "Limité", "Substantiel", "Terminé", "Pas de changement"]
ARABIC = ["✅ لم يبدأ بعد", "محدود", "متقدّم", "مكتمل", "بدون تغيير"]
ENGLISH = ["Ask peers", "Tell the coordinator", "Keep private"]


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("« Complète ! »", "complete"),
        ("  ✅  Oui…", "oui"),
        ("D’accord", "d accord"),
        ("Œuvre Ænea", "oeuvre aenea"),
        ("الإِلْتِزَام", "الالتزام"),
        ("مـــســـاعـــدة", "مساعده"),
        ("أحمد إقليم آسفي ٱلله", "احمد اقليم اسفي الله"),
        ("مستشفى سئل مؤشر أجزاء", "مستشفي سيل موشر اجزا"),
        ("گرسيف ݣلميم ڭ کتاب", "كرسيف كلميم ك كتاب"),
        ("ڤيلا پاريس", "فيلا باريس"),
        ("٦٠ ۶۰ 60", "60 60 60"),
        ("\u200fنعم\u200e", "نعم"),
        ("ﻻ", "لا"),
        ("1️⃣", "1"),
        ("ⵜⵉⵡⵉⵙⵉ!", "ⵜⵉⵡⵉⵙⵉ"),
        ("👍", ""),
    ],
)
def test_what_is_typed_loses_its_ornaments(typed: str, plain: str) -> None:
    assert normalise(typed) == plain


@given(st.text())
def test_plain_words_stay_plain(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@pytest.mark.parametrize(
    ("typed", "labels", "place"),
    [
        ("terminé", FRENCH, 3),
        ("TERMINE !", FRENCH, 3),
        ("termné", FRENCH, 3),
        ("substanciel", FRENCH, 2),
        ("pas de changment", FRENCH, 4),
        ("non", FRENCH, 0),
        ("pas", FRENCH, 4),
        ("لم يبدا بعد", ARABIC, 0),
        ("يبدأ", ARABIC, 0),
        ("متقدم", ARABIC, 2),
        ("مكتم", ARABIC, 3),
        ("بدون", ARABIC, 4),
        ("tell", ENGLISH, 1),
        ("keep", ENGLISH, 2),
        ("daccord", ["D'accord", "Non"], 0),
    ],
)
def test_a_label_is_recognised(typed: str, labels: list[str], place: int) -> None:
    assert close_to(typed, labels) == place


@pytest.mark.parametrize(
    ("typed", "labels"),
    [
        ("", FRENCH),
        ("👍", FRENCH),
        ("peut-être", FRENCH),
        ("incomplete", ["Complete", "Limited"]),
        ("not complete", ["Complete", "Limited"]),
        ("pas terminé", ["Terminé", "Limité"]),
        ("غير مكتمل", ARABIC),
        ("i do not agree", ["I do agree", "Later"]),
        ("projet", ["Projet A", "Projet B"]),
        ("oui", ["Oui", "Oui"]),
        ("oua", ["Oui", "Non"]),
        ("terminé", []),
    ],
)
def test_what_is_not_clear_is_not_guessed(typed: str, labels: list[str]) -> None:
    assert close_to(typed, labels) is None


def test_an_exact_label_wins_over_a_close_one() -> None:
    assert close_to("inactive", ["active", "inactive", "inactives"]) == 1


@given(st.lists(st.text(min_size=1).filter(normalise), min_size=1, max_size=6, unique_by=normalise))
def test_a_label_typed_as_it_stands_is_that_label(labels: list[str]) -> None:
    plain = [normalise(label).replace(" ", "") for label in labels]
    for place, label in enumerate(labels):
        if plain.count(plain[place]) == 1:
            assert close_to(label, labels) == place
