"""Why the ladder does what it does: closed sets of reasons with their numbers, worded elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Reason(StrEnum):
    """A part of "why this message?", of the score and of a card. Names never change: stored.

    Beside each stand the numbers that its sentence may use.
    """

    # When and what is asked (step 0).
    FIRST = "first"  # the first check-in
    DUE = "due"  # every: weeks between two check-ins
    RAMADAN = "ramadan"  # every: at most fortnightly in Ramadan
    LEAST_RECENT = "least_recent"  # weeks: since this kind was sent; 0 when it never was
    CHOSEN_SLOT = "chosen_slot"  # hour
    USUAL_SLOT = "usual_slot"  # answered, of: answers in this slot, of all
    ROTATED_SLOT = "rotated_slot"  # answered: too few to know a slot
    # The reminder (step 1).
    UNANSWERED = "unanswered"  # hours: working hours without an answer
    COIN = "coin"  # p: probability of sending
    # Stepping back and coming back (steps 3, 5 and 6).
    SILENT = "silent"  # misses: silent check-ins in a row, hence fortnightly and lighter
    BACK = "back"  # the last answer ended a silence
    HEAVY_LOAD = "heavy_load"  # declared twice, hence lighter
    LOW_MOOD = "low_mood"  # given twice, hence lighter
    # Whom to call (step 4) and the parts of the score.
    SCORE = "score"  # total, threshold
    ANSWERED = "answered"  # answered, of: check-ins of the last 12 weeks
    MOOD = "mood"  # mean: over the last answers
    DELAY = "delay"  # days: mean over the last answers
    QUIET = "quiet"  # answered, of: check-ins of the last 4 weeks
    MOOD_FELL = "mood_fell"  # first, now: mean moods
    TOO_EARLY = "too_early"  # weeks: too few are known to tell


class Held(StrEnum):
    """Why the ladder itself holds a message back; the guards of sending have their own names."""

    MISSES = "misses"  # two silent check-ins: nothing more is added
    NOT_ANSWERING = "not_answering"  # none of the last three answered
    OVERLOADED = "overloaded"  # said to be too busy
    NEXT_CHECK_IN = "next_check_in"  # the reminder would fall after it
    LATE = "late"  # its hour has passed, and nothing is caught up
    COIN = "coin"  # the coin that shows what reminders do fell on "do not send"


@dataclass(frozen=True, slots=True)
class Ground:
    """A reason with its numbers, by the names given beside the reason."""

    reason: Reason
    numbers: Mapping[str, float] = field(default_factory=dict)
