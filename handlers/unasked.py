"""What stands under every message that Jisr sends on its own: why, later, less, pause, stop."""

from handlers.dialogue import Context
from handlers.permissions import may
from handlers.say import Button
from locales import _
from storage.models import Cadence

LESS: dict[Cadence, Cadence] = {
    Cadence.WEEKLY: Cadence.FORTNIGHTLY,
    Cadence.FORTNIGHTLY: Cadence.MONTHLY,
}


def agency(context: Context, reason: str, *, pause: bool = True) -> tuple[tuple[Button, ...], ...]:
    """Return the buttons by which somebody decides what is sent to them, one tap each.

    ``reason`` is the number of the decision, or the kind of the message. Without ``pause`` for a
    message that offers a pause of its own.
    """
    member = context.member
    less = LESS.get(member.cadence) if may(member, "less") else None
    away = (Button(_("Pause"), "s.pause"),) if pause else ()
    fewer = (Button(_("Less often"), f"a.less.{less.value}"),) if less else ()
    return (
        (Button(_("Why this message?"), f"a.why.{reason}"), Button(_("In a week"), "a.later")),
        (*fewer, *away, Button(_("Stop"), "a.stop")),
    )
