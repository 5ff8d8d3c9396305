"""Whose turn it is to write: SQLite has one writer at a time.

Waiting here is fair and wakes at once; SQLite's own wait polls and sleeps. Somebody who waits counts from their own
arrival, whoever is in front: the wait for those in front to begin, and the wait for other programs, are one. While a
writer of this program is at work the wait does not count, since that work ends: a large request takes its time.
"""

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from threading import Lock
from time import monotonic
from typing import Any, NamedTuple, Protocol

from sqlalchemy import Connection

from callfire_soap.domain.errors import DatabaseLocked
from callfire_soap.store.engine import BRIEFLY
from callfire_soap.store.failures import FAILURES, LOCKED, refusal_for

WRITE_WAIT = 10.0
"""For how many seconds a writer waits for others, in this program and elsewhere, unless a setting says otherwise."""

_LONGEST = 6
"""How many times as long a writer waits at the most while writers of this program are at work."""

_MOMENT = 0.1
"""For how many seconds a writer waits as it stands; most waits are over by then, and stepping aside costs more."""

_MOST_ASIDE = 64
"""How many requests may wait for longer than a moment. Each is held in memory; whoever comes then is refused."""

Aside = Callable[[], AbstractContextManager[None]]


class Held(Protocol):
    """A lock of either kind."""

    def acquire(self, blocking: bool = ..., timeout: float = ...) -> bool:  # noqa: FBT001 -- as in threading
        """Take it; answers whether it could be had in time."""

    def release(self) -> None:
        """Give it up."""


class _Line:
    """Who waits for what one may have at a time: who leaves hands it to who came next, and to nobody else."""

    def __init__(self) -> None:
        self._changing = Lock()
        self._places: deque[Lock] = deque()

    def enter(self) -> Lock:
        """Take the last place, which can be acquired as soon as it is the first."""
        place = Lock()
        place.acquire()
        with self._changing:
            self._places.append(place)
            if len(self._places) == 1:
                place.release()
        return place

    def leave(self, place: Lock) -> None:
        """Give a place up, whatever it has come to."""
        with self._changing:
            was_first = self._places[0] is place
            self._places.remove(place)
            if was_first and self._places:
                self._places[0].release()


class Turns:
    """Lets writers in one after the other, in the order in which they came."""

    def __init__(self, write_wait: float) -> None:
        """Let each of them wait for so many seconds."""
        self._write_wait = write_wait
        self._line, self._counting = _Line(), Lock()
        self._waiting = 0
        # Since when the writer whose turn it is has been at work, and how long those before were; read as one.
        self._work: tuple[float | None, float] = (None, 0.0)
        self._aside: Aside = nullcontext
        self._is_request: Callable[[], bool] = lambda: True

    def wait_aside(self, aside: Aside, is_request: Callable[[], bool]) -> None:
        """Enter this context while a request waits for long, so that others find a thread meanwhile.

        `is_request` tells whether this thread answers one. The dispatcher does not: however many requests wait, it is
        not refused, or they could keep all calls from being made.
        """
        self._aside, self._is_request = aside, is_request

    @contextmanager
    def taken(self, write_wait: float | None = None) -> Iterator["Turn"]:
        """Be the only writer of this program; raises DatabaseLocked after the wait."""
        wait = _Wait(self, self._write_wait if write_wait is None else write_wait)
        place = self._line.enter()
        try:
            if not (place.acquire(blocking=False) or self._wait(place, wait)):
                raise DatabaseLocked(LOCKED)
            try:
                yield Turn(self, monotonic() + wait.left())
            finally:
                self._end()
        finally:
            self._line.leave(place)

    @contextmanager
    def behind(self, lock: Held) -> Iterator[None]:
        """Hold a lock whose holders write; a request raises DatabaseLocked after the wait of a writer.

        Who waits here counts from their own arrival, too: otherwise requests behind the dispatcher would wait for
        another program one after the other.
        """
        if not lock.acquire(blocking=False):
            self._take(lock)
        try:
            yield
        finally:
            lock.release()

    def _take(self, lock: Held) -> None:
        if not self._is_request():
            lock.acquire()
        elif not self._wait(lock, _Wait(self, self._write_wait)):
            raise DatabaseLocked(LOCKED)

    def begin(self) -> None:
        """Note that the writer whose turn it is has begun its transaction."""
        self._work = (monotonic(), self._work[1])

    def worked(self) -> float:
        """Answer for how many seconds writers of this program have been at work, now included."""
        began, worked = self._work
        return worked if began is None else worked + monotonic() - began

    def _end(self) -> None:
        self._work = (None, self.worked())

    def _wait(self, place: Held, wait: "_Wait") -> bool:
        """Wait for the writers in front; answers whether it is this one's turn."""
        if self._waiting < _MOST_ASIDE and place.acquire(timeout=min(_MOMENT, wait.left())):
            return True
        with self.waiting():
            while (left := wait.left()) > 0:
                if place.acquire(timeout=left):
                    return True
        return False

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Wait aside; too many requests raise DatabaseLocked."""
        if not self._is_request():
            yield
            return
        with self._counting:
            if self._waiting >= _MOST_ASIDE:
                raise DatabaseLocked(LOCKED)
            self._waiting += 1
        try:
            with self._aside():
                yield
        finally:
            with self._counting:
                self._waiting -= 1


def _left(until: float) -> float:
    return max(until - monotonic(), 0.0)


class _Wait:
    """The wait of one writer."""

    def __init__(self, turns: Turns, seconds: float) -> None:
        self._turns, self._seconds = turns, seconds
        self._came, self._worked = monotonic(), turns.worked()

    def left(self) -> float:
        """Answer how many seconds are left of it."""
        waited = monotonic() - self._came
        idle = waited - (self._turns.worked() - self._worked)
        return max(min(self._seconds - idle, self._seconds * _LONGEST - waited), 0.0)


class Turn(NamedTuple):
    """The turn of one writer, who may wait until this moment of the monotonic clock."""

    turns: Turns
    until: float

    def begin(self, connection: Connection) -> None:
        """Begin the transaction, waiting for what other programs write."""
        self._begin(connection)
        self.turns.begin()

    def _begin(self, connection: Connection) -> None:
        if connection.dialect.name != "sqlite":
            connection.begin()
        elif self.until - monotonic() <= BRIEFLY:
            self._begin_in_time(connection)
        else:
            try:
                connection.begin()
            except FAILURES as error:
                if not isinstance(refusal_for(error), DatabaseLocked):
                    raise
                with self.turns.waiting():
                    self._begin_in_time(connection)

    def _begin_in_time(self, connection: Connection) -> None:
        driver: Any = connection.connection.driver_connection
        driver.execute(f"PRAGMA busy_timeout={_left(self.until) * 1000:.0f}")
        try:
            connection.begin()
        finally:
            driver.execute(f"PRAGMA busy_timeout={BRIEFLY * 1000:.0f}")
