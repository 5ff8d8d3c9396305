"""Logins: who is let in, and how soon a change counts."""

import pytest

from callfire_soap import bootstrap
from callfire_soap.services import administration
from callfire_soap.services.accounts import Logins, is_password
from callfire_soap.services.administration import AccountSettings
from callfire_soap.store.unit_of_work import Store
from tests.builders import NOW


@pytest.fixture
def database(tmp_path):
    path = str(tmp_path / "accounts.db")
    bootstrap.upgrade_database(path)
    return path


@pytest.fixture
def store(database):
    store = Store.open(database)
    with store.writing() as unit:
        administration.add_account(unit, NOW, "ada", "old")
        unit.commit()
    yield store
    store.close()


@pytest.fixture
def elsewhere(database, store):
    """Answer the same database, as another process has it open."""
    other = Store.open(database)
    yield other
    other.close()


class Checks:
    """Checks passwords, and notes which."""

    def __init__(self):
        self.made = []

    def __call__(self, password, hashed):
        self.made.append(password)
        return is_password(password, hashed)


def change(store, **settings):
    with store.writing() as unit:
        administration.change_account(unit, NOW, "ada", AccountSettings(**settings))
        unit.commit()


def enable(store, *, enabled):
    with store.writing() as unit:
        administration.set_enabled(unit, "ada", enabled=enabled)
        unit.commit()


@pytest.mark.parametrize("where", ["store", "elsewhere"])
def test_a_changed_password_counts_at_once(store, where, request):
    logins, changing = Logins(store), request.getfixturevalue(where)
    for old, new in (("old", "new"), ("new", "newer"), ("newer", "old")):
        assert logins.verify("ada", old).login == "ada"
        assert logins.verify("ada", new) is None
        change(changing, password=new)
        assert logins.verify("ada", old) is None
        assert logins.verify("ada", new).login == "ada"


@pytest.mark.parametrize("where", ["store", "elsewhere"])
def test_a_disabled_account_is_out_at_once_and_in_again_when_enabled(store, where, request):
    logins, changing = Logins(store), request.getfixturevalue(where)
    for enabled in (True, False, True, False):
        enable(changing, enabled=enabled)
        assert (logins.verify("ada", "old") is not None) is enabled
        assert logins.verify("ada", "wrong") is None


def test_a_login_that_was_wrong_lets_in_when_its_account_is_added(store, elsewhere):
    logins = Logins(store)
    assert logins.verify("bob", "secret") is None
    with elsewhere.writing() as unit:
        added = administration.add_account(unit, NOW, "bob", "secret")
        unit.commit()
    assert logins.verify("bob", "secret").id == added


def test_pairs_that_were_tried_are_not_hashed_again(store):
    checks = Checks()
    logins = Logins(store, checks)
    for _ in range(3):
        assert logins.verify("ada", "old") is not None
        assert logins.verify("ada", "wrong") is None
        assert logins.verify("nobody", "old") is None
    assert checks.made == ["old", "wrong", "old"]
    assert logins.is_remembered("ada", "wrong")
    assert not logins.is_remembered("ada", "other")


def test_wrong_pairs_do_not_push_out_right_ones(store):
    checks = Checks()
    logins = Logins(store, checks, most_remembered=3)
    assert logins.verify("ada", "old") is not None
    guesses = [f"guess {number}" for number in range(5)]
    assert [logins.verify("ada", guess) for guess in guesses] == [None] * 5
    assert [logins.is_remembered("ada", guess) for guess in guesses] == [False] * 2 + [True] * 3
    assert logins.verify("ada", "old") is not None
    assert checks.made == ["old", *guesses]


def test_login_and_password_are_told_apart(store):
    logins = Logins(store)
    assert logins.verify("ada", "old") is not None
    assert logins.verify("ad", "aold") is None
    assert logins.verify("", "adaold") is None
