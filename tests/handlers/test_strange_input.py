"""Stickers, floods of letters, updates that make no sense: nobody is blocked, nothing is lost."""

import logging
from typing import Any

import pytest

from handlers.policy import Policy
from handlers.welcome import no_entry
from storage.models import ChannelIdentity, Conversation, InboxEvent, ProgressReport
from tests.chat import Chat, Town, plain
from tests.handlers.conftest import join
from tests.handlers.test_report import BEFORE, begin, reach_summary

HUGE = 10**100
PRIVATE = {"id": 100, "type": "private"}
LEVEL = "Where does it stand today?"
NOT_THAT = "I cannot use that here. Words, a photo or a PDF are fine."


def message(person: int, **content: Any) -> dict[str, Any]:
    """Return a message update as Telegram writes it, without an update id."""
    return {
        "message": {
            "message_id": 70_000,
            "date": 1_795_514_400,
            "chat": {"id": person, "type": "private", "first_name": "A"},
            "from": {"id": person, "is_bot": False, "first_name": "A", "language_code": "en"},
            **content,
        }
    }


def without(update: dict[str, Any], *names: str) -> dict[str, Any]:
    """Return a message update that lacks some of its fields."""
    kept = {name: value for name, value in update["message"].items() if name not in names}
    return {"message": kept}


def press(person: int, **content: Any) -> dict[str, Any]:
    """Return a button press as Telegram writes it."""
    user = {"id": person, "is_bot": False, "first_name": "A"}
    return {"callback_query": {"id": "77", "from": user, "chat_instance": "1", **content}}


NOT_ANSWERED = [  # what is nobody's to answer: no dead letter, no word
    without(message(100, text="hello"), "from"),
    {
        "message": message(100, text="x")["message"]
        | {"chat": {"id": -5, "type": "group", "title": "G"}}
    },
    {"channel_post": {"message_id": 1}},
    {"poll": {"id": "5"}},
    {"of_next_year": {"from": {"id": 100}}},
    {},
]
DEAD = [  # what no reader understands
    without(message(100, text="hello"), "chat"),
    without(message(100, text="hello"), "message_id"),
    message(100, text=["not", "words"]),
    message(100, text=5),
    message(100, text="hello", chat="private"),
    message(100, text="hello", chat={"id": 100}),
    message(100, photo=[{"file_id": 1}]),
    message(100, document="plan.pdf"),
    message(HUGE, text="hello"),
    {"message": "hello"},
    {"message": [1, 2]},
    {"callback_query": {"id": "1"}},
    {"callback_query": {"from": {"id": 100}}},
    {"my_chat_member": {"from": {"id": 100}}},
    {"edited_message": {"text": "hello"}},
]
ANSWERED = [  # strange, but somebody said something
    message(100, text=""),
    message(100, text="\x00"),
    message(100, text="half \ud83d a character"),
    message(100, text="\u202e\u2066\u2067"),
    message(100, text="<b>bold</i> & {braces} %s"),
    message(100),
    message(100, text="hello", message_id=2**62),
    message(100, text="hello", date=0),
    message(100, text="hello", unknown={"deep": [1, {"er": None}]}),
    message(100, document={"file_id": "f", "file_unique_id": "u", "file_size": HUGE}),
    message(100, document={"file_id": "f", "file_unique_id": "u", "mime_type": "application/pdf",
                           "file_name": "é" * 2000 + "\x00\ud83d.pdf"}),
    message(100, photo=[], caption="no photo"),
    message(100, venue={"title": "V", "address": "A", "location": {"latitude": 1, "longitude": 2}}),
    press(100, data="a.menu"),
    press(100),
    press(100, data="c.1.1.limited", message={"message_id": 5, "date": 0, "chat": PRIVATE}),
    press(100, inline_message_id="9", data="x" * 64),
    {"edited_message": message(100, text="hello", edit_date=5)["message"]},
]  # fmt: skip


async def events(town: Town) -> list[InboxEvent]:
    """Return what came in through Telegram."""
    return [one for one in await town.rows(InboxEvent) if one.channel == "telegram"]


async def still_there(amal: Chat) -> None:
    """Require that a report is where it was left: at the question for the level."""
    await amal.say("limited")
    amal.sees("How far along, in percent? Or tap a step that is now done.")
    await amal.say("/back")
    amal.sees(LEVEL)


@pytest.mark.parametrize("kind", ["sticker", "location", "contact"])
async def test_what_cannot_be_used_is_said_and_the_question_asked_again(
    jisr: Town, kind: str
) -> None:
    amal = await join(jisr, "amal")
    send = getattr(jisr.world, f"send_{kind}")
    await send(amal.person)
    await jisr.settle()
    amal.sees(NOT_THAT, "What would you like to do?")
    await begin(amal)
    await send(amal.person)
    await jisr.settle()
    amal.sees(NOT_THAT, LEVEL)
    await still_there(amal)


async def test_a_poll_a_dice_and_other_kinds_are_answered_likewise(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    await begin(amal)
    poll = {"id": "5", "question": "?", "options": [], "total_voter_count": 0, "is_closed": False,
            "is_anonymous": True, "type": "regular", "allows_multiple_answers": False,
            "allows_revoting": False, "members_only": False}  # fmt: skip
    contents: tuple[dict[str, Any], ...] = (
        {"poll": poll}, {"dice": {"emoji": "🎲", "value": 3}}, {"new_kind": {}},
    )  # fmt: skip
    for content in contents:
        await jisr.world.inject(message(amal.person, **content))
        await jisr.settle()
        amal.sees(NOT_THAT, LEVEL)
    await still_there(amal)


async def test_a_text_of_five_thousand_characters_is_kept_whole(jisr_on_both: Town) -> None:
    amal = await join(jisr_on_both, "amal")
    await begin(amal)
    await amal.press("Limited")
    await amal.press("Skip")
    words = ("السوق الأسبوعي " * 400)[:5000].strip()
    await jisr_on_both.world.inject(message(amal.person, text=words))
    await jisr_on_both.settle()
    amal.sees("Save this report?", "characters in all)")
    assert len(amal.text) <= 700
    await amal.press("Save")
    assert (await jisr_on_both.rows(ProgressReport))[-1].note == words


async def test_a_text_that_a_telephone_cuts_in_two_loses_neither_half(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    await begin(amal)
    await amal.press("Limited")
    await amal.press("Skip")
    await amal.say("a" * 4096 + "b" * 904)
    amal.sees("Save this report?")
    assert amal.text.count("Save this report?") == 1
    note = dict((await jisr.rows(Conversation))[0].state["answers"])["note"]
    assert note == "a" * 4096 + "b" * 904
    amal.sees("(5,000 characters in all)")
    assert [one.status for one in await events(jisr)].count("dead") == 0


async def test_five_thousand_characters_at_rest_or_at_a_choice_are_answered(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    for text in ("x" * 5000, "9" * 5000, "٩" * 5000, "كلمة " * 1000, "/" + "x" * 5000):
        await jisr.world.inject(message(amal.person, text=text))
        await jisr.settle()
        amal.sees("What would you like to do?")
    await begin(amal)
    for text in ("x" * 5000, "9" * 5000, "٩" * 5000, "كلمة " * 1000):
        await jisr.world.inject(message(amal.person, text=text))
        await jisr.settle()
        amal.sees(LEVEL)
    assert {one.status for one in await events(jisr)} == {"done"}
    await still_there(amal)


async def test_the_same_update_twice_has_one_effect(jisr_on_both: Town) -> None:
    amal = await join(jisr_on_both, "amal")
    await reach_summary(amal)
    summary, save = amal.button("Save")
    raw = press(amal.person, data=save, message=summary.raw)
    for _time in range(3):
        await jisr_on_both.world.inject({"update_id": 900_000_001, **raw})
    await jisr_on_both.settle()
    await jisr_on_both.world.inject({"update_id": 900_000_001, **raw})
    await jisr_on_both.settle()
    assert len(await jisr_on_both.rows(ProgressReport)) == BEFORE + 1
    assert len([one for one in amal.messages if "Saved: R-4" in plain(one.text)]) == 1
    assert "That button is from" not in amal.text


async def test_updates_out_of_order_are_each_handled_once(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    for number in (900_000_005, 900_000_003, 900_000_004, 900_000_003):
        await jisr.world.inject({"update_id": number, **message(amal.person, text="/menu")})
    await jisr.settle()
    await amal.say("/report")
    amal.sees("Which project? Those that are due come first.")
    ids = [one.external_id for one in await events(jisr)]
    assert sorted(ids)[-4:] == ["900000003", "900000004", "900000005", "900000006"]
    assert len(ids) == len(set(ids))


async def test_updates_that_make_no_sense_block_nobody(
    jisr_on_both: Town, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    town = jisr_on_both
    amal, badr = await join(town, "amal"), await join(town, "badr")
    await begin(amal)
    before = len(await events(town))
    for update in (*NOT_ANSWERED, *DEAD):
        await town.world.inject(update)
    await town.world.say(badr.person, "/report")
    await town.settle()
    badr.sees("Which project? Those that are due come first.")
    await still_there(amal)
    found = (await events(town))[before:]
    statuses = [one.status for one in found if one.status != "done"]
    assert statuses == ["dead"] * len(DEAD)
    dead = [one for one in found if one.status == "dead"]
    assert all(one.payload and one.error and one.attempts == 3 for one in dead)
    assert [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert not [record for record in caplog.records if record.exc_info]
    assert "Traceback" not in caplog.text
    assert "hello" not in caplog.text


async def test_the_person_behind_a_dead_letter_is_told_once(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    await begin(amal)
    await jisr.world.inject(message(amal.person, text=["not", "words"]))
    await jisr.settle()
    amal.sees("Something went wrong on our side with your last message. Please try it again.")
    sorry = [one for one in amal.messages if "Something went wrong" in one.text]
    assert len(sorry) == 1
    await still_there(amal)


async def test_strange_but_legible_updates_are_answered(
    jisr_on_both: Town, caplog: pytest.LogCaptureFixture
) -> None:
    town = jisr_on_both
    amal = await join(town, "amal")
    await begin(amal)
    for update in ANSWERED:
        said = len([one for one in amal.messages if one.from_bot])
        await town.world.inject(update)
        await town.settle()
        now = len([one for one in amal.messages if one.from_bot])
        assert now > said or "callback_query" in update, update
    assert {one.status for one in await events(town)} == {"done"}
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]
    await amal.say("/menu")
    await amal.say("continue")
    amal.sees(LEVEL)


async def test_a_file_with_a_strange_name_reaches_the_report(jisr_on_both: Town) -> None:
    amal = await join(jisr_on_both, "amal")
    await begin(amal)
    await jisr_on_both.world.inject(
        message(
            amal.person,
            caption="half \ud83d a caption\x00",
            document={
                "file_id": "f", "file_unique_id": "u", "mime_type": "application/pdf",
                "file_name": "é" * 2000 + "\x00\ud83d.pdf", "file_size": 5,
            },
        )
    )  # fmt: skip
    await jisr_on_both.settle()
    amal.sees("Kept: 1 file of 3.")
    await amal.press("Limited")
    await amal.press("Skip")
    await amal.say("half \ud83d a line\x00")
    await amal.press("Save")
    amal.sees("Saved: R-4. Thank you.")
    assert (await jisr_on_both.rows(ProgressReport))[-1].note == "half  a line"


async def test_updates_without_a_possible_id_are_left_alone(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    for number in ("abc", None, True, 1.5):
        await jisr.world.inject({"update_id": number, **message(amal.person, text="/report")})
    await amal.say("/menu")
    amal.sees("What would you like to do?")
    assert len(await events(jisr)) == 2


async def test_the_first_message_of_somebody_with_a_strange_profile(jisr: Town) -> None:
    phone = jisr.phone(950, "en", "X")
    update = message(950, text="/start x")
    update["message"]["from"] |= {"language_code": "", "first_name": "\ud83d" * 3, "is_premium": 1}
    await jisr.world.inject(update)
    await jisr.settle()
    phone.language = "ar"
    phone.sees(no_entry(Policy()).text)
    assert [one.language for one in await jisr.rows(ChannelIdentity)] == ["ar"]
