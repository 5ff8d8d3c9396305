"""Actions: calls and texts as they are kept, and what the dispatcher claims of them."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from callfire_soap.domain.actions import ActionKind, ActionState
from callfire_soap.domain.dispositions import Disposition
from callfire_soap.store import actions
from callfire_soap.store.actions import EndedActions, action
from tests.builders import NOW, add_account, add_actions, add_batch, add_broadcast, los_angeles, make_store

CALL, TEXT = ActionKind
MINUTE = timedelta(minutes=1)


@pytest.fixture
def broadcast(connection, mine):
    return add_broadcast(connection, mine)


class TestReading:
    """One action."""

    def test_an_action_is_read_as_it_was_written(self, connection, mine, broadcast):
        batch, (added,) = add_batch(
            connection,
            mine,
            broadcast,
            ["12135551212"],
            attributes={"ClientData": "x", "a": "ü"},
            message="Hi",
        )
        row = actions.find_action(connection, mine, CALL, added)
        assert (row.id, row.broadcast_id, row.batch_id) == (added, broadcast, batch)
        assert (row.from_number, row.to_number, row.is_inbound) == ("13105551212", "12135551212", False)
        assert (row.state, row.result) == (ActionState.READY, None)
        assert (row.created_at, row.modified_at) == (NOW, NOW)
        assert (row.attributes, row.message) == ({"ClientData": "x", "a": "ü"}, "Hi")

    def test_an_action_may_belong_to_no_broadcast(self, connection, mine):
        (added,) = add_actions(connection, mine, None, ["12135551212"], is_inbound=True)
        row = actions.find_action(connection, mine, CALL, added)
        assert (row.broadcast_id, row.batch_id, row.is_inbound) == (None, None, True)

    def test_a_call_is_no_text_and_not_somebody_elses(self, connection, mine, others, broadcast):
        (added,) = add_actions(connection, mine, broadcast, los_angeles())
        assert actions.find_action(connection, mine, TEXT, added) is None
        assert actions.find_action(connection, others, CALL, added) is None
        assert actions.find_action(connection, mine, CALL, added + 1) is None


class TestClaiming:
    """What the dispatcher takes, and what becomes of it."""

    @staticmethod
    def states(connection):
        return list(connection.execute(select(action.c.state).order_by(action.c.id)).scalars())

    def test_what_fell_due_first_is_claimed_first(self, connection, mine, broadcast):
        due = [NOW - minutes * MINUTE for minutes in (1, 3, 2, 3)]
        ids = [add_actions(connection, mine, broadcast, los_angeles(), due=at)[0] for at in due]
        for expected in ([ids[1]], [ids[3]], [ids[2]], [ids[0]], []):
            assert [row.id for row in actions.claim(connection, broadcast, NOW, 1)] == expected

    def test_claims_are_answered_in_the_order_of_their_ids(self, connection, mine, broadcast):
        ids = add_actions(connection, mine, broadcast, los_angeles(50))
        assert [row.id for row in actions.claim(connection, broadcast, NOW, 30)] == list(ids[:30])

    def test_no_more_is_claimed_than_wanted(self, connection, mine, broadcast):
        add_actions(connection, mine, broadcast, los_angeles(5))
        assert len(actions.claim(connection, broadcast, NOW, 3)) == 3
        assert len(actions.claim(connection, broadcast, NOW, 3)) == 2
        assert actions.claim(connection, broadcast, NOW, 3) == []

    def test_what_is_not_due_is_not_claimed(self, connection, mine, broadcast):
        add_actions(connection, mine, broadcast, los_angeles(), due=NOW + MINUTE)
        assert actions.claim(connection, broadcast, NOW, 10) == []
        assert len(actions.claim(connection, broadcast, NOW + MINUTE, 10)) == 1

    @pytest.mark.parametrize("state", [state for state in ActionState if state is not ActionState.READY])
    def test_only_what_is_ready_is_claimed(self, connection, mine, broadcast, state):
        add_actions(connection, mine, broadcast, los_angeles(), state=state)
        assert actions.claim(connection, broadcast, NOW, 10) == []

    def test_only_the_broadcast_itself_is_claimed_from(self, connection, mine, broadcast):
        add_actions(connection, mine, add_broadcast(connection, mine), los_angeles())
        assert actions.claim(connection, broadcast, NOW, 10) == []

    def test_a_claim_counts_as_an_attempt_and_says_what_is_needed(self, connection, mine, broadcast):
        batch, (added,) = add_batch(
            connection, mine, broadcast, ["12135551212"], attributes={"a": "b"}, message="Hi"
        )
        later = NOW + MINUTE
        (row,) = actions.claim(connection, broadcast, later, 10)
        assert (row.id, row.account_id, row.batch_id, row.attempts) == (added, mine, batch, 1)
        assert (row.from_number, row.to_number) == ("13105551212", "12135551212")
        assert (row.attributes, row.message) == ({"a": "b"}, "Hi")
        kept = actions.find_action(connection, mine, CALL, added)
        assert (kept.state, kept.modified_at) == (ActionState.SELECTED, later)

    def test_a_claim_that_must_not_be_attempted_was_no_attempt(self, connection, mine, broadcast):
        added = add_actions(connection, mine, broadcast, los_angeles())
        actions.claim(connection, broadcast, NOW, 10)
        actions.leave_actions(connection, added, ActionState.DNC, Disposition.DO_NOT_CALL, NOW)
        assert self.states(connection) == ["DNC"]
        assert actions.claim(connection, broadcast, NOW + MINUTE, 10) == []

    def test_runs_of_actions_move_on(self, connection, mine, broadcast):
        ids = add_actions(connection, mine, broadcast, los_angeles(5))
        actions.claim(connection, broadcast, NOW, 4)
        over = EndedActions(ActionState.FINISHED, Disposition.LIVE_ANSWER, None, ids[:2])
        again = EndedActions(ActionState.READY, None, NOW + MINUTE, [ids[3]])
        actions.end_actions(connection, [over, again], NOW)
        assert self.states(connection) == ["FINISHED", "FINISHED", "SELECTED", "READY", "READY"]
        results = [actions.find_action(connection, mine, CALL, each).result for each in ids]
        assert results == [Disposition.LIVE_ANSWER] * 2 + [None] * 3
        assert [row.attempts for row in actions.claim(connection, broadcast, NOW + MINUTE, 9)] == [2, 1]

    def test_the_claim_is_found_in_the_index_of_what_is_ready(self, connection, mine, broadcast):
        add_actions(connection, mine, broadcast, los_angeles())
        statement = actions._CLAIM.statement.compile(dialect=connection.dialect)  # noqa: SLF001 -- its plan is the point
        values = {"of": 1, "now": 1, "at": 1, "most": 1}
        rows = connection.exec_driver_sql(
            f"EXPLAIN QUERY PLAN {statement}", tuple(values.get(name, 0) for name in statement.positiontup)
        )
        plan = " ".join(row[3] for row in rows)
        assert "ix_action_ready" in plan
        assert "TEMP B-TREE" not in plan


@settings(max_examples=15)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(1, 4)), min_size=1, max_size=12), st.randoms())
def test_no_action_is_claimed_twice(tmp_path_factory, waits, random):
    store = make_store(tmp_path_factory.mktemp("claims") / "store.db")
    with store.writing() as unit:
        connection = unit.connection
        account = add_account(connection)
        broadcast = add_broadcast(connection, account)
        for minutes, how_many in waits:
            add_actions(connection, account, broadcast, los_angeles(how_many), due=NOW + minutes * MINUTE)
        claimed = []
        for minutes in range(6):
            while rows := actions.claim(connection, broadcast, NOW + minutes * MINUTE, random.randint(1, 5)):
                claimed += [row.id for row in rows]
        everything = connection.execute(select(action.c.id)).scalars().all()
    assert sorted(claimed) == sorted(everything)
    assert len(set(claimed)) == len(claimed)
    store.close()


def present(connection, account, broadcast, numbers, kind=CALL):
    return actions.numbers_present(connection, account, kind, broadcast, numbers)


def test_numbers_that_occur_in_a_broadcast_are_known(connection, mine, broadcast):
    one, two, three = los_angeles(3)
    assert present(connection, mine, broadcast, [one]) == set()
    add_actions(connection, mine, broadcast, [one, one, two])
    add_actions(connection, mine, add_broadcast(connection, mine), [three])
    assert present(connection, mine, broadcast, [one, three, one]) == {one}


def test_a_reply_does_not_make_its_number_one_of_the_broadcast(connection, mine, broadcast):
    one, own = los_angeles(2)
    add_actions(connection, mine, broadcast, [one], kind=TEXT)
    add_actions(connection, mine, broadcast, [own], kind=TEXT, is_inbound=True)
    assert present(connection, mine, broadcast, [one, own], TEXT) == {one}


def test_looking_for_a_few_numbers_costs_no_more_in_a_large_broadcast(connection, mine):
    wanted = los_angeles(5)

    def steps(size):
        """Count the steps of SQLite's machine, in tens."""
        broadcast, counted = add_broadcast(connection, mine), []
        add_actions(connection, mine, broadcast, los_angeles(size))
        driver = connection.connection.driver_connection
        driver.set_progress_handler(lambda: counted.append(1) or 0, 10)
        try:
            assert present(connection, mine, broadcast, wanted) == set(wanted)
        finally:
            driver.set_progress_handler(None, 10)
        return len(counted)

    steps(10)
    assert steps(5_000) <= steps(10) + 5
