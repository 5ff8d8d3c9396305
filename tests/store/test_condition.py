"""Trouble is told once, and lasts until something is written."""

import logging
import re
from datetime import UTC, datetime, timedelta

import pytest

from callfire_soap.domain.errors import DatabaseDamaged, DatabaseLocked, DatabaseUnavailable
from callfire_soap.store.condition import PATIENCE, Condition

FULL, LOCKED = DatabaseUnavailable("The disk is full"), DatabaseLocked("Somebody writes")


class Watch:
    """A clock that the test moves."""

    seconds = 1000.0

    def __call__(self):
        return self.seconds


@pytest.fixture
def watch():
    return Watch()


@pytest.fixture
def condition(watch):
    condition = Condition("x.db", watch)
    condition.is_logged = True
    return condition


def messages(caplog):
    return [(record.levelno, record.getMessage()) for record in caplog.records]


def test_trouble_is_told_once_and_so_is_its_end(condition, caplog):
    for _ in range(3):
        condition.fail(FULL)
    assert condition.is_ill()
    for _ in range(3):
        condition.recover()
    assert not condition.is_ill()
    assert messages(caplog) == [
        (logging.ERROR, "x.db: The disk is full"),
        (logging.WARNING, "x.db: The database is written to again"),
    ]


def test_trouble_that_comes_and_goes_is_told_once_a_minute(condition, watch, caplog):
    for _ in range(4):
        condition.fail(FULL)
        condition.recover()
        watch.seconds += PATIENCE / 2
    assert [text for level, text in messages(caplog) if level == logging.ERROR] == [
        "x.db: The disk is full"
    ] * 2


def test_a_lock_is_no_illness_for_a_while(condition, watch):
    condition.fail(LOCKED)
    assert not condition.is_ill()
    watch.seconds += PATIENCE
    condition.fail(LOCKED)
    assert condition.is_ill()


def test_the_log_says_what_is_locked_since_when_and_what_to_do(condition, caplog):
    before = datetime.now(UTC)
    condition.fail(DatabaseLocked("The database is locked by another writer; try again later"), 90.0)
    [(level, text)] = messages(caplog)
    assert (level, "try again" in text) == (logging.ERROR, False)
    assert text.startswith("x.db: The database is locked: ")
    assert "fuser x.db" in text
    since = datetime.fromisoformat(re.search(r"since (\S+ \S+) UTC", text)[1]).replace(tzinfo=UTC)
    assert abs(before - timedelta(seconds=90) - since) < timedelta(seconds=60)


def test_a_lock_does_not_hide_what_is_worse(condition):
    condition.fail(FULL)
    condition.fail(LOCKED)
    assert condition.trouble is FULL


def test_what_is_worse_than_a_lock_counts_at_once(condition):
    condition.fail(LOCKED)
    condition.fail(FULL)
    assert condition.is_ill()


def test_one_trouble_that_is_met_with_in_many_ways_is_told_once(condition, caplog):
    for table in ("a", "b", "a"):
        condition.fail(DatabaseUnavailable(f"The database has not the tables: no such table: {table}"))
    assert len(messages(caplog)) == 1


def test_what_is_damaged_stays_so_until_a_look_finds_nothing(condition):
    condition.fail(DatabaseDamaged("The database is damaged"))
    condition.recover()
    condition.fail(FULL)
    condition.recover()
    assert condition.is_ill()
    condition.recover(is_whole=True)
    assert not condition.is_ill()


def test_commands_log_nothing(watch, caplog):
    Condition("x.db", watch).fail(FULL)
    assert caplog.records == []
