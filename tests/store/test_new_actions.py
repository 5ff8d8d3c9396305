"""Actions on their way into the store."""

from datetime import timedelta

import pytest

from callfire_soap.domain.actions import ActionKind, ActionState
from callfire_soap.domain.dispositions import Disposition
from callfire_soap.store import actions, contacts
from callfire_soap.store.new_actions import NewAction, NewActions, add_action, add_actions
from tests.builders import FROM, NOW, add_broadcast, los_angeles


@pytest.fixture
def shared(connection, mine):
    broadcast = add_broadcast(connection, mine)
    contacts.add_on_the_fly(connection, mine, los_angeles(2), NOW)
    results = {ActionState.DNC: Disposition.DO_NOT_TEXT}
    return NewActions(mine, broadcast, None, ActionKind.TEXT, FROM, NOW, "Hi", results=results)


def find(connection, shared, action):
    return actions.find_action(connection, shared.account_id, shared.kind, action)


def test_what_actions_have_in_common_all_have(connection, shared):
    numbers = los_angeles(2)
    added = add_actions(connection, shared, [1, 2], numbers, [ActionState.READY, ActionState.DNC])
    rows = [find(connection, shared, each) for each in added]
    assert [(row.contact_id, row.to_number, row.state) for row in rows] == [
        (1, numbers[0], ActionState.READY),
        (2, numbers[1], ActionState.DNC),
    ]
    for row in rows:
        assert (row.broadcast_id, row.batch_id, row.is_inbound) == (shared.broadcast_id, None, False)
        assert (row.from_number, row.message, row.attributes) == (FROM, "Hi", None)
        assert (row.created_at, row.modified_at) == (NOW, NOW)


def test_only_what_is_over_has_a_result(connection, shared):
    states = [ActionState.READY, ActionState.DNC, ActionState.INVALID]
    added = add_actions(connection, shared, [1, 2, 1], los_angeles(3), states)
    results = [find(connection, shared, each).result for each in added]
    assert results == [None, Disposition.DO_NOT_TEXT, None]


@pytest.mark.parametrize("named", [None, {}, {"a": "b"}, {'q"uote': "new\nline", "ClientData": "Zoë \\ 📞"}])
def test_what_came_with_a_number_is_read_as_it_was_given(connection, shared, named):
    (added,) = add_action(connection, shared, NewAction(1, "12135551212", ActionState.READY, named))
    assert find(connection, shared, added).attributes == (named or None)


def test_an_action_may_be_added_more_than_once(connection, shared):
    added = add_action(connection, shared, NewAction(1, "12135551212", ActionState.READY), times=3)
    assert len({find(connection, shared, each).id for each in added}) == 3
    assert len(actions.due_actions(connection, shared.broadcast_id, NOW, 9)) == 3


def test_what_is_new_is_due_at_once(connection, shared):
    add_action(connection, shared, NewAction(1, "12135551212", ActionState.READY))
    before = NOW - timedelta(microseconds=1)
    assert actions.due_actions(connection, shared.broadcast_id, before, 9) == []
    assert len(actions.due_actions(connection, shared.broadcast_id, NOW, 9)) == 1


def test_columns_of_different_lengths_are_a_defect(connection, shared):
    with pytest.raises(ValueError, match="shorter"):
        add_actions(connection, shared, [1], los_angeles(2), [ActionState.READY])
