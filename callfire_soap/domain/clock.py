"""Where the time comes from."""

from datetime import UTC, datetime, timedelta
from threading import Lock
from time import monotonic
from typing import Protocol


class Clock(Protocol):
    """Anything that tells the time."""

    def now(self) -> datetime:
        """Answer the present, aware, in UTC."""


class TurnsBack(ValueError):
    """A clock was asked to go back in time."""


class ServiceClock:
    """The time of the service: the computer's own, one that passes faster, or one that stands until it is moved.

    It never goes back, whatever happens to the computer's time.
    """

    def __init__(self, start: datetime | None = None, *, speed: float = 1.0, is_manual: bool = False) -> None:
        """Begin at `start` (default: the computer's time) and pass `speed` times as fast, or stand still."""
        self._lock = Lock()
        self.speed = speed
        self._set(start or datetime.now(UTC), is_manual=is_manual)

    @property
    def is_manual(self) -> bool:
        """Tell whether the clock stands until it is moved."""
        return self._is_manual

    def now(self) -> datetime:
        """Answer the present."""
        with self._lock:
            return self._now()

    def set(self, moment: datetime | None = None, *, is_manual: bool | None = None) -> None:
        """Go on to a moment, or begin to pass, or stand still; a moment in the past raises TurnsBack."""
        with self._lock:
            now = self._now()
            if moment is not None and moment < now:
                message = f"the clock shows {now.isoformat()} and cannot go back to {moment.isoformat()}"
                raise TurnsBack(message)
            self._set(moment or now, is_manual=self._is_manual if is_manual is None else is_manual)

    def restart(self, start: datetime | None = None, *, is_manual: bool) -> None:
        """Begin anew, possibly earlier."""
        with self._lock:
            self._set(start or datetime.now(UTC), is_manual=is_manual)

    def seconds_until(self, moment: datetime | None) -> float | None:
        """Answer how many seconds of real time pass before a moment; None when it does not come by itself."""
        if moment is None or self._is_manual:
            return None
        return max((moment - self.now()).total_seconds() / self.speed, 0.0)

    def _set(self, start: datetime, *, is_manual: bool) -> None:
        self._start, self._is_manual, self._began = start, is_manual, monotonic()

    def _now(self) -> datetime:
        if self._is_manual:
            return self._start
        return self._start + timedelta(seconds=(monotonic() - self._began) * self.speed)
