"""Who makes what can be ordered, by the kind of order: one line here for each.

A kind is also the name of what its customer must be allowed to do (``handlers.permissions``).
"""

from collections.abc import Mapping

from handlers.desk import Desk, Made, Maker
from handlers.exports import making


def draw(desk: Desk) -> Made:
    """Draw a picture. What draws takes a second and some memory to load: when it is needed."""
    from handlers.pictures.making import make  # noqa: PLC0415 — as said

    return make(desk)


MAKERS: Mapping[str, Maker] = {"export": making.make, "picture": draw}
