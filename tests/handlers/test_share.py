"""Sharing a practice: written in six steps, kept half-way, warned of, sent to the moderator."""

import pytest

from locales import _
from storage.models import (
    Conversation,
    Due,
    Practice,
    PracticeVersion,
    PublicationStatus,
    StoredFile,
)
from tests.chat import Chat, Town
from tests.handlers.conftest import join
from tests.handlers.network import ask_on_fridays

MEGABYTE = 1024 * 1024
TITLE = "Budget citoyen en huit pages"


async def write(chat: Chat, title: str = TITLE, done: str = "Nous avons résumé le budget.") -> None:
    """Answer the six steps, without files, up to the summary."""
    await chat.say("/share")
    await chat.say(title)
    await chat.say("Personne ne lisait le budget.")
    await chat.say(done)
    await chat.say("600 lecteurs en un mois")
    await chat.press("Skip")
    await chat.press("Skip")
    await finish(chat)


async def finish(chat: Chat) -> None:
    """Answer what comes after the six steps."""
    await chat.press("Our own")
    await chat.press("Budget and finance")
    await chat.press("transparency")
    await chat.press("Yes")
    chat.sees("Send it like this?")


async def send(chat: Chat, title: str = TITLE, **more: str) -> None:
    """Share a practice: P-1 the first."""
    await write(chat, title, **more)
    await chat.press("Send to the moderator")
    chat.sees(_("Nobody else sees it before; you hear as soon as it is decided."))


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
async def test_six_short_steps_lead_to_the_moderator(jisr_on_both: Town, language: str) -> None:
    amal, driss = await join(jisr_on_both, "amal", language), await join(jisr_on_both, "driss")
    elias, chama = await join(jisr_on_both, "elias"), await join(jisr_on_both, "chama")
    for other in (elias, chama):
        other.watch()
    await send(amal)
    amal.sees(_("Sent to the moderator as <b>{number}</b>. Thank you.", number="P-1"))
    (practice,) = await jisr_on_both.rows(Practice)
    assert (practice.title, practice.language) == (TITLE, "fr")
    assert practice.status is PublicationStatus.SUBMITTED
    assert practice.principles == ["transparency"]
    driss.sees(_("Something waits for a moderator: {number}.", number="P-1"))
    for other in (elias, chama):
        other.hears_nothing()


async def test_the_draft_is_kept_and_taken_up_again(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    await amal.say("/share")
    await amal.say(TITLE)
    await amal.say("Personne ne lisait le budget.")
    await amal.say("/report")
    await amal.say("/cancel")
    amal.sees(_("Half-written: {what}.", what=_("your practice “{title}”", title=TITLE)))
    await amal.press("Continue")
    amal.sees("3 of 6 · What did you do, step by step?")
    assert await jisr.rows(Practice) == []


async def test_a_draft_is_spoken_of_once_and_not_when_it_is_sent(jisr: Town) -> None:
    amal, badr = await join(jisr, "amal"), await join(jisr, "badr")
    await jisr.app.database.transaction(ask_on_fridays)
    await send(badr)
    await amal.say("/share")
    await amal.say(TITLE)
    amal.watch()
    badr.watch()
    await jisr.move(days=3)
    badr.hears_nothing()
    await jisr.move(days=1, hours=3)  # a Saturday; until the office opens
    await jisr.move(days=1, hours=20)
    reminders = [one for one in amal.messages if "Two minutes may be enough" in one.text]
    assert len(reminders) == 1
    await amal.press("Continue")
    amal.sees("2 of 6 · Which problem was there?")
    assert not [one for one in await jisr.rows(Due) if one.kind == "draft"]


async def test_a_completed_project_is_offered_as_a_practice(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    await amal.press("Report progress")
    await amal.press("More")
    await amal.say("1")
    await amal.press("Complete")
    await amal.press("Skip")
    await amal.press("To follow: ask me in 7 days")
    await amal.press("Save")
    await amal.press("Share it as a practice")
    amal.sees("2 of 6 · Which problem was there?")  # the title is the project's
    for words in ("Nobody heard the young", "A board of twelve", "Two of three proposals done"):
        await amal.say(words)
    await amal.press("Skip")
    await amal.press("Skip")
    await amal.press("Equity, gender and youth")
    await amal.press("No")
    amal.sees("Youth board", "Peers cannot write to you.")
    await amal.press("Send to the moderator")
    (practice,) = await jisr.rows(Practice)
    assert (practice.title, practice.principles) == ("Youth board", ["transparency"])


async def test_every_part_can_be_changed_before_it_is_sent(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    await write(amal)
    await amal.press("Change")
    await amal.press("Result")
    await amal.say("700 lecteurs")
    amal.sees("700 lecteurs", "Send it like this?")
    await amal.press("Change")
    await amal.press("Whose it is")
    await amal.press("A case from elsewhere")
    amal.sees("Where is it from? The place, and a document or an address.")
    await amal.say("Fortaleza, https://example.org/cases/7")
    amal.sees("Send it like this?")
    await amal.press("Send to the moderator")
    (practice,) = await jisr.rows(Practice)
    assert (practice.result, practice.source) == (
        "700 lecteurs", "Fortaleza, https://example.org/cases/7"
    )  # fmt: skip


async def test_an_identity_number_is_not_taken_and_a_telephone_number_warned_of(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    await amal.say("/share")
    await amal.say("Guichet AB123456")
    amal.sees("That looks like an identity-card number. Please write it without the number.")
    await amal.say("Guichet de 50000 habitants")
    amal.sees("2 of 6 · Which problem was there?")
    await amal.say("Personne ne répondait")
    await amal.say("On répond au 06 12 34 56 78")
    await amal.say("Tout le monde appelle")
    await amal.press("Skip")
    await amal.press("Skip")
    await finish(amal)
    amal.sees(
        _("⚠️ It seems to give away: {what}. Everybody in the network reads it.",
          what=_("a telephone number"))
    )  # fmt: skip


async def test_people_on_photos_must_have_agreed_or_the_photos_stay_out(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    for answer, kept, depicted in (
        ("They agreed to be shown", 1, True),
        ("Leave the photos out", 0, False),
    ):
        await amal.say("/share")
        await amal.say(f"Atelier {answer}")
        for words in ("a problem", f"what we did {answer}", "a result"):
            await amal.say(words)
        await amal.press("Skip")
        await amal.send("photo")
        amal.sees("Kept: 1 file of 3.")
        await amal.press(answer)
        await finish(amal)
        await amal.press("Send to the moderator")
        practice = (await jisr.rows(Practice))[-1]
        assert (len(practice.files), practice.depicted) == (kept, depicted)
    assert len(await jisr.rows(StoredFile)) == 1


async def test_files_too_large_or_of_another_type_are_refused_with_the_limit(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    await amal.say("/share")
    for words in (TITLE, "a problem", "what we did", "a result"):
        await amal.say(words)
    await amal.press("Skip")
    await amal.send("document", b"x" * 21 * MEGABYTE, mime="application/pdf")
    assert "the limit is 10 MB" in amal.text
    await amal.send("document", b"MZ", name="a.exe", mime="application/x-msdownload")
    amal.sees("This type of file cannot be passed on. A photo, a PDF or a Word file will do.")
    await amal.say("https://example.org/guide.pdf")
    amal.sees("Kept: 1 file of 3.", "Whose experience is it?")


async def test_the_same_words_again_are_warned_of(jisr: Town) -> None:
    amal, badr = await join(jisr, "amal"), await join(jisr, "badr")
    await send(amal)
    await amal.say("/share")
    await fill(amal, "BUDGET citoyen, en huit pages !")
    amal.sees(_("{number} says the same. Send yours all the same?", number="P-1"))
    await amal.press("Do not send it")
    amal.sees("Nothing was sent.")
    assert len(await jisr.rows(Practice)) == 1
    await send(badr)  # who knows nothing of a practice that nobody has published yet
    assert len(await jisr.rows(Practice)) == 2


async def fill(chat: Chat, title: str) -> None:
    for words in (title, "Personne ne lisait le budget.", "Nous avons résumé.", "600 lecteurs"):
        await chat.say(words)
    await chat.press("Skip")
    await chat.press("Skip")
    await chat.press("Our own")
    await chat.press("Budget and finance")
    await chat.press("transparency")
    await chat.press("Yes")


async def test_a_published_practice_stays_while_its_new_version_waits(jisr: Town) -> None:
    amal, driss = await join(jisr, "amal"), await join(jisr, "driss")
    chama = await join(jisr, "chama")
    await send(amal)
    await driss.press("Read it")
    await driss.press("Publish")
    await amal.press("See it")
    await amal.press("Change it")
    await amal.press("Change")
    await amal.press("Title")
    await amal.say("Budget citoyen, deuxième année")
    await amal.press("Send to the moderator")
    amal.sees("What is published stays until the new version is read.")
    await chama.tap(chama.last.id, "a.practice.1")
    assert TITLE in chama.text
    await driss.say("/menu")
    await driss.press(_("To decide: {count}", count=1))
    await driss.say("1")
    driss.sees("A new version; what is published stays until you decide.")
    await driss.press("Publish")
    await chama.tap(chama.last.id, "a.practice.1")
    assert "deuxième année" in chama.text
    versions = [(one.number, one.status) for one in await jisr.rows(PracticeVersion)]
    assert versions == [(1, PublicationStatus.PUBLISHED), (2, PublicationStatus.PUBLISHED)]


async def test_nobody_changes_or_takes_back_what_is_anothers(jisr: Town) -> None:
    amal, driss = await join(jisr, "amal"), await join(jisr, "driss")
    chama = await join(jisr, "chama")
    await send(amal)
    for data in ("s.share.p1", "a.practice.1", "a.unpublish.1", "a.files.1", "s.ask_author.1"):
        await chama.tap(chama.last.id, data)
        assert TITLE not in chama.text
    assert not [one for one in await jisr.rows(Conversation) if one.member_id == 3]
    await driss.press("Read it")
    await driss.press("Publish")
    for data in ("s.share.p1", "a.unpublish.1"):
        await chama.tap(chama.last.id, data)
        assert TITLE not in chama.text
    (practice,) = await jisr.rows(Practice)
    assert practice.status is PublicationStatus.PUBLISHED
