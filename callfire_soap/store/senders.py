"""The numbers an account may call and text from: verified caller ids and own numbers."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Connection,
    String,
    Table,
    UniqueConstraint,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)

from callfire_soap.store import labels
from callfire_soap.store.columns import Long, at, belongs_to, count, identity, metadata, number
from callfire_soap.store.prepared import Prepared

caller_id = Table(
    "caller_id",
    metadata,
    identity(),
    belongs_to("account"),
    number("number"),
    # The pending code of the verification call, and how often it was guessed wrong.
    Column("code", String(8)),
    count("wrong_codes"),
    # The attempt that calls to speak the code; none before somebody calls.
    Column("attempt_id", Long),
    at("verified", optional=True),
    UniqueConstraint("account_id", "number"),
    sqlite_autoincrement=True,
)

own_number = Table(
    "own_number",
    metadata,
    identity(),
    belongs_to("account"),
    number("number"),
    Column("takes_calls", Boolean, nullable=False),
    Column("takes_texts", Boolean, nullable=False),
    at("created"),
    UniqueConstraint("number"),
    sqlite_autoincrement=True,
)


class OwnNumberRow(NamedTuple):
    """A number that an account rents."""

    account_id: int
    number: str
    takes_calls: bool
    takes_texts: bool


# Reading few numbers takes a tenth of the time of looking for a thousand among them.
_FEW = 250
_FEW_WITH_TEXTS = Prepared(
    select(own_number.c.number).where(own_number.c.takes_texts).limit(bindparam("most"))
)
_OWN = tuple(own_number.c[name] for name in OwnNumberRow._fields)


def add_caller_id(connection: Connection, account_id: int, number_: str, now: datetime) -> None:
    """Let an account call from a number, as if it had been verified."""
    connection.execute(delete(caller_id).where(_is_caller_id(account_id, number_)))
    connection.execute(insert(caller_id).values(account_id=account_id, number=number_, verified_at=now))


def offer_code(connection: Connection, account_id: int, number_: str, code: str) -> None:
    """Keep the code of a verification call; an earlier one dies."""
    mine = update(caller_id).where(_is_caller_id(account_id, number_))
    kept = connection.execute(mine.values(code=code, wrong_codes=0, attempt_id=None))
    if not kept.rowcount:
        connection.execute(insert(caller_id).values(account_id=account_id, number=number_, code=code))


def verify(
    connection: Connection, account_id: int, number_: str, code: str, most: int, now: datetime
) -> bool:
    """Use up a pending code: the right one verifies the number, `most` wrong ones make it worthless."""
    mine = update(caller_id).where(_is_caller_id(account_id, number_), caller_id.c.code.is_not(None))
    right = mine.where(caller_id.c.code == code, caller_id.c.wrong_codes < most)
    if connection.execute(right.values(code=None, wrong_codes=0, verified_at=now)).rowcount:
        return True
    connection.execute(mine.values(wrong_codes=caller_id.c.wrong_codes + 1))
    return False


def pending_code(connection: Connection, number_: str, account_id: int | None = None) -> str | None:
    """Answer the code that waits to be entered for a number, if any."""
    query = select(caller_id.c.code).where(caller_id.c.number == number_, caller_id.c.code.is_not(None))
    if account_id is not None:
        query = query.where(caller_id.c.account_id == account_id)
    code: str | None = connection.execute(query.order_by(caller_id.c.id.desc())).scalar()
    return code


class CodeRow(NamedTuple):
    """A code that is spoken into a phone; without an attempt nobody has called yet."""

    id: int
    number: str
    code: str
    attempt_id: int | None


_CODE = tuple(caller_id.c[name] for name in CodeRow._fields)


def codes_to_speak(connection: Connection) -> list[CodeRow]:
    """Answer the pending codes of all accounts for which nobody has called yet."""
    return _codes(connection, caller_id.c.attempt_id.is_(None))


def spoken_codes(connection: Connection) -> list[CodeRow]:
    """Answer the pending codes of all accounts with their calls, which may be over."""
    return _codes(connection, caller_id.c.attempt_id.is_not(None))


def _codes(connection: Connection, condition: ColumnElement[bool]) -> list[CodeRow]:
    query = select(*_CODE).where(caller_id.c.code.is_not(None), condition).order_by(caller_id.c.id)
    return [CodeRow(*row) for row in connection.execute(query)]


def call_with_code(connection: Connection, caller_id_id: int, attempt_id: int) -> None:
    """Note the attempt that speaks a code."""
    connection.execute(update(caller_id).where(caller_id.c.id == caller_id_id).values(attempt_id=attempt_id))


def is_caller_id(connection: Connection, account_id: int, number_: str) -> bool:
    """Tell whether an account has verified a number."""
    query = select(caller_id.c.id).where(
        _is_caller_id(account_id, number_), caller_id.c.verified_at.is_not(None)
    )
    return connection.execute(query).first() is not None


def page_of_caller_ids(
    connection: Connection, account_id: int, first: int, limit: int
) -> tuple[int, Sequence[str]]:
    """Answer how many numbers an account has verified, and a page of them in the order of verification."""
    mine = (caller_id.c.account_id == account_id) & caller_id.c.verified_at.is_not(None)
    total = connection.execute(select(func.count()).select_from(caller_id).where(mine)).scalar_one()
    page = select(caller_id.c.number).where(mine).order_by(caller_id.c.id).offset(first).limit(limit)
    return int(total), connection.execute(page).scalars().all()


def add_own_number(connection: Connection, row: OwnNumberRow, now: datetime) -> None:
    """Give a number to an account."""
    connection.execute(insert(own_number).values(**row._asdict(), created_at=now))


def find_own_number(connection: Connection, number_: str) -> OwnNumberRow | None:
    """Answer who rents a number, if anybody does."""
    row = connection.execute(select(*_OWN).where(own_number.c.number == number_)).first()
    return None if row is None else OwnNumberRow(*row)


def _is_caller_id(account_id: int, number_: str) -> ColumnElement[bool]:
    return (caller_id.c.account_id == account_id) & (caller_id.c.number == number_)


class LeasedRow(NamedTuple):
    """A number that an account rents, as it is shown."""

    id: int
    number: str
    takes_calls: bool
    takes_texts: bool
    created_at: datetime


_LEASED = tuple(own_number.c[name] for name in LeasedRow._fields)


def find_leased_number(connection: Connection, account_id: int, number_: str) -> LeasedRow | None:
    """Answer a number of the account."""
    mine = (own_number.c.account_id == account_id) & (own_number.c.number == number_)
    row = connection.execute(select(*_LEASED).where(mine)).first()
    return None if row is None else LeasedRow(*row)


def leased_numbers(connection: Connection, account_id: int, label_id: int | None) -> list[LeasedRow]:
    """Answer all numbers of an account, or those that carry a label, oldest first."""
    mine = own_number.c.account_id == account_id
    if label_id is not None:
        mine &= own_number.c.id.in_(labels.numbers_labelled(label_id))
    rows = connection.execute(select(*_LEASED).where(mine).order_by(own_number.c.id))
    return [LeasedRow(*row) for row in rows]


def numbers_that_take_texts(connection: Connection, numbers: Collection[str]) -> set[str]:
    """Answer which of the numbers accounts rent for texts."""
    if not numbers:
        return set()
    few = {number_ for (number_,) in _FEW_WITH_TEXTS.rows(connection, most=_FEW + 1)}
    if len(few) <= _FEW:
        return few.intersection(numbers)
    mine = own_number.c.takes_texts & own_number.c.number.in_(numbers)
    return set(connection.execute(select(own_number.c.number).where(mine)).scalars())


def labelled_numbers(connection: Connection, label_id: int) -> Sequence[str]:
    """Answer the numbers that carry a label."""
    labelled = own_number.c.id.in_(labels.numbers_labelled(label_id))
    return connection.execute(select(own_number.c.number).where(labelled)).scalars().all()


def labels_of_own_numbers(connection: Connection, numbers: Collection[str]) -> Mapping[str, Sequence[str]]:
    """Answer the labels of each number that carries any."""
    rows = connection.execute(
        select(own_number.c.id, own_number.c.number).where(own_number.c.number.in_(numbers))
    )
    by_id = {row[0]: row[1] for row in rows}
    found = labels.labels_of_numbers(connection, by_id)
    return {by_id[each]: names for each, names in found.items()}
