"""The thread that keeps the dispatcher going."""

from datetime import timedelta
from threading import Semaphore

import pytest

from callfire_soap.carriers.reach import CarrierDown
from callfire_soap.dispatch.loop import DispatchLoop
from callfire_soap.domain.clock import ServiceClock
from callfire_soap.domain.errors import DatabaseLocked
from callfire_soap.logs import facts_of
from tests.builders import NOW

SOON = 60.0
"""Seconds after which a test gives up; nothing here takes longer than an instant."""


class FakeDispatcher:
    """Notes its rounds, and fails when it is told to."""

    def __init__(self, clock):
        self.clock, self.due, self.fails = clock, None, False
        self.rounds, self.ran = 0, Semaphore(0)
        self.error = LookupError("something went wrong")

    def run_due(self):
        self.rounds += 1
        self.ran.release()
        if self.fails:
            raise self.error

    def next_due(self):
        due, self.due = self.due, None
        return due

    def await_round(self):
        assert self.ran.acquire(timeout=SOON)


@pytest.fixture
def clock():
    return ServiceClock(NOW)


@pytest.fixture
def dispatcher(clock):
    return FakeDispatcher(clock)


@pytest.fixture
def loop(dispatcher, clock):
    loop = DispatchLoop(dispatcher, clock)
    yield loop
    loop.stop()


def test_it_looks_for_work_at_its_start(loop, dispatcher):
    loop.start()
    dispatcher.await_round()
    assert loop.is_alive()


def test_it_looks_for_work_when_it_is_woken(loop, dispatcher):
    loop.start()
    dispatcher.await_round()
    loop.wake()
    dispatcher.await_round()
    assert dispatcher.rounds == 2


def test_it_looks_for_work_when_something_falls_due(loop, dispatcher, clock):
    dispatcher.due = clock.now() + timedelta(milliseconds=1)
    loop.start()
    dispatcher.await_round()
    dispatcher.await_round()


def test_it_leaves_a_clock_that_stands_to_whoever_moves_it(dispatcher):
    loop = DispatchLoop(dispatcher, ServiceClock(NOW, is_manual=True))
    loop.start()
    loop.wake()
    loop.stop()
    assert dispatcher.rounds == 0


def test_it_stops_at_once(loop, dispatcher):
    loop.start()
    dispatcher.await_round()
    loop.stop()
    assert not loop.is_alive()


def test_it_may_stop_before_it_starts(loop):
    loop.stop()
    assert not loop.is_alive()


def test_a_database_that_cannot_be_used_is_told_by_the_store_alone(loop, dispatcher, caplog):
    dispatcher.error = DatabaseLocked("somebody else writes")
    dispatcher.fails = True
    loop.start()
    for _ in range(3):
        dispatcher.await_round()
        loop.wake()
    assert loop.is_alive()
    assert caplog.text == ""


def test_a_carrier_that_is_down_is_told_once_and_again_when_it_is_up(loop, dispatcher, caplog):
    dispatcher.error = CarrierDown("no answer from its host")
    dispatcher.fails = True
    loop.start()
    for _ in range(3):
        dispatcher.await_round()
        loop.wake()
    assert loop.is_alive()
    dispatcher.fails = False
    rounds = dispatcher.rounds
    while dispatcher.rounds < rounds + 2:
        loop.wake()
        dispatcher.await_round()
    told = [(record.getMessage(), dict(facts_of(record))) for record in caplog.records]
    assert told == [
        ("carrier down", {"carrier": "simulated", "reason": "no answer from its host"}),
        ("carrier up", {"carrier": "simulated"}),
    ]


def test_it_goes_on_after_an_error_and_says_so(loop, dispatcher, caplog):
    dispatcher.fails = True
    loop.start()
    dispatcher.await_round()
    while not loop.is_failing:
        loop.wake()
        dispatcher.await_round()
    assert not loop.is_alive()
    assert "a round of the dispatcher failed" in caplog.text
    dispatcher.fails = False
    while loop.is_failing:
        loop.wake()
        dispatcher.await_round()
    assert loop.is_alive()
