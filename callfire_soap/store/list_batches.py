"""Batches that are made of contact lists; they wait until their list is ready."""

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

from callfire_soap.domain.broadcasts import BatchStatus
from callfire_soap.domain.contacts import LIST_IN_PROGRESS, ContactListStatus
from callfire_soap.store import batches
from callfire_soap.store.batches import batch
from callfire_soap.store.columns import Long, belongs_to, metadata
from callfire_soap.store.contact_imports import contact_import
from callfire_soap.store.contact_lists import contact_list

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


def fill_to(connection: Connection, batch_id: int, contact_id: int) -> None:
    """Note the last contact of its list that a batch has taken in."""
    mine = update(batch_source).where(batch_source.c.batch_id == batch_id)
    connection.execute(mine.values(filled_to=contact_id))


def end_source(connection: Connection, batch_id: int, status: BatchStatus) -> None:
    """Let a batch wait no longer for its list."""
    connection.execute(delete(batch_source).where(batch_source.c.batch_id == batch_id))
    batches.change_batch(connection, batch_id, status=status)
