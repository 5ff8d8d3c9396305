"""The life of an action: one number to reach in one broadcast."""

from enum import StrEnum


class ActionState(StrEnum):
    """Where an action stands."""

    READY = "READY"
    SELECTED = "SELECTED"
    CALLBACK = "CALLBACK"
    DISABLED = "DISABLED"
    SKIPPED = "SKIPPED"
    FINISHED = "FINISHED"
    DNC = "DNC"
    DUP = "DUP"
    INVALID = "INVALID"
    TIMEOUT = "TIMEOUT"
    PERIOD_LIMIT = "PERIOD_LIMIT"
    RESTRICTED_NUMBER = "RESTRICTED_NUMBER"
