"""Logins: who is let in, and how soon a change counts."""

import os
from time import time_ns

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


def test_logins_that_do_not_exist_push_out_none_with_whatever_password(store):
    checks = Checks()
    logins = Logins(store, checks, most_remembered=2)
    assert logins.verify("ada", "old") is not None
    assert [logins.verify(f"nobody {number}", "") for number in range(3)] == [None] * 3
    assert logins.verify("ada", "old") is not None
    assert checks.made == ["old", "", "", ""]


def test_login_and_password_are_told_apart(store):
    logins = Logins(store)
    assert logins.verify("ada", "old") is not None
    assert logins.verify("ad", "aold") is None
    assert logins.verify("", "adaold") is None


def age_log(database):
    """Let the last change to the database seem an hour old."""
    long_ago = time_ns() - 3_600_000_000_000
    os.utime(f"{database}-wal", ns=(long_ago, long_ago))


def test_an_account_is_not_looked_up_again_before_something_is_committed(
    store, database, elsewhere, monkeypatch
):
    age_log(database)
    logins, looked, glance = Logins(store), [], store.glance
    monkeypatch.setattr(store, "glance", lambda find: looked.append(find) or glance(find))
    assert [bool(logins.verify("ada", "old")) for _ in range(3)] == [True] * 3
    assert len(looked) == 1
    enable(elsewhere, enabled=False)
    assert logins.verify("ada", "old") is None
    age_log(database)
    assert [logins.verify("ada", "old") for _ in range(3)] == [None] * 3
    enable(elsewhere, enabled=True)
    assert logins.verify("ada", "old")


def test_a_change_counts_although_nobody_asks_for_a_long_time_after_it(store, database, elsewhere):
    logins = Logins(store)
    age_log(database)
    assert logins.verify("ada", "old")
    change(elsewhere, password="new")
    age_log(database)
    assert logins.verify("ada", "old") is None
    assert logins.verify("ada", "new")


def test_a_commit_counts_from_when_it_can_be_seen_however_long_the_disk_took(store, database):
    with store.writing() as unit:
        administration.set_enabled(unit, "ada", enabled=False)
        unit.commit()
        age_log(database)
    assert store.stamp() is None
    age_log(database)
    assert store.stamp() is not None


def test_changes_right_after_each_other_count_each(store, elsewhere):
    logins = Logins(store)
    for enabled in (False, True, False, True) * 5:
        enable(elsewhere, enabled=enabled)
        assert bool(logins.verify("ada", "old")) is enabled
