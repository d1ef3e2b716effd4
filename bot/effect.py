"""``jisr effect``: what the reminder does to the people of this network, from its own decisions."""

from collections.abc import Callable
from datetime import datetime, timedelta

from scheduler.effect import LEAST, LEAST_ARM, Effect, Trial, Verdict, effect, effect_next
from scheduler.known import first_day
from storage import Database, Session, checkins, decisions
from storage.models import CheckIn, DecisionRecord

SENTENCES = {
    Verdict.TOO_FEW: (
        f"too few to tell: {LEAST} throws of the coin are needed at least, and {LEAST_ARM} "
        "reminders sent, withheld, and people"
    ),
    Verdict.CANNOT_TELL: "these data cannot tell it from no effect",
    Verdict.MORE_ANSWERS: "with the reminder there are more answers",
    Verdict.FEWER_ANSWERS: "with the reminder there are fewer answers",
}


async def tell_effect(database_url: str, now: datetime, tell: Callable[[str], None]) -> None:
    """Read the decisions of a database, and say what they show."""
    database = await Database.open(database_url)
    try:
        found = await database.read(trials, now)
    finally:
        await database.close()
    tell(f"The reminder's coin was thrown {len(found)} times (95 % intervals, people as clusters).")
    tell(_said("This week's answer", effect(found)))
    tell(_said("The next check-in's answer", effect_next(found)))


def trials(session: Session, now: datetime) -> list[Trial]:
    """Return every throw of the coin whose week is over, with what came of it.

    Those of people who were forgotten are left out: their answers are no longer known.
    """
    return [
        _trial(session, decision, check_in, now)
        for decision, check_in in decisions.coins(session)
        if check_in is not None and check_in.closes_at <= now
    ]


def _trial(session: Session, decision: DecisionRecord, row: CheckIn, now: datetime) -> Trial:
    ends = first_day(row.week) + timedelta(days=7)
    answered = row.answered_at is not None and decision.at <= row.answered_at
    in_time = row.answered_at is not None and row.answered_at.date() < ends
    following = checkins.after(session, row)
    known = following is not None and (
        following.answered_at is not None or following.closes_at <= now
    )
    return Trial(
        member=decision.pseudonym,
        p=decision.probabilities[decisions.REMINDER],
        sent=decision.chosen == decisions.REMINDER,
        answered=answered and in_time,
        next_answered=following.answered_at is not None if following and known else None,
        rate=float(decision.features.get("rate", 0.5)),
    )


def _said(what: str, found: Effect) -> str:
    counts = f"{found.trials} throws, {found.sent} sent, {found.members} people"
    if found.verdict is Verdict.TOO_FEW:
        return f"{what}: {SENTENCES[found.verdict]} ({counts})."
    robust = found.robust
    interval = f"{robust.low * 100:+.1f} to {robust.high * 100:+.1f}"
    return (
        f"{what}: {robust.effect * 100:+.1f} points ({interval}); {SENTENCES[found.verdict]} "
        f"({counts})."
    )
