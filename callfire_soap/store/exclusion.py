"""One service to a database: two dispatchers would dial what the other one has claimed."""

import sqlite3

from sqlalchemy import Engine

from callfire_soap.domain.errors import Unavailable


class OnlyService:
    """Holds a database for this service as long as it lives, however it ends.

    The lock is that of a file beside the database: SQLite takes it on every system, and the system frees it when the
    holder dies. Other databases are not guarded: their operator sees to it.
    """

    def __init__(self, engine: Engine) -> None:
        """Take the lock; while another service has it, this raises Unavailable."""
        self._connection: sqlite3.Connection | None = None
        path = engine.url.database
        if engine.dialect.name != "sqlite" or not path or path == ":memory:":
            return
        # Any thread may end the service.
        connection = sqlite3.connect(
            f"{path}-service", timeout=0, isolation_level=None, check_same_thread=False
        )
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            connection.close()
            message = f"another service is running on {path}"
            raise Unavailable(message) from None
        self._connection = connection

    def release(self) -> None:
        """Let others have the database."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
