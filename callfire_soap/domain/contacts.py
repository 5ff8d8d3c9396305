"""Contacts and their lists: what a contact is made of, which phone is dialled, how a list comes to be."""

import json
from collections.abc import Container, Iterable, Mapping
from enum import StrEnum
from typing import Any, NamedTuple, TypeAlias

from callfire_soap.domain.phone_numbers import is_number, normalize


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

    @property
    def phones(self) -> tuple[str | None, str | None, str | None]:
        """The phones, in the order in which they are dialled."""
        return self.home_phone, self.work_phone, self.mobile_phone

    def with_phones(self, phones: Iterable[str | None]) -> "Person":
        """Answer this contact with other phones."""
        home, work, mobile = phones
        return self._replace(home_phone=home, work_phone=work, mobile_phone=mobile)

    def with_newer(self, newer: "Person") -> "Person":
        """Answer this contact with what a newer record knows of it.

        "overwriting existing contact information with the more recent" -- resolution MERGE. A phone is not
        information about a number but the number itself: one that gives way to a newer goes where there is room,
        and is missing only where there is none.
        """
        known = {name: value for name, value in newer._asdict().items() if value is not None}
        fields = {**(self.fields or {}), **(newer.fields or {})}
        person = self._replace(**{**known, "fields": fields or None}).with_phones(newer.phones)
        return person.with_more(self.phones)

    def with_more(self, phones: Iterable[str | None]) -> "Person":
        """Answer this contact with more phones, each in its own slot or another that is free."""
        mine = list(self.phones)
        known = {normalize(phone) for phone in mine if phone}
        moving: list[str] = []
        for slot, phone in enumerate(phones):
            if phone is None or normalize(phone) in known:
                continue
            known.add(normalize(phone))
            if mine[slot] is None:
                mine[slot] = phone
            else:
                moving.append(phone)
        for slot in range(len(mine)):
            if mine[slot] is None and moving:
                mine[slot] = moving.pop(0)
        return self.with_phones(mine)

    def without(self, numbers: Container[str]) -> "Person":
        """Answer this contact without some numbers, given as they are dialled."""
        return self.with_phones(
            None if phone and normalize(phone) in numbers else phone for phone in self.phones
        )

    @property
    def numbers(self) -> frozenset[str]:
        """The phones that are numbers, as they are dialled: each belongs to one contact, unlike a word as `none`."""
        return frozenset(normalize(phone) for phone in self.phones if phone and is_number(phone))


Record: TypeAlias = tuple[Any, ...]
"""A contact on its way into the store: the values of a Person, the fields as JSON or None.

There may be a million of them, and a Person takes longer to make.
"""


def record_of(person: Person) -> Record:
    """Write a person down."""
    fields = json.dumps(person.fields, separators=(",", ":")) if person.fields else None
    return (*person[:-1], fields)


def person_of(record: Record) -> Person:
    """Read a person."""
    fields = json.loads(record[-1]) if record[-1] else None
    return Person(*record[:-1])._replace(fields=fields)


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
