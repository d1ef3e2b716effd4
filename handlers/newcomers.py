"""What a coordinator is asked of somebody who is to come in: role, place, name, whom they follow.

Shared by inviting and by letting somebody in. What may be answered is checked again, from the
database, when it is done (`handlers.entry`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from handlers.dialogue import Choice, Confirm, Context, Flow, LookUp, Option, Text
from handlers.dialogue.flow import About
from handlers.dialogue.questions import Answer, Refusal
from handlers.dialogue.replay import Dialogue
from handlers.entry import given_by, name_problem
from handlers.imports.places import REGION, Gazetteer
from handlers.roles import ROLES, seat_json, seat_of
from handlers.say import number_in
from locales import LANGUAGES, Lines, Names, Words, _, language_name
from storage import Session, invitations, people, seats, territory
from storage.models import Role
from storage.reach import place_within, reach_of
from storage.seats import TITULAR

LONGEST_NAME = 100  # characters
LONGEST_PLACE = 100  # characters
TRIES = 10  # names of places looked for in one conversation
NAMESAKES = 3  # members of the same name who are offered

_ALL, _OTHER, _NEW = "all", "other", "new"


@dataclass(frozen=True)
class Name(Text):
    """A person's name. Digits are refused: an identity-card number must not come in (09-08)."""

    def read(self, text: str, today: date) -> Answer | Refusal:
        """Take letters of any script."""
        read = super().read(text, today)
        if isinstance(read, Refusal):
            return read
        name = " ".join(read.value.split())
        reason = name_problem(name)
        return Refusal(reason) if reason is not None else Answer(name)


def about_inviting(context: Context) -> About | None:
    """Return what this coordinator may give, and their region if they have one; None for others."""
    reach = reach_of(context.member)
    if reach is None:
        return None
    region = reach.region_id
    return {
        "roles": [role.value for role in given_by(context.member)],
        "region": _place_json(context.session, region) if region is not None else None,
    }


def vacant_seat(context: Context, seat_id: int | None) -> dict[str, Any] | None:
    """Return the role and place of a vacant seat that this coordinator may fill; else None."""
    reach = reach_of(context.member)
    if reach is None or seat_id is None:
        return None
    found = next((one for one in seats.vacant(context.session, reach) if one.id == seat_id), None)
    if found is None or found.collectivity_id is None:
        return None
    place = _place_json(context.session, found.collectivity_id)
    return {"role": found.role.value, "place": place}


def seat_sought(about: Mapping[str, Any]) -> Dialogue:
    """Ask for role and place; return {role, place, key}, or None where no place was found.

    ``key`` is the question to ask again when the place is to be changed; None where there is none.
    A vacant seat that was chosen in a list is asked for no more, and is ``fixed``.
    """
    if about.get("seat"):
        return {**about["seat"], "key": None, "fixed": True}
    roles = tuple(Option(role, ROLES[Role(role)]) for role in about["roles"])
    role = Role((yield Choice("role", _("Which role will they have?"), options=roles)))
    if role == Role.NATIONAL_COORDINATOR:
        return {"role": role.value, "place": None, "key": None}
    found: Mapping[str, Any] | None = None
    for number in range(TRIES):
        key = f"where-{number}"
        words = yield Text(
            key, _where(role, found), options=_everywhere(role, about), limit=LONGEST_PLACE
        )
        if words == _ALL and role == Role.OBSERVER:
            return {"role": role.value, "place": about["region"], "key": key}
        found = yield LookUp(
            f"places-{number}-{role}-{words}", "places", {"role": role.value, "words": words}
        )
        if found["place"] is not None:
            return {"role": role.value, "place": found["place"], "key": key}
        if not found["options"]:
            continue
        near = {one["id"]: one for one in found["options"]}
        options = tuple(Option(number_, _name(one)) for number_, one in near.items())
        other = Option(_OTHER, _("Another name"))
        key = f"place-{number}"
        chosen = yield Choice(key, _("Which of these?"), options=(*options, other))
        if chosen != _OTHER:
            return {"role": role.value, "place": near[chosen], "key": key}
        found = None
    return None


def newcomer(about: Mapping[str, Any], *, save: Words, inviting: bool) -> Dialogue:
    """Ask everything and show it; return the answers, or None where no place was found.

    ``inviting`` asks for the language too, and whether it is somebody who is in already: whoever
    stands at the door has chosen theirs.
    """
    said = yield from seat_sought(about)
    if said is None:
        return None
    said["name"] = yield Name("name", _("Their first and family name?"), limit=LONGEST_NAME)
    said["member"] = (yield from _known(said)) if inviting else None
    if inviting and said["member"] is None:
        languages = tuple(Option(code, language_name(code)) for code in LANGUAGES)
        said["language"] = yield Choice(
            "language", _("Which language do they prefer?"), options=languages, columns=2
        )
    yield from _holder(said)
    yield Confirm("save", _summary(said), save=save, edits=_edits(said))
    return said


def _known(said: Mapping[str, Any]) -> Dialogue:
    """Ask whether it is a member of that name, if there is one; return their number or None."""
    name = said["name"]
    found = yield LookUp(f"names-{name}", "names", {"name": name})
    if not found:
        return None
    text = _("Somebody of that name is in the network. Is it one of them?")
    options = tuple(Option(one["id"], seat_of(one)) for one in found)
    chosen = yield Choice(
        f"known-{name}", text, options=(*options, Option(_NEW, _("Somebody else")))
    )
    return None if chosen == _NEW else int(chosen)


def _holder(said: dict[str, Any]) -> Dialogue:
    """Ask what becomes of whoever holds the seat; fills in ``replaces``, may change the role."""
    role, place = said["role"], said["place"]
    place_id = place["id"] if place else None
    seat = yield LookUp(f"seat-{role}-{place_id}", "seat", {"role": role, "place": place_id})
    said["waiting"], said["replaces"] = seat["waiting"], None
    holder = seat["holder"]
    if holder is None:
        return
    name = holder["name"]
    handover = Option("handover", _("A handover"))
    if seat["deputy"]:
        text = _(
            "{name} holds this seat. Is this a handover ({name} leaves when the new person "
            "joins) or a deputy?",
            name=name,
        )
        options: tuple[Option, ...] = (handover, Option("deputy", _("A deputy")))
    else:
        text = _("{name} holds this seat, and leaves it when the new person joins.", name=name)
        options = (handover,)
    answer = yield Choice(f"holder-{holder['id']}", text, options=options, columns=2)
    if answer == "deputy":
        said["role"], said["waiting"] = Role.DEPUTY.value, None
    else:
        said["replaces"] = holder


def look_ups(flow: Flow) -> None:
    """Register the look-ups of ``newcomer`` with a conversation."""
    flow.looks_up("places")(find_places)
    flow.looks_up("names")(find_names)
    flow.looks_up("seat")(find_seat)


def find_places(context: Context, role: str, words: str) -> dict[str, Any]:
    """Return the place within reach that was typed, or those that may be meant."""
    reach = reach_of(context.member)
    if reach is None:
        return {"place": None, "options": []}
    session = context.session
    only = REGION if role == Role.REGIONAL_COORDINATOR else None
    found = gazetteer(session, reach.region_id).find(words, only=only)
    options = [_place_json_of(session, place.code) for place in found.options]
    exact = _place_json_of(session, found.place.code) if found.place else None
    return {"place": exact, "options": options}


def find_names(context: Context, name: str) -> list[dict[str, Any]]:
    """Return the members within reach who bear this name, with their seats."""
    reach = reach_of(context.member)
    found = people.named(context.session, reach, name, NAMESAKES) if reach else ()
    return [
        {"id": str(one.id), **seat_json(context.session, one.role, one.collectivity_id)}
        for one in found
        if one.role is not None
    ]


def find_seat(context: Context, role: str, place: str | None) -> dict[str, Any]:
    """Return who holds a seat, whether it could have a deputy, and who was invited to it before."""
    nothing = {"holder": None, "deputy": False, "waiting": None}
    reach, place_id = reach_of(context.member), number_in(place)
    if reach is None or place_id is None or Role(role) not in TITULAR:
        return nothing
    session = context.session
    if place_within(session, reach, place_id) is None:
        return nothing
    holder = seats.sitting(session, Role(role), place_id)
    free = seats.sitting(session, Role.DEPUTY, place_id) is None
    seat = seats.find(session, Role(role), place_id)
    waiting = invitations.waiting(session, seat.id) if seat else None
    return {
        "holder": {"id": holder.id, "name": holder.name} if holder else None,
        "deputy": role == Role.FOCAL_POINT and free,
        "waiting": waiting.member.name if waiting else None,
    }


_BUILT: dict[int | None, tuple[tuple[int, int], Gazetteer]] = {}


def gazetteer(session: Session, region_id: int | None) -> Gazetteer:
    """Return the places of a region, or all, indexed for finding.

    Reading and indexing 1,590 places takes 15 to 30 ms, ten times a step; so a process keeps
    what it built until a place is added.
    """
    extent = territory.extent(session)
    known = _BUILT.get(region_id)
    if known is not None and known[0] == extent:
        return known[1]
    code = None if region_id is None else territory.by_id(session, region_id).code
    places = territory.register(session)
    built = Gazetteer(place for place in places if code in {None, place.code, place.region})
    _BUILT[region_id] = (extent, built)
    return built


def _where(role: Role, found: Mapping[str, Any] | None) -> Words:
    if role == Role.REGIONAL_COORDINATOR:
        asked = _("Which region? Type its name.")
    else:
        asked = _("Which local government? Type its name; a province in brackets helps.")
    if found is None:
        return asked
    return Lines([_("I do not find that name within your reach."), asked])


def _everywhere(role: Role, about: Mapping[str, Any]) -> tuple[Option, ...]:
    """Offer an observer the whole of what the coordinator looks after."""
    if role != Role.OBSERVER:
        return ()
    region = about["region"]
    return (Option(_ALL, _name(region) if region else _("The whole network")),)


def _name(place: Mapping[str, Any]) -> Names:
    return Names(ar=place["ar"], fr=place["fr"])


def _place_json(session: Session, collectivity_id: int) -> dict[str, Any]:
    arabic, french = territory.labels_of(session, [collectivity_id])[collectivity_id]
    return {"id": str(collectivity_id), "ar": arabic, "fr": french}


def _place_json_of(session: Session, code: str) -> dict[str, Any] | None:
    place = territory.by_code(session, code)
    return _place_json(session, place.id) if place else None


def _summary(said: Mapping[str, Any]) -> Words:
    lines: list[Words] = [_("<b>{name}</b>\n{seat}", name=said["name"], seat=seat_of(said))]
    if said.get("language"):
        lines.append(_("Language: {language}", language=language_name(said["language"])))
    if said["replaces"]:
        lines.append(
            _("{name} leaves this seat when the new person joins.", name=said["replaces"]["name"])
        )
    if said["waiting"]:
        lines.append(_("The earlier invitation of {name} to this seat ends.", name=said["waiting"]))
    return Lines(lines)


def _edits(said: Mapping[str, Any]) -> tuple[Option, ...]:
    place = (Option(said["key"], _("Place")),) if said["key"] else ()
    language = (Option("language", _("Language")),) if said.get("language") else ()
    role = () if said.get("fixed") else (Option("role", _("Role")),)
    return (*role, *place, Option("name", _("Name")), *language)
