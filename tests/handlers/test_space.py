"""My space: day and hour, away, less often, stop and return; each decides for themselves alone."""

from datetime import date

import pytest

from handlers import registry
from locales import Day, Weekday, _, _n
from storage.models import Cadence, Conversation, Member
from tests.chat import Chat, Town
from tests.handlers.conftest import join
from tests.handlers.network import PEOPLE
from tests.handlers.test_report import begin

NO_SUCH_DAY = _(
    "From which day may I write again? Choose, or type a date of the calendar, as {day}.",
    day=date(2026, 11, 24),
)


async def member(town: Town, name: str) -> Member:
    return (await town.rows(Member))[PEOPLE.index(name)]


@pytest.mark.parametrize(
    ("language", "words"), [("ar", "فضائي"), ("fr", "mon espace"), ("en", "/space")]
)
async def test_my_space_shows_what_is_set_with_a_way_to_change_it(
    jisr: Town, language: str, words: str
) -> None:
    amal = await join(jisr, "amal", language)
    await amal.say(words)
    amal.sees("<b>My space</b>")
    amal.sees(_("Language: {language}", language={"ar": "العربية", "fr": "Français",
                                                  "en": "English"}[language]))  # fmt: skip
    assert "Amal" in amal.text
    assert len(amal.labels) <= 8
    for row in amal.last.rows:
        for button in row:
            kind, _dot, name = (button.data or "").partition(".")
            there = registry.build().flows if kind == "s" else {}
            assert name in there or kind == "a"


async def test_an_observer_is_asked_nothing_and_sees_no_day_and_hour(jisr: Town) -> None:
    fadoua = await join(jisr, "fadoua")
    await fadoua.say("my space")
    assert "Check-in" not in fadoua.text
    assert not {"Day and hour", "How often"} & set(fadoua.labels)
    for data in ("s.slot", "a.cadence.monthly"):
        await fadoua.tap(fadoua.last.id, data)
        fadoua.sees("This is not open to your role.")
    assert (await member(jisr, "fadoua")).cadence == Cadence.WEEKLY


async def test_day_and_hour_are_chosen_and_friday_has_its_own_hours(jisr: Town) -> None:
    amal = await join(jisr, "amal", "fr")
    await join(jisr, "badr")
    await amal.say("mon espace")
    await amal.press("Day and hour")
    amal.sees(_("Your check-in comes on {day} at {hour}. Which day suits you?",
                day=Weekday(1), hour="10:00"))  # fmt: skip
    await amal.say("vendredi")
    assert "13:00" not in amal.labels
    await amal.press("15:00")
    amal.sees(_("Understood: {day} at {hour}.", day=Weekday(5), hour="15:00"))
    amal_now, badr_now = await member(jisr, "amal"), await member(jisr, "badr")
    assert (amal_now.checkin_day, amal_now.checkin_hour) == (5, 15)
    assert (badr_now.checkin_day, badr_now.checkin_hour) == (1, 10)


@pytest.mark.parametrize(
    ("language", "typed", "until"),
    [
        ("fr", "absent jusqu'au 12 décembre", date(2026, 12, 12)),
        ("fr", "Absente jusqu’au 1er mars", date(2027, 3, 1)),
        ("ar", "إجازة حتى 12 دجنبر", date(2026, 12, 12)),
        ("en", "away until 12/12/2026", date(2026, 12, 12)),
    ],
)
async def test_absence_said_in_one_go_is_understood(
    jisr: Town, language: str, typed: str, until: date
) -> None:
    amal = await join(jisr, "amal", language)
    await join(jisr, "badr")
    await amal.say(typed)
    amal.sees(_("Understood: nothing unasked. I write again from {day}.", day=Day(until)))
    assert (await member(jisr, "amal")).paused_until == until
    assert (await member(jisr, "badr")).paused_until is None
    assert await jisr.rows(Conversation) == []
    await amal.press("I am back")
    amal.sees("Welcome back. Messages come as before.")
    assert (await member(jisr, "amal")).paused_until is None


async def test_absence_without_a_date_is_asked_about(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    await amal.say("away until the end of the works")
    amal.sees(NO_SUCH_DAY)
    assert amal.labels[:3] == ["1 week", "2 weeks", "4 weeks"]
    await amal.press("2 weeks")
    assert (await member(jisr, "amal")).paused_until == date(2026, 12, 8)


@pytest.mark.parametrize("typed", ["24/11/2026", "1/11/2026", "hier"])
async def test_a_day_that_has_passed_is_refused_with_the_reason(jisr: Town, typed: str) -> None:
    amal = await join(jisr, "amal", "fr")
    await amal.say("congé")
    await amal.say(typed)
    last = {"24/11/2026": date(2026, 11, 24), "1/11/2026": date(2026, 11, 1)}
    day = last.get(typed, date(2026, 11, 23))
    amal.sees(_("{day} is not in the future. Type the day from which I may write again.", day=day))
    await amal.say("12/12/2026")
    assert (await member(jisr, "amal")).paused_until == date(2026, 12, 12)


@pytest.mark.parametrize(
    ("language", "typed"),
    [
        ("fr", "absent jusqu'au 29 février 2027"),
        ("fr", "absente jusqu'au 31/11/2026"),
        ("ar", "إجازة حتى 29 فبراير 2027"),
        ("ar", "إجازة حتى 45/13/2026"),
        ("en", "away until 0/0/0"),
    ],
)
async def test_a_day_that_does_not_exist_is_asked_about(
    jisr: Town, language: str, typed: str
) -> None:
    amal = await join(jisr, "amal", language)
    await amal.say(typed)
    today = date(2026, 11, 24)
    amal.sees(NO_SUCH_DAY)
    await amal.say(typed.split(maxsplit=2)[-1])
    amal.sees(_("I did not find a date there. For example: {day}.", day=today))
    assert (await member(jisr, "amal")).paused_until is None
    await amal.press(_n("{count} week", "{count} weeks", 1))
    assert (await member(jisr, "amal")).paused_until == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("language", "typed", "day"),
    [
        ("fr", "absent jusqu'au 1/11/2026", date(2026, 11, 1)),
        ("ar", "إجازة حتى 24 نونبر", date(2026, 11, 24)),
    ],
)
async def test_an_absence_that_is_over_is_refused_with_a_way_to_say_another(
    jisr: Town, language: str, typed: str, day: date
) -> None:
    amal = await join(jisr, "amal", language)
    await amal.say(typed)
    amal.sees(_("{day} is not in the future. Type the day from which I may write again.", day=day))
    assert (await member(jisr, "amal")).paused_until is None
    await amal.press("Another date")
    await amal.say("12/12/2026")
    assert (await member(jisr, "amal")).paused_until == date(2026, 12, 12)


@pytest.mark.parametrize(
    ("day", "hour"), [("Saturday", "10:00"), ("dimanche", "10:00"), ("8", "9"), ("Monday", "25:00"),
                      ("Monday", "03:00"), ("Friday", "13:00"), ("", "")],
)  # fmt: skip
async def test_a_slot_that_makes_no_sense_is_asked_again_and_changes_nothing(
    jisr: Town, day: str, hour: str
) -> None:
    amal = await join(jisr, "amal")
    await amal.say("/slot")
    await amal.say(day or "?")
    if day in {"Monday", "Friday"}:
        amal.sees("At what time?")
        await amal.say(hour)
        amal.sees("At what time?")
    else:
        amal.sees("Which day suits you?")
    now = await member(jisr, "amal")
    assert (now.checkin_day, now.checkin_hour) == (1, 10)


async def test_more_than_six_months_is_refused_with_the_last_day_possible(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    await amal.say("pause")
    await amal.say("27/5/2027")
    refusal = _("{day} is more than six months away: {latest} is the last day I can note.",
                day=date(2027, 5, 27), latest=date(2027, 5, 26))  # fmt: skip
    amal.sees(refusal)
    await amal.say("/cancel")
    await amal.say("away until 27/5/2027")
    amal.sees(refusal)
    assert "Another date" in amal.labels
    assert (await member(jisr, "amal")).paused_until is None
    await amal.say("away until 26/5/2027")
    assert (await member(jisr, "amal")).paused_until == date(2027, 5, 26)


async def test_a_pause_ends_by_itself(jisr: Town) -> None:
    amal = await join(jisr, "amal")
    await amal.say("away until 26/11/2026")
    await amal.say("my space")
    amal.sees(_("Paused: I write again from {day}", day=date(2026, 11, 26)))
    assert "I am back" in amal.labels
    await jisr.move(days=2)
    await amal.say("my space")
    assert "Paused" not in amal.text
    assert "Pause" in amal.labels


@pytest.mark.parametrize(("language", "words"), [("ar", "أقل"), ("fr", "moins souvent")])
async def test_less_often_by_a_word_and_a_button(jisr: Town, language: str, words: str) -> None:
    amal = await join(jisr, "amal", language)
    await amal.say(words)
    amal.sees(_("How often shall I ask how things go? Now: {cadence}.", cadence=_("every week")))
    await amal.press("every two weeks")
    amal.sees(_("Understood: {cadence}.", cadence=_("every two weeks")))
    assert (await member(jisr, "amal")).cadence == Cadence.FORTNIGHTLY
    await amal.tap(amal.last.id, "a.cadence.hourly")
    amal.sees(_("How often shall I ask how things go? Now: {cadence}.",
                cadence=_("every two weeks")))  # fmt: skip
    assert (await member(jisr, "badr")).cadence == Cadence.WEEKLY


async def stopped_half_way(jisr: Town, language: str) -> Chat:
    """Bring Amal to the middle of a report, and to a stop; then a day passes."""
    amal = await join(jisr, "amal", language)
    await begin(amal)
    await amal.press("Limited")
    await amal.say("/stop")
    await jisr.move(hours=1)
    return amal


QUESTION = "You had asked me not to write. Receive messages again?"


@pytest.mark.parametrize("language", ["ar", "fr"])
async def test_who_writes_after_a_stop_is_asked_once_and_finds_everything(
    jisr: Town, language: str
) -> None:
    amal = await stopped_half_way(jisr, language)
    await amal.say("60%")
    amal.sees(QUESTION)
    asked = [message for message in amal.messages if message.from_bot][-2]
    assert asked.rows, "what was written counts, and the next question stands above"
    await amal.press("Yes")
    amal.sees("Welcome back: everything is as you left it.")
    assert (await member(jisr, "amal")).stopped_at is None
    await amal.say("جديد")
    amal.sees("Save this report?")
    assert "60" in amal.text


async def test_who_says_no_stays_stopped_and_is_not_asked_again(jisr: Town) -> None:
    amal = await stopped_half_way(jisr, "en")
    badr = await join(jisr, "badr")
    await amal.say("/menu")
    amal.sees(QUESTION)
    await amal.press("No")
    amal.sees("Understood: I answer you, and write nothing unasked.")
    for words in ("/menu", "hello", "/help"):
        await amal.say(words)
        assert QUESTION not in amal.text
    assert (await member(jisr, "amal")).stopped_at is not None
    await badr.say("hello")
    assert QUESTION not in badr.text
    await amal.press("Receive messages again")
    await amal.say("/stop")
    await jisr.move(hours=1)
    await amal.say("/menu")
    amal.sees(QUESTION)


async def test_a_strangers_words_about_a_space_open_nothing(jisr: Town) -> None:
    stranger = jisr.phone(900, "fr", "Unknown")
    for words in ("mon espace", "/space", "absent jusqu'au 12 décembre", "moins souvent"):
        await stranger.say(words)
        assert "Check-in" not in stranger.text
        assert not any("space" in (one.data or "") for row in stranger.last.rows for one in row)
    untouched = await member(jisr, "amal")
    assert (untouched.paused_until, untouched.cadence) == (None, Cadence.WEEKLY)
