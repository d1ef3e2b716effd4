"""What is remembered: tables, queries and commands as plain functions of a Session, migrations."""

from sqlalchemy.orm import Session

from storage.database import Database
from storage.errors import CommitUnknown, DatabaseInUse, NewerSchema, Unavailable

__all__ = [
    "CommitUnknown",
    "Database",
    "DatabaseInUse",
    "NewerSchema",
    "Session",
    "Unavailable",
]
