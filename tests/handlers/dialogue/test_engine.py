"""Whatever people do, in whatever order, wherever the program is restarted: what stays true."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import locales
from handlers.dialogue import controls
from handlers.dialogue.advance import Sent, Step, Tapped, Typed
from handlers.dialogue.conduct import is_current, was_shown_last
from handlers.dialogue.flow import Flow, conversation
from handlers.dialogue.questions import Choice, Confirm, Media, Option, Question, Scale, Text
from handlers.dialogue.replay import EndlessFlowError, Finished, Open, replay
from handlers.dialogue.state import State
from locales import _
from tests.handlers.dialogue import strategies
from tests.handlers.dialogue.play import (
    ARABIC_INDIC,
    Act,
    Node,
    Play,
    fitting,
    made_of,
    round_trip,
    transcript,
)

settings.register_profile("dialogue", max_examples=80, deadline=None)
quick = settings(settings.get_profile("dialogue"))


def known(step: Step) -> dict[str, Any]:
    return step.state.known()


def end_of(steps: list[Step]) -> Any:
    place = steps[-1].place
    return place.value if isinstance(place, Finished) else None


def moments(flow: Flow, acts: list[Act]) -> Iterator[Play]:
    """Play, and stop at every question on the way."""
    play = Play(flow)
    for act in acts:
        if play.ended:
            return
        yield play
        play.do(act)


@quick
@given(strategies.flows(), strategies.acts, strategies.restarts)
def test_a_restart_at_any_point_changes_nothing(
    flow: Flow, acts: list[Act], restarts: frozenset[int]
) -> None:
    without = list(transcript(flow, acts, frozenset()))
    with_restarts = list(transcript(flow, acts, restarts))
    assert with_restarts == without
    assert end_of(with_restarts) == end_of(without)


@quick
@given(strategies.flows(), strategies.acts)
def test_the_same_answers_always_lead_to_the_same_place(flow: Flow, acts: list[Act]) -> None:
    last = list(transcript(flow, acts, frozenset()))[-1]
    for length in range(len(last.state.answers) + 1):
        some = dict(last.state.answers[:length])
        before = json.dumps(some)
        places = [replay(flow.dialogue({}), some, last.state.files) for _time in range(2)]
        assert places[0] == places[1]
        assert json.dumps(some) == before


@quick
@given(strategies.flows(), strategies.acts)
def test_an_answer_is_only_lost_by_going_back_or_changing_it(flow: Flow, acts: list[Act]) -> None:
    play = Play(flow)
    for act in acts:
        if play.ended:
            break
        before = play.step.state
        play.do(act)
        after = play.step.state
        if not play.step.understood:
            assert after.answers == before.answers
            assert after.files == before.files
        if act.kind in {"file", "answer", "skip", "edit"}:
            kept = after.known()
            assert set(before.known()) <= set(kept)
            changed = [key for key, value in before.known().items() if kept[key] != value]
            assert len(changed) <= (1 if act.kind == "edit" else 0)
            assert len(after.files) >= len(before.files)


@quick
@given(strategies.flows(), strategies.acts)
def test_only_buttons_of_the_open_question_are_current(flow: Flow, acts: list[Act]) -> None:
    play = Play(flow)
    for act in acts:
        play.do(act)
        if play.ended:
            return
        for sequence, turn in play.shown:
            assert is_current(play.state, sequence) == (turn == play.turn)
        assert was_shown_last(play.state, play.shown[-1][0])
        assert not is_current(play.state, play.state.sequence + 1)


@quick
@given(strategies.flows(), strategies.acts, st.integers(0, 20))
def test_going_back_and_answering_again_returns_to_the_same_place(
    flow: Flow, acts: list[Act], number: int
) -> None:
    play = Play(flow)
    for act in acts:
        if not play.ended:
            play.do(act)
    if play.ended or isinstance(play.place.question, Confirm) or play.state.view:
        return
    first, move = play.place, Typed(fitting(play.place.question, number), "again")
    play.move(move)
    if play.step.place == first or not isinstance(play.step.place, Open):
        return
    newer = [one for one in play.place.path[len(first.path) :] if one.key in known(play.step)]
    if [one for one in newer[1:] if isinstance(one, Question)]:
        return  # a change made earlier: what was answered after it has stayed
    there = play.step
    play.move(Tapped(controls.BACK))
    assert play.place == first
    play.move(move)
    assert known(play.step) == known(there)
    assert play.place == there.place


@quick
@given(strategies.flows(), strategies.acts, st.sampled_from(("en", "fr", "ar")))
def test_every_button_can_be_typed_by_its_number(
    flow: Flow, acts: list[Act], language: str
) -> None:
    for play in moments(flow, acts):
        question, rows = play.place.question, play.rows()
        visible = play.visible()
        assert controls.CANCEL in {control.value for control in visible} or play.state.view
        if question.digits_are_values:
            continue
        counted = [control for control in visible if control.value != controls.BACK]
        for place, control in enumerate(counted, start=1):
            # Where any words are an answer, a lone number must not give everything up.
            gives_up = question.free_text and control.value == controls.CANCEL
            expected = None if gives_up else control.value
            for digits in (str(place), str(place).translate(ARABIC_INDIC), f" {place}. "):
                assert controls.typed(question, rows, digits, language) == expected
        assert controls.typed(question, rows, "٠", language) == controls.BACK
        assert controls.typed(question, rows, str(len(counted) + 1), language) is None
        assert controls.typed(question, rows, "9" * 5000, language) is None


@quick
@given(strategies.flows(), strategies.acts, st.sampled_from(("en", "fr", "ar")))
def test_every_label_can_be_typed(flow: Flow, acts: list[Act], language: str) -> None:
    for play in moments(flow, acts):
        for control in play.visible():
            label = locales.render(control.label, language, html=False)
            if not (isinstance(play.place.question, Scale) and label.isdigit()):
                typed = controls.typed(play.place.question, play.rows(), f"{label} ", language)
                assert typed == control.value


@quick
@given(strategies.flows(), strategies.acts)
def test_a_button_carries_no_more_than_a_platform_takes(flow: Flow, acts: list[Act]) -> None:
    for step in transcript(flow, acts, frozenset()):
        if isinstance(step.place, Open):
            for row in controls.rows_of(step.place.question, step.state, first=False):
                for control in row:
                    data = f"c.{2**31 - 1}.9999.{control.value}"
                    assert len(data.encode()) <= 64
                    assert data.isascii()


@quick
@given(strategies.linear, st.data())
def test_an_option_that_has_gone_is_asked_again(nodes: list[Node], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(nodes) - 1))
    nodes[place] = Node("choice", nodes[place].key, size=3)
    play = Play(made_of(nodes))
    for number, node in enumerate(nodes):
        tapped = number == place
        play.move(Tapped(f"{node.key}-2") if tapped else Typed(fitting(play.place.question, 1)))
    assert isinstance(play.place.question, Confirm)
    answers = play.state.known()
    released = [*nodes]
    released[place] = strategies.without_option(nodes[place])
    later = Play(made_of(released), round_trip(play.state))
    assert later.place.question.key == nodes[place].key
    assert later.state.known() == answers
    later.move(Tapped(f"{nodes[place].key}-1"))
    assert isinstance(later.place.question, Confirm)
    assert later.state.known() == {**answers, nodes[place].key: f"{nodes[place].key}-1"}


@quick
@given(strategies.linear, st.data())
def test_a_question_put_into_the_code_is_asked(nodes: list[Node], data: st.DataObject) -> None:
    play = Play(made_of(nodes))
    for _node in nodes:
        play.move(Typed(fitting(play.place.question, 1)))
    answers = play.state.known()
    place = data.draw(st.integers(0, len(nodes)))
    released = [*nodes[:place], Node("choice", "new"), *nodes[place:]]
    later = Play(made_of(released), round_trip(play.state))
    assert later.place.question.key == "new"
    later.move(Typed("2"))
    assert isinstance(later.place.question, Confirm)
    assert later.state.known() == {**answers, "new": "new-1"}


@quick
@given(strategies.linear)
def test_a_question_taken_out_of_the_code_holds_nobody_up(nodes: list[Node]) -> None:
    play = Play(made_of(nodes))
    play.move(Typed(fitting(play.place.question, 1)))
    later = Play(made_of(nodes[1:]), round_trip(play.state))
    assert later.place.question.key == nodes[1].key


@quick
@given(st.builds(
    State,
    answers=st.lists(st.tuples(st.text(max_size=5), st.none() | st.integers() | st.text()),
                     max_size=4, unique_by=lambda pair: pair[0]).map(tuple),
    files=st.lists(st.dictionaries(st.text(), st.text()), max_size=2).map(tuple),
    sources=st.lists(st.tuples(st.text(), st.text()), max_size=2).map(tuple),
    pending=st.lists(st.tuples(st.none() | st.text(), st.text()), max_size=2).map(tuple),
    sequence=st.integers(0, 999), since=st.integers(0, 999), asked=st.none() | st.text(),
    kept=st.none() | st.dictionaries(st.just("answers"), st.just([["a", 1]])),
    page=st.integers(0, 9), view=st.sampled_from(("", "edit")), misses=st.integers(0, 3),
))  # fmt: skip
def test_a_state_is_read_back_as_it_was_written(state: State) -> None:
    assert round_trip(state) == state
    assert State.from_json({**state.as_json(), "of_a_newer_version": 1}) == state


def test_more_pages_than_there_are_cannot_be_turned() -> None:
    play = Play(made_of([Node("choice", "q", size=7)]))
    for _tap in range(9):
        play.move(Tapped(controls.NEXT))
    assert [one.value for one in play.visible()][:2] == ["q-6", controls.PREVIOUS]
    play.move(Tapped(controls.PREVIOUS))
    assert [one.value for one in play.visible()][:3] == ["q-3", "q-4", "q-5"]
    for _tap in range(9):
        play.move(Tapped(controls.PREVIOUS))
    assert [one.value for one in play.visible()][:3] == ["q-0", "q-1", "q-2"]


def test_a_label_on_another_page_can_be_typed_and_is_not_taken_for_one_on_this() -> None:
    play = Play(made_of([Node("choice", "q", size=7)]))
    play.move(Typed("Label 5 of q"))
    assert play.state.known() == {"q": "q-5"}


def test_back_at_the_first_question_says_so() -> None:
    play = Play(made_of([Node("text", "q")]))
    play.move(Tapped(controls.BACK))
    assert play.step.notice == _("This is the first question.")
    assert play.place.question.key == "q"


def test_back_can_be_used_as_often_as_wanted() -> None:
    play = Play(made_of([Node("text", "a"), Node("look_up", "found"), Node("choice", "b")]))
    play.move(Typed("words"))
    play.move(Typed("1"))
    assert set(play.state.known()) == {"a", "found", "b"}
    play.move(Tapped(controls.BACK))
    assert play.place.question.key == "b"
    play.move(Tapped(controls.BACK))
    assert play.place.question.key == "a"
    assert play.state.known() == {}


def test_back_gives_up_a_change_and_keeps_the_answer() -> None:
    play = Play(made_of([Node("text", "a"), Node("text", "b")]))
    for words in ("first", "second"):
        play.move(Typed(words, words))
    summary = play.state
    play.move(Tapped(controls.EDIT))
    play.move(Tapped(f"{controls.EDIT_KEY}b"))
    assert play.place.question.key == "b"
    play.do(Act("file", 1), restart=True)
    play.move(Tapped(controls.BACK))
    assert isinstance(play.place.question, Confirm)
    assert (play.state.answers, play.state.sources) == (summary.answers, summary.sources)
    assert len(play.state.files) == 1
    play.move(Tapped(f"{controls.EDIT_KEY}b"))
    play.move(Typed("third"))
    play.move(Tapped(controls.BACK))
    assert play.state.known() == {"a": "first"}


def test_back_brings_evidence_back_that_was_taken_out() -> None:
    play = Play(made_of([Node("text", "a")], asks_for_files=True))
    play.move(Typed("words"))
    play.do(Act("file", 1))
    play.move(Tapped(f"{controls.EDIT_KEY}files"))
    assert isinstance(play.place.question, Media)
    play.move(Tapped(controls.BACK))
    assert isinstance(play.place.question, Confirm)
    assert len(play.state.files) == 1


def test_back_leaves_a_file_that_was_sent_before_it_was_asked_for() -> None:
    play = Play(made_of([Node("text", "a")], asks_for_files=True))
    play.do(Act("file", 1))
    play.move(Typed("words"))
    assert isinstance(play.place.question, Confirm)
    play.move(Tapped(controls.BACK))
    assert play.place.question.key == "a"
    assert len(play.state.files) == 1


def test_back_asks_again_for_a_file_that_was_asked_for() -> None:
    play = Play(made_of([Node("text", "a")], asks_for_files=True))
    play.move(Typed("words"))
    play.do(Act("file", 1))
    assert isinstance(play.place.question, Confirm)
    play.move(Tapped(controls.BACK))
    assert isinstance(play.place.question, Media)
    assert play.state.files == ()
    assert play.state.known() == {"a": "words"}


def test_a_flow_that_asks_a_key_twice_is_a_defect() -> None:
    flow = made_of([Node("text", "same"), Node("text", "same")])
    with pytest.raises(EndlessFlowError):
        replay(flow.dialogue({}), {"same": "words"})


def test_a_flow_that_never_ends_is_a_defect() -> None:
    def endless() -> Any:
        number = 0
        while True:
            yield Text(f"q{number}", "more", optional=True)
            number += 1

    with pytest.raises(EndlessFlowError):
        replay(endless(), {f"q{number}": None for number in range(500)})


def test_an_option_beside_save_ends_the_question_too() -> None:
    def dialogue(_about: dict[str, Any]) -> Any:
        return (yield Confirm("save", "Sure?", options=(Option("later", "Later"),)))

    play = Play(conversation("sure", title=_("Report progress"))(dialogue))
    play.move(Typed("Later"))
    assert play.step.place == Finished("later", play.step.place.path)


def test_a_file_where_none_is_wanted_is_refused_and_nothing_moves() -> None:
    def dialogue(_about: dict[str, Any]) -> Any:
        return (yield Choice("q", "Which?", (Option("a", "A"),)))

    play = Play(conversation("no files", title=_("Report progress"))(dialogue))
    play.do(Act("file", 1))
    assert not play.step.understood
    assert play.place.question.key == "q"


@pytest.mark.parametrize(
    ("kind", "name", "mime", "reason"),
    [
        ("photo", None, "image/jpeg", None),
        ("voice", None, "audio/webm", None),
        ("document", "محضر.pdf", "application/pdf", None),
        ("document", "lettre.odt", "application/vnd.oasis.opendocument.text", None),
        ("document", "setup.exe", "application/pdf", "This type of file cannot be passed on"),
        ("document", "logo.svg", "image/svg+xml", "Please send this picture as a photo"),
        ("document", "IMG_1.heic", "image/heic", "Please send this picture as a photo"),
        ("video", "a.mp4", "video/mp4", "Please send a photo, a PDF, a voice note or a link."),
    ],
)
def test_of_files_for_others_only_the_types_that_may_go_on_are_kept(
    kind: str, name: str | None, mime: str, reason: str | None
) -> None:
    def dialogue(_about: dict[str, Any]) -> Any:
        return (yield Media("files", "Anything to show?", shared=True))

    collects = Media("files", "Anything to show?", shared=True)
    play = Play(conversation("shared", title=_("Report progress"), collects=collects)(dialogue))
    play.move(Sent({"kind": kind, "name": name, "mime": mime, "external_id": "x", "size": 10}))
    if reason is None:
        assert isinstance(play.step.place, Finished)
    else:
        assert reason in str(play.step.notice)
        assert play.state.files == ()


def test_a_caption_answers_the_question_and_can_be_edited() -> None:
    play = Play(made_of([Node("text", "note")]))
    play.do(Act("file", 1, "The new hall"))
    assert play.state.known()["note"] == "The new hall"
    play.do(Act("edit", 1, "The old hall"))
    assert play.state.known()["note"] == "The old hall"


def test_evidence_taken_out_is_said_to_be() -> None:
    play = Play(made_of([Node("text", "note")]))
    play.do(Act("file", 1))
    play.move(Typed("words"))
    play.move(Tapped(controls.EDIT))
    play.move(Tapped(f"{controls.EDIT_KEY}files"))
    assert play.step.notice == _("The files are taken out. You can send others, or a link.")
    assert play.state.files == ()
    assert replace(play.state, files=()).known()["note"] == "words"
