"""What happened since the sandbox was made, for assertions in users' tests: its outbox, read in pages.

Events of broadcasts and actions are numbered from 1. Actions move by the thousand, so a row covers as many numbers as
there are actions in it.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from callfire_soap.store import outbox
from callfire_soap.store.outbox import EventKind, OutboxRow
from callfire_soap.store.unit_of_work import UnitOfWork

_READER = "sandbox"


def begin(unit: UnitOfWork) -> None:
    """Keep what happens from now on for this log, which never has seen enough."""
    outbox.begin_reading(unit.connection, _READER)


def end(unit: UnitOfWork) -> None:
    """Keep nothing for this log any more: nobody can ask for it."""
    outbox.end_reading(unit.connection, _READER)


def events_after(unit: UnitOfWork, event_id: int, limit: int) -> list[Mapping[str, Any]]:
    """Answer the events after one of them, oldest first."""
    found: list[Mapping[str, Any]] = []
    for row in outbox.numbered_rows(unit.connection, event_id, limit):
        found.extend(_shown(row, event_id, limit - len(found)))
    return found


def _shown(row: OutboxRow, event_id: int, limit: int) -> Iterator[Mapping[str, Any]]:
    at = row.happened_at.isoformat().replace("+00:00", "Z")
    first = row.first_number or 0
    skipped = max(event_id + 1 - first, 0)
    for number, each in enumerate(row.members[skipped : skipped + limit], first + skipped):
        if row.kind is EventKind.BROADCAST:
            yield {"id": number, "at": at, "kind": "broadcast", "broadcast": each, "status": row.state}
        else:
            yield {"id": number, "at": at, "kind": "action", "action": each, "state": row.state}
