"""Text to speech, with and without the extra."""

import io
import subprocess
import sys
import wave
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec

import pytest

from callfire_soap.domain.sounds import Voice
from callfire_soap.media import speech
from callfire_soap.media.audio import NotAudio, decode_to_wav

SENTENCE = "Hello, this is a test of the emergency broadcast. Press one to continue."

needs_speech = pytest.mark.usefixtures("the_extra")


@pytest.fixture(scope="session")
def the_extra(request):
    if find_spec("espeakng_loader") is None:
        pytest.fail("the extra `speech` is missing: pip install callfire-soap[speech]")


@needs_speech
@pytest.mark.parametrize("voice", Voice)
def test_every_voice_speaks(voice):
    sound = speech.speak(SENTENCE, voice)
    with wave.open(io.BytesIO(sound.wav)) as reader:
        loudest = max(memoryview(reader.readframes(reader.getnframes())).cast("h"))
    assert loudest > 3000
    assert 3 < sound.seconds < 7
    assert decode_to_wav(sound.wav) == sound


@needs_speech
def test_voices_differ():
    assert len({speech.speak(SENTENCE, voice).wav for voice in Voice}) == len(Voice)


@needs_speech
@pytest.mark.parametrize(
    "text",
    [
        SENTENCE,
        "Your code is 4 8 1 5. Again: 4 8 1 5.",
        "Tomorrow the school will be closed because of snow. Please listen to the radio for further news.",
        "word " * 60,
    ],
)
def test_the_estimate_is_near_the_truth(text):
    assert speech.estimate_seconds(text) == pytest.approx(speech.speak(text).seconds, rel=0.35)


@needs_speech
@pytest.mark.parametrize("text", ["", "   ", "...", "\0", "\0hidden"])
def test_a_text_with_nothing_to_say_is_a_short_silence(text):
    assert speech.speak(text).seconds == pytest.approx(0.5, abs=0.1)


@needs_speech
@pytest.mark.parametrize("text", ["<b>bold</b> & more", "Bonjour à tous", "日本", "\ud800 lone", "x" * 500])
def test_any_text_is_spoken(text):
    assert speech.speak(text).seconds >= 0.5


@needs_speech
def test_a_text_that_takes_too_long_is_refused():
    with pytest.raises(NotAudio, match="longer than 3 seconds"):
        speech.speak("word " * 10_000, longest=3)


@needs_speech
def test_threads_do_not_mix_their_texts():
    texts = [f"This is message number {number}." for number in range(8)]
    alone = [speech.speak(text).seconds for text in texts]
    with ThreadPoolExecutor(8) as threads:
        together = [sound.seconds for sound in threads.map(speech.speak, texts)]
    assert together == pytest.approx(alone, abs=0.05)


def test_an_estimate_is_never_nothing():
    assert speech.estimate_seconds("") == 0.5


def test_without_the_extra_the_message_says_what_to_install():
    code = (
        "import sys; sys.modules['espeakng_loader'] = None\n"
        "from callfire_soap.media import speech\n"
        "try: speech.speak('hello')\n"
        "except speech.SpeechMissing as error: print(speech.is_available(), error)\n"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert shown == "False text to speech is not installed: pip install callfire-soap[speech]\n"
