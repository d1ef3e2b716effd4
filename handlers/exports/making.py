"""Making what was ordered with /export: which table, in which format, for whom."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile

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
from handlers.exports.table import Table, dated, plain
from handlers.say import Button
from locales import _, _n
from storage.documents import LARGEST
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
        large = out.tell() > LARGEST
        out.seek(0)
        content = _zipped(out, "export" + form.ending) if large else out.read()
    mine = (Button(_("My exports"), "a.exports"),)
    caption = _n("{title}: {count} row, {scope}.", "{title}: {count} rows, {scope}.", table.total,
                 title=table.title, scope=told.scope)  # fmt: skip
    name = f"{plain(table.title, order.language)} {dated(desk.now)}{form.ending}"
    name, mime = (f"{name}.zip", "application/zip") if large else (name, form.mime)
    return Made(name, mime, content, caption, rows=(mine,), detail={"rows": table.total})


def _zipped(file: IO[bytes], name: str) -> bytes:
    """Return a file that no channel would take as it is in an archive, a tenth of its size."""
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive, archive.open(name, "w") as inside:
        copyfileobj(file, inside)
    return packed.getvalue()
