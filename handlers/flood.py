"""The same words again and again: two machines talking in a circle, or a key held down (F3)."""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from handlers.say import Say
from locales import _

MOST = 20  # times the same message is answered within WINDOW (FEATURES.md F3)
WINDOW = timedelta(minutes=5)

Echo = dict[str, Any]

PAUSE = Say(_("I have had this message many times. Let us pause for five minutes, then go on."))


def heard(before: Echo | None, text: str, now: datetime) -> Echo:
    """Count a message among those before it: the same words in a row, within five minutes.

    What is kept is a digest of the words, not the words.
    """
    words = sha256(text.encode(errors="replace")).hexdigest()[:16]
    if before and before["words"] == words:
        since = datetime.fromisoformat(before["since"])
        if now - since <= WINDOW:
            return {**before, "times": before["times"] + 1}
    return {"words": words, "times": 1, "since": now.isoformat()}


def too_often(echo: Echo) -> bool:
    """Tell whether the person is asked to pause, and their message left alone."""
    return bool(echo["times"] > MOST)


def is_told(echo: Echo) -> bool:
    """Tell whether the pause is said now: at once, and then only now and again."""
    return bool((echo["times"] - 1) % MOST == 0)
