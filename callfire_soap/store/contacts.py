"""Contacts: the persons behind the numbers."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Boolean, Column, Connection, Index, Table, Text, bindparam, insert, select

from callfire_soap.domain.retries import RetryPhoneType
from callfire_soap.store.bulk import Bulk
from callfire_soap.store.columns import Document, at, belongs_to, identity, metadata, micros, number, text
from callfire_soap.store.ids import reserve

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
)

_ON_THE_FLY = ("id", "account_id", "home_phone", "created_at", "is_removed")
_INSERT = Bulk(insert(contact), _ON_THE_FLY)
_NUMBERS_PER_QUERY = 900
_HOLDERS = (
    select(contact.c.home_phone, contact.c.id)
    .where(contact.c.account_id == bindparam("account"), contact.c.is_removed.is_(False))
    .where(contact.c.home_phone.in_(bindparam("numbers", expanding=True)))
    .order_by(contact.c.id.desc())
)


class PhonesRow(NamedTuple):
    """The phones of a contact."""

    home_phone: str | None
    work_phone: str | None
    mobile_phone: str | None

    def by_type(self) -> Mapping[RetryPhoneType, str]:
        """Answer the phones that are known."""
        named = zip(
            (RetryPhoneType.HOME_PHONE, RetryPhoneType.WORK_PHONE, RetryPhoneType.MOBILE_PHONE),
            self,
            strict=True,
        )
        return {kind: phone for kind, phone in named if phone}


def holders(connection: Connection, account_id: int, numbers: Iterable[str]) -> dict[str, int]:
    """Answer the oldest contact of each number that is somebody's home phone."""
    found: dict[str, int] = {}
    has_any = select(contact.c.id).where(contact.c.account_id == account_id).limit(1)
    if connection.execute(has_any).first() is None:
        return found
    wanted = list(dict.fromkeys(numbers))
    for start in range(0, len(wanted), _NUMBERS_PER_QUERY):
        some = wanted[start : start + _NUMBERS_PER_QUERY]
        rows = connection.execute(_HOLDERS, {"account": account_id, "numbers": some})
        found.update((phone, contact_id) for phone, contact_id in rows)
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
