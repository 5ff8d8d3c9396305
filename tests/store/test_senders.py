"""The numbers an account may call and text from."""

import pytest
from sqlalchemy.exc import IntegrityError

from callfire_soap.store import senders
from callfire_soap.store.senders import OwnNumberRow
from tests.builders import NOW, los_angeles

ONE, TWO, THREE = los_angeles(3)


def listed(connection, account, first=0, limit=1000):
    total, numbers = senders.page_of_caller_ids(connection, account, first, limit)
    return total, list(numbers)


def test_a_verified_number_is_a_caller_id(connection, mine, others):
    senders.add_caller_id(connection, mine, ONE, NOW)
    assert senders.is_caller_id(connection, mine, ONE)
    assert not senders.is_caller_id(connection, mine, TWO)
    assert not senders.is_caller_id(connection, others, ONE)


def test_a_number_waits_for_its_code(connection, mine, others):
    senders.offer_code(connection, mine, ONE, "1234")
    assert senders.pending_code(connection, ONE, mine) == "1234"
    assert senders.pending_code(connection, ONE) == "1234"
    assert senders.pending_code(connection, ONE, others) is None
    assert senders.pending_code(connection, TWO) is None
    assert not senders.is_caller_id(connection, mine, ONE)
    assert listed(connection, mine) == (0, [])


def test_a_new_code_replaces_the_old_one(connection, mine):
    senders.offer_code(connection, mine, ONE, "1234")
    senders.offer_code(connection, mine, ONE, "5678")
    assert senders.pending_code(connection, ONE, mine) == "5678"


def test_a_verified_number_waits_for_nothing(connection, mine):
    senders.offer_code(connection, mine, ONE, "1234")
    senders.add_caller_id(connection, mine, ONE, NOW)
    assert senders.pending_code(connection, ONE, mine) is None
    assert senders.is_caller_id(connection, mine, ONE)
    assert listed(connection, mine) == (1, [ONE])


def test_a_number_stays_verified_while_it_is_verified_again(connection, mine):
    senders.add_caller_id(connection, mine, ONE, NOW)
    senders.offer_code(connection, mine, ONE, "1234")
    assert senders.is_caller_id(connection, mine, ONE)


def test_two_accounts_may_verify_one_number(connection, mine, others):
    senders.offer_code(connection, mine, ONE, "1234")
    senders.offer_code(connection, others, ONE, "5678")
    assert senders.pending_code(connection, ONE) == "5678"
    senders.add_caller_id(connection, others, ONE, NOW)
    assert senders.pending_code(connection, ONE, mine) == "1234"


def test_caller_ids_are_listed_in_the_order_of_verification(connection, mine, others):
    for number in (TWO, ONE, THREE):
        senders.add_caller_id(connection, mine, number, NOW)
    senders.add_caller_id(connection, others, ONE, NOW)
    assert listed(connection, mine) == (3, [TWO, ONE, THREE])
    assert listed(connection, mine, 1, 1) == (3, [ONE])
    assert listed(connection, mine, 3) == (3, [])


def test_a_number_is_rented_by_one_account(connection, mine, others):
    row = OwnNumberRow(mine, ONE, takes_calls=True, takes_texts=False)
    senders.add_own_number(connection, row, NOW)
    assert senders.find_own_number(connection, ONE) == row
    assert senders.find_own_number(connection, TWO) is None
    with pytest.raises(IntegrityError):
        senders.add_own_number(connection, row._replace(account_id=others), NOW)
