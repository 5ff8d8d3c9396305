"""Writers wait once, from their own arrival, and not in the way of others."""

import sqlite3
from contextlib import closing, contextmanager, nullcontext, suppress
from threading import Event, RLock, Thread, current_thread
from time import monotonic

import pytest

from callfire_soap.domain.errors import DatabaseLocked
from callfire_soap.store import turns
from callfire_soap.store.turns import Turns
from callfire_soap.store.unit_of_work import Store

LONG = 60


def waiting_at_once(store, how_many):
    """Let writers wait in vain; answers how long it took until all were refused."""

    def write():
        with suppress(DatabaseLocked), store.writing():
            pass

    threads = [Thread(target=write) for _ in range(how_many)]
    began = monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return monotonic() - began


def test_many_wait_no_longer_than_one(store, tmp_path):
    hurried = Store.open(str(tmp_path / "store.db"), write_wait=0.5)
    with closing(sqlite3.connect(tmp_path / "store.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        alone = waiting_at_once(hurried, 1)
        # One after the other would be eight times as long, each time; a machine that is busy delays some.
        assert any(waiting_at_once(hurried, 8) < 4 * alone for _ in range(5))
    hurried.close()


def test_work_of_this_program_does_not_count(store):
    hurried = Store(store.engine, write_wait=0.3)
    has_begun, refused = Event(), Event()

    def work():
        with hurried.writing():
            has_begun.set()
            # Longer than anybody waits for other programs.
            refused.wait(4 * 0.3)

    def write():
        with suppress(DatabaseLocked), hurried.writing():
            return
        refused.set()

    threads = [Thread(target=work), Thread(target=write)]
    threads[0].start()
    assert has_begun.wait(LONG)
    threads[1].start()
    for thread in threads:
        thread.join()
    assert not refused.is_set()


def test_a_writer_that_does_not_begin_is_not_at_work():
    queue, refused = Turns(0.1), Event()

    def write():
        with suppress(DatabaseLocked), queue.taken():
            return
        refused.set()

    thread = Thread(target=write)
    with queue.taken():
        thread.start()
        assert refused.wait(LONG)
    thread.join()


def test_who_waits_behind_a_lock_waits_no_longer_than_a_writer():
    queue, lock, refused = Turns(0.1), RLock(), []

    def wait():
        try:
            with queue.behind(lock):
                refused.append(False)
        except DatabaseLocked:
            refused.append(True)

    threads = [Thread(target=wait) for _ in range(5)]
    with queue.behind(lock), queue.behind(lock):
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert refused == [True] * 5
    wait()
    assert refused[-1] is False


def test_the_dispatcher_is_never_refused_the_lock_it_shares_with_requests():
    queue, lock, has_held = Turns(0), RLock(), Event()
    queue.wait_aside(nullcontext, lambda: False)

    def wait():
        with queue.behind(lock):
            has_held.set()

    thread = Thread(target=wait)
    with queue.behind(lock):
        thread.start()
        assert not has_held.wait(0.1)
    thread.join()
    assert has_held.is_set()


def test_who_waits_for_more_than_a_moment_steps_aside(monkeypatch):
    monkeypatch.setattr(turns, "_MOMENT", 0.001)
    queue, is_aside, has_written = Turns(LONG), Event(), Event()

    @contextmanager
    def aside():
        is_aside.set()
        yield

    def write():
        with queue.taken():
            has_written.set()

    queue.wait_aside(aside, lambda: True)
    thread = Thread(target=write)
    with queue.taken():
        thread.start()
        assert is_aside.wait(LONG)
        assert not has_written.is_set()
    thread.join()
    assert has_written.is_set()


def test_who_waits_comes_before_who_has_just_been(monkeypatch):
    monkeypatch.setattr(turns, "_MOMENT", 0.001)
    queue, is_aside, written = Turns(LONG), Event(), []

    @contextmanager
    def aside():
        is_aside.set()
        yield

    def write():
        with queue.taken():
            written.append("the other")

    queue.wait_aside(aside, lambda: True)
    for _ in range(20):
        thread = Thread(target=write)
        with queue.taken():
            thread.start()
            assert is_aside.wait(LONG)
        with queue.taken():
            written.append("the same")
        thread.join()
        is_aside.clear()
    assert written == ["the other", "the same"] * 20


def test_who_gives_up_is_in_nobodys_way(monkeypatch):
    monkeypatch.setattr(turns, "_MOMENT", 0.001)
    queue = Turns(LONG)
    with queue.taken():
        for _ in range(3):
            with pytest.raises(DatabaseLocked), queue.taken(0.001):
                pass
    with queue.taken(0):
        pass


def test_too_many_are_refused_at_once(monkeypatch):
    monkeypatch.setattr(turns, "_MOST_ASIDE", 0)
    queue = Turns(LONG)
    with queue.taken(), pytest.raises(DatabaseLocked), queue.taken():
        pass
    with queue.taken():
        pass


def test_the_dispatcher_is_not_refused_however_many_requests_wait(monkeypatch):
    monkeypatch.setattr(turns, "_MOST_ASIDE", 0)
    queue, here = Turns(LONG), current_thread()
    is_waiting, has_written = Event(), Event()

    def is_request():
        if current_thread() is not here:
            is_waiting.set()
        return current_thread() is here

    def dispatch():
        with queue.taken():
            has_written.set()

    queue.wait_aside(nullcontext, is_request)
    dispatcher = Thread(target=dispatch)
    with queue.taken():
        dispatcher.start()
        assert is_waiting.wait(LONG)
        with pytest.raises(DatabaseLocked), queue.taken():
            pass
    dispatcher.join()
    assert has_written.is_set()
