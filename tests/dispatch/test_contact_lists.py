"""Lists and batches that are read behind the requests."""

import pytest
from sqlalchemy import event

from callfire_soap.dispatch.contact_lists import read_lists
from callfire_soap.domain.broadcasts import BatchStatus
from callfire_soap.domain.contact_files import Layout
from callfire_soap.domain.contacts import ContactListStatus
from callfire_soap.domain.errors import DatabaseUnavailable
from callfire_soap.store import batches, contact_imports, contact_lists, list_batches
from callfire_soap.store.contact_search import ContactFilter, page_of_contacts
from tests.builders import NOW, add_account, add_broadcast, los_angeles, make_store

GOOD, BROKEN = Layout(), Layout(encoding="nobody knows it")


@pytest.fixture
def store(tmp_path):
    store = make_store(tmp_path / "lists.db")
    yield store
    store.close()


@pytest.fixture
def account(store):
    with store.writing() as unit:
        account = add_account(unit.connection)
        unit.commit()
    return account


def add_list(store, account, *imports, batch=False):
    """Add a list that waits for imports, each a layout and numbers; answers its id and that of a batch of it."""
    with store.writing() as unit:
        connection, made = unit.connection, None
        status = ContactListStatus.VALIDATING
        list_id = contact_lists.add_list(connection, account, "x", status, NOW)
        for position, (layout, numbers) in enumerate(imports):
            content, is_first = "\n".join(numbers).encode(), position == 0
            document = layout.to_document()
            contact_imports.add_import(
                connection, account, list_id, document, content, NOW, is_first=is_first
            )
        if batch:
            broadcast = add_broadcast(connection, account)
            made = batches.add_batch(connection, account, broadcast, "x", NOW)
            list_batches.add_source(connection, made, list_id, scrubs_duplicates=False)
        unit.commit()
    return list_id, made


def state(store, account, list_id):
    with store.reading() as unit:
        row = contact_lists.find_list(unit.connection, account, list_id)
        total, _ = page_of_contacts(unit.connection, account, ContactFilter(list_id), 0, 1)
    assert total == row.size
    return str(row.status), row.size


def test_nothing_waits_at_first(store):
    assert read_lists(store, NOW) == 0


def test_what_waits_is_read_in_parts_and_forgotten(store, account):
    numbers = los_angeles(100_000)
    list_id, batch = add_list(store, account, (GOOD, numbers), batch=True)
    with store.reading() as unit:
        is_due, waiting = list_batches.undone(unit.connection)
    assert (is_due, waiting) == (True, {1})
    assert read_lists(store, NOW) == 2
    assert state(store, account, list_id) == ("ACTIVE", 100_000)
    with store.reading() as unit:
        assert batches.find_batch(unit.connection, account, batch).size == 100_000
        assert not contact_imports.is_waiting(unit.connection, list_id)
        assert list_batches.undone(unit.connection) == (False, frozenset())
    assert read_lists(store, NOW) == 0


def test_an_import_that_breaks_off_leaves_nothing_and_keeps_nobody_from_being_read(store, account):
    broken, batch = add_list(store, account, (BROKEN, los_angeles(2)), (GOOD, los_angeles(5)), batch=True)
    good, _ = add_list(store, account, (GOOD, los_angeles(3)))
    assert read_lists(store, NOW) == 3
    assert state(store, account, broken) == ("IMPORT_FAILED", 0)
    assert state(store, account, good) == ("ACTIVE", 3)
    with store.reading() as unit:
        assert batches.find_batch(unit.connection, account, batch).status is BatchStatus.SOURCE_ERROR


def test_a_list_that_finds_no_room_is_read_when_there_is_some(store, account):
    waiting, batch = add_list(
        store, account, (GOOD, [f"1213555{number}" for number in range(1000, 2000)]), batch=True
    )
    with store.reading() as unit:
        pages = unit.connection.exec_driver_sql("PRAGMA page_count").scalar()

    @event.listens_for(store.engine, "begin")
    def narrow(connection):
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")

    with pytest.raises(DatabaseUnavailable, match="full"):
        read_lists(store, NOW)
    assert state(store, account, waiting) == ("VALIDATING", 0)
    pages *= 1000
    assert read_lists(store, NOW) == 2
    assert state(store, account, waiting) == ("ACTIVE", 1000)
    with store.reading() as unit:
        assert batches.find_batch(unit.connection, account, batch).status is BatchStatus.ACTIVE


def test_a_list_survives_an_addition_that_breaks_off(store, account):
    list_id, _ = add_list(store, account, (GOOD, los_angeles(2)), (BROKEN, los_angeles(3)))
    read_lists(store, NOW)
    assert state(store, account, list_id) == ("ACTIVE", 2)


def test_a_broadcast_waits_while_its_list_does(store, account):
    add_list(store, account, batch=True)
    with store.reading() as unit:
        assert list_batches.undone(unit.connection) == (False, {1})
    assert read_lists(store, NOW) == 0
