"""Where the time comes from."""

from datetime import UTC, datetime, timedelta
from threading import Thread
from time import monotonic, sleep

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callfire_soap.domain.clock import ServiceClock, TurnsBack

START = datetime(2026, 1, 5, 17, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_a_clock_shows_the_time_of_the_computer():
    before = datetime.now(UTC)
    assert before <= ServiceClock().now() <= datetime.now(UTC) + timedelta(milliseconds=50)


def test_a_manual_clock_stands_until_it_is_moved():
    clock = ServiceClock(START, is_manual=True)
    assert clock.now() == clock.now() == START
    clock.set(START + HOUR)
    assert clock.now() == START + HOUR
    assert clock.is_manual


def test_no_clock_goes_back():
    clock = ServiceClock(START, is_manual=True)
    with pytest.raises(TurnsBack, match="cannot go back"):
        clock.set(START - timedelta(microseconds=1))
    assert clock.now() == START


def test_a_clock_may_stay_where_it_is():
    clock = ServiceClock(START, is_manual=True)
    clock.set(START)
    clock.set()
    assert clock.now() == START


@given(st.lists(st.timedeltas(-HOUR, HOUR), max_size=20))
def test_the_time_only_grows(steps):
    clock = ServiceClock(START, is_manual=True)
    shown = [clock.now()]
    for step in steps:
        try:
            clock.set(clock.now() + step)
        except TurnsBack:
            assert step < timedelta()
        shown.append(clock.now())
    assert shown == sorted(shown)


def test_a_clock_may_begin_anew_earlier():
    clock = ServiceClock(START + HOUR)
    clock.restart(START, is_manual=True)
    assert clock.now() == START
    assert clock.is_manual
    clock.restart(is_manual=False)
    assert clock.now() > START - HOUR
    assert not clock.is_manual


def test_a_clock_that_is_let_go_goes_on_from_where_it_stood():
    clock = ServiceClock(START, is_manual=True)
    clock.set(is_manual=False)
    assert START <= clock.now() < START + HOUR
    clock.set(is_manual=True)
    assert clock.now() == clock.now()


def test_time_may_pass_faster():
    clock = ServiceClock(START, speed=3600.0)
    began = monotonic()
    sleep(0.01)
    passed = (clock.now() - START).total_seconds()
    assert 36 <= passed <= 3600 * (monotonic() - began + 1)


def test_faster_time_shortens_the_wait():
    began = monotonic()
    clock = ServiceClock(START, speed=60.0)
    left = clock.seconds_until(START + HOUR)
    assert 60 - (monotonic() - began) <= left + 1e-6 <= 60 + 1e-5
    assert clock.seconds_until(START - HOUR) == 0


def test_what_never_comes_by_itself_is_waited_for_without_end():
    assert ServiceClock(START).seconds_until(None) is None
    assert ServiceClock(START, is_manual=True).seconds_until(START + HOUR) is None


def test_a_clock_that_many_threads_read_never_goes_back():
    clock = ServiceClock(START, speed=1000.0)
    orders = []

    def read():
        shown = [clock.now() for _ in range(500)]
        orders.append(shown == sorted(shown))

    threads = [Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert orders == [True] * 4
