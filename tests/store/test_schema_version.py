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


# Two accounts with their lists, of which the first has lost an entry, the keyword PIZZA of the second, and texts.
BEFORE_OPT_OUTS = """
INSERT INTO account (id, login, password_hash, enabled, time_zone, credits, credits_per_minute, max_active, created_at)
    VALUES (1, 'ada', '', 1, 'UTC', 0, 0, 1, 0), (2, 'bob', '', 1, 'UTC', 0, 0, 1, 0);
INSERT INTO keyword (account_id, short_code, word, created_at) VALUES (2, '67076', 'PIZZA', 0);
INSERT INTO dnc_list (id, account_id, name, size, is_default, created_at)
    VALUES (1, 1, 'own', 4, 1, 0), (2, 2, 'own', 2, 1, 0), (3, 1, 'other', 1, 0, 0);
INSERT INTO dnc_entry (account_id, dnc_list_id, number, forbids_calls, forbids_texts, created_at) VALUES
    (1, 1, '1', 0, 1, 0), (1, 1, '2', 1, 1, 0), (1, 1, '3', 0, 0, 0), (1, 1, '4', 0, 1, 0),
    (2, 2, '1', 0, 1, 0), (2, 2, '5', 0, 1, 0), (1, 3, '1', 0, 1, 0);
INSERT INTO contact (id, account_id, created_at) VALUES (1, 1, 0);
INSERT INTO action (account_id, contact_id, kind, is_inbound, from_number, to_number, state, created_at, modified_at,
    due_at, message) VALUES
    (1, 1, 'TEXT', 1, '1', '67076', 'FINISHED', 7, 7, 7, ' Stop '), (1, 1, 'TEXT', 1, '1', '67076', 'FINISHED', 8, 8,
    8, 'STOP'), (1, 1, 'TEXT', 1, '6', '67076', 'FINISHED', 9, 9, 9, 'STOP'),
    (2, 1, 'TEXT', 1, '5', '67076', 'FINISHED', 10, 10, 10, 'stop pizza!'),
    (1, 1, 'TEXT', 1, '2', '900', 'FINISHED', 11, 11, 11, 'stop'), (1, 1, 'TEXT', 1, '2', '67076', 'FINISHED', 12, 12,
    12, 'stop'), (1, 1, 'TEXT', 1, '7', '67076', 'FINISHED', 13, 13, 13, 'stop it'),
    (1, 1, 'TEXT', 0, '67076', '8', 'FINISHED', 14, 14, 14, 'STOP'), (1, 1, 'TEXT', 1, '4', '900', 'FINISHED', 15, 15,
    15, 'please stop');
"""


def test_who_opted_out_before_there_was_a_table_is_still_opted_out(empty):
    schema_version.upgrade(empty, "0004")
    with empty.writing() as unit:
        for statement in BEFORE_OPT_OUTS.split(";"):
            if statement.strip():
                unit.connection.execute(text(statement))
        unit.commit()
    schema_version.upgrade(empty)
    with empty.reading() as unit:
        facts = unit.connection.execute(
            text("SELECT number, account_id, created_at FROM opt_out ORDER BY id")
        ).all()
        listed = "SELECT dnc_list_id, number, stopped_by FROM dnc_entry ORDER BY id"
        entries = unit.connection.execute(text(listed)).all()
        sizes = unit.connection.execute(text("SELECT size FROM dnc_list ORDER BY id")).scalars().all()
    assert facts == [("1", None, 7), ("6", None, 9), ("5", 2, 10), ("2", None, 12)]
    assert entries == [
        (1, "1", "67076"),
        (1, "2", "900"),
        (1, "4", None),
        (2, "1", "67076"),
        (2, "5", "67076"),
        (3, "1", None),
    ]
    assert sizes == [3, 2, 1]


def test_an_upgrade_that_fails_leaves_nothing_behind(empty):
    with empty.writing() as unit:
        unit.connection.execute(text("CREATE TABLE attempt (id INTEGER)"))
        unit.commit()
    with pytest.raises(Exception, match="attempt already exists"):
        schema_version.upgrade(empty)
    assert list(structure_of(empty)) == ["attempt"]
    assert schema_version.current(empty) is None
