"""Requests that are large, of which only a few are answered at once: each takes many times its length in memory."""

import ctypes
from collections import deque
from collections.abc import Callable
from threading import Lock


class LargeRequests:
    """Who answers a large request, and who waits for it, without a thread."""

    def __init__(self, at_once: int, most_waiting: int) -> None:
        self._lock = Lock()
        self._at_once, self._most_waiting = at_once, most_waiting
        self._running = 0
        self._waiting: deque[Callable[[], None]] = deque()

    def enter(self, begin: Callable[[], None]) -> bool:
        """Call `begin` now or when another one leaves; False when too many wait already."""
        with self._lock:
            if self._running < self._at_once:
                self._running += 1
            elif len(self._waiting) < self._most_waiting:
                self._waiting.append(begin)
                return True
            else:
                return False
        begin()
        return True

    def leave(self) -> None:
        """Let the next one begin; the last one gives the memory back."""
        with self._lock:
            begin = self._waiting.popleft() if self._waiting else None
            if begin is None:
                self._running -= 1
            is_last = self._running == 0
        if begin is not None:
            begin()
        elif is_last:
            _give_back_memory()


def _trimmer() -> Callable[[int], int] | None:
    try:
        trim = ctypes.CDLL(None).malloc_trim
    except (OSError, AttributeError, TypeError):
        # Another C library, or Windows.
        return None
    trim.argtypes, trim.restype = [ctypes.c_size_t], ctypes.c_int
    return lambda left: int(trim(left))


_TRIM = _trimmer()


def _give_back_memory() -> None:
    """Return free memory to the system: glibc keeps what lies below anything that is still used."""
    if _TRIM is not None:
        _TRIM(0)
