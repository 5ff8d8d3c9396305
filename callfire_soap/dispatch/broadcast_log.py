"""What operators are told of broadcasts: that they started, and what had become of them when they ended."""

import logging
from collections.abc import Sequence

from callfire_soap.domain.broadcasts import BroadcastStatus
from callfire_soap.domain.errors import DatabaseUnavailable
from callfire_soap.domain.events import BroadcastMoved, Event
from callfire_soap.logs import tell
from callfire_soap.store import statistics
from callfire_soap.store.unit_of_work import Store

_LOG = logging.getLogger(__name__)

_TOLD = {
    BroadcastStatus.RUNNING: "broadcast started",
    BroadcastStatus.STOPPED: "broadcast ended",
    BroadcastStatus.FINISHED: "broadcast ended",
    BroadcastStatus.ARCHIVED: "broadcast ended",
}


class BroadcastLog:
    """Tells of broadcasts that moved."""

    def __init__(self, store: Store) -> None:
        """Tell of those of a store, once it is told itself."""
        self._store = store

    def hear(self, events: Sequence[Event]) -> None:
        """Tell of what was just committed."""
        if not _LOG.isEnabledFor(logging.INFO):
            return
        for event in events:
            if isinstance(event, BroadcastMoved) and event.status in _TOLD:
                try:
                    self._tell(event)
                except DatabaseUnavailable:
                    # It happened all the same, and whoever committed it must not take it for undone.
                    return

    def _tell(self, event: BroadcastMoved) -> None:
        row = self._store.glance(lambda connection: statistics.summary_of(connection, event.broadcast))
        # One that is new is STOPPED as well, and has ended nothing.
        if row is None or (event.status is BroadcastStatus.STOPPED and event.at == row.created_at):
            return
        facts = {"account": row.login, "id": event.broadcast, "name": row.name, "status": event.status.value}
        tell(_LOG, logging.INFO, _TOLD[event.status], **facts, waiting=row.waiting, finished=row.finished)
