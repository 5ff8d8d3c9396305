"""How broadcasts move from status to status."""

from datetime import timedelta

import pytest

from callfire_soap.conduct.lifecycle import default_text_broadcast, has_work, move
from callfire_soap.domain.actions import ActionState
from callfire_soap.domain.broadcasts import BroadcastEvent, BroadcastStatus
from callfire_soap.domain.errors import BadRequest
from callfire_soap.domain.events import BroadcastMoved
from callfire_soap.store import broadcasts
from callfire_soap.store.unit_of_work import UnitOfWork
from tests.builders import NOW, add_actions, add_broadcast, los_angeles

LATER = NOW + timedelta(minutes=1)


@pytest.fixture
def unit(connection):
    return UnitOfWork(connection)


def row_of(unit, account, broadcast):
    return broadcasts.find_broadcast(unit.connection, account, broadcast)


def test_a_move_is_written_dated_and_told(unit, mine):
    broadcast = add_broadcast(unit.connection, mine)
    move(unit, row_of(unit, mine, broadcast), BroadcastEvent.START, LATER, LATER + timedelta(seconds=3))
    row = row_of(unit, mine, broadcast)
    assert (row.status, row.modified_at) == (BroadcastStatus.START_PENDING, LATER)
    assert row.starts_at == LATER + timedelta(seconds=3)
    assert unit.events == [BroadcastMoved(mine, broadcast, BroadcastStatus.START_PENDING, LATER)]


def test_a_move_to_where_it_stands_changes_nothing(unit, mine):
    broadcast = add_broadcast(unit.connection, mine)
    move(unit, row_of(unit, mine, broadcast), BroadcastEvent.STOP, LATER)
    assert row_of(unit, mine, broadcast).modified_at == NOW
    assert unit.events == []


def test_a_move_that_is_not_allowed_changes_nothing(unit, mine):
    broadcast = add_broadcast(unit.connection, mine, status=BroadcastStatus.ARCHIVED)
    with pytest.raises(BadRequest):
        move(unit, row_of(unit, mine, broadcast), BroadcastEvent.START, LATER)
    assert row_of(unit, mine, broadcast).status is BroadcastStatus.ARCHIVED


def test_a_broadcast_has_work_while_anything_may_be_attempted(unit, mine):
    broadcast = add_broadcast(unit.connection, mine)
    assert not has_work(unit, broadcast)
    add_actions(unit.connection, mine, broadcast, los_angeles(), state=ActionState.INVALID)
    assert not has_work(unit, broadcast)
    add_actions(unit.connection, mine, broadcast, los_angeles())
    assert has_work(unit, broadcast)


def test_an_account_has_one_default_broadcast(unit, mine, others):
    first = default_text_broadcast(unit, mine, NOW)
    assert default_text_broadcast(unit, mine, LATER).id == first.id
    assert default_text_broadcast(unit, others, NOW).id != first.id


def test_a_default_broadcast_that_was_archived_is_followed_by_another(unit, mine):
    first = default_text_broadcast(unit, mine, NOW)
    move(unit, first, BroadcastEvent.ARCHIVE, LATER)
    second = default_text_broadcast(unit, mine, LATER)
    assert second.id != first.id
    assert second.status is BroadcastStatus.STOPPED
    assert default_text_broadcast(unit, mine, LATER).id == second.id
