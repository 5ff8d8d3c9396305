"""Sounds made from nothing: silence and tones of a given length."""

import math
from array import array
from functools import lru_cache

from callfire_soap.media.audio import SAMPLE_RATE, Sound, from_samples

# A fifth of full scale: well audible, far from clipping.
_LOUDNESS = 6500


def silence(seconds: float) -> Sound:
    """Answer a sound of `seconds` in which nothing is heard; at least one sample."""
    return from_samples(bytes(2 * _frames(seconds)))


def tone(seconds: float, hertz: int = 440) -> Sound:
    """Answer a sound of `seconds` of one steady pitch; at least one sample."""
    frames = _frames(seconds)
    # A whole number of hertz repeats every second.
    whole, rest = divmod(frames, SAMPLE_RATE)
    second = _second_of(hertz)
    return from_samples(second * whole + second[: 2 * rest])


def _frames(seconds: float) -> int:
    return max(1, round(seconds * SAMPLE_RATE))


@lru_cache(maxsize=32)
def _second_of(hertz: int) -> bytes:
    turn = 2 * math.pi * hertz / SAMPLE_RATE
    return array("h", (round(_LOUDNESS * math.sin(turn * i)) for i in range(SAMPLE_RATE))).tobytes()
