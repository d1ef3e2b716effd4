"""Whom an announcement is for, asked on one keyboard: everybody within reach, then narrower."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from handlers import finding
from handlers.dialogue import Choice, Context, Flow, LookUp, Number, Option, Text
from handlers.dialogue.replay import Dialogue
from handlers.imports.vocabulary import PHASES
from handlers.roles import ROLES
from handlers.topics import TOPICS
from handlers.topics import options as topics
from locales import Lines, Listing, Message, Names, Words, _, _n
from storage.announcements import audience
from storage.announcements.audience import Preview, Rule, Scope
from storage.models import CollectivityKind
from storage.reach import Reach, reach_of, seated

ROUNDS = 15  # changes of one audience
LONGEST_LIST = 3500  # characters
SHOWN, LONGEST_NAME = 3, 40  # names in one sentence, and characters of each
WEEKS = (2, 4, 8)
GO, ALL, ANY = "go", "all", "any"
_ANY = Option(ANY, _("Any"))

KINDS: dict[CollectivityKind, Message] = {
    CollectivityKind.COMMUNE: _("communes"),
    CollectivityKind.PROVINCE: _("provinces"),
    CollectivityKind.PREFECTURE: _("prefectures"),
    CollectivityKind.REGION: _("regions"),
}


@dataclass(frozen=True)
class Weeks(Number):
    """A number of weeks; a button's is a number too."""

    def tapped(self, value: str, today: date) -> object:
        """Return the weeks on the button."""
        found = super().tapped(value, today)
        return int(found) if isinstance(found, str) and found.isdecimal() else found


def chosen(about: Mapping[str, Any]) -> Dialogue:
    """Ask until the coordinator goes on; return {rule, words of it, what it comes to}.

    ``about`` has "reach", the region's names or None for the network, and "regions" to choose from.
    """
    picked: dict[str, Any] = {}
    notice: Words | None = None
    for turn in range(ROUNDS):
        rule = rule_of(picked)
        seen = yield LookUp(f"seen-{turn}-{_mark(rule)}", "preview", {"rule": rule})
        text = _hub(about, picked, seen, notice)
        what = yield Choice(f"who-{turn}", text, options=_ways(about, picked, seen), columns=2,
                            page=9)  # fmt: skip
        if what == GO:
            return {"rule": rule, "seen": seen, "described": described(about, picked)}
        notice = None
        if what == ALL:
            picked = {}
        else:
            picked, notice = yield from _ASK[what](about, picked, turn)
    return None


def look_ups(flow: Flow) -> None:
    """Register the look-ups of ``chosen`` with a conversation."""
    flow.looks_up("preview")(preview)
    flow.looks_up("people")(people)


def preview(context: Context, rule: Mapping[str, Any]) -> dict[str, Any]:
    """Count whom a rule means, within what this coordinator reaches at this moment."""
    reach = reach_of(context.member)
    found = audience.preview(context.session, scope(context, reach, rule)) if reach else Preview()
    return {
        "people": found.people,
        "left_out": found.left_out,
        "held": found.held,
        "readers": found.readers,
    }


def scope(context: Context, reach: Reach, rule: Mapping[str, Any]) -> Scope:
    """Return a rule within a reach, now; who speaks is not written to."""
    return Scope(reach, Rule.of(rule), context.member.id, context.now, context.today)


def people(context: Context, words: str) -> dict[str, Any]:
    """Find the people of a list among those within reach."""
    reach = reach_of(context.member)
    everybody = seated(context.session, reach) if reach else []
    others = [one for one in everybody if one.id != context.member.id]
    return finding.of_list(words, others)


def rule_of(picked: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was picked as the rule that is stored."""
    region, listed = picked.get("region"), picked.get("people")
    return Rule(
        region=int(region["id"]) if region else None,
        kinds=tuple(picked.get("kinds", ())),
        phases=tuple(picked.get("phases", ())),
        roles=tuple(picked.get("roles", ())),
        topics=tuple(picked.get("topics", ())),
        silent=picked.get("silent"),
        people=tuple(sorted(one["id"] for one in listed)) if listed is not None else None,
    ).as_json()


def described(about: Mapping[str, Any], picked: Mapping[str, Any]) -> Words:
    """Say who is meant: everybody of the reach, or what narrows it."""
    region = picked.get("region") or about["reach"]
    lines: list[Words] = [
        _("Everybody: {place}", place=Names(ar=region["ar"], fr=region["fr"]))
        if region
        else _("Everybody in the network")
    ]
    for name, (words, known) in _SETS.items():
        if picked.get(name):
            lines.append(words(Listing([known[one] for one in picked[name]])))
    if picked.get("silent"):
        lines.append(_n("Silent for {count} week", "Silent for {count} weeks", picked["silent"]))
    listed = picked.get("people")
    if listed is not None:
        names = [one["name"] for one in listed]
        lines.append(_("Of the list: {names}", names=_few(names)))
    return Lines(lines, gap="\n")


_SETS: dict[str, tuple[Callable[[Listing], Message], Mapping[str, Message]]] = {
    "roles": (
        lambda values: _("Role: {values}", values=values),
        {one.value: words for one, words in ROLES.items()},
    ),
    "kinds": (
        lambda values: _("Type: {values}", values=values),
        {one.value: words for one, words in KINDS.items()},
    ),
    "phases": (
        lambda values: _("Phase of the programme: {values}", values=values),
        {one.value: words for one, words in PHASES.items()},
    ),
    "topics": (
        lambda values: _("Topic: {values}", values=values),
        {one.value: words for one, words in TOPICS.items()},
    ),
}


def _mark(rule: Mapping[str, Any]) -> str:
    """Return what tells this rule from others, in a few letters."""
    return hashlib.sha256(json.dumps(rule).encode()).hexdigest()[:12]


def _hub(
    about: Mapping[str, Any],
    picked: Mapping[str, Any],
    seen: Mapping[str, Any],
    notice: Words | None,
) -> Words:
    number = seen["people"]
    lines: list[Words] = [] if notice is None else [notice]
    lines += [
        _("<b>To whom?</b>"),
        described(about, picked),
        _n("{count} person, now.", "{count} people, now.", number)
        if number
        else _("That means nobody: nothing can be sent."),
    ]
    return Lines(lines)


def _ways(
    about: Mapping[str, Any], picked: Mapping[str, Any], seen: Mapping[str, Any]
) -> tuple[Option, ...]:
    number = seen["people"]
    ways = [Option(GO, _n("Go on: {count} person", "Go on: {count} people", number))]
    region = about["reach"] is None
    return (
        *(ways if number else ()),
        *((Option("region", _("Region")),) if region else ()),
        Option("roles", _("Role")),
        Option("kinds", _("Type")),
        Option("phases", _("Phase")),
        Option("topics", _("Topic")),
        Option("silent", _("Silent for weeks")),
        Option("people", _("A list of names")),
        *((Option(ALL, _("Everybody")),) if picked else ()),
    )


Picked = dict[str, Any]


def _ask_region(about: Mapping[str, Any], picked: Picked, turn: int) -> Dialogue:
    regions = {one["id"]: one for one in about["regions"]}
    options = [Option(id_, Names(ar=one["ar"], fr=one["fr"])) for id_, one in regions.items()]
    answer = yield Choice(f"region-{turn}", _("Which region?"), options=(_ANY, *options), page=6)
    return {**picked, "region": regions.get(answer)}, None


def _ask_set(name: str, asked: Words, options: tuple[Option, ...]) -> Callable[..., Dialogue]:
    """Return what asks for one value more, or one less, of a closed set."""

    def ask(_about: Mapping[str, Any], picked: Picked, turn: int) -> Dialogue:
        answer = yield Choice(f"{name}-{turn}", asked, options=(_ANY, *options), page=8, columns=2)
        before = picked.get(name, [])
        if answer == ANY:
            after = []
        elif answer in before:
            after = [one for one in before if one != answer]
        else:
            after = [*before, answer]
        return {**picked, name: after}, None

    return ask


def _ask_silent(_about: Mapping[str, Any], picked: Picked, turn: int) -> Dialogue:
    weeks = yield Weeks(
        f"silent-{turn}",
        _("Silent for how many weeks? That is: no check-in answered, no report made."),
        options=tuple(Option(str(one), _n("{count} week", "{count} weeks", one)) for one in WEEKS),
        low=1,
        high=52,
        optional=True,
    )
    return {**picked, "silent": weeks}, None


def _ask_people(_about: Mapping[str, Any], picked: Picked, turn: int) -> Dialogue:
    words = yield Text(
        f"people-{turn}",
        _("Type or paste names of people or of local governments, or their codes: one on each "
          "line, or with commas."),
        limit=LONGEST_LIST,
        optional=True,
    )  # fmt: skip
    if words is None:
        return {**picked, "people": None}, None
    mark = hashlib.sha256(words.encode(errors="backslashreplace")).hexdigest()[:12]
    found = yield LookUp(f"found-{turn}-{mark}", "people", {"words": words})
    lines: list[Words] = []
    if found["unknown"]:
        lines.append(_("I find nobody called: {names}", names=_few(found["unknown"])))
    if found["several"]:
        lines.append(
            _("More than one is called so, please say which: {names}",
              names=_few(found["several"]))
        )  # fmt: skip
    return {**picked, "people": found["found"]}, Lines(lines, gap="\n") if lines else None


_ASK: dict[str, Callable[..., Dialogue]] = {
    "region": _ask_region,
    "roles": _ask_set("roles", _("Which role? You may choose several, one after the other."),
                      tuple(Option(one.value, words) for one, words in ROLES.items())),
    "kinds": _ask_set("kinds", _("Which type of local government?"),
                      tuple(Option(one.value, words) for one, words in KINDS.items())),
    "phases": _ask_set("phases", _("Whose programme is in which phase?"),
                       tuple(Option(one.value, words) for one, words in PHASES.items())),
    "topics": _ask_set("topics", _("Who works on which topic?"), topics()),
    "silent": _ask_silent,
    "people": _ask_people,
}  # fmt: skip


def _few(names: Sequence[str]) -> Words:
    """Name some, and say how many more there are; long ones are cut, for this display alone."""
    shown = [one if len(one) <= LONGEST_NAME else f"{one[: LONGEST_NAME - 1]}…"
             for one in names[:SHOWN]]  # fmt: skip
    if len(names) <= SHOWN:
        return _("{names}", names=Listing(shown))
    return _n(
        "{names} and {count} more", "{names} and {count} more", len(names) - SHOWN,
        names=Listing(shown),
    )  # fmt: skip
