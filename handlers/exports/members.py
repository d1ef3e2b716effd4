"""The table of members: every seat within reach, and who sits there."""

from collections.abc import Callable, Iterator

from handlers.desk import Desk
from handlers.exports.reports import names
from handlers.exports.table import Cell, Coded, Column, Row, Shape, Table, language_of
from handlers.kinds import KINDS
from handlers.roles import ROLES
from locales import _, wall
from storage.exports import seated
from storage.exports.reported import Extent
from storage.exports.seated import Seated

_STATES = {
    "in": Coded("in", _("Occupied")),
    "invited": Coded("invited", _("Invited")),
    "vacant": Coded("vacant", _("Vacant")),
}

COLUMNS: tuple[tuple[Column, Callable[[Seated], Cell]], ...] = (
    (
        Column("seat", _("Seat"), Shape.NUMBER, _("The number of the seat in Jisr.")),
        lambda row: row.id,
    ),
    (
        Column("collectivity", _("Collectivity"), Shape.TEXT, _("The local government.")),
        lambda row: names(row.place),
    ),
    (
        Column("code", _("Official code"), Shape.CODE,
               _("Its code in the territorial register (HCP, census of 2024).")),
        lambda row: row.code,
    ),
    (
        Column("type", _("Type"), Shape.CODE, _("Region, province, prefecture or commune.")),
        lambda row: Coded(row.kind.value, KINDS[row.kind]) if row.kind else None,
    ),
    (
        Column("region", _("Region"), Shape.TEXT, _("The region it belongs to.")),
        lambda row: names(row.region),
    ),
    (
        Column("role", _("Role"), Shape.TEXT, _("What whoever sits there does in the network.")),
        lambda row: Coded(row.role.value, ROLES[row.role]),
    ),
    (
        Column("state", _("State"), Shape.CODE, _("Whether somebody sits there, or is invited.")),
        lambda row: _STATES[_state(row)],
    ),
    (
        Column("name", _("Name"), Shape.TEXT, _("Who sits there.")),
        lambda row: row.name,
    ),
    (
        Column("language", _("Language"), Shape.CODE, _("Their language.")),
        lambda row: language_of(row.language) if row.language else None,
    ),
    (
        Column("since", _("Since"), Shape.DAY, _("The day they took the seat.")),
        lambda row: wall(row.since).date() if row.since else None,
    ),
    (
        Column("last_report", _("Last report"), Shape.MOMENT,
               _("When anything was last reported for this local government.")),
        lambda row: row.reported_at,
    ),
)  # fmt: skip


def table(desk: Desk, extent: Extent) -> Table:
    """Return the seats within reach as they are now; a period does not matter."""
    total = desk.read(seated.count, extent.reach)
    return Table(
        _("Members"), tuple(column for column, _value in COLUMNS), total, _rows(desk, extent, total)
    )


def _rows(desk: Desk, extent: Extent, total: int) -> Iterator[Row]:
    values = [value for _column, value in COLUMNS]
    after = written = 0
    while found := desk.read(seated.portion, extent.reach, desk.now, after):
        for row in found:
            yield [value(row) for value in values]
        after, written = found[-1].id, written + len(found)
        desk.progress(min(written, total), total)


def _state(row: Seated) -> str:
    if row.name is not None:
        return "in"
    return "invited" if row.invited else "vacant"
