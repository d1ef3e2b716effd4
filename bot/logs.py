"""Logs: one line an event, with what, who (by id) and what to do; never a token, never a text."""

import logging
import re
import sys
import traceback

# What says more than an operator can use: each request, each migration, each font it met.
LIBRARIES = ("aiohttp", "aiosqlite", "alembic", "asyncio", "matplotlib", "telegram")
CLOCK = "apscheduler"  # warns of every tick that waits for the one before, as it is meant to

_TOKEN = re.compile(r"\d{5,}:[A-Za-z0-9_-]{20,}|(?<=/bot)\d+:[^/\s]+")


class WithoutTokens(logging.Filter):
    """Replaces anything that looks like a bot's token, wherever it came from."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record in place and let it pass."""
        text = record.getMessage()
        cleaned = _TOKEN.sub("***", text)
        if cleaned != text:
            record.msg, record.args = cleaned, ()
        return True


def set_up(level: str) -> None:
    """Write to standard error; libraries speak only to warn."""
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(WithoutTokens())
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for library in LIBRARIES:
        logging.getLogger(library).setLevel(logging.WARNING)
    logging.getLogger(CLOCK).setLevel(logging.ERROR)


def place(error: BaseException) -> str:
    """Name an exception and where it was raised; its text may be somebody's words."""
    frames = traceback.extract_tb(error.__traceback__)
    last = frames[-1] if frames else None
    where = f" at {last.filename.rsplit('/', 2)[-1]}:{last.lineno}" if last else ""
    return f"{type(error).__name__}{where}"
