"""The library: by topic and region, the newest, the most applied, one's own; cards and files."""

from handlers.dialogue import Context
from handlers.entries import (
    ACTIONS,
    faq_card,
    faq_is_long,
    is_long,
    line,
    number_of,
    practice_card,
    shortened,
)
from handlers.permissions import may
from handlers.places import place_of
from handlers.say import MOST_FILES, Button, Say, number_in
from handlers.topics import TOPICS
from locales import Lines, Message, Words, _, _n
from storage import files, library, practices, publishing, shelves, uses
from storage.models import Faq, Practice, PublicationStatus, Published, Topic, Use
from storage.shelves import Order, Shelf

PAGE = 4  # entries of a list: what 700 characters hold
_COLUMNS = 2
_S = PublicationStatus


def show(context: Context, argument: str) -> Say:
    """Show the library's rooms, or the shelf that a button names: by what, then which page."""
    room, _dot, rest = argument.partition(".")
    name, _dot, page = rest.rpartition(".")
    number = number_in(page) or 0
    match room:
        case "new":
            return _shelf(context, Shelf(), Order.NEWEST, "new", number)
        case "most":
            return _shelf(context, Shelf(), Order.MOST_USED, "most", number)
        case "topic" if name in {one.value for one in Topic}:
            shelf = Shelf(topic=Topic(name))
            return _shelf(context, shelf, Order.NEWEST, f"topic.{name}", number)
        case "region" if name:
            shelf = Shelf(region_id=number_in(name) or 0)
            return _shelf(context, shelf, Order.NEWEST, f"region.{name}", number)
        case "region":
            return _regions(context)
        case _:
            return _rooms(context)


def practice(context: Context, argument: str) -> Say:
    """Show a practice's card, or all of it; one that is not published to its author alone."""
    digits, _dot, view = argument.partition(".")
    found = practices.of_number(context.session, number_in(digits) or 0)
    if found is None:
        return _GONE
    theirs = practices.is_theirs(found, context.member)
    if found.status is not _S.PUBLISHED and not theirs:
        return _GONE
    whole = view == "all"
    text = practice_card(context, found, whole=whole)
    rows: list[tuple[Button, ...]] = []
    read_on = Button(_("Read on"), f"a.practice.{found.id}.all")
    if is_long(found) and not whole:
        rows.append((read_on,))
    kept = _files(found)
    if kept:
        label = _n("{count} file", "{count} files", len(kept))
        rows.append((Button(label, f"a.files.{found.id}"),))
    rows += _own(context, found) if theirs else _others(context, found)
    if theirs:
        text = Lines([text, _standing(context, found)])
    return Say(text, (*rows, _BACK))


def faq(context: Context, argument: str) -> Say:
    """Show the card of an answer, or all of it."""
    digits, _dot, view = argument.partition(".")
    found = publishing.published(context.session, Published.FAQ, number_in(digits) or 0)
    if not isinstance(found, Faq):
        return _GONE
    whole = view == "all"
    rows: list[tuple[Button, ...]] = []
    if faq_is_long(found) and not whole:
        rows.append((Button(_("Read on"), f"a.faq.{found.id}.all"),))
    place = context.member.collectivity_id
    if (
        may(context.member, "helped")
        and place is not None
        and not uses.has(context.session, Published.FAQ, found.id, Use.HELPED, place)
    ):
        rows.append((Button(_("It helped"), f"a.helped.{found.id}"),))
    if _is_side(context, found):
        rows.append((Button(_("Take it back"), f"a.unpublish.{_ANSWER}{found.id}"),))
    return Say(faq_card(context, found, whole=whole), (*rows, _BACK))


def send_files(context: Context, argument: str) -> Say:
    """Send the files of a practice: on request alone, for not every telephone has the data."""
    found = practices.of_number(context.session, number_in(argument) or 0)
    if found is None or not (
        found.status is _S.PUBLISHED or practices.is_theirs(found, context.member)
    ):
        return _NO_FILES
    numbers = _files(found)
    kept = files.by_number(context.session, numbers)
    there = tuple(one for one in numbers if one in kept and kept[one].status != "expired")
    back = (Button(_("Back to {number}", number=f"P-{found.id}"), f"a.practice.{found.id}"),)
    if not there:
        return Say(_("The files of {number} are kept no more.", number=f"P-{found.id}"), (back,))
    return Say(_("The files of {number}.", number=f"P-{found.id}"), (back,),
               files=there[:MOST_FILES])  # fmt: skip


def mine(context: Context, argument: str) -> Say:
    """List one's own practices, and those of one's seat, each with where it stands."""
    page = min(number_in(argument) or 0, _FAR)
    found = practices.mine(context.session, context.member, PAGE + 1, page * PAGE)
    if not found:
        return Say(_("You have shared no practice yet."), (_SHARE, _BACK))
    lines: list[Words] = [
        _("<b>{number}</b> {title}\n{standing}", number=f"P-{one.id}", title=shortened(one.title),
          standing=_standing(context, one))
        for one in found[:PAGE]
    ]  # fmt: skip
    buttons = tuple(Button(f"P-{one.id}", f"a.practice.{one.id}") for one in found[:PAGE])
    rows = (buttons, *_pages("a.mine", page, more=len(found) > PAGE), _SHARE, _BACK)
    return Say(Lines([_("<b>My practices</b>"), *lines]), rows)


def unpublish(context: Context, argument: str) -> Say:
    """Take one's own practice, or an answer one gave or got, out of the library with one tap."""
    if argument.startswith(_ANSWER):
        return _unpublish_answer(context, number_in(argument.removeprefix(_ANSWER)) or 0)
    found = practices.of_number(context.session, number_in(argument) or 0)
    if found is None or not practices.is_theirs(found, context.member):
        return _GONE
    number = f"P-{found.id}"
    if not practices.unpublish(context.session, found, context.member, context.now):
        return Say(_("{number} was taken back before.", number=number), (_BACK,))
    text = _("{number} is taken back: nobody else sees it any more.", number=number)
    again = (Button(_("Change it and send it again"), f"s.share.p{found.id}"),)
    return Say(text, (again, _BACK))


_ANSWER = "f"  # before the number of an answer, in a button that is for practices too


def _unpublish_answer(context: Context, number: int) -> Say:
    """Take an answer back for one of the two whose consent published it, at any time (F10)."""
    found = publishing.published(context.session, Published.FAQ, number)
    if not isinstance(found, Faq) or not _is_side(context, found):
        return _GONE
    library.unpublish(context.session, found, context.member, context.now)
    text = _("{number} is taken back: nobody else sees it any more.", number=f"A-{found.id}")
    return Say(text, (_BACK,))


def _is_side(context: Context, found: Faq) -> bool:
    sides = library.sides(context.session, found)
    return context.member.id in {one.id for one in sides}


_BACK = (Button(_("Library"), "a.library"), Button(_("Menu"), "a.menu"))
_SHARE = (Button(_("Share a practice"), "s.share"),)
_GONE = Say(_("That is not in the library, or no longer."), (_BACK,))
_NO_FILES = Say(_("There are no such files."), (_BACK,))
_STANDINGS: dict[PublicationStatus, Message] = {
    _S.SUBMITTED: _("Waits for the moderator."),
    _S.RETURNED: _("The moderator asked for a change."),
    _S.REJECTED: _("Not published."),
    _S.PUBLISHED: _("Published."),
    _S.WITHDRAWN: _("Taken back."),
}


def _rooms(context: Context) -> Say:
    count = shelves.count(context.session)
    topics = shelves.topics(context.session)
    doors = [
        Button(_("{topic} ({count})", topic=words, count=topics[topic]),
               f"a.library.topic.{topic.value}.0")
        for topic, words in TOPICS.items()
        if topic in topics
    ]  # fmt: skip
    ways = (
        (Button(_("Search"), "s.find"), Button(_("My practices"), "a.mine")),
        (*_SHARE, Button(_("Weekly news"), "a.digest")),
        (Button(_("Menu"), "a.menu"),),
    )
    title = _("<b>Library</b>")
    if not count:
        return Say(Lines([title, _("Nothing is published yet: yours could be the first.")]), ways)
    rooms = (
        (Button(_("Newest"), "a.library.new.0"), Button(_("Most applied"), "a.library.most.0")),
        (Button(_("By region"), "a.library.region"),),
    )
    text = _n("{count} practice or answer, by topic:", "{count} practices and answers, by topic:",
              count)  # fmt: skip
    return Say(Lines([title, text]), (*_in_pairs(doors), *rooms, *ways))


def _regions(context: Context) -> Say:
    found = shelves.regions(context.session)
    buttons = [
        Button(_("{place} ({count})", place=place_of(context.session, region), count=count),
               f"a.library.region.{region}.0")
        for region, count in found.items()
    ]  # fmt: skip
    return Say(_("Which region?"), (*((button,) for button in buttons), _BACK))


def _shelf(context: Context, shelf: Shelf, order: Order, name: str, page: int) -> Say:
    found = shelves.entries(
        context.session, shelf, order, limit=PAGE + 1, offset=min(page, _FAR) * PAGE
    )
    if not found:
        return Say(_("Nothing here."), (_BACK,))
    lines = [line(context, entry) for entry in found[:PAGE]]
    buttons = tuple(
        Button(number_of(one.kind, one.number), f"a.{ACTIONS[one.kind]}.{one.number}")
        for one in found[:PAGE]
    )
    rows = (buttons, *_pages(f"a.library.{name}", page, more=len(found) > PAGE), _BACK)
    return Say(Lines(lines), rows)


_FAR = 10_000  # pages; no list is longer


def _pages(data: str, page: int, *, more: bool) -> tuple[tuple[Button, ...], ...]:
    turn = []
    if page:
        turn.append(Button(_("Previous"), f"{data}.{page - 1}"))
    if more:
        turn.append(Button(_("More"), f"{data}.{page + 1}"))
    return (tuple(turn),) if turn else ()


def _in_pairs(buttons: list[Button]) -> list[tuple[Button, ...]]:
    return [tuple(buttons[start : start + _COLUMNS]) for start in range(0, len(buttons), _COLUMNS)]


def _files(found: Practice) -> list[int]:
    return [one for one in found.files if isinstance(one, int)]


def _own(context: Context, found: Practice) -> list[tuple[Button, ...]]:
    """Return what an author may do with a practice."""
    del context
    change = Button(_("Change it"), f"s.share.p{found.id}")
    if found.status in {_S.PUBLISHED, _S.SUBMITTED, _S.RETURNED}:
        return [(change, Button(_("Take it back"), f"a.unpublish.{found.id}"))]
    return [(change,)]


def _others(context: Context, found: Practice) -> list[tuple[Button, ...]]:
    """Return what a reader may do with a practice."""
    rows: list[tuple[Button, ...]] = []
    place = context.member.collectivity_id
    if (
        may(context.member, "applied")
        and place is not None
        and place != found.collectivity_id
        and not uses.has(context.session, Published.PRACTICE, found.id, Use.APPLIED, place)
    ):
        rows.append((Button(_("We applied it"), f"s.applied.{found.id}"),))
    if found.contact and practices.writer(context.session, found) is not None:
        rows.append((Button(_("Ask the author"), f"s.ask_author.{found.id}"),))
    return rows


def _standing(context: Context, found: Practice) -> Words:
    """Say where one's own practice stands, and that a newer version waits."""
    said = _STANDINGS[found.status]
    newest = practices.newest(context.session, found.id)
    if found.status is _S.PUBLISHED and newest.number > found.version:
        later = {
            _S.SUBMITTED: _("A new version waits for the moderator."),
            _S.RETURNED: _("Of the new version, the moderator asked for a change."),
        }.get(newest.status)
        if later is not None:
            return Lines([said, later], gap="\n")
    return said
