"""Sounds and the voices that speak them."""

from enum import StrEnum


class SoundStatus(StrEnum):
    """Whether a sound can be played."""

    PENDING = "PENDING"
    ACTIVE = "ACTIVE"
    FAILED = "FAILED"
    ARCHIVED = "ARCHIVED"
    SCRUBBED = "SCRUBBED"


class SoundFormat(StrEnum):
    """The formats sounds and recordings are served in."""

    WAV = "WAV"
    MP3 = "MP3"


class Voice(StrEnum):
    """Who speaks a text."""

    MALE1 = "MALE1"
    FEMALE1 = "FEMALE1"
    FEMALE2 = "FEMALE2"
    SPANISH1 = "SPANISH1"
    FRENCHCANADIAN1 = "FRENCHCANADIAN1"


def whole_seconds(seconds: float) -> int:
    """Answer the length of a sound as it is shown and as it takes in a call: rounded, at least a second.

    Calls last full seconds, so that the times of a record always differ by its duration.
    """
    return max(int(seconds + 0.5), 1)
