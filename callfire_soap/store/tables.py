"""The tables as this release needs them, watched while the service writes: another program may change them."""

from typing import Any

from sqlalchemy import Connection, select

from callfire_soap.domain.errors import DatabaseUnavailable
from callfire_soap.store.columns import metadata


class Tables:
    """Knows which version of the schema a database had at the start."""

    def __init__(self) -> None:
        """Demand nothing yet."""
        self._version: str | None = None
        # SQLite counts the changes of a schema; this many there were when all was there.
        self._whole_at: int | None = None

    def expect(self, version: str) -> None:
        """Demand this version from now on."""
        self._version = version

    def check(self, connection: Connection) -> None:
        """Raise DatabaseUnavailable when the version is another, and what SQLite says when a column is gone.

        Without a change it takes ten microseconds.
        """
        if self._version is None or connection.dialect.name != "sqlite":
            return
        driver: Any = connection.connection.driver_connection
        found = driver.execute("SELECT version_num FROM alembic_version").fetchone()
        if found != (self._version,):
            other = found[0] if found else "none"
            message = f"The database has another schema than this service needs: version {other}, not {self._version}"
            raise DatabaseUnavailable(message)
        [changes] = driver.execute("PRAGMA schema_version").fetchone()
        if changes != self._whole_at:
            for table in metadata.sorted_tables:
                connection.execute(select(table).limit(0))
            self._whole_at = changes
