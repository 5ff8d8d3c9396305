"""What a database fails with becomes a refusal, or stays the defect that it is."""

import os
import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import DatabaseError

from callfire_soap.domain.errors import DatabaseDamaged, DatabaseLocked, DatabaseUnavailable
from callfire_soap.store import schema_version
from callfire_soap.store.damage import find_damage
from callfire_soap.store.failures import refusal_for
from callfire_soap.store.ids import id_block
from callfire_soap.store.prepared import Prepared
from callfire_soap.store.unit_of_work import Store
from tests.builders import make_store


def write(store, rows=1, **options):
    with store.writing(**options) as unit:
        first = unit.connection.exec_driver_sql("SELECT count(*) FROM id_block").scalar()
        added = [{"name": f"{number:0500}", "next": 1} for number in range(first, first + rows)]
        unit.connection.execute(id_block.insert(), added)
        unit.commit()


def read(store):
    with store.reading() as unit:
        return unit.connection.execute(id_block.select()).all()


@pytest.mark.parametrize(
    "code", ["FULL", "IOERR", "READONLY", "CANTOPEN", "CORRUPT", "NOTADB", "INTERRUPT", "SCHEMA"]
)
def test_what_is_no_defect_is_unavailable_also_by_its_extended_codes(code):
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = getattr(sqlite3, f"SQLITE_{code}") | (3 << 8)
    refusal = refusal_for(error)
    assert type(refusal) is (DatabaseDamaged if code in {"CORRUPT", "NOTADB"} else DatabaseUnavailable)
    assert "disk I/O error" in refusal.message


@pytest.mark.parametrize("code", ["BUSY", "LOCKED", "PROTOCOL"])
def test_a_lock_is_told_apart(code):
    error = sqlite3.OperationalError("database is locked")
    error.sqlite_errorcode = getattr(sqlite3, f"SQLITE_{code}")
    assert isinstance(refusal_for(error), DatabaseLocked)


@pytest.mark.parametrize(
    "statement", ["SELECT nonsense(1) FROM id_block", "SELEC", "INSERT INTO id_block VALUES (NULL, 1)"]
)
def test_a_defect_stays_one(store, statement):
    with pytest.raises(DatabaseError), store.writing() as unit:
        unit.connection.execute(text(statement))


@pytest.mark.parametrize(
    "statement",
    ["SELECT * FROM gone", "SELECT gone FROM id_block", "INSERT INTO id_block (name, gone) VALUES ('x', 1)"],
)
def test_what_is_gone_from_the_schema_makes_the_database_another_one(store, statement):
    with pytest.raises(DatabaseUnavailable, match="has not the tables"), store.writing() as unit:
        unit.connection.execute(text(statement))


@pytest.mark.parametrize("prepared", [True, False])
def test_statements_fail_alike_whichever_way_they_run(tmp_path, prepared):
    (tmp_path / "x.db").write_bytes(b"no database" * 1000)
    store = Store.open(str(tmp_path / "x.db"))
    query = id_block.select()
    with pytest.raises(DatabaseUnavailable, match="is none"), store.reading() as unit:
        Prepared(query).rows(unit.connection) if prepared else unit.connection.execute(query)
    store.close()


def test_a_database_that_may_not_grow_takes_again_what_fits(store):
    limit = [20]

    @event.listens_for(store.engine, "begin")
    def narrow(connection):
        connection.exec_driver_sql(f"PRAGMA max_page_count={limit[0]}")

    for _ in range(2):
        with pytest.raises(DatabaseUnavailable, match="full"):
            write(store, rows=10_000)
        assert not store.is_alive()
    limit[0] = 1_000_000
    assert store.is_alive()
    write(store, rows=10_000)


def test_a_probe_leaves_nothing(store):
    store.try_writing()
    with store.reading() as unit:
        assert unit.connection.execute(id_block.select()).all() == []


def test_waiting_for_the_writer_of_this_program_ends(store):
    with store.writing(), pytest.raises(DatabaseLocked):
        write(store, write_wait=0.01)
    write(store)


def test_waiting_for_another_program_ends(store, tmp_path):
    with closing(sqlite3.connect(tmp_path / "store.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        for wait in (0, 0.01, 1.2):
            with pytest.raises(DatabaseLocked):
                write(store, write_wait=wait)
        assert store.is_alive()
        other.rollback()
    write(store)


def test_damage_is_found(tmp_path):
    store = make_store(tmp_path / "x.db")
    write(store, rows=1000)
    with store.reading() as unit:
        assert find_damage(unit.connection) is None
    store.close()
    with (tmp_path / "x.db").open("r+b") as file:
        file.seek(-8192, 2)
        file.write(b"\xff" * 8192)
    with store.reading() as unit:
        assert find_damage(unit.connection)
    store.close()


def test_a_check_that_takes_too_long_finds_nothing(store):
    write(store, rows=10_000)
    with store.reading() as unit:
        assert find_damage(unit.connection, seconds=0) is None
        assert unit.connection.exec_driver_sql("PRAGMA quick_check").scalar() == "ok"


def change(store, statement, *values):
    """Let another program change the database of a service."""
    with closing(sqlite3.connect(store.engine.url.database)) as other:
        other.execute(statement, values)
        other.commit()


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TABLE id_block",
        "DROP TABLE action",
        "ALTER TABLE question_response RENAME TO gone",
        "ALTER TABLE broadcast RENAME COLUMN name TO gone",
        "UPDATE alembic_version SET version_num = '9999'",
        "DELETE FROM alembic_version",
    ],
)
def test_what_other_programs_do_to_the_tables_is_told_once_and_lasts(store, statement, caplog):
    store.condition.is_logged = True
    store.tables.expect(schema_version.latest())
    write(store)
    change(store, statement)
    for _ in range(3):
        with pytest.raises(DatabaseUnavailable), store.writing():
            pytest.fail("it was given a unit")
        assert not store.is_alive()
    assert len(caplog.records) == 1


def test_a_schema_that_is_right_again_is_written_to_again(store):
    store.tables.expect(schema_version.latest())
    for version, is_right in (("9999", False), (schema_version.latest(), True)):
        change(store, "UPDATE alembic_version SET version_num = ?", version)
        assert store.is_alive() is is_right
    write(store)


def test_a_log_that_was_cut_off_is_no_database_that_can_be_written_to(store, caplog):
    store.condition.is_logged = True
    store.hold()
    write(store, rows=1_000)
    os.truncate(f"{store.engine.url.database}-wal", 0)
    for _ in range(3):
        # A connection remembers what it has written; another one has to read it.
        with store.reading(), pytest.raises(DatabaseUnavailable):
            read(store)
        assert not store.is_alive()
    assert [record.levelname for record in caplog.records] == ["ERROR"]
