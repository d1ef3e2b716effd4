"""What the network has settled on: who answers for the data, how long it is kept, the bot's name.

The values come from the settings, and every text about privacy is made of them.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from handlers.almanac import Almanac

CONSENT = "2026-11-30"  # the version of the wording of the notice in handlers.join


@dataclass(frozen=True)
class Retention:
    """How long personal data is kept, per kind; after that the nightly job removes it."""

    messages: timedelta = timedelta(days=30)  # what came in and went out, as it was written
    files: timedelta = timedelta(days=365)  # the content of evidence
    requests: timedelta = timedelta(days=90)  # of strangers at the door
    leavers: timedelta = timedelta(days=365)  # the name of somebody who has left
    audit: timedelta = timedelta(days=5 * 365)


@dataclass(frozen=True)
class Policy:
    """The network's own choices.

    Attributes:
        controller: who answers for the processing of the data (law 09-08).
        receipt: the number of the CNDP's receipt; empty when there is none yet.
        contact: where to write about one's data; empty: through a coordinator.
        bot: the bot's user name on Telegram, None until it is known.
        abroad: the names of the channels whose servers are abroad.
        retention: the periods.
        almanac: the coming days off, and the limits of office hours.
    """

    controller: str = ""
    receipt: str = ""
    contact: str = ""
    bot: str | None = None
    abroad: tuple[str, ...] = ()
    retention: Retention = field(default_factory=Retention)
    almanac: Almanac = field(default_factory=Almanac)

    def link(self, token: str) -> str:
        """Return what opens a personal invitation: an address to tap, or a command to send."""
        return f"https://t.me/{self.bot}?start={token}" if self.bot else f"/start {token}"
