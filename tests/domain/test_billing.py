"""What calls and texts cost."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callfire_soap.domain.billing import CREDITS_PER_TEXT, billed_seconds, call_credits


@pytest.mark.parametrize(
    ("seconds", "billed"),
    [(0, 0), (1, 60), (58, 60), (59, 60), (60, 60), (61, 120), (120, 120), (3601, 3660)],
)
def test_started_minutes_are_billed(seconds, billed):
    assert billed_seconds(seconds) == billed


@pytest.mark.parametrize(
    ("seconds", "rate", "cost"),
    [
        # "One live answer of 1 s at rate 1.6667: billed duration 60, amount 1.6667" -- sample.
        (1, "1.6667", "1.6667"),
        (58, "1", "1"),
        (61, "1.1667", "2.3334"),
        (0, "1", "0"),
    ],
)
def test_a_call_costs_the_rate_of_every_started_minute(seconds, rate, cost):
    assert call_credits(seconds, Decimal(rate)) == Decimal(cost)


@given(st.integers(0, 10**6))
def test_nobody_pays_for_more_than_59_seconds_too_many(seconds):
    assert 0 <= billed_seconds(seconds) - seconds < 60
    assert billed_seconds(seconds) % 60 == 0


def test_a_text_costs_a_credit():
    assert Decimal(1) == CREDITS_PER_TEXT
