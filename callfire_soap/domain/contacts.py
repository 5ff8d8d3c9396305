"""The life of a contact list."""

from enum import StrEnum


class ContactListStatus(StrEnum):
    """Where a contact list stands on its way to being usable."""

    ACTIVE = "ACTIVE"
    VALIDATING = "VALIDATING"
    IMPORTING = "IMPORTING"
    IMPORT_FAILED = "IMPORT_FAILED"
    ERRORS = "ERRORS"
    DELETED = "DELETED"
    PARSE_FAILED = "PARSE_FAILED"
    COLUMN_TOO_LARGE = "COLUMN_TOO_LARGE"
