"""The words that work everywhere, in every language, at rest and half-way through something."""

import pytest

from handlers import words
from handlers.registry import build
from handlers.say import Button, Say, encode, number_in
from handlers.words import Command
from locales import _
from storage.models import Conversation, Member, ProgressReport
from tests.chat import Town
from tests.handlers.conftest import join
from tests.handlers.test_report import BEFORE, begin, reach_summary

FLOWS = build().flows
ROWS = encode(
    Say(
        "?",
        (
            (Button(_("Report progress"), "s.report"),),
            (Button(_("Language"), "a.languages"), Button(_("Help"), "a.help")),
        ),
    )
)["rows"]
QUESTION = encode(
    Say("?", ((Button("Azrou", "c.1.1.a"),), (Button(_("Ask a person"), "a.person"),)))
)["rows"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("/report", Command("report")),
        (" /report ", Command("report")),
        ("/Report", Command("report")),
        ("/MENU", Command("menu")),
        ("/menu@jisr_bot", Command("menu")),
        ("/start abc", Command("start", "abc")),
        ("/start\nabc def", Command("start", "abc def")),
        ("/start   ", Command("start")),
        ("report", None),
        ("see /report", None),
        ("/", None),
        ("/9", None),
        ("/annexe/plan.pdf", None),
    ],
)
def test_commands(text: str, found: Command | None) -> None:
    assert words.command(text) == found


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("menu", ("القائمة", "menu", "Menu", "MENU!", "القَائمة")),
        ("back", ("رجوع", "retour", "back", "Retour.", "رجــوع")),
        ("cancel", ("إلغاء", "الغاء", "annuler", "cancel", "Annuler ")),
        ("lang", ("اللغة", "langue", "language", "اللغه", "ⵜⵓⵜⵍⴰⵢⵜ")),
        ("stop", ("توقف", "stop", "STOP")),
        ("help", ("مساعدة", "aide", "help", "مساعده", "Aide ?", "ⵜⵉⵡⵉⵙⵉ")),
        (None, ("", "?", "menu du jour", "le marché", "stop it now", "1", "🙂")),
    ],
)
def test_plain_words(name: str | None, said: tuple[str, ...]) -> None:
    assert {words.everywhere(text) for text in said} == {name}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("تقرير", "report"),
        ("Rapport", "report"),
        ("progress", "report"),
        ("Report", "report"),
        ("avancement !", "report"),
        ("", None),
        ("rapport annuel", None),
        ("clarify", None),
    ],
)
def test_words_that_start_something(text: str, name: str | None) -> None:
    assert words.flow_named(text, FLOWS) == name


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("1", "s.report"),
        ("٢", "a.languages"),
        ("3", "a.help"),
        ("۳", "a.help"),
        ("Report progress", "s.report"),
        ("report", "s.report"),
        ("langage", "a.languages"),
        ("4", None),
        ("0", None),
        ("²", "a.languages"),
        ("11", None),
        ("9" * 5000, None),
        ("reporting from the field", None),
        ("", None),
    ],
)
def test_a_number_or_a_label_stands_for_a_button(text: str, data: str | None) -> None:
    assert words.offered(text, ROWS, "en") == data
    assert words.offered(text, None, "en") is None
    assert words.offered(text, [], "en") is None


@pytest.mark.parametrize(
    ("text", "data"), [("1", None), ("2", None), ("Azrou", None), ("ask a person", "a.person"),
                       ("ask", None)],
)  # fmt: skip
def test_the_answers_of_a_question_are_its_own_to_read(text: str, data: str | None) -> None:
    assert words.offered(text, QUESTION, "en") == data


@pytest.mark.parametrize(
    ("data", "number"),
    [
        ("7", 7),
        ("2147483647", 2147483647),
        ("2147483648", None),
        ("9" * 5000, None),
        ("", None),
        (None, None),
        ("-1", None),
        ("²", None),
        ("٧", None),
        ("7.", None),
        (" 7", None),
    ],
)
def test_numbers_in_buttons_are_ours_or_none(data: str | None, number: int | None) -> None:
    assert number_in(data) == number


async def test_back_in_the_middle_of_a_report(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    await begin(amal)
    for typed in ("رجوع", "retour", "back", "/back"):
        await amal.press("Limited")
        amal.sees("How far along, in percent? Or tap a step that is now done.")
        await amal.say(typed)
        amal.sees("Where does it stand today?")
    await amal.press("Limited")
    await amal.press("Skip")
    for typed in ("0", "٠"):
        amal.sees("In one line: what has moved?")
        await amal.say(typed)
        amal.sees("How far along, in percent? Or tap a step that is now done.")
        await amal.press("Skip")
    for _time in range(3):
        await amal.say("/back")
    amal.sees("Which project? Those that are due come first.")
    await amal.say("retour")
    amal.sees("This is the first question.", "Which project? Those that are due come first.")


async def test_cancel_in_the_middle_of_a_report(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    for typed in ("إلغاء", "annuler", "cancel", "/cancel"):
        await reach_summary(amal)
        await amal.say(typed)
        amal.sees("Nothing was saved.")
        await amal.say("/menu")
        assert amal.labels[0] == "Report progress"
    assert len(await jisr.rows(ProgressReport)) == BEFORE
    await amal.say("annuler")
    amal.sees("There is nothing open just now.")


async def test_help_in_the_middle_of_a_report_interrupts_nothing(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    await begin(amal)
    for typed in ("مساعدة", "aide", "help", "/help"):
        await amal.say(typed)
        amal.sees("Jisr is the network's bridge: tap a button, or type its number or its words.")
    await amal.say("Limited")
    amal.sees("How far along, in percent? Or tap a step that is now done.")


async def test_the_menu_in_the_middle_of_a_report_keeps_it(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    await begin(amal)
    await amal.press("Limited")
    for typed in ("القائمة", "menu", "/menu", "سلام", "bonjour"):
        await amal.say(typed)
        amal.sees("What would you like to do?")
        assert amal.labels[0] == "Continue: your report on Open council"
        await amal.say("1")
        amal.sees("How far along, in percent? Or tap a step that is now done.")


async def test_stop_in_the_middle_of_a_report_stops_and_loses_nothing(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    await begin(amal)
    await amal.press("Limited")
    for typed in ("توقف", "stop", "/stop"):
        await amal.say(typed)
        amal.sees("Understood: I will not write unless you write first.")
        assert (await jisr.rows(Member))[0].stopped_at is not None
        await amal.press("Receive messages again")
        amal.sees("Welcome back: everything is as you left it.")
        assert (await jisr.rows(Member))[0].stopped_at is None
    await amal.say("60%")
    amal.sees("In one line: what has moved?")
    await amal.say("/stop")
    await amal.say("/menu")
    amal.sees("You had asked me not to write. Receive messages again?")
    await amal.say("/menu")
    assert "Receive messages again" in amal.labels
    assert [one.status for one in await jisr.rows(Conversation)] == ["parked"]


async def test_a_command_nobody_knows_changes_nothing(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    await amal.say("/nothing")
    amal.sees("I do not know that command.", "What would you like to do?")
    await begin(amal)
    await amal.say("/nothing")
    amal.sees("I do not know that command.", "Where does it stand today?")
