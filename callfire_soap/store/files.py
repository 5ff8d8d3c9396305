"""The files of an SQLite database, watched while they are open.

SQLite writes on into files that were removed or renamed, and answers that all is well. Whoever opens the database
afterwards finds nothing of it, or two logs that destroy each other: "How To Corrupt An SQLite Database File",
sections 2.4 and 2.5 -- the documentation of SQLite.
"""

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Lock
from time import time_ns

from sqlalchemy.engine import URL

from callfire_soap.domain.errors import DatabaseUnavailable

Identity = tuple[int, int]
Stamp = tuple[int, int, int]

_LOGS = ("-wal", "-shm")
_RESTART = "start the service again"

# The time of a file goes in steps: of 10 ms on most file systems, of one second or two on old ones, which know whole
# seconds only. A change that another program makes may be seen as much later as its disk takes.
_SETTLED_NS, _SETTLED_ON_OLD_ONES_NS = 500_000_000, 3_000_000_000
_SECOND_NS = 1_000_000_000


def path_of(url: URL) -> Path | None:
    """Answer the file of a database as it was named; None when it is kept elsewhere."""
    name = url.database
    if url.get_backend_name() != "sqlite" or not name or name == ":memory:":
        return None
    if name.startswith("file:"):
        name = name.removeprefix("file:").partition("?")[0]
        if not name or name == ":memory:":
            return None
    return Path(name).absolute()


class Files:
    """Knows which files were opened, by device and inode."""

    def __init__(self, path: Path | None) -> None:
        """Watch this database and its logs; None watches nothing.

        The database by the name that was given, since SQLite follows its links anew with each connection; the logs
        where the links lead now, since SQLite has them beside the file itself.
        """
        self._path = None if path is None else str(path)
        self._logs_of = None if path is None else str(path.resolve())
        self._lock = Lock()
        self._connections = 0
        self._database: Identity | None = None
        self._size = 0
        self._logs: tuple[Identity, ...] | None = None

    def are_missing(self) -> bool:
        """Tell whether nobody has made the database yet."""
        return self._path is not None and not Path(self._path).exists()

    def open(self) -> None:
        """Note a new connection, before it is used."""
        if self._path is None:
            return
        with self._lock:
            if self._database is None:
                self._database, self._size = self._look()
            if not self._connections:
                # The last connection that closes removes the logs, and the next one makes new ones.
                self._logs = None
            self._connections += 1

    def close(self) -> None:
        """Note that a connection was closed."""
        with self._lock:
            self._connections = max(self._connections - 1, 0)

    def forget(self) -> None:
        """Begin anew: whoever opens the database next may find another one."""
        with self._lock:
            self._connections, self._database, self._logs = 0, None, None

    def compare(self) -> None:
        """Raise DatabaseUnavailable unless these are the files that were opened; it takes four microseconds."""
        if self._path is not None and self._database is not None:
            self._compare(self._look()[0])

    def check(self, is_whole: Callable[[], bool]) -> None:
        """Compare, for a connection that has begun; `is_whole` is asked when the database is shorter, as by VACUUM."""
        if self._path is None:
            return
        with self._lock:
            # In here, or a look of a moment ago would make a database that grows meanwhile seem shorter.
            identity, size = self._look()
            if self._logs is None:
                # There are none when the file system cannot have them.
                self._logs = self._look_at_logs()
            self._compare(identity)
            is_shorter = size < self._size
            if not is_shorter:
                self._size = size
        if is_shorter:
            if not is_whole():
                raise DatabaseUnavailable(f"The database was cut off: {_RESTART}")
            self._size = size

    def stamp(self) -> Stamp | None:
        """Answer what stays the same until something is committed, by whichever program.

        SQLite writes a commit to the log before anybody can see it, and `date_log` follows for the programs of this
        project. None where that cannot be told: right after a change, since another one could leave the same time
        behind, and a disk may take its time between the writing and the seeing; without a log; and on Windows, which
        notes the time when it likes.
        """
        if self._path is None or os.name != "posix":
            return None
        try:
            found = os.stat(f"{self._path}{_LOGS[0]}")  # noqa: PTH116 -- likewise
        except OSError:
            return None
        is_whole = not found.st_mtime_ns % _SECOND_NS
        if time_ns() - found.st_mtime_ns < (_SETTLED_ON_OLD_ONES_NS if is_whole else _SETTLED_NS):
            return None
        return found.st_ino, found.st_size, found.st_mtime_ns

    def date_log(self) -> None:
        """Say that a commit can be seen from now on: a slow disk may have held it back after it was written."""
        if self._path is not None:
            with suppress(OSError):
                os.utime(f"{self._path}{_LOGS[0]}")

    def _compare(self, identity: Identity) -> None:
        if identity != self._database:
            raise DatabaseUnavailable(f"The database was replaced: {_RESTART}")
        if self._connections and self._logs and self._look_at_logs() != self._logs:
            raise DatabaseUnavailable(f"The log of the database was removed: {_RESTART}")

    def _look(self) -> tuple[Identity, int]:
        try:
            found = os.stat(str(self._path))  # noqa: PTH116 -- a Path would double what every write pays
        except OSError:
            raise DatabaseUnavailable("The database was removed") from None
        return (found.st_dev, found.st_ino), found.st_size

    def _look_at_logs(self) -> tuple[Identity, ...]:
        with suppress(OSError):
            found = [os.stat(f"{self._logs_of}{ending}") for ending in _LOGS]  # noqa: PTH116 -- likewise
            return tuple((each.st_dev, each.st_ino) for each in found)
        return ()
