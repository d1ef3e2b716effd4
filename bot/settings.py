"""Every setting, typed, read once from the environment or from a file of NAME=value lines."""

import logging
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from dotenv import dotenv_values

log = logging.getLogger(__name__)

PREFIX = "JISR_"
FILE = "JISR_SETTINGS"  # names the file; without it, ./jisr.env is read when it exists
DEFAULT_FILE = "jisr.env"
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")

LONGEST = 36500  # days: a hundred years
MOST = 150  # characters of what is shown to people: a message of theirs has 700


class WrongSettings(Exception):
    """What is missing or wrong, one line each."""

    def __init__(self, problems: list[str]) -> None:
        """Remember the problems."""
        super().__init__("\n".join(problems))
        self.problems = problems


def _setting(default: str, meaning: str, *, secret: bool = False) -> str:
    value: str = field(default=default, repr=not secret, metadata={"help": meaning})
    return value


def _days(default: int, meaning: str) -> int:
    value: int = field(default=default, metadata={"help": f"days that are kept: {meaning}"})
    return value


@dataclass(frozen=True)
class Settings:
    """What Jisr can be told. Each field is an environment variable: ``JISR_`` and its name."""

    telegram_token: str = _setting("", "the bot's token, from BotFather", secret=True)
    telegram_api_url: str = _setting(
        "https://api.telegram.org", "base address of the Bot API; another one for tests or a proxy"
    )
    database_url: str = _setting(
        "sqlite+aiosqlite:///jisr.db",
        "where things are remembered: sqlite+aiosqlite:///file, postgresql+asyncpg://user@host/name",
        secret=True,
    )
    webhook_url: str = _setting(
        "", "public https address Telegram posts to; polling is used when it is empty"
    )
    webhook_secret: str = _setting(
        "", "what Telegram must send along: 32 to 256 of A-Z a-z 0-9 _ -", secret=True
    )
    http_host: str = _setting("127.0.0.1", "address the web endpoints listen on")
    http_port: int = field(
        default=8080, metadata={"help": "port of the webhook and of /livez and /readyz; 0 for none"}
    )
    files_dir: str = _setting("jisr-files", "folder that keeps the evidence people send")
    controller: str = _setting("", "who answers for the processing of the data (law 09-08)")
    cndp_receipt: str = _setting("", "number of the CNDP's receipt; empty while it is under way")
    privacy_contact: str = _setting("", "where to write about one's data; empty: a coordinator")
    keep_messages_days: int = _days(30, "what came in and went out, as it was written")
    keep_files_days: int = _days(365, "the content of evidence")
    keep_requests_days: int = _days(90, "what strangers said at the door")
    keep_leavers_days: int = _days(365, "the name of somebody who has left")
    keep_audit_days: int = _days(1825, "the log of acts")
    log_level: str = _setting("INFO", f"one of {', '.join(LEVELS)}")
    send_rate: float = field(
        default=25.0, metadata={"help": "messages a second, all chats together, at most"}
    )
    chat_rate: float = field(
        default=1.0, metadata={"help": "messages a second to one chat, in the long run"}
    )

    @classmethod
    def read(cls, environment: Mapping[str, str] | None = None, *, token: bool = False) -> Self:
        """Read the settings; with ``token``, the bot's token must be among them.

        Raises WrongSettings with every problem, not only the first.
        """
        given = dict(os.environ if environment is None else environment)
        problems: list[str] = []
        values = {**_from_file(given, problems), **given}
        chosen: dict[str, str | int | float] = {}
        for one in fields(cls):
            text = values.get(PREFIX + one.name.upper(), "").strip()
            if text:
                _put(chosen, one.name, one.type, text, problems)
        known = {PREFIX + one.name.upper() for one in fields(cls)}
        settings = cls(**chosen)  # type: ignore[arg-type]
        problems += settings._problems()
        if token and (problem := settings.token_problem()):
            problems.append(problem)
        for name in sorted(values):
            if name.startswith(PREFIX) and name not in known | _OTHERS:
                log.warning("%s is not a setting of Jisr: it is left aside", name)
        if problems:
            raise WrongSettings(problems)
        return settings

    def _problems(self) -> list[str]:
        """Return what is wrong with the values, taken together."""
        found = []
        if not _is_address(self.telegram_api_url, ("http", "https")):
            found.append("JISR_TELEGRAM_API_URL is not an http(s) address")
        if not self.database_url.startswith(("sqlite+aiosqlite:///", "postgresql+asyncpg://")):
            found.append(
                "JISR_DATABASE_URL begins with sqlite+aiosqlite:/// or postgresql+asyncpg://"
            )
        if self.webhook_url and not _is_address(self.webhook_url, ("https", "http")):
            found.append("JISR_WEBHOOK_URL is not an https address")
        if self.webhook_url and not _is_secret(self.webhook_secret):
            found.append("JISR_WEBHOOK_SECRET has 32 to 256 of A-Z a-z 0-9 _ -")
        if self.webhook_url and not self.http_port:
            found.append("JISR_HTTP_PORT cannot be 0 when JISR_WEBHOOK_URL is set")
        if self.log_level not in LEVELS:
            found.append(f"JISR_LOG_LEVEL is one of {', '.join(LEVELS)}")
        if self.send_rate <= 0 or self.chat_rate <= 0:
            found.append("JISR_SEND_RATE and JISR_CHAT_RATE are above 0")
        return found + self._privacy_problems()

    def _privacy_problems(self) -> list[str]:
        """Return what is wrong with what people are told of their data."""
        found = []
        for one in fields(self):
            name, value = f"{PREFIX}{one.name.upper()}", getattr(self, one.name)
            if one.name.startswith("keep_") and not 1 <= value <= LONGEST:
                found.append(f"{name} is from 1 to {LONGEST} days")
            if one.name in _SHOWN and len(value) > MOST:
                found.append(f"{name} has at most {MOST} characters")
        return found

    def token_problem(self) -> str | None:
        """Say why the token cannot be one, or None."""
        number, colon, rest = self.telegram_token.partition(":")
        if not self.telegram_token:
            return "JISR_TELEGRAM_TOKEN is missing: BotFather gives it"
        if not (number.isdigit() and colon and rest):
            return "JISR_TELEGRAM_TOKEN is not a token: digits, a colon, letters"
        return None


_SHOWN = {"controller", "cndp_receipt", "privacy_contact"}
_NUMBERS: dict[object, Callable[[str], int | float]] = {int: int, float: float}

# Read by the tests and the tools around Jisr, not by the program.
_OTHERS = {FILE, "JISR_CHROMIUM", "JISR_TEST_POSTGRESQL_URL"}


def _from_file(given: Mapping[str, str], problems: list[str]) -> dict[str, str]:
    named = given.get(FILE)
    path = Path(named or DEFAULT_FILE)
    if not path.is_file():
        if named:
            problems.append(f"{FILE} names a file that is not there: {named}")
        return {}
    return {name: value or "" for name, value in dotenv_values(path).items()}


def _put(
    chosen: dict[str, str | int | float],
    name: str,
    kind: object,
    text: str,
    problems: list[str],
) -> None:
    try:
        chosen[name] = _NUMBERS[kind](text) if kind in _NUMBERS else text
    except ValueError:
        problems.append(f"{PREFIX}{name.upper()} is not a number")


def _is_address(text: str, schemes: tuple[str, ...]) -> bool:
    parts = urlsplit(text)
    return parts.scheme in schemes and bool(parts.netloc)


def _is_secret(text: str) -> bool:
    least, most = 32, 256
    return least <= len(text) <= most and all(
        sign.isascii() and (sign.isalnum() or sign in "_-") for sign in text
    )
