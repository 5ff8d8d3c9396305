"""How an attempt ended, and what that means."""

from enum import StrEnum


class Disposition(StrEnum):
    """How an attempt ended; `Result` on the wire."""

    LIVE_ANSWER = "LA"
    ANSWERING_MACHINE = "AM"
    BUSY = "BUSY"
    DO_NOT_CALL = "DNC"
    TRANSFERRED = "XFER"
    NO_ANSWER = "NO_ANS"
    TRANSFER_LEG = "XFER_LEG"
    SENT = "SENT"
    RECEIVED = "RECEIVED"
    DO_NOT_TEXT = "DNT"
    TOO_BIG = "TOO_BIG"
    INTERNAL_ERROR = "INTERNAL_ERROR"
    CARRIER_ERROR = "CARRIER_ERROR"
    CARRIER_TEMP_ERROR = "CARRIER_TEMP_ERROR"
    UNDIALED = "UNDIALED"
    SMART_DROP = "SD"
    POSTPONED = "POSTPONED"
    ABANDONED = "ABANDONED"
    SKIPPED = "SKIPPED"
    INVALID_NUMBER = "INVALID_NUMBER"


# "accept the superset, emit the 2014 set" -- programs of 2014 fail on later values.
LATE_DISPOSITIONS = frozenset(
    {
        Disposition.SMART_DROP,
        Disposition.POSTPONED,
        Disposition.ABANDONED,
        Disposition.SKIPPED,
        Disposition.INVALID_NUMBER,
    }
)
"""What ends no attempt here; clients may ask for it and are never answered it."""
