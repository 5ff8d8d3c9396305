"""Accounts: who owns everything."""

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Integer,
    String,
    Table,
    bindparam,
    func,
    insert,
    select,
    update,
)

from callfire_soap.store import dnc
from callfire_soap.store.columns import Credits, Long, at, identity, metadata, text
from callfire_soap.store.prepared import Prepared

account = Table(
    "account",
    metadata,
    identity(),
    Column("login", String(128), nullable=False, unique=True),
    text("password_hash"),
    Column("enabled", Boolean, nullable=False, default=True),
    at("created"),
    Column("time_zone", String(64), nullable=False),
    Column("credits", Credits, nullable=False),
    Column("credits_per_minute", Credits, nullable=False),
    Column("max_active", Integer, nullable=False),
    Column("default_broadcast_id", Long),
    # "One Call": within how many hours a number is reached only once; never looked at while there is none.
    Column("one_call_hours", Integer),
    # "Do Not Call List" setting: whether callees who ask for it are put on the account's list.
    Column("keeps_opt_outs", Boolean, nullable=False, default=True, server_default="1"),
    sqlite_autoincrement=True,
)


class AccountRow(NamedTuple):
    """An account as the services see it."""

    id: int
    login: str
    time_zone: str
    credits: Decimal
    credits_per_minute: Decimal
    max_active: int
    default_broadcast_id: int | None
    one_call_hours: int | None
    keeps_opt_outs: bool


class LoginRow(NamedTuple):
    """What is needed to check a login."""

    id: int
    login: str
    password_hash: str
    enabled: bool


_ROW = tuple(account.c[name] for name in AccountRow._fields)
_LOGIN = tuple(account.c[name] for name in LoginRow._fields)
_FIND_LOGIN = Prepared(select(*_LOGIN).where(account.c.login == bindparam("login")))


def add_account(
    connection: Connection, login: str, password_hash: str, now: datetime, **settings: object
) -> int:
    """Add an account; `settings` are the columns that have no default."""
    values = {"login": login, "password_hash": password_hash, "created_at": now, "enabled": True, **settings}
    account_id = int(connection.execute(insert(account).values(values).returning(account.c.id)).scalar_one())
    # "the account always has a default list into which opt-outs are collected" -- do not contact.
    dnc.add_list(connection, account_id, dnc.DEFAULT_NAME, None, now, is_default=True)
    return account_id


def find_login(connection: Connection, login: str) -> LoginRow | None:
    """Answer the account of a login, enabled or not."""
    row = _FIND_LOGIN.first(connection, login=login)
    return None if row is None else LoginRow(*row)


def list_logins(connection: Connection) -> list[LoginRow]:
    """Answer all accounts in the order they were added."""
    return [LoginRow(*row) for row in connection.execute(select(*_LOGIN).order_by(account.c.id))]


def set_enabled(connection: Connection, login: str, *, enabled: bool) -> bool:
    """Enable or disable a login; False when there is none."""
    changed = connection.execute(update(account).where(account.c.login == login).values(enabled=enabled))
    return changed.rowcount > 0


def change_account(connection: Connection, account_id: int, **columns: object) -> None:
    """Change columns of an account."""
    connection.execute(update(account).where(account.c.id == account_id).values(columns))


def get_account(connection: Connection, account_id: int) -> AccountRow:
    """Answer an account that is known to exist."""
    return AccountRow(*connection.execute(select(*_ROW).where(account.c.id == account_id)).one())


def accounts_by_id(connection: Connection, account_ids: Collection[int]) -> dict[int, AccountRow]:
    """Answer accounts that are known to exist."""
    rows = connection.execute(select(*_ROW).where(account.c.id.in_(account_ids)))
    return {row[0]: AccountRow(*row) for row in rows}


def set_default_broadcast(connection: Connection, account_id: int, broadcast_id: int) -> None:
    """Name the broadcast that texts without one of their own go through."""
    change_account(connection, account_id, default_broadcast_id=broadcast_id)


def charge(connection: Connection, account_id: int, amount: Decimal) -> None:
    """Take credits from an account; a call that is up may take more than are left."""
    statement = update(account).where(account.c.id == account_id)
    connection.execute(statement.values(credits=account.c.credits - amount))


def count_accounts(connection: Connection) -> int:
    """Answer how many accounts there are."""
    return int(connection.execute(select(func.count()).select_from(account)).scalar_one())
