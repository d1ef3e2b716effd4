"""The table of the library: published practices, and questions with what answered them."""

from collections.abc import Callable, Iterator

from handlers.desk import Desk
from handlers.exports.reports import names
from handlers.exports.table import Cell, Coded, Column, Row, Shape, Table, language_of
from handlers.imports.vocabulary import PRINCIPLES
from handlers.topics import TOPICS
from locales import Message, _
from storage.exports import shelved
from storage.exports.reported import Extent
from storage.exports.shelved import Shelved
from storage.models import Published

KINDS: dict[Published, Message] = {
    Published.PRACTICE: _("Practice"),
    Published.FAQ: _("Question and answer"),
}
_LETTERS = {Published.PRACTICE: "P", Published.FAQ: "A"}

COLUMNS: tuple[tuple[Column, Callable[[Shelved], Cell]], ...] = (
    (
        Column("entry", _("Number"), Shape.CODE, _("The number of the entry in the library.")),
        lambda row: f"{_LETTERS[row.kind]}-{row.id}",
    ),
    (
        Column("title", _("Title"), Shape.LONG, _("Its title, or the question.")),
        lambda row: row.title,
    ),
    (
        Column("kind", _("Kind"), Shape.CODE, _("A practice, or a question with its answer.")),
        lambda row: Coded(row.kind.value, KINDS[row.kind]),
    ),
    (
        Column("collectivity", _("Collectivity"), Shape.TEXT,
               _("Whose it is; empty where they prefer not to be named.")),
        lambda row: names(row.place),
    ),
    (
        Column("code", _("Official code"), Shape.CODE,
               _("Its code in the territorial register (HCP, census of 2024).")),
        lambda row: row.code,
    ),
    (
        Column("region", _("Region"), Shape.TEXT, _("The region it belongs to.")),
        lambda row: names(row.region),
    ),
    (
        Column("topic", _("Topic"), Shape.TEXT, _("What it is about.")),
        lambda row: Coded(row.topic.value, TOPICS[row.topic]),
    ),
    (
        Column("principles", _("Principles"), Shape.TEXT, _("The principles it serves.")),
        lambda row: tuple(
            Coded(code, PRINCIPLES[code]) for code in row.principles if code in PRINCIPLES
        ),
    ),
    (
        Column("problem", _("Problem"), Shape.LONG, _("What was to be solved.")),
        lambda row: row.problem,
    ),
    (
        Column("text", _("What was done, or the answer"), Shape.LONG, _("In its author's words.")),
        lambda row: row.text,
    ),
    (
        Column("result", _("Result"), Shape.LONG, _("What came of it, or a number.")),
        lambda row: row.result,
    ),
    (
        Column("effort", _("Effort and cost"), Shape.LONG, _("What it took.")),
        lambda row: row.effort,
    ),
    (
        Column("source", _("Source"), Shape.LONG, _("Of a case from elsewhere.")),
        lambda row: row.source,
    ),
    (
        Column("links", _("Links"), Shape.LONG, _("Pages that go with it.")),
        lambda row: tuple(row.links),
    ),
    (
        Column("language", _("Language"), Shape.CODE, _("The language it is written in.")),
        lambda row: language_of(row.language),
    ),
    (
        Column("published", _("Published at"), Shape.MOMENT, _("When it came into the library.")),
        lambda row: row.published_at,
    ),
    (
        Column("outdated", _("Outdated"), Shape.CODE, _("Whether its author has said so.")),
        lambda row: Coded("yes", _("yes")) if row.outdated else Coded("no", _("no")),
    ),
    (
        Column("helped", _("Helped"), Shape.NUMBER, _("How many local governments it helped.")),
        lambda row: row.helped,
    ),
    (
        Column("applied", _("Applied"), Shape.NUMBER, _("How many did it too.")),
        lambda row: row.applied,
    ),
)  # fmt: skip


def table(desk: Desk, extent: Extent) -> Table:
    """Return what was published in the time of ``extent``, by those within reach."""
    total = desk.read(shelved.count, extent)
    columns = tuple(column for column, _value in COLUMNS)
    return Table(_("Practices and questions"), columns, total, _rows(desk, extent, total))


def _rows(desk: Desk, extent: Extent, total: int) -> Iterator[Row]:
    values = [value for _column, value in COLUMNS]
    written = 0
    for kind in Published:
        after = 0
        while found := desk.read(shelved.portion, extent, kind, after):
            for row in found:
                yield [value(row) for value in values]
            after, written = found[-1].id, written + len(found)
            desk.progress(min(written, total), total)
