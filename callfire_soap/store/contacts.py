"""Contacts: the persons behind the numbers."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Index,
    Select,
    Table,
    Text,
    bindparam,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy import text as sql

from callfire_soap.domain.contacts import Person, Record, record_of
from callfire_soap.domain.phone_numbers import is_dialable, normalize, spellings_of
from callfire_soap.domain.retries import RetryPhoneType
from callfire_soap.store.bulk import Bulk, Row
from callfire_soap.store.columns import Document, at, belongs_to, identity, metadata, micros, number, text
from callfire_soap.store.ids import reserve
from callfire_soap.store.prepared import Prepared
from callfire_soap.store.wanted import want, wanted_number

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
SLOTS = tuple(phone.name for phone in PHONES)
HOME = SLOTS[0]

_PERSON = tuple(contact.c[name] for name in Person._fields)

_ON_THE_FLY = {
    phone.name: Bulk(insert(contact), ("id", "account_id", phone.name, "created_at", "is_removed"))
    for phone in PHONES
}
_COLUMNS_OF_NEW = ("id", "account_id", *Person._fields, "created_at", "is_removed")
_ADD = Bulk(insert(contact), _COLUMNS_OF_NEW)
_CHANGE = Bulk(
    update(contact)
    .where(contact.c.id == bindparam("of"))
    .values({name: bindparam(f"new_{name}") for name in Person._fields}),
    (*(f"new_{name}" for name in Person._fields), "of"),
)


_MINE = (contact.c.account_id == bindparam("account")) & IS_PRESENT
# Numbers without their country code, and those of other countries: all others begin with 1.
_WITHOUT_COUNTRY = "2"


def _holders_of(phone: Column[Any], how_many: int) -> Prepared:
    numbers: list[BindParameter[str]] = [bindparam(f"number_{each}") for each in range(how_many)]
    return Prepared(select(phone, contact.c.id).where(_MINE, phone.in_(numbers)))


# One number for a text, many for a broadcast.
_HOLDERS = {
    phone.name: {how_many: _holders_of(phone, how_many) for how_many in (1, 30, 900)} for phone in PHONES
}
_NUMBERS_PER_QUERY = 900


def _any_of(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return select(contact.c.id).where(contact.c.account_id == bindparam("account"), *conditions).exists()


_FLAGS: list[Any] = [
    _any_of(phone.is_not(None), *more) for phone in PHONES for more in ((), (phone >= _WITHOUT_COUNTRY,))
]
_USES = Prepared(select(*_FLAGS))


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


class Spelling(NamedTuple):
    """Where numbers may be found, and how they are spelled there."""

    slot: int
    has_country: bool

    def of(self, number: str) -> str:
        """Spell a number."""
        return number if self.has_country else spellings_of(number)[-1]


def spellings_in_use(connection: Connection, account_id: int) -> list[Spelling]:
    """Answer where the contacts of an account may have numbers: of most, only the home phone is known.

    With the country code first, "numbers are stored as given" else.
    """
    [used] = _USES.rows(connection, account=account_id)
    all_ = [Spelling(slot, has_country) for slot in range(len(PHONES)) for has_country in (True, False)]
    return [spelling for spelling, is_used in zip(all_, used, strict=True) if is_used]


def holders(
    connection: Connection, account_id: int, numbers: Iterable[str], slots: Collection[str] = SLOTS
) -> dict[str, int]:
    """Answer the oldest contact of each number that is somebody's phone, home phones first."""
    found: dict[str, int] = {}
    wanted = list(dict.fromkeys(numbers))
    for spelling in spellings_in_use(connection, account_id):
        name = PHONES[spelling.slot].name
        if name in slots:
            missing = {spelling.of(number): number for number in wanted if number not in found}
            rows = _rows_with(connection, account_id, name, list(missing))
            # Sorted here: asked for an order, SQLite reads all contacts in that order instead of those numbers.
            rows.sort(key=itemgetter(1), reverse=True)
            found.update((missing[phone], contact_id) for phone, contact_id in rows)
    return found


def _held_as(phone: Column[Any]) -> Select[tuple[int]]:
    found = select(contact.c.id).where(_MINE & (phone == wanted_number.c.number), phone.is_not(None))
    return found.order_by(contact.c.id).limit(1).correlate(wanted_number)


@cache
def _oldest_in(slots: tuple[int, ...]) -> Select[Any]:
    """Build the search for who holds the numbers that are wanted, in some of the slots."""
    # One search per number and slot: left to itself, SQLite would rather read all contacts for each number.
    held = [_held_as(PHONES[slot]) for slot in slots]
    found = select(wanted_number.c.number, *(each.scalar_subquery() for each in held))
    return found.where(or_(*(each.exists() for each in held)))


def oldest_holders(connection: Connection, account_id: int, numbers: Iterable[str]) -> dict[str, int]:
    """Answer the oldest contact of each number that is anybody's phone, whichever, and however it is spelled there."""
    wanted, used = list(numbers), spellings_in_use(connection, account_id)
    found: dict[str, int] = {}
    for has_country in (True, False):
        spellings = [each for each in used if each.has_country is has_country]
        if not spellings:
            continue
        missing = {spellings[0].of(each): each for each in wanted if each not in found}
        if missing:
            want(connection, missing)
            search = _oldest_in(tuple(each.slot for each in spellings))
            rows = connection.execute(search, {"account": account_id})
            found.update((missing[row[0]], min(filter(None, row[1:]))) for row in rows)
    return found


def holders_of_each(connection: Connection, account_id: int, numbers: Collection[str]) -> set[int]:
    """Answer all contacts that have any of the numbers as a phone."""
    found: set[int] = set()
    for spelling in spellings_in_use(connection, account_id):
        spelled = [spelling.of(number) for number in numbers]
        rows = _rows_with(connection, account_id, PHONES[spelling.slot].name, spelled)
        found.update(contact_id for _, contact_id in rows)
    return found


def _rows_with(connection: Connection, account_id: int, slot: str, phones: Sequence[str]) -> list[Row]:
    rows: list[Row] = []
    for start in range(0, len(phones), _NUMBERS_PER_QUERY):
        some = phones[start : start + _NUMBERS_PER_QUERY]
        size = min(each for each in _HOLDERS[slot] if each >= len(some))
        # The statement takes so many numbers, so the last one stands more than once.
        padded = [*some, *[some[-1]] * (size - len(some))]
        named = {f"number_{each}": phone for each, phone in enumerate(padded)}
        rows += _HOLDERS[slot][size].rows(connection, account=account_id, **named)
    return rows


def add_on_the_fly(
    connection: Connection, account_id: int, numbers: Sequence[str], now: datetime, slot: str = HOME
) -> range:
    """Make a contact of each number, which becomes its only phone; answers their ids in the same order."""
    ids = reserve(connection, contact, len(numbers))
    created = micros(now)
    rows = [(each, account_id, phone, created, 0) for each, phone in zip(ids, numbers, strict=True)]
    _ON_THE_FLY[slot].execute(connection, rows)
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


def add_contacts(connection: Connection, account_id: int, records: Sequence[Record], now: datetime) -> range:
    """Add contacts; answers their ids in the same order."""
    ids = reserve(connection, contact, len(records))
    created = micros(now)
    _ADD.execute(
        connection,
        [(each, account_id, *record, created, 0) for each, record in zip(ids, records, strict=True)],
    )
    return ids


def change_contacts(connection: Connection, people: Mapping[int, Person]) -> None:
    """Replace what is known of contacts."""
    _CHANGE.execute(connection, [(*record_of(person), contact_id) for contact_id, person in people.items()])


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
