"""What is wrong with a file or with one of its rows, in words that say what to do about it."""

from dataclasses import dataclass, field

from handlers.imports.columns import LABELS, Column
from locales import Message, Words, _
from storage.territory import Place


class Refused(Exception):
    """The file as a whole cannot be used; ``words`` say why, and what to do."""

    def __init__(self, words: Message) -> None:
        """Keep the words; the person who sent the file is to read them."""
        super().__init__(words.msgid)
        self.words = words


@dataclass(frozen=True)
class Finding:
    """Something about one row. It blocks the row, or is a remark that the reader should see.

    ``row`` is the number the spreadsheet shows; ``column`` is None for the row as a whole.
    """

    row: int
    column: Column | None
    words: Message
    blocks: bool = True


@dataclass(frozen=True)
class Doubt:
    """A collectivity that was not understood for certain, and those that may be meant.

    All ``rows`` say the same; the answer is given for the first of them.
    """

    rows: tuple[int, ...]
    typed: str
    options: tuple[Place, ...]

    @property
    def row(self) -> int:
        """The row under whose number the choice is given."""
        return self.rows[0]


@dataclass
class Notes:
    """Collects the findings of one check."""

    found: list[Finding] = field(default_factory=list)
    blocked: set[int] = field(default_factory=set)

    def error(self, row: int, column: Column | None, words: Message) -> None:
        """Note what blocks a row."""
        self.found.append(Finding(row, column, words))
        self.blocked.add(row)

    def remark(self, row: int, column: Column | None, words: Message) -> None:
        """Note what the reader should see, though the row can be used."""
        self.found.append(Finding(row, column, words, blocks=False))

    def findings(self) -> tuple[Finding, ...]:
        """Return all findings by row, what blocks before what does not."""
        return tuple(sorted(self.found, key=lambda one: (one.row, not one.blocks)))


def told(finding: Finding) -> Message:
    """Say a finding with its place: "Row 12, Role: …"."""
    return placed(finding.row, finding.column, finding.words)


def placed(number: int, column: Column | None, problem: Words) -> Message:
    """Put its row, and its column if it has one, before a problem."""
    row = str(number)
    if column is None:
        return _("Row {row}: {problem}", row=row, problem=problem)
    return _("Row {row}, {column}: {problem}", row=row, column=LABELS[column], problem=problem)
