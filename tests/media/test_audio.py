"""Decoding and encoding sound: what comes out decodes again."""

import io
import itertools
import random
import struct
import wave
import zlib

import pytest

from callfire_soap.media.audio import NotAudio, decode_to_wav, from_samples, resample, wav_to_mp3
from callfire_soap.media.tones import silence, tone


def wav_file(*, rate=8000, channels=1, bits=16, seconds=1.0, claimed_bytes=None):
    content = bytes(range(1, 251)) * 4000
    align = channels * bits // 8
    content = content[: int(rate * seconds) * align]
    size = len(content) if claimed_bytes is None else claimed_bytes
    form = struct.pack("<IHHIIHH", 16, 1, channels, rate, rate * align & 0xFFFFFFFF, align, bits)
    return (
        b"RIFF"
        + struct.pack("<I", 36 + len(content))
        + b"WAVEfmt "
        + form
        + b"data"
        + struct.pack("<I", size)
        + content
    )


def png_file():
    def part(name, content):
        return (
            struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        )

    header = struct.pack(">IIBBBBB", 40, 40, 8, 2, 0, 0, 0)
    pixels = zlib.compress(random.Random(1).randbytes(40 * 121), 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", header) + part(b"IDAT", pixels) + part(b"IEND", b"")


def format_of(wav):
    with wave.open(io.BytesIO(wav)) as reader:
        return reader.getframerate(), reader.getsampwidth(), reader.getnchannels()


def test_telephone_sound_is_kept_as_it_is():
    sound = tone(2.5)
    assert decode_to_wav(sound.wav) == sound


@pytest.mark.parametrize("rate", [8000, 11025, 16000, 22050, 44100, 48000])
@pytest.mark.parametrize("channels", [1, 2])
def test_any_wav_becomes_telephone_sound_of_the_same_length(rate, channels):
    sound = decode_to_wav(wav_file(rate=rate, channels=channels))
    assert format_of(sound.wav) == (8000, 2, 1)
    assert sound.seconds == pytest.approx(1.0, abs=0.01)


@pytest.mark.parametrize("bits", [8, 24, 32])
def test_other_sample_sizes_are_taken(bits):
    assert decode_to_wav(wav_file(bits=bits)).seconds == pytest.approx(1.0, abs=0.01)


@pytest.mark.parametrize("channels", [3, 4, 6, 8])
def test_more_than_two_channels_are_refused(channels):
    with pytest.raises(NotAudio, match=f"has {channels} channels"):
        decode_to_wav(wav_file(channels=channels))


@pytest.mark.parametrize("seconds", [0.1, 0.5, 1, 3.3, 60])
def test_an_mp3_decodes_to_the_length_it_was_made_from(seconds):
    decoded = decode_to_wav(wav_to_mp3(tone(seconds).wav))
    assert format_of(decoded.wav) == (8000, 2, 1)
    assert decoded.seconds == pytest.approx(seconds, abs=0.1)


def test_an_mp3_still_sounds_at_the_same_pitch():
    decoded = decode_to_wav(wav_to_mp3(tone(1.0, hertz=500).wav))
    with wave.open(io.BytesIO(decoded.wav)) as reader:
        samples = memoryview(reader.readframes(8000)).cast("h")[1600:6400]
    rises = sum(before < 0 <= after for before, after in itertools.pairwise(samples))
    assert rises == pytest.approx(0.6 * 500, abs=2)


def test_an_mp3_may_begin_with_a_tag_or_with_zeros():
    mp3 = wav_to_mp3(tone(1.0).wav)
    tag = b"ID3\x03\x00\x00\x00\x00\x00\x0a" + bytes(10)
    assert decode_to_wav(tag + mp3).seconds == pytest.approx(1.0, abs=0.1)
    assert decode_to_wav(bytes(100) + mp3).seconds == pytest.approx(1.0, abs=0.1)


def test_half_a_file_gives_half_the_sound():
    sound = tone(2.0)
    assert decode_to_wav(sound.wav[: len(sound.wav) // 2]).seconds == pytest.approx(1.0, abs=0.1)
    mp3 = wav_to_mp3(sound.wav)
    assert decode_to_wav(mp3[: len(mp3) // 2]).seconds == pytest.approx(1.0, abs=0.1)


def test_a_wav_may_claim_more_than_it_holds():
    assert decode_to_wav(wav_file(claimed_bytes=2**32 - 1)).seconds == pytest.approx(1.0, abs=0.01)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"R",
        b"hello, world",
        b"RIFF\0\0\0\0WAVE",
        b"RIFF\0\0\0\0AVI LIST",
        b"ID3\x03\x00\x00\x00\x00\x00\x0a" + bytes(10),
        b"\xff\xfb\x90\x64",
        bytes(1000),
        png_file(),
        wav_file(seconds=0),
        wav_file()[:40],
        b"OggS" + bytes(100),
        b"fLaC" + bytes(100),
    ],
)
def test_what_holds_no_sound_is_refused(content):
    with pytest.raises(NotAudio):
        decode_to_wav(content)


def test_a_picture_is_refused_wherever_something_in_it_looks_like_mp3():
    picture = png_file()
    for place in range(20, len(picture) - 4, 97):
        with pytest.raises(NotAudio, match="neither a WAV nor an MP3"):
            decode_to_wav(picture[:place] + b"\xff\xfb\x90\x64" + picture[place:])


def test_damaged_files_raise_nothing_but_not_audio():
    source = random.Random(7)
    files = [tone(0.5).wav, wav_to_mp3(tone(0.5).wav)]
    for _ in range(500):
        content = bytearray(source.choice(files))
        for _ in range(source.randint(1, 20)):
            content[source.randrange(source.choice([48, len(content)]))] = source.randrange(256)
        try:
            decode_to_wav(bytes(content), longest=60)
        except NotAudio:
            continue


def test_a_sound_longer_than_allowed_is_refused():
    assert decode_to_wav(tone(2.0).wav, longest=2).seconds == 2
    with pytest.raises(NotAudio, match="longer than 2 seconds"):
        decode_to_wav(tone(2.1).wav, longest=2)


def test_a_small_file_that_lasts_for_days_is_refused():
    with pytest.raises(NotAudio, match="longer than 3600 seconds"):
        decode_to_wav(wav_file(rate=1, seconds=100_000))


def test_no_samples_are_no_sound():
    with pytest.raises(NotAudio, match="holds no sound"):
        from_samples(b"")


def test_resampling_keeps_the_length():
    assert len(resample(bytes(2 * 22050), 22050)) == pytest.approx(2 * 8000, abs=4)


def test_silence_encodes_too():
    assert decode_to_wav(wav_to_mp3(silence(1).wav)).seconds == pytest.approx(1, abs=0.1)
