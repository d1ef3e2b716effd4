"""`jisr simulate`: the published figures, the product's own decisions, and worlds from files."""

import csv
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.simulation import run
from bot.simulation.audit import Audit
from bot.simulation.gates import Gate, Result, gates
from bot.simulation.measures import Row, auc, detect, row
from bot.simulation.options import (
    CHECK_IN,
    LADDER,
    ONE,
    PLAIN,
    POLICIES,
    RANDOM,
    SILENT,
    START,
    THREE,
)
from bot.simulation.people import People
from bot.simulation.policies import Ladder
from bot.simulation.run import Future, Plan, simulate, simulate_all
from bot.simulation.world import SHIPPED, World, WrongWorld, read
from scheduler.rules import Settings
from tests.bot.commands import ROOT, Jisr

pytestmark = pytest.mark.long

BASE = read("base")


def futures(policy: str, *, seeds: int = 2, weeks: int = 12, world: World = BASE) -> list[Future]:
    return [simulate(Plan(world, policy, seed, 126, weeks)) for seed in range(seeds)]


def world(folder: Path, text: str) -> World:
    file = folder / "mine.toml"
    file.write_text(text, encoding="utf-8")
    return read(str(file))


# The model.


@pytest.mark.parametrize(
    ("policy", "published"),
    [
        (SILENT, (0.166, 0.112, 0.069)),
        (CHECK_IN, (0.427, 0.347, 0.257)),
        (ONE, (0.510, 0.401, 0.273)),
        (THREE, (0.511, 0.339, 0.168)),
    ],
)
def test_the_fixed_policies_give_the_published_figures(
    policy: str, published: tuple[float, ...]
) -> None:
    response = row(futures(policy, seeds=6, weeks=52)).response
    # The published ones are means over 40 seeds; these six lie within two of their own errors.
    assert [response[week - 1] for week in (12, 26, 52)] == [
        pytest.approx(share, abs=0.025) for share in published
    ]


def test_the_ladder_in_plain_weeks_begins_as_published() -> None:
    found = row(futures(PLAIN, seeds=3))
    assert found.response[11] == pytest.approx(0.452, abs=0.025)
    assert found.messages == pytest.approx(1.1, abs=0.1)


@pytest.mark.parametrize("policy", POLICIES)
def test_the_same_seed_gives_the_same_future(policy: str) -> None:
    plan = Plan(BASE, policy, 3, 30, 12)
    one, other = simulate(plan), simulate(plan)
    for name in ("answered", "messages", "motivation", "muted", "calls"):
        assert np.array_equal(getattr(one, name), getattr(other, name))
    assert simulate(replace(plan, seed=4)).answered.tolist() != one.answered.tolist()


def test_several_processes_give_the_same_in_the_same_order() -> None:
    plans = [Plan(BASE, CHECK_IN, seed, 12, 4) for seed in range(4)]
    alone = [future.answered.tolist() for future in simulate_all(plans, 1)]
    assert [future.answered.tolist() for future in simulate_all(plans, 2)] == alone


def test_nobody_is_left_out_of_the_response_but_who_changes_job(tmp_path: Path) -> None:
    away = world(tmp_path, "decl_leave = 1\npause_acc = 1\nmute = 0.05\nleave = 0.05\nexo = 0")
    (future,) = futures(LADDER, seeds=1, world=away)
    assert future.muted[-1] > 0.05
    assert future.left[-1] > 0.05
    assert future.present.tolist() == [126] * 12
    gone = futures(LADDER, seeds=1, world=world(tmp_path, "exo = 0.2"))[0]
    assert gone.present[-1] < 60


def test_whoever_muted_or_left_is_sent_nothing(tmp_path: Path) -> None:
    loud = world(tmp_path, "mute = 20")
    for policy in (THREE, LADDER):
        (future,) = futures(policy, seeds=1, world=loud)
        assert future.muted[-1] > 0.9
        assert future.messages[-1] <= 3 * (1 - future.muted[-2]) * 126 + 3


# The product's decisions under the model.


def test_the_ladder_breaks_no_guard_over_two_years() -> None:
    (future,) = [simulate(Plan(BASE, LADDER, 1, 40, 104))]
    assert future.broken.total() == 0
    assert future.seen["messages"] > 2000
    assert future.seen["made again"] > 50
    assert {"held: resting", "held: leave", "held: coin", "held: misses"} <= set(future.seen)


@pytest.mark.parametrize(
    ("policy", "broken"),
    [
        (
            PLAIN,
            {
                "2 in 7 days", "Ramadan fortnight", "holiday", "replay", "rest",
                "window",
            },
        ),
        (LADDER, set()),
    ],
)  # fmt: skip
def test_who_breaks_a_guard_is_found_out(policy: str, broken: set[str]) -> None:
    people = People(BASE, 60, 1)
    audit = Audit(Settings())
    watched = Ladder(people, START, run._MANNERS[policy], audit)
    for _week in range(52):
        people.begin()
        people.end(watched.run_week(people), offer_pause=True)
    assert set(audit.broken) == broken


def test_chance_within_the_guards_keeps_them_too_and_sends_fewer_reminders() -> None:
    ladder, chance = futures(LADDER, seeds=1)[0], futures(RANDOM, seeds=1)[0]
    assert chance.broken.total() == 0
    assert chance.messages.sum() < ladder.messages.sum()


def test_messages_stop_in_the_weeks_between_the_fortnights_of_ramadan() -> None:
    (future,) = [simulate(Plan(BASE, LADDER, 1, 126, 26))]
    ramadan = future.messages[20:25]  # from 8 February 2027 on
    assert min(ramadan) < 0.5 * future.messages[10:19].mean()


# What is measured.


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=2, max_size=30))
def test_the_area_under_the_curve_is_the_share_of_pairs_in_order(
    known: list[tuple[int, bool]],
) -> None:
    scores = np.array([float(score) for score, _truth in known])
    truth = np.array([truth for _score, truth in known])
    pairs = [
        (high > low) + (high == low) / 2
        for high, true in known
        for low, other in known
        if true and not other
    ]
    if pairs:
        assert auc(scores, truth) == pytest.approx(sum(pairs) / len(pairs))


def test_the_score_in_shadow_tells_who_will_fade() -> None:
    shadows = [simulate(Plan(BASE, ONE, seed, 126, 52, shadow=True)).shadow for seed in (500, 501)]
    found = detect([shadow for shadow in shadows if shadow is not None])
    assert found.auc == pytest.approx(0.79, abs=0.05)
    assert found.precision > 1.5 * found.base
    assert found.lead >= 4


def test_gates_tell_what_is_missed_as_well_as_what_is_held() -> None:
    rows = {policy: row(futures(policy, weeks=52, seeds=1)) for policy in (CHECK_IN, ONE, LADDER)}
    swapped = rows | {LADDER: replace(rows[ONE], motivation=0.1, muted=0.5)}
    good = {gate.name: gate for gate in gates([_result(rows)], *_nothing())}
    bad = {gate.name: gate for gate in gates([_result(swapped)], *_nothing())}
    for name in ("burden, w", "motivation at the end, w"):
        assert good[name].held
        assert not bad[name].held
        assert str(bad[name]).startswith("MISSED")
    assert isinstance(good["hard, no violation"], Gate)
    response = next(gate for gate in good.values() if gate.name.startswith("response at week 52"))
    assert response.held == (rows[LADDER].response[51] >= rows[ONE].response[51] - 0.02)


def _result(rows: dict[str, Row]) -> Result:
    return Result(title="w", base=True, rows=rows, detection=None)


def _nothing() -> tuple[Counter[str], Counter[str]]:
    return Counter(), Counter()


# Worlds from files.


def test_every_shipped_world_can_be_read_and_differs() -> None:
    worlds = [read(name) for name in SHIPPED]
    assert len({world.title for world in worlds}) == 12
    assert len({tuple(world.values.items()) for world in worlds}) == 12
    assert {file.stem for file in (ROOT / "bot/simulation/worlds").glob("*.toml")} == set(SHIPPED)


def test_a_world_sets_parameters_and_multiplies_them(tmp_path: Path) -> None:
    mine = world(tmp_path, "title = 'mine'\nfade = 0.01\n[times]\ng = 2\nfade = 3\n")
    assert mine.title == "mine"
    assert mine.one("fade") == pytest.approx(0.03)
    assert mine.some("g") == pytest.approx([0, 0.022, 0.026, 0.026])
    assert mine.values.keys() == BASE.values.keys()
    assert world(tmp_path, "").values == BASE.values


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("fadde = 1", "unknown parameter fadde (did you mean fade?); known are: a0, am, att"),
        ("[times]\nnothing = 2", "unknown parameter nothing; known are"),
        ("fade = 'much'", "fade must be a number"),
        ("fade = true", "fade must be a number"),
        ("fade = nan", "fade must be finite"),
        ("fade = 2", "fade must lie between 0 and 1"),
        ("noise = -1", "noise must lie between 0 and 1000"),
        ("a0 = 1e9", "a0 must lie between -1000 and 1000"),
        ("bscale = 0", "bscale must be above 0"),
        ("group = 2.5", "group must be a whole number"),
        ("g = 1", "g takes 4 numbers"),
        ("g = [1, 2]", "g takes 4 numbers"),
        ("g = []", "g must be a number"),
        ("fade = [1, 2]", "fade takes one number"),
        ("times = 3", "times a table"),
        ("title = 3", "title must be a text"),
        ("fade = ", "not a file of TOML"),
    ],
)
def test_a_world_that_makes_no_sense_is_refused(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(WrongWorld) as refused:
        world(tmp_path, text)
    assert complaint in str(refused.value)
    assert "mine.toml" in str(refused.value)


@pytest.mark.filterwarnings("error")
def test_a_world_of_extreme_numbers_is_simulated_all_the_same(tmp_path: Path) -> None:
    extreme = world(
        tmp_path,
        "a0 = 1000\nmute = 1000\nmuteB = 1000\nleave_m = 1000\nkap = 1000\ndelay_m = 1000\n"
        "spont = 1000\nsig = 1000\nnoise = 0\nexo = 1\n",
    )
    for policy in POLICIES:
        (future,) = futures(policy, seeds=1, weeks=6, world=extreme)
        assert np.isfinite(future.motivation).all()


# The command.


def test_the_command_prints_a_table_and_the_gates_and_writes_both_files(
    jisr: Jisr, tmp_path: Path
) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text("title = 'harder'\nfade = 0.03\n")
    picture, figures = tmp_path / "out.png", tmp_path / "out.csv"
    code, printed, errors = jisr(
        ROOT, "simulate", "--world", "base", "--world", str(mine), "--members", "25",
        "--weeks", "12", "--seeds", "2", "--plot", str(picture), "--csv", str(figures),
        "--processes", "1",
    )  # fmt: skip
    assert (code, errors) == (0, "")
    assert printed.count("simulated members, assumed parameters") >= 3
    for name in (*POLICIES, "harder", "wk 12", "held    hard, no violation", "held back:"):
        assert name in printed
    assert picture.read_bytes().startswith(b"\x89PNG")
    with figures.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 2 * len(POLICIES) * 12
    assert {line["label"] for line in rows} == {"simulated members, assumed parameters"}
    assert {line["world"] for line in rows} == {"base", "harder"}


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--members", "0"], "--members must lie between 1 and"),
        (["--weeks", "-4"], "--weeks must lie between 1 and"),
        (["--start", "2026-09-22"], "2026-09-22 is a Tuesday"),
        (["--world", "nowhere.toml"], "no world can be read at nowhere.toml"),
        (["--world", "base", "--world", "base"], "asked for twice"),
        (["--plot", "/nowhere/at/all/x.png"], "there is no folder /nowhere/at/all"),
    ],
)
def test_the_command_refuses_what_makes_no_sense(
    jisr: Jisr, arguments: list[str], complaint: str
) -> None:
    code, printed, errors = jisr(ROOT, "simulate", *arguments)
    assert (code, printed) == (2, "")
    assert complaint in errors
    assert errors.count("\n") == 1


@pytest.mark.parametrize("missing", ["numpy", "matplotlib"])
def test_without_the_extra_it_says_what_to_install_and_the_rest_works(missing: str) -> None:
    def simulate(*arguments: str) -> tuple[int, str, str]:
        lines = (
            f"import sys; sys.modules[{missing!r}] = None",
            f"from bot.cli import main; sys.exit(main(['simulate', *{arguments!r}]))",
        )
        done = subprocess.run(
            [sys.executable, "-c", "\n".join(lines)],
            cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip
        return done.returncode, done.stdout, done.stderr

    assert simulate() == (
        1,
        "",
        f'Simulating needs {missing}: pip install "jisr[simulation]"\n',
    )
    assert simulate("--help")[0] == 0
