"""Contacts: the persons behind the numbers."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from operator import itemgetter
from typing import NamedTuple

from sqlalchemy import (
    BindParameter,
    Boolean,
    Column,
    Connection,
    Index,
    Table,
    Text,
    bindparam,
    insert,
    select,
    update,
)
from sqlalchemy import text as sql

from callfire_soap.domain.contacts import Person
from callfire_soap.domain.phone_numbers import is_dialable, normalize
from callfire_soap.domain.retries import RetryPhoneType
from callfire_soap.store.bulk import Bulk, Row
from callfire_soap.store.columns import Document, at, belongs_to, identity, metadata, micros, number, text
from callfire_soap.store.ids import reserve
from callfire_soap.store.prepared import Prepared

# Plain text, because SQLite takes a partial index only for what is spelled like its condition.
IS_PRESENT = sql("contact.is_removed IS FALSE")
_PRESENT = sql("is_removed IS FALSE")
_HAS_WORK_PHONE = sql("work_phone IS NOT NULL")
_HAS_MOBILE_PHONE = sql("mobile_phone IS NOT NULL")
HAS_LONG_PHONE = sql("(length(home_phone) > 11 OR length(work_phone) > 11 OR length(mobile_phone) > 11)")

contact = Table(
    "contact",
    metadata,
    identity(),
    belongs_to("account"),
    text("first_name", optional=True),
    text("last_name", optional=True),
    text("zipcode", optional=True),
    number("home_phone", optional=True),
    number("work_phone", optional=True),
    number("mobile_phone", optional=True),
    Column("external_id", Text),
    Column("external_system", Text),
    Column("fields", Document),
    at("created"),
    Column("is_removed", Boolean, nullable=False, default=False, server_default="0"),
    Index(None, "account_id", "home_phone"),
    Index(
        "ix_contact_work_phone",
        "account_id",
        "work_phone",
        sqlite_where=_HAS_WORK_PHONE,
        postgresql_where=_HAS_WORK_PHONE,
    ),
    Index(
        "ix_contact_mobile_phone",
        "account_id",
        "mobile_phone",
        sqlite_where=_HAS_MOBILE_PHONE,
        postgresql_where=_HAS_MOBILE_PHONE,
    ),
    # A number can be part of a longer one only among these, which are few.
    Index(
        "ix_contact_long_phone", "account_id", sqlite_where=HAS_LONG_PHONE, postgresql_where=HAS_LONG_PHONE
    ),
    Index("ix_contact_present", "account_id", "id", sqlite_where=_PRESENT, postgresql_where=_PRESENT),
)

PHONES = (contact.c.home_phone, contact.c.work_phone, contact.c.mobile_phone)

_PERSON = tuple(contact.c[name] for name in Person._fields)

_ON_THE_FLY = ("id", "account_id", "home_phone", "created_at", "is_removed")
_INSERT = Bulk(insert(contact), _ON_THE_FLY)
_COLUMNS_OF_NEW = ("id", "account_id", *Person._fields, "created_at", "is_removed")
_ADD = Bulk(insert(contact), _COLUMNS_OF_NEW)
_CHANGE = Bulk(
    update(contact)
    .where(contact.c.id == bindparam("of"))
    .values({name: bindparam(f"new_{name}") for name in Person._fields}),
    (*(f"new_{name}" for name in Person._fields), "of"),
)


def _holders_of(how_many: int) -> Prepared:
    numbers: list[BindParameter[str]] = [bindparam(f"number_{each}") for each in range(how_many)]
    mine = (contact.c.account_id == bindparam("account")) & IS_PRESENT
    return Prepared(select(contact.c.home_phone, contact.c.id).where(mine, contact.c.home_phone.in_(numbers)))


# One number for a text, many for a broadcast.
_HOLDERS = {how_many: _holders_of(how_many) for how_many in (1, 30, 900)}
_NUMBERS_PER_QUERY = max(_HOLDERS)


class PhonesRow(NamedTuple):
    """The phones of a contact."""

    home_phone: str | None
    work_phone: str | None
    mobile_phone: str | None

    def by_type(self) -> Mapping[RetryPhoneType, str]:
        """Answer the phones that can be dialled, spelled as they are dialled.

        What was never checked is "stored as given": without the country code, or no number at all. Inferred: a phone
        that cannot be reached is skipped like one that is not there.
        """
        kinds = (RetryPhoneType.HOME_PHONE, RetryPhoneType.WORK_PHONE, RetryPhoneType.MOBILE_PHONE)
        named = [(kind, normalize(phone)) for kind, phone in zip(kinds, self, strict=True) if phone]
        return {kind: phone for kind, phone in named if is_dialable(phone)}


def holders(connection: Connection, account_id: int, numbers: Iterable[str]) -> dict[str, int]:
    """Answer the oldest contact of each number that is somebody's home phone."""
    found: dict[str, int] = {}
    has_any = select(contact.c.id).where(contact.c.account_id == account_id).limit(1)
    if connection.execute(has_any).first() is None:
        return found
    wanted = list(dict.fromkeys(numbers))
    for start in range(0, len(wanted), _NUMBERS_PER_QUERY):
        some = wanted[start : start + _NUMBERS_PER_QUERY]
        size = min(each for each in _HOLDERS if each >= len(some))
        # The statement takes so many numbers, so the last one stands more than once.
        padded = some + some[-1:] * (size - len(some))
        named = {f"number_{each}": phone for each, phone in enumerate(padded)}
        rows = _HOLDERS[size].rows(connection, account=account_id, **named)
        # Sorted here: asked for an order, SQLite reads all contacts in that order instead of those numbers.
        found.update(
            (phone, contact_id) for phone, contact_id in sorted(rows, key=itemgetter(1), reverse=True)
        )
    return found


def add_on_the_fly(connection: Connection, account_id: int, numbers: Sequence[str], now: datetime) -> range:
    """Make a contact of each number, which becomes its home phone; answers their ids in the same order."""
    ids = reserve(connection, contact, len(numbers))
    created = micros(now)
    rows = [(each, account_id, phone, created, 0) for each, phone in zip(ids, numbers, strict=True)]
    _INSERT.execute(connection, rows)
    return ids


def phones_of(connection: Connection, contact_ids: Sequence[int]) -> dict[int, PhonesRow]:
    """Answer the phones of contacts."""
    columns = (contact.c.id, contact.c.home_phone, contact.c.work_phone, contact.c.mobile_phone)
    rows = connection.execute(select(*columns).where(contact.c.id.in_(contact_ids)))
    return {contact_id: PhonesRow(*phones) for contact_id, *phones in rows}


_FIELDS = {
    "firstName": contact.c.first_name,
    "lastName": contact.c.last_name,
    "zipcode": contact.c.zipcode,
    "homePhone": contact.c.home_phone,
    "workPhone": contact.c.work_phone,
    "mobilePhone": contact.c.mobile_phone,
    "externalId": contact.c.external_id,
    "externalSystem": contact.c.external_system,
}


def fields_of(connection: Connection, contact_ids: Collection[int]) -> dict[int, dict[str, str]]:
    """Answer the fields of contacts by the names that clients give them, those that have a value."""
    query = select(contact.c.id, contact.c.fields, *_FIELDS.values()).where(contact.c.id.in_(contact_ids))
    found: dict[int, dict[str, str]] = {}
    for contact_id, own, *values in connection.execute(query):
        named = zip(_FIELDS, values, strict=True)
        found[contact_id] = {**(own or {}), **{name: value for name, value in named if value is not None}}
    return found


def add_contacts(connection: Connection, account_id: int, records: Sequence[Row], now: datetime) -> range:
    """Add contacts, given as values of `Person`, the fields as JSON; answers their ids in the same order."""
    ids = reserve(connection, contact, len(records))
    created = micros(now)
    _ADD.execute(
        connection,
        [(each, account_id, *record, created, 0) for each, record in zip(ids, records, strict=True)],
    )
    return ids


def change_contacts(connection: Connection, people: Mapping[int, Person]) -> None:
    """Replace what is known of contacts."""
    _CHANGE.execute(connection, [(*stored(person), contact_id) for contact_id, person in people.items()])


def stored(person: Person) -> Row:
    """Answer a person as it is stored."""
    fields = json.dumps(person.fields, separators=(",", ":")) if person.fields else None
    return (*person[:-1], fields)


def find_contact(connection: Connection, account_id: int, contact_id: int) -> Person | None:
    """Answer a contact of the account: "GetContact of a removed id still answers the record"."""
    query = select(*_PERSON).where(contact.c.id == contact_id, contact.c.account_id == account_id)
    row = connection.execute(query).first()
    return None if row is None else Person(*row)


def people_of(connection: Connection, contact_ids: Collection[int]) -> dict[int, Person]:
    """Answer contacts by their ids, of whatever account, removed ones too."""
    found: dict[int, Person] = {}
    for some in _some_of(contact_ids):
        rows = connection.execute(select(contact.c.id, *_PERSON).where(contact.c.id.in_(some)))
        found.update((contact_id, Person(*person)) for contact_id, *person in rows)
    return found


def present_among(connection: Connection, account_id: int, contact_ids: Iterable[int]) -> list[int]:
    """Answer those of the ids that are contacts of the account and not removed, each once, in their order."""
    wanted = list(dict.fromkeys(contact_ids))
    mine: set[int] = set()
    for some in _some_of(wanted):
        query = select(contact.c.id).where(
            contact.c.id.in_(some), contact.c.account_id == account_id, IS_PRESENT
        )
        mine.update(connection.execute(query).scalars())
    return [each for each in wanted if each in mine]


def remove_contacts(connection: Connection, contact_ids: Collection[int]) -> None:
    """Take contacts out of every search; "history of calls and texts stays and keeps the ContactId"."""
    for some in _some_of(contact_ids):
        connection.execute(update(contact).where(contact.c.id.in_(some)).values(is_removed=True))


def _some_of(ids: Collection[int]) -> Iterable[list[int]]:
    """Split ids into as many as a query takes."""
    all_ = list(ids)
    return (all_[at : at + _NUMBERS_PER_QUERY] for at in range(0, len(all_), _NUMBERS_PER_QUERY))
