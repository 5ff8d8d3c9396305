"""What is asked of calls and texts: the right ones, in the right order, page by page."""

import operator
from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callfire_soap.domain.actions import ActionKind, ActionState
from callfire_soap.domain.dispositions import Disposition
from callfire_soap.store import action_pages
from callfire_soap.store.action_pages import ActionFilter
from tests.builders import NOW, add_account, add_actions, add_batch, add_broadcast, los_angeles, make_store

CALL, TEXT = ActionKind
MINUTE = timedelta(minutes=1)
BUSY, LIVE, SENT = Disposition.BUSY, Disposition.LIVE_ANSWER, Disposition.SENT
READY, DNC, FINISHED = ActionState.READY, ActionState.DNC, ActionState.FINISHED


def page(connection, account, first=0, limit=1000, *, kind=CALL, **conditions):
    total, rows = action_pages.page_of_actions(
        connection, ActionFilter(account, kind, **conditions), first, limit
    )
    assert len(rows) <= limit
    return total, [row.id for row in rows]


def found(connection, account, **conditions):
    total, ids = page(connection, account, **conditions)
    assert total == len(ids)
    return ids


@pytest.fixture
def broadcast(connection, mine):
    return add_broadcast(connection, mine)


class TestFilters:
    """Each condition alone."""

    def test_without_conditions_everything_of_the_account_is_found(self, connection, mine, others, broadcast):
        ids = add_actions(connection, mine, broadcast, los_angeles(3))
        arrived = add_actions(connection, mine, None, los_angeles(), is_inbound=True)
        add_actions(connection, mine, broadcast, los_angeles(), kind=TEXT)
        add_actions(connection, others, add_broadcast(connection, others), los_angeles(2))
        assert found(connection, mine) == [*arrived, *ids[::-1]]

    def test_calls_and_texts_are_kept_apart(self, connection, mine, broadcast):
        add_actions(connection, mine, broadcast, los_angeles())
        (sent,) = add_actions(connection, mine, broadcast, los_angeles(), kind=TEXT)
        assert found(connection, mine, kind=TEXT) == [sent]

    def test_broadcasts_and_batches(self, connection, mine, broadcast):
        first, (in_first,) = add_batch(connection, mine, broadcast, los_angeles())
        _, (in_second,) = add_batch(connection, mine, broadcast, los_angeles())
        other = add_broadcast(connection, mine)
        _, (in_other,) = add_batch(connection, mine, other, los_angeles())
        assert found(connection, mine, broadcast_ids=[broadcast]) == [in_second, in_first]
        assert found(connection, mine, broadcast_ids=[other, broadcast]) == [in_other, in_second, in_first]
        assert found(connection, mine, batch_id=first) == [in_first]
        assert found(connection, mine, batch_id=first, broadcast_ids=[other]) == []
        assert found(connection, mine, broadcast_ids=[999]) == []
        assert found(connection, mine, broadcast_ids=[]) == []

    def test_states_and_results(self, connection, mine, broadcast):
        def add(state, result=None):
            return add_actions(connection, mine, broadcast, los_angeles(), state=state, result=result)[0]

        ready, dnc = add(READY), add(DNC)
        busy, live = add(FINISHED, BUSY), add(FINISHED, LIVE)
        assert found(connection, mine, states=[DNC]) == [dnc]
        assert found(connection, mine, states=[DNC, READY]) == [dnc, ready]
        assert found(connection, mine, results=[BUSY]) == [busy]
        assert found(connection, mine, results=[BUSY, LIVE], states=[FINISHED]) == [live, busy]
        assert found(connection, mine, results=[BUSY], states=[READY]) == []
        # Asking for everything there is is legal too.
        assert found(connection, mine, results=list(Disposition), states=list(ActionState)) == [live, busy]

    def test_numbers(self, connection, mine, broadcast):
        one, two = los_angeles(2)
        (first,) = add_actions(connection, mine, broadcast, [one])
        (second,) = add_actions(connection, mine, broadcast, [two], from_number=one)
        assert found(connection, mine, to_number=one) == [first]
        assert found(connection, mine, from_number=one) == [second]
        assert found(connection, mine, from_number=one, to_number=one) == []

    def test_direction(self, connection, mine, broadcast):
        (out,) = add_actions(connection, mine, broadcast, los_angeles())
        (into,) = add_actions(connection, mine, None, los_angeles(), is_inbound=True)
        assert found(connection, mine, is_inbound=True) == [into]
        assert found(connection, mine, is_inbound=False) == [out]

    def test_both_ends_of_an_interval_are_included(self, connection, mine, broadcast):
        ids = [
            add_actions(connection, mine, broadcast, los_angeles(), created=NOW + at * MINUTE)[0]
            for at in (0, 1, 1, 1, 2, 3)
        ]
        assert found(connection, mine, created_from=NOW + MINUTE) == ids[:0:-1]
        assert found(connection, mine, created_until=NOW + MINUTE) == ids[3::-1]
        within = {"created_from": NOW + MINUTE, "created_until": NOW + 2 * MINUTE}
        assert found(connection, mine, **within) == ids[4:0:-1]
        assert found(connection, mine, created_from=NOW + 4 * MINUTE) == []
        assert found(connection, mine, created_until=NOW - MINUTE) == []


class TestPaging:
    """Pages are cut out of one list, newest first."""

    @pytest.fixture
    def ids(self, connection, mine, others, broadcast):
        mixed = []
        for _ in range(3):
            mixed += add_actions(connection, mine, broadcast, los_angeles(3))
            add_actions(connection, others, add_broadcast(connection, others), los_angeles(2))
            add_actions(connection, mine, broadcast, los_angeles(2), kind=TEXT)
        return mixed[::-1]

    @pytest.mark.parametrize("limit", [1, 2, 3, 4, 5, 8, 9, 10])
    def test_every_page_holds_its_part_of_the_list(self, connection, mine, ids, limit):
        for first in range(len(ids) + 2):
            assert page(connection, mine, first, limit) == (9, ids[first : first + limit])

    def test_a_page_beyond_the_end_is_empty(self, connection, mine, ids):
        assert page(connection, mine, first=9) == (9, [])
        assert page(connection, mine, first=10**9) == (9, [])

    def test_nothing_has_no_pages(self, connection, mine):
        assert page(connection, mine) == (0, [])


class Row(NamedTuple):
    """One action as the oracle knows it."""

    id: int
    account_id: int
    kind: ActionKind
    broadcast_id: int | None
    batch_id: int | None
    state: ActionState
    result: Disposition | None
    is_inbound: bool
    from_number: str
    to_number: str
    created_at: int


ENDS = [(READY, None), (DNC, None), (FINISHED, BUSY), (FINISHED, LIVE), (FINISHED, SENT)]


def make_world(store):
    """Fill a database with actions of every sort; answers them as plain rows."""
    rows = []
    one, two = los_angeles(2)
    with store.writing() as unit:
        connection = unit.connection
        owners = [add_account(connection) for _ in range(2)]
        homes = {}
        for owner in owners:
            for kind in ActionKind:
                broadcast = add_broadcast(connection, owner)
                homes[owner, kind] = [(None, None)]
                homes[owner, kind] += [
                    (broadcast, add_batch(connection, owner, broadcast, [])[0]) for _ in range(2)
                ]
        for at in range(240):
            owner, kind = owners[at % 5 == 0], TEXT if at % 3 == 0 else CALL
            broadcast, batch = homes[owner, kind][at % 7 % 3]
            state, result = [
                (READY, None),
                (DNC, None),
                (FINISHED, BUSY),
                (FINISHED, LIVE),
                (FINISHED, SENT),
            ][at % 11 % 5]
            row = {
                "state": state,
                "result": result,
                "is_inbound": broadcast is None and at % 2 == 0,
                "from_number": [one, two][at % 13 % 2],
                "created": NOW + at // 4 * MINUTE,
                "kind": kind,
                "batch_id": batch,
            }
            to_number = [one, two][at % 4 == 0]
            (added,) = add_actions(connection, owner, broadcast, [to_number], **row)
            del row["created"], row["kind"], row["batch_id"]
            rows.append(
                Row(added, owner, kind, broadcast, batch, to_number=to_number, created_at=at // 4, **row)
            )
        unit.commit()
    return rows


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    store = make_store(tmp_path_factory.mktemp("pages") / "store.db")
    yield store, make_world(store)
    store.close()


CONDITIONS: dict[str, Callable[[Row, object], bool]] = {
    "broadcast_ids": lambda row, wanted: row.broadcast_id in wanted,
    "batch_id": lambda row, wanted: row.batch_id == wanted,
    "states": lambda row, wanted: not wanted or row.state in wanted,
    "results": lambda row, wanted: not wanted or row.result in wanted,
    "is_inbound": lambda row, wanted: row.is_inbound is wanted,
    "from_number": lambda row, wanted: row.from_number == wanted,
    "to_number": lambda row, wanted: row.to_number == wanted,
    "created_from": lambda row, wanted: NOW + row.created_at * MINUTE >= wanted,
    "created_until": lambda row, wanted: NOW + row.created_at * MINUTE <= wanted,
}
MOMENTS = st.integers(-1, 61).map(lambda at: NOW + at * MINUTE)


def filters_of(rows):
    """Answer strategies for the filters of one account, over what is there and what is not."""
    broadcasts = sorted({row.broadcast_id for row in rows} - {None})
    batches = sorted({row.batch_id for row in rows} - {None})
    numbers = [*los_angeles(2), "12125551212"]
    return st.fixed_dictionaries(
        {},
        optional={
            "broadcast_ids": st.lists(st.sampled_from(broadcasts), unique=True),
            "batch_id": st.sampled_from(batches),
            "states": st.lists(st.sampled_from([READY, DNC, FINISHED, ActionState.DUP]), unique=True),
            "results": st.lists(st.sampled_from([BUSY, LIVE, SENT, Disposition.DO_NOT_CALL]), unique=True),
            "is_inbound": st.booleans(),
            "from_number": st.sampled_from(numbers),
            "to_number": st.sampled_from(numbers),
            "created_from": MOMENTS,
            "created_until": MOMENTS,
        },
    )


@settings(max_examples=150)
@given(st.data())
def test_every_filter_and_page_finds_what_reading_everything_finds(world, draw):
    store, rows = world
    account = draw.draw(st.sampled_from(sorted({row.account_id for row in rows})))
    kind = draw.draw(st.sampled_from(ActionKind))
    # Whoever names a broadcast or a batch has made sure that it is the account's, and of this kind.
    mine = [row for row in rows if (row.account_id, row.kind) == (account, kind)]
    conditions = draw.draw(filters_of(mine))
    first, limit = draw.draw(st.integers(0, 70)), draw.draw(st.integers(1, 70))
    expected = [
        row.id for row in mine if all(CONDITIONS[name](row, wanted) for name, wanted in conditions.items())
    ]
    expected.sort(reverse=True)
    with store.reading() as unit:
        assert page(unit.connection, account, first, limit, kind=kind, **conditions) == (
            len(expected),
            expected[first : first + limit],
        )


class Explain:
    """A connection that notes how the database answers its queries."""

    def __init__(self, connection):
        self.connection, self.plans = connection, []

    def execute(self, statement):
        compiled = statement.compile(dialect=self.connection.dialect, compile_kwargs={"literal_binds": True})
        plan = self.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}")
        self.plans.append(" ".join(map(operator.itemgetter(3), plan)))
        return self.connection.execute(statement)


@pytest.mark.parametrize(
    ("conditions", "index"),
    [
        ({}, "ix_action_account_id_kind_id"),
        ({"broadcast_ids": [1]}, "ix_action_broadcast_id_id"),
        ({"batch_id": 1}, "ix_action_batch_id_id"),
        ({"to_number": los_angeles()[0]}, "ix_action_account_id_kind_to_number_id"),
    ],
)
def test_every_list_has_an_index_in_its_order(connection, mine, broadcast, conditions, index):
    """The cost of a page must not grow with the table."""
    add_batch(connection, mine, broadcast, los_angeles(3))
    explain = Explain(connection)
    total, _ = page(explain, mine, limit=1, **conditions)
    assert total
    count, rows = explain.plans
    assert "COVERING INDEX" in count
    assert index in rows
    assert "TEMP B-TREE" not in rows
