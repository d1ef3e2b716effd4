"""What a search shows: the best three with one line why, filters, and peers when it did not help.

It finds what members wrote and moderators published, and never makes up an answer.
"""

from secrets import token_urlsafe

import locales
from handlers.dialogue import Context
from handlers.entries import OLD, faq_card, is_old, number_of, practice_card, shortened
from handlers.inline import InlineResult
from handlers.permissions import may
from handlers.places import place_of
from handlers.say import Button, Say
from handlers.topics import TOPICS
from locales import Lines, Listing, Words, _, language_name
from storage import publishing, searches, shelves
from storage.models import Practice, Published, Search, Topic
from storage.search import Hit, find

BEST = 3
TOKEN_BYTES = 8
LEAST = 2  # letters that can be searched for
MOST = 300  # characters
_FAR = 20  # pages


def is_enough(text: str) -> bool:
    """Tell whether there are letters enough to search for."""
    return len(locales.normalise(text).replace(" ", "")) >= LEAST


def begin(context: Context, text: str) -> Search:
    """Note what is sought, so that buttons can come back to it: they carry no words."""
    token = token_urlsafe(TOKEN_BYTES)
    words = locales.clean(text).strip()[:MOST]
    return searches.add(context.session, words, token, context.member.language, context.now)


def show(
    context: Context,
    search: Search,
    page: int = 0,
    topic: Topic | None = None,
    region: int | None = None,
) -> Say:
    """Show a page of what is found under these filters."""
    page = min(page, _FAR)
    hits = find(
        context.session,
        search.words,
        topic=topic.value if topic else None,
        region_id=region,
        limit=BEST * (page + 1) + 1,
    )[BEST * page :]
    shown, more = hits[:BEST], len(hits) > BEST
    searches.found(search, [[hit.kind.value, hit.number] for hit in shown])
    filters = f"{topic.value if topic else ''}.{region or ''}"
    if not shown:
        lines: list[Words] = [_("I found nothing on: {words}", words=shortened(search.words))]
        return Say(Lines(lines), (*_peers(context, search), *_narrower(search, filters), _BACK))
    head = _("Found for: {words}", words=shortened(search.words))
    narrowed: list[Words] = [TOPICS[topic]] if topic else []
    if region:
        narrowed.append(place_of(context.session, region))
    if narrowed:
        head = _("Found for: {words} ({filters})", words=shortened(search.words),
                 filters=Listing(narrowed))  # fmt: skip
    buttons = tuple(
        Button(number_of(Published(hit.kind.value), hit.number),
               f"a.hit.{search.token}.{hit.kind.value}.{hit.number}")
        for hit in shown
    )  # fmt: skip
    turn = []
    if page:
        turn.append(Button(_("Previous"), f"a.found.{search.token}.{page - 1}.{filters}"))
    if more:
        turn.append(Button(_("More"), f"a.found.{search.token}.{page + 1}.{filters}"))
    rows = (
        buttons,
        *((tuple(turn),) if turn else ()),
        *_narrower(search, filters),
        *_peers(context, search),
        _BACK,
    )
    return Say(Lines([head, *(_line(context, hit) for hit in shown)]), rows)


def inline(context: Context, words: str) -> list[InlineResult]:
    """Find what is typed after the bot's name in any chat: the entry in short, to be posted there.

    Nothing is kept of it; without words, the newest.
    """
    if is_enough(words):
        hits = find(context.session, words, limit=_MANY)
        found = [(Published(hit.kind.value), hit.number) for hit in hits]
    else:
        newest = shelves.entries(context.session, limit=_MANY)
        found = [(one.kind, one.number) for one in newest]
    results = []
    for kind, number in found:
        entry = publishing.published(context.session, kind, number)
        if entry is None:
            continue
        card = (
            practice_card(context, entry, whole=False)
            if isinstance(entry, Practice)
            else faq_card(context, entry, whole=False)
        )
        title = entry.title if isinstance(entry, Practice) else entry.question
        described = entry.result if isinstance(entry, Practice) else entry.answer
        results.append(
            InlineResult(
                id=f"{kind.value}.{number}",
                title=shortened(title),
                description=shortened(described),
                text=card,
            )
        )
    return results


_MANY = 10  # results in another chat
_BACK = (Button(_("Library"), "a.library"), Button(_("Menu"), "a.menu"))


def _line(context: Context, hit: Hit) -> Words:
    """Write a hit in three lines: what, from where and when, and why it was found."""
    kind = Published(hit.kind.value)
    entry = publishing.published(context.session, kind, hit.number)
    where: list[Words] = []
    if entry is not None and entry.collectivity_id is not None:
        where.append(place_of(context.session, entry.collectivity_id))
    where.append(_("published on {day}", day=locales.wall(hit.dated).date()))
    if hit.language != context.member.language:
        where.append(_("written in {language}", language=language_name(hit.language)))
    lines: list[Words] = [
        _("<b>{number}</b> {title}", number=number_of(kind, hit.number),
          title=shortened(hit.title)),
        Lines(where, gap=" · "),
    ]  # fmt: skip
    why = _why(hit)
    if why is not None:
        lines.append(why)
    if entry is not None and is_old(entry, context.today):
        lines.append(OLD)
    return Lines(lines, gap="\n")


def _why(hit: Hit) -> Words | None:
    if hit.crossed:
        return _("Says the same in another language.")
    if not hit.matched:
        return None
    return _("Speaks of: {words}", words=Listing(list(hit.matched[:BEST])))


def _peers(context: Context, search: Search) -> tuple[tuple[Button, ...], ...]:
    """Return the way to the peers, with the words as the question."""
    if not may(context.member, "ask"):
        return ()
    return ((Button(_("Not helpful: ask my peers"), f"a.peers.{search.token}"),),)


def _narrower(search: Search, filters: str) -> tuple[tuple[Button, ...], ...]:
    return (
        (
            Button(_("By topic"), f"a.narrow.{search.token}.topic.{filters}"),
            Button(_("By region"), f"a.narrow.{search.token}.region.{filters}"),
        ),
    )
