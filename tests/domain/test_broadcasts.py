"""The life of a broadcast."""

from itertools import product

import pytest

from callfire_soap.domain.broadcasts import (
    ACTIVE_STATUSES,
    TRANSITIONS,
    BroadcastCommand,
    BroadcastEvent,
    BroadcastStatus,
    next_status,
)
from callfire_soap.domain.errors import BadRequest

# Rows are statuses, columns events; a dash is refused.
LIFE = """
               START          STOP      ARCHIVE   populated  exhausted
STOPPED        START_PENDING  STOPPED   ARCHIVED  -          -
START_PENDING  START_PENDING  STOPPED   ARCHIVED  RUNNING    -
RUNNING        RUNNING        STOPPED   ARCHIVED  -          FINISHED
FINISHED       START_PENDING  FINISHED  ARCHIVED  -          -
ARCHIVED       -              ARCHIVED  ARCHIVED  -          -
"""
EVENTS, *ROWS = (line.split() for line in LIFE.strip().splitlines())
EXPECTED = {
    (status, event): then
    for status, *thens in ROWS
    for event, then in zip(EVENTS, thens, strict=True)
    if then != "-"
}


@pytest.mark.parametrize(("status", "event"), list(product(BroadcastStatus, BroadcastEvent)), ids=str)
def test_every_event_in_every_status_leads_on_or_is_refused(status, event):
    expected = EXPECTED.get((status.value, event.value))
    if expected is None:
        with pytest.raises(BadRequest, match=f"a broadcast that is {status} cannot be changed by {event}"):
            next_status(status, event)
    else:
        assert next_status(status, event).value == expected


def test_the_table_holds_nothing_else():
    assert {(status.value, event.value) for status, event in TRANSITIONS} == set(EXPECTED)


@pytest.mark.parametrize("command", BroadcastCommand)
def test_every_command_is_an_event(command):
    assert BroadcastEvent(command).value == command.value


def test_a_broadcast_that_is_about_to_run_counts_as_running():
    assert {BroadcastStatus.START_PENDING, BroadcastStatus.RUNNING} == ACTIVE_STATUSES
