"""The do-not-call lists of an account; calls and texts are kept apart."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Connection,
    ForeignKey,
    Index,
    Table,
    UniqueConstraint,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)

from callfire_soap.domain.actions import ActionKind
from callfire_soap.domain.phone_numbers import SHARED_SHORT_CODE
from callfire_soap.store.columns import Long, at, belongs_to, count, identity, metadata, number, text
from callfire_soap.store.containing import contains

DEFAULT_NAME = "Do Not Contact"
"""Inferred: the list "into which opt-outs are collected" has no documented name."""

_default = Column("is_default", Boolean, nullable=False, default=False, server_default="0")

dnc_list = Table(
    "dnc_list",
    metadata,
    identity(),
    belongs_to("account"),
    belongs_to("broadcast", optional=True),
    text("name"),
    count("size"),
    # The list that collects who opts out.
    _default,
    at("created"),
    Index(None, "account_id", "id"),
    sqlite_autoincrement=True,
)

dnc_entry = Table(
    "dnc_entry",
    metadata,
    identity(),
    belongs_to("account"),
    Column("dnc_list_id", Long, ForeignKey("dnc_list.id"), nullable=False),
    # The scope of the list, repeated here so that dialling asks one index.
    belongs_to("broadcast", optional=True),
    number("number"),
    Column("forbids_calls", Boolean, nullable=False),
    Column("forbids_texts", Boolean, nullable=False),
    at("created"),
    # The number to which the person texted STOP, or FROM_THERE_ALONE; none if it is the account that forbids texts.
    number("stopped_by", optional=True),
    UniqueConstraint("dnc_list_id", "number"),
    Index(None, "account_id", "number"),
    sqlite_autoincrement=True,
)

_NUMBERS_PER_QUERY = 1_000
FROM_THERE_ALONE = f"{SHARED_SHORT_CODE} alone"
"""What stands for the number to which a person texted STOP where the account had no part in it.

Such an entry says that the account cannot text the person from the short code, and forbids nothing by itself.
"""

_FORBIDS_TEXTS = dnc_entry.c.forbids_texts & dnc_entry.c.stopped_by.is_distinct_from(FROM_THERE_ALONE)
_FLAGS = {ActionKind.CALL: dnc_entry.c.forbids_calls, ActionKind.TEXT: dnc_entry.c.forbids_texts}
_LISTED = select(dnc_entry.c.number).where(
    dnc_entry.c.account_id == bindparam("account"),
    dnc_entry.c.number.in_(bindparam("numbers", expanding=True)),
)
_IN_SCOPE = dnc_entry.c.broadcast_id.is_(None) | (dnc_entry.c.broadcast_id == bindparam("broadcast"))
_FORBIDDEN = {
    ActionKind.CALL: _LISTED.where(dnc_entry.c.forbids_calls, _IN_SCOPE),
    ActionKind.TEXT: _LISTED.where(_FORBIDS_TEXTS, _IN_SCOPE),
}
# "numbers that are on an account-wide list". Inferred: for either flag, since a list may be called or texted.
_REFUSED = _LISTED.where(dnc_entry.c.broadcast_id.is_(None), dnc_entry.c.forbids_calls | _FORBIDS_TEXTS)


class DncListRow(NamedTuple):
    """A list."""

    id: int
    account_id: int
    broadcast_id: int | None
    name: str
    size: int


class DncEntryRow(NamedTuple):
    """A number on a list."""

    number: str
    dnc_list_id: int
    forbids_calls: bool
    forbids_texts: bool


class DncFilter(NamedTuple):
    """What QueryDncNumbers may ask for; None means any."""

    prefix: str | None = None
    list_id: int | None = None
    list_name: str | None = None
    forbids_calls: bool | None = None
    forbids_texts: bool | None = None


class Flags(NamedTuple):
    """What to write down of a number; None leaves it as it is."""

    forbids_calls: bool | None = None
    forbids_texts: bool | None = None


_LIST = tuple(dnc_list.c[name] for name in DncListRow._fields)
_ENTRY = tuple(dnc_entry.c[name] for name in DncEntryRow._fields)


def forbid(connection: Connection, account_id: int, number_: str, kind: ActionKind, now: datetime) -> None:
    """Put a number on the account's own list for calls or for texts; what else it is listed for stays."""
    row = default_list(connection, account_id, now)
    put_numbers(connection, row, [number_], Flags(**{_FLAGS[kind].name: True}), now)


def opt_out(connection: Connection, account_id: int, number_: str, by: str, now: datetime) -> bool:
    """Put who texted STOP to the number `by` on the account's own list; answers whether texts were allowed there.

    A STOP to a number of the account outlives a START to the short code, and what the account itself forbids
    outlives any START. FROM_THERE_ALONE as `by` replaces nothing.
    """
    row = default_list(connection, account_id, now)
    mine = (dnc_entry.c.dnc_list_id == row.id) & (dnc_entry.c.number == number_)
    query = select(dnc_entry.c.stopped_by).where(mine, dnc_entry.c.forbids_texts)
    known = connection.execute(query).first()
    if known is None:
        put_numbers(connection, row, [number_], Flags(forbids_texts=True), now)
    was = by if known is None else known[0]
    is_own = by not in {SHARED_SHORT_CODE, FROM_THERE_ALONE}
    if known is None or was == FROM_THERE_ALONE or (was is not None and is_own):
        connection.execute(update(dnc_entry).where(mine).values(stopped_by=by))
    return known is None or was == FROM_THERE_ALONE


def narrow(connection: Connection, found: ColumnElement[bool]) -> None:
    """Let entries forbid nothing but texts from the short code."""
    connection.execute(update(dnc_entry).where(found).values(stopped_by=FROM_THERE_ALONE))


def opt_in(connection: Connection, found: ColumnElement[bool]) -> bool:
    """Take people who texted STOP off the lists of accounts; answers whether anybody was there.

    `found` is the condition on entries; those that an account made by itself have no `stopped_by`.
    """
    changed = update(dnc_entry).where(found).values(forbids_texts=False, stopped_by=None)
    ids = connection.execute(changed.returning(dnc_entry.c.id)).scalars().all()
    _drop_free(connection, dnc_entry.c.id.in_(ids))
    return bool(ids)


def forbidden(
    connection: Connection,
    account_id: int,
    kind: ActionKind,
    numbers: Collection[str],
    broadcast_id: int | None = None,
) -> set[str]:
    """Answer which of the numbers any list of the account or the broadcast forbids to call or text."""
    return _asked(connection, account_id, _FORBIDDEN[kind], numbers, broadcast=broadcast_id)


def refused(connection: Connection, account_id: int, numbers: Collection[str]) -> set[str]:
    """Answer which of the numbers are on a list of the whole account, for calls or for texts."""
    return _asked(connection, account_id, _REFUSED, numbers)


def _asked(
    connection: Connection, account_id: int, query: object, numbers: Collection[str], **scope: object
) -> set[str]:
    has_any = select(dnc_entry.c.id).where(dnc_entry.c.account_id == account_id).limit(1)
    if not numbers or connection.execute(has_any).first() is None:
        return set()
    found: set[str] = set()
    for some in _some_of(list(numbers)):
        asked = {"account": account_id, "numbers": some, **scope}
        found.update(connection.execute(query, asked).scalars())  # type: ignore[call-overload]
    return found


def add_list(
    connection: Connection,
    account_id: int,
    name: str,
    broadcast_id: int | None,
    now: datetime,
    *,
    is_default: bool = False,
) -> DncListRow:
    """Add an empty list, for one broadcast or for the whole account."""
    values = {"account_id": account_id, "name": name, "broadcast_id": broadcast_id, "created_at": now}
    statement = insert(dnc_list).values(is_default=is_default, **values).returning(*_LIST)
    return DncListRow(*connection.execute(statement).one())


def default_list(connection: Connection, account_id: int, now: datetime) -> DncListRow:
    """Answer the list that collects who opts out, making it if it is not there."""
    query = select(*_LIST).where(dnc_list.c.account_id == account_id, dnc_list.c.is_default)
    row = connection.execute(query).first()
    if row is None:
        return add_list(connection, account_id, DEFAULT_NAME, None, now, is_default=True)
    return DncListRow(*row)


def find_list(connection: Connection, account_id: int, list_id: int) -> DncListRow | None:
    """Answer a list of the account."""
    query = select(*_LIST).where(dnc_list.c.id == list_id, dnc_list.c.account_id == account_id)
    row = connection.execute(query).first()
    return None if row is None else DncListRow(*row)


def page_of_lists(
    connection: Connection,
    account_id: int,
    broadcast_id: int | None,
    name: str | None,
    first: int,
    limit: int,
) -> tuple[int, list[DncListRow]]:
    """Answer how many lists match, and a page of them, oldest first; a name matches in part."""
    found = dnc_list.c.account_id == account_id
    if broadcast_id is not None:
        found &= dnc_list.c.broadcast_id == broadcast_id
    if name:
        found &= contains(dnc_list.c.name, name)
    total = connection.execute(select(func.count()).select_from(dnc_list).where(found)).scalar_one()
    page = select(*_LIST).where(found).order_by(dnc_list.c.id).offset(first).limit(limit)
    return int(total), [DncListRow(*row) for row in connection.execute(page)]


def delete_list(connection: Connection, list_id: int) -> None:
    """Delete a list with its numbers."""
    connection.execute(delete(dnc_entry).where(dnc_entry.c.dnc_list_id == list_id))
    connection.execute(delete(dnc_list).where(dnc_list.c.id == list_id))


def put_numbers(
    connection: Connection, row: DncListRow, numbers: Sequence[str], flags: Flags, now: datetime
) -> None:
    """Put numbers on a list: "re-adding a number only updates flags"; "for a new entry absent = false"."""
    written = _written(flags)
    shared = {"account_id": row.account_id, "dnc_list_id": row.id, "broadcast_id": row.broadcast_id}
    fresh = {"forbids_calls": False, "forbids_texts": False, **written, **shared, "created_at": now}
    for some in _some_of(list(dict.fromkeys(numbers))):
        mine = (dnc_entry.c.dnc_list_id == row.id) & dnc_entry.c.number.in_(some)
        known = set(connection.execute(select(dnc_entry.c.number).where(mine)).scalars())
        if known and written:
            connection.execute(update(dnc_entry).where(mine).values(written))
            _drop_free(connection, mine)
        new = [{"number": each, **fresh} for each in some if each not in known]
        if new and (fresh["forbids_calls"] or fresh["forbids_texts"]):
            connection.execute(insert(dnc_entry), new)
            _grow(connection, row.id, len(new))


def clear_numbers(connection: Connection, row: DncListRow, numbers: Sequence[str], flags: Flags) -> None:
    """Take flags off numbers of a list: "an entry with no flag left is deleted"."""
    cleared = _written(Flags(*(False if flag else None for flag in flags)))
    for some in _some_of(list(dict.fromkeys(numbers))):
        mine = (dnc_entry.c.dnc_list_id == row.id) & dnc_entry.c.number.in_(some)
        if cleared:
            connection.execute(update(dnc_entry).where(mine).values(cleared))
            _drop_free(connection, mine)


def change_number(connection: Connection, account_id: int, number_: str, flags: Flags) -> bool:
    """Set flags on every entry of a number; False when the account has none."""
    written = _written(flags)
    mine = (dnc_entry.c.account_id == account_id) & (dnc_entry.c.number == number_)
    if not written:
        return connection.execute(select(dnc_entry.c.id).where(mine)).first() is not None
    is_known = connection.execute(update(dnc_entry).where(mine).values(written)).rowcount > 0
    _drop_free(connection, mine)
    return is_known


def _written(flags: Flags) -> dict[str, bool | None]:
    written: dict[str, bool | None] = {
        name: flag for name, flag in flags._asdict().items() if flag is not None
    }
    if flags.forbids_texts is not None:
        # The account has its own say now, and no START undoes that.
        written["stopped_by"] = None
    return written


def _drop_free(connection: Connection, found: ColumnElement[bool]) -> None:
    """Delete those of the entries that are found which forbid nothing, wherever their flags went."""
    is_free = ~dnc_entry.c.forbids_calls & ~dnc_entry.c.forbids_texts
    gone = connection.execute(delete(dnc_entry).where(found, is_free).returning(dnc_entry.c.dnc_list_id))
    for list_id, entries in Counter(gone.scalars()).items():
        _grow(connection, list_id, -entries)


def page_of_numbers(
    connection: Connection, account_id: int, wanted: DncFilter, first: int, limit: int
) -> tuple[int, list[DncEntryRow]]:
    """Answer how many numbers match, and a page of them, oldest entry first."""
    found = _matching(account_id, wanted)
    total = connection.execute(select(func.count()).select_from(dnc_entry).where(found)).scalar_one()
    page = select(*_ENTRY).where(found).order_by(dnc_entry.c.id).offset(first).limit(limit)
    return int(total), [DncEntryRow(*row) for row in connection.execute(page)]


def _matching(account_id: int, wanted: DncFilter) -> ColumnElement[bool]:
    entry = dnc_entry.c
    found = entry.account_id == account_id
    if wanted.prefix:
        # A range, which the index on numbers serves; ":" follows "9".
        found &= (entry.number >= wanted.prefix) & (entry.number < wanted.prefix + ":")
    if wanted.list_id is not None:
        found &= entry.dnc_list_id == wanted.list_id
    if wanted.list_name:
        named = select(dnc_list.c.id).where(dnc_list.c.account_id == account_id)
        found &= entry.dnc_list_id.in_(named.where(contains(dnc_list.c.name, wanted.list_name)))
    for flag, column in (
        (wanted.forbids_calls, entry.forbids_calls),
        (wanted.forbids_texts, entry.forbids_texts),
    ):
        if flag is not None:
            found &= column.is_(flag)
    return found


def _some_of(numbers: list[str]) -> Iterator[list[str]]:
    return (numbers[at_ : at_ + _NUMBERS_PER_QUERY] for at_ in range(0, len(numbers), _NUMBERS_PER_QUERY))


def _grow(connection: Connection, list_id: int, by: int) -> None:
    if by:
        connection.execute(update(dnc_list).where(dnc_list.c.id == list_id).values(size=dnc_list.c.size + by))
