"""Batches that are made of contact lists; they wait until their list is ready."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    ForeignKey,
    Index,
    Table,
    delete,
    insert,
    literal,
    select,
    union_all,
    update,
)

from callfire_soap.domain.actions import ActionKind
from callfire_soap.domain.broadcasts import BatchStatus, BroadcastStatus, BroadcastType
from callfire_soap.domain.contacts import LIST_IN_PROGRESS, ContactListStatus
from callfire_soap.domain.phone_numbers import normalize
from callfire_soap.store import accounts, actions, batches, broadcasts, contact_lists, contacts
from callfire_soap.store.batches import batch
from callfire_soap.store.broadcasts import BroadcastRow
from callfire_soap.store.columns import Long, belongs_to, metadata
from callfire_soap.store.contact_imports import contact_import
from callfire_soap.store.contact_lists import contact_list
from callfire_soap.store.lifecycle import end_waiting, take_up
from callfire_soap.store.recipients import Destination, Recipients, add_actions
from callfire_soap.store.unit_of_work import UnitOfWork

FILLED_AT_ONCE = 5_000
"""So many contacts are taken into a batch at once, while others wait to write."""

batch_source = Table(
    "batch_source",
    metadata,
    Column("batch_id", Long, ForeignKey("batch.id"), primary_key=True),
    belongs_to("contact_list"),
    Column("scrubs_duplicates", Boolean, nullable=False),
    # The last contact of the list that is in the batch; their ids are above 0.
    Column("filled_to", Long, nullable=False, default=0, server_default="0"),
    Index(None, "contact_list_id"),
)


class SourceRow(NamedTuple):
    """A batch that waits for its list, or is being filled from it."""

    batch_id: int
    contact_list_id: int
    scrubs_duplicates: bool
    filled_to: int
    account_id: int
    broadcast_id: int
    is_enabled: bool
    list_status: ContactListStatus


_WAITING = (
    select(
        batch_source,
        batch.c.account_id,
        batch.c.broadcast_id,
        batch.c.is_enabled,
        contact_list.c.status.label("list_status"),
    )
    .join(batch, batch.c.id == batch_source.c.batch_id)
    .join(contact_list, contact_list.c.id == batch_source.c.contact_list_id)
    .order_by(batch_source.c.batch_id)
)


def add_source(connection: Connection, batch_id: int, list_id: int, *, scrubs_duplicates: bool) -> None:
    """Let a batch wait for its list: "NEW: queued"."""
    values = {"batch_id": batch_id, "contact_list_id": list_id, "scrubs_duplicates": scrubs_duplicates}
    connection.execute(insert(batch_source).values(values))
    batches.change_batch(connection, batch_id, status=BatchStatus.NEW)


_UNDONE = union_all(
    select(literal(None).label("broadcast_id")).where(select(contact_import.c.id).exists()),
    select(batch.c.broadcast_id).join(batch_source, batch_source.c.batch_id == batch.c.id),
)


def undone(connection: Connection) -> tuple[bool, frozenset[int]]:
    """Tell whether anything can be read into lists or batches; answer the broadcasts that wait for it."""
    found = set(connection.execute(_UNDONE).scalars())
    broadcasts_ = frozenset(found - {None})
    return None in found or (bool(found) and next_ready(connection) is not None), broadcasts_


def next_ready(connection: Connection) -> SourceRow | None:
    """Answer a batch whose list is ready, or will never be."""
    row = connection.execute(_WAITING.where(contact_list.c.status.not_in(LIST_IN_PROGRESS)).limit(1)).first()
    return None if row is None else SourceRow(*row)


def get_source(connection: Connection, batch_id: int) -> SourceRow:
    """Answer what a batch waits for that is known to wait."""
    return SourceRow(*connection.execute(_WAITING.where(batch_source.c.batch_id == batch_id)).one())


def populate(unit: UnitOfWork, source: SourceRow, now: datetime, starts_at: datetime | None = None) -> None:
    """Take the next contacts of its list into a batch; after the last, let its broadcast take up what came.

    "SOURCE_ERROR: the contact list behind it is unusable".
    """
    connection = unit.connection
    if source.list_status is not ContactListStatus.ACTIVE:
        give_up(connection, source.batch_id)
        return
    broadcast = broadcasts.broadcasts_by_id(connection, [source.broadcast_id])[source.broadcast_id]
    ids = contact_lists.page_of_members(connection, source.contact_list_id, source.filled_to, FILLED_AT_ONCE)
    if ids:
        _add_members(unit, source, broadcast, ids, now)
    if len(ids) == FILLED_AT_ONCE:
        batch_is_mine = batch_source.c.batch_id == source.batch_id
        connection.execute(update(batch_source).where(batch_is_mine).values(filled_to=ids[-1]))
        return
    connection.execute(delete(batch_source).where(batch_source.c.batch_id == source.batch_id))
    batches.change_batch(connection, source.batch_id, status=BatchStatus.ACTIVE)
    zone = accounts.get_account(connection, source.account_id).time_zone
    take_up(unit, broadcast, zone, now, starts_at)


def give_up(connection: Connection, batch_id: int) -> None:
    """Let a batch wait no longer."""
    connection.execute(delete(batch_source).where(batch_source.c.batch_id == batch_id))
    batches.change_batch(connection, batch_id, status=BatchStatus.SOURCE_ERROR)


def _add_members(
    unit: UnitOfWork, source: SourceRow, broadcast: BroadcastRow, ids: Sequence[int], now: datetime
) -> None:
    destination = Destination(
        broadcast_id=broadcast.id,
        batch_id=source.batch_id,
        kind=ActionKind.TEXT if broadcast.type is BroadcastType.TEXT else ActionKind.CALL,
        from_number=broadcast.settings.from_number,
        scrubs_duplicates=source.scrubs_duplicates,
        is_disabled=not source.is_enabled,
    )
    recipients = _recipients(unit.connection, ids)
    present = _present(unit.connection, source.account_id, destination, recipients.numbers)
    add_actions(unit, source.account_id, destination, recipients, present, now)
    if broadcast.status is BroadcastStatus.ARCHIVED:
        end_waiting(unit, broadcast.id, now)


def _recipients(connection: Connection, contact_ids: Sequence[int]) -> Recipients:
    people = contacts.people_of(connection, contact_ids)
    numbered = [(each, people[each].number) for each in contact_ids]
    # A contact may have lost its phones since it came onto the list.
    reachable = [(each, normalize(number)) for each, number in numbered if number]
    numbers = [number for _, number in reachable]
    return Recipients(numbers, [each for each, _ in reachable], [None] * len(numbers))


def _present(
    connection: Connection, account_id: int, destination: Destination, numbers: Sequence[str]
) -> set[str] | None:
    if not destination.scrubs_duplicates:
        return None
    return actions.numbers_present(
        connection, account_id, destination.kind, destination.broadcast_id, numbers
    )
