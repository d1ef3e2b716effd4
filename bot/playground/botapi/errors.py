"""What the server says when it refuses, in the words of the real one."""

from collections.abc import Mapping

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same"
    " as a current content and reply markup of the message"
)
QUERY_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
OTHER_POLL = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is"
    " running"
)
POLL_WITH_WEBHOOK = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the"
    " webhook first"
)
POLL_ENDED_BY_WEBHOOK = "Conflict: terminated by setWebhook request"


class Refusal(Exception):
    """A request is answered with an error: HTTP status, description and optional parameters."""

    def __init__(
        self, status: int, description: str, parameters: Mapping[str, int] | None = None
    ) -> None:
        """Refuse with ``description``, the whole text the bot will read."""
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = dict(parameters or {})

    def body(self) -> dict[str, object]:
        """Return the error object of the Bot API."""
        answer: dict[str, object] = {
            "ok": False,
            "error_code": self.status,
            "description": self.description,
        }
        if self.parameters:
            answer["parameters"] = self.parameters
        return answer


def bad_request(reason: str) -> Refusal:
    """Return a 400 for ``reason``."""
    return Refusal(400, f"Bad Request: {reason}")


def forbidden(reason: str) -> Refusal:
    """Return a 403 for ``reason``."""
    return Refusal(403, f"Forbidden: {reason}")


def conflict(description: str) -> Refusal:
    """Return a 409 with the whole ``description``."""
    return Refusal(409, description)


def too_many(seconds: int) -> Refusal:
    """Return a 429 that orders a pause of ``seconds``."""
    return Refusal(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})
