"""Contacts behind numbers."""

import pytest

from callfire_soap.domain.retries import RetryPhoneType
from callfire_soap.store import contacts
from callfire_soap.store.contacts import PhonesRow, contact
from tests.builders import NOW, los_angeles


def test_numbers_become_contacts(connection, mine):
    numbers = los_angeles(3)
    ids = contacts.add_on_the_fly(connection, mine, numbers, NOW)
    assert contacts.holders(connection, mine, numbers) == dict(zip(numbers, ids, strict=True))
    assert contacts.phones_of(connection, [ids[1]]) == {ids[1]: PhonesRow(numbers[1], None, None)}


def test_the_oldest_contact_holds_a_number(connection, mine):
    (number,) = los_angeles()
    first, _second = contacts.add_on_the_fly(connection, mine, [number, number], NOW)
    assert contacts.holders(connection, mine, [number]) == {number: first}


@pytest.mark.parametrize("how_many", [0, 1, 899, 900, 901, 2500])
def test_any_number_of_numbers_may_be_asked_for(connection, mine, how_many):
    numbers = los_angeles(how_many)
    contacts.add_on_the_fly(connection, mine, numbers, NOW)
    assert set(contacts.holders(connection, mine, iter(numbers))) == set(numbers)


def test_contacts_of_another_account_hold_nothing(connection, mine, others):
    (number,) = los_angeles()
    contacts.add_on_the_fly(connection, others, [number], NOW)
    assert contacts.holders(connection, mine, [number]) == {}
    (own,) = contacts.add_on_the_fly(connection, mine, [number], NOW)
    assert contacts.holders(connection, mine, [number]) == {number: own}


def test_whoever_has_a_number_at_home_holds_it_before_those_who_have_it_at_work_or_with_them(
    connection, mine
):
    (number,) = los_angeles()
    fields = (None,) * 3
    everywhere = [
        (None, None, None, *phones, *fields)
        for phones in ((None, None, number), (None, number, None), (number, None, None))
    ]
    mobile, work, home = contacts.add_contacts(connection, mine, everywhere, NOW)
    for holder in home, work, mobile:
        assert contacts.holders(connection, mine, [number]) == {number: holder}
        contacts.remove_contacts(connection, [holder])
    assert contacts.holders(connection, mine, [number]) == {}


def test_contacts_that_were_removed_hold_nothing(connection, mine):
    (number,) = los_angeles()
    first, second = contacts.add_on_the_fly(connection, mine, [number, number], NOW)
    connection.execute(contact.update().where(contact.c.id == first).values(is_removed=True))
    assert contacts.holders(connection, mine, [number]) == {number: second}


def test_only_phones_that_can_be_dialled_count():
    row = PhonesRow("12135551212", "", None)
    assert row.by_type() == {RetryPhoneType.HOME_PHONE: "12135551212"}
    assert PhonesRow("111", "2135551212", "+12135551213").by_type() == {
        RetryPhoneType.WORK_PHONE: "12135551212",
        RetryPhoneType.MOBILE_PHONE: "12135551213",
    }
