"""What each kind of question reads, refuses with a reason, taps and keeps."""

from datetime import date
from typing import Any

import pytest

from handlers.dialogue import controls
from handlers.dialogue.questions import (
    TODAY,
    Answer,
    Choice,
    Confirm,
    Date,
    Media,
    Number,
    Option,
    Question,
    Refusal,
    Scale,
    Text,
    find_link,
)
from handlers.dialogue.state import State
from locales import Message, _, _n

TUESDAY = date(2026, 11, 24)
LEVELS = (
    Option("limited", _("Limited")),
    Option("substantial", _("Substantial")),
    Option("complete", _("Complete")),
)
LEVEL = Choice("level", "Where does it stand?", LEVELS)
PERCENT = Number("percent", "How far?", (Option("m7", "Done: the desk is open"),))
DAY = Date("day", "Which day?", (Option(TODAY, _("Today")),), past=True)
ENERGY = Scale("energy", "How is your energy?")
NOTE = Text("note", "In one line?", limit=20)
PROOF = Media("proof", "Evidence?", (Option("later", "Later"),))
SAVE = Confirm("save", "Save?", options=(Option("draft", "Keep as a draft"),))


def reason(question: Question, text: str) -> Any:
    read = question.read(text, TUESDAY)
    assert isinstance(read, Refusal), read
    return read.reason


@pytest.mark.parametrize(
    ("question", "text", "value"),
    [
        (PERCENT, "60", 60),
        (PERCENT, "60%", 60),
        (PERCENT, "60 %", 60),
        (PERCENT, "٦٠٪", 60),
        (PERCENT, "٦٠", 60),
        (PERCENT, "soixante", 60),
        (PERCENT, "Soixante pour cent", 60),
        (PERCENT, "ستون", 60),
        (PERCENT, "ستين في المية", 60),
        (PERCENT, "sixty", 60),
        (PERCENT, "0", 0),
        (PERCENT, "١٠٠", 100),
        (PERCENT, "half", 50),
        (PERCENT, "\u2066 60 \u2069", 60),
        (ENERGY, "3", 3),
        (ENERGY, "٥", 5),
        (ENERGY, "cinq", 5),
        (ENERGY, "أربعة", 4),
        (DAY, "24/11/2026", "2026-11-24"),
        (DAY, "٢٣/١١/٢٠٢٦", "2026-11-23"),
        (DAY, "1er novembre 2026", "2026-11-01"),
        (DAY, "٢٣ نونبر", "2026-11-23"),
        (DAY, "23 November 2026", "2026-11-23"),
        (DAY, "hier", "2026-11-23"),
        (DAY, "أمس", "2026-11-23"),
        (DAY, "البارح", "2026-11-23"),
        (DAY, "yesterday", "2026-11-23"),
        (DAY, "اليوم", "2026-11-24"),
        (DAY, "today", "2026-11-24"),
        (NOTE, "  marché signé ", "marché signé"),
        (NOTE, "\u202bتم التوقيع\u202c", "تم التوقيع"),
        (NOTE, "x" * 20, "x" * 20),
        (NOTE, "a\x00b\ud83d", "ab"),
        (SAVE, "oui", True),
        (SAVE, "Yes!", True),
        (SAVE, "نعم", True),
        (SAVE, "إيه", True),
        (SAVE, "واخا", True),
        (SAVE, "wakha", True),
        (SAVE, "ⵢⴰⵀ", True),
    ],
)  # fmt: skip
def test_what_is_understood(question: Question, text: str, value: object) -> None:
    read = question.read(text, TUESDAY)
    assert read == Answer(value)
    assert question.accepts(value)


def test_a_link_is_evidence() -> None:
    read = PROOF.read("voir https://azrou.example/pv.pdf.", TUESDAY)
    assert read == Answer([{"kind": "link", "url": "https://azrou.example/pv.pdf"}])


OUTSIDE = _("A number from {low} to {high}, please.", low=0, high=100)
NO_DAY = _("I did not find a date there. For example: {day}.", day=TUESDAY)
NO_PROOF = _("Please send a photo, a PDF, a voice note or a link.")


@pytest.mark.parametrize(
    ("question", "text", "why"),
    [
        (PERCENT, "160", OUTSIDE),
        (PERCENT, "-5", OUTSIDE),
        (PERCENT, "٩٩٩٪", OUTSIDE),
        (PERCENT, "beaucoup", _("I did not find a number there. For example: 60.")),
        (PERCENT, "2 sur 3", _("I did not find a number there. For example: 60.")),
        (PERCENT, "9" * 5000, _("I did not find a number there. For example: 60.")),
        (ENERGY, "6", _("A number from {low} to {high}, please.", low=1, high=5)),
        (ENERGY, "0", _("A number from {low} to {high}, please.", low=1, high=5)),
        (ENERGY, "fine", _("A number from {low} to {high}, please.", low=1, high=5)),
        (DAY, "31/02/2026", NO_DAY),
        (DAY, "soon", NO_DAY),
        (DAY, "23/11/2026 ou 22/11/2026", NO_DAY),
        (DAY, "demain", _("A date up to {day}, please.", day=TUESDAY)),
        (DAY, "25/11/2026", _("A date up to {day}, please.", day=TUESDAY)),
        (NOTE, "", _("A few words, please.")),
        (NOTE, " \u200f ", _("A few words, please.")),
        (PROOF, "it is in my office", NO_PROOF),
        (PROOF, "https://localhost", NO_PROOF),
        (SAVE, "no", _("Nothing is saved yet. Tap Save, or say what to change.")),
        (LEVEL, "nearly", _("Please choose one of the buttons, or type its number.")),
    ],
)
def test_what_is_refused_and_why(question: Question, text: str, why: Message) -> None:
    assert reason(question, text) == why


def test_too_long_a_text_is_refused_with_its_length_and_the_limit() -> None:
    too_long = "That is {count} characters; {limit} fit here. Please shorten it a little."
    one = "That is {count} character; {limit} fit here. Please shorten it a little."
    assert reason(NOTE, "ن" * 21) == _n(one, too_long, 21, limit=20)
    assert Text("note", "?").read("x" * 8000, TUESDAY) == Answer("x" * 8000)
    assert reason(Text("note", "?"), "x" * 8001) == _n(one, too_long, 8001, limit=8000)


@pytest.mark.parametrize(
    ("day", "fits"),
    [("2026-11-01", False), ("2026-11-02", True), ("2026-11-20", True), ("2026-11-21", False)],
)
def test_a_date_keeps_within_its_bounds(day: str, fits: bool) -> None:  # noqa: FBT001 — a table
    question = Date("day", "?", earliest=date(2026, 11, 2), latest=date(2026, 11, 20))
    assert isinstance(question.read(day, TUESDAY), Answer) == fits
    assert question.accepts(day) == fits


def test_a_date_out_of_bounds_is_refused_with_the_bound() -> None:
    question = Date("day", "?", earliest=date(2026, 11, 2), latest=date(2026, 11, 20))
    first, last = date(2026, 11, 2), date(2026, 11, 20)
    assert reason(question, "1/11/2026") == _("A date from {day} on, please.", day=first)
    assert reason(question, "21/11/2026") == _("A date up to {day}, please.", day=last)


def test_today_is_the_day_it_is_tapped() -> None:
    assert DAY.tapped(TODAY, TUESDAY) == "2026-11-24"
    assert DAY.tapped(TODAY, date(2026, 11, 30)) == "2026-11-30"
    assert DAY.tapped("tomorrow", TUESDAY) is None


@pytest.mark.parametrize(
    ("question", "value", "meant"),
    [
        (LEVEL, "limited", "limited"),
        (LEVEL, "Limited", None),
        (LEVEL, "", None),
        (LEVEL, "no_evidence", None),
        (ENERGY, "3", 3),
        (ENERGY, "6", None),
        (ENERGY, "²", None),
        (ENERGY, "٣", None),
        (ENERGY, "03", None),
        (PERCENT, "m7", "m7"),
        (PERCENT, "60", None),
        (NOTE, "anything", None),
    ],
)
def test_only_buttons_that_are_there_can_be_tapped(
    question: Question, value: str, meant: object
) -> None:
    assert question.tapped(value, TUESDAY) == meant


@pytest.mark.parametrize(
    ("question", "value", "accepted"),
    [
        (LEVEL, "limited", True),
        (LEVEL, "no_evidence", False),
        (LEVEL, None, False),
        (LEVEL, 1, False),
        (Choice("q", "?", LEVELS, optional=True), None, True),
        (ENERGY, 5, True),
        (ENERGY, True, False),
        (ENERGY, "5", False),
        (ENERGY, 6, False),
        (Scale("q", "?", optional=True), None, True),
        (PERCENT, 0, True),
        (PERCENT, 101, False),
        (PERCENT, True, False),
        (PERCENT, "m7", True),
        (PERCENT, "m8", False),
        (DAY, "2026-11-24", True),
        (DAY, "24/11/2026", False),
        (DAY, 20261124, False),
        (NOTE, "words", True),
        (NOTE, "", False),
        (NOTE, "x" * 21, False),
        (NOTE, None, False),
        (Text("q", "?", optional=True), None, True),
        (PROOF, "later", True),
        (PROOF, None, False),
        (SAVE, True, True),
        (SAVE, "draft", True),
        (SAVE, False, False),
        (SAVE, None, False),
        (SAVE, 1, False),
    ],
)
def test_which_stored_answers_are_still_answers(
    question: Question,
    value: object,
    accepted: bool,  # noqa: FBT001 — a table
) -> None:
    assert question.accepts(value) is accepted


@pytest.mark.parametrize("option_id", ["مكتمل", "x" * 41, "~save"])
def test_an_option_that_no_button_could_carry_is_a_defect(option_id: str) -> None:
    with pytest.raises(ValueError, match="not an option id"):
        Option(option_id, "label")


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("https://azrou.example/pv.pdf", "https://azrou.example/pv.pdf"),
        ("(HTTP://azrou.example)", "HTTP://azrou.example"),
        ("انظر https://azrou.example/وثيقة، شكرا", "https://azrou.example/وثيقة"),
        ("«https://azrou.example/a»", "https://azrou.example/a"),
        ("\u2066https://azrou.example/a\u2069", "https://azrou.example/a"),
        ("azrou.example", None),
        ("https://", None),
        ("ftp://azrou.example/a", None),
        ("javascript:alert(1)", None),
    ],
)
def test_the_first_link_in_a_text(text: str, link: str | None) -> None:
    assert find_link(text) == link


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("Substantial", "en", "substantial"),
        ("substantiel", "fr", "substantial"),
        ("SUBSTANTIEL", "fr", "substantial"),
        ("realise", "fr", "complete"),
        ("sustantial", "en", "substantial"),
        ("Complete", "fr", None),
        ("2", "en", "substantial"),
        ("٢", "ar", "substantial"),
        ("۲", "ar", "substantial"),
        ("0", "en", controls.BACK),
        ("4", "en", controls.CANCEL),
        ("5", "en", None),
        ("not complete", "en", None),
        ("incomplete", "en", None),
        ("limited or complete", "en", None),
    ],
)
def test_labels_and_numbers_typed_at_a_choice(text: str, language: str, value: str | None) -> None:
    rows = controls.rows_of(LEVEL, State(), first=False)
    assert controls.typed(LEVEL, rows, text, language) == value


def test_a_label_that_differs_by_a_digit_is_another_one() -> None:
    budgets = Choice("q", "?", (Option("a", "Budget 2025"), Option("b", "Accueil")))
    rows = controls.rows_of(budgets, State(), first=True)
    assert controls.typed(budgets, rows, "Budget 2026", "fr") is None
    assert controls.typed(budgets, rows, "Bugdet 2025", "fr") == "a"


def test_words_at_a_free_question_are_an_answer_unless_they_are_a_label_itself() -> None:
    note = Text("note", "?", optional=True)
    rows = controls.rows_of(note, State(), first=False)
    assert controls.typed(note, rows, "Skip", "en") == controls.SKIP
    assert controls.typed(note, rows, "Skipped the second meeting", "en") is None
    assert controls.typed(note, rows, "Skp", "en") is None


def test_buttons_stand_in_the_order_of_their_numbers() -> None:
    many = Choice("q", "?", tuple(Option(f"p{n}", f"P {n}") for n in range(7)), page=5)
    rows = controls.rows_of(many, State(page=1), first=False)
    assert [[one.value for one in row] for row in rows] == [
        ["p5"], ["p6"], [controls.PREVIOUS], [controls.BACK, controls.CANCEL],
    ]  # fmt: skip
    two = Choice("q", "?", LEVELS, columns=2, optional=True)
    rows = controls.rows_of(two, State(), first=True)
    assert [[one.value for one in row] for row in rows] == [
        ["limited", "substantial"], ["complete"], [controls.SKIP], [controls.CANCEL],
    ]  # fmt: skip
