"""The threads that answer requests: one at a time works, as long as it gets on.

Threads that share one interpreter slow each other down: every look into the database lets go of the interpreter and
has to fight for it again. Measured with sixteen clients, eight threads at once answer 900 requests a second, and one
after the other 1,450. So a thread begins only when none has begun lately; whoever takes longer, because it waits for
the disk or reads a long request, is overtaken.
"""

import logging
from time import monotonic
from typing import Any

from waitress.task import ThreadedTaskDispatcher

PATIENCE = 0.01
"""How long a request has the interpreter to itself, in seconds; nearly all are answered by then."""

_LOG = logging.getLogger(__name__)


class Workers(ThreadedTaskDispatcher):
    """Serves requests in the order they came."""

    def __init__(self) -> None:
        """Begin without threads; `set_thread_count` makes them."""
        super().__init__()
        # When each request that is being worked on began, by thread.
        self._began: dict[int, float] = {}
        # Whether a thread watches the one that works.
        self._is_watched = False

    def handler_thread(self, thread_no: int) -> None:
        """Work on requests until the thread is to stop."""
        while (task := self._next_task(thread_no)) is not None:
            try:
                task.service()
            except BaseException:  # noqa: BLE001 -- a thread that ends would leave fewer for the others
                _LOG.exception("a request could not be served: %r", task)

    def add_task(self, task: Any) -> None:  # noqa: ANN401 -- waitress calls it so
        """Take a request; it is begun at once when nobody else is at work."""
        with self.lock:
            self.queue.append(task)
            # Whoever works takes the next one without being told; a watcher sees when that takes too long.
            if not self._is_watched or self._patience() <= 0:
                self.queue_cv.notify()

    def _next_task(self, thread_no: int) -> Any:  # noqa: ANN401 -- of waitress
        """Wait for a request that may begin; None when the thread is to stop."""
        with self.lock:
            self._began.pop(thread_no, None)
            while self.stop_count == 0:
                if not self.queue:
                    self._wait(None)
                elif (patience := self._patience()) > 0:
                    self._wait(patience)
                else:
                    self._began[thread_no] = monotonic()
                    task = self.queue.popleft()
                    if self.queue and not self._is_watched:
                        self.queue_cv.notify()
                    return task
            self.active_count -= 1
            self.stop_count -= 1
            self.threads.discard(thread_no)
            self.thread_exit_cv.notify()
        return None

    def _wait(self, seconds: float | None) -> None:
        """Wait until there may be something to do; one thread watches, the others sleep until they are needed."""
        is_watcher = seconds is not None and not self._is_watched
        self._is_watched |= is_watcher
        self.queue_cv.wait(seconds if is_watcher else None)
        if is_watcher:
            self._is_watched = False

    def _patience(self) -> float:
        """Answer for how many seconds nobody may begin."""
        return max(self._began.values(), default=0.0) + PATIENCE - monotonic()
