"""What the simulated carrier remembers."""

import pytest
from sqlalchemy.exc import IntegrityError

from callfire_soap.domain.actions import ActionKind
from callfire_soap.store import carrier_journal
from callfire_soap.store.carrier_journal import NewEntries, NewEntry
from tests.builders import NOW, los_angeles

(PHONE,) = los_angeles()


def entry(*attempts, reported=NOW):
    orders = [NewEntry(ActionKind.CALL, each + 100, each, "13105551212", PHONE) for each in attempts]
    return NewEntries(NOW, "{}", reported, orders)


def test_what_was_handed_over_is_known(connection):
    carrier_journal.add_entries(connection, [entry(1), entry(2, reported=None)])
    lost, kept = sorted(
        carrier_journal.entries_of(connection, [1, 2, 3]), key=lambda row: row.attempt_id, reverse=True
    )
    assert (kept.attempt_id, kept.action_id, kept.handed_at, kept.reported_at) == (1, 101, NOW, NOW)
    assert (kept.kind, kept.from_number, kept.to_number, kept.message) == ("call", "13105551212", PHONE, None)
    assert (lost.attempt_id, lost.reported_at) == (2, None)


def test_an_attempt_is_handed_over_once(connection):
    carrier_journal.add_entries(connection, [entry(1)])
    with pytest.raises(IntegrityError):
        carrier_journal.add_entries(connection, [entry(1)])


@pytest.mark.parametrize("how_many", [0, 900, 901, 2000])
def test_any_number_of_attempts_may_be_asked_for(connection, how_many):
    attempts = list(range(1, how_many + 1))
    carrier_journal.add_entries(connection, [entry(*attempts)])
    found = carrier_journal.entries_of(connection, attempts)
    assert sorted(row.attempt_id for row in found) == attempts


def test_the_journal_is_read_page_by_page(connection):
    for attempt in (5, 3, 4):
        carrier_journal.add_entries(connection, [entry(attempt)])
    first = carrier_journal.page_of_entries(connection, 0, 2)
    second = carrier_journal.page_of_entries(connection, first[-1].id, 2)
    assert [row.attempt_id for row in (*first, *second)] == [5, 3, 4]
    assert carrier_journal.page_of_entries(connection, second[-1].id, 2) == []


def test_orders_are_kept_in_the_order_of_their_attempts(connection):
    carrier_journal.add_entries(connection, [entry(1, 4), entry(3, 2)])
    assert [row.attempt_id for row in carrier_journal.page_of_entries(connection, 0, 9)] == [1, 2, 3, 4]


def test_scripts_are_kept_with_what_was_used_of_them(connection):
    carrier_journal.set_script(connection, PHONE, [{"answer": "busy"}])
    carrier_journal.count_attempts(connection, PHONE, 3)
    assert carrier_journal.scripts_of(connection) == {PHONE: ([{"answer": "busy"}], 3)}
    assert carrier_journal.scripts_of(connection, [PHONE]) == {PHONE: ([{"answer": "busy"}], 3)}
    assert carrier_journal.scripts_of(connection, ["12125551212"]) == {}


def test_a_new_script_begins_at_its_beginning(connection):
    carrier_journal.set_script(connection, PHONE, [{"answer": "busy"}])
    carrier_journal.count_attempts(connection, PHONE, 3)
    carrier_journal.set_script(connection, PHONE, [{"answer": "live"}])
    assert carrier_journal.scripts_of(connection) == {PHONE: ([{"answer": "live"}], 0)}


def test_a_script_is_removed(connection):
    carrier_journal.set_script(connection, PHONE, [{"answer": "busy"}])
    carrier_journal.remove_script(connection, PHONE)
    carrier_journal.remove_script(connection, PHONE)
    assert carrier_journal.scripts_of(connection) == {}
