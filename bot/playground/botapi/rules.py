"""How severe the server is: the few numbers that a test or a benchmark may change."""

from dataclasses import dataclass, replace
from typing import Self


@dataclass(frozen=True)
class Rules:
    """What this server holds a bot to.

    The defaults are Telegram's as far as they are known; sending rates are not published, so those
    are the ones bots report. Rates are requests a second, bursts requests, the rest seconds.
    """

    strict: bool = True
    """Refuse unknown fields, which the real server ignores."""
    bot_rate: float = 30.0
    bot_burst: int = 30
    chat_rate: float = 1.0
    chat_burst: int = 20
    group_rate: float = 20 / 60
    group_burst: int = 20
    flood_penalty: int = 3
    """The shortest pause ordered by a 429, in whole seconds."""
    edits_count: bool = False
    """Whether edits use up the same rates as new messages; Telegram does not say."""
    damping: bool = True
    """Slow down polls that repeat their offset, as the real server does."""
    callback_answer: float = 15.0
    """How long a button press may be answered."""
    inline_answer: float = 30.0
    """How long an inline query may be answered."""
    link_life: float = 3600.0
    """How long a download address works."""
    webhook_step: float = 1.0
    """Unit of the doubling delay between two deliveries of one update."""
    public_webhooks: bool = False
    """Accept only HTTPS addresses on Telegram's four ports."""
    latency: float = 0.0
    """Waited before every answer, to resemble a network."""
    keep_calls: bool = True
    """Remember every call; a long benchmark may prefer the memory."""

    @classmethod
    def unlimited(cls) -> Self:
        """Return rules without sending rates and without damping, for benchmarks."""
        endless = 1_000_000_000
        return cls(
            bot_rate=endless,
            bot_burst=endless,
            chat_rate=endless,
            chat_burst=endless,
            group_rate=endless,
            group_burst=endless,
            damping=False,
        )

    def without_calls(self) -> Self:
        """Return the same rules for a server that counts calls and keeps none of them."""
        return replace(self, keep_calls=False)
