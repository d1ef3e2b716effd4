"""Makes a PostgreSQL database that a test has used as new, in a fifth of the time of another copy.

Every row goes, and every number begins at 1 again. What cannot be put right that way, a changed
schema or a great many rows, is said, and the database is not used a second time.
"""

from dataclasses import dataclass

import asyncpg

LARGE = 4 << 20  # bytes more than an empty one has: dead rows slow down whoever comes next
# Whatever the schema is made of, each part with the transaction that touched it last.
SCHEMA = """
    WITH ours AS (SELECT oid, xmin FROM pg_class WHERE relnamespace = 'public'::regnamespace),
    parts (part) AS (
        SELECT concat_ws(' ', 'class', oid, xmin) FROM ours
        UNION ALL
        SELECT concat_ws(' ', 'column', attrelid, attnum, xmin) FROM pg_attribute
        WHERE attrelid IN (SELECT oid FROM ours)
        UNION ALL
        SELECT concat_ws(' ', 'constraint', oid, xmin) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace
        UNION ALL
        SELECT concat_ws(' ', 'trigger', oid, xmin) FROM pg_trigger
        WHERE tgrelid IN (SELECT oid FROM ours)
        UNION ALL
        SELECT concat_ws(' ', 'function', oid, xmin) FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace
        UNION ALL
        SELECT concat_ws(' ', 'version', version_num) FROM alembic_version
    )
    SELECT md5(string_agg(part, ',' ORDER BY part)) FROM parts
"""
SIZE = "SELECT sum(pg_relation_size(oid))::bigint FROM pg_class WHERE relkind IN ('r', 't')"
STATEMENTS = """
    SELECT CASE relkind
        WHEN 'r' THEN format('DELETE FROM %s', oid::regclass)
        ELSE format('SELECT setval(%s, 1, false)', oid)
    END
    FROM pg_class
    WHERE relkind IN ('r', 'S') AND relnamespace = 'public'::regnamespace
    AND relname <> 'alembic_version'
"""
OTHERS = """
    SELECT pg_terminate_backend(pid, 1000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


@dataclass(frozen=True)
class New:
    """What a new database is like, and how one becomes so again."""

    schema: str
    size: int  # bytes
    emptying: str


async def look_at(connection: asyncpg.Connection) -> New:
    """Describe the database of ``connection``, which nobody has used yet."""
    statements = [row[0] for row in await connection.fetch(STATEMENTS)]
    return New(
        await connection.fetchval(SCHEMA), await connection.fetchval(SIZE), ";".join(statements)
    )


async def empty(connection: asyncpg.Connection, new: New) -> bool:
    """Make the database as ``new`` and return True, or False when it should be thrown away."""
    try:
        await connection.execute(OTHERS)
        if await connection.fetchval(SCHEMA) != new.schema:
            return False
        if await connection.fetchval(SIZE) > new.size + LARGE:
            return False
        async with connection.transaction():
            # References are not looked at, and the triggers that protect the audit log are silent.
            await connection.execute("SET LOCAL session_replication_role = replica")
            await connection.execute(new.emptying)
    except asyncpg.PostgresError:
        return False
    return True
