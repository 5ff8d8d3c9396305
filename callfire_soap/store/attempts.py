"""Attempts: every try of an action, `CallRecord` and `TextRecord` on the wire."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import (
    Column,
    Connection,
    Index,
    Integer,
    Select,
    Table,
    bindparam,
    case,
    func,
    insert,
    literal,
    select,
    type_coerce,
    update,
)
from sqlalchemy.sql.dml import ReturningUpdate

from callfire_soap.domain.actions import ActionEvent, ActionKind, ActionState, next_state
from callfire_soap.domain.dispositions import Disposition
from callfire_soap.store.accounts import account
from callfire_soap.store.actions import IS_READY, ClaimedRow, action
from callfire_soap.store.bulk import Bulk, Row, runs
from callfire_soap.store.columns import (
    Credits,
    Long,
    at,
    belongs_to,
    identity,
    metadata,
    micros,
    number,
    ten_thousandths,
    text,
    word,
)
from callfire_soap.store.ids import reserve


class AttemptKind(StrEnum):
    """Whether an attempt dialled, connected a transfer, or sent a text."""

    CALL = "call"
    TRANSFER = "transfer"
    TEXT = "text"


attempt = Table(
    "attempt",
    metadata,
    identity(),
    belongs_to("action"),
    word("kind", AttemptKind),
    number("to_number"),
    at("originated", optional=True),
    at("answered", optional=True),
    # An attempt without an end is under way.
    at("finished", optional=True),
    word("result", Disposition, optional=True),
    Column("seconds", Integer),
    Column("billed", Credits),
    text("message", optional=True),
    Index(None, "action_id", "id"),
)


class NewAttempt(NamedTuple):
    """An attempt that begins, or that is known only when it is over."""

    id: int
    action_id: int
    to_number: str
    # Of a text, its words; of a long one, those of one part.
    message: str | None = None


class End(NamedTuple):
    """How attempts ended that went alike, and what each of them costs."""

    originated_at: datetime
    answered_at: datetime | None
    finished_at: datetime
    result: Disposition
    seconds: int = 0
    billed: Decimal = Decimal(0)

    def stored(self) -> Row:
        """Write it as the columns hold it."""
        times = (
            micros(self.originated_at),
            self.answered_at and micros(self.answered_at),
            micros(self.finished_at),
        )
        return (*times, self.result.value, self.seconds, ten_thousandths(self.billed))


class EndedAttempts(NamedTuple):
    """Attempts that were under way and ended alike."""

    end: End
    attempt_ids: Iterable[int]


class PastAttempts(NamedTuple):
    """Attempts that are over when they become known, such as the legs of transfers; they went alike."""

    kind: AttemptKind
    end: End
    attempts: Sequence[NewAttempt]


class AttemptRow(NamedTuple):
    """An attempt that has ended."""

    id: int
    action_id: int
    result: Disposition
    originated_at: datetime | None
    answered_at: datetime | None
    finished_at: datetime
    seconds: int
    billed: Decimal
    message: str | None


class OpenRow(NamedTuple):
    """An attempt that is under way, with its action."""

    id: int
    to_number: str
    originated_at: datetime
    # Of a text, its first part.
    message: str | None
    broadcast_id: int
    claimed: ClaimedRow


class WaitedRow(NamedTuple):
    """An action that waited and was ended; `attempts` is how often it was tried."""

    id: int
    batch_id: int | None
    attempts: int


_MICROS_PER_MINUTE = 60_000_000
_ROW = tuple(attempt.c[name] for name in AttemptRow._fields)
_OPEN = (*(attempt.c[name] for name in OpenRow._fields[:4]), action.c.broadcast_id)
_CLAIMED = tuple(action.c[name] for name in ClaimedRow._fields)

_BEGIN = Bulk(insert(attempt), ("id", "action_id", "kind", "to_number", "originated_at", "message"))
_END = Bulk(
    update(attempt)
    .where(attempt.c.id.between(bindparam("first"), bindparam("last")))
    .values(
        originated_at=bindparam("originated"),
        answered_at=bindparam("answered"),
        finished_at=bindparam("finished"),
        result=bindparam("ended"),
        seconds=bindparam("lasted"),
        billed=bindparam("cost"),
    ),
    ("originated", "answered", "finished", "ended", "lasted", "cost", "first", "last"),
)
_COLUMNS_OF_END = ("originated_at", "answered_at", "finished_at", "result", "seconds", "billed")
_PAST = Bulk(insert(attempt), ("id", "action_id", "kind", "to_number", *_COLUMNS_OF_END, "message"))

# The result of the call itself, whomever it was connected with.
_LAST_RESULT = (
    select(attempt.c.result)
    .where(attempt.c.action_id == action.c.id, attempt.c.kind != AttemptKind.TRANSFER)
    .order_by(attempt.c.id.desc())
    .limit(1)
    .scalar_subquery()
)
# Naming accounts and kinds lets the index on states serve: the tables may hold millions of rows.
_OF_ANYBODY = action.c.account_id.in_(select(account.c.id)) & action.c.kind.in_(tuple(ActionKind))


def _ending(waiting: Select[int]) -> ReturningUpdate[Any]:
    undialed = literal(Disposition.UNDIALED, action.c.result.type)
    ended = {
        "state": next_state(ActionState.READY, ActionEvent.ABANDON),
        "result": case((action.c.attempts == 0, undialed), else_=_LAST_RESULT),
        "modified_at": bindparam("at"),
    }
    statement = update(action).where(action.c.id.in_(waiting)).values(ended)
    return statement.returning(*(action.c[name] for name in WaitedRow._fields))


# Each finds what waits by an index on states: a broadcast that ends may hold a million actions that do not, and is
# asked once for each call that was up. The database would take the index on broadcasts, but for a bound that
# everything keeps to, and a sum.
_ALWAYS = type_coerce(action.c.due_at, Long) >= 0
_READY = select(action.c.id).where(action.c.broadcast_id == bindparam("of"), IS_READY, _ALWAYS)
_DISABLED = select(action.c.id).where(
    action.c.broadcast_id + 0 == bindparam("of"), _OF_ANYBODY, action.c.state == ActionState.DISABLED
)
_ENDINGS = (_ending(_READY), _ending(_DISABLED))
_ENDINGS_OF_SOME = (_ending(_READY.where(action.c.id.in_(bindparam("only", expanding=True)))),)


def reserve_attempts(connection: Connection, how_many: int) -> range:
    """Take ids for attempts."""
    return reserve(connection, attempt, how_many)


def begin_attempts(
    connection: Connection, kind: AttemptKind, attempts: Iterable[NewAttempt], now: datetime
) -> None:
    """Note attempts that are going to be made."""
    word_, stamp = kind.value, micros(now)
    rows = [(each, action_id, word_, phone, stamp, words) for each, action_id, phone, words in attempts]
    _BEGIN.execute(connection, rows)


def end_attempts(connection: Connection, ended: Iterable[EndedAttempts]) -> None:
    """Note how attempts ended; those that follow one another are quickly written."""
    rows: list[Row] = []
    for end, ids in ended:
        stored = end.stored()
        rows.extend((*stored, *run) for run in runs(ids))
    _END.execute(connection, rows)


def add_past(connection: Connection, past: Iterable[PastAttempts]) -> None:
    """Add attempts that are over when they become known."""
    rows: list[Row] = []
    for kind, end, attempts in past:
        word_, stored = kind.value, end.stored()
        rows.extend(
            (each, action_id, word_, phone, *stored, words) for each, action_id, phone, words in attempts
        )
    _PAST.execute(connection, rows)


def attempts_of(connection: Connection, action_ids: Sequence[int]) -> dict[int, list[AttemptRow]]:
    """Answer the ended attempts of actions, newest first: "records inside an action newest id first"."""
    found: dict[int, list[AttemptRow]] = defaultdict(list)
    if not action_ids:
        return found
    # A page of actions is nearly always a run of ids: a range is read faster than a list of 1,000 ids.
    low, high = min(action_ids), max(action_ids)
    of_page = attempt.c.action_id.in_(action_ids)
    if high - low < 4 * len(action_ids):
        of_page = attempt.c.action_id.between(low, high)
    query = select(*_ROW).where(of_page, attempt.c.finished_at.is_not(None)).order_by(attempt.c.id.desc())
    for row in connection.execute(query):
        found[row[1]].append(AttemptRow(*row))
    return found


def open_attempts(connection: Connection) -> list[OpenRow]:
    """Answer the attempts that were under way when the service last stopped, in the order they were begun."""
    is_selected = _OF_ANYBODY & (action.c.state == ActionState.SELECTED)
    is_open = is_selected & attempt.c.finished_at.is_(None)
    query = select(*_OPEN, *_CLAIMED).join(action).where(is_open).order_by(attempt.c.id)
    rows = connection.execute(query)
    return [
        OpenRow(attempt_id, phone, begun, message, broadcast_id, ClaimedRow(*claimed))
        for attempt_id, phone, begun, message, broadcast_id, *claimed in rows
    ]


def make_due(connection: Connection, broadcast_id: int, minutes: int, now: datetime) -> None:
    """Let actions that wait be looked at again: now, or so many minutes after their last attempt."""
    ended = select(func.max(attempt.c.finished_at)).where(attempt.c.action_id == action.c.id)
    again = type_coerce(ended.scalar_subquery(), Long) + minutes * _MICROS_PER_MINUTE
    due, stamp = type_coerce(action.c.due_at, Long), micros(now)
    may_be_now = (action.c.attempts == 0) | (again <= stamp)
    # The minutes may have been others when the attempt ended: nobody is to wait longer than before.
    sooner = case((may_be_now, stamp), (again < due, again), else_=due)
    waits = action.c.state.in_((ActionState.READY, ActionState.DISABLED)) & (due > stamp)
    statement = update(action).where(action.c.broadcast_id == broadcast_id, waits)
    connection.execute(statement.values(due_at=type_coerce(sooner, action.c.due_at.type)))


def end_waiting(
    connection: Connection, broadcast_id: int, now: datetime, only: Sequence[int] | None = None
) -> list[WaitedRow]:
    """Finish the actions of a broadcast that wait: with the result of their last attempt, UNDIALED without one.

    `only` names those READY ones that are meant.
    """
    values = {"of": broadcast_id, "at": now, "only": only}
    endings = _ENDINGS if only is None else _ENDINGS_OF_SOME
    ended = [row for statement in endings for row in connection.execute(statement, values)]
    return sorted(WaitedRow(*row) for row in ended)
