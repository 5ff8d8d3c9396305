"""Units of work: everything a call or a round of the dispatcher does, done together or not at all."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import Self

from sqlalchemy import Connection, Engine, text

from callfire_soap.domain.events import Event
from callfire_soap.store.engine import WRITES, connect

Listener = Callable[[Sequence[Event]], None]


@dataclass(slots=True)
class UnitOfWork:
    """One transaction, and the events that become known when it is committed."""

    connection: Connection
    events: list[Event] = field(default_factory=list)
    is_committed: bool = False

    def note(self, event: Event) -> None:
        """Tell of something that is true once this unit is committed."""
        self.events.append(event)

    def commit(self) -> None:
        """Make the work durable."""
        try:
            self.connection.commit()
        except BaseException:
            # SQLAlchemy would hand the connection to the next unit with the failed transaction still open.
            self.connection.invalidate()
            raise
        self.is_committed = True


class Store:
    """The database of the service."""

    def __init__(self, engine: Engine) -> None:
        """Use this engine."""
        self.engine = engine
        self._writing = engine.execution_options(**{WRITES: True})
        # SQLite has one writer. Waiting for it here is fair and wakes at once; SQLite's own wait polls and sleeps.
        self._writer = Lock()
        self._listeners: list[Listener] = []

    @classmethod
    def open(cls, database: str) -> Self:
        """Open a database by its URL or file name."""
        return cls(connect(database))

    def listen(self, listener: Listener) -> None:
        """Call the listener with the events of every committed unit, in order."""
        self._listeners.append(listener)

    @contextmanager
    def reading(self) -> Iterator[UnitOfWork]:
        """Begin a unit that only reads; it sees one moment of the database and waits for nobody."""
        with self.engine.connect() as connection:
            yield UnitOfWork(connection)

    @contextmanager
    def writing(self) -> Iterator[UnitOfWork]:
        """Begin a unit that may write; what it did is undone unless it is committed."""
        with self._writer, self._writing.connect() as connection:
            unit = UnitOfWork(connection)
            try:
                yield unit
            finally:
                if unit.is_committed and unit.events:
                    for listener in self._listeners:
                        listener(unit.events)

    def is_alive(self) -> bool:
        """Tell whether the database answers."""
        with self.engine.connect() as connection:
            return bool(connection.execute(text("SELECT 1")).scalar() == 1)

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()
