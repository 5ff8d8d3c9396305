"""What happened, numbered and in order."""

from datetime import timedelta

import pytest

from callfire_soap.domain.actions import ActionKind, ActionState
from callfire_soap.domain.broadcasts import BatchStatus, BroadcastStatus
from callfire_soap.domain.contacts import ContactListStatus
from callfire_soap.domain.events import ActionsMoved, BatchMoved, BroadcastMoved, ContactListMoved
from callfire_soap.sandbox import event_log
from callfire_soap.store.unit_of_work import Store
from tests.builders import NOW, make_store

ACCOUNT = 3


class Log:
    """The log of a store, and what fills it."""

    def __init__(self, store):
        self.store = store

    def add(self, *events):
        with self.store.writing() as unit:
            for event in events:
                unit.note(event)
            unit.commit()

    def after(self, event_id, limit):
        with self.store.reading() as unit:
            return event_log.events_after(unit, event_id, limit)


def calls(ids, state, seconds=0):
    return ActionsMoved(ACCOUNT, ActionKind.CALL, ids, state, NOW + timedelta(seconds=seconds))


@pytest.fixture
def log(tmp_path):
    log = Log(make_store(tmp_path / "store.db"))
    log.add(BroadcastMoved(ACCOUNT, 7, BroadcastStatus.RUNNING, NOW))
    log.add(
        BatchMoved(ACCOUNT, 9, BatchStatus.ACTIVE, NOW),
        calls((10, 11, 12), ActionState.SELECTED, 1),
        ContactListMoved(ACCOUNT, 8, ContactListStatus.ACTIVE, NOW),
        calls((11,), ActionState.FINISHED, 5),
    )
    yield log
    log.store.close()


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


def test_actions_are_shown_in_the_order_in_which_they_moved(log):
    moved = [50, 51, 40, 52, 53, 54, 7, 1_000_000]
    log.add(calls(moved, ActionState.FINISHED))
    assert [event["action"] for event in log.after(5, 100)] == moved


def test_the_log_goes_on_after_a_restart(log, tmp_path):
    before = log.after(0, 100)
    log.store.close()
    again = Log(Store.open(str(tmp_path / "store.db")))
    again.add(BroadcastMoved(ACCOUNT, 7, BroadcastStatus.FINISHED, NOW))
    assert again.after(0, 100)[:-1] == before
    assert ids(again.after(5, 100)) == [6]
    again.store.close()


def test_a_page_looks_at_no_more_rows_than_it_shows(log):
    for number in range(300):
        log.add(calls([number + 1], ActionState.FINISHED))
    steps = []

    def page(after):
        with log.store.reading() as unit:
            driver = unit.connection.connection.driver_connection
            driver.set_progress_handler(lambda: steps.append(after) and None, 1)
            assert ids(event_log.events_after(unit, after, 10)) == list(range(after + 1, after + 11))
            driver.set_progress_handler(None, 0)

    page(5)
    page(290)
    assert steps.count(290) < 1.5 * steps.count(5)
