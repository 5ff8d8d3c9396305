"""What takes long lets the other threads work."""

import threading

import pytest

from callfire_soap.media import speech, tones
from callfire_soap.media.audio import decode_to_wav, wav_to_mp3

MINUTE = tones.tone(60).wav
TEXT = "The quick brown fox jumps over the lazy dog. " * 40

LONG = {
    "encoding": lambda: wav_to_mp3(MINUTE),
    "decoding": lambda: decode_to_wav(wav_to_mp3(MINUTE)),
}
if speech.is_available():
    LONG["speaking"] = lambda: speech.speak(TEXT)


@pytest.mark.parametrize("name", LONG)
def test_another_thread_takes_many_turns_meanwhile(name):
    over = threading.Event()
    turns = 0

    def take_turns():
        nonlocal turns
        # Each turn needs the interpreter, and gives it back.
        while not over.wait(0.0001):
            turns += 1

    other = threading.Thread(target=take_turns)
    other.start()
    try:
        LONG[name]()
    finally:
        over.set()
        other.join()
    assert turns >= 10
