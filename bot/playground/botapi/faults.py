"""Misbehaviour on demand: the next calls are refused, delayed, left hanging or cut."""

from dataclasses import dataclass
from typing import Literal

from bot.playground.botapi.errors import Refusal, too_many

FaultKind = Literal[
    "429",
    "403",
    "400",
    "5xx",
    "5xx_after",
    "hang",
    "hang_after",
    "cut_before",
    "cut_after",
    "delay",
]

EVERY_METHOD = "*"
GATEWAY_PAGE = (
    "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n"
    "<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx/1.18.0</center>\r\n"
    "</body>\r\n</html>\r\n"
)


@dataclass
class Fault:
    """One scripted fault.

    ``*_after`` kinds do what was asked and then fail to say so; the others do nothing of it
    (``delay`` excepted). ``method`` may be ``"*"``; polls and other reads are then hit as well.
    """

    method: str
    kind: FaultKind
    times: int = 1
    retry_after: int = 1
    text: str | None = None
    chat_id: int | None = None
    seconds: float = 1.0
    """How long a ``delay`` lasts."""

    def fits(self, method: str, chat_id: int | None) -> bool:
        """Return whether a call of ``method`` for ``chat_id`` is hit."""
        return self.method.lower() in (EVERY_METHOD, method) and self.chat_id in (None, chat_id)

    def refusal(self) -> Refusal | None:
        """Return the error this fault answers with, None for faults of the line."""
        if self.kind == "429":
            return too_many(self.retry_after)
        if self.kind == "403":
            return Refusal(403, self.text or "Forbidden: bot was blocked by the user")
        if self.kind == "400":
            return Refusal(400, self.text or "Bad Request: chat not found")
        return None


class Faults:
    """The faults still to come, in the order they were added."""

    def __init__(self) -> None:
        """Begin without any."""
        self._waiting: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Let ``fault`` hit the next ``fault.times`` calls that fit it."""
        self._waiting.append(fault)

    def clear(self) -> None:
        """Behave well from now on."""
        self._waiting.clear()

    def take(self, method: str, chat_id: int | None) -> Fault | None:
        """Return the fault that hits this call (method in lower case) and count it down."""
        for fault in self._waiting:
            if fault.fits(method, chat_id):
                fault.times -= 1
                if fault.times <= 0:
                    self._waiting.remove(fault)
                return fault
        return None
