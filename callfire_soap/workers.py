"""The threads that receive requests and answer them.

Threads that share one interpreter slow each other down: whoever looks into the database or waits for a socket lets go
of the interpreter, and has to fight for it again. So one thread, the leader, receives requests and answers them
itself, one after the other, as long as each takes no more than a moment. While one takes longer, because it waits for
the disk or is large, another thread leads. Measured with sixteen clients, that answers twice as many requests as
eight threads that answer what another one receives.
"""

import logging
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Condition, Event, Thread, current_thread, get_ident
from time import monotonic
from typing import Protocol

from callfire_soap.logs import tell_defect

PATIENCE = 0.005
"""How long a request is waited for before another thread leads, in seconds; most are answered by then."""

_ATTENTION = 1.0
"""For how long after a request a thread watches the leader, in seconds; telling it each time would cost too much."""

_POLL_SECONDS = 1.0

_LOG = logging.getLogger(__name__)


class Task(Protocol):
    """What waitress gives to be done: the requests of one connection."""

    def service(self) -> None:
        """Answer them."""

    def cancel(self) -> None:
        """Close the connection instead."""


class Workers:
    """Receives and answers requests; waitress knows it as its task dispatcher."""

    def __init__(self, at_once: int) -> None:
        """Answer so many requests at once; one more thread receives what comes meanwhile."""
        self._changed = Condition()
        self._tasks: deque[Task] = deque()
        self._threads = [
            Thread(target=self._serve, name=f"worker-{number}", daemon=True) for number in range(at_once + 1)
        ]
        self._poll: Callable[[float], None]
        self._is_stopping: Callable[[], bool]
        self._leader: int | None = None
        # When the leader began with what it answers now, and when any leader began last.
        self._began: float | None = None
        self._last_began = 0.0
        self._idle = 0
        # How many are back from waiting while another thread has their place.
        self._surplus = 0
        self._is_watched = False
        # Set when nobody leads any more. Whoever waits for that must not be told in place of a worker.
        self._has_resigned = Event()
        # Whether nobody works any more.
        self._is_over = False
        self._error: BaseException | None = None

    def run(self, poll: Callable[[float], None], is_stopping: Callable[[], bool]) -> None:
        """Serve until it is to stop; `poll` receives for so many seconds at most and calls `add_task`.

        Afterwards the caller receives, and what it adds is answered until `shutdown`. Raises what `poll` raises.
        """
        self._poll, self._is_stopping = poll, is_stopping
        for thread in tuple(self._threads):
            thread.start()
        # Again and again, because Windows handles no signal while somebody waits without end.
        while not self._has_resigned.wait(_POLL_SECONDS):
            pass
        if self._error is not None:
            raise self._error

    def add_task(self, task: Task) -> None:
        """Take a task; the leader does it when it has received everything that there is."""
        with self._changed:
            self._tasks.append(task)
            if self._leader is None:
                self._changed.notify()

    def shutdown(self, timeout: float) -> None:
        """End all threads that are not busy, within so many seconds, and cancel what nobody has begun."""
        deadline = monotonic() + timeout
        with self._changed:
            self._is_over = True
            self._changed.notify_all()
        for thread in tuple(self._threads):
            thread.join(max(deadline - monotonic(), 0.0))
        for task in tuple(self._tasks):
            task.cancel()

    def is_one(self) -> bool:
        """Tell whether the current thread is one of these."""
        return current_thread() in self._threads

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Wait in here for what may take long: another thread has this one's place meanwhile.

        Requests that wait would otherwise keep away those that need not. How many wait is for the caller to limit.
        """
        if not self.is_one():
            yield
            return
        substitute = Thread(target=self._serve, name=f"{current_thread().name}-substitute", daemon=True)
        with self._changed:
            # One that cannot be started is nobody to wait for at the end.
            substitute.start()
            self._threads.append(substitute)
        try:
            yield
        finally:
            with self._changed:
                self._surplus += 1
                self._changed.notify()

    def _serve(self) -> None:
        while (work := self._next_work()) is not None:
            work()

    def _next_work(self) -> Callable[[], None] | None:
        """Wait until somebody has to lead, or the leader needs help; None when it is over."""
        with self._changed:
            self._idle += 1
            try:
                while not self._is_over:
                    if self._is_leader_wanted():
                        self._leader, self._began = get_ident(), None
                        return self._lead
                    if self._tasks and self._began is None:
                        return _answering(self._tasks.popleft())
                    if self._surplus:
                        self._surplus -= 1
                        self._threads.remove(current_thread())
                        return None
                    self._wait()
            finally:
                self._idle -= 1
        return None

    def _is_leader_wanted(self) -> bool:
        if self._has_resigned.is_set():
            return False
        return self._leader is None or (self._began is not None and monotonic() - self._began >= PATIENCE)

    def _wait(self) -> None:
        """Watch the leader, if nobody else does and it is at work; sleep otherwise."""
        if self._is_watched or monotonic() - self._last_began > _ATTENTION:
            self._changed.wait()
            return
        self._is_watched = True
        self._changed.wait(PATIENCE)
        self._is_watched = False

    def _lead(self) -> None:
        """Receive and answer, until another thread leads or it is time to stop."""
        try:
            while not self._is_stopping():
                self._poll(_POLL_SECONDS)
                while (task := self._begun()) is not None:
                    _answering(task)()
                    with self._changed:
                        if self._leader != get_ident():
                            return
                        self._began = None
        except BaseException as error:  # noqa: BLE001 -- it is for the thread that runs this
            self._error = error
        with self._changed:
            self._leader = None
            self._has_resigned.set()
            self._changed.notify_all()

    def _begun(self) -> Task | None:
        """Begin with the next task, unless nobody could lead meanwhile: then whoever is free first does it."""
        with self._changed:
            if not self._tasks or not self._idle:
                return None
            self._began = self._last_began = monotonic()
            if not self._is_watched:
                self._changed.notify()
            return self._tasks.popleft()


def _answering(task: Task) -> Callable[[], None]:
    def answer() -> None:
        try:
            task.service()
        except BaseException:  # noqa: BLE001 -- a thread that ends would leave fewer for the others
            tell_defect(_LOG, "a request could not be served", task=repr(task))

    return answer
