"""The measure itself: what grows linearly passes, what does not is seen, however much a machine adds to both."""

import random
import re

import pytest

from tests.growth import Measure, StillReading, assert_linear


class Steps:
    """Work that is counted: a reader takes as many steps as it says, and a busy machine adds to them."""

    def __init__(self, noise=lambda: 1.0):
        self.noise = noise
        self.sizes = []

    def work(self, read, text):
        self.sizes.append(len(text))
        return read(text) * self.noise()

    @property
    def measure(self):
        return Measure(self.work, 1_000)


def letters(size):
    return "a" * size


def linear(text):
    return 50 + 3 * len(text)


def square(text):
    return len(text) ** 2


def square_behind_linear_work(text):
    return 1_000 * len(text) + len(text) ** 2


def sums_of_logarithms(text):
    return len(text) * len(text).bit_length()


def doubled_with_each_character(text):
    return 2.0 ** min(len(text), 500)


def noisy(share, most, seed):
    """Answer how a machine disturbs: it multiplies a share of the measurements; the same in each run."""
    chance = random.Random(f"{share} {most} {seed}")
    return lambda: chance.uniform(1.0, most if chance.random() < share else 1.1)


SEEDS = range(200)
noises = pytest.mark.parametrize(
    ("share", "most"), [(share, most) for share in (0.1, 0.3) for most in (1.5, 4.0, 50.0)]
)


@pytest.mark.parametrize("read", [linear, sums_of_logarithms])
def test_what_grows_slowly_passes(read):
    assert_linear(read, letters, measure=Steps().measure)


@pytest.mark.parametrize("read", [square, doubled_with_each_character])
def test_what_grows_faster_is_seen(read):
    with pytest.raises(AssertionError):
        assert_linear(read, letters, measure=Steps().measure)


def test_a_square_that_hides_is_seen_where_it_is_said_to_begin():
    assert_linear(square_behind_linear_work, letters, measure=Steps().measure)
    with pytest.raises(AssertionError):
        assert_linear(square_behind_linear_work, letters, least=1 << 14, measure=Steps().measure)


def passes(read, noise):
    try:
        assert_linear(read, letters, measure=Steps(noise).measure)
    except AssertionError:
        return False
    return True


@noises
def test_a_busy_machine_makes_no_square_of_linear_work(share, most):
    assert all(passes(linear, noisy(share, most, seed)) for seed in SEEDS)


@noises
@pytest.mark.parametrize("read", [square, doubled_with_each_character])
def test_a_busy_machine_hides_no_square(read, share, most):
    # Nothing can be told where every measurement of the short text is spoilt alike.
    assert sum(passes(read, noisy(share, most, seed)) for seed in SEEDS) <= 1


@pytest.mark.parametrize("spoilt", range(8))
def test_one_measurement_that_is_spoilt_decides_nothing(spoilt):
    """Where a short text seems to take as long as the longer one, a square looks linear for once."""
    left = iter([1.0] * spoilt + [20.0])
    with pytest.raises(AssertionError):
        assert_linear(square, letters, measure=Steps(lambda: next(left, 1.0)).measure)


def test_it_ends_as_soon_as_there_is_work_enough():
    steps = Steps()
    assert_linear(linear, letters, measure=steps.measure)
    assert max(steps.sizes) == 2048
    assert linear("a" * 512) >= steps.measure.enough > linear("a" * 128)


def test_it_ends_at_the_most():
    steps = Steps()
    assert_linear(lambda _: 1, letters, most=100, measure=steps.measure)
    assert steps.sizes == [8, 32]


def test_time_is_what_is_measured_without_another_measure():
    assert_linear(lambda text: sum(map(ord, text)), letters)


def test_a_refusal_is_an_answer():
    def refuse(text):
        raise ValueError(text.count("b"))

    assert_linear(refuse, letters)


def test_what_does_not_end_is_ended():
    with pytest.raises(StillReading, match=r"still not read after 0\.2 seconds"):
        assert_linear(re.compile("(a+)+b").match, lambda _: "a" * 60, patience=0.2)
