"""Sounds made from nothing."""

import io
import itertools
import wave

import pytest

from callfire_soap.media.tones import silence, tone


def samples_of(sound):
    with wave.open(io.BytesIO(sound.wav)) as reader:
        return memoryview(reader.readframes(reader.getnframes())).cast("h")


@pytest.mark.parametrize("make", [silence, tone])
@pytest.mark.parametrize("seconds", [0.0001, 0.5, 1, 2.25, 90])
def test_a_sound_lasts_as_long_as_asked(make, seconds):
    sound = make(seconds)
    assert sound.seconds == pytest.approx(seconds, abs=0.001)
    assert len(samples_of(sound)) == round(sound.seconds * 8000)


def test_nothing_is_heard_in_silence():
    assert set(samples_of(silence(1))) == {0}


def test_a_tone_swings_as_often_as_asked():
    samples = samples_of(tone(2, hertz=350))
    rises = sum(before < 0 <= after for before, after in itertools.pairwise(samples))
    assert rises == pytest.approx(700, abs=1)
    assert 5000 < max(samples) < 32767


@pytest.mark.parametrize("make", [silence, tone])
def test_even_the_shortest_sound_can_be_heard_out(make):
    assert len(samples_of(make(0))) == 1
