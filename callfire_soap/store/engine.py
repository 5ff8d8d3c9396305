"""Connections to the database."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from callfire_soap.domain.errors import BadRequest
from callfire_soap.store.containing import HOLDS, holds
from callfire_soap.store.files import Files, path_of

WRITES = "writes"
"""The execution option of a connection that is going to write."""

FILES = "files"
"""The execution option under which an engine of SQLite keeps its `Files`."""

BRIEFLY = 1.0
"""For how many seconds SQLite waits by itself; who reads has to only where somebody opens or closes the database."""

_SQLITE = "sqlite"
# Those that answer within the call, as everything here expects.
_DRIVERS = ("sqlite+pysqlite", "postgresql+psycopg2", "postgresql+psycopg", "postgresql+pg8000")

_CACHE_KIB = 65_536

_SQLITE_PRAGMAS = (
    # The first, since the second one may have to wait.
    f"PRAGMA busy_timeout={BRIEFLY * 1000:.0f}",
    "PRAGMA journal_mode=WAL",
    # What was answered must survive a power cut: a lost claim would be a call made twice.
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    f"PRAGMA cache_size=-{_CACHE_KIB}",
    "PRAGMA temp_store=MEMORY",
)


def connect(database: str) -> Engine:
    """Answer an engine for a database URL; a plain path means an SQLite file, what is neither raises BadRequest."""
    url = url_of(database)
    if url.get_backend_name() != _SQLITE:
        _check_driver(url)
        return create_engine(url, pool_pre_ping=True)
    engine = create_engine(url, pool_size=9, max_overflow=64, connect_args={"check_same_thread": False})
    files = Files(path_of(url))
    # Opening what is gone would make an empty one.
    event.listen(engine, "do_connect", lambda *_: files.compare())
    event.listen(engine, "connect", _preparing(files))
    event.listen(engine, "close", lambda _connection, _record: files.close())
    event.listen(engine, "begin", _begin)
    engine.update_execution_options(**{FILES: files})
    return engine


def url_of(database: str) -> URL:
    """Read how a database is given; one that cannot be used raises BadRequest."""
    if not database.strip():
        raise BadRequest("it is empty")
    try:
        url = make_url(database if "://" in database else f"{_SQLITE}:///{database}")
        dialect = url.get_dialect()
    except (ArgumentError, NoSuchModuleError, ImportError, ValueError):
        raise _unusable(database) from None
    is_known = f"{dialect.name}+{dialect.driver}" in _DRIVERS
    if not is_known:
        raise _unusable(database)
    if url.get_backend_name() == _SQLITE:
        if url.host:
            raise _unusable(database)
        if path_of(url) is None:
            # Each connection would have one of its own.
            raise BadRequest("a database in memory cannot be used: give a file")
    return url


def _check_driver(url: URL) -> None:
    try:
        url.get_dialect().import_dbapi()
    except ImportError:
        raise BadRequest(f"the driver of {url.drivername} is not installed") from None


def _unusable(database: str) -> BadRequest:
    # The password of a database is nobody's business.
    scheme = database.partition("://")[0]
    return BadRequest(
        f"{scheme}://... is no database that can be used: give an SQLite file by its path or as sqlite:///PATH, "
        "or PostgreSQL as postgresql://USER@HOST/NAME"
    )


def _preparing(files: Files) -> Callable[[Any, object], None]:
    def prepare(connection: Any, _record: object) -> None:  # noqa: ANN401 -- the driver's own connection
        files.open()
        try:
            # The driver would begin transactions late and only before some statements: `_begin` says when.
            connection.isolation_level = None
            for pragma in _SQLITE_PRAGMAS:
                connection.execute(pragma)
            connection.create_function(HOLDS, 2, holds, deterministic=True)
        except BaseException:
            files.close()
            connection.close()
            raise

    return prepare


def _begin(connection: Connection) -> None:
    # A transaction that reads first and writes later could not wait for the writer before it: SQLite would
    # refuse it at once. Whoever is going to write therefore says so at the beginning.
    writes = connection.get_execution_options().get(WRITES, False)
    driver: Any = connection.connection.driver_connection
    driver.execute("BEGIN IMMEDIATE" if writes else "BEGIN")
