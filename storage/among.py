"""Rows with one of many numbers, in a statement that is the same however many they are."""

from collections.abc import Iterable

from sqlalchemy import ARRAY, ColumnElement, Integer, any_, literal
from sqlalchemy.orm import InstrumentedAttribute, Session


def among(
    session: Session,
    column: InstrumentedAttribute[int] | InstrumentedAttribute[int | None],
    numbers: Iterable[int],
) -> ColumnElement[bool]:
    """Return the condition that ``column`` is one of ``numbers``.

    For PostgreSQL they are one array: a list would be another statement for each length, to be
    taken apart and planned anew each time, which costs more than answering it.
    """
    known = list(numbers)
    if session.get_bind().dialect.name == "postgresql":
        return column == any_(literal(known, ARRAY(Integer)))
    return column.in_(known)
