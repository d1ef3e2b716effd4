"""Changing the language half-way: the step and the draft stay, the question is asked again."""

from locales import Names, _
from storage.models import Member, ProgressReport
from tests.chat import Chat, Town
from tests.handlers.conftest import join
from tests.handlers.test_report import begin

PERCENT = "How far along, in percent? Or tap a step that is now done."
PROJECT = Names(ar="", fr="Petitions desk")


async def test_switching_half_way_keeps_the_step_and_asks_again(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    await amal.press("Report progress")
    await amal.press(Names(ar="", fr="⏰ Petitions desk"))
    await amal.press("Substantial")
    for typed, button, language in (
        ("/lang", "العربية", "ar"), ("اللغة", "Français", "fr"), ("langue", "English", "en"),
    ):  # fmt: skip
        await amal.say(typed)
        amal.sees("Which language?")
        await amal.tap(amal.last.id, data_of(amal, button))
        amal.language = language
        amal.sees(_("From now on: {language}.", language=button), PERCENT)
        assert (await jisr.rows(Member))[0].language == language
    await amal.say("٧٠٪")
    await amal.say("Signed")
    amal.sees("Level: Substantial", "Progress: 70%", "Signed")
    await amal.press("Save")
    assert (await jisr.rows(ProgressReport))[-1].percent == 70


def data_of(chat: Chat, label: str) -> str:
    """Return what the button with this very label carries."""
    buttons = (button for row in chat.last.rows for button in row)
    return next(button.data or "" for button in buttons if label in button.text)


async def test_the_language_can_be_typed_half_way_and_is_no_answer(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    await begin(amal)
    await amal.press("Limited")
    await amal.press("Skip")
    await amal.say("/lang")
    await amal.say("français")
    amal.language = "fr"
    amal.sees("In one line: what has moved?")
    await amal.say("/lang")
    await amal.say("3")
    amal.language = "en"
    amal.sees("In one line: what has moved?")
    await amal.say("Signé")
    amal.sees("Save this report?", "Signé")


async def test_an_answer_given_in_one_language_is_shown_in_the_other(jisr: Town) -> None:
    amal = await join(jisr, "amal", "fr")
    await amal.press("Report progress")
    await amal.press(Names(ar="", fr="⏰ Petitions desk"))
    await amal.press("Substantial")
    await amal.press(_("Done: {step}", step=Names(ar="", fr="Desk opened")))
    await amal.press("Skip")
    await amal.say("/lang")
    await amal.tap(amal.last.id, "a.language.ar")
    amal.language = "ar"
    amal.sees(_("Level: <b>{level}</b>", level=_("Substantial")))
    amal.sees(_("Done: {step}", step=Names(ar="", fr="Desk opened")), "Save this report?")


async def test_labels_of_the_old_language_are_old(jisr: Town) -> None:
    amal = await join(jisr, "amal", "fr")
    await begin(amal)
    await amal.say("/lang")
    await amal.tap(amal.last.id, "a.language.ar")
    amal.language = "ar"
    await amal.say("Limité à deux quartiers")
    amal.sees("Please choose one of the buttons, or type its number.")
    await amal.say("محدود")
    amal.sees(PERCENT)


async def test_amazigh_shows_something_readable_everywhere(jisr: Town) -> None:
    amal = await join(jisr, "amal", "zgh")
    await begin(amal)
    await amal.press("Limited")
    amal.sees(PERCENT)
    await amal.say("٦٠")
    await amal.press("Skip")
    await amal.press("Save")
    amal.sees(_("Saved: <b>{number}</b>. Thank you.", number="R-4"))


async def test_a_colleagues_language_is_not_changed(jisr: Town) -> None:
    amal, badr = await join(jisr, "amal", "ar"), await join(jisr, "badr", "fr")
    await badr.say("/menu")
    badr.sees("What would you like to do?")
    await amal.say("/menu")
    amal.sees("What would you like to do?")
