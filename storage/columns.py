"""Column types of our own: aware moments in UTC, JSON that keeps its order, enumerations."""

import json
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import DateTime, Dialect, String, Text
from sqlalchemy.types import TypeDecorator


class UTCDateTime(TypeDecorator[datetime]):
    """A moment in time: aware in Python, UTC in the database.

    Raises ValueError for a naive datetime, on the way in: a time without a zone is a defect that
    shows an hour late, months later.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an aware moment into UTC; SQLite stores it without its offset."""
        if value is None:
            return None
        if value.tzinfo is None:
            message = f"a naive datetime cannot be stored: {value!r}"
            raise ValueError(message)
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the moment back as aware UTC."""
        del dialect  # the way out is the same everywhere
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class OrderedJSON(TypeDecorator[Any]):
    """JSON as text: key order is kept, which PostgreSQL's JSONB does not do."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: object, dialect: Dialect) -> str | None:
        """Write compact JSON, Arabic letters as themselves, half a character as its escape."""
        del dialect
        if value is None:
            return None
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        return text.encode(errors="backslashreplace").decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:  # noqa: ANN401 — JSON
        """Read it back."""
        del dialect
        return None if value is None else json.loads(value)


class Enumerated(TypeDecorator[StrEnum]):
    """A value of a closed set, stored as its text and read back as a member of ``kind``.

    Raises ValueError, on the way in or out, for a text that is not one of them. The database has
    no type of its own for it, so that adding a value needs no migration.
    """

    impl = String
    cache_ok = True

    def __init__(self, kind: type[StrEnum], length: int = 24) -> None:
        """Remember the set; ``length`` is the column's, in characters."""
        super().__init__(length)
        self.kind = kind
        self.length = length

    def process_bind_param(self, value: StrEnum | str | None, dialect: Dialect) -> str | None:
        """Write the text of a member."""
        del dialect
        return None if value is None else str(self.kind(value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:
        """Read the member back."""
        del dialect
        return None if value is None else self.kind(value)
