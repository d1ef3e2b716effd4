"""The examination: one line for each thing that must be right before Jisr can serve."""

import shutil
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from pathlib import Path

import aiohttp

import locales
from bot import nightly
from bot.settings import Settings
from handlers.exports import paper
from locales import check
from storage import Database, DatabaseInUse, Unavailable, runs
from storage.migrate import pending
from storage.models import Run

DRIFT = timedelta(seconds=30)  # a clock further off than this sends at the wrong moment
TIMEOUT = aiohttp.ClientTimeout(total=10)
OVERDUE = timedelta(days=2)  # since the last purge, which comes every night
LEAST_FREE = 200 * 1024 * 1024  # bytes of disk


@dataclass(frozen=True)
class Finding:
    """What was examined, whether it is right, and what to do when it is not.

    A ``warning`` keeps nothing from working, and yet somebody is to act on it.
    """

    subject: str
    good: bool
    detail: str
    warning: bool = False

    def __str__(self) -> str:
        """Return the line that the command prints."""
        mark = "warn" if self.warning else "ok  " if self.good else "FAIL"
        return f"{mark}  {self.subject}: {self.detail}"


async def examine(settings: Settings) -> list[Finding]:
    """Examine everything; nothing is changed. A check that cannot be made is a failed one."""
    checks: tuple[Callable[[Settings], Awaitable[list[Finding]]], ...] = (
        _telegram,
        _database,
        _privacy,
        _catalogues,
        _zone,
        _printing,
        _disk,
    )
    return [finding for check_one in checks for finding in await check_one(settings)]


async def _telegram(settings: Settings) -> list[Finding]:
    """Ask the Bot API who we are, and compare its clock with ours."""
    problem = settings.token_problem()
    if problem is not None:
        return [Finding("token", good=False, detail=problem)]
    url = f"{settings.telegram_api_url.rstrip('/')}/bot{settings.telegram_token}/getMe"
    try:
        async with aiohttp.ClientSession(timeout=TIMEOUT) as http, http.get(url) as response:
            date, answer = response.headers.get("Date"), await response.json(content_type=None)
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        detail = f"no answer ({type(error).__name__}): check JISR_TELEGRAM_API_URL"
        return [Finding("address", good=False, detail=detail)]
    host = settings.telegram_api_url
    findings = [Finding("address", good=True, detail=f"{host} answers")]
    if not (isinstance(answer, dict) and answer.get("ok")):
        detail = "refused: ask BotFather for a new one, set JISR_TELEGRAM_TOKEN"
        return [*findings, Finding("token", good=False, detail=detail)]
    name = f"@{answer['result'].get('username')}"
    inline = _inline(answer["result"].get("supports_inline_queries", False))
    return [*findings, Finding("token", good=True, detail=name), inline, _clock(date)]


def _inline(supported: object) -> Finding:
    """Say whether practices can be found from any chat, which the bot's owner switches on."""
    if supported:
        return Finding("inline", good=True, detail="on")
    detail = "off, nothing is found from other chats: send /setinline to BotFather"
    return Finding("inline", good=True, detail=detail, warning=True)


def _clock(date: str | None) -> Finding:
    if date is None:
        return Finding("clock", good=True, detail="the server tells no time to compare with")
    drift = abs(datetime.now(UTC) - parsedate_to_datetime(date))
    good = drift <= DRIFT
    remedy = "" if good else ": set the machine's clock (NTP)"
    return Finding(
        "clock", good=good, detail=f"{drift.total_seconds():.0f} s from Telegram's{remedy}"
    )


async def _database(settings: Settings) -> list[Finding]:
    """Open the database, see whether its schema is current and whether it can be read."""
    try:
        missing = await pending(settings.database_url)
        if missing:
            detail = f"{len(missing)} to apply: run jisr migrate (jisr run does it too)"
            return [Finding("migrations", good=False, detail=detail)]
        database = await Database.open(settings.database_url, writer=False)
    except (DatabaseInUse, Unavailable, OSError, ValueError) as error:
        return [Finding("database", good=False, detail=f"{type(error).__name__}: {error}")]
    dialect, purged = database.dialect, await database.read(runs.last, nightly.NAME)
    await database.close()
    return [
        Finding("database", good=True, detail=dialect),
        Finding("migrations", good=True, detail="current"),
        _purge(purged, datetime.now(UTC)),
    ]


def _purge(last: Run | None, now: datetime) -> Finding:
    """Say when personal data whose time is over was erased last."""
    if last is None or last.done_at is None:
        detail = f"not yet: jisr run does it every night at {nightly.AT:%H:%M}"
        return Finding("purge", good=True, detail=detail)
    late = now - last.done_at > OVERDUE
    rows = sum(last.detail.values())
    detail = f"last on {locales.wall(last.done_at):%Y-%m-%d %H:%M}, {rows} rows"
    if late:
        detail += ": jisr run has not been at work since, data is kept beyond its period"
    return Finding("purge", good=True, detail=detail, warning=late)


async def _privacy(settings: Settings) -> list[Finding]:
    """See whether people are told who answers for their data (law 09-08)."""
    if settings.controller:
        return [Finding("controller", good=True, detail=settings.controller)]
    detail = "nobody is named to the people as responsible for their data: set JISR_CONTROLLER"
    return [Finding("controller", good=True, detail=detail, warning=True)]


async def _catalogues(_settings: Settings) -> list[Finding]:
    """Run the checks that the build runs too."""
    defects = list(check.defects())
    if defects:
        detail = f"{len(defects)} defects, the first: {defects[0]}"
        return [Finding("catalogues", good=False, detail=detail)]
    return [Finding("catalogues", good=True, detail="ar, fr and en complete")]


async def _zone(_settings: Settings) -> list[Finding]:
    """Africa/Casablanca is UTC+0 since 20 September 2026, whatever the system's data says."""
    problem = locales.zone_error()
    detail = problem or f"Africa/Casablanca is UTC+0 (tzdata {version('tzdata')}); {_system()}"
    return [Finding("zone", good=problem is None, detail=detail)]


def _system() -> str:
    """Say which zone data the system has: programs beside Jisr read it."""
    file = Path("/usr/share/zoneinfo/Africa/Casablanca")
    if not file.is_file():
        return "the system has no zone data of its own"
    tail = file.read_bytes().rstrip(b"\n").rsplit(b"\n", 1)[-1].decode("ascii", "replace")
    if tail in {"<+00>0", "UTC0", "WET0", "GMT0"}:
        return "the system's data agrees"
    return f"the system's data is old ({tail}): other programs here are an hour off, Jisr is not"


async def _printing(_settings: Settings) -> list[Finding]:
    """See whether PDF files can be made; without them everything else works."""
    if paper.can_print():
        return [Finding("printing", good=True, detail="PDF reports can be made")]
    detail = f"no PDF report can be made: apt install {paper.PACKAGES} fonts-noto-core"
    return [Finding("printing", good=True, detail=detail, warning=True)]


async def _disk(settings: Settings) -> list[Finding]:
    """Look at the room left where evidence is kept."""
    free = shutil.disk_usage(_existing(Path(settings.files_dir))).free
    detail = f"{free // 1024**2} MB free"
    return [Finding("disk", good=free >= LEAST_FREE, detail=detail)]


def _existing(folder: Path) -> Path:
    """Return the folder, or the nearest one above it that is there already."""
    folder = folder.absolute()
    while not folder.exists():
        folder = folder.parent
    return folder
