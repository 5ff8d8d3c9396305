"""The keys by which a repeated request is known: "used to de-dup requests" -- RequestId."""

from datetime import datetime, timedelta

from sqlalchemy import Column, Connection, Index, String, Table, Text, delete, insert, select

from callfire_soap.store.columns import Long, at, belongs_to, metadata

KEPT_FOR = timedelta(days=30)
"""Inferred: no source names a time; a month outlasts every program that repeats what failed."""

_account = belongs_to("account")
_account.primary_key = True

request_key = Table(
    "request_key",
    metadata,
    _account,
    Column("operation", String(64), primary_key=True),
    Column("key", Text, primary_key=True),
    Column("created_id", Long),
    at("created"),
    Index(None, "created_at"),
)


def find_answer(
    connection: Connection, account_id: int, operation: str, key: str
) -> tuple[int | None] | None:
    """Answer what the first request with this key was answered: a tuple of the id that was created, if any."""
    query = select(request_key.c.created_id).where(
        request_key.c.account_id == account_id, request_key.c.operation == operation, request_key.c.key == key
    )
    row = connection.execute(query).first()
    return None if row is None else (row[0],)


def keep_answer(
    connection: Connection, account_id: int, operation: str, key: str, created_id: int | None, now: datetime
) -> None:
    """Remember the answer to a request, and forget those that are too old."""
    connection.execute(delete(request_key).where(request_key.c.created_at < now - KEPT_FOR))
    values = {"account_id": account_id, "operation": operation, "key": key, "created_id": created_id}
    connection.execute(insert(request_key).values(created_at=now, **values))
