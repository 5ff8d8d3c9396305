"""Statements for thousands of rows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import IntegrityError

from callfire_soap.store.bulk import Bulk, runs
from callfire_soap.store.contacts import contact
from callfire_soap.store.ids import id_block

INSERT = Bulk(insert(id_block), ("name", "next"))
PEOPLE = Bulk(
    insert(contact), ("account_id", "first_name", "last_name", "home_phone", "created_at", "is_removed")
)
# The statement needs its parameters in another order than the rows have.
MOVE = Bulk(
    update(id_block).where(id_block.c.name == bindparam("of")).values(next=id_block.c.next + bindparam("by")),
    ("of", "by"),
)


def rows(connection):
    return connection.execute(select(id_block).order_by(id_block.c.name)).all()


def test_rows_are_inserted(connection):
    INSERT.execute(connection, [("a", 1), ("b", 2)])
    INSERT.execute(connection, [("c", 3)])
    assert rows(connection) == [("a", 1), ("b", 2), ("c", 3)]


def test_rows_are_changed_whatever_the_order_of_their_values(connection):
    INSERT.execute(connection, [("a", 1), ("b", 2), ("c", 3)])
    MOVE.execute(connection, [("a", 10), ("c", 30)])
    assert rows(connection) == [("a", 11), ("b", 2), ("c", 33)]


def test_no_rows_are_no_statement(connection):
    INSERT.execute(connection, [])
    assert rows(connection) == []


@pytest.mark.parametrize("how_many", [1, 99, 100, 300])
@pytest.mark.parametrize("filled", [(), (0,), (-1,)], ids=["none", "first", "last"])
def test_columns_in_which_nobody_has_a_value_stay_empty(connection, mine, how_many, filled):
    names = [None] * how_many
    for at in filled:
        names[at] = "Ann"
    rows = [(mine, name, None, f"1213555{at:04}", 1, 0) for at, name in enumerate(names)]
    PEOPLE.execute(connection, rows)
    columns = (contact.c.first_name, contact.c.last_name, contact.c.home_phone)
    stored = connection.execute(select(*columns).order_by(contact.c.id)).all()
    assert stored == [(name, None, phone) for _, name, _, phone, _, _ in rows]


def test_a_required_value_that_is_missing_everywhere_is_an_error(connection, mine):
    with pytest.raises(IntegrityError, match="created_at"):
        PEOPLE.execute(connection, [(mine, "Ann", None, "12135550100", None, 0)] * 200)


class Recorder:
    """A connection of a driver that takes parameters by name."""

    dialect = postgresql.dialect()

    def __init__(self):
        self.executed = []

    def exec_driver_sql(self, sql, parameters):
        self.executed.append((sql, parameters))


def test_drivers_that_want_names_get_names():
    recorder = Recorder()
    MOVE.execute(recorder, [("a", 10)])
    sql, parameters = recorder.executed[0]
    assert "%(of)s" in sql
    assert parameters == [{"of": "a", "by": 10}]


def test_a_row_of_the_wrong_length_is_refused_for_drivers_that_want_names():
    with pytest.raises(ValueError, match="shorter"):
        MOVE.execute(Recorder(), [("a",)])


@pytest.mark.parametrize(
    ("ids", "expected"),
    [
        ([], []),
        ([7], [(7, 7)]),
        ([1, 2, 3], [(1, 3)]),
        ([1, 3, 4, 9], [(1, 1), (3, 4), (9, 9)]),
        ([3, 2, 1], [(3, 3), (2, 2), (1, 1)]),
    ],
)
def test_ids_that_follow_one_another_are_a_run(ids, expected):
    assert list(runs(ids)) == expected


@given(st.sets(st.integers(0, 50)).map(sorted))
def test_runs_hold_every_id_once(ids):
    assert [each for first, last in runs(ids) for each in range(first, last + 1)] == ids
