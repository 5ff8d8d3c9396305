"""Ids for rows that are written in bulk."""

from sqlalchemy import BigInteger, Column, Connection, String, Table, bindparam, insert, select, update

from callfire_soap.store.columns import metadata
from callfire_soap.store.prepared import Prepared

id_block = Table(
    "id_block",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("next", BigInteger, nullable=False),
)

_ADVANCE = Prepared(
    update(id_block)
    .where(id_block.c.name == bindparam("of"))
    .values(next=id_block.c.next + bindparam("by"))
    .returning(id_block.c.next)
)


def reserve(connection: Connection, table: Table, how_many: int) -> range:
    """Take the next ids of a table; they are never handed out again, whether or not they get used."""
    return reserve_named(connection, table.name, how_many)


def reserve_named(connection: Connection, name: str, how_many: int) -> range:
    """Take the next numbers that are counted under a name, likewise."""
    found = _ADVANCE.first(connection, of=name, by=how_many)
    if found is None:
        connection.execute(insert(id_block).values(name=name, next=1 + how_many))
        return range(1, 1 + how_many)
    end: int = found[0]
    return range(end - how_many, end)


def next_of(connection: Connection, name: str) -> int:
    """Answer the next number under a name, without taking it."""
    return connection.execute(select(id_block.c.next).where(id_block.c.name == name)).scalar() or 1
