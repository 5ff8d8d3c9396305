"""Contacts and their lists: what a contact is made of, which phone is dialled, how a list comes to be."""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple


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


LIST_IN_PROGRESS = frozenset({ContactListStatus.VALIDATING, ContactListStatus.IMPORTING})
"""What a list leaves by itself."""

UNUSABLE = (
    frozenset(ContactListStatus) - LIST_IN_PROGRESS - {ContactListStatus.ACTIVE, ContactListStatus.DELETED}
)
"""What a list ends in whose source could not be read."""

# "accept the superset, emit the 2014 set" -- programs of 2014 fail on later values.
_STATUS_OF_2014 = {
    ContactListStatus.IMPORTING: ContactListStatus.VALIDATING,
    ContactListStatus.IMPORT_FAILED: ContactListStatus.ERRORS,
}


def shown_status(status: ContactListStatus) -> ContactListStatus:
    """Answer the status of a list as the schema of 2014 words it."""
    return _STATUS_OF_2014.get(status, status)


class Person(NamedTuple):
    """What is known of a contact; None is a field without value."""

    first_name: str | None = None
    last_name: str | None = None
    zipcode: str | None = None
    home_phone: str | None = None
    work_phone: str | None = None
    mobile_phone: str | None = None
    external_id: str | None = None
    external_system: str | None = None
    # "custom field, name to string" -- Contact, any other attribute.
    fields: Mapping[str, str] | None = None

    @property
    def number(self) -> str | None:
        """The number that is dialled first.

        "The number dialled first is homePhone". Inferred: then work, then mobile, the order of the schema.
        """
        return self.home_phone or self.work_phone or self.mobile_phone

    def with_newer(self, newer: "Person") -> "Person":
        """Answer this contact with what a newer record knows of it.

        "overwriting existing contact information with the more recent" -- resolution MERGE.
        """
        known = {name: value for name, value in newer._asdict().items() if value is not None}
        fields = {**(self.fields or {}), **(newer.fields or {})}
        return self._replace(**{**known, "fields": fields or None})


COLUMN_BY_NAME: Mapping[str, str] = {
    "firstName": "first_name",
    "lastName": "last_name",
    "zipcode": "zipcode",
    "homePhone": "home_phone",
    "workPhone": "work_phone",
    "mobilePhone": "mobile_phone",
    "externalId": "external_id",
    "externalSystem": "external_system",
}
"""The fields that every contact has, by their names on the wire."""

FIELD_NAMES = tuple(COLUMN_BY_NAME)

PHONE_NAMES = ("homePhone", "workPhone", "mobilePhone")
"""The slots for phones, in the order in which they are dialled."""


class Safeguard(StrEnum):
    """What a list is checked for: "seven" -- CreateContactList."""

    COLUMNS_UNMAPPED = "LIST_COLUMNS_UNMAPPED"
    DUPLICATE_NUMBERS = "LIST_HAS_DUPLICATE_NUMBERS"
    # The documents give these two no name.
    INTERNATIONAL_NUMBERS = "international numbers"
    BROADCAST_DUPLICATES = "duplicates across the lists of a broadcast"
    INVALID_NUMBERS = "LIST_HAS_INVALID_NUMBERS"
    DNC_CONTACTS = "LIST_HAS_DNC_CONTACTS"
    CONTACT_CONFLICTS = "LIST_HAS_CONTACT_CONFLICTS"


class Resolution(StrEnum):
    """What becomes of what a safeguard catches."""

    USE_DEFAULT_COLUMNS = "USE_DEFAULT_COLUMNS"
    SCRUB = "SCRUB"
    MERGE = "MERGE"
    # "governed by ScrubBroadcastDuplicates when a batch is created".
    LEFT_TO_BATCHES = "left to batches"


# "The API's own defaults differ from the account's web settings and override them."
RESOLUTIONS: Mapping[Safeguard, Resolution] = {
    Safeguard.COLUMNS_UNMAPPED: Resolution.USE_DEFAULT_COLUMNS,
    Safeguard.DUPLICATE_NUMBERS: Resolution.SCRUB,
    Safeguard.INTERNATIONAL_NUMBERS: Resolution.SCRUB,
    Safeguard.INVALID_NUMBERS: Resolution.SCRUB,
    Safeguard.DNC_CONTACTS: Resolution.SCRUB,
    Safeguard.CONTACT_CONFLICTS: Resolution.MERGE,
    Safeguard.BROADCAST_DUPLICATES: Resolution.LEFT_TO_BATCHES,
}
"""How the API resolves what the safeguards catch."""
