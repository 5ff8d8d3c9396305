"""What a unit does is done together or not at all."""

from contextlib import suppress
from threading import Event, Thread

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError, OperationalError

from callfire_soap.domain.broadcasts import BroadcastStatus
from callfire_soap.domain.events import BroadcastMoved
from callfire_soap.store.ids import id_block
from callfire_soap.store.unit_of_work import Store
from tests.builders import NOW

STOPPED = BroadcastMoved(3, 1, BroadcastStatus.STOPPED, NOW)
COUNTED_BY_EVENTS = ("outbox", "event_number")
RUNNING = BroadcastMoved(3, 1, BroadcastStatus.RUNNING, NOW)


def write(unit, name):
    unit.connection.execute(id_block.insert().values(name=name, next=1))


def names(store):
    with store.reading() as unit:
        query = select(id_block.c.name).where(id_block.c.name.not_in(COUNTED_BY_EVENTS))
        return list(unit.connection.execute(query.order_by(id_block.c.name)).scalars())


def test_committed_work_is_kept(store):
    with store.writing() as unit:
        write(unit, "kept")
        unit.commit()
    assert names(store) == ["kept"]


def test_work_that_is_not_committed_is_undone(store):
    with store.writing() as unit:
        write(unit, "undone")
    assert names(store) == []


def test_what_comes_after_the_commit_is_undone(store):
    with store.writing() as unit:
        write(unit, "kept")
        unit.commit()
        write(unit, "undone")
    assert names(store) == ["kept"]


def test_an_error_undoes_the_work_and_is_passed_on(store):
    def fail():
        with store.writing() as unit:
            write(unit, "undone")
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert names(store) == []


def test_the_next_unit_works_after_an_error(store):
    with pytest.raises(LookupError), store.writing():
        raise LookupError
    test_committed_work_is_kept(store)


def test_work_survives_the_program(store, tmp_path):
    test_committed_work_is_kept(store)
    store.close()
    again = Store.open(str(tmp_path / "store.db"))
    assert names(again) == ["kept"]
    again.close()


class TestEvents:
    """Events become known when they are true."""

    @pytest.fixture
    def heard(self, store):
        heard = []
        store.listen(lambda events: heard.append((list(events), names(store))))
        return heard

    def test_events_are_told_after_the_commit(self, store, heard):
        with store.writing() as unit:
            write(unit, "kept")
            unit.note(STOPPED)
            unit.note(RUNNING)
            assert heard == []
            unit.commit()
        assert heard == [([STOPPED, RUNNING], ["kept"])]

    def test_events_of_undone_work_are_never_told(self, store, heard):
        with store.writing() as unit:
            unit.note(STOPPED)
        with suppress(LookupError), store.writing() as unit:
            unit.note(STOPPED)
            raise LookupError
        assert heard == []

    def test_a_unit_without_events_tells_nothing(self, store, heard):
        test_committed_work_is_kept(store)
        assert heard == []

    def test_every_listener_hears_everything(self, store, heard):
        others = []
        store.listen(others.extend)
        with store.writing() as unit:
            unit.note(STOPPED)
            unit.commit()
        assert [events for events, _ in heard] == [[STOPPED]]
        assert others == [STOPPED]

    def test_what_was_committed_is_told_even_when_an_error_follows(self, store, heard):
        with suppress(LookupError), store.writing() as unit:
            unit.note(STOPPED)
            unit.commit()
            raise LookupError
        assert [events for events, _ in heard] == [[STOPPED]]


def fail_to_commit(store):
    """Begin what the database refuses only at the end, as it does when the disk is full."""
    with store.writing() as unit:
        write(unit, "undone")
        unit.note(STOPPED)
        unit.connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        unit.connection.exec_driver_sql("INSERT INTO broadcast_progress (broadcast_id) VALUES (12345)")
        unit.commit()


def test_a_commit_that_fails_keeps_nothing(store):
    heard = []
    store.listen(heard.extend)
    with pytest.raises(DatabaseError):
        fail_to_commit(store)
    assert names(store) == []
    assert heard == []


def test_a_commit_that_fails_stands_in_nobodys_way(store):
    with pytest.raises(DatabaseError):
        fail_to_commit(store)
    test_committed_work_is_kept(store)


def test_there_is_one_writer_at_a_time(store):
    writes, order = Event(), []

    def write_second():
        writes.wait()
        with store.writing() as unit:
            order.append(names(store))
            write(unit, "second")
            unit.commit()

    thread = Thread(target=write_second)
    thread.start()
    with store.writing() as unit:
        writes.set()
        write(unit, "first")
        # The other thread cannot get in between, however long this takes.
        thread.join(0.05)
        assert order == []
        unit.commit()
    thread.join()
    assert order == [["first"]]
    assert names(store) == ["first", "second"]


def test_many_writers_lose_nothing(store):
    def add_up():
        for _ in range(20):
            with store.writing() as unit:
                found = unit.connection.execute(select(id_block.c.next)).scalar_one()
                unit.connection.execute(id_block.update().values(next=found + 1))
                unit.commit()

    with store.writing() as unit:
        write(unit, "sum")
        unit.commit()
    threads = [Thread(target=add_up) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.reading() as unit:
        assert unit.connection.execute(select(id_block.c.next)).scalar_one() == 81


def test_two_programs_wait_for_each_other(store, tmp_path):
    other = Store.open(str(tmp_path / "store.db"))
    done = []

    def write_second():
        with other.writing() as unit:
            write(unit, "second")
            unit.commit()
        done.append(True)

    thread = Thread(target=write_second)
    with store.writing() as unit:
        write(unit, "first")
        thread.start()
        thread.join(0.05)
        assert done == []
        unit.commit()
    thread.join()
    assert names(store) == ["first", "second"]
    other.close()


def test_a_reader_sees_one_moment_and_waits_for_nobody(store):
    with store.writing() as unit, store.reading() as reader:
        query = select(id_block.c.name)
        assert reader.connection.execute(query).all() == []
        write(unit, "later")
        unit.commit()
        assert reader.connection.execute(query).all() == []
    assert names(store) == ["later"]


def test_a_reader_cannot_keep_what_it_writes(store):
    with store.reading() as unit:
        write(unit, "undone")
    assert names(store) == []


def test_a_reader_that_has_fallen_behind_cannot_write(store):
    with store.reading() as reader:
        reader.connection.execute(select(id_block)).all()
        test_committed_work_is_kept(store)
        with pytest.raises(OperationalError, match="locked"):
            write(reader, "late")
