"""What a voice broadcast plays to whom."""

from enum import StrEnum


class AnsweringMachineConfig(StrEnum):
    """Whether machines are detected, and who hears a message."""

    AM_ONLY = "AM_ONLY"
    AM_AND_LIVE = "AM_AND_LIVE"
    LIVE_WITH_AMD = "LIVE_WITH_AMD"
    LIVE_IMMEDIATE = "LIVE_IMMEDIATE"
