"""What stands beside every table: what it is, of whom, of when, made by whom, from where."""

from dataclasses import dataclass
from datetime import datetime

from handlers.desk import Ordered
from handlers.exports.table import Table
from handlers.places import place_of
from handlers.roles import seat_words
from locales import Words, _
from storage import Session
from storage.models import Member


@dataclass(frozen=True)
class About:
    """What a reader of a file must know of it. ``at`` is aware; ``by`` is a role, not a name."""

    title: Words
    scope: Words
    region: str | None
    period: Words
    first: str | None
    last: str | None
    by: Words
    at: datetime


SOURCE = _(
    "Source: what the focal points reported in Jisr. The completion levels are those of the "
    "Independent Reporting Mechanism of the Open Government Partnership; they are reported by the "
    "local governments themselves and were not assessed by it."
)


def about(session: Session, order: Ordered, table: Table, period: Words, now: datetime) -> About:
    """Return what there is to say of a table that was ordered."""
    member = session.get_one(Member, order.member_id)
    region = order.reach.region_id if order.reach else None
    by: Words = _("a former member")
    if member.role is not None:
        by = seat_words(session, member.role, member.collectivity_id)
    return About(
        title=table.title,
        scope=_("the whole network") if region is None else place_of(session, region),
        region=str(region) if region else None,
        period=period,
        first=order.about.get("first"),
        last=order.about.get("last"),
        by=by,
        at=now,
    )
