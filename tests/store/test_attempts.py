"""Attempts and their records."""

from datetime import timedelta
from decimal import Decimal

import pytest

from callfire_soap.domain.actions import ActionState
from callfire_soap.domain.dispositions import Disposition
from callfire_soap.store import actions, attempts
from callfire_soap.store.actions import EndedActions
from callfire_soap.store.attempts import AttemptKind, End, EndedAttempts, NewAttempt, PastAttempts
from tests.builders import NOW, add_actions, add_broadcast, los_angeles


@pytest.fixture
def broadcast(connection, mine):
    return add_broadcast(connection, mine)


def begin(connection, action_ids, message=None):
    ids = attempts.reserve_attempts(connection, len(action_ids))
    begun = [
        NewAttempt(attempt, action, "12135551212", message)
        for attempt, action in zip(ids, action_ids, strict=True)
    ]
    attempts.begin_attempts(connection, AttemptKind.CALL, begun, NOW)
    return ids


def end(connection, first, last):
    answered, finished = (NOW + timedelta(seconds=seconds) for seconds in (4, 62))
    how = End(NOW, answered, finished, Disposition.LIVE_ANSWER, 58, Decimal("1.6667"))
    attempts.end_attempts(connection, [EndedAttempts(how, range(first, last + 1))])


def test_an_attempt_that_has_ended_is_a_record(connection, mine, broadcast):
    (action,) = add_actions(connection, mine, broadcast, los_angeles())
    (attempt,) = begin(connection, [action], "Hi")
    end(connection, attempt, attempt)
    (row,) = attempts.attempts_of(connection, [action])[action]
    assert (row.id, row.action_id, row.result) == (attempt, action, Disposition.LIVE_ANSWER)
    assert row.originated_at == NOW
    assert row.answered_at == NOW + timedelta(seconds=4)
    assert row.finished_at == NOW + timedelta(seconds=62)
    assert (row.seconds, row.billed, row.message) == (58, Decimal("1.6667"), "Hi")


def test_an_attempt_that_is_under_way_is_no_record(connection, mine, broadcast):
    action_ids = add_actions(connection, mine, broadcast, los_angeles(3))
    first, _, last = begin(connection, action_ids)
    end(connection, first, last - 1)
    assert sorted(attempts.attempts_of(connection, action_ids)) == list(action_ids[:2])


def test_records_are_listed_newest_first(connection, mine, broadcast):
    (action,) = add_actions(connection, mine, broadcast, los_angeles())
    first, second = begin(connection, [action, action])
    end(connection, first, second)
    (leg,) = attempts.reserve_attempts(connection, 1)
    how = End(NOW, None, NOW, Disposition.TRANSFER_LEG)
    record = NewAttempt(leg, action, "12125551212")
    attempts.add_past(connection, [PastAttempts(AttemptKind.TRANSFER, how, [record])])
    found = attempts.attempts_of(connection, [action])[action]
    assert [row.id for row in found] == [leg, second, first]
    assert (found[0].result, found[0].answered_at) == (Disposition.TRANSFER_LEG, None)


def test_a_page_gets_the_records_of_its_actions_only(connection, mine, broadcast):
    action_ids = add_actions(connection, mine, broadcast, los_angeles(60))
    begun = begin(connection, action_ids)
    end(connection, begun[0], begun[-1])
    near, far = list(action_ids[:3]), [action_ids[0], action_ids[-1]]
    assert set(near) <= set(attempts.attempts_of(connection, near))
    assert set(attempts.attempts_of(connection, far)) == set(far)
    assert not attempts.attempts_of(connection, [])


def test_what_was_under_way_is_found_again(connection, mine, broadcast):
    action_ids = add_actions(connection, mine, broadcast, los_angeles(4))
    actions.claim(connection, broadcast, NOW, 3)
    open_, ended, lost = begin(connection, action_ids[:3])
    end(connection, ended, ended)
    actions.end_actions(connection, [EndedActions(ActionState.TIMEOUT, None, None, [action_ids[2]])], NOW)
    (row,) = attempts.open_attempts(connection)
    assert (row.id, row.to_number, row.originated_at, row.broadcast_id) == (
        open_,
        "12135551212",
        NOW,
        broadcast,
    )
    assert (row.claimed.id, row.claimed.attempts) == (action_ids[0], 1)
    assert lost != open_


@pytest.mark.parametrize(
    ("waiting", "index"),
    [(attempts._READY, "ix_action_ready"), (attempts._DISABLED, "ix_action_account_id_kind_state_id")],  # noqa: SLF001 -- their plans are the point
    ids=["ready", "disabled"],
)
def test_what_waits_in_a_broadcast_that_ends_is_found_by_its_state(connection, waiting, index):
    compiled = waiting.params(of=1).compile(
        dialect=connection.dialect, compile_kwargs={"literal_binds": True}
    )
    [first, *_] = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}")
    assert index in first[3]
