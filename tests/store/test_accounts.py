"""Accounts."""

from decimal import Decimal

import pytest
from sqlalchemy.exc import IntegrityError

from callfire_soap.store import accounts
from tests.builders import add_account


def test_an_account_is_found_by_its_login(connection, mine, others):
    found = accounts.find_login(connection, "mine")
    assert (found.id, found.login, found.password_hash, found.enabled) == (mine, "mine", "secret", True)
    assert accounts.find_login(connection, "others").id == others
    assert accounts.find_login(connection, "nobody") is None
    assert accounts.find_login(connection, "MINE") is None


def test_a_login_belongs_to_one_account(connection, mine):
    with pytest.raises(IntegrityError):
        add_account(connection, login="mine")


def test_accounts_are_listed_in_the_order_they_were_added(connection, others, mine):
    assert [row.login for row in accounts.list_logins(connection)] == ["mine", "others"]
    assert accounts.count_accounts(connection) == 2


def test_a_login_is_disabled_and_enabled(connection, mine, others):
    assert accounts.set_enabled(connection, "mine", enabled=False)
    assert not accounts.find_login(connection, "mine").enabled
    assert accounts.find_login(connection, "others").enabled
    assert accounts.set_enabled(connection, "mine", enabled=True)
    assert accounts.find_login(connection, "mine").enabled
    assert not accounts.set_enabled(connection, "nobody", enabled=True)


def test_credits_are_charged_to_one_account(connection, mine, others):
    before = accounts.get_account(connection, others).credits
    accounts.charge(connection, mine, Decimal("1.6667"))
    assert accounts.get_account(connection, mine).credits == Decimal("999998.3333")
    assert accounts.get_account(connection, others).credits == before


def test_an_account_may_owe_credits(connection):
    poor = add_account(connection, credits=Decimal(1))
    accounts.charge(connection, poor, Decimal("2.5"))
    assert accounts.get_account(connection, poor).credits == Decimal("-1.5")


def test_accounts_are_found_by_their_ids(connection, mine, others):
    assert set(accounts.accounts_by_id(connection, [mine, others])) == {mine, others}
    assert accounts.accounts_by_id(connection, []) == {}


def test_a_default_broadcast_is_remembered(connection, mine):
    assert accounts.get_account(connection, mine).default_broadcast_id is None
    accounts.set_default_broadcast(connection, mine, 17)
    assert accounts.get_account(connection, mine).default_broadcast_id == 17
