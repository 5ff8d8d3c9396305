"""When an attempt has been silent for too long."""

from datetime import timedelta

import pytest

from callfire_soap.dispatch.silence import LOST_AFTER, Silence
from tests.builders import NOW


class Known(dict):
    """Up to when which attempt was heard of; counts who asks."""

    asked = 0

    def heard_of(self, attempt, now):
        self.asked += 1
        return max(self[attempt], now) if attempt in self else None


@pytest.fixture
def known():
    return Known()


@pytest.fixture
def silence(known):
    return Silence(known.heard_of)


def after(**passed):
    return NOW + timedelta(**passed)


def test_nothing_is_watched_at_first(silence):
    assert silence.next_check(NOW) is None
    assert silence.lost(NOW, 10) == []


def test_nobody_is_asked_before_the_hour_is_over(silence, known):
    silence.begin(range(1_000), NOW)
    assert silence.next_check(after(minutes=59)) == NOW + LOST_AFTER
    assert silence.lost(after(minutes=59), 10) == []
    silence.end(range(1_000))
    assert silence.next_check(after(hours=2)) is None
    assert known.asked == 0


def test_who_is_unknown_is_lost_after_the_hour(silence):
    silence.begin([1], NOW)
    silence.begin([2], after(minutes=1))
    assert silence.next_check(after(hours=1)) == after(hours=1)
    assert silence.lost(after(hours=1), 10) == [1]
    silence.end([1])
    assert silence.next_check(after(hours=1)) == after(hours=1, minutes=1)


def test_who_is_heard_of_is_looked_at_again_an_hour_later(silence, known):
    known[1] = after(minutes=90)
    silence.begin([1, 2], NOW)
    assert silence.lost(after(hours=1), 10) == [2]
    silence.end([2])
    assert silence.next_check(after(hours=1)) == after(minutes=150)
    del known[1]
    assert silence.lost(after(minutes=149), 10) == []
    assert silence.lost(after(minutes=150), 10) == [1]


def test_attempts_are_given_up_in_the_order_of_their_silence(silence, known):
    known[1] = after(minutes=70)
    silence.begin([1], NOW)
    silence.begin([2], after(minutes=20))
    assert silence.next_check(after(hours=1)) == after(minutes=80)
    known.clear()
    assert silence.lost(after(minutes=130), 10) == [2, 1]
    assert silence.lost(after(minutes=130), 1) == [2]


def test_who_ends_in_between_is_not_lost(silence, known):
    known[1] = known[2] = after(minutes=70)
    silence.begin([1, 2, 3], NOW)
    assert silence.lost(after(hours=1), 10) == [3]
    silence.end([1, 3])
    known.clear()
    assert silence.lost(after(hours=5), 10) == [2]
    silence.end([2])
    assert silence.next_check(after(hours=5)) is None
