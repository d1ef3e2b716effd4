"""The project's own files: what they promise to a newcomer and to CI is true."""

import contextlib
import dataclasses
import os
import re
import shutil
import sys
import zipfile
from pathlib import Path

import pytest

from bot import cli
from bot.settings import FILE, Settings
from tests.project import ROOMS, ROOT, project_files, pyproject, run, text

LOCKS = ("requirements.lock", "requirements-dev.lock")
BIN = Path(sys.executable).parent


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(lock: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9.-]+)==([^ ]+)", text(lock), re.MULTILINE))


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_nothing_but_exact_versions_with_hashes(lock: str) -> None:
    requirement = r"[a-z0-9.-]+==[^ ]+( ; [^\\]+)? \\\n(    --hash=sha256:[0-9a-f]{64}( \\)?\n)+"
    comment = r" *#[^\n]*\n"
    assert re.fullmatch(rf"({requirement}|{comment})+", text(lock)), "make lock writes it"


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_index_and_no_place_on_somebody_s_disk(lock: str) -> None:
    named = r"://|--(extra-)?index-url|--find-links| @ |\bfile:|/[a-z]+/[a-z]+"
    assert re.findall(named, text(lock)) == []


def test_the_lock_covers_every_dependency_of_the_project() -> None:
    project = pyproject()
    wanted = [
        *project["project"]["dependencies"],
        *project["project"]["optional-dependencies"]["postgresql"],
        *project["build-system"]["requires"],
    ]
    assert {normal(re.split(r"[^\w.-]", name)[0]) for name in wanted} <= set(pins(LOCKS[0]))


def test_the_developers_lock_is_the_runtime_one_and_the_tools() -> None:
    runtime, everything = pins(LOCKS[0]), pins(LOCKS[1])
    assert runtime.items() <= everything.items()
    tools = {normal(re.split(r"[^\w.-]", n)[0]) for n in pyproject()["dependency-groups"]["dev"]}
    assert tools <= set(everything)


def test_the_zone_data_know_morocco_s_clock_of_2026() -> None:
    assert tuple(map(int, pins(LOCKS[0])["tzdata"].split("."))) >= (2026, 6)


def test_the_wheel_takes_every_file_of_the_rooms(tmp_path: Path) -> None:
    built = run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path)
    assert built.returncode == 0, built.stderr
    (wheel,) = tmp_path.glob("*.whl")
    inside = set(zipfile.ZipFile(wheel).namelist())
    assert {name for name in project_files() if name.split("/")[0] in ROOMS} <= inside


def test_the_version_stands_in_the_changelog_too() -> None:
    versions = re.findall(r"^## (\d\S*) — \d{4}-\d\d-\d\d$", text("CHANGELOG.md"), re.MULTILINE)
    assert versions[0] == pyproject()["project"]["version"]


def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", text("Makefile"), re.MULTILINE))


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md"])
def test_every_make_command_of_a_page_exists(page: str) -> None:
    line = r"^ *(?:\$ )?make ([a-z]+)(?: [A-Z]+=\S+)* *(?:#.*)?$"
    named = {a or b for a, b in re.findall(rf"{line}|`make ([a-z]+)", text(page), re.MULTILINE)}
    assert named
    assert named <= make_targets()


def test_readme_names_the_two_commands_and_ci_runs_its_test_command() -> None:
    shown = re.findall(r"^ *(?:\$ )?(make \w+) *(?:#.*)?$", text("README.md"), re.MULTILINE)
    assert {"make demo", "make test"} <= set(shown)
    assert {"make check", "make test"} <= set(text(".ci/run").splitlines())


def test_make_alone_lists_every_command_a_person_may_want() -> None:
    listed = run("make")
    assert listed.returncode == 0
    hidden = {"venv", "dev"}
    assert set(re.findall(r"^  make (\w+)", listed.stdout, re.MULTILINE)) == make_targets() - hidden


def test_the_command_line_is_installed_and_knows_what_readme_says_of_it() -> None:
    module, function = pyproject()["project"]["scripts"]["jisr"].split(":")
    assert getattr(sys.modules[module], function) is cli.main
    shown = run(BIN / "jisr", "--help")
    assert shown.returncode == 0, shown.stderr
    named = set(re.findall(r"(?:`|bin/)jisr ([a-z]+)", text("README.md")))
    assert {"demo", "run", "doctor", "migrate", "sample"} <= named
    assert {name for name in named if not re.search(rf"\b{name}\b", shown.stdout)} == set()
    table = re.findall(r"^\| `jisr ([a-z]+)` \|", text("README.md"), re.MULTILINE)
    assert sorted(table) == sorted(re.findall(r"^    ([a-z]+) ", shown.stdout, re.MULTILINE))


def setting_names() -> set[str]:
    return {f"JISR_{field.name.upper()}" for field in dataclasses.fields(Settings)}


def test_readme_s_table_of_settings_is_the_program_s() -> None:
    table = re.findall(r"^\| *`(JISR_\w+)`", text("README.md"), re.MULTILINE)
    assert len(table) == len(set(table))
    assert set(table) - {FILE} == setting_names()


@pytest.mark.parametrize("name", ["Dockerfile", "compose.yaml"])
def test_a_container_is_given_only_settings_that_exist(name: str) -> None:
    assert set(re.findall(r"JISR_[A-Z_]+", text(name))) <= setting_names()


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """A folder with the Makefile and nothing else, its name as awkward as people's folders are."""
    folder = tmp_path / "جسر et ses amis"
    folder.mkdir()
    shutil.copy(ROOT / "Makefile", folder)
    return folder


def a_python(folder: Path, script: str) -> Path:
    """Write a stand-in for an interpreter, which answers as ``script`` says."""
    path = folder / "python-stand-in"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def test_make_says_so_when_python_is_too_old(elsewhere: Path, tmp_path: Path) -> None:
    pretend = "import sys; sys.version_info = (3, 10, 13); exec(sys.argv[1])"
    old = a_python(tmp_path, f'exec "{sys.executable}" -c "{pretend}" "$2"')
    answer = run("make", "setup", f"PYTHON={old}", cwd=elsewhere)
    assert answer.returncode != 0
    assert "Jisr needs Python 3.11 or newer" in answer.stderr
    assert not (elsewhere / ".venv").exists()


def test_make_says_so_when_the_venv_module_is_missing(elsewhere: Path, tmp_path: Path) -> None:
    bare = a_python(tmp_path, 'case "$2" in *ensurepip*) exit 1;; esac')
    answer = run("make", "setup", f"PYTHON={bare}", cwd=elsewhere)
    assert answer.returncode != 0
    assert "apt install python3-venv" in answer.stderr


def plan_of_tests(folder: Path, **variables: str) -> str:
    """Return what `make long` would do in ``folder`` on a machine without a browser."""
    given = {"BROWSERS": "no-such-browser", "JISR_CHROMIUM": "", "CI": ""} | variables
    plan = run("make", "-n", "long", *(f"{k}={v}" for k, v in given.items()), cwd=folder)
    assert plan.returncode == 0, plan.stderr
    return plan.stdout


def test_browser_tests_are_left_out_aloud_where_there_is_no_browser(elsewhere: Path) -> None:
    plan = plan_of_tests(elsewhere)
    assert "No Chromium was found" in plan
    assert '-m "long and not faults and not browser"' in plan


@pytest.mark.parametrize("given", [{"CI": "true"}, {"JISR_CHROMIUM": "/somewhere/chromium"}])
def test_browser_tests_run_where_there_is_one_and_always_in_ci(
    elsewhere: Path, given: dict[str, str]
) -> None:
    plan = plan_of_tests(elsewhere, **given)
    assert "No Chromium was found" not in plan
    assert '-m "long and not faults"' in plan


def test_no_file_names_a_place_on_somebody_s_machine() -> None:
    places = [r"(?<![\w.])/(?:home|root|Users)/[\w.]"]
    if str(ROOT) not in text("Dockerfile"):
        places.append(re.escape(str(ROOT)) + r"\b")
    found = []
    for name in project_files():
        with contextlib.suppress(UnicodeDecodeError):
            found += [(name, hit) for hit in re.findall("|".join(places), text(name))]
    assert found == []


def test_ci_asks_nothing_and_stops_at_the_first_failure() -> None:
    script = text(".ci/run")
    assert "set -euo pipefail" in script
    assert "exec </dev/null" in script
    assert run("bash", "-n", ".ci/run").returncode == 0
    assert os.access(ROOT / ".ci/run", os.X_OK)
