"""What happened, numbered and in order."""

from datetime import timedelta

import pytest

from callfire_soap.domain.actions import ActionState
from callfire_soap.domain.broadcasts import BroadcastStatus
from callfire_soap.domain.events import ActionsMoved, BroadcastMoved
from callfire_soap.sandbox.event_log import EventLog
from tests.builders import NOW


@pytest.fixture
def log():
    log = EventLog()
    log.add([BroadcastMoved(7, BroadcastStatus.RUNNING, NOW)])
    log.add(
        [
            ActionsMoved((10, 11, 12), ActionState.SELECTED, NOW + timedelta(seconds=1)),
            ActionsMoved((11,), ActionState.FINISHED, NOW + timedelta(seconds=5)),
        ]
    )
    return log


def ids(events):
    return [event["id"] for event in events]


def test_events_are_numbered_in_the_order_they_happened(log):
    events = log.after(0, 100)
    assert ids(events) == [1, 2, 3, 4, 5]
    assert events[0] == {
        "id": 1,
        "at": "2026-01-05T17:00:00Z",
        "kind": "broadcast",
        "broadcast": 7,
        "status": "RUNNING",
    }
    assert events[4] == {
        "id": 5,
        "at": "2026-01-05T17:00:05Z",
        "kind": "action",
        "action": 11,
        "state": "FINISHED",
    }


@pytest.mark.parametrize("after", range(7))
@pytest.mark.parametrize("limit", range(1, 7))
def test_a_page_may_begin_and_end_anywhere(log, after, limit):
    assert log.after(after, limit) == log.after(0, 100)[after : after + limit]


def test_a_cleared_log_begins_anew(log):
    log.clear()
    assert log.after(0, 100) == []
    log.add([BroadcastMoved(8, BroadcastStatus.RUNNING, NOW)])
    assert ids(log.after(0, 100)) == [1]
