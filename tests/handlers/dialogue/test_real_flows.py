"""The conversations Jisr really has: pure, well-formed, and the same after every restart."""

import json
import random
import time
from collections.abc import Callable, Iterator, Mapping
from types import CodeType, FunctionType, ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import locales
from handlers.dialogue import Flow, controls
from handlers.dialogue import advance as steps
from handlers.dialogue.advance import Step, Tapped, Typed
from handlers.dialogue.questions import LookUp
from handlers.dialogue.replay import Finished, Open, replay
from handlers.dialogue.state import State
from handlers.registry import FLOWS
from locales import LANGUAGES
from storage import reports
from tests.handlers.dialogue.play import TODAY, file, fitting, round_trip

TITLE = {"id": "7", "ar": "ميزانية المواطن", "fr": "Budget citoyen"}
PROJECT = {
    **TITLE, "level": "substantial", "percent": 60, "report": 3, "on": "2026-11-19T10:00:00+00:00",
    "by": "Badr", "milestones": [{"id": "12", "ar": None, "fr": "Guichet ouvert"}],
}  # fmt: skip
NEWER = {"id": 4, "level": "limited", "percent": 10, "on": "2026-11-24T09:00:00+00:00",
         "by": "Badr"}  # fmt: skip
SEAT = {"role": "focal_point", "place": {"ar": "جماعة أزرو", "fr": "Commune d’Azrou"}}
AMAL = {"id": 1, "name": "Amal", "heir": None, **SEAT}
PLACE = {"id": "3", "ar": "جماعة أزرو (إقليم إفران)", "fr": "Commune d’Azrou (province d’Ifrane)"}
GIVES: dict[str, Any] = {
    "roles": ["focal_point", "deputy", "pole", "observer", "regional_coordinator",
              "national_coordinator"],
    "region": None,
}  # fmt: skip
REGIONAL = {"roles": ["focal_point", "deputy", "pole", "observer"], "region": PLACE}
LIST = {"upload": 1, "reading": 1, "name": "membres.xlsx", "kind": "members", "good": 3,
        "summary": {"message": "I am not sure what you mean."}}  # fmt: skip
ABOUT: dict[str, list[dict[str, Any]]] = {
    "join": [
        {"invitation": 1, "name": "Amal", "controller": "DGCT", "abroad": ["Telegram"], **SEAT},
        {
            "invitation": 2,
            "name": "Amal",
            "controller": "",
            "abroad": [],
            "role": "observer",
            "place": None,
        },
    ],
    "invite": [GIVES, REGIONAL, {**GIVES, "seat": {"role": "deputy", "place": PLACE}}],
    "admit": [
        {"request": 1, "kind": "newcomer", **GIVES},
        {"request": 1, "kind": "used", "name": "Amal", **REGIONAL},
        {"request": 1, "kind": "again", "name": "Amal", "holder": None, **SEAT},
        {"request": 1, "kind": "seat", "name": "Amal", "holder": "Badr", **SEAT},
    ],
    "link": [{}],
    "report": [{"programme": 1, "project": None}, {"programme": 1, "project": "7"}],
    "checkin": [
        {
            "week": "2026-W48",
            "back": False,
            "pace": None,
            "phase": "implementation",
            "obstacle": None,
        },
        {
            "week": "2026-W48",
            "back": False,
            "pace": "blocked",
            "phase": "vote",
            "obstacle": {"kind": "budget", "words": "Rien avant mars"},
        },
        {
            "week": "2026-W48",
            "back": False,
            "pace": None,
            "phase": "co_creation",
            "obstacle": {"kind": "other", "words": None},
            "pressure": True,
        },
    ],
    "phase_step": [TITLE],
    "evidence": [{"report": 3, **TITLE}],
    "clarify": [{"report": 3, "number": "R-3", "name": "Amal"}],
    "leave": [
        {"id": 1, "name": "Amal", "heir": {"id": 2, "name": "Badr"}, "last": False, **SEAT},
        {
            "id": 3,
            "name": "Ghita",
            "heir": None,
            "last": True,
            "role": "national_coordinator",
            "place": None,
        },
    ],
    "transfer": [{"member": None}, {"member": {**AMAL, "heir": {"id": 2, "name": "Badr"}}}],
    "deputy": [
        {"of": 1, "other": None, "present": "Badr", **SEAT},
        {"of": 1, "other": "Amal", "present": None, **SEAT},
    ],
    "member": [{"found": [], "tried": True}, {"found": [AMAL, {**AMAL, "id": 2}], "tried": False}],
    "absence": [{"member": member, "today": TODAY.isoformat()} for member in (None, AMAL)],
    "role": [{"member": None}, {"member": AMAL}],
    "remove": [
        {"member": None, "last": False},
        {"member": {**AMAL, "role": "national_coordinator"}, "last": True},
    ],
    "pass_on": [{"card": 1, "name": "Amal", **SEAT}],
    "inherit": [SEAT],
    "quiet": [{"start": None, "end": None}, {"start": "12:00", "end": "15:00"}],
    "calendar": [
        {
            "days": [
                {
                    "key": None,
                    "name": "01-11",
                    "first": "2027-01-11",
                    "estimated": "2027-01-11",
                    "sure": True,
                },
                {
                    "key": "ramadan:1448",
                    "name": "ramadan",
                    "first": "2027-02-08",
                    "estimated": "2027-02-08",
                    "sure": False,
                },
            ],
            "region": region,
            "regions": [{"id": "3", "ar": "سوس ماسة", "fr": "Souss-Massa", "hours": {}}],
            "usual": {"normal": ["09:00", "16:00"], "ramadan": ["09:30", "14:00"]},
            "outer": {"normal": ["08:30", "18:00"], "ramadan": ["09:30", "15:00"]},
        }
        for region in (None, "3")
    ],
    "slot": [{"day": 1, "hour": 10}, {"day": 5, "hour": 15}],
    "pause": [{}, {"example": "2026-11-24"}],
    "event": [
        {"today": "2026-11-24", "now": "10:00", "national": False},
        {"today": "2026-11-24", "now": "10:00", "national": True},
    ],
    "event_change": [{"gathering": 1, "today": "2026-11-24", "now": "10:00"}],
    "event_cancel": [TITLE],
    "attend": [TITLE],
    "opinion": [TITLE],
    "mydata": [{}],
    "correct": [{"name": "Amal", "language": "ar"}],
    "forget": [{}],
    "ask": [
        {"words": None, "topic": None},
        {"words": "Comment publier le budget ?", "topic": "budget"},
    ],
    "answer": [
        {"question": 1, "shown": [locales.encode("Comment ?")], "name": "Amal", "seat": SEAT}
    ],
    "suggest": [{"question": 1}],
    "more": [{"answer": 1, "prompt": locales.encode("Votre message ?")}],
    "announce": [
        {"reach": None, "regions": [PLACE], "texts": None, "approvers": True},
        {"reach": PLACE, "regions": [], "texts": {"ar": "نص", "fr": "Texte"}, "approvers": False},
    ],
    "amend": [{"announcement": 3, "texts": {"ar": "نص", "fr": "Texte " * 600}}],
    "noted": [{}],
    "explain": [{"report": 3, "number": "R-3", "coordinator": 4}],
    "share": [
        {"practice": None, "reason": None, "fill": {}, "files": [], "principles": []},
        {
            "practice": 3,
            "reason": "How much? " * 50,
            "fill": {"title": "T" * 80},
            "files": [],
            "principles": ["transparency", "digital"],
        },
    ],
    "turn_down": [{"ref": "p1", "way": way, "number": "P-1"} for way in ("return", "reject")],
    "reword": [{"faq": 1, "reason": "Which register?" * 30, "answer": "In a register. " * 200}],
    "applied": [{"practice": 1}],
    "ask_author": [{"practice": 1, "number": "P-1", "name": "Amal"}],
    "answer_reader": [{"practice": 1, "number": "P-1", "reader": 3}],
    "find": [{"words": None}, {"words": "budget citoyen"}],
    "export": [
        {"own": None, "region": None},
        {"own": None, "region": PLACE},
        {"own": PLACE, "region": None},
    ],
    "import": [
        {**LIST, "bad": 0, "doubts": []},
        {**LIST, "bad": 2, "doubts": []},
        {**LIST, "kind": "programmes", "bad": 1, "doubts": []},
        {
            **LIST,
            "bad": 0,
            "doubts": [
                {
                    "row": row,
                    "rows": [str(row), "30"],
                    "count": 2,
                    "typed": "Tazarine",
                    "options": [
                        ["05.591.09.07.", "تازارين", "Tazarine"],
                        ["05.001.", "تازة", "Taza"],
                    ],
                }
                for row in (2, 7)
            ],
        },
    ],
}
FOUND: dict[str, Callable[[Mapping[str, Any]], Any]] = {
    "projects": lambda _args: [{**TITLE, "id": str(n), "level": None, "overdue": n == 1}
                               for n in range(1, 8)],
    "project": lambda args: {**PROJECT, "id": args["project"]},
    "report_since": lambda args: NEWER if args["report"] == 3 else None,
    "taken": lambda args: ["workshop"] if "programme" in args else args["invitation"] == 2,
    "seated": lambda args: [
        {**AMAL, "id": number} for number in range(1, len(args["words"]) % 9 + 1)
    ],
    "known": lambda args: [
        {**AMAL, "id": number} for number in range(1, len(args["words"]) % 9 + 1)
    ],
    "roles": lambda args: [] if args["member"] == 2 else ["pole", "observer"],
    "places": lambda args: {  # of a seat to be filled; for an export, those that match
        "place": PLACE if args["role"] == "deputy" else None,
        "options": [{**PLACE, "id": str(n)} for n in range(4 if len(args["words"]) > 3 else 0)],
    } if "role" in args else [{**PLACE, "id": n} for n in range(len(args["words"]) % 8)],
    "names": lambda args: [{"id": "9", **SEAT}] if len(args["name"]) > 5 else [],
    "seat": lambda args: {
        "holder": {"id": 4, "name": "Badr"} if args["place"] == "3" else None,
        "deputy": args["role"] == "focal_point",
        "waiting": "Chama" if args["place"] == "2" else None,
    },
    "similar": lambda args: [
        {"kind": "practice", "number": number, "title": "Budget citoyen"}
        for number in range(1, len(args["words"]) % 4 + 1)
    ],
    "members": lambda args: [
        {"id": number, "name": "Badr", "ar": "أزرو", "fr": "Azrou"}
        for number in range(1, len(args["said"]) % 4 + 1)
    ],
    "same": lambda args: 3 if len(args["said"]["title"]) % 2 else None,
    "weekday": lambda args: args["day"] == "2026-11-28",
    "regions": lambda _args: [{**PLACE, "id": str(number)} for number in range(1, 13)],
    "count": lambda args: 0 if args["phase"] else 12,
    "today": lambda _args: TODAY.isoformat(),
    "day": lambda _args: TODAY.isoformat(),
    "moment": lambda args: {"at": "2026-11-26T10:00:00+00:00", "past": args["hour"] < "12"},
    "repeated": lambda args: {"id": 3, "at": "2026-11-24T10:00:00+00:00"}
    if "fr" in args["texts"] else None,
    "preview": lambda args: {
        "people": 0 if "observer" in args["rule"]["roles"] else 1_234,
        "left_out": {"stopped": 2, "unreachable": 3, "away": 4, "not_joined": 5},
        "held": 6, "readers": {"ar": 1_000, "fr": 200, "en": 30, "zgh": 4},
    },
    "people": lambda args: {
        "found": [{"id": n, "name": "Amal El Idrissi " * 6} for n in range(len(args["words"]) % 9)],
        "unknown": [args["words"] * 20] * 7, "several": [args["words"] * 20] * 7,
    },
    "test": lambda _args: [5],
    "rows": lambda args: 0 if args["what"] == "members" else 1_234,
}  # fmt: skip
MOST_ROWS = 11  # eight options, the pages, skip, back and cancel: what a telephone shows at once
FORBIDDEN = {"time", "random", "secrets", "uuid", "os", "asyncio", "datetime", "socket", "pathlib"}
CLOCKS = {"now", "utcnow", "today", "time", "monotonic"}


def find(look_up: LookUp) -> Any:
    return FOUND[look_up.name](look_up.args)


def names_in(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from names_in(constant)


def impurities(function: FunctionType, seen: set[FunctionType] | None = None) -> set[str]:
    """Name what a dialogue, or a function of ours it calls, should not be able to reach."""
    seen = set() if seen is None else seen
    if function in seen:
        return set()
    seen.add(function)
    found = {f"{function.__name__}: {name}()" for name in set(names_in(function.__code__)) & CLOCKS}
    for name in names_in(function.__code__):
        reached = function.__globals__.get(name)
        home = getattr(reached, "__module__", "") or ""
        if isinstance(reached, ModuleType):
            home = reached.__name__
            if home.split(".")[0] in FORBIDDEN | {"storage"}:
                found.add(f"{function.__name__}: {home}")
        elif isinstance(reached, FunctionType) and home.startswith("storage"):
            found.add(f"{function.__name__}: {home}.{name}")
        elif isinstance(reached, FunctionType) and home.startswith("handlers"):
            found |= impurities(reached, seen)
    return found


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.name)
def test_a_dialogue_reaches_no_clock_no_chance_and_no_database(flow: Flow) -> None:
    assert isinstance(flow.dialogue, FunctionType)
    assert impurities(flow.dialogue) == set()


def test_the_search_for_impurities_finds_them() -> None:
    scope = {"time": time, "random": random, "reports": reports, "__builtins__": {}}
    for body in ("time.sleep", "random.random", "reports.latest"):
        dirty = FunctionType(compile(f"lambda: {body}", "x", "eval").co_consts[0], scope)
        assert impurities(dirty)


def test_every_conversation_is_played_here() -> None:
    assert {flow.name for flow in FLOWS} == set(ABOUT)
    assert len({flow.name for flow in FLOWS}) == len(FLOWS)


def moves(step: Step) -> st.SearchStrategy[steps.Move]:
    """What somebody might do at an open question, mostly what leads on."""
    assert isinstance(step.place, Open)
    question = step.place.question
    rows = controls.rows_of(question, step.state, first=False)
    values = [one.value for row in rows for one in row if one.value != controls.CANCEL]
    return st.one_of(
        st.sampled_from(values).map(Tapped),
        st.integers(0, 9).map(lambda number: Typed(fitting(question, number), "5")),
        st.integers(1, 3).map(lambda number: steps.Sent(file(number, "words"), "6")),
        st.sampled_from(("?", "150", "0")).map(Typed),
    )


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.name)
@settings(max_examples=15, deadline=None)  # of each of forty conversations
@given(data=st.data())
def test_whatever_is_done_the_same_answers_lead_to_the_same_place(
    flow: Flow, data: st.DataObject
) -> None:
    about = data.draw(st.sampled_from(ABOUT[flow.name]))
    frozen = json.dumps(about)
    step = steps.settle(flow, about, State(), find)
    for _turn in range(14):
        if isinstance(step.place, Finished):
            break
        move = data.draw(moves(step))
        after_restart, same = (
            steps.advance(flow, about, state, move, language="fr", today=TODAY, find=find)
            for state in (round_trip(step.state), step.state)
        )
        assert after_restart == same
        step = same
        for length in range(len(step.state.answers) + 1):
            some = dict(step.state.answers[:length])
            twice = [replay(flow.dialogue(about), some, step.state.files) for _time in range(2)]
            assert twice[0] == twice[1]
        readable(flow, about, step)
    assert json.dumps(about) == frozen


def readable(flow: Flow, about: Mapping[str, Any], step: Step) -> None:
    """Require that what is asked can be shown on a telephone, in every language."""
    shown = [flow.describe(dict(about), step.state.known())]
    if isinstance(step.place, Open):
        question = step.place.question
        rows = controls.rows_of(question, step.state, first=False)
        shown += [question.text, *(one.label for row in rows for one in row)]
        assert len(rows) <= MOST_ROWS
        assert all(len(f"c.2147483647.999.{one.value}") <= 64 for row in rows for one in row)
    for words in shown:
        for language in LANGUAGES:
            text = locales.render(words, language, html=False)
            assert 0 < len(text) <= 700


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.name)
def test_everything_a_conversation_needs_is_registered(flow: Flow) -> None:
    assert flow._done is not None
    assert set(flow._finds) <= set(FOUND)
