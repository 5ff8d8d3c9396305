"""The life of a broadcast and of its batches."""

from enum import StrEnum


class BroadcastType(StrEnum):
    """What a broadcast sends; CCC is an agent campaign."""

    VOICE = "VOICE"
    IVR = "IVR"
    TEXT = "TEXT"
    CCC = "CCC"


class BroadcastStatus(StrEnum):
    """Where a broadcast stands; only the first five are ever answered."""

    START_PENDING = "START_PENDING"
    RUNNING = "RUNNING"
    STOPPED = "STOPPED"
    FINISHED = "FINISHED"
    ARCHIVED = "ARCHIVED"
    TEST = "TEST"
    SETUP = "SETUP"
    SCHEDULED = "SCHEDULED"
    SUSPENDED = "SUSPENDED"
    VALIDATING_EMAIL = "VALIDATING_EMAIL"
    VALIDATING_START = "VALIDATING_START"
    BLOCKED_SUSPICIOUS = "BLOCKED_SUSPICIOUS"
    APPROVED = "APPROVED"
    DECLINED = "DECLINED"
    PAUSED = "PAUSED"
    CANCELED = "CANCELED"


class BroadcastCommand(StrEnum):
    """What ControlBroadcast may ask."""

    START = "START"
    STOP = "STOP"
    ARCHIVE = "ARCHIVE"


class BatchStatus(StrEnum):
    """Where a batch stands on its way to being dialled."""

    NEW = "NEW"
    VALIDATING = "VALIDATING"
    ERRORS = "ERRORS"
    SOURCE_ERROR = "SOURCE_ERROR"
    ACTIVE = "ACTIVE"
