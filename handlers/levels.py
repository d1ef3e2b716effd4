"""The completion levels in words. *No evidence* is for coordinators: members are not offered it."""

from locales import Message, _
from storage.models import Level

LEVELS: dict[Level, Message] = {
    Level.NOT_STARTED: _("Not started"),
    Level.LIMITED: _("Limited"),
    Level.SUBSTANTIAL: _("Substantial"),
    Level.COMPLETE: _("Complete"),
}

_RANK = {level: position for position, level in enumerate((Level.NO_EVIDENCE, *LEVELS))}


def level_name(level: str | None) -> Message:
    """Return a level's name; None is "nothing reported yet", which is not "not started"."""
    if level is None:
        return _("Nothing reported yet")
    return LEVELS.get(Level(level), _("No evidence available"))


def rank(level: str | None) -> int:
    """Return a level's place in the scale, lowest 0; nothing reported ranks lowest."""
    return 0 if level is None else _RANK[Level(level)]
