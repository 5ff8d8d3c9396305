"""Batches of a broadcast."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Boolean, Column, Connection, Index, Table, func, insert, select, update

from callfire_soap.domain.broadcasts import BatchStatus
from callfire_soap.store.columns import at, belongs_to, count, identity, metadata, text, word

batch = Table(
    "batch",
    metadata,
    identity(),
    belongs_to("account"),
    belongs_to("broadcast"),
    text("name"),
    word("status", BatchStatus),
    Column("is_enabled", Boolean, nullable=False, default=True),
    at("created"),
    count("size"),
    count("remaining"),
    Index(None, "broadcast_id", "id"),
    sqlite_autoincrement=True,
)


class BatchRow(NamedTuple):
    """A batch."""

    id: int
    broadcast_id: int
    name: str
    status: BatchStatus
    is_enabled: bool
    created_at: datetime
    size: int
    remaining: int


_ROW = tuple(batch.c[name] for name in BatchRow._fields)


def add_batch(connection: Connection, account_id: int, broadcast_id: int, name: str, now: datetime) -> int:
    """Add an empty batch of numbers: "ToNumber batches become ACTIVE practically at once"."""
    values = {
        "account_id": account_id,
        "broadcast_id": broadcast_id,
        "name": name,
        "status": BatchStatus.ACTIVE,
        "is_enabled": True,
        "created_at": now,
    }
    return int(connection.execute(insert(batch).values(values).returning(batch.c.id)).scalar_one())


def find_batch(connection: Connection, account_id: int, batch_id: int) -> BatchRow | None:
    """Answer a batch of the account."""
    row = connection.execute(
        select(*_ROW).where(batch.c.id == batch_id, batch.c.account_id == account_id)
    ).first()
    return None if row is None else BatchRow(*row)


def page_of_batches(
    connection: Connection, broadcast_id: int, first: int, limit: int
) -> tuple[int, list[BatchRow]]:
    """Answer how many batches a broadcast has, and a page of them, oldest first."""
    mine = batch.c.broadcast_id == broadcast_id
    total = connection.execute(select(func.count()).select_from(batch).where(mine)).scalar_one()
    page = select(*_ROW).where(mine).order_by(batch.c.id).offset(first).limit(limit)
    return int(total), [BatchRow(*row) for row in connection.execute(page)]


def disabled_among(connection: Connection, batch_ids: Collection[int]) -> list[int]:
    """Answer which of the batches are disabled."""
    if not batch_ids:
        return []
    disabled = select(batch.c.id).where(batch.c.id.in_(batch_ids), batch.c.is_enabled.is_(False))
    return sorted(connection.execute(disabled).scalars())


def held_back(connection: Connection, broadcast_id: int) -> int:
    """Answer how many contacts of a broadcast wait in disabled batches."""
    mine = (batch.c.broadcast_id == broadcast_id) & batch.c.is_enabled.is_(False)
    return int(
        connection.execute(select(func.coalesce(func.sum(batch.c.remaining), 0)).where(mine)).scalar_one()
    )


def change_batch(connection: Connection, batch_id: int, **values: object) -> None:
    """Change columns of a batch."""
    connection.execute(update(batch).where(batch.c.id == batch_id).values(values))


def grow_batch(connection: Connection, batch_id: int, size: int, remaining: int) -> None:
    """Count contacts into a batch, and those of them that are still to be dialled."""
    values = {"size": batch.c.size + size, "remaining": batch.c.remaining + remaining}
    connection.execute(update(batch).where(batch.c.id == batch_id).values(values))


def shrink_batches(connection: Connection, handled: Mapping[int, int]) -> None:
    """Take contacts that were finally handled out of what remains, by batch."""
    for batch_id, how_many in handled.items():
        left = update(batch).where(batch.c.id == batch_id)
        connection.execute(left.values(remaining=batch.c.remaining - how_many))
