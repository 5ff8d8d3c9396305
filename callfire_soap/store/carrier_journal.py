"""What the simulated carrier remembers: the scripts of phones, and all that was handed to it."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import Column, Connection, Integer, String, Table, Text, delete, insert, select, update

from callfire_soap.domain.actions import ActionKind
from callfire_soap.store.bulk import Bulk, Row
from callfire_soap.store.columns import Document, Long, Moment, at, identity, metadata, micros, number, text

carrier_entry = Table(
    "carrier_entry",
    metadata,
    identity(),
    at("handed"),
    Column("kind", String(8), nullable=False),
    Column("action_id", Long, nullable=False),
    # The carrier takes an attempt once: whoever hands it over again is told what became of it.
    Column("attempt_id", Long, nullable=False, unique=True),
    number("from_number"),
    number("to_number"),
    text("message", optional=True),
    Column("outcome", Text, nullable=False),
    # When the outcome is reported; never for what got lost.
    Column("reported_at", Moment),
)

carrier_phone = Table(
    "carrier_phone",
    metadata,
    Column("number", String(32), primary_key=True),
    Column("reactions", Document, nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
)


class EntryRow(NamedTuple):
    """An order that was handed to the carrier, and what becomes of it."""

    id: int
    handed_at: datetime
    kind: str
    action_id: int
    attempt_id: int
    from_number: str
    to_number: str
    message: str | None
    outcome: str
    reported_at: datetime | None


class NewEntry(NamedTuple):
    """What an order that was handed over has for itself."""

    kind: ActionKind
    action_id: int
    attempt_id: int
    from_number: str
    to_number: str
    message: str | None = None


class NewEntries(NamedTuple):
    """Orders that were handed over together and take the same course."""

    handed_at: datetime
    outcome: str
    reported_at: datetime | None
    orders: Sequence[NewEntry]


_ROW = tuple(carrier_entry.c[name] for name in EntryRow._fields)
_INSERT = Bulk(insert(carrier_entry), EntryRow._fields[1:])
_BY_ATTEMPT = itemgetter(EntryRow._fields[1:].index("attempt_id"))
_PER_QUERY = 900


def add_entries(connection: Connection, groups: Iterable[NewEntries]) -> None:
    """Note orders, in the order of their attempts, whatever group they are in."""
    rows: list[Row] = []
    # Asking a member of an enumeration for its value takes longer than asking a table.
    words = {kind: kind.value for kind in ActionKind}
    for handed_at, outcome, reported_at, orders in groups:
        at_, reported = micros(handed_at), reported_at and micros(reported_at)
        rows.extend(
            (at_, words[kind], action, attempt, from_number, to_number, message, outcome, reported)
            for kind, action, attempt, from_number, to_number, message in orders
        )
    rows.sort(key=_BY_ATTEMPT)
    _INSERT.execute(connection, rows)


def entries_of(connection: Connection, attempt_ids: Sequence[int]) -> list[EntryRow]:
    """Answer what is known of attempts."""
    found: list[EntryRow] = []
    for start in range(0, len(attempt_ids), _PER_QUERY):
        some = attempt_ids[start : start + _PER_QUERY]
        rows = connection.execute(select(*_ROW).where(carrier_entry.c.attempt_id.in_(some)))
        found.extend(EntryRow(*row) for row in rows)
    return found


def page_of_entries(connection: Connection, after: int, limit: int) -> list[EntryRow]:
    """Answer orders after one of them, oldest first."""
    query = select(*_ROW).where(carrier_entry.c.id > after).order_by(carrier_entry.c.id).limit(limit)
    return [EntryRow(*row) for row in connection.execute(query)]


def scripts_of(
    connection: Connection, numbers: Collection[str] | None = None
) -> dict[str, tuple[list[Any], int]]:
    """Answer the script of each scripted phone, and how many attempts it has seen."""
    query = select(carrier_phone.c.number, carrier_phone.c.reactions, carrier_phone.c.attempts)
    if numbers is not None:
        query = query.where(carrier_phone.c.number.in_(numbers))
    return {phone: (reactions, attempts) for phone, reactions, attempts in connection.execute(query)}


def set_script(connection: Connection, phone: str, reactions: Sequence[object]) -> None:
    """Script a phone anew."""
    remove_script(connection, phone)
    connection.execute(insert(carrier_phone).values(number=phone, reactions=list(reactions), attempts=0))


def remove_script(connection: Connection, phone: str) -> None:
    """Let a phone react as phones do."""
    connection.execute(delete(carrier_phone).where(carrier_phone.c.number == phone))


def count_attempts(connection: Connection, phone: str, attempts: int) -> None:
    """Note how many attempts a scripted phone has seen."""
    connection.execute(update(carrier_phone).where(carrier_phone.c.number == phone).values(attempts=attempts))
