"""Settings: everything missing or wrong is named at once, and a secret never shows."""

import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from bot.settings import PREFIX, Settings, WrongSettings

ROOT = Path(__file__).parents[2]


def test_all_problems_are_named_together() -> None:
    with pytest.raises(WrongSettings) as caught:
        Settings.read(
            {
                "JISR_TELEGRAM_API_URL": "telegram",
                "JISR_DATABASE_URL": "mysql://x",
                "JISR_WEBHOOK_URL": "https://jisr.example",
                "JISR_HTTP_PORT": "many",
                "JISR_LOG_LEVEL": "LOUD",
                "JISR_SEND_RATE": "0",
                "JISR_CONTROLLER": "x" * 151,
                "JISR_KEEP_AUDIT_DAYS": "0",
            },
            token=True,
        )
    named = {problem.split(" ")[0] for problem in caught.value.problems}
    assert named == {
        "JISR_TELEGRAM_TOKEN",
        "JISR_TELEGRAM_API_URL",
        "JISR_DATABASE_URL",
        "JISR_WEBHOOK_SECRET",
        "JISR_HTTP_PORT",
        "JISR_LOG_LEVEL",
        "JISR_SEND_RATE",
        "JISR_CONTROLLER",
        "JISR_KEEP_AUDIT_DAYS",
    }


def test_the_command_names_them_and_exits_with_2(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "bot", "run"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "JISR_LOG_LEVEL": "LOUD"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 2
    assert "JISR_TELEGRAM_TOKEN is missing" in run.stderr
    assert "JISR_LOG_LEVEL is one of" in run.stderr
    assert "Traceback" not in run.stderr


def test_a_file_gives_what_the_environment_does_not(tmp_path: Path) -> None:
    file = tmp_path / "settings"
    file.write_text("JISR_LOG_LEVEL=DEBUG\nJISR_SEND_RATE=5\n", encoding="utf-8")
    settings = Settings.read({"JISR_SETTINGS": str(file), "JISR_LOG_LEVEL": "ERROR"})
    assert (settings.log_level, settings.send_rate) == ("ERROR", 5.0)


def test_a_file_that_is_named_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(WrongSettings, match="not there"):
        Settings.read({"JISR_SETTINGS": str(tmp_path / "none")})


def test_secrets_do_not_show() -> None:
    settings = Settings(telegram_token="1:secret-one", webhook_secret="secret-two")
    assert "secret" not in repr(settings)


def test_every_setting_says_what_it_is_for() -> None:
    assert all(one.metadata["help"] for one in fields(Settings))
    assert PREFIX == "JISR_"
