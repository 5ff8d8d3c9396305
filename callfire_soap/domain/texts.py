"""The rules of text messages."""

from enum import StrEnum


class BigMessageStrategy(StrEnum):
    """What becomes of a message over 160 characters."""

    SEND_MULTIPLE = "SEND_MULTIPLE"
    DO_NOT_SEND = "DO_NOT_SEND"
    TRIM = "TRIM"
