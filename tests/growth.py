"""How the work of a reader grows with what it reads, told by a ratio of one run."""

import gc
import signal
from collections.abc import Callable
from contextlib import contextmanager, suppress
from math import inf
from time import thread_time
from typing import Any, NamedTuple

FACTOR = 4
_MOST = 2.5
"""How many times the factor the work may grow by: noise, allocation and caches cost something, squares cost more."""

_CLEAR = 1.5
"""How many times the factor is so little that no more repeats are needed."""

_AGREEING = 1.25
_SHORT_REPEATS = 3
_MOST_REPEATS = 12
_PATIENCE_SECONDS = 60
"""Of the process's own time: a machine that is busy takes none of it."""

Reader = Callable[[Any], object]


class Measure(NamedTuple):
    """How work is measured, and from how much of it on one measurement tells something."""

    work: Callable[[Reader, Any], float]
    enough: float


def _seconds(read: Reader, text: Any) -> float:
    """Measure the time of this thread, without that of collecting what other tests have left behind."""
    was_enabled = gc.isenabled()
    gc.disable()
    began = thread_time()
    try:
        with suppress(Exception):  # A refusal is an answer.
            read(text)
        return thread_time() - began
    finally:
        if was_enabled:
            gc.enable()


SECONDS = Measure(_seconds, 0.004)


def assert_linear(
    read: Reader,
    hostile: Callable[[int], Any],
    most: int = 1 << 17,
    patience: float = _PATIENCE_SECONDS,
    least: int = 8,
    measure: Measure = SECONDS,
) -> None:
    """Check that reading `hostile(4 n)` takes no more work than four times reading `hostile(n)`, and some noise.

    Begins small and quadruples, so that work that grows without bounds is seen before it stops the test; ends when
    the work is large enough to be measured, or at `most`. What `read` raises counts as an answer. `least` is where
    it begins: a square with a small factor hides behind other work while the text is short.
    """
    size, text = least, hostile(least)
    with _patience(patience):
        work = measure.work(read, text)
        while size * FACTOR <= most:
            longer = hostile(size * FACTOR)
            pair = _Pair(measure, read, (text, longer), (work, measure.work(read, longer)))
            if pair.is_enough():
                assert pair.grows_slowly(), (size, pair.ratio())
                if pair.least[0] >= measure.enough:
                    return
            size, text, work = size * FACTOR, longer, pair.least[1]


class _Pair:
    """A text and a longer one, and the work measured for each: a busy machine only ever adds to it."""

    def __init__(
        self, measure: Measure, read: Reader, texts: tuple[Any, Any], works: tuple[float, float]
    ) -> None:
        self._measure, self._read, self._texts = measure, read, texts
        self._short, self._long = ([work] for work in works)

    @property
    def least(self) -> tuple[float, float]:
        return min(self._short), min(self._long)

    def is_enough(self) -> bool:
        """Tell whether there is work enough to judge by, or so much more for the longer text that it must be."""
        short, long = self.least
        return short >= self._measure.enough or long >= self._measure.enough * FACTOR * FACTOR

    def grows_slowly(self) -> bool:
        """Judge by the least that was measured: too much for the short text hides a square, so it goes first."""
        for _ in range(_SHORT_REPEATS):
            self._repeat(self._short, self._texts[0])
        for _ in range(_MOST_REPEATS):
            if self._is_clear():
                break
            self._repeat(self._long, self._texts[1])
            self._repeat(self._short, self._texts[0])
        return self.ratio() <= FACTOR * _MOST

    def ratio(self) -> float:
        short, long = self.least
        return long / short if short else inf

    def _is_clear(self) -> bool:
        """Tell whether two measurements of the short text agree, and the longer one takes little more."""
        least, second = sorted(self._short)[:2]
        return second <= least * _AGREEING and self.ratio() <= FACTOR * _CLEAR

    def _repeat(self, works: list[float], text: Any) -> None:
        works.append(self._measure.work(self._read, text))


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
