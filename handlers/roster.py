"""The list of members: by region and province, A to Z by local government, and whom to think of."""

import locales
from handlers.dialogue import Context
from handlers.places import place_of
from handlers.roles import seat_words
from handlers.say import Button, Say, number_in
from locales import Lines, Message, Words, _, _n
from storage import listing, profiles, seats
from storage.listing import Count, Person, Which
from storage.models import CollectivityKind
from storage.reach import Reach, place_within, reach_of

PAGE = 5  # people, or places, on one screen of a phone
AT_ONCE = 15  # people of a region who need no provinces
VACANT = "vacant"  # seats, not people: named in buttons beside the lists
OWN = "o"  # before a region's number: the seats of the region itself

LISTS: dict[Which, Message] = {
    Which.ALL: _("Everybody"),
    Which.SILENT: _("Silent for 4 weeks"),
    Which.LONG_SILENT: _("Silent for 8 weeks"),
    Which.AWAY: _("Away"),
    Which.UNREACHABLE: _("Cannot be reached"),
}
_SILENT = frozenset(listing.SILENT_WEEKS)


def show(context: Context, argument: str) -> Say:
    """Show the lists there are, or the page that a button names: list, place, page."""
    reach = reach_of(context.member)
    if reach is None:
        return Say(_("You look after nobody here."), (_MENU,))
    name, _dot, rest = argument.partition(".")
    place, _dot, page = rest.partition(".")
    at = number_in(page) or 0
    if name == VACANT:
        return _vacant(context, reach, at)
    if name not in {one.value for one in Which}:
        return _lists(context, reach)
    if not place and reach.region_id is None:
        return _regions(context, Which(name), at)
    return _place(context, reach, Which(name), place or str(reach.region_id), at)


def _lists(context: Context, reach: Reach) -> Say:
    """Count each list, and offer those that hold somebody."""
    numbers = {one: listing.count(context.session, reach, one, context.today) for one in Which}
    buttons = [
        Button(_("{list}: {count}", list=LISTS[one], count=number), f"a.roster.{one.value}")
        for one, number in numbers.items()
        if number or one is Which.ALL
    ]
    empty = len(seats.vacant(context.session, reach))
    if empty:
        buttons.append(Button(_("{list}: {count}", list=_("Vacant seats"), count=empty),
                              f"a.roster.{VACANT}"))  # fmt: skip
    text = Lines(
        [
            _("<b>List of members</b>"),
            _("Choose a list, or type “member” and a name."),
        ]
    )
    find = Button(_("Find a member"), "s.member")
    return Say(text, (*((one,) for one in buttons), (find, *_MEMBERS)))


def _regions(context: Context, which: Which, page: int) -> Say:
    found = listing.by_region(context.session, which, context.today)
    return _places(context, which, found, page, path=f"a.roster.{which.value}.")


def _place(context: Context, reach: Reach, which: Which, name: str, page: int) -> Say:
    """Show the people of a place, or a large region's provinces; beyond reach there is nobody."""
    session, today = context.session, context.today
    own, number = name.startswith(OWN), number_in(name.removeprefix(OWN))
    path = f"a.roster.{which.value}.{name}."
    if number == 0 and reach.region_id is None:
        return _page(context, which, listing.people(session, reach, which, today, at=0), page, path)
    place = place_within(session, reach, number) if number is not None else None
    if place is None:
        return _page(context, which, [], 0, path)
    if own or place.kind != CollectivityKind.REGION:
        found = listing.people(session, reach, which, today, at=place.id)
        return _page(context, which, found, page, path)
    region = Reach(place.id)
    if listing.count(session, region, which, today) <= AT_ONCE:
        return _page(context, which, listing.people(session, region, which, today), page, path)
    provinces = listing.by_province(session, region, which, today)
    return _places(context, which, provinces, page, path=path, region=place.id)


def _places(  # noqa: PLR0913 — of which list, which places, which page, and where it leads
    context: Context,
    which: Which,
    found: list[Count],
    page: int,
    *,
    path: str,
    region: int | None = None,
) -> Say:
    shown = found[page * PAGE : (page + 1) * PAGE]
    if not shown:
        return _page(context, which, [], 0, path)
    head = f"a.roster.{which.value}."
    buttons = [
        (Button(_("{place}: {count}", place=_name(context, one), count=one.people),
                f"{head}{_key(one, region)}"),)
        for one in shown
    ]  # fmt: skip
    turn = _turn(path if region else f"{head}.", page, more=len(found) > (page + 1) * PAGE)
    text = Lines([_head(which), _("Where?")])
    return Say(text, (*buttons, *turn, _LISTS))


def _page(context: Context, which: Which, found: list[Person], page: int, path: str) -> Say:
    """Show a page of people, A to Z by local government; each opens their card."""
    if not found:
        return Say(Lines([_head(which), _("Nobody.")]), (_LISTS,))
    ordered = sorted(found, key=lambda one: _order(context, one))
    shown = ordered[page * PAGE : (page + 1) * PAGE] or ordered[:PAGE]
    lines = [_line(context, which, one) for one in shown]
    rows = [(Button(one.name, f"a.member.{one.id}"),) for one in shown]
    turn = _turn(path, page, more=len(ordered) > (page + 1) * PAGE)
    head = _n("{count} person", "{count} people", len(ordered))
    return Say(Lines([_head(which), head, Lines(lines, gap="\n")]), (*rows, *turn, _LISTS))


def _vacant(context: Context, reach: Reach, page: int) -> Say:
    """Show the seats in which nobody sits; each leads to inviting somebody to it."""
    found = seats.vacant(context.session, reach)
    shown = found[page * PAGE : (page + 1) * PAGE]
    names = [seat_words(context.session, one.role, one.collectivity_id) for one in shown]
    rows = [(Button(name, f"s.invite.{one.id}"),) for name, one in zip(names, shown, strict=True)]
    turn = _turn(f"a.roster.{VACANT}..", page, more=len(found) > (page + 1) * PAGE)
    body = _("For which seat do you invite somebody?") if shown else _("None.")
    return Say(Lines([_("<b>Vacant seats</b>"), body]), (*rows, *turn, _LISTS))


def _order(context: Context, one: Person) -> tuple[str, str, str]:
    """Sort by the name of the place in the coordinator's own script, then by seat and name."""
    names = (one.place_ar, one.place_fr)
    first, second = names if context.member.language == "ar" else names[::-1]
    return locales.normalise(first or second), one.seat.role.value, locales.normalise(one.name)


def _line(context: Context, which: Which, one: Person) -> Words:
    seat = seat_words(context.session, one.seat.role, one.seat.collectivity_id)
    heard = profiles.last_heard(context.session, one.id) if which in _SILENT else None
    if heard is None:
        return _("{name}, {seat}", name=one.name, seat=seat)
    return _("{name}, {seat}: last heard from on {day}", name=one.name, seat=seat,
             day=locales.wall(heard).date())  # fmt: skip


def _head(which: Which) -> Words:
    return _("<b>{list}</b>", list=LISTS[which])


def _name(context: Context, one: Count) -> Words:
    if one.place is None:
        return _("The whole network")
    return place_of(context.session, one.place.id)


def _key(one: Count, region: int | None) -> str:
    if one.place is None:
        return "0"
    return f"{OWN}{one.place.id}" if one.place.id == region else str(one.place.id)


def _turn(path: str, page: int, *, more: bool) -> tuple[tuple[Button, ...], ...]:
    """Return the row that turns pages, if there is anywhere to turn to."""
    buttons = []
    if page:
        buttons.append(Button(_("Previous"), f"{path}{page - 1}"))
    if more:
        buttons.append(Button(_("More"), f"{path}{page + 1}"))
    return (tuple(buttons),) if buttons else ()


_MENU = (Button(_("Menu"), "a.menu"),)
_MEMBERS = (Button(_("Members"), "a.members"),)
_LISTS = (Button(_("The lists"), "a.roster"), *_MEMBERS)
