"""The sample library: invented practices, published some time ago, and who applied them since."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import locales
from bot.sample.library import read
from bot.sample.plans import working_hour
from handlers.entries import keys_of
from storage import Session, practices, uses
from storage.models import Member, PublicationStatus, Role, Use
from storage.practices import Written

_MINUTE = 35  # of the hours after nine at which they were published


def stock(session: Session, members: Sequence[Member], now: datetime) -> int:
    """Publish the written practices as those of the focal points among ``members``, in turn.

    Return how many there are: none where there is no focal point.
    """
    authors = [one for one in members if one.role is Role.FOCAL_POINT]
    if not authors:
        return 0
    written = read("practices.toml")["practice"]
    for number, table in enumerate(written):
        _publish(session, authors, number % len(authors), table, now)
    return len(written)


def _publish(
    session: Session, authors: Sequence[Member], which: int, table: dict[str, Any], now: datetime
) -> None:
    author, others = authors[which], [*authors[which + 1 :], *authors[:which]]
    at = working_hour(now, table["ago"], _MINUTE)
    said = Written(
        title=table["title"],
        problem=table["problem"],
        done=table["done"],
        result=table["result"],
        effort=table["effort"],
        source=None,
        topic=table["topic"],
        principles=tuple(table["principles"]),
        language=table["language"],
        files=(),
        depicted=False,
        contact=True,
    )
    version = practices.submit(session, author, said, keys_of(said), at)
    version.status = PublicationStatus.PUBLISHED
    practices.publish(session, version, keys_of(said), at, locales.today(at))
    for other in others[: table.get("used", 0)]:
        uses.note(session, other, version.practice, Use.APPLIED, at, note=None, told=True)
