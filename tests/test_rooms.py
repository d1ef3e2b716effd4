"""The rooms: that each contract of pyproject.toml is kept by good code and broken by a trespass."""

import re
import shutil
import sys
from pathlib import Path

import pytest

from tests.project import ROOMS, ROOT, pyproject, run

BIN = Path(sys.executable).parent

TRESPASSES = [
    ("rooms", "handlers/report.py", "import scheduler"),
    ("rooms", "scheduler/tick.py", "import handlers"),
    ("rooms", "scheduler/tick.py", "import bot"),
    ("rooms", "storage/tables.py", "import locales"),
    ("rooms", "locales/words.py", "import storage"),
    ("telegram", "handlers/report.py", "import telegram"),
    ("telegram", "scheduler/tick.py", "import telegram.ext"),
    ("telegram-in-bot", "bot/sender.py", "from telegram import Bot"),
    ("playground", "bot/playground/server.py", "from bot.channels import telegram"),
    ("playground", "bot/playground/server.py", "import telegram"),
    ("http", "handlers/report.py", "import aiohttp"),
    ("one-http", "bot/web.py", "import httpx"),
    ("one-http", "bot/web.py", "import starlette.routing"),
    ("database", "handlers/report.py", "from sqlalchemy import select"),
    ("database", "bot/web.py", "import alembic"),
    ("clock", "bot/app.py", "import apscheduler.triggers.cron"),
    ("words", "handlers/report.py", "from babel import dates"),
    ("spreadsheets", "handlers/report.py", "import openpyxl"),
    ("spreadsheets", "bot/web.py", "from rapidfuzz import fuzz"),
    ("exports", "handlers/report.py", "import weasyprint"),
    ("exports", "bot/web.py", "from xlsxwriter import Workbook"),
    ("simulation", "scheduler/tick.py", "import numpy"),
    ("simulation", "bot/web.py", "import matplotlib.figure"),
    ("conversations", "handlers/report.py", "import handlers.welcome"),
    ("conversations", "handlers/report.py", "import handlers.registry"),
    ("conversations", "handlers/dialogue/replay.py", "import handlers.report"),
]


def rooms_like_ours(folder: Path) -> None:
    """Build small rooms in which nobody trespasses, and every permitted import is made."""
    files = {
        "handlers/dialogue/__init__.py": "",
        "handlers/dialogue/replay.py": "import handlers.say",
        "handlers/say.py": "import locales",
        "handlers/events.py": "",
        "handlers/imports/__init__.py": "",
        "handlers/imports/sheet.py": "import openpyxl, rapidfuzz",
        "handlers/welcome.py": "import handlers.say",
        "handlers/report.py": "import handlers.dialogue.replay, handlers.events, storage",
        "handlers/registry.py": "import handlers.report, handlers.welcome",
        "handlers/talk.py": "import handlers.registry, handlers.welcome",
        "scheduler/tick.py": "import apscheduler, storage",
        "storage/tables.py": "import sqlalchemy",
        "locales/words.py": "import babel",
        "bot/channels/__init__.py": "",
        "bot/channels/telegram.py": "import telegram, aiohttp",
        "bot/playground/__init__.py": "",
        "bot/playground/server.py": "import aiohttp",
        "bot/simulation/__init__.py": "",
        "bot/simulation/people.py": "import numpy, matplotlib.figure",
        "bot/sender.py": "import bot.channels.telegram",
        "bot/web.py": "import aiohttp",
        "bot/app.py": "import handlers.talk, scheduler.tick, bot.simulation.people",
    } | {f"{room}/__init__.py": "" for room in ROOMS}
    for name, line in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(line + "\n")


def kept_and_broken(folder: Path) -> dict[str, str]:
    shutil.copy(ROOT / "pyproject.toml", folder)
    report = run(BIN / "lint-imports", "--no-cache", cwd=folder, COLUMNS="300", NO_COLOR="1")
    contracts = {c["name"]: c["id"] for c in pyproject()["tool"]["importlinter"]["contracts"]}
    verdicts = re.findall(r"^(.*?) (KEPT|BROKEN)\b", report.stdout, re.MULTILINE)
    return {contracts[name]: verdict for name, verdict in verdicts}


def test_well_kept_rooms_break_no_contract(tmp_path: Path) -> None:
    rooms_like_ours(tmp_path)
    assert kept_and_broken(tmp_path) == {name: "KEPT" for name, _, _ in TRESPASSES}


@pytest.mark.parametrize(("contract", "file", "line"), TRESPASSES)
def test_a_trespass_breaks_the_contract_that_forbids_it(
    tmp_path: Path, contract: str, file: str, line: str
) -> None:
    rooms_like_ours(tmp_path)
    with (tmp_path / file).open("a") as trespasser:
        trespasser.write(line + "\n")
    assert kept_and_broken(tmp_path)[contract] == "BROKEN"
