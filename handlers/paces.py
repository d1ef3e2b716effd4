"""What a check-in asks, and the answers to it, as words and as options."""

from handlers.dialogue import Option
from locales import Message, _
from storage.models import Obstacle, Pace, Phase, Pressure

PACES: dict[Pace, Message] = {
    Pace.MOVED: _("It moved forward"),
    Pace.SAME: _("As before"),
    Pace.BLOCKED: _("Blocked"),
    Pace.NOTHING: _("Nothing was planned"),
}
OBSTACLES: dict[Obstacle, Message] = {
    Obstacle.BUDGET: _("Budget"),
    Obstacle.STAFF: _("Staff and time"),
    Obstacle.HIERARCHY: _("Decision awaited"),
    Obstacle.TECHNICAL: _("Technical"),
    Obstacle.PARTNER: _("A partner"),
    Obstacle.LEGAL: _("Legal"),
    Obstacle.OTHER: _("Something else"),
}
ASKED: dict[str, Message] = {
    Phase.CO_CREATION: _("How is the preparation of your programme going this week?"),
    Phase.VOTE: _("How is the programme's way to the council going this week?"),
    Phase.IMPLEMENTATION: _("How did your openness projects go this week?"),
    Phase.EVALUATION: _("How is the evaluation of your programme going this week?"),
}
PRESSURES: dict[Pressure, Message] = {
    Pressure.NONE: _("Not at all"),
    Pressure.SOME: _("A little"),
    Pressure.MUCH: _("Yes, a lot"),
}


def paces() -> tuple[Option, ...]:
    """Return the four answers to how the week went."""
    return tuple(Option(pace.value, words) for pace, words in PACES.items())
