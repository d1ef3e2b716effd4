"""Statements compiled once for all databases of the session, as in a program with one database.

SQLAlchemy keeps what it compiled with the engine, by dialect. Every test opens a database of its
own, so that each would compile every statement anew: a fifth of the processor time of a
conversation. The dialects below are SQLAlchemy's own, with two differences: those of one driver
are equal to each other, and their engines share what was compiled.
"""

from typing import Any

from sqlalchemy import Engine
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.dialects.sqlite.aiosqlite import SQLiteDialect_aiosqlite
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine.interfaces import Dialect

_COMPILED: dict[Any, Any] = {}


class Shared(Dialect):
    """What the dialects below have in common."""

    def __eq__(self, other: object) -> bool:
        """Every test's server is the same, so nothing but the driver makes a difference."""
        return type(self) is type(other)

    def __hash__(self) -> int:
        """Agree with equality."""
        return hash(type(self))

    @classmethod
    def engine_created(cls, engine: Engine) -> None:
        """Let a new engine use what the others compiled."""
        engine.update_execution_options(compiled_cache=_COMPILED)


class Writing(Shared, SQLiteDialect_pysqlite):
    """What ``storage.writer`` writes with."""

    supports_statement_cache = True


class Reading(Shared, SQLiteDialect_aiosqlite):
    """What ``storage.sqlite`` reads with."""

    supports_statement_cache = True


class Serving(Shared, PGDialect_asyncpg):
    """What ``storage.postgresql`` does everything with."""

    supports_statement_cache = True


def share() -> None:
    """Make the engines of this process share what they compile, from now on."""
    for name, dialect in (
        ("sqlite", Writing),
        ("sqlite.aiosqlite", Reading),
        ("postgresql.asyncpg", Serving),
    ):
        registry.register(name, __name__, dialect.__name__)
