"""Migrations: the tables they build, many processes at once, a database from the future."""

import asyncio
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, make_url, select, text
from sqlalchemy.ext.asyncio import create_async_engine

from storage import Database, DatabaseInUse, NewerSchema, Session
from storage import migrate as module
from storage.invitations import claim
from storage.migrate import SCRIPTS, known, migrate, pending
from storage.models import Base, CallOutcome, Card, Collectivity, Member, Occupancy, Role
from tests.storage.rows import NOON, add_event, events

T = TypeVar("T")

TOKEN = "k7" * 21 + "x"
ROOT = Path(__file__).parents[2]
MIGRATE = "import asyncio, sys, storage.migrate as m; asyncio.run(m.migrate(sys.argv[1]))"

# Columns come in the order of the models in one database, of the migrations in the other.
INDEXES = "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'"
CONSTRAINTS = (
    "SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)"
    " FROM pg_constraint WHERE connamespace = 'public'::regnamespace"
)


async def on(url: str, work: Callable[[Connection], T]) -> T:
    """Run ``work`` on a connection of its own."""
    engine = create_async_engine(url)
    try:
        async with engine.begin() as connection:
            return await connection.run_sync(work)
    finally:
        await engine.dispose()


async def test_a_new_database_gets_every_table(blank_url: str) -> None:
    assert await pending(blank_url) == known()
    await migrate(blank_url)
    assert await pending(blank_url) == []

    database = await Database.open(blank_url)
    await database.transaction(add_event, 1)
    assert await database.read(events) == [1]
    await database.close()


async def test_asking_what_is_pending_makes_nothing(blank_sqlite_url: str, tmp_path: Path) -> None:
    await pending(blank_sqlite_url)
    assert list(tmp_path.iterdir()) == []  # noqa: ASYNC240 - a test may wait


async def test_the_models_say_what_the_migrations_build(database_url: str) -> None:
    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"include_name": is_of_a_model})
        return list(compare_metadata(context, Base.metadata))

    assert await on(database_url, differences) == []


def is_of_a_model(name: str | None, kind: str, parents: object) -> bool:
    """Leave out each store's own index of what can be found: the tests below compare it."""
    return "search_index" not in (name or "")


async def test_postgresql_has_the_constraints_and_conditions_of_the_models(
    postgresql_url: str, blank_postgresql_url: str
) -> None:
    def described(connection: Connection) -> set[str]:
        return {
            line
            for query in (INDEXES, CONSTRAINTS)
            for line in connection.scalars(text(query))
            if "alembic_version" not in line
        }

    await on(blank_postgresql_url, Base.metadata.create_all)
    assert await on(postgresql_url, described) == await on(blank_postgresql_url, described)


def test_sqlite_has_the_constraints_and_conditions_of_the_models(
    sqlite_url: str, tmp_path: Path
) -> None:
    def described(file: Path) -> dict[str, set[str]]:
        """Each table and index: its name, and the lines of its definition in any order."""
        connection = sqlite3.connect(file)
        rows = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND type <> 'trigger'"
        )
        found = {
            name: {line.strip(" ,\t") for line in sql.replace('"', "").splitlines()} - {""}
            for name, sql in rows
            if name != "alembic_version"
        }
        connection.close()
        return found

    made = tmp_path / "made.db"
    engine = create_engine(f"sqlite:///{made}")
    Base.metadata.create_all(engine)
    engine.dispose()
    assert described(Path(make_url(sqlite_url).database or "")) == described(made)


def test_migrations_form_one_line_and_are_numbered() -> None:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    line = [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()]
    assert line[::-1] == known()
    assert known() == [f"{number:04}" for number in range(1, len(line) + 1)]


async def test_a_migration_loses_no_rows_and_may_be_repeated(database_url: str) -> None:
    database = await Database.open(database_url)
    await database.transaction(add_event, 1)
    await migrate(database_url)  # nothing to do: it does not matter that somebody writes
    assert await database.read(events) == [1]
    await database.close()


async def test_several_processes_may_migrate_at_once(blank_url: str) -> None:
    processes = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-c", MIGRATE, blank_url, cwd=ROOT, stderr=subprocess.PIPE
        )
        for _ in range(2)
    ]
    ends = await asyncio.gather(*(process.communicate() for process in processes))

    assert [(process.returncode, end[1]) for process, end in zip(processes, ends, strict=True)] == [
        (0, b"")
    ] * 2
    assert await pending(blank_url) == []


async def test_a_database_of_a_later_program_is_refused(database_url: str) -> None:
    def tomorrow(session: Session) -> None:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    database = await Database.open(database_url)
    await database.transaction(tomorrow)
    await database.close()

    with pytest.raises(NewerSchema, match=f"9999.*{known()[-1]}"):
        await migrate(database_url)
    with pytest.raises(NewerSchema):
        await pending(database_url)


async def test_a_migration_that_fails_changes_nothing(
    blank_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    scripts = tmp_path / "migrations"
    (scripts / "versions").mkdir(parents=True)
    for name in ("env.py", "script.py.mako", "versions/0001_first_tables.py"):
        (scripts / name).write_text((SCRIPTS / name).read_text())
    (scripts / "versions" / "0002_breaks.py").write_text(
        "from alembic import op\n"
        "revision, down_revision = '0002', '0001'\n"
        "def upgrade():\n"
        "    op.execute('CREATE TABLE half (id INTEGER)')\n"
        "    op.execute('INSERT INTO nowhere VALUES (1)')\n"
    )
    monkeypatch.setattr(module, "SCRIPTS", scripts)

    with pytest.raises(Exception, match="nowhere"):
        await migrate(blank_url)

    monkeypatch.undo()
    assert await pending(blank_url) == known()
    await migrate(blank_url)
    assert await pending(blank_url) == []


async def test_a_file_in_use_is_not_migrated_under_its_owner(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = await Database.open(sqlite_url)
    await owner.transaction(lambda session: session.execute(text("DELETE FROM alembic_version")))
    monkeypatch.setattr(module, "PATIENCE", 0.1)

    with pytest.raises(DatabaseInUse, match=r"jisr\.db"):
        await migrate(sqlite_url)
    await owner.close()


async def test_the_database_is_for_its_owner_s_eyes_alone(
    blank_sqlite_url: str, tmp_path: Path
) -> None:
    await migrate(blank_sqlite_url)
    database = await Database.open(blank_sqlite_url)
    await database.transaction(add_event, 1)
    rights = {file.name: file.stat().st_mode & 0o777 for file in (tmp_path / "new").iterdir()}
    await database.close()

    assert {"jisr.db", "jisr.db-wal"} <= set(rights)
    assert set(rights.values()) == {0o600}


def test_starting_with_a_current_database_does_not_load_alembic(sqlite_url: str) -> None:
    program = f"{MIGRATE}; sys.exit('alembic' in sys.modules)"
    subprocess.run([sys.executable, "-c", program, sqlite_url], cwd=ROOT, check=True)


async def test_members_of_before_the_seats_keep_what_they_had(blank_url: str) -> None:
    make_room(blank_url)
    await on(blank_url, to_revision("0001"))
    await on(blank_url, before_the_seats)
    await migrate(blank_url)

    database = await Database.open(blank_url)
    seated = await database.read(who_sits_where)
    opened = await database.transaction(claim, TOKEN, NOON)
    await database.close()
    assert seated == [
        ("Amal", Role.FOCAL_POINT, "01", True),
        ("Badr", None, None, False),  # a second focal point of one place: seated anew by hand
        ("Chama", Role.NATIONAL_COORDINATOR, None, True),
    ]
    assert opened is not None
    assert opened.seat_id is None  # she is in: the link opens one more channel


def make_room(url: str) -> None:
    if url.startswith("sqlite"):
        Path(make_url(url).database or "").parent.mkdir(parents=True, exist_ok=True)


def to_revision(name: str) -> Callable[[Connection], None]:
    """Return what brings a blank database to an earlier schema."""

    def upgrade(connection: Connection) -> None:
        config = Config()
        config.set_main_option("script_location", str(SCRIPTS))
        config.attributes["connection"] = connection
        command.upgrade(config, name)

    return upgrade


def before_the_seats(connection: Connection) -> None:
    connection.execute(
        text(
            "INSERT INTO collectivities (id, code, kind, name_ar, name_fr)"
            " VALUES (1, '01', 'region', 'الشمال', 'Nord')"
        )
    )
    for number, name, role, place in (
        (1, "Amal", "focal_point", 1),
        (2, "Badr", "focal_point", 1),
        (3, "Chama", "national_coordinator", None),
    ):
        connection.execute(
            text(
                "INSERT INTO members"
                " (id, name, language, role, collectivity_id, fictitious, created_at)"
                " VALUES (:id, :name, 'fr', :role, :place, false, :at)"
            ),
            {
                "id": number,
                "name": name,
                "role": role,
                "place": place,
                "at": written(connection, NOON),
            },
        )
    connection.execute(
        text(
            "INSERT INTO invitations (member_id, token_hash, created_at, expires_at)"
            " VALUES (1, :hash, :at, :later)"
        ),
        {
            "hash": sha256(TOKEN.encode()).hexdigest(),
            "at": written(connection, NOON),
            "later": written(connection, NOON + timedelta(days=7)),
        },
    )


def written(connection: Connection, moment: datetime) -> datetime | str:
    """Return a moment as the store's driver takes it."""
    sqlite = connection.dialect.name == "sqlite"
    return f"{moment:%Y-%m-%d %H:%M:%S.%f}" if sqlite else moment


def who_sits_where(session: Session) -> list[tuple[str, Role | None, str | None, bool]]:
    found = []
    for member in session.scalars(select(Member).order_by(Member.id)):
        place = (
            session.get(Collectivity, member.collectivity_id) if member.collectivity_id else None
        )
        history = session.scalars(select(Occupancy).where(Occupancy.member_id == member.id)).all()
        assert len(history) == (member.seat is not None)
        code = place.code if place else None
        found.append((member.name, member.role, code, member.joined_at is not None))
    return found


async def test_calls_noted_before_they_had_outcomes_keep_what_is_known(blank_url: str) -> None:
    make_room(blank_url)
    await on(blank_url, to_revision("0013"))
    await on(blank_url, before_the_outcomes)
    await migrate(blank_url)

    database = await Database.open(blank_url)
    cards = await database.read(
        lambda session: list(session.scalars(select(Card).order_by(Card.id)))
    )
    await database.close()
    assert [(one.outcome, one.called_at, one.closed_at) for one in cards] == [
        (None, NOON, None),  # called, and nobody said what came of it
        (CallOutcome.FINE, NOON, NOON),
        (None, None, None),  # later: it is open still
        (None, None, None),
    ]


def before_the_outcomes(connection: Connection) -> None:
    at = written(connection, NOON)
    connection.execute(
        text(
            "INSERT INTO members (id, name, language, fictitious, created_at, credited,"
            " checkin_day, checkin_hour, cadence)"
            " VALUES (1, 'Amal', 'fr', false, :at, true, 1, 10, 'weekly')"
        ),
        {"at": at},
    )
    for number, outcome in enumerate(("called", "fine", "later", None), start=1):
        connection.execute(
            text(
                "INSERT INTO cards (id, member_id, at, reasons, outcome, closed_at)"
                " VALUES (:id, 1, :at, '[]', :outcome, :closed)"
            ),
            {"id": number, "at": at, "outcome": outcome, "closed": at if outcome else None},
        )
