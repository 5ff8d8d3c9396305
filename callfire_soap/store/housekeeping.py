"""What concerns the database as a whole."""

from datetime import datetime

from sqlalchemy import Connection, delete, func, inspect, select, text, union_all

from callfire_soap.store.actions import action
from callfire_soap.store.broadcasts import broadcast
from callfire_soap.store.carrier_journal import carrier_entry
from callfire_soap.store.columns import metadata


def clear(connection: Connection) -> None:
    """Empty all tables; ids begin at 1 again."""
    for table in reversed(metadata.sorted_tables):
        connection.execute(delete(table))
    if inspect(connection).has_table("sqlite_sequence"):
        connection.execute(text("DELETE FROM sqlite_sequence"))


def latest_moment(connection: Connection) -> datetime | None:
    """Answer the latest moment at which something happened, before which a clock must not start."""
    # Of all rows: those that are newest by id need not have changed last.
    columns = (broadcast.c.modified_at, action.c.modified_at, carrier_entry.c.handed_at)
    newest = union_all(*(select(func.max(column).label("at")) for column in columns)).subquery()
    found: datetime | None = connection.execute(select(func.max(newest.c.at))).scalar()
    return found
