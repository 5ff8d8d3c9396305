"""Lists and batches that are read behind the requests."""

import logging

import pytest
from sqlalchemy import event, func, select

from callfire_soap.conduct.intake import Intake
from callfire_soap.dispatch.contact_lists import ListReader
from callfire_soap.domain.broadcasts import BatchStatus
from callfire_soap.domain.contact_files import Layout
from callfire_soap.domain.contacts import ContactListStatus
from callfire_soap.domain.errors import DatabaseUnavailable
from callfire_soap.domain.file_rows import ROWS_AT_ONCE
from callfire_soap.logs import facts_of
from callfire_soap.store import (
    batches,
    contact_imports,
    contact_lists,
    contact_remarks,
    contacts,
    dnc,
    list_batches,
)
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


def read_lists(store):
    """Do all that is to be done; answers in how many slices."""
    reader, slices = ListReader(store), 0
    while reader.read_some(NOW):
        slices += 1
    return slices


def test_nothing_waits_at_first(store):
    assert read_lists(store) == 0


def test_what_waits_is_read_in_slices_and_forgotten(store, account):
    numbers = los_angeles(12_000)
    list_id, batch = add_list(store, account, (GOOD, numbers), batch=True)
    with store.reading() as unit:
        is_due, waiting = list_batches.undone(unit.connection)
    assert (is_due, waiting) == (True, {1})
    # A look at it, three slices and its end; three slices of the batch, the last with its end.
    assert read_lists(store) == 8
    assert state(store, account, list_id) == ("ACTIVE", 12_000)
    with store.reading() as unit:
        assert batches.find_batch(unit.connection, account, batch).size == 12_000
        assert not contact_imports.is_waiting(unit.connection, list_id)
        assert list_batches.undone(unit.connection) == (False, frozenset())
    assert read_lists(store) == 0


@pytest.mark.parametrize("second", [GOOD, BROKEN], ids=["good", "broken"])
def test_neither_a_list_nor_a_batch_of_it_is_active_before_all_its_imports_are_read(store, account, second):
    imports = (GOOD, los_angeles(2)), (second, los_angeles(5))
    list_id, batch = add_list(store, account, *imports, batch=True)
    reader, found = ListReader(store), []
    while reader.read_some(NOW):
        with store.reading() as unit:
            left = unit.connection.scalar(select(func.count()).select_from(contact_imports.contact_import))
            status = batches.find_batch(unit.connection, account, batch).status
        found.append((left, state(store, account, list_id)[0], status))
    assert {left for left, _, _ in found} == {2, 1, 0}
    assert {each[1:] for each in found if each[0]} == {("VALIDATING", "NEW")}
    assert found[-1] == (0, "ACTIVE", "ACTIVE")


def test_an_import_that_breaks_off_leaves_nothing_and_keeps_nobody_from_being_read(store, account):
    broken, batch = add_list(store, account, (BROKEN, los_angeles(2)), (GOOD, los_angeles(5)), batch=True)
    good, _ = add_list(store, account, (GOOD, los_angeles(3)))
    read_lists(store)
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
        read_lists(store)
    assert state(store, account, waiting) == ("VALIDATING", 0)
    pages *= 1000
    read_lists(store)
    assert state(store, account, waiting) == ("ACTIVE", 1000)
    with store.reading() as unit:
        assert batches.find_batch(unit.connection, account, batch).status is BatchStatus.ACTIVE


def test_a_list_survives_an_addition_that_breaks_off(store, account):
    list_id, _ = add_list(store, account, (GOOD, los_angeles(2)), (BROKEN, los_angeles(3)))
    read_lists(store)
    assert state(store, account, list_id) == ("ACTIVE", 2)


def test_a_broadcast_waits_while_its_list_does(store, account):
    add_list(store, account, batch=True)
    with store.reading() as unit:
        assert list_batches.undone(unit.connection) == (False, {1})
    assert read_lists(store) == 0


PEOPLE = los_angeles(2 * ROWS_AT_ONCE + 500)
ODD_ROWS = ["nobody", "1111", *PEOPLE[:3], PEOPLE[4]]
"""Two that are no numbers, three that are there already, and one whom nobody may call."""
TABLE = Layout(has_header=True)


@pytest.fixture
def waiting(store, account):
    """Answer a list and a batch of it: known people, odd rows in each slice, and somebody who is not to be called."""
    with store.writing() as unit:
        connection = unit.connection
        contacts.add_on_the_fly(connection, account, PEOPLE[1:ROWS_AT_ONCE:1000], NOW)
        row = dnc.add_list(connection, account, "x", None, NOW)
        dnc.put_numbers(connection, row, [PEOPLE[4]], dnc.Flags(forbids_calls=True), NOW)
        unit.commit()
    head, tail = PEOPLE[: ROWS_AT_ONCE - 100], PEOPLE[ROWS_AT_ONCE - 100 :]
    rows = ["homePhone", *head, *ODD_ROWS, *tail, *ODD_ROWS]
    return add_list(store, account, (TABLE, rows), batch=True)


def read_with_restarts(store, every):
    """Do all that is to be done by readers of which each stops after some slices; answers how many there were."""
    readers = 1
    while all(reader.read_some(NOW) for reader in [ListReader(store)] for _ in range(every)):
        readers += 1
    return readers


# The first slice is a look at the file, which a reader that knows nothing begins with.
@pytest.mark.parametrize("every", [2, 3, 100])
def test_nothing_is_lost_or_doubled_wherever_the_reading_breaks_off(store, account, waiting, every):
    listed, batch = waiting
    assert (read_with_restarts(store, every) > 1) == (every < 100)
    size = len(PEOPLE) - 1
    assert state(store, account, listed) == ("ACTIVE", size)
    first, second = ROWS_AT_ONCE - 98, len(PEOPLE) + 8
    with store.reading() as unit:
        found = batches.find_batch(unit.connection, account, batch)
        assert (found.status, found.size, found.remaining) == (BatchStatus.ACTIVE, size, size)
        remarks = {
            each.reason: (each.how_many, each.lines)
            for each in contact_remarks.remarks_on(unit.connection, listed)
        }
        total, _ = page_of_contacts(unit.connection, account, ContactFilter(), 0, 1)
    assert total == size
    assert sorted(how_many for how_many, _ in remarks.values()) == [2, 2, 3, 6]
    assert remarks["its number is on the list already"] == (
        6,
        [*range(first + 2, first + 5), *range(second + 2, second + 5)],
    )
    assert remarks["its number is on a do-not-contact list"] == (3, [6, first + 5, second + 5])


def test_what_is_wrong_at_the_end_of_a_long_file_leaves_nothing_behind(store, account):
    listed, _ = add_list(store, account, (GOOD, [*PEOPLE, '"12135551212']))
    read_lists(store)
    assert state(store, account, listed) == ("PARSE_FAILED", 0)
    with store.reading() as unit:
        assert page_of_contacts(unit.connection, account, ContactFilter(), 0, 1)[0] == 0


def test_a_list_that_breaks_off_between_its_slices_is_unusable_and_empty(store, account, monkeypatch):
    listed, _ = add_list(store, account, (GOOD, PEOPLE))
    taken, take = [], Intake.take_portion

    def break_off(intake, portion):
        taken.append(portion)
        if len(taken) == 3:
            message = "a defect"
            raise RuntimeError(message)
        take(intake, portion)

    monkeypatch.setattr(Intake, "take_portion", break_off)
    read_lists(store)
    assert state(store, account, listed) == ("IMPORT_FAILED", 0)


def test_a_list_that_is_deleted_is_read_no_further(store, account):
    listed, batch = add_list(store, account, (GOOD, PEOPLE), batch=True)
    other, _ = add_list(store, account, (GOOD, PEOPLE[:5]))
    reader = ListReader(store)
    for _ in range(2):
        assert reader.read_some(NOW)
    assert state(store, account, listed) == ("VALIDATING", ROWS_AT_ONCE)
    with store.writing() as unit:
        contact_imports.remove_imports_of(unit.connection, listed)
        contact_lists.delete_list(unit.connection, listed)
        unit.commit()
    while reader.read_some(NOW):
        pass
    assert (state(store, account, listed), state(store, account, other)) == (("DELETED", 0), ("ACTIVE", 5))
    with store.reading() as unit:
        assert batches.find_batch(unit.connection, account, batch).status is BatchStatus.SOURCE_ERROR


def test_whoever_is_made_between_the_slices_comes_onto_the_list(store, account):
    listed, _ = add_list(store, account, (GOOD, PEOPLE))
    reader = ListReader(store)
    for _ in range(2):
        assert reader.read_some(NOW)
    with store.writing() as unit:
        contacts.add_on_the_fly(unit.connection, account, PEOPLE[-3:], NOW)
        unit.commit()
    while reader.read_some(NOW):
        pass
    assert state(store, account, listed) == ("ACTIVE", len(PEOPLE))
    with store.reading() as unit:
        assert contact_remarks.remarks_on(unit.connection, listed) == []


def test_operators_are_told_what_was_read(store, account, caplog):
    caplog.set_level(logging.INFO)
    good, _ = add_list(store, account, (GOOD, los_angeles(3)))
    bad, _ = add_list(store, account, (BROKEN, los_angeles(1)))
    reader = ListReader(store)
    while reader.read_some(NOW):
        pass
    told = [dict(facts_of(record)) for record in caplog.records if record.getMessage() == "contact list read"]
    assert told[0] == {"account": account, "list": good, "status": "ACTIVE", "rows": 3}
    assert (told[1]["list"], told[1]["status"]) == (bad, "IMPORT_FAILED")
