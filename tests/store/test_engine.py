"""Connections keep the promises of the service."""

import pytest
from sqlalchemy.exc import IntegrityError

from callfire_soap.store.batches import add_batch
from callfire_soap.store.engine import connect
from callfire_soap.store.unit_of_work import Store
from tests.builders import NOW

FULL, MEMORY = 2, 2


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", FULL),
        ("foreign_keys", 1),
        ("busy_timeout", 1_000),
        ("temp_store", MEMORY),
    ],
)
def test_every_connection_is_prepared(store, pragma, value):
    with store.reading() as first, store.reading() as second:
        for unit in (first, second):
            assert unit.connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value


def test_nothing_belongs_to_what_does_not_exist(connection, mine):
    with pytest.raises(IntegrityError):
        add_batch(connection, mine, 12345, "Batch", NOW)


def test_a_path_and_a_url_open_the_same_database(store, tmp_path):
    again = Store(connect(f"sqlite:///{tmp_path / 'store.db'}"))
    with store.writing() as unit:
        unit.connection.exec_driver_sql("INSERT INTO id_block VALUES ('x', 7)")
        unit.commit()
    with again.reading() as unit:
        assert unit.connection.exec_driver_sql("SELECT next FROM id_block").scalar() == 7
    again.close()


def test_a_database_that_answers_is_alive(store):
    assert store.is_alive()
