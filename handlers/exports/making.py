"""Making what was ordered with /export: which table, in which format, for whom."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import IO

from handlers.desk import Abandoned, Desk, Made, Maker, NothingToShow
from handlers.exports import (
    comma,
    keyed,
    library,
    members,
    network,
    period,
    placed,
    reports,
    workbook,
)
from handlers.exports.about import About, about
from handlers.exports.table import Table, plain
from handlers.say import Button
from locales import _, _n, today
from storage.exports.reported import Extent

EMPTY = _("There is nothing to export for this choice: try a longer period.")


@dataclass(frozen=True)
class Format:
    """How a table is written: by what, under which type and ending."""

    write: Callable[[Table, About, str, IO[bytes]], None]
    mime: str
    ending: str


FORMATS: Mapping[str, Format] = {
    "xlsx": Format(workbook.write, workbook.MIME, workbook.ENDING),
    "csv": Format(comma.write, comma.MIME, comma.ENDING),
    "json": Format(keyed.write, keyed.MIME, keyed.ENDING),
}
TABLES: Mapping[str, Callable[[Desk, Extent], Table]] = {
    "reports": reports.table,
    "members": members.table,
    "library": library.table,
}


PAPERS: Mapping[str, Maker] = {
    "place": placed.make,
    "own": placed.make_own,
    "network": network.make,
}


def make(desk: Desk) -> Made:
    """Make what was ordered: a printed report, or a table."""
    return PAPERS.get(desk.order.about["what"], _table)(desk)


def _table(desk: Desk) -> Made:
    """Make a table of what the customer reaches; raises NothingToShow for an empty one."""
    order = desk.order
    if order.reach is None:
        raise Abandoned
    span = period.of_json(order.about)
    table = TABLES[order.about["what"]](desk, Extent(order.reach, span.since, span.until))
    if not table.total:
        raise NothingToShow(EMPTY)
    told = desk.read(about, order, table.title, span.words, desk.now)
    form = FORMATS[order.about["format"]]
    with TemporaryFile() as out:
        form.write(table, told, order.language, out)
        out.seek(0)
        content = out.read()
    mine = (Button(_("My exports"), "a.exports"),)
    caption = _n("{title}: {count} row, {scope}.", "{title}: {count} rows, {scope}.", table.total,
                 title=table.title, scope=told.scope)  # fmt: skip
    name = f"{plain(table.title, order.language)} {today(desk.now).isoformat()}{form.ending}"
    return Made(name, form.mime, content, caption, rows=(mine,), detail={"rows": table.total})
