"""How the work of a reader grows with what it reads, told by a ratio of one run."""

import signal
from collections.abc import Callable
from contextlib import contextmanager, suppress
from time import thread_time
from typing import Any

FACTOR = 4
_MOST = 2.5
"""How many times the factor the work may grow by: noise, allocation and caches cost something, squares cost more."""

_ENOUGH_SECONDS = 0.004
_TRIES = 5
_PATIENCE_SECONDS = 20
"""Of the process's own time: a machine that is busy takes none of it."""


def assert_linear(
    read: Callable[[Any], object],
    hostile: Callable[[int], Any],
    most: int = 1 << 17,
    patience: float = _PATIENCE_SECONDS,
    least: int = 8,
) -> None:
    """Check that reading `hostile(4 n)` takes no more work than four times reading `hostile(n)`, and some noise.

    Begins small and quadruples, so that work that grows without bounds is seen before it stops the test; ends when
    the work is large enough to be measured, or at `most`. What `read` raises counts as an answer. `least` is where
    it begins: a square with a small factor hides behind other work while the text is short.
    """
    size = least
    with _patience(patience):
        work = _work(read, hostile(size))
        while size * FACTOR <= most:
            larger = _work(read, hostile(size * FACTOR))
            if work >= _ENOUGH_SECONDS:
                assert _grows_slowly(read, hostile, size, larger / work), (size, larger / work)
                return
            assert larger < _ENOUGH_SECONDS * FACTOR * FACTOR or _grows_slowly(
                read, hostile, size, larger / work
            ), (size, larger / work)
            size, work = size * FACTOR, larger


def _grows_slowly(
    read: Callable[[Any], object], hostile: Callable[[int], Any], size: int, ratio: float
) -> bool:
    """Measure once more where a ratio is too large: a machine that is busy spoils one measurement, not five."""
    for _ in range(_TRIES):
        if ratio <= FACTOR * _MOST:
            return True
        ratio = _work(read, hostile(size * FACTOR)) / max(_work(read, hostile(size)), 1e-6)
    return False


def _work(read: Callable[[Any], object], text: Any) -> float:
    return min(_seconds(read, text) for _ in range(3))


def _seconds(read: Callable[[Any], object], text: Any) -> float:
    began = thread_time()
    with suppress(Exception):  # A refusal is an answer.
        read(text)
    return thread_time() - began


@contextmanager
def _patience(seconds):
    def give_up(*_):
        message = f"still not read after {seconds} seconds"
        raise StillReading(message)

    before = signal.signal(signal.SIGPROF, give_up)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


class StillReading(BaseException):
    """Not an Exception, so that no reader takes it for one of its own."""
