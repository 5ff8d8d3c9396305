"""When an action is tried again, and on which phone."""

from enum import StrEnum


class RetryPhoneType(StrEnum):
    """Which phone of a contact an attempt uses."""

    FIRST_NUMBER = "FIRST_NUMBER"
    HOME_PHONE = "HOME_PHONE"
    WORK_PHONE = "WORK_PHONE"
    MOBILE_PHONE = "MOBILE_PHONE"
