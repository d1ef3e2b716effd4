"""Exports: processor time and memory at most for 10,000 and 100,000 reports, beside openpyxl.

    python -m tests.bench.exports [--rows 10000 100000] [--formats xlsx openpyxl csv json]

The database is a SQLite file with a network of 228 and that many reports; each file is made in a
process of its own by the maker of the program, so that the memory at most is its alone.
``openpyxl`` is the same table through openpyxl's write-only workbook: the mark to beat.

What to read: memory at most should hardly grow with the rows. Some of it is the file itself, which
is held whole in the end, to be stored.
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import process_time
from typing import IO, Any, TypeVar

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from sqlalchemy import create_engine, insert, select
from sqlalchemy.orm import Session

from bot.sample.network import fill
from handlers.desk import Desk, Ordered
from handlers.exports import making
from handlers.exports.about import About
from handlers.exports.making import FORMATS, Format
from handlers.exports.table import Table, text
from handlers.policy import Policy
from locales import wall
from storage.migrate import migrate
from storage.models import Member, Programme, ProgressReport, Project, Role, Seat
from storage.models.programmes import Axis
from storage.reach import Reach
from tests.databases import run

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
NETWORK = 228
T = TypeVar("T")


def filled(file: Path, rows: int) -> None:
    """Write the database."""
    run(migrate(f"sqlite+aiosqlite:///{file}"))
    with Session(create_engine(f"sqlite:///{file}")) as session:
        fill(session, people=NETWORK, seed=1, now=NOW)
        projects = session.execute(
            select(Project.id, Programme.id, Seat.id, Member.id)
            .join(Axis, Axis.id == Project.axis_id)
            .join(Programme, Programme.id == Axis.programme_id)
            .join(Seat, Seat.collectivity_id == Programme.collectivity_id)
            .join(Member, Member.seat_id == Seat.id)
        ).all()
        levels = ("not_started", "limited", "substantial", "complete")
        session.execute(
            insert(ProgressReport),
            [
                {
                    "project_id": project,
                    "programme_id": programme,
                    "author_id": member,
                    "level": levels[number % 4],
                    "percent": number % 101,
                    "note": f"تم عقد الاجتماع رقم {number} مع لجنة التتبع، réunion tenue.",
                    "no_change": False,
                    "evidence_to_follow": False,
                    "created_at": NOW - timedelta(minutes=number),
                }
                for number in range(rows)
                for project, programme, _seat, member in [projects[number % len(projects)]]
            ],
        )
        session.commit()


class OneSession(Desk):
    """A desk on one session, without a program around it."""

    def __init__(self, session: Session, order: Ordered) -> None:
        """Hold both."""
        self._session = session
        self._order = order

    @property
    def order(self) -> Ordered:
        """What was ordered."""
        return self._order

    @property
    def now(self) -> datetime:
        """A fixed moment."""
        return NOW

    @property
    def policy(self) -> Policy:
        """Nothing has been settled."""
        return Policy()

    def read(self, work: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """Run a look-up; what it loaded is let go."""
        found = work(self._session, *args, **kwargs)
        self._session.expunge_all()
        return found

    def progress(self, done: int, total: int) -> None:
        """Nobody looks."""


def through_openpyxl(table: Table, _about: About, language: str, out: IO[bytes]) -> None:
    """Write the same table with openpyxl's write-only workbook."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in table.rows:
        cells: list[Any] = []
        for one in row:
            if isinstance(one, datetime):
                cells.append(wall(one).replace(tzinfo=None))
            elif one is None or isinstance(one, int | date):
                cells.append(one)
            else:
                cell = WriteOnlyCell(sheet, text(one, language))
                cell.data_type = "s"
                cells.append(cell)
        sheet.append(cells)
    book.save(out)


def once(file: Path, form: str) -> str:
    """Make one file; return what it took."""
    formats = {**FORMATS, "openpyxl": Format(through_openpyxl, "", ".xlsx")}
    making.FORMATS = formats
    with Session(create_engine(f"sqlite:///{file}")) as session:
        coordinator = session.scalars(
            select(Member.id)
            .join(Seat, Seat.id == Member.seat_id)
            .where(Seat.role == Role.NATIONAL_COORDINATOR)
        ).first()
        about = {"what": "reports", "format": form, "first": None, "last": None}
        order = Ordered(1, coordinator or 0, "ar", about, Reach(None), None)
        began = process_time()
        made = making.make(OneSession(session, order))
        took = process_time() - began
    peak = _peak()
    return f"{took:7.1f} s of CPU  {peak:6.0f} MB at most  {len(made.content) / 2**20:6.1f} MB file"


def _peak() -> float:
    """Return this program's memory at most, in MB: Linux's own figure for it, from its start on."""
    lines = Path("/proc/self/status").read_text().splitlines()
    kilobytes = next(line for line in lines if line.startswith("VmHWM")).split()[1]
    return int(kilobytes) / 1024


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the options, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.exports")
    parser.add_argument("--rows", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--formats", nargs="+", default=["xlsx", "openpyxl", "csv", "json"])
    parser.add_argument("--once", nargs=2, metavar=("FILE", "FORMAT"), help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    if chosen.once:
        sys.stdout.write(once(Path(chosen.once[0]), chosen.once[1]) + "\n")
        return
    with tempfile.TemporaryDirectory() as folder:
        for rows in chosen.rows:
            file = Path(folder) / f"{rows}.db"
            filled(file, rows)
            for form in chosen.formats:
                told = subprocess.run(
                    [sys.executable, "-m", "tests.bench.exports", "--once", str(file), form],
                    check=True, capture_output=True, text=True,
                ).stdout  # fmt: skip
                sys.stdout.write(f"{rows:>8} rows  {form:>8} {told}")


if __name__ == "__main__":
    main()
