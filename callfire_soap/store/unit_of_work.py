"""Units of work: everything a call or a round of the dispatcher does, done together or not at all."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Lock
from time import monotonic
from typing import Self, TypeVar

from sqlalchemy import Connection, Engine, PoolProxiedConnection, text

from callfire_soap.domain.errors import DatabaseLocked, DatabaseUnavailable
from callfire_soap.domain.events import Event
from callfire_soap.store import outbox
from callfire_soap.store.condition import Condition
from callfire_soap.store.damage import find_damage
from callfire_soap.store.engine import FILES, WRITES, connect
from callfire_soap.store.failures import FAILURES, damaged, refusal_for
from callfire_soap.store.files import Files, Stamp
from callfire_soap.store.tables import Tables
from callfire_soap.store.turns import WRITE_WAIT, Turns

__all__ = ["Connection", "Listener", "Store", "UnitOfWork"]

T = TypeVar("T")

Listener = Callable[[Sequence[Event]], None]

# Small changes find room when others do not: this is what a usual request takes.
_ROOM_BYTES = 2**18


@dataclass(slots=True)
class UnitOfWork:
    """One transaction, and the events that become known when it is committed: they are part of it."""

    connection: Connection
    events: list[Event] = field(default_factory=list)
    is_committed: bool = False

    def note(self, event: Event) -> None:
        """Tell of something that is true once this unit is committed."""
        self.events.append(event)

    def commit(self) -> None:
        """Make the work durable, and with it what it says has happened."""
        outbox.keep(self.connection, self.events)
        try:
            self.connection.commit()
        except BaseException:
            # SQLAlchemy would hand the connection to the next unit with the failed transaction still open.
            self.connection.invalidate()
            raise
        self.is_committed = True


class Store:
    """The database of the service.

    Whatever makes it unusable for a while comes out of its units as `DatabaseUnavailable`, and is logged once.
    """

    def __init__(self, engine: Engine, write_wait: float = WRITE_WAIT) -> None:
        """Use this engine; writers wait so many seconds for others."""
        self.engine = engine
        self._writing = engine.execution_options(**{WRITES: True})
        self._files: Files = engine.get_execution_options().get(FILES) or Files(None)
        self.condition = Condition(engine.url.database or "the database")
        self.tables = Tables()
        self.turns = Turns(write_wait)
        self._listeners: list[Listener] = []
        self._held: PoolProxiedConnection | None = None
        self._glance: Connection | None = None
        self._glancing, self._looking = Lock(), Lock()

    @classmethod
    def open(cls, database: str, write_wait: float = WRITE_WAIT) -> Self:
        """Open a database by its URL or file name."""
        return cls(connect(database), write_wait)

    @property
    def name(self) -> str:
        """The URL of the database, without the password."""
        return self.engine.url.render_as_string()

    def listen(self, listener: Listener) -> None:
        """Wake the listener after every commit of something that happened, with it; `outbox` keeps it for longer."""
        self._listeners.append(listener)

    @contextmanager
    def reading(self) -> Iterator[UnitOfWork]:
        """Begin a unit that only reads; it sees one moment of the database and waits for nobody."""
        with self._watched(), self.engine.connect() as connection:
            yield UnitOfWork(connection)

    def glance(self, find: Callable[[Connection], T]) -> T:
        """Run one prepared statement, which sees all that is committed.

        A unit of work takes 80 us to begin and to end, ten times as long as SQLite looks for a row.
        """
        with self._watched(), self._glancing:
            if self._glance is None:
                self._glance = self.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
                # The pool would hand it on without the transactions that the others rely on.
                self._glance.detach()
            return find(self._glance)

    def stamp(self) -> Stamp | None:
        """Answer what stays the same until something is committed; None where that cannot be told."""
        return self._files.stamp()

    @contextmanager
    def writing(self, write_wait: float | None = None) -> Iterator[UnitOfWork]:
        """Begin a unit that may write; what it did is undone unless it is committed.

        Raises DatabaseLocked when others write for longer than writers wait, by default as long as this store says,
        and DatabaseUnavailable when nothing can be kept.
        """
        with self._watched(), self.turns.taken(write_wait) as turn:
            self._files.compare()
            with self._writing.connect() as connection:
                turn.begin(connection)
                self._files.check(lambda: not find_damage(connection))
                self.tables.check(connection)
                unit = UnitOfWork(connection)
                try:
                    yield unit
                finally:
                    if unit.is_committed:
                        self._files.date_log()
                        self._tell(unit)

    def is_missing(self) -> bool:
        """Tell whether there is no file where this database should be; it is told without opening, which makes one."""
        return self._files.are_missing()

    def is_alive(self) -> bool:
        """Tell whether the database answers and keeps what it is given; somebody else's lock does not count yet."""
        try:
            with self.reading() as unit:
                self._files.compare()
                unit.connection.execute(text("SELECT count(*) FROM sqlite_master"))
                self._files.check(lambda: not find_damage(unit.connection))
                self.tables.check(unit.connection)
        except DatabaseUnavailable:
            return False
        if self.condition.trouble is not None and self._looking.acquire(blocking=False):
            # Nobody may write as long as this tells everybody to stay away.
            try:
                self._look_for_recovery(self.condition.trouble)
            finally:
                self._looking.release()
        return not self.condition.is_ill()

    def _look_for_recovery(self, trouble: DatabaseUnavailable) -> None:
        """Find out whether a trouble is over. Writing proves little: it may touch nothing of what cannot be read."""
        with suppress(DatabaseUnavailable):
            if not isinstance(trouble, DatabaseLocked):
                with self.reading() as unit:
                    found = find_damage(unit.connection)
                    if found is not None:
                        raise damaged(found)
            self.try_writing(write_wait=0)
            self.condition.recover(is_whole=True)

    def try_writing(self, write_wait: float | None = None) -> None:
        """Find out whether there is room to write; raises DatabaseUnavailable, as `writing` does.

        Nothing stays of it but free pages in the file.
        """
        clear = text("DELETE FROM id_block WHERE name LIKE 'room %'")
        take = text("INSERT INTO id_block (name, next) VALUES (:name, 0)")
        with self.writing(write_wait) as unit:
            unit.connection.execute(clear)
            unit.connection.execute(take, {"name": "room ".ljust(_ROOM_BYTES)})
            unit.commit()
        with self.writing(write_wait) as unit:
            unit.connection.execute(clear)
            unit.commit()

    def hold(self) -> None:
        """Keep a connection open until the end.

        With the last one SQLite removes its log, and needs room on the disk to begin another: after a change that
        failed there may be none, and then nobody could read either.
        """
        with self.reading():
            self._held = self.engine.raw_connection()

    def close(self) -> None:
        """Close all connections."""
        if self._held is not None:
            self._held.close()
            self._held = None
        with self._glancing:
            if self._glance is not None:
                self._glance.close()
                self._glance = None
        self.engine.dispose()
        self._files.forget()

    def _tell(self, unit: UnitOfWork) -> None:
        """Tell of a commit, unless it went into a file that nobody will find."""
        self._files.compare()
        self.condition.recover()
        if unit.events:
            for listener in self._listeners:
                listener(unit.events)

    @contextmanager
    def _watched(self) -> Iterator[None]:
        """Note what makes the database unusable, and raise it as DatabaseUnavailable."""
        begun = monotonic()
        try:
            yield
        except DatabaseUnavailable as known:
            self.condition.fail(known, monotonic() - begun)
            raise
        except FAILURES as error:
            refusal = refusal_for(error)
            if refusal is None:
                raise
            self.condition.fail(refusal, monotonic() - begun)
            raise refusal from error
