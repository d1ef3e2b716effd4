"""What stands beside every table: what it is, of whom, of when, made by whom, from where."""

from dataclasses import dataclass
from datetime import datetime

from handlers.desk import Ordered
from handlers.exports.table import Table, plain
from handlers.places import place_of
from handlers.roles import seat_words
from locales import Moment, Words, _
from storage import Session, territory
from storage.models import Member

SOURCE = _(
    "What the focal points of the network reported in Jisr. The completion levels are OGP's; the "
    "local governments state them themselves, and no independent assessment is meant."
)


@dataclass(frozen=True)
class About:
    """What a reader of a file must know of it.

    ``subject`` is the code of what was exported, ``region`` that of the only region in it, if there
    is one; ``first`` and ``last`` are ISO dates or None; ``at`` is aware.
    """

    subject: str
    title: Words
    scope: Words
    region: str | None
    period: Words
    first: str | None
    last: str | None
    by: Words
    at: datetime
    source: Words = SOURCE


def about(session: Session, order: Ordered, title: Words, period: Words, now: datetime) -> About:
    """Return what there is to say of something that was ordered."""
    member = session.get_one(Member, order.member_id)
    region = order.reach.region_id if order.reach else None
    by: Words = member.name
    if member.role is not None:
        seat = seat_words(session, member.role, member.collectivity_id)
        by = _("{name} ({seat})", name=member.name, seat=seat)
    return About(
        subject=str(order.about.get("what", "")),
        title=title,
        scope=_("the whole network") if region is None else place_of(session, region),
        region=territory.by_id(session, region).code if region is not None else None,
        period=period,
        first=order.about.get("first"),
        last=order.about.get("last"),
        by=by,
        at=now,
    )


def lines(told: About, table: Table, language: str) -> list[tuple[str, str]]:
    """Return the pairs of label and text for the sheet about a table; its columns come last."""
    pairs: list[tuple[Words, Words]] = [
        (_("What"), told.title),
        (_("Of"), told.scope),
        (_("Period"), told.period),
        (_("Prepared by"), told.by),
        (_("Prepared on"), _("{moment}, Moroccan time", moment=Moment(told.at))),
        (_("Source"), told.source),
        ("", ""),
        (_("Column"), _("What it holds")),
        *((column.label, column.meaning) for column in table.columns),
    ]
    return [(plain(label, language), plain(words, language)) for label, words in pairs]
