"""Text files are read in whichever encoding and with whichever separator they were saved."""

import pytest

from handlers.imports.sheet import read
from tests.handlers.imports.making import MEMBERS, refusal, text

ARABIC = ("الاسم", "الدور", "الجماعة الترابية")
SALMA = ("سلمى الجسري", "نقطة ارتكاز", "جماعة مرتيل")
FRENCH = ("Prénom et nom", "Rôle", "Collectivité")
KARIM = ("Karim ÉL MIHWÂRI", "suppléant", "Région de l’Oriental")
BOTH = ("Salma سلمى", "نقطة ارتكاز", "Commune de Fès")


def cells(content: bytes) -> list[tuple[str, ...]]:
    (sheet,) = read(content)
    return [row.cells for row in sheet.rows]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1256"]
)
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_arabic_is_read(encoding: str, separator: str) -> None:
    content = text(ARABIC, SALMA, separator=separator, encoding=encoding)
    assert cells(content) == [ARABIC, SALMA]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_french_is_read(encoding: str, separator: str) -> None:
    content = text(FRENCH, KARIM, separator=separator, encoding=encoding)
    assert cells(content) == [FRENCH, KARIM]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1256"])
def test_arabic_and_french_are_read_together(encoding: str) -> None:
    assert cells(text(MEMBERS, BOTH, encoding=encoding))[1] == BOTH


def test_capitals_with_accents_do_not_become_arabic() -> None:
    content = text(FRENCH, ("ÉCOLE CRÉÉE", "RÔLE", "PRÉFECTURE"), encoding="cp1252")
    assert cells(content)[1] == ("ÉCOLE CRÉÉE", "RÔLE", "PRÉFECTURE")


def test_a_file_of_two_encodings_is_refused_with_its_lines() -> None:
    content = text(ARABIC, SALMA) + text(SALMA, SALMA, encoding="cp1256")
    assert "lines 3 and 4 are not written like the others" in refusal(content)


@pytest.mark.parametrize(
    "line",
    [
        ("????? ??????", "???? ??????", "????? ?????"),  # Arabic saved as Windows-1252
        ("Amal \ufffd", "focal point", "Martil"),
        ("CollectivitÃ©", "x", "x"),
    ],
)
def test_lost_letters_are_noticed(line: tuple[str, ...]) -> None:
    assert "Letters were lost" in refusal(text(MEMBERS, line))


def test_separators_within_quotes_belong_to_the_text() -> None:
    content = b'Name,Role,Collectivity\r\n"Jisri, Amal","focal ""point""","one\nline"\r\n'
    assert cells(content)[1] == ("Jisri, Amal", 'focal "point"', "one line")


def test_commas_in_sentences_do_not_pass_for_separators() -> None:
    content = text(MEMBERS, ("a, b, c, d, e", "f, g", "h"), ("i, j, k", "l", "m, n, o, p"))
    assert cells(content)[1] == ("a, b, c, d, e", "f, g", "h")


def test_excels_own_word_on_the_separator_is_obeyed() -> None:
    assert cells(b"sep=|\r\nName|Role\r\nAmal; Jisri|x\r\n") == [
        ("Name", "Role"),
        ("Amal; Jisri", "x"),
    ]


def test_old_line_ends_are_understood() -> None:
    assert cells(b"Name;Role\rAmal;x\r") == [("Name", "Role"), ("Amal", "x")]
