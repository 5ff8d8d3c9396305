"""Keywords on the shared short code, and what is answered to texts by itself."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Index,
    String,
    Table,
    UniqueConstraint,
    delete,
    func,
    insert,
    select,
)

from callfire_soap.store.columns import at, belongs_to, identity, metadata, number, text

keyword = Table(
    "keyword",
    metadata,
    identity(),
    belongs_to("account"),
    number("short_code"),
    # In capitals: keywords are found whatever their case.
    Column("word", String(64), nullable=False),
    at("created"),
    UniqueConstraint("short_code", "word"),
    sqlite_autoincrement=True,
)

auto_reply = Table(
    "auto_reply",
    metadata,
    identity(),
    belongs_to("account"),
    number("number"),
    text("keyword", optional=True),
    text("match"),
    text("message"),
    at("created"),
    Index(None, "account_id", "number", "id"),
    sqlite_autoincrement=True,
)


class AutoReplyRow(NamedTuple):
    """An answer to texts."""

    id: int
    number: str
    keyword: str | None
    match: str
    message: str


_ROW = tuple(auto_reply.c[name] for name in AutoReplyRow._fields)


def add_keyword(connection: Connection, account_id: int, short_code: str, word: str, now: datetime) -> None:
    """Give a keyword on a short code to an account."""
    values = {"account_id": account_id, "short_code": short_code, "word": word.upper()}
    connection.execute(insert(keyword).values(created_at=now, **values))


def owner_of_keyword(connection: Connection, short_code: str, word: str) -> int | None:
    """Answer the account that a keyword on a short code belongs to."""
    mine = (keyword.c.short_code == short_code) & (keyword.c.word == word.upper())
    owner: int | None = connection.execute(select(keyword.c.account_id).where(mine)).scalar()
    return owner


class KeywordRow(NamedTuple):
    """A keyword of an account."""

    short_code: str
    word: str
    created_at: datetime


def page_of_keywords(
    connection: Connection, account_id: int, first: int, limit: int
) -> tuple[int, list[KeywordRow]]:
    """Answer how many keywords an account has, and a page of them, oldest first."""
    mine = keyword.c.account_id == account_id
    total = connection.execute(select(func.count()).select_from(keyword).where(mine)).scalar_one()
    columns = [keyword.c[name] for name in KeywordRow._fields]
    page = select(*columns).where(mine).order_by(keyword.c.id).offset(first).limit(limit)
    return int(total), [KeywordRow(*row) for row in connection.execute(page)]


def add_auto_reply(connection: Connection, account_id: int, row: AutoReplyRow, now: datetime) -> int:
    """Add an answer; the id in the row is ignored."""
    values = row._asdict()
    del values["id"]
    statement = insert(auto_reply).values(account_id=account_id, created_at=now, **values)
    return int(connection.execute(statement.returning(auto_reply.c.id)).scalar_one())


def find_auto_reply(connection: Connection, account_id: int, reply_id: int) -> AutoReplyRow | None:
    """Answer an answer of the account."""
    mine = (auto_reply.c.id == reply_id) & (auto_reply.c.account_id == account_id)
    row = connection.execute(select(*_ROW).where(mine)).first()
    return None if row is None else AutoReplyRow(*row)


def remove_auto_reply(connection: Connection, reply_id: int) -> None:
    """Remove an answer."""
    connection.execute(delete(auto_reply).where(auto_reply.c.id == reply_id))


def page_of_auto_replies(
    connection: Connection, account_id: int, number_: str | None, first: int, limit: int
) -> tuple[int, list[AutoReplyRow]]:
    """Answer how many answers an account has, at one number or all, and a page of them, oldest first."""
    mine = _of(account_id, number_)
    total = connection.execute(select(func.count()).select_from(auto_reply).where(mine)).scalar_one()
    page = select(*_ROW).where(mine).order_by(auto_reply.c.id).offset(first).limit(limit)
    return int(total), [AutoReplyRow(*row) for row in connection.execute(page)]


def replies_at(connection: Connection, account_id: int, number_: str) -> list[AutoReplyRow]:
    """Answer all answers at a number, newest first."""
    rows = connection.execute(select(*_ROW).where(_of(account_id, number_)).order_by(auto_reply.c.id.desc()))
    return [AutoReplyRow(*row) for row in rows]


def _of(account_id: int, number_: str | None) -> ColumnElement[bool]:
    mine = auto_reply.c.account_id == account_id
    return mine if number_ is None else mine & (auto_reply.c.number == number_)
