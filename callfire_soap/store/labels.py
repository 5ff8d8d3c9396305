"""Labels, and what carries them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Index,
    Select,
    String,
    Table,
    UniqueConstraint,
    insert,
    select,
)

from callfire_soap.store.columns import Long, belongs_to, identity, metadata

label = Table(
    "label",
    metadata,
    identity(),
    belongs_to("account"),
    Column("name", String(255), nullable=False),
    UniqueConstraint("account_id", "name"),
    sqlite_autoincrement=True,
)

broadcast_label = Table(
    "broadcast_label",
    metadata,
    Column("broadcast_id", Long, ForeignKey("broadcast.id"), primary_key=True),
    Column("label_id", Long, ForeignKey("label.id"), primary_key=True),
    Index(None, "label_id"),
)


def find_label(connection: Connection, account_id: int, name: str) -> int | None:
    """Answer the id of a label."""
    query = select(label.c.id).where(label.c.account_id == account_id, label.c.name == name)
    found: int | None = connection.execute(query).scalar()
    return found


def label_broadcast(connection: Connection, account_id: int, broadcast_id: int, names: Iterable[str]) -> None:
    """Attach labels to a broadcast, making those that do not exist: "created on the fly" -- labels."""
    attached = set(labels_of_broadcasts(connection, [broadcast_id]).get(broadcast_id, ()))
    for name in dict.fromkeys(names):
        if name in attached:
            continue
        label_id = find_label(connection, account_id, name) or _add_label(connection, account_id, name)
        connection.execute(insert(broadcast_label).values(broadcast_id=broadcast_id, label_id=label_id))


def labels_of_broadcasts(connection: Connection, broadcast_ids: Sequence[int]) -> Mapping[int, Sequence[str]]:
    """Answer the labels of each broadcast that has any, in the order of their making."""
    query = (
        select(broadcast_label.c.broadcast_id, label.c.name)
        .join(label)
        .where(broadcast_label.c.broadcast_id.in_(broadcast_ids))
        .order_by(label.c.id)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for broadcast_id, name in connection.execute(query):
        found[broadcast_id].append(name)
    return found


def _add_label(connection: Connection, account_id: int, name: str) -> int:
    statement = insert(label).values(account_id=account_id, name=name).returning(label.c.id)
    return int(connection.execute(statement).scalar_one())


def broadcasts_labelled(label_id: int) -> Select[tuple[int]]:
    """Build the ids of the broadcasts that carry a label."""
    return select(broadcast_label.c.broadcast_id).where(broadcast_label.c.label_id == label_id)
