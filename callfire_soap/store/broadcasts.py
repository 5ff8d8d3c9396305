"""Broadcasts."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Index,
    Integer,
    Table,
    bindparam,
    func,
    insert,
    select,
    update,
)

from callfire_soap.domain.broadcasts import ACTIVE_STATUSES, BroadcastStatus, BroadcastType
from callfire_soap.domain.configs import Config
from callfire_soap.store import configs
from callfire_soap.store.actions import first_due
from callfire_soap.store.columns import Document, at, belongs_to, identity, metadata, text, word
from callfire_soap.store.labels import broadcast_label, broadcasts_labelled, label
from callfire_soap.store.prepared import Prepared

broadcast = Table(
    "broadcast",
    metadata,
    identity(),
    belongs_to("account"),
    text("name"),
    word("type", BroadcastType),
    word("status", BroadcastStatus),
    at("created"),
    at("modified"),
    Column("config", Document, nullable=False),
    Column("max_active", Integer),
    Column("resume_next_day", Boolean),
    # When a broadcast that was told to start leaves START_PENDING.
    at("starts", optional=True),
    # Stopped by command, so that an open schedule does not start it again.
    Column("is_halted", Boolean, nullable=False, default=False, server_default="0"),
    Index(None, "account_id", "id"),
    Index(None, "status", "id"),
    sqlite_autoincrement=True,
)


class BroadcastRow(NamedTuple):
    """A broadcast."""

    id: int
    account_id: int
    name: str
    type: BroadcastType
    status: BroadcastStatus
    created_at: datetime
    modified_at: datetime
    config: dict[str, Any]
    max_active: int | None
    resume_next_day: bool | None
    starts_at: datetime | None
    is_halted: bool

    @property
    def settings(self) -> Config:
        """The configuration."""
        return configs.from_document(self.type, self.config)


class BroadcastFilter(NamedTuple):
    """What QueryBroadcasts may ask for; None means any."""

    types: Sequence[BroadcastType] = ()
    is_running: bool | None = None
    label_id: int | None = None


_ROW = tuple(broadcast.c[name] for name in BroadcastRow._fields)
_LABELS = Prepared(
    select(label.c.name)
    .join(broadcast_label)
    .where(broadcast_label.c.broadcast_id == bindparam("broadcast"))
    .order_by(label.c.id)
)
_FIND = Prepared(
    select(*_ROW).where(
        broadcast.c.id == bindparam("broadcast"), broadcast.c.account_id == bindparam("account")
    )
)
_ACTIVE = (
    select(*_ROW, first_due(broadcast.c.id))
    .where(broadcast.c.status.in_(ACTIVE_STATUSES))
    .order_by(broadcast.c.id)
)


def add_broadcast(
    connection: Connection,
    account_id: int,
    name: str,
    kind: BroadcastType,
    config: Config,
    now: datetime,
    **settings: object,
) -> int:
    """Add a broadcast, STOPPED: "Fresh broadcast: STOPPED" -- its life cycle."""
    values = {
        "account_id": account_id,
        "name": name,
        "type": kind,
        "status": BroadcastStatus.STOPPED,
        "created_at": now,
        "modified_at": now,
        "config": configs.to_document(config),
        **settings,
    }
    return int(connection.execute(insert(broadcast).values(values).returning(broadcast.c.id)).scalar_one())


def find_broadcast(connection: Connection, account_id: int, broadcast_id: int) -> BroadcastRow | None:
    """Answer a broadcast of the account."""
    row = _FIND.first(connection, broadcast=broadcast_id, account=account_id)
    return None if row is None else BroadcastRow(*row)


def labels_of_broadcast(connection: Connection, broadcast_id: int) -> list[str]:
    """Answer the labels of one broadcast, in the order of their making."""
    return [name for (name,) in _LABELS.rows(connection, broadcast=broadcast_id)]


def change_broadcast(connection: Connection, broadcast_id: int, now: datetime, **values: object) -> None:
    """Change columns of a broadcast; "LastModified moves on create, update and every status change"."""
    statement = update(broadcast).where(broadcast.c.id == broadcast_id)
    connection.execute(statement.values(modified_at=now, **values))


def halt(connection: Connection, broadcast_id: int, *, is_halted: bool) -> None:
    """Note whether open schedules must leave a broadcast alone; nobody is shown this, so LastModified stays."""
    connection.execute(update(broadcast).where(broadcast.c.id == broadcast_id).values(is_halted=is_halted))


def page_of_broadcasts(
    connection: Connection, account_id: int, wanted: BroadcastFilter, first: int, limit: int
) -> tuple[int, list[BroadcastRow]]:
    """Answer how many broadcasts match, and a page of them, oldest first; archived ones never match."""
    conditions = _conditions(account_id, wanted)
    total = connection.execute(select(func.count()).select_from(broadcast).where(conditions)).scalar_one()
    page = select(*_ROW).where(conditions).order_by(broadcast.c.id).offset(first).limit(limit)
    return int(total), [BroadcastRow(*row) for row in connection.execute(page)]


def _conditions(account_id: int, wanted: BroadcastFilter) -> ColumnElement[bool]:
    # "left out of query results but can still be fetched by id" -- ARCHIVED.
    found = (broadcast.c.account_id == account_id) & (broadcast.c.status != BroadcastStatus.ARCHIVED)
    if wanted.types:
        found &= broadcast.c.type.in_(wanted.types)
    if wanted.is_running is not None:
        running = broadcast.c.status.in_(ACTIVE_STATUSES)
        found &= running if wanted.is_running else ~running
    if wanted.label_id is not None:
        found &= broadcast.c.id.in_(broadcasts_labelled(wanted.label_id))
    return found


def active_broadcasts(connection: Connection) -> list[tuple[BroadcastRow, datetime | None]]:
    """Answer all broadcasts that run or are about to, of every account, oldest first, and when each has work."""
    return [(BroadcastRow(*row[:-1]), row[-1]) for row in connection.execute(_ACTIVE)]


def broadcasts_by_id(connection: Connection, broadcast_ids: Collection[int]) -> dict[int, BroadcastRow]:
    """Answer broadcasts of any account."""
    rows = connection.execute(select(*_ROW).where(broadcast.c.id.in_(broadcast_ids)))
    return {row[0]: BroadcastRow(*row) for row in rows}


def archived_among(connection: Connection, broadcast_ids: Collection[int]) -> list[int]:
    """Answer which of the broadcasts are archived."""
    if not broadcast_ids:
        return []
    archived = broadcast.c.id.in_(broadcast_ids) & (broadcast.c.status == BroadcastStatus.ARCHIVED)
    return sorted(connection.execute(select(broadcast.c.id).where(archived)).scalars())


def labelled_broadcasts(connection: Connection, label_id: int) -> list[tuple[int, BroadcastType]]:
    """Answer the broadcasts that carry a label, archived ones too, with their types."""
    labelled = broadcast.c.id.in_(broadcasts_labelled(label_id))
    rows = connection.execute(
        select(broadcast.c.id, broadcast.c.type).where(labelled).order_by(broadcast.c.id)
    )
    return [(broadcast_id, type_) for broadcast_id, type_ in rows]
