"""What a coordinator reads before an announcement goes: to whom, who gets none, what is missing."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from handlers.announced import LEFT_OUT, number
from locales import Lines, Listing, Moment, Words, _, _n, language_name
from storage.announcements.audience import Preview
from storage.models import Announcement, AnnouncementStatus
from storage.shared import FALLBACK


def preview(texts: Mapping[str, str], to: Mapping[str, Any]) -> Words:
    """Say how many get it, who does not and why, whose waits, and which texts are missing."""
    seen = to["seen"]
    lines: list[Words] = [
        _n("<b>To {count} person</b>", "<b>To {count} people</b>", seen["people"]),
        to["described"],
    ]
    left = [
        _("{reason}: {count}", reason=LEFT_OUT[why], count=many)
        for why, many in seen["left_out"].items()
    ]
    facts: list[Words] = []
    if left:
        facts.append(_("Left out: {reasons}", reasons=Listing(left)))
    if seen["held"]:
        facts.append(
            _n(
                "{count} person has had enough messages lately: theirs waits, 7 days at most.",
                "{count} people have had enough messages lately: theirs wait, 7 days at most.",
                seen["held"],
            )
        )
    facts += [
        _missing(language, many, texts)
        for language, many in seen["readers"].items()
        if language not in texts
    ]
    return Lines([*lines, Lines(facts, gap="\n"), _("When?")] if facts else [*lines, _("When?")])


def _missing(language: str, many: int, texts: Mapping[str, str]) -> Words:
    instead = next(one for one in (*FALLBACK, *texts) if one in texts)
    return _n(
        "⚠ No text in {language}: {count} person reads it, and gets {instead}.",
        "⚠ No text in {language}: {count} people read it, and get {instead}.",
        many,
        language=language_name(language),
        instead=language_name(instead),
    )


def same(again: Mapping[str, Any]) -> Words:
    """Ask whether the same text is to go out once more."""
    return _(
        "The same text was announced on {moment}, as {number}. Once more?",
        moment=Moment(datetime.fromisoformat(again["at"])),
        number=f"N-{again['id']}",
    )


def confirmation(when: Mapping[str, Any], count: int) -> Words:
    """Ask for the count, and say what follows from an urgent or a later one."""
    asked = _n(
        "To send it to {count} person, type that number.",
        "To send it to {count} people, type that number.",
        count,
    )
    if when["urgent"]:
        second = _(
            "Urgent: it spends nobody's budget, so another coordinator must agree first. "
            "Office hours, pauses and stops hold all the same."
        )
        return Lines([second, asked])
    if when["at"] is None:
        return asked
    at = Moment(datetime.fromisoformat(when["at"]))
    later = _("On {moment}, to whoever is meant then.", moment=at)
    return Lines([later, asked])


def told(row: Announcement, seen: Preview) -> Words:
    """Say what becomes of an announcement that was just written down."""
    if row.status == AnnouncementStatus.APPROVAL:
        return _("{number} waits for a second person. I tell you what they say.",
                 number=number(row))  # fmt: skip
    if row.send_at is not None:
        return _n(
            "{number} goes out on {moment}. As of now that is {count} person.",
            "{number} goes out on {moment}. As of now that is {count} people.",
            seen.people,
            number=number(row),
            moment=Moment(row.send_at),
        )
    return _n(
        "{number} goes out to {count} person. I tell you how far it is.",
        "{number} goes out to {count} people. I tell you how far it is.",
        seen.people,
        number=number(row),
    )
