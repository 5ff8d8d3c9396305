"""What happened, kept in the order of the commits until nobody needs it."""

from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callfire_soap.domain.actions import ActionKind, ActionState
from callfire_soap.domain.broadcasts import BatchStatus, BroadcastStatus
from callfire_soap.domain.contacts import ContactListStatus
from callfire_soap.domain.events import ActionsMoved, BatchMoved, BroadcastMoved, ContactListMoved
from callfire_soap.store import outbox
from tests.builders import NOW, make_store

ACCOUNT = 3
RUNNING = BroadcastMoved(ACCOUNT, 7, BroadcastStatus.RUNNING, NOW)
FAR = 2**62


def happen(store, *events):
    with store.writing() as unit:
        for event in events:
            unit.note(event)
        unit.commit()


def rows(store, seen=0, most=FAR):
    with store.reading() as unit:
        return outbox.rows_after(unit.connection, seen, most)


def finished(ids, **settings):
    return ActionsMoved(ACCOUNT, ActionKind.CALL, ids, ActionState.FINISHED, NOW, **settings)


@pytest.mark.parametrize(
    "event",
    [
        RUNNING,
        BatchMoved(ACCOUNT, 9, BatchStatus.SOURCE_ERROR, NOW + timedelta(microseconds=1)),
        ContactListMoved(ACCOUNT, 8, ContactListStatus.ACTIVE, NOW),
        ActionsMoved(4, ActionKind.TEXT, [5, 6, 9], ActionState.FINISHED, NOW, is_inbound=True),
        ActionsMoved(4, ActionKind.CALL, [5], ActionState.DNC, NOW),
    ],
)
def test_what_happened_is_read_as_it_was_noted(store, event):
    happen(store, event)
    [row] = rows(store)
    assert row.event == event


def test_nothing_is_kept_of_what_is_undone(store):
    with store.writing() as unit:
        unit.note(RUNNING)
    with suppress(LookupError), store.writing() as unit:
        unit.note(RUNNING)
        raise LookupError
    assert rows(store) == []


def test_rows_are_read_from_where_one_was(store):
    happen(store, RUNNING, finished([1]))
    happen(store, finished([2]))
    first, second, third = rows(store)
    assert first.id < second.id < third.id
    assert rows(store, first.id, 1) == [second]
    assert rows(store, second.id) == [third]


def test_a_thousand_actions_are_one_short_row(store):
    happen(store, finished(list(range(5_000, 6_000))))
    [row] = rows(store)
    assert (row.size, row.ids) == (1_000, "5000+999")


def test_no_row_is_too_long_to_be_read_at_once(store):
    happen(store, finished(range(1, 25_001)))
    found = rows(store)
    assert [row.size for row in found] == [10_000, 10_000, 5_000]
    assert [each for row in found for each in row.members] == list(range(1, 25_001))


def test_nobody_who_moved_is_nothing(store):
    happen(store, finished([]))
    assert rows(store) == []


def test_ids_come_back_in_their_order(tmp_path_factory):
    store = make_store(tmp_path_factory.mktemp("outbox") / "store.db")

    @given(st.lists(st.integers(1, 30) | st.integers(1, FAR), min_size=1, unique=True))
    def check(ids):
        seen = max((row.id for row in rows(store)), default=0)
        happen(store, finished(ids))
        [row] = rows(store, seen)
        assert row.members == ids
        assert row.size == len(ids)

    check()
    store.close()


class TestForgetting:
    """The table does not grow without bounds, whoever reads it or does not."""

    @pytest.fixture(autouse=True)
    def _small(self, monkeypatch):
        for name, size in {"KEPT": 20, "MOST_KEPT": 50, "_PRUNED_EVERY": 5, "_PRUNED_AT_ONCE": 10}.items():
            monkeypatch.setattr(outbox, name, size)

    def happen_often(self, store, times=100):
        for number in range(times):
            happen(store, finished([number + 1]))

    def change(self, store, change, *arguments):
        with store.writing() as unit:
            change(unit.connection, *arguments)
            unit.commit()

    def kept(self, store):
        """Answer how many rows are kept, of which the newest always is one."""
        found = [row.id for row in rows(store)]
        assert found == list(range(101 - len(found), 101))
        return len(found)

    def test_without_readers_the_newest_events_stay(self, store):
        self.happen_often(store)
        assert 20 <= self.kept(store) < 20 + 2 * 5

    def test_what_a_reader_has_not_seen_stays(self, store):
        self.change(store, outbox.begin_reading, "slow")
        self.happen_often(store, 70)
        self.change(store, outbox.mark_seen, "slow", 60)
        self.happen_often(store, 30)
        assert 40 <= self.kept(store) < 40 + 2 * 5

    def test_the_slowest_reader_counts(self, store):
        self.change(store, outbox.begin_reading, "quick")
        self.change(store, outbox.begin_reading, "slow")
        self.happen_often(store, 70)
        self.change(store, outbox.mark_seen, "slow", 60)
        self.change(store, outbox.mark_seen, "quick", 70)
        self.happen_often(store, 30)
        assert 40 <= self.kept(store) < 40 + 2 * 5

    def test_a_dead_reader_keeps_no_more_than_the_bound(self, store):
        self.change(store, outbox.begin_reading, "dead")
        self.happen_often(store)
        assert 50 <= self.kept(store) < 50 + 2 * 5

    def test_a_reader_that_begins_again_goes_on(self, store):
        self.change(store, outbox.begin_reading, "slow")
        self.happen_often(store, 70)
        self.change(store, outbox.mark_seen, "slow", 60)
        self.change(store, outbox.begin_reading, "slow")
        self.happen_often(store, 30)
        assert 40 <= self.kept(store) < 40 + 2 * 5

    def test_nothing_stays_for_a_reader_that_has_ended(self, store):
        self.change(store, outbox.begin_reading, "dead")
        self.change(store, outbox.end_reading, "dead")
        self.happen_often(store)
        assert 20 <= self.kept(store) < 20 + 2 * 5

    def test_events_without_a_number_are_forgotten_as_well(self, store):
        for number in range(100):
            happen(store, BatchMoved(ACCOUNT, number + 1, BatchStatus.ACTIVE, NOW))
        assert 20 <= self.kept(store) < 20 + 2 * 5

    def test_a_row_counts_as_many_events_as_it_has(self, store):
        for number in range(100):
            happen(store, finished([3 * number + 1, 3 * number + 2, 3 * number + 3]))
        assert 7 <= self.kept(store) < 7 + 2 * 5

    def test_little_is_forgotten_at_once(self, store, monkeypatch):
        monkeypatch.setattr(outbox, "KEPT", 1_000)
        self.happen_often(store, 98)
        monkeypatch.setattr(outbox, "KEPT", 20)
        self.happen_often(store, 2)
        assert self.kept(store) == 90

    def test_numbers_go_on_after_what_is_forgotten(self, store):
        self.happen_often(store)
        with store.reading() as unit:
            assert outbox.numbered_rows(unit.connection, 0, 2)[0].first_number == 101 - self.kept(store)
            assert [row.first_number for row in outbox.numbered_rows(unit.connection, 97, 100)] == [
                98,
                99,
                100,
            ]
