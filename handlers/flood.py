"""When Jisr holds its tongue: the same words again and again (F3), strangers who go on and on."""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from handlers.say import Say
from locales import _

MOST = 20  # times the same message is answered within WINDOW (FEATURES.md F3)
WINDOW = timedelta(minutes=5)
BURST = 20  # refusals of one stranger in a row; a person who is confused never gets so far
BETWEEN = timedelta(minutes=1)  # two refusals after that (reliability.md, section 8)

Echo = dict[str, Any]

PAUSE = Say(_("I have had this message many times. Let us pause for five minutes, then go on."))


def heard(before: Echo | None, text: str, now: datetime) -> Echo:
    """Count a message among those before it: the same words in a row, within five minutes.

    What is kept is a digest of the words, not the words.
    """
    words = sha256(text.encode(errors="replace")).hexdigest()[:16]
    if before and before.get("words") == words:
        since = datetime.fromisoformat(before["since"])
        if now - since <= WINDOW:
            return {**before, "times": before["times"] + 1}
    refused = {"refused": before["refused"]} if before and "refused" in before else {}
    return {"words": words, "times": 1, "since": now.isoformat(), **refused}


def too_often(echo: Echo) -> bool:
    """Tell whether the person is asked to pause, and their message left alone."""
    return bool(echo.get("times", 0) > MOST)


def is_told(echo: Echo) -> bool:
    """Tell whether the pause is said now: at once, and then only now and again."""
    return bool((echo["times"] - 1) % MOST == 0)


def refused_enough(echo: Echo | None, now: datetime) -> bool:
    """Tell whether a stranger has been turned away so often that this time nothing is said."""
    refusals = (echo or {}).get("refused")
    if refusals is None or refusals["times"] < BURST:
        return False
    return now - datetime.fromisoformat(refusals["last"]) < BETWEEN


def refused(echo: Echo | None, now: datetime) -> Echo:
    """Note that a stranger is turned away now; after WINDOW without that, the count is new."""
    before = (echo or {}).get("refused")
    times = 0
    if before is not None and now - datetime.fromisoformat(before["last"]) <= WINDOW:
        times = before["times"]
    return {**(echo or {}), "refused": {"times": times + 1, "last": now.isoformat()}}
