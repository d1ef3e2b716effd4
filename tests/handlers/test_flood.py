"""The same message over and over: answered twenty times, then a polite pause, then again."""

from tests.chat import Town
from tests.handlers.conftest import join

PAUSE = "I have had this message many times. Let us pause for five minutes, then go on."


async def test_the_twenty_first_same_message_gets_a_pause_and_others_are_answered(
    jisr: Town,
) -> None:
    amal, badr = await join(jisr, "amal"), await join(jisr, "badr")
    for _time in range(20):
        await amal.say("/help")
        amal.sees("Jisr is the network's bridge")
    await amal.say("/help")
    amal.sees(PAUSE)
    await amal.say("/help")
    amal.hears_nothing()
    await badr.say("/help")
    badr.sees("Jisr is the network's bridge")
    await amal.say("/menu")
    amal.sees("What would you like to do?")


async def test_after_five_minutes_the_same_words_are_answered_again(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    for _time in range(21):
        await amal.say("/help")
    amal.sees(PAUSE)
    await jisr.move(minutes=6)
    await amal.say("/help")
    amal.sees("Jisr is the network's bridge")


async def test_a_stranger_in_a_circle_is_asked_to_pause_once(jisr: Town) -> None:
    stranger = jisr.phone(900, "en")
    for _time in range(25):
        await stranger.say("hello")
    said = [message.text for message in stranger.messages if message.from_bot]
    assert said.count(PAUSE) == 1
    assert len(said) == 21
