"""How a bot chooses to be given its updates: getUpdates or a webhook."""

import re
import time
from typing import Any, Final
from urllib.parse import urlsplit

from bot.playground.botapi.errors import bad_request, too_many
from bot.playground.botapi.fields import Params
from bot.playground.botapi.service import Service
from bot.playground.botapi.webhook import Webhook

PORTS: Final = frozenset({443, 80, 88, 8443})
MAX_CONNECTIONS: Final = 100
MAX_SECRET: Final = 256
_SECRET: Final = re.compile(r"[A-Za-z0-9_-]*")


class Answer:
    """A result that has words with it, or that is already JSON."""

    __slots__ = ("body", "description", "result")

    def __init__(self, result: object, description: str | None = None, body: bytes = b"") -> None:
        """Answer with ``result``, or with ``body`` as it is."""
        self.result = result
        self.description = description
        self.body = body


async def get_updates(api: Service, params: Params) -> Answer:
    """Carry out getUpdates."""
    if "allowed_updates" in params:
        api.queue.allow(params["allowed_updates"])
    body = await api.queue.poll(
        params.get("offset", 0), params.get("limit", 100), params.get("timeout", 0)
    )
    return Answer(None, body=body)


def set_webhook(api: Service, params: Params) -> Answer:
    """Carry out setWebhook; an empty address removes the webhook."""
    url = params["url"]
    if not url:
        return delete_webhook(api, params)
    wanted = _webhook(api, url, params)
    if "allowed_updates" in params:
        api.queue.allow(params["allowed_updates"])
    if params.get("drop_pending_updates"):
        api.queue.drop()
    if wanted == api.webhook.webhook:
        return Answer(result=True, description="Webhook is already set")
    _once_a_second(api)
    api.webhook.set(wanted)
    return Answer(result=True, description="Webhook was set")


def delete_webhook(api: Service, params: Params) -> Answer:
    """Carry out deleteWebhook."""
    if params.get("drop_pending_updates"):
        api.queue.drop()
    if api.webhook.webhook is None:
        return Answer(result=True, description="Webhook is already deleted")
    _once_a_second(api)
    api.webhook.set(None)
    return Answer(result=True, description="Webhook was deleted")


def webhook_info(api: Service, _params: Params) -> dict[str, Any]:
    """Carry out getWebhookInfo."""
    webhook = api.webhook.webhook
    info: dict[str, Any] = {
        "url": webhook.url if webhook else "",
        "has_custom_certificate": False,
        "pending_update_count": len(api.queue),
    }
    if webhook:
        info["max_connections"] = webhook.max_connections
    if api.webhook.last_error:
        info["last_error_date"], info["last_error_message"] = api.webhook.last_error
    if api.queue.allowed:
        info["allowed_updates"] = api.queue.allowed
    return info


def _webhook(api: Service, url: str, params: Params) -> Webhook:
    """Return the webhook a request describes; Refusal (400) for one Telegram would not take."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise bad_request("bad webhook: invalid webhook URL specified")
    if api.rules.public_webhooks:
        if parts.scheme != "https":
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        if (parts.port or 443) not in PORTS:
            ports = "80, 88, 443 or 8443"
            raise bad_request(f"bad webhook: Webhook can be set up only on ports {ports}")
    secret = params.get("secret_token", "")
    if len(secret) > MAX_SECRET:
        raise bad_request("secret token is too long")
    if not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    connections = min(max(params.get("max_connections", 40), 1), MAX_CONNECTIONS)
    return Webhook(url, secret or None, connections)


def _once_a_second(api: Service) -> None:
    now = time.monotonic()
    if now < api.webhook_free_at:
        raise too_many(1)
    api.webhook_free_at = now + 1
