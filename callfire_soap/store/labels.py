"""Labels, and what carries them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Index,
    Select,
    String,
    Table,
    UniqueConstraint,
    delete,
    func,
    insert,
    select,
)

from callfire_soap.domain.labels import check_room
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


number_label = Table(
    "number_label",
    metadata,
    Column("own_number_id", Long, ForeignKey("own_number.id"), primary_key=True),
    Column("label_id", Long, ForeignKey("label.id"), primary_key=True),
    Index(None, "label_id"),
)


def find_label(connection: Connection, account_id: int, name: str) -> int | None:
    """Answer the id of a label; the case of its name means nothing."""
    mine = select(label.c.id).where(label.c.account_id == account_id)
    exact = connection.execute(mine.where(label.c.name == name)).scalar()
    if exact is not None:
        return int(exact)
    # Inferred: "names are case-preserving; compare case-insensitively". SQLite's lower() knows only ASCII.
    named = connection.execute(select(label.c.id, label.c.name).where(label.c.account_id == account_id))
    return next((label_id for label_id, each in named if each.casefold() == name.casefold()), None)


def page_of_labels(
    connection: Connection, account_id: int, first: int, limit: int
) -> tuple[int, Sequence[str]]:
    """Answer how many labels are defined, and a page of them, sorted by name, attached or not."""
    mine = label.c.account_id == account_id
    total = connection.execute(select(func.count()).select_from(label).where(mine)).scalar_one()
    page = select(label.c.name).where(mine).order_by(label.c.name).offset(first).limit(limit)
    return int(total), connection.execute(page).scalars().all()


def delete_label(connection: Connection, label_id: int) -> None:
    """Take a label off everything that carries it, and forget it."""
    for carriers in (broadcast_label, number_label):
        connection.execute(delete(carriers).where(carriers.c.label_id == label_id))
    connection.execute(delete(label).where(label.c.id == label_id))


def label_broadcast(connection: Connection, account_id: int, broadcast_id: int, names: Iterable[str]) -> None:
    """Attach labels to a broadcast, making those that do not exist: "created on the fly" -- labels."""
    for name in dict.fromkeys(names):
        _attach(connection, broadcast_label, broadcast_id, _label_id(connection, account_id, name))


def label_number(connection: Connection, account_id: int, own_number_id: int, name: str) -> None:
    """Attach a label to a number of the account, making it if it does not exist."""
    _attach(connection, number_label, own_number_id, _label_id(connection, account_id, name))


def unlabel_broadcast(connection: Connection, broadcast_id: int, label_id: int) -> bool:
    """Take a label off a broadcast; False when it was not on it."""
    return _detach(connection, broadcast_label, broadcast_id, label_id)


def unlabel_number(connection: Connection, own_number_id: int, label_id: int) -> bool:
    """Take a label off a number; False when it was not on it."""
    return _detach(connection, number_label, own_number_id, label_id)


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


def labels_of_numbers(connection: Connection, own_number_ids: Collection[int]) -> Mapping[int, Sequence[str]]:
    """Answer the labels of each own number that has any, in the order of their making."""
    query = (
        select(number_label.c.own_number_id, label.c.name)
        .join(label)
        .where(number_label.c.own_number_id.in_(own_number_ids))
        .order_by(label.c.id)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for own_number_id, name in connection.execute(query):
        found[own_number_id].append(name)
    return found


def broadcasts_labelled(label_id: int) -> Select[tuple[int]]:
    """Build the ids of the broadcasts that carry a label."""
    return select(broadcast_label.c.broadcast_id).where(broadcast_label.c.label_id == label_id)


def numbers_labelled(label_id: int) -> Select[tuple[int]]:
    """Build the ids of the own numbers that carry a label."""
    return select(number_label.c.own_number_id).where(number_label.c.label_id == label_id)


def _label_id(connection: Connection, account_id: int, name: str) -> int:
    known = find_label(connection, account_id, name)
    if known is not None:
        return known
    statement = insert(label).values(account_id=account_id, name=name).returning(label.c.id)
    return int(connection.execute(statement).scalar_one())


def _attach(connection: Connection, carriers: Table, carrier_id: int, label_id: int) -> None:
    """Put a label on something; "labelling twice is harmless"."""
    carrier, named = carriers.primary_key.columns
    there = select(named).where(carrier == carrier_id, named == label_id)
    if connection.execute(there).first() is None:
        attached = select(func.count()).select_from(carriers).where(carrier == carrier_id)
        check_room(connection.execute(attached).scalar_one())
        connection.execute(insert(carriers).values({carrier: carrier_id, named: label_id}))


def _detach(connection: Connection, carriers: Table, carrier_id: int, label_id: int) -> bool:
    carrier, named = carriers.primary_key.columns
    return connection.execute(delete(carriers).where(carrier == carrier_id, named == label_id)).rowcount > 0
