"""What can go wrong with the database whatever the work was: the errors other rooms may name."""


class Unavailable(Exception):
    """The database cannot do it now: locked by another program, full, gone, shutting down.

    Nothing of the work was stored (but see CommitUnknown), the work itself is not at fault, and
    the same call may succeed later.
    """


class CommitUnknown(Unavailable):
    """The connection broke during the commit: the work was stored as a whole or not at all.

    It is not run again by itself. Whoever asked looks at the rows (the event's status, the unique
    key) and decides.
    """


class DatabaseInUse(Exception):
    """Another process is the writer of this SQLite file; one process owns a file."""


class NewerSchema(Exception):
    """The database was migrated by a later version of the program than this one."""
