"""WAV and MP3 in, telephone sound (8 kHz, 16 bit, mono) inside, WAV and MP3 out."""

import io
import wave
from collections.abc import Iterator
from dataclasses import dataclass

import lameenc
import miniaudio

SAMPLE_RATE = 8000
"""Samples per second of every sound inside the service: "WAV >= 8 kHz, 16 bit, mono" -- CreateSound."""

LONGEST_SECONDS = 3600.0
"""The longest sound taken. Inferred: no limit was documented; an hour outlasts every call."""

# LAME delays what it encodes by 1,105 samples: 138 ms at 8 kHz, 46 ms at 24 kHz.
_MP3_SAMPLE_RATE = 24000
_MP3_KILOBITS = 32
# LAME's scale from 0 (best, slow) to 9; telephone sound gains nothing below 7.
_MP3_QUALITY = 7

_SAMPLE_BYTES = 2
_MOST_CHANNELS = 2
_CHUNK_FRAMES = 16384


class NotAudio(ValueError):
    """The bytes hold no sound that can be played; the message says why."""


@dataclass(frozen=True, slots=True)
class Sound:
    """A sound as a WAV file of 8 kHz, 16 bit, mono, and its length in seconds."""

    wav: bytes
    seconds: float


def decode_to_wav(content: bytes, *, longest: float = LONGEST_SECONDS) -> Sound:
    """Turn a WAV or MP3 file into a sound; anything else, or more than `longest` seconds, raises NotAudio."""
    if not _is_wav(content) and not _is_mp3(content):
        raise NotAudio("the data is neither a WAV nor an MP3 file")
    _check_channels(content)
    return from_samples(_at_most(longest, _decoded(content)))


def from_samples(samples: bytes) -> Sound:
    """Wrap 16-bit mono samples at 8 kHz; without a single sample it raises NotAudio."""
    if not samples:
        raise NotAudio("the data holds no sound")
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setparams((1, _SAMPLE_BYTES, SAMPLE_RATE, 0, "NONE", ""))
        writer.writeframesraw(samples)
    return Sound(file.getvalue(), len(samples) / _SAMPLE_BYTES / SAMPLE_RATE)


def wav_to_mp3(wav: bytes) -> bytes:
    """Encode the WAV of a Sound as MP3; it lasts up to 0.1 s longer, as frames have a fixed length."""
    with wave.open(io.BytesIO(wav), "rb") as reader:
        samples = reader.readframes(reader.getnframes())
    encoder = lameenc.Encoder()
    encoder.silence()
    encoder.set_channels(1)
    encoder.set_in_sample_rate(SAMPLE_RATE)
    encoder.set_out_sample_rate(_MP3_SAMPLE_RATE)
    encoder.set_bit_rate(_MP3_KILOBITS)
    encoder.set_quality(_MP3_QUALITY)
    return bytes(encoder.encode(samples)) + bytes(encoder.flush())


def resample(samples: bytes, sample_rate: int) -> bytes:
    """Bring 16-bit mono samples to 8 kHz."""
    form = miniaudio.SampleFormat.SIGNED16
    return bytes(miniaudio.convert_frames(form, 1, sample_rate, samples, form, 1, SAMPLE_RATE))


def _is_wav(content: bytes) -> bool:
    return content[:4] == b"RIFF" and content[8:12] == b"WAVE"


def _is_mp3(content: bytes) -> bool:
    """Look at the first bytes only: decoders search on for a frame and find one in many a picture."""
    start = content[:65536].lstrip(b"\0")
    if start[:3] == b"ID3":
        return True
    # Eleven bits of synchronisation, then a version and a layer that exist.
    is_synchronised = len(start) >= 4 and start[0] == 0xFF and start[1] & 0xE0 == 0xE0
    return is_synchronised and start[1] & 0x18 != 0x08 and start[1] & 0x06 != 0


def _check_channels(content: bytes) -> None:
    """Refuse what miniaudio mixes down to noise: three, five, six or seven channels."""
    if not _is_wav(content):
        return
    try:
        channels = miniaudio.wav_get_info(content).nchannels
    except miniaudio.MiniaudioError as error:
        raise NotAudio("the data cannot be decoded as WAV or MP3") from error
    if channels > _MOST_CHANNELS:
        raise NotAudio(f"the WAV file has {channels} channels: more than {_MOST_CHANNELS}")


def _decoded(content: bytes) -> Iterator[bytes]:
    """Decode piece by piece, so that a short file that claims to last for days costs nothing."""
    try:
        stream = miniaudio.stream_memory(
            content, nchannels=1, sample_rate=SAMPLE_RATE, frames_to_read=_CHUNK_FRAMES
        )
        yield from (piece.tobytes() for piece in stream)
    except miniaudio.MiniaudioError as error:
        raise NotAudio("the data cannot be decoded as WAV or MP3") from error


def _at_most(seconds: float, pieces: Iterator[bytes]) -> bytes:
    allowed = int(seconds * SAMPLE_RATE) * _SAMPLE_BYTES
    samples = bytearray()
    for piece in pieces:
        samples += piece
        if len(samples) > allowed:
            raise NotAudio(f"the sound lasts longer than {seconds:g} seconds")
    return bytes(samples)
