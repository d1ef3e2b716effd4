"""Who makes what can be ordered, by the kind of order: one line here for each.

A kind is also the name of what its customer must be allowed to do (``handlers.permissions``).
"""

from collections.abc import Mapping

from handlers.desk import Maker
from handlers.exports import making

MAKERS: Mapping[str, Maker] = {"export": making.make}
