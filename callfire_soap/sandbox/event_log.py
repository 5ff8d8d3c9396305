"""What happened since the sandbox started, for assertions in users' tests."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from threading import Lock
from typing import Any

from callfire_soap.domain.events import ActionsMoved, Event

_MOST_KEPT = 5_000_000
"""How many events are kept; the oldest are forgotten. Those of a thousand actions take little more than one."""


class EventLog:
    """Numbers events from 1 and answers them in order.

    Actions move by the thousand, so an entry covers as many numbers as there are actions in it.
    """

    def __init__(self) -> None:
        """Begin empty."""
        self._lock = Lock()
        self.clear()

    def clear(self) -> None:
        """Forget everything; the next event has number 1."""
        with self._lock:
            self._entries: list[Event] = []
            self._first_ids: list[int] = []
            self._next_id = 1

    def add(self, events: Sequence[Event]) -> None:
        """Take events that have happened."""
        with self._lock:
            for event in events:
                self._entries.append(event)
                self._first_ids.append(self._next_id)
                self._next_id += len(event.actions) if isinstance(event, ActionsMoved) else 1
            forgotten = bisect_right(self._first_ids, self._next_id - _MOST_KEPT) - 1
            if forgotten > 0:
                del self._entries[:forgotten], self._first_ids[:forgotten]

    def after(self, event_id: int, limit: int) -> list[Mapping[str, Any]]:
        """Answer the events after one of them, oldest first."""
        found: list[Mapping[str, Any]] = []
        with self._lock:
            start = max(bisect_right(self._first_ids, event_id) - 1, 0)
            for first_id, event in zip(self._first_ids[start:], self._entries[start:], strict=True):
                if len(found) >= limit:
                    break
                skipped = max(event_id + 1 - first_id, 0)
                found.extend(_shown(event, first_id, skipped, limit - len(found)))
        return found


def _shown(event: Event, first_id: int, skipped: int, limit: int) -> Iterator[Mapping[str, Any]]:
    at = event.at.isoformat().replace("+00:00", "Z")
    if isinstance(event, ActionsMoved):
        chosen = event.actions[skipped : skipped + limit]
        for number, action in enumerate(chosen, first_id + skipped):
            yield {"id": number, "at": at, "kind": "action", "action": action, "state": event.state}
    elif not skipped:
        yield {
            "id": first_id,
            "at": at,
            "kind": "broadcast",
            "broadcast": event.broadcast,
            "status": event.status,
        }
