"""Counters of a broadcast, kept up to date as actions move on.

Counting a million actions at every GetBroadcastStats would take a second; adding to counters takes nothing.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    ForeignKey,
    Table,
    and_,
    bindparam,
    case,
    func,
    insert,
    or_,
    select,
    update,
)

from callfire_soap.domain.actions import WAITING_STATES, ActionState
from callfire_soap.domain.billing import SECONDS_PER_STARTED_MINUTE
from callfire_soap.domain.dispositions import Disposition
from callfire_soap.store.accounts import account
from callfire_soap.store.actions import action
from callfire_soap.store.attempts import AttemptKind, attempt
from callfire_soap.store.broadcasts import broadcast
from callfire_soap.store.columns import Credits, Long, count, metadata
from callfire_soap.store.columns import word as word_column
from callfire_soap.store.prepared import Prepared

broadcast_progress = Table(
    "broadcast_progress",
    metadata,
    Column("broadcast_id", Long, ForeignKey("broadcast.id"), primary_key=True),
    count("unattempted"),
    count("retry_wait"),
    count("finished"),
)

broadcast_tally = Table(
    "broadcast_tally",
    metadata,
    Column("broadcast_id", Long, ForeignKey("broadcast.id"), primary_key=True),
    Column(
        word_column("result", Disposition).name, word_column("result", Disposition).type, primary_key=True
    ),
    count("attempts"),
    count("actions"),
    count("attempted_actions"),
    count("seconds"),
    count("billed_seconds"),
    Column("billed", Credits, nullable=False),
)


class Progress(NamedTuple):
    """How many actions of a broadcast stand where."""

    unattempted: int = 0
    retry_wait: int = 0
    finished: int = 0


class Tally(NamedTuple):
    """What the attempts with one result add up to; seconds and credits."""

    attempts: int = 0
    actions: int = 0
    attempted_actions: int = 0
    seconds: int = 0
    billed_seconds: int = 0
    billed: Decimal = Decimal(0)

    def plus(self, more: "Tally") -> "Tally":
        """Add two tallies."""
        return Tally(
            self.attempts + more.attempts,
            self.actions + more.actions,
            self.attempted_actions + more.attempted_actions,
            self.seconds + more.seconds,
            self.billed_seconds + more.billed_seconds,
            self.billed + more.billed,
        )


def begin_statistics(connection: Connection, broadcast_id: int) -> None:
    """Start the counters of a new broadcast at 0."""
    connection.execute(insert(broadcast_progress).values(broadcast_id=broadcast_id))


def add_progress(connection: Connection, broadcast_id: int, change: Progress) -> None:
    """Add to the counters of a broadcast; the changes may be negative."""
    counters = {name: broadcast_progress.c[name] + value for name, value in change._asdict().items()}
    statement = update(broadcast_progress).where(broadcast_progress.c.broadcast_id == broadcast_id)
    connection.execute(statement.values(counters))


def add_tallies(connection: Connection, broadcast_id: int, changes: Mapping[Disposition, Tally]) -> None:
    """Add ended attempts to the counters of a broadcast."""
    for result, change in changes.items():
        mine = (broadcast_tally.c.broadcast_id == broadcast_id) & (broadcast_tally.c.result == result)
        counters = {name: broadcast_tally.c[name] + value for name, value in change._asdict().items()}
        changed = connection.execute(update(broadcast_tally).where(mine).values(counters))
        if not changed.rowcount:
            values = {"broadcast_id": broadcast_id, "result": result, **change._asdict()}
            connection.execute(insert(broadcast_tally).values(values))


class SummaryRow(NamedTuple):
    """What one wants to be told of a broadcast without looking for it; `waiting` is what may still be attempted."""

    login: str
    name: str
    created_at: datetime
    waiting: int
    finished: int


_WAITING = broadcast_progress.c.unattempted + broadcast_progress.c.retry_wait
_SUMMARY = Prepared(
    select(
        account.c.login,
        broadcast.c.name,
        broadcast.c.created_at,
        _WAITING.label("waiting"),
        broadcast_progress.c.finished,
    )
    .join(account, account.c.id == broadcast.c.account_id)
    .join(broadcast_progress, broadcast_progress.c.broadcast_id == broadcast.c.id)
    .where(broadcast.c.id == bindparam("of"))
)


def summary_of(connection: Connection, broadcast_id: int) -> SummaryRow | None:
    """Sum a broadcast up, if it is there."""
    row = _SUMMARY.first(connection, of=broadcast_id)
    return None if row is None else SummaryRow(*row)


def progress_of(connection: Connection, broadcast_id: int) -> Progress:
    """Answer how many actions of a broadcast stand where."""
    columns = [broadcast_progress.c[name] for name in Progress._fields]
    row = connection.execute(
        select(*columns).where(broadcast_progress.c.broadcast_id == broadcast_id)
    ).first()
    return Progress(*row) if row else Progress()


def tallies_of(connection: Connection, broadcast_id: int) -> dict[Disposition, Tally]:
    """Answer the counters of a broadcast by result."""
    columns = [broadcast_tally.c[name] for name in Tally._fields]
    query = select(broadcast_tally.c.result, *columns).where(broadcast_tally.c.broadcast_id == broadcast_id)
    return {result: Tally(*counters) for result, *counters in connection.execute(query.order_by("result"))}


def _sent_by(broadcast_id: int) -> list[ColumnElement[bool]]:
    # Replies belong to the broadcast too, but are nothing that it did.
    return [action.c.broadcast_id == broadcast_id, ~action.c.is_inbound]


def _within(
    moment: ColumnElement[datetime], begin: datetime | None, end: datetime | None
) -> list[ColumnElement[bool]]:
    """Build the conditions that a moment lies in an interval, both bounds included."""
    conditions: list[ColumnElement[bool]] = []
    if begin is not None:
        conditions.append(moment >= begin)
    if end is not None:
        conditions.append(moment <= end)
    return conditions


def tallies_between(
    connection: Connection, broadcast_id: int, begin: datetime | None, end: datetime | None
) -> dict[Disposition, Tally]:
    """Count the attempts of a broadcast that finished in an interval; either bound may be missing.

    Inferred: "by interval range" selects by FinishTime.
    """
    finished = _within(attempt.c.finished_at, begin, end)
    wanted = [*_sent_by(broadcast_id), attempt.c.finished_at.is_not(None), *finished]
    is_first = func.row_number().over(partition_by=attempt.c.action_id, order_by=attempt.c.id) == 1
    columns = [attempt.c[name] for name in ("result", "kind", "action_id", "seconds", "billed")]
    ended = select(*columns, is_first.label("is_first")).join(action).where(*wanted).subquery().c
    started_minutes = (ended.seconds + SECONDS_PER_STARTED_MINUTE - 1) // SECONDS_PER_STARTED_MINUTE
    query = select(
        ended.result,
        func.count(),
        func.count(ended.action_id.distinct()),
        # An action counts once, whatever its attempts ended with.
        func.count().filter(ended.is_first),
        func.coalesce(func.sum(ended.seconds), 0),
        # "the transfer leg (XFER_LEG, billed 0)".
        func.coalesce(func.sum(started_minutes).filter(ended.kind != AttemptKind.TRANSFER), 0)
        * SECONDS_PER_STARTED_MINUTE,
        func.sum(ended.billed),
    )
    return {
        result: Tally(*counters)
        for result, *counters in connection.execute(query.group_by(ended.result).order_by(ended.result))
    }


def progress_between(
    connection: Connection, broadcast_id: int, begin: datetime | None, end: datetime | None
) -> Progress:
    """Count the actions of a broadcast that belong to an interval, by where they stand now.

    Inferred: they belong where their records do, and as long as they have none where they were created.
    """
    # The attempt that is under way has no record yet.
    under_way = case((action.c.state == ActionState.SELECTED, 1), else_=0)
    attempted = action.c.attempts > under_way
    waits = action.c.state.in_(WAITING_STATES)
    query = (
        select(
            func.count().filter(waits & ~attempted),
            func.count().filter(waits & attempted),
            func.count().filter(~waits),
        )
        .select_from(action)
        .where(*_sent_by(broadcast_id))
    )
    if begin is not None or end is not None:
        records = (attempt.c.action_id == action.c.id) & attempt.c.finished_at.is_not(None)
        finished = select(attempt.c.id).where(records, *_within(attempt.c.finished_at, begin, end)).exists()
        is_new = ~select(attempt.c.id).where(records).exists()
        query = query.where(or_(finished, and_(is_new, *_within(action.c.created_at, begin, end))))
    return Progress(*connection.execute(query).one())


def earlier_results(connection: Connection, action_ids: Iterable[int]) -> dict[int, set[Disposition]]:
    """Answer the results that actions have had so far, for those that were attempted before."""
    query = select(attempt.c.action_id, attempt.c.result).where(
        attempt.c.action_id.in_(list(action_ids)), attempt.c.finished_at.is_not(None)
    )
    found: dict[int, set[Disposition]] = {}
    for action_id, result in connection.execute(query):
        found.setdefault(action_id, set()).add(result)
    return found
