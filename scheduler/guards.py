"""What can forbid an unasked message, and what must be known of a person and a message to tell.

FEATURES.md F6 and reminders.md, section 3. The rules themselves are in `windows` and `budget`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum


class Guard(StrEnum):
    """The name under which a refusal is stored and counted. A closed set: names never change."""

    STOPPED = "stopped"  # said /stop, which outranks everything
    UNREACHABLE = "unreachable"  # blocked the bot, or has no channel
    EXPIRED = "expired"  # too late to be of use
    PAUSED = "paused"
    LEAVE = "leave"
    RESTING = "resting"  # a coordinator was asked to call
    NEW_MEMBER = "new_member"  # no reminders in the first days
    HOLIDAY = "holiday"
    WEEKEND = "weekend"
    AFTER_EID = "after_eid"  # the first working day after an Eid
    FRIDAY_MIDDAY = "friday_midday"
    RAMADAN_HOURS = "ramadan_hours"  # it would be office hours, were it not Ramadan
    OUTSIDE_HOURS = "outside_hours"
    QUIET_HOURS = "quiet_hours"  # the person's own
    CONVERSATION_OPEN = "conversation_open"
    BUDGET_WEEK = "budget_week"
    BUDGET_MONTH = "budget_month"
    UNKNOWN = "unknown"  # a guard could not be evaluated: in doubt, not sent


@dataclass(frozen=True, kw_only=True)
class Person:
    """What the guards know of somebody. Moments are aware, days and times those of Morocco.

    Attributes:
        region: whose office hours count; None for those of the whole country.
        sent: when Jisr wrote unasked, of whatever feature, in the last 28 days at least.
        stopped: said stop.
        unreachable: no channel would take a message.
        paused_until: the first day on which messages may come again.
        leave: declared absences, first and last day, both included.
        resting_until: when the silence after a coordinator's card ends.
        new_until: when somebody who just joined may be reminded.
        quiet: from when to when, each day, nothing may come; may go past midnight.
        talking_until: when a half-written conversation will hold nothing back any more.
    """

    region: int | None
    sent: Sequence[datetime]
    stopped: bool = False
    unreachable: bool = False
    paused_until: date | None = None
    leave: Sequence[tuple[date, date]] = ()
    resting_until: datetime | None = None
    new_until: datetime | None = None
    quiet: tuple[time, time] | None = None
    talking_until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Prompt:
    """What the guards know of the message.

    Attributes:
        expires: from when on it is dropped: 24 h after it was due, or 2 h after its hour (F6).
        reminder: not for somebody who has just joined.
        urgent: outside the budget, as an announcement that two people called urgent (F12). All
            other guards hold for it.
    """

    expires: datetime | None = None
    reminder: bool = False
    urgent: bool = False


ORDINARY = Prompt()
