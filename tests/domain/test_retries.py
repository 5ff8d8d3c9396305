"""When an action is tried again, and on which phone."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callfire_soap.domain.dispositions import Disposition
from callfire_soap.domain.retries import RetryPhoneType, RetryPolicy

ENDED = datetime(2026, 1, 5, 17, tzinfo=UTC)
FIRST, HOME, WORK, MOBILE = RetryPhoneType
BUSY, NO_ANSWER, LIVE = Disposition.BUSY, Disposition.NO_ANSWER, Disposition.LIVE_ANSWER


def test_nothing_is_tried_again_by_default():
    assert RetryPolicy().next_attempt(1, BUSY, ENDED) is None
    assert RetryPolicy(max_attempts=3).next_attempt(1, BUSY, ENDED) is None


def test_minutes_are_counted_from_the_end_of_an_attempt():
    policy = RetryPolicy(max_attempts=2, results=(BUSY,))
    assert policy.next_attempt(1, BUSY, ENDED) == ENDED + timedelta(minutes=60)
    policy = RetryPolicy(max_attempts=2, minutes_between_attempts=5, results=(BUSY,))
    assert policy.next_attempt(1, BUSY, ENDED) == ENDED + timedelta(minutes=5)


@pytest.mark.parametrize("minutes", [0, -5])
def test_without_minutes_the_next_attempt_is_due_at_once(minutes):
    policy = RetryPolicy(max_attempts=2, minutes_between_attempts=minutes, results=(BUSY,))
    assert policy.next_attempt(1, BUSY, ENDED) == ENDED


def test_only_listed_results_are_tried_again():
    policy = RetryPolicy(max_attempts=9, results=(BUSY, NO_ANSWER))
    assert policy.next_attempt(1, NO_ANSWER, ENDED) is not None
    assert policy.next_attempt(1, LIVE, ENDED) is None


@given(st.integers(-3, 12), st.integers(1, 20))
def test_no_attempt_follows_the_last(max_attempts, attempts):
    policy = RetryPolicy(max_attempts=max_attempts, results=(BUSY,))
    assert (policy.next_attempt(attempts, BUSY, ENDED) is None) == (attempts >= max(max_attempts, 1))


PHONES = {HOME: "12135550101", MOBILE: "12135550103"}


@pytest.mark.parametrize(
    ("types", "dialled"),
    [
        ((FIRST,), ["first"] * 4),
        ((), ["first"] * 4),
        ((HOME,), ["12135550101"] * 4),
        ((WORK,), ["first"] * 4),
        ((WORK, MOBILE), ["12135550103"] * 4),
        ((FIRST, HOME, WORK, MOBILE), ["first", "12135550101", "12135550103", "first"]),
        ((MOBILE, HOME), ["12135550103", "12135550101", "12135550103", "12135550101"]),
    ],
)
def test_phones_are_walked_in_a_circle_without_those_that_are_missing(types, dialled):
    policy = RetryPolicy(phone_types=types)
    assert [policy.phone_of(attempt, "first", PHONES) for attempt in range(1, 5)] == dialled


def test_the_first_number_stays_the_one_of_the_batch():
    assert RetryPolicy().phone_of(1, "first", {FIRST: "another"}) == "first"


@pytest.mark.parametrize("wrong", ["911", "123", "19005551212", "67076", "Front_Desk", "442071234567"])
def test_a_phone_that_cannot_be_dialled_is_skipped_like_one_that_is_missing(wrong):
    policy = RetryPolicy(phone_types=(WORK, MOBILE))
    assert policy.phone_of(1, "first", {WORK: wrong, MOBILE: "12135550103"}) == "12135550103"
    assert policy.phone_of(1, "first", {WORK: wrong}) == "first"


def test_phones_are_dialled_with_11_digits_however_they_are_spelled():
    for spelled in "2135550103", "+12135550103", "12135550103":
        assert RetryPolicy(phone_types=(MOBILE,)).phone_of(1, "first", {MOBILE: spelled}) == "12135550103"
