"""What a database fails with, in the words of the service: there is no other place that knows SQLite's codes."""

import re
import sqlite3

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from callfire_soap.domain.errors import DatabaseDamaged, DatabaseLocked, DatabaseUnavailable

FAILURES = (sqlite3.Error, DBAPIError, PoolTimeout)
"""What may come out of a statement; most is a defect of ours, some says that the database cannot be used."""

LOCKED = "The database is locked by another writer; try again later"
"""What writers are told who wait for too long, whoever writes."""

_DAMAGED = "The database is damaged or is none"

# By the primary code, which is the lowest byte of what SQLite answers.
_LOCKS = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL})
_REASONS = {
    sqlite3.SQLITE_FULL: "The disk is full, or the database may not grow",
    sqlite3.SQLITE_IOERR: "The database cannot be read or written",
    sqlite3.SQLITE_READONLY: "The database is read-only",
    sqlite3.SQLITE_PERM: "The database may not be used",
    sqlite3.SQLITE_CANTOPEN: "The database, or a file beside it, cannot be opened",
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: _DAMAGED,
    sqlite3.SQLITE_FORMAT: _DAMAGED,
    sqlite3.SQLITE_NOMEM: "There is no memory left",
    sqlite3.SQLITE_SCHEMA: "The tables of the database were changed",
    sqlite3.SQLITE_INTERRUPT: "The database was interrupted",
}
# What SQLite says of a schema that is not the one of the statement; it has no code of its own.
_OTHER_TABLES = re.compile(r"no such (table|column): |table \w+ has no column named ")


def refusal_for(error: BaseException) -> DatabaseUnavailable | None:
    """Answer what the caller is told, or None for an error that is a defect."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, PoolTimeout):
        return DatabaseUnavailable("Too many use the database at once")
    if not isinstance(cause, sqlite3.Error):
        return None
    code = _code_of(cause)
    if code in _LOCKS:
        return DatabaseLocked(LOCKED)
    if (reason := _REASONS.get(code or 0)) is not None:
        return damaged(str(cause)) if reason == _DAMAGED else DatabaseUnavailable(f"{reason}: {cause}")
    if code == sqlite3.SQLITE_ERROR and _OTHER_TABLES.match(str(cause)):
        # Every statement is tested against the schema, so this is another database than at the start.
        return DatabaseUnavailable(f"The database has not the tables of this service: {cause}")
    return None


def damaged(found: str) -> DatabaseDamaged:
    """Answer what is said of damage."""
    return DatabaseDamaged(f"{_DAMAGED}: {found}")


def is_interrupt(error: BaseException) -> bool:
    """Tell whether somebody ended a statement before its time."""
    return isinstance(error, sqlite3.Error) and _code_of(error) == sqlite3.SQLITE_INTERRUPT


def _code_of(error: sqlite3.Error) -> int | None:
    # Errors of the driver itself have none.
    code: int | None = getattr(error, "sqlite_errorcode", None)
    return None if code is None else code & 0xFF
