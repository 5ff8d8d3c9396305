"""Ids for rows that are written in bulk."""

from sqlalchemy import BigInteger, Column, Connection, String, Table, insert, update

from callfire_soap.store.columns import metadata

id_block = Table(
    "id_block",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("next", BigInteger, nullable=False),
)


def reserve(connection: Connection, table: Table, how_many: int) -> range:
    """Take the next ids of a table; they are never handed out again, whether or not they get used."""
    name = table.name
    advance = (
        update(id_block)
        .where(id_block.c.name == name)
        .values(next=id_block.c.next + how_many)
        .returning(id_block.c.next)
    )
    end = connection.execute(advance).scalar()
    if end is None:
        end = 1 + how_many
        connection.execute(insert(id_block).values(name=name, next=end))
    return range(end - how_many, end)
