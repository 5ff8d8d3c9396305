"""The migrations and the tables that the queries expect are the same."""

import re

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text

from callfire_soap.store import schema_version
from callfire_soap.store.columns import metadata
from callfire_soap.store.unit_of_work import Store
from tests.builders import declare_tables


@pytest.fixture
def empty(tmp_path):
    """Answer a database without tables."""
    store = Store.open(str(tmp_path / "100% new.db"))
    yield store
    store.close()


@pytest.fixture(scope="module", autouse=True)
def _all_tables_are_declared():
    declare_tables()


def structure_of(store):
    """Answer all tables and indexes as SQLite keeps them, but for the table that alembic keeps."""
    query = text("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE '%alembic%'")
    with store.reading() as unit:
        return {name: normalized(sql) for name, sql in unit.connection.execute(query)}


def normalized(sql):
    """Answer the parts of a statement, in an order that does not depend on who wrote it, or what was added later."""
    return sorted(part.strip(" \t,()") for part in re.split(r"\n|, (?=\w+ [A-Z])", sql.replace('"', "")))


def test_a_new_database_has_no_version(empty):
    assert schema_version.current(empty) is None
    assert not schema_version.is_current(empty)


def test_upgrading_brings_the_latest_version(empty):
    schema_version.upgrade(empty)
    assert schema_version.current(empty) == schema_version.latest()
    assert schema_version.is_current(empty)


def test_upgrading_again_changes_nothing(empty):
    schema_version.upgrade(empty)
    before = structure_of(empty)
    schema_version.upgrade(empty)
    assert structure_of(empty) == before
    assert schema_version.is_current(empty)


def test_the_migrated_tables_are_those_of_the_metadata(empty):
    schema_version.upgrade(empty)
    with empty.reading() as unit:
        context = MigrationContext.configure(unit.connection, opts={"compare_server_default": True})
        assert compare_metadata(context, metadata) == []


def test_migrating_and_creating_make_the_same_database(empty, tmp_path):
    created = Store.open(str(tmp_path / "created.db"))
    with created.writing() as unit:
        metadata.create_all(unit.connection)
        unit.commit()
    schema_version.upgrade(empty)
    assert structure_of(empty) == structure_of(created)
    created.close()


def test_the_index_of_what_is_ready_holds_nothing_else(empty):
    schema_version.upgrade(empty)
    assert structure_of(empty)["ix_action_ready"] == [
        "CREATE INDEX ix_action_ready ON action (broadcast_id, due_at, id) WHERE state = 'READY'"
    ]


def test_an_upgrade_that_fails_leaves_nothing_behind(empty):
    with empty.writing() as unit:
        unit.connection.execute(text("CREATE TABLE attempt (id INTEGER)"))
        unit.commit()
    with pytest.raises(Exception, match="attempt already exists"):
        schema_version.upgrade(empty)
    assert list(structure_of(empty)) == ["attempt"]
    assert schema_version.current(empty) is None
