"""What was left out of contact lists, and why: a few rows for each source, however much it was."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Column, Connection, Index, Integer, Table, delete, func, insert, select

from callfire_soap.domain.left_out import Part, Remark
from callfire_soap.store.columns import Document, Long, at, belongs_to, identity, metadata, text, word

_LISTS_PER_QUERY = 900

contact_remark = Table(
    "contact_remark",
    metadata,
    identity(),
    belongs_to("contact_list"),
    # Which intake it was: a list may be made of several sources, each with lines of its own.
    Column("contact_import_id", Long, nullable=False),
    word("part", Part),
    text("reason"),
    Column("how_many", Integer, nullable=False),
    # The lines of the first of them, from 1; of what is no file, the positions.
    Column("lines", Document, nullable=False),
    at("created"),
    Index(None, "contact_list_id"),
    sqlite_autoincrement=True,
)


class RemarkRow(NamedTuple):
    """A remark on one source of a list."""

    contact_import_id: int
    created_at: datetime
    part: Part
    reason: str
    how_many: int
    lines: list[int]


def add_remarks(
    connection: Connection, list_id: int, import_id: int, remarks: Sequence[Remark], now: datetime
) -> None:
    """Keep what was left out of one source."""
    common = {"contact_list_id": list_id, "contact_import_id": import_id, "created_at": now}
    for part, reason, how_many, lines in remarks:
        values = {"part": part, "reason": reason, "how_many": how_many, "lines": lines}
        connection.execute(insert(contact_remark).values(**common, **values))


def remarks_on(connection: Connection, list_id: int) -> list[RemarkRow]:
    """Answer what was left out of a list, in the order of its sources."""
    columns = [contact_remark.c[name] for name in RemarkRow._fields]
    query = select(*columns).where(contact_remark.c.contact_list_id == list_id)
    return [RemarkRow(*row) for row in connection.execute(query.order_by(contact_remark.c.id))]


def rows_left_out(connection: Connection, list_ids: Sequence[int]) -> dict[int, int]:
    """Answer how many rows were left out of lists."""
    column = contact_remark.c
    query = select(column.contact_list_id, func.sum(column.how_many)).where(column.part == Part.ROW)
    query = query.group_by(column.contact_list_id)
    found: dict[int, int] = {}
    for begin in range(0, len(list_ids), _LISTS_PER_QUERY):
        some = list_ids[begin : begin + _LISTS_PER_QUERY]
        found.update(
            (each, int(total))
            for each, total in connection.execute(query.where(column.contact_list_id.in_(some)))
        )
    return found


def remove_remarks(connection: Connection, list_id: int) -> None:
    """Forget what was left out of a list."""
    connection.execute(delete(contact_remark).where(contact_remark.c.contact_list_id == list_id))
