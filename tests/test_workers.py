"""Who receives and who answers, with tasks that last as long as the test says."""

import threading
import time
from contextlib import contextmanager
from queue import Empty, Queue

import pytest

from callfire_soap.workers import PATIENCE, Workers

# How long something may take before a test says that it hangs.
LONG = 60


class Task:
    """Something to answer."""

    def __init__(self, lasts=0.0):
        self.may_end = threading.Event()
        self.begun = threading.Event()
        self.ended = threading.Event()
        self.is_cancelled = False
        self.thread = None
        if not lasts:
            self.may_end.set()

    def service(self):
        self.thread = threading.current_thread()
        self.begun.set()
        assert self.may_end.wait(LONG)
        self.ended.set()

    def cancel(self):
        self.is_cancelled = True


class Network:
    """Brings what the test sends to whoever receives."""

    def __init__(self, workers):
        self.workers = workers
        self.arriving = Queue()
        self.is_stopping = False
        self.receivers = 0
        self.most_receivers = 0

    def poll(self, seconds):
        self.receivers += 1
        self.most_receivers = max(self.most_receivers, self.receivers)
        try:
            tasks = self.arriving.get(timeout=seconds)
        except Empty:
            tasks = []
        self.receivers -= 1
        if isinstance(tasks, Exception):
            raise tasks
        for task in tasks:
            self.workers.add_task(task)

    def send(self, *tasks):
        self.arriving.put(tasks)

    def stop(self):
        self.is_stopping = True
        self.arriving.put([])


@contextmanager
def working(at_once):
    """Run workers; at the end nothing may hang."""
    workers = Workers(at_once)
    network = Network(workers)
    errors = []

    def run():
        try:
            workers.run(network.poll, lambda: network.is_stopping)
        except OSError as error:
            errors.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    network.errors = errors
    network.thread = thread
    try:
        yield network
    finally:
        network.stop()
        thread.join(LONG)
        assert not thread.is_alive()
        workers.shutdown(LONG)
        assert network.most_receivers <= 1


def slow(how_many):
    return [Task(lasts=LONG) for _ in range(how_many)]


def end(tasks):
    for task in tasks:
        task.may_end.set()
        assert task.ended.wait(LONG)


def eventually(is_so):
    """Wait until something is so."""
    until = time.monotonic() + LONG
    while not is_so():
        assert time.monotonic() < until
        time.sleep(PATIENCE)


def test_who_receives_answers_what_is_quick(monkeypatch):
    # However long a busy machine makes it wait in between.
    monkeypatch.setattr("callfire_soap.workers.PATIENCE", LONG)
    quick = [Task() for _ in range(50)]
    with working(8) as network:
        eventually(lambda: network.workers._idle == 8)  # noqa: SLF001 -- nothing outside shows it
        for task in quick:
            network.send(task)
            end([task])
    assert len({task.thread for task in quick}) == 1


def test_quick_requests_overtake_slow_ones():
    waiting, quick = slow(3), [Task() for _ in range(20)]
    with working(4) as network:
        for task in waiting:
            network.send(task)
            assert task.begun.wait(LONG)
        network.send(*quick)
        end(quick)
        assert not any(task.ended.is_set() for task in waiting)
        end(waiting)


def test_no_more_than_so_many_are_answered_at_once():
    first, later = slow(2), slow(2)
    with working(2) as network:
        network.send(*first, *later)
        assert all(task.begun.wait(LONG) for task in first)
        assert not later[0].begun.wait(10 * PATIENCE)
        end(first[:1])
        assert later[0].begun.wait(LONG)
        assert not later[1].begun.wait(10 * PATIENCE)
        end([*first[1:], *later])


def test_who_waits_aside_keeps_nobody_from_being_answered():
    with working(2) as network:
        aside, quick = slow(10), [Task() for _ in range(20)]
        for task in aside:
            task.service = wait_aside(network.workers, task.service)
            network.send(task)
            assert task.begun.wait(LONG)
        network.send(*quick)
        end(quick)
        assert not any(task.ended.is_set() for task in aside)
        end(aside)
        # Whoever was needed meanwhile goes.
        eventually(lambda: len(network.workers._threads) <= 3)  # noqa: SLF001 -- likewise
        blocked, later = slow(2), Task(lasts=LONG)
        network.send(*blocked, later)
        assert all(task.begun.wait(LONG) for task in blocked)
        assert not later.begun.wait(10 * PATIENCE)
        end([*blocked, later])


def test_other_threads_wait_where_they_are():
    workers = Workers(1)
    with workers.waiting():
        assert threading.current_thread() not in workers._threads  # noqa: SLF001 -- likewise


def wait_aside(workers, service):
    def wait():
        with workers.waiting():
            service()

    return wait


def test_requests_are_begun_in_the_order_they_came():
    begun = []
    with working(1) as network:
        [blocker] = slow(1)
        network.send(blocker)
        assert blocker.begun.wait(LONG)
        tasks = [Task() for _ in range(20)]
        for number, task in enumerate(tasks):
            task.begun.set = lambda number=number: begun.append(number)
        network.send(*tasks)
        end([blocker])
        end(tasks)
    assert begun == list(range(20))


def test_after_each_quiet_time_a_slow_request_holds_nobody_up(monkeypatch):
    monkeypatch.setattr("callfire_soap.workers._ATTENTION", PATIENCE)
    with working(2) as network:
        for _ in range(20):
            time.sleep(4 * PATIENCE)
            [waiting], quick = slow(1), Task()
            network.send(waiting)
            network.send(quick)
            end([quick, waiting])


@pytest.mark.parametrize("error", [ZeroDivisionError, SystemExit])
def test_a_request_that_fails_costs_no_thread(error, caplog):
    def fail():
        raise error("secret")

    with working(1) as network:
        for _ in range(5):
            broken = Task()
            broken.service = fail
            network.send(broken)
        whole = Task()
        network.send(whole)
        end([whole])
    assert caplog.text.count("a request could not be served") == 5


def test_what_fails_while_receiving_ends_the_run():
    with working(2) as network:
        network.arriving.put(OSError("no more sockets"))
        network.thread.join(LONG)
        assert [str(error) for error in network.errors] == ["no more sockets"]


def test_what_is_under_way_at_the_end_is_answered_and_so_is_what_is_still_received():
    [waiting], late = slow(1), Task()
    with working(2) as network:
        network.send(waiting)
        assert waiting.begun.wait(LONG)
        network.stop()
        network.thread.join(LONG)
        network.workers.add_task(late)
        end([late, waiting])


def test_what_nobody_has_begun_at_the_end_is_cancelled():
    [waiting], left = slow(1), Task()
    with working(0) as network:
        network.stop()
        network.thread.join(LONG)
        network.workers.add_task(waiting)
        assert waiting.begun.wait(LONG)
        network.workers.add_task(left)
        network.workers.shutdown(0.01)
        assert (left.is_cancelled, waiting.is_cancelled) == (True, False)
        end([waiting])
