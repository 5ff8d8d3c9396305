"""Attempts of which nothing is heard any more: silence counts, not age."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import islice

LOST_AFTER = timedelta(hours=1)
"""How long nothing may be heard of an attempt: "TIMEOUT: attempted, outcome never reported".

Inferred: no source names the time.
"""

HeardOf = Callable[[int, datetime], datetime | None]
"""Answers up to when something is known of an attempt, as `Carrier.heard_of`."""


class Silence:
    """Watches attempts, and asks the carrier about each only when it would have to be given up."""

    def __init__(self, heard_of: HeardOf) -> None:
        """Begin with none."""
        self._heard_of = heard_of
        # When attempts began that nobody was asked about yet, oldest first: nearly all end before.
        self._begun: dict[int, datetime] = {}
        # Up to when the others were heard of, and the same in the order of time, with some that are over.
        self._heard: dict[int, datetime] = {}
        self._in_order: list[tuple[datetime, int]] = []
        self._lost: dict[int, None] = {}

    def begin(self, attempts: Iterable[int], now: datetime) -> None:
        """Watch attempts that begin now, not before those that are watched."""
        self._begun.update(dict.fromkeys(attempts, now))

    def end(self, attempts: Iterable[int]) -> None:
        """Watch attempts no more."""
        for attempt in attempts:
            if self._begun.pop(attempt, None) is None:
                self._heard.pop(attempt, None)
                self._lost.pop(attempt, None)

    def clear(self) -> None:
        """Begin anew with none."""
        self._begun.clear()
        self._heard.clear()
        self._in_order.clear()
        self._lost.clear()

    def next_check(self, now: datetime) -> datetime | None:
        """Answer when an attempt may have to be given up next, now if one has to."""
        self._look(now, 1)
        return now if self._lost else self._first_check()

    def lost(self, now: datetime, most: int) -> list[int]:
        """Answer attempts to give up, up to so many."""
        self._look(now, most)
        return list(islice(self._lost, most))

    def _look(self, now: datetime, most: int) -> None:
        """Find attempts to give up, until there are enough; whoever is heard of is left alone for a while."""
        while len(self._lost) < most and (check := self._first_check()) is not None and check <= now:
            attempt = self._take_first()
            heard = self._heard_of(attempt, now)
            if heard is None or heard + LOST_AFTER <= now:
                self._lost[attempt] = None
            else:
                self._heard[attempt] = heard
                heappush(self._in_order, (heard, attempt))

    def _first_check(self) -> datetime | None:
        while self._in_order and self._heard.get(self._in_order[0][1]) != self._in_order[0][0]:
            heappop(self._in_order)
        since = [*islice(self._begun.values(), 1), *(heard for heard, _ in self._in_order[:1])]
        return min(since) + LOST_AFTER if since else None

    def _take_first(self) -> int:
        """Take out the attempt that `_first_check` is about."""
        begun = next(iter(self._begun.items()), None)
        if begun is not None and not (self._in_order and self._in_order[0][0] < begun[1]):
            del self._begun[begun[0]]
            return begun[0]
        _, attempt = heappop(self._in_order)
        del self._heard[attempt]
        return attempt
