"""Ids that are reserved in bulk."""

from hypothesis import given
from hypothesis import strategies as st

from callfire_soap.store.actions import action
from callfire_soap.store.attempts import attempt
from callfire_soap.store.ids import reserve
from tests.builders import make_store


def take(store, table, how_many, *, commits=True):
    with store.writing() as unit:
        ids = reserve(unit.connection, table, how_many)
        if commits:
            unit.commit()
    return ids


def test_ids_begin_with_1_and_follow_one_another(store):
    assert take(store, action, 3) == range(1, 4)
    assert take(store, action, 2) == range(4, 6)


def test_every_table_counts_for_itself(store):
    assert take(store, action, 3) == range(1, 4)
    assert take(store, attempt, 3) == range(1, 4)


def test_no_ids_are_no_ids(store):
    assert list(take(store, action, 0)) == []
    assert take(store, action, 1) == range(1, 2)


def test_an_id_is_never_handed_out_twice(tmp_path_factory):
    @given(st.lists(st.integers(0, 50), max_size=10))
    def check(sizes):
        store = make_store(tmp_path_factory.mktemp("ids") / "store.db")
        taken = [each for size in sizes for each in take(store, action, size)]
        assert taken == list(range(1, sum(sizes) + 1))
        store.close()

    check.hypothesis.inner_test.__name__ = "check"
    check()


def test_ids_of_undone_work_were_never_seen_and_are_free_again(store):
    take(store, action, 3, commits=False)
    assert take(store, action, 3) == range(1, 4)
