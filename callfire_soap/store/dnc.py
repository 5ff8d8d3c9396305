"""The do-not-call list of an account; calls and texts are kept apart."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Boolean, Column, Connection, Table, UniqueConstraint, bindparam, insert, select, update

from callfire_soap.domain.actions import ActionKind
from callfire_soap.store.columns import at, belongs_to, identity, metadata, number

dnc_number = Table(
    "dnc_number",
    metadata,
    identity(),
    belongs_to("account"),
    number("number"),
    Column("forbids_calls", Boolean, nullable=False),
    Column("forbids_texts", Boolean, nullable=False),
    at("created"),
    UniqueConstraint("account_id", "number"),
    sqlite_autoincrement=True,
)

_FLAGS = {ActionKind.CALL: dnc_number.c.forbids_calls, ActionKind.TEXT: dnc_number.c.forbids_texts}
_LISTED = {
    kind: select(dnc_number.c.number).where(
        dnc_number.c.account_id == bindparam("account"),
        flag,
        dnc_number.c.number.in_(bindparam("numbers", expanding=True)),
    )
    for kind, flag in _FLAGS.items()
}


def forbid(connection: Connection, account_id: int, number_: str, kind: ActionKind, now: datetime) -> None:
    """Put a number on the list for calls or for texts; what else it is listed for stays."""
    flag = _FLAGS[kind].name
    mine = (dnc_number.c.account_id == account_id) & (dnc_number.c.number == number_)
    changed = connection.execute(update(dnc_number).where(mine).values({flag: True}))
    if not changed.rowcount:
        flags = {column.name: column.name == flag for column in _FLAGS.values()}
        connection.execute(
            insert(dnc_number).values(account_id=account_id, number=number_, created_at=now, **flags)
        )


def forbidden(
    connection: Connection, account_id: int, kind: ActionKind, numbers: Collection[str]
) -> set[str]:
    """Answer which of the numbers must not be called or texted."""
    has_any = select(dnc_number.c.id).where(dnc_number.c.account_id == account_id).limit(1)
    if connection.execute(has_any).first() is None:
        return set()
    wanted = {"account": account_id, "numbers": list(numbers)}
    return set(connection.execute(_LISTED[kind], wanted).scalars())
