"""What a telephone number can be used for, and by whom."""

from enum import StrEnum


class NumberStatus(StrEnum):
    """Where a number or keyword stands in its lease."""

    PENDING = "PENDING"
    ACTIVE = "ACTIVE"
    RELEASED = "RELEASED"
    UNAVAILABLE = "UNAVAILABLE"


class NumberFeature(StrEnum):
    """Whether a number may be used for calls, or for texts."""

    UNSUPPORTED = "UNSUPPORTED"
    PENDING = "PENDING"
    DISABLED = "DISABLED"
    ENABLED = "ENABLED"


class InboundType(StrEnum):
    """How a number answers a call that comes in."""

    TRACKING = "TRACKING"
    IVR = "IVR"
