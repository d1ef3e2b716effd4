"""A list that is not right: refused in words, told row by row, corrected and sent again."""

from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from locales import _, _n
from storage.models import Upload
from tests.chat import Town
from tests.handlers.conftest import Network
from tests.handlers.imports.making import AMAL, BADR, MEMBERS, xlsx
from tests.handlers.imports.making import text as csv_of
from tests.handlers.registered import found, invited, join, sends


@pytest.fixture
def network() -> Network:
    """The whole register."""
    return found


def sheet(content: bytes) -> list[tuple[Any, ...]]:
    rows = load_workbook(BytesIO(content)).worksheets[0].iter_rows(values_only=True)
    return list(rows)


BAD = {
    "a picture": (
        b"\x89PNG\r\n\x1a\n" + b"\x00" * 300,
        "x.xlsx",
        "This file is not a spreadsheet.",
    ),
    "macros": (xlsx(MEMBERS, AMAL), "list.xlsm", "This workbook contains macros"),
    "a formula": (xlsx(MEMBERS, ("=A1", *AMAL[1:])), "x.xlsx", "cell holds a formula: A2"),
    "wrong headings": (
        xlsx(("Fruit", "Colour"), ("Fig", "Blue")),
        "x.xlsx",
        "I found no headings.",
    ),
    "two encodings": (
        "nom;rôle;collectivité\nAmélie Jisri;observer;\n".encode()
        + "Zoé Jisri;observatrice;Fès\n".encode("cp1252"),
        "x.csv",
        "This file mixes two encodings",
    ),
    "an old Excel": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "x.xls", "old Excel"),
    "nothing": (b"  ", "x.csv", "This file is empty."),
}


@pytest.mark.parametrize("case", BAD)
async def test_a_file_that_cannot_be_used_is_refused_in_words(jisr: Town, case: str) -> None:
    content, name, said = BAD[case]
    ghita = await join(jisr, "ghita")
    await sends(ghita, content, name)
    assert said in ghita.text
    assert "Template: members" in ghita.labels
    [upload] = await jisr.rows(Upload)
    assert (upload.status, upload.reading) == ("refused", None)
    assert not await invited(jisr)


async def test_fifty_megabytes_are_refused_without_being_fetched(jisr: Town) -> None:
    ghita = await join(jisr, "ghita")
    await sends(ghita, b"x" * 50_000_000, "huge.csv")
    assert "This file has 50 MB; at most 5 MB can be read." in ghita.text
    assert not await jisr.rows(Upload)
    assert not [call for call in jisr.world.calls if call.method.lower() == "getfile"]


async def test_twice_the_same_person_and_an_unknown_commune_are_said_row_by_row(
    jisr: Town,
) -> None:
    ghita = await join(jisr, "ghita")
    await sends(ghita, csv_of(MEMBERS, AMAL, AMAL, ("Zineb Jisri", "observer", "Zzyzx")), "x.csv")
    ghita.sees(_n("{count} person can be imported.", "{count} people can be imported.", 1))
    assert "Row 3, Name: This person is already in row 2." in ghita.text
    assert "Row 4, Collectivity: “Zzyzx” is not in the register." in ghita.text


async def test_a_row_can_be_left_out_where_no_place_is_the_right_one(jisr: Town) -> None:
    ghita = await join(jisr, "ghita")
    await sends(ghita, xlsx(MEMBERS, AMAL, ("Titrit Jisri", "deputy", "commune de Tazarine")))
    await ghita.press("Choose them one by one")
    ghita.sees(_("Question {number} of {total}", number=1, total=1))
    assert any("Zagora" in label for label in ghita.labels)
    assert any("Taza" in label for label in ghita.labels)
    await ghita.press(_n("Leave this row out", "Leave these rows out", 1))
    ghita.sees(_n("{count} row is left out, as you chose.",
                  "{count} rows are left out, as you chose.", 1))  # fmt: skip
    await ghita.press(_n("Import {count} person", "Import {count} people", 1))
    assert await invited(jisr) == {"Amal Jisri"}


async def test_more_doubts_than_anybody_answers_send_the_file_back(jisr: Town) -> None:
    ghita = await join(jisr, "ghita")
    letters = "abcdefghijklmnopqrstu"
    doubtful = [(f"Titrit {letter * 3}", "pole", f"Tazarin {letter}") for letter in letters]
    await sends(ghita, xlsx(MEMBERS, *doubtful))
    ghita.sees("That is too much to ask one by one: please correct the file and send it again.")
    assert not await invited(jisr)


async def test_good_rows_are_imported_and_the_others_come_back_as_a_file(jisr: Town) -> None:
    ghita = await join(jisr, "ghita")
    bad = [
        (f"Person {'abcdefgh'[number]}{'x' * 3}", "wizard", "commune de Martil")
        for number in range(8)
    ]
    await sends(ghita, xlsx(MEMBERS, AMAL, *bad))
    ghita.sees(_n("… and {count} more.", "… and {count} more.", 6))
    assert len(ghita.text) <= 700
    await ghita.press(_n("Import the {count} good row", "Import the {count} good rows", 1))
    assert await invited(jisr) == {"Amal Jisri"}
    files = [message for message in ghita.messages if message.from_bot and message.file]
    assert len(files) == 2
    contents = [jisr.world.content_of(message) for message in files]
    problems = next(one for one in contents if b"Amal" not in one and len(sheet(one)) == 9)
    assert [row[0] for row in sheet(problems)[1:]] == [str(number) for number in range(3, 11)]


async def test_she_may_correct_the_file_and_send_it_again_at_once(jisr: Town) -> None:
    ghita = await join(jisr, "ghita")
    await sends(ghita, xlsx(MEMBERS, AMAL, ("Badr Jisri", "wizard", "commune de Martil")))
    await sends(ghita, xlsx(MEMBERS, AMAL, BADR))
    ghita.sees(_n("{count} person can be imported.", "{count} people can be imported.", 2))
    statuses = [one.status for one in await jisr.rows(Upload)]
    assert statuses == ["dropped", "read"]
    await ghita.press("I will correct the file")
    ghita.sees("Nothing was imported. Please send the corrected file here whenever it is ready.")
    assert not await invited(jisr)
    assert not any(one.reading for one in await jisr.rows(Upload))
