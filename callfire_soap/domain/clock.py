"""Where the time comes from."""

from datetime import UTC, datetime, timedelta
from threading import Lock
from time import monotonic
from typing import Protocol


class Clock(Protocol):
    """Anything that tells the time."""

    def now(self) -> datetime:
        """Answer the present, aware, in UTC."""


class SystemClock:
    """The computer's time from a given start, passing `speed` times as fast."""

    def __init__(self, start: datetime | None = None, speed: float = 1.0) -> None:
        """Start at `start` (default: the computer's time)."""
        self._start = start or datetime.now(UTC)
        self._began = monotonic()
        self.speed = speed

    def now(self) -> datetime:
        """Answer the present; it never goes back, whatever happens to the computer's time."""
        return self._start + timedelta(seconds=(monotonic() - self._began) * self.speed)


class ManualClock:
    """A time that moves only when it is set."""

    def __init__(self, start: datetime) -> None:
        """Stand still at `start`."""
        self._now = start
        self._lock = Lock()

    def now(self) -> datetime:
        """Answer the time it was last set to."""
        return self._now

    def set(self, moment: datetime) -> None:
        """Go on to `moment`; a moment in the past raises ValueError."""
        with self._lock:
            if moment < self._now:
                message = f"the clock cannot go back from {self._now.isoformat()} to {moment.isoformat()}"
                raise ValueError(message)
            self._now = moment
