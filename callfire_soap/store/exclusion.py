"""One service to a database: two dispatchers would dial what the other one has claimed."""

import errno
import os
import socket
import sqlite3
import sys
from contextlib import suppress
from pathlib import Path

from sqlalchemy import Engine

from callfire_soap.domain.errors import Unavailable
from callfire_soap.store.files import path_of


class OnlyService:
    """Holds a database for this service as long as it lives, however it ends.

    There are two locks, which the system frees when the holder dies. One is that of a file beside the database:
    SQLite takes it on every system, and it holds whichever symbolic links lead there, also between containers. The
    other is a socket without a file, named after device and inode, which holds through hard links; only Linux has it.
    The database itself is not locked, and never opened here: closing it would free the locks that SQLite has on it.
    Databases that are no file are not guarded: their operator sees to it.
    """

    def __init__(self, engine: Engine) -> None:
        """Take the locks; while another service has one, this raises Unavailable."""
        self._connection: sqlite3.Connection | None = None
        self._socket: socket.socket | None = None
        path = path_of(engine.url)
        if path is None:
            return
        path = path.resolve()
        try:
            self._connection = _lock_beside(path)
            self._socket = _lock_inode(path)
        except (OSError, sqlite3.Error) as error:
            self.release()
            raise Unavailable(_reason(path, error)) from None

    def release(self) -> None:
        """Let others have the database."""
        for lock in (self._connection, self._socket):
            if lock is not None:
                lock.close()
        self._connection = self._socket = None


def _lock_beside(path: Path) -> sqlite3.Connection:
    # Any thread may end the service.
    connection = sqlite3.connect(f"{path}-service", timeout=0, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("BEGIN EXCLUSIVE")
    except BaseException:
        connection.close()
        raise
    return connection


def _lock_inode(path: Path) -> socket.socket | None:
    if sys.platform != "linux":
        return None
    with suppress(FileNotFoundError):
        found = os.stat(path)  # noqa: PTH116 -- as in `files`
        lock = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        try:
            lock.bind(f"\0callfire-soap/{found.st_dev}:{found.st_ino}")
        except OSError as error:
            lock.close()
            if error.errno == errno.EADDRINUSE:
                raise
            # Inferred: where sockets are forbidden, the other lock has to do.
            return None
        return lock
    return None


def _reason(path: Path, error: Exception) -> str:
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_BUSY)
    if code == sqlite3.SQLITE_BUSY:
        return f"another service is running on {path}"
    return f"{path}-service cannot be locked: {error}"
