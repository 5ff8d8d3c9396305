"""Text to speech by eSpeak NG, which comes with the extra `speech`."""

import ctypes
import os
import re
from collections.abc import Callable
from functools import lru_cache
from importlib.util import find_spec
from threading import Lock

from callfire_soap.domain.sounds import Voice
from callfire_soap.media.audio import LONGEST_SECONDS, SAMPLE_RATE, NotAudio, Sound, from_samples, resample

# Inferred: the platform's voices had no published names; language and sex are in theirs.
_ESPEAK_VOICES = {
    Voice.MALE1: b"en-us+m3",
    Voice.FEMALE1: b"en-us+f2",
    Voice.FEMALE2: b"en-us+f4",
    Voice.SPANISH1: b"es-419+f2",
    Voice.FRENCHCANADIAN1: b"fr+f2",
}

# Measured with FEMALE1: 0.057 s per character of prose, 0.3 to 0.6 s per digit.
_DIGITS = re.compile(r"\d+")
_SECONDS_PER_CHARACTER = 0.058
_SECONDS_PER_DIGIT = 0.35
_SHORTEST_SECONDS = 0.5

LONGEST_TEXT = int(LONGEST_SECONDS / _SECONDS_PER_CHARACTER)
"""How many characters are spoken in the longest sound: where a text that grows by its variables is cut off."""

# Names and values of espeak-ng/speak_lib.h.
_AUDIO_OUTPUT_SYNCHRONOUS = 2
_INITIALIZE_DONT_EXIT = 0x8000
_CHARS_UTF8 = 1
_EE_OK = 0

_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)


class SpeechMissing(RuntimeError):
    """Nothing on this machine can speak; the message says what to install."""


def is_available() -> bool:
    """Tell whether texts can be spoken here."""
    return find_spec("espeakng_loader") is not None


def estimate_seconds(text: str) -> float:
    """Estimate how long a text takes to speak: 17 characters a second, 0.35 s per digit."""
    digits = len(text) - len(_DIGITS.sub("", text))
    spoken = digits * _SECONDS_PER_DIGIT + (len(text) - digits) * _SECONDS_PER_CHARACTER
    return max(_SHORTEST_SECONDS, spoken)


def seconds_of_speech(text: str) -> float:
    """Estimate how long a callee hears a text: until the longest sound would end."""
    return min(estimate_seconds(text), LONGEST_SECONDS)


def speak(text: str, voice: Voice = Voice.FEMALE1, *, longest: float = LONGEST_SECONDS) -> Sound:
    """Speak a text; without the extra it raises SpeechMissing, above `longest` seconds NotAudio.

    A text with nothing to say becomes half a second of silence.
    """
    samples = _engine().speak(text, _ESPEAK_VOICES[voice], longest)
    return from_samples(samples.ljust(int(_SHORTEST_SECONDS * SAMPLE_RATE) * 2, b"\0"))


@lru_cache(maxsize=1)
def _engine() -> "_Engine":
    if not is_available():
        raise SpeechMissing("text to speech is not installed: pip install callfire-soap[speech]")
    import espeakng_loader  # noqa: PLC0415 -- an extra, absent from most installations

    return _Engine(espeakng_loader.get_library_path(), espeakng_loader.get_data_path())


class _Engine:
    """The library; its state is global, so one text is spoken at a time."""

    def __init__(self, library: str, voices: str) -> None:
        self._lock = Lock()
        self._library = ctypes.CDLL(library)
        self._library.espeak_Synth.argtypes = [
            ctypes.c_char_p,
            ctypes.c_size_t,
            ctypes.c_uint,
            ctypes.c_int,
            ctypes.c_uint,
            ctypes.c_uint,
            ctypes.c_void_p,
            ctypes.c_void_p,
        ]
        self._sample_rate: int = self._library.espeak_Initialize(
            _AUDIO_OUTPUT_SYNCHRONOUS, 0, os.fsencode(voices), _INITIALIZE_DONT_EXIT
        )
        if self._sample_rate <= 0:
            raise SpeechMissing("text to speech cannot start: pip install --force-reinstall espeakng-loader")

    def speak(self, text: str, voice: bytes, longest: float) -> bytes:
        """Answer 16-bit mono samples at 8 kHz."""
        samples = bytearray()
        allowed = int(longest * self._sample_rate) * 2
        with self._lock:
            self._synthesize(text.encode(errors="replace"), voice, _collector(samples, allowed))
        if len(samples) > allowed:
            raise NotAudio(f"the text takes longer than {longest:g} seconds to speak")
        return resample(bytes(samples), self._sample_rate)

    def _synthesize(self, text: bytes, voice: bytes, callback: object) -> None:
        self._library.espeak_SetSynthCallback(callback)
        selected = self._library.espeak_SetVoiceByName(voice)
        # Position 0, counted in characters, to the very end.
        spoken = self._library.espeak_Synth(text, len(text) + 1, 0, 1, 0, _CHARS_UTF8, None, None)
        if (selected, spoken) != (_EE_OK, _EE_OK):
            raise SpeechMissing(f"eSpeak NG cannot speak with the voice {voice.decode()}")


def _collector(samples: bytearray, allowed: int) -> Callable[..., int]:
    """Make the function that the library hands its samples; answering 1 makes it stop."""

    def collect(piece: int | None, count: int, _events: int | None) -> int:
        if piece and count > 0:
            samples.extend(ctypes.string_at(piece, count * 2))
        return int(len(samples) > allowed)

    return _Callback(collect)
