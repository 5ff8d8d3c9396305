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
    moments = [
        select(broadcast.c.modified_at.label("at")).order_by(broadcast.c.id.desc()).limit(1),
        select(action.c.modified_at.label("at")).order_by(action.c.id.desc()).limit(1),
        select(carrier_entry.c.handed_at.label("at")).order_by(carrier_entry.c.id.desc()).limit(1),
    ]
    newest = union_all(*(select(query.subquery().c.at) for query in moments)).subquery()
    found: datetime | None = connection.execute(select(func.max(newest.c.at))).scalar()
    return found
