"""Two phones of one member: one person, whose code is theirs, once, for fifteen minutes."""

from datetime import timedelta

from handlers.welcome import refusal
from storage.models import ChannelIdentity, InboxEvent, Invitation, Member, OutboxMessage
from tests.chat import Chat, Town
from tests.handlers.conftest import join
from tests.handlers.test_clarify import report
from tests.handlers.test_invite import token_in
from tests.handlers.test_report import begin


async def code_of(chat: Chat) -> str:
    """Make a code on one's first phone."""
    await chat.say("/link")
    await chat.press("Make a code")
    return token_in(chat)


async def second_phone(town: Town, chat: Chat, person: int = 500) -> Chat:
    """Link a second phone by a code from the first."""
    other = town.phone(person, chat.language, "Second")
    await other.say(f"/start {await code_of(chat)}")
    return other


async def test_both_phones_are_one_member(jisr_on_both: Town) -> None:
    town = jisr_on_both
    amal, badr = await join(town, "amal"), await join(town, "badr")
    badr.watch()
    other = await second_phone(town, amal)
    other.sees("Welcome to Jisr, Amal.")
    amal.sees("Another phone or channel was linked to you.")
    badr.hears_nothing()
    await begin(amal)
    await other.say("/menu")
    assert not any("Continue" in label for label in other.labels)  # a conversation is a phone's
    await other.say("/stop")
    await other.say("/lang")
    await other.press("Français")
    members = {one.name: one for one in await town.rows(Member)}
    assert members["Amal"].stopped_at is not None
    assert members["Amal"].language == "fr"
    amal.language = "fr"
    await amal.say("/menu")
    amal.sees("What would you like to do?")
    assert members["Badr"].language == "en"
    assert len(members) == 6


async def test_a_report_of_one_phone_is_seen_on_the_other(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    other = await second_phone(jisr, amal)
    await report(amal)
    await other.say("/report")
    await other.say("1")
    other.sees("Substantial")


async def test_messages_go_to_the_newest_phone_and_round_a_closed_one(jisr: Town) -> None:
    amal, driss = await join(jisr, "amal"), await join(jisr, "driss")
    other = await second_phone(jisr, amal)
    await report(amal)
    amal.watch()
    await ask(driss)
    other.sees("asks about R-4")
    amal.hears_nothing()
    jisr.world.block(other.person)
    await jisr.settle()
    await ask(driss)
    amal.sees("asks about R-4")


async def ask(driss: Chat) -> None:
    await driss.say("/latest")
    await driss.say("1")
    await driss.say("Signed by whom?")


async def test_a_phone_that_is_not_mine_is_unlinked_from_the_first(jisr: Town) -> None:
    amal, badr = await join(jisr, "amal"), await join(jisr, "badr")
    other = await second_phone(jisr, amal)
    identity = next(one.id for one in await jisr.rows(ChannelIdentity) if one.external_id == "500")
    await badr.tap(badr.last.id, f"a.unlink.{identity}")
    badr.sees("That channel is not linked to you.")
    await other.tap(other.last.id, f"a.unlink.{identity}")
    other.sees("You are writing from that channel.")
    await amal.press("Unlink")
    amal.sees("Unlinked: nothing can be done from there any more.")
    other.sees("This chat is no longer linked to a member of Jisr.")
    await other.say("/report")
    other.sees(refusal().text)
    await amal.say("/menu")
    amal.sees("What would you like to do?")


async def test_a_code_works_once_for_fifteen_minutes_and_the_newest_alone(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    first = await code_of(amal)
    second = await code_of(amal)
    phones = [jisr.phone(500 + number, "en", f"P{number}") for number in range(3)]
    await phones[0].say(f"/start {first}")
    phones[0].sees("This link does not open anything here.")
    await phones[1].say(f"/start {second}")
    phones[1].sees("Welcome to Jisr, Amal.")
    await phones[2].say(f"/start {second}")
    phones[2].sees("This link does not open anything here.")
    third = await code_of(amal)
    jisr.clock.move(timedelta(minutes=15, seconds=1))
    await phones[2].say(f"/start {third}")
    phones[2].sees("This link does not open anything here.")


async def test_the_code_is_kept_nowhere_and_ones_own_is_not_used_up(jisr: Town) -> None:
    amal, badr = await join(jisr, "amal"), await join(jisr, "badr")
    code = await code_of(amal)
    for chat in (amal, badr):
        await chat.say(f"/start {code}")
        chat.sees("everything is as you left it")
    made = (await jisr.rows(Invitation))[-1]
    assert made.used_at is None
    for table in (Invitation, OutboxMessage):
        assert not [row for row in await jisr.rows(table) if code in str(vars(row))]
    assert await jisr.rows(InboxEvent)
