"""The outbox: what happened, written in the transaction in which it became true, in the order of the commits.

Readers are woken after the commit (`Store.listen`) and read on from where they were. A row is as many events as it has
ids: calls and texts move by the thousand. Those of broadcasts and actions are also numbered from 1 without a gap.

Rows do not stay for ever. The newest `KEPT` events do, and up to `MOST_KEPT` as long as a reader has not said that it
has seen them; no reader can let the table grow beyond that.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from enum import StrEnum
from operator import attrgetter
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Integer,
    String,
    Table,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)

from callfire_soap.domain.actions import ActionKind, ActionState
from callfire_soap.domain.broadcasts import BatchStatus, BroadcastStatus
from callfire_soap.domain.contacts import ContactListStatus
from callfire_soap.domain.events import ActionsMoved, BatchMoved, BroadcastMoved, ContactListMoved, Event
from callfire_soap.store.bulk import Bulk, Row, runs
from callfire_soap.store.columns import Long, at, identity, metadata, micros, text, word
from callfire_soap.store.ids import next_of, reserve, reserve_named

MOST_KEPT = 5_000_000
"""How many events stay at most, whoever wants them."""

KEPT = 100_000
"""How many stay although nobody has still to read them, so that one can look back."""

_MOST_IDS = 10_000
"""How many ids a row has at most, so that no reader has to take a million at once."""

# Pruning is done by whoever writes, a little more often than it adds as much: nobody has to wait for it.
_PRUNED_EVERY = 500
_PRUNED_AT_ONCE = 2 * _PRUNED_EVERY

_NUMBERS = "event_number"


class EventKind(StrEnum):
    """What something happened to."""

    CALL = "call"
    TEXT = "text"
    BROADCAST = "broadcast"
    BATCH = "batch"
    CONTACT_LIST = "contact_list"


# Nothing refers to other tables here: what happened stays true when what it happened to is deleted.
outbox = Table(
    "outbox",
    metadata,
    identity(),
    Column("account_id", Long, nullable=False),
    word("kind", EventKind),
    # Of calls and texts: whether they came in.
    Column("is_inbound", Boolean, nullable=False),
    # The state or status that was reached.
    Column("state", String(32), nullable=False),
    at("happened"),
    # Runs of ids, as `_written` writes them, and how many ids that are.
    text("ids"),
    Column("size", Integer, nullable=False),
    # The number of the first event, of those that have one.
    Column("first_number", BigInteger, nullable=True, index=True),
)

outbox_reader = Table(
    "outbox_reader",
    metadata,
    Column("name", String(32), primary_key=True),
    # The last row that it needs no more.
    Column("seen_id", BigInteger, nullable=False),
)


class OutboxRow(NamedTuple):
    """Events of one account that happened alike at one moment."""

    id: int
    account_id: int
    kind: EventKind
    is_inbound: bool
    state: str
    happened_at: datetime
    ids: str
    size: int
    first_number: int | None

    @property
    def members(self) -> list[int]:
        """What the events happened to, in order."""
        found: list[int] = []
        end = 0
        for run in self.ids.split(","):
            gap, _, further = run.partition("+")
            first = end + int(gap)
            end = first + int(further or 0)
            found.extend(range(first, end + 1))
        return found

    @property
    def event(self) -> Event:
        """The row as it was noted; one with very many ids was noted together with those that follow it."""
        members = self.members
        owner, when = self.account_id, self.happened_at
        if self.kind is EventKind.BROADCAST:
            return BroadcastMoved(owner, members[0], BroadcastStatus(self.state), when)
        if self.kind is EventKind.BATCH:
            return BatchMoved(owner, members[0], BatchStatus(self.state), when)
        if self.kind is EventKind.CONTACT_LIST:
            return ContactListMoved(owner, members[0], ContactListStatus(self.state), when)
        kind, state = ActionKind(self.kind.value), ActionState(self.state)
        return ActionsMoved(owner, kind, members, state, when, self.is_inbound)


_ROW = tuple(outbox.c[name] for name in OutboxRow._fields)
_INSERT = Bulk(insert(outbox), OutboxRow._fields)
_AFTER = select(*_ROW).where(outbox.c.id > bindparam("seen")).order_by(outbox.c.id).limit(bindparam("most"))
_HOLDS = (
    select(func.max(outbox.c.first_number))
    .where(outbox.c.first_number <= bindparam("number"))
    .scalar_subquery()
)
_NUMBERED = (
    select(*_ROW)
    .where(outbox.c.first_number.between(_HOLDS, bindparam("last")))
    .order_by(outbox.c.first_number)
)


def keep(connection: Connection, events: Sequence[Event]) -> None:
    """Write down what becomes true with this transaction, and forget a little of what nobody needs any more."""
    rows = [row for event in events for row in _rows(event)]
    if not rows:
        return
    ids = reserve(connection, outbox, len(rows))
    numbered = sum(size for *_, size, is_numbered in rows if is_numbered)
    number = reserve_named(connection, _NUMBERS, numbered).start if numbered else 0
    written: list[Row] = []
    for id_, (*before, size, is_numbered) in zip(ids, rows, strict=True):
        written.append((id_, *before, size, number if is_numbered else None))
        number += size if is_numbered else 0
    _INSERT.execute(connection, written)
    if ids.start // _PRUNED_EVERY != ids.stop // _PRUNED_EVERY:
        prune(connection)


def rows_after(connection: Connection, seen_id: int, most: int) -> list[OutboxRow]:
    """Answer the rows after one of them, in the order of their commits."""
    return [OutboxRow(*row) for row in connection.execute(_AFTER, {"seen": seen_id, "most": most})]


def numbered_rows(connection: Connection, after: int, most: int) -> list[OutboxRow]:
    """Answer the rows that hold the next `most` numbered events after one of them.

    Where the next are forgotten it goes on with the oldest that are kept.
    """
    oldest = connection.execute(select(func.min(outbox.c.first_number))).scalar()
    if oldest is None:
        return []
    first = max(after + 1, oldest)
    found = connection.execute(_NUMBERED, {"number": first, "last": first + most - 1})
    return [OutboxRow(*row) for row in found]


def begin_reading(connection: Connection, reader: str) -> None:
    """Keep for a reader what it has not seen; it is known from now on, also after a restart."""
    known = select(outbox_reader.c.name).where(outbox_reader.c.name == reader)
    if connection.execute(known).first() is None:
        connection.execute(insert(outbox_reader).values(name=reader, seen_id=0))


def end_reading(connection: Connection, reader: str) -> None:
    """Keep nothing for a reader any more."""
    connection.execute(delete(outbox_reader).where(outbox_reader.c.name == reader))


def mark_seen(connection: Connection, reader: str, row_id: int) -> None:
    """Say that a reader needs no row up to this one any more."""
    mine = outbox_reader.c.name == reader
    connection.execute(update(outbox_reader).where(mine).values(seen_id=row_id))


def prune(connection: Connection) -> None:
    """Forget the oldest rows that are not needed any more, a slice of them."""
    oldest = connection.execute(select(func.min(outbox.c.id))).scalar()
    if oldest is None:
        return
    seen = connection.execute(select(func.min(outbox_reader.c.seen_id))).scalar()
    needed = _first_of_newest(connection, KEPT)
    if seen is not None:
        needed = max(min(needed, seen + 1), _first_of_newest(connection, MOST_KEPT))
    connection.execute(delete(outbox).where(outbox.c.id < min(needed, oldest + _PRUNED_AT_ONCE)))


def _first_of_newest(connection: Connection, how_many: int) -> int:
    """Answer the first row of the newest events."""
    number = next_of(connection, _NUMBERS) - how_many
    holds = select(outbox.c.id).where(outbox.c.first_number == _HOLDS)
    first = connection.execute(holds, {"number": number}).scalar() or 0
    # Rows without a number are few, but not to stay for ever where nothing else happens.
    return max(first, next_of(connection, outbox.name) - how_many)


def _rows(event: Event) -> Iterator[Row]:
    """Build the values of an event as they are stored, up to its ids, with their number and whether it counts."""
    if isinstance(event, ActionsMoved):
        before = (event.account, event.kind.value, int(event.is_inbound), event.state.value, micros(event.at))
        for start in range(0, len(event.actions), _MOST_IDS):
            some = event.actions[start : start + _MOST_IDS]
            yield (*before, _written(some), len(some), True)
        return
    kind, of, is_numbered = _SINGLE[type(event)]
    yield (event.account, kind.value, 0, event.status.value, micros(event.at), str(of(event)), 1, is_numbered)


_SINGLE: dict[type[Event], tuple[EventKind, Callable[[Any], int], bool]] = {
    BroadcastMoved: (EventKind.BROADCAST, attrgetter("broadcast"), True),
    BatchMoved: (EventKind.BATCH, attrgetter("batch"), False),
    ContactListMoved: (EventKind.CONTACT_LIST, attrgetter("contact_list"), False),
}


def _written(ids: Sequence[int]) -> str:
    """Write ids as runs, each with its distance from the one before: "1000+999,1,2+3"."""
    first, last = ids[0], ids[-1]
    whole = range(first, last + 1)
    if len(ids) == len(whole) and list(ids) == list(whole):
        return _run(first, last, 0)
    found = list(runs(ids))
    ends = [0, *(each for _, each in found)]
    return ",".join(_run(first, last, end) for (first, last), end in zip(found, ends, strict=False))


def _run(first: int, last: int, end: int) -> str:
    return f"{first - end}+{last - first}" if last > first else f"{first - end}"
