"""Databases for tests of the store."""

import pytest

from tests.builders import add_account, make_store


@pytest.fixture
def store(tmp_path):
    """Answer a database with all tables and nothing in them."""
    store = make_store(tmp_path / "store.db")
    yield store
    store.close()


@pytest.fixture
def connection(store):
    """Answer a connection that may write; nothing of it is kept."""
    with store.writing() as unit:
        yield unit.connection


@pytest.fixture
def mine(connection):
    """Answer the id of an account."""
    return add_account(connection, login="mine")


@pytest.fixture
def others(connection, mine):
    """Answer the id of another account."""
    return add_account(connection, login="others")
