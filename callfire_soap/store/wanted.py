"""Thousands of numbers, put where the database can join them."""

from collections.abc import Iterable

from sqlalchemy import Column, Connection, MetaData, String, Table, delete, insert
from sqlalchemy.schema import CreateTable

from callfire_soap.store.bulk import Bulk

# Of its own metadata: the table is a part of no schema, it lives as long as its connection.
wanted_number = Table(
    "wanted_number", MetaData(), Column("number", String(255), nullable=False), prefixes=["TEMPORARY"]
)

_ADD = Bulk(insert(wanted_number), ("number",))


def want(connection: Connection, numbers: Iterable[str]) -> None:
    """Put numbers into `wanted_number`, alone.

    Joining 10,000 numbers takes a fifth of the time of naming them in a query 900 at once.
    """
    connection.execute(CreateTable(wanted_number, if_not_exists=True))
    connection.execute(delete(wanted_number))
    _ADD.execute(connection, [(number,) for number in numbers])
