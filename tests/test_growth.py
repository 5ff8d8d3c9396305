"""The measure itself: what grows linearly passes, what does not is seen."""

import re

import pytest

from tests.growth import assert_linear


def squares(text):
    return sum(1 for one in text for _ in text if one)


def test_linear_work_passes():
    assert_linear(lambda text: sum(map(ord, text)), lambda size: "a" * size)


def test_a_square_is_seen():
    with pytest.raises(AssertionError):
        assert_linear(squares, lambda size: "a" * size)


def test_work_that_doubles_with_each_character_is_seen():
    with pytest.raises(BaseException, match=r"still not read|\(8, "):
        assert_linear(re.compile("(a+)+b").match, lambda size: "a" * size, patience=2)
