"""Actions: calls and texts, outbound and inbound."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from operator import attrgetter
from typing import NamedTuple

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Index,
    ScalarSelect,
    String,
    Table,
    bindparam,
    case,
    func,
    literal_column,
    select,
    update,
)

from callfire_soap.domain.actions import WAITING_STATES, ActionKind, ActionState
from callfire_soap.domain.dispositions import Disposition
from callfire_soap.store.accounts import account
from callfire_soap.store.bulk import Bulk, Row, runs
from callfire_soap.store.columns import (
    Document,
    at,
    belongs_to,
    count,
    identity,
    metadata,
    micros,
    number,
    text,
    word,
)
from callfire_soap.store.prepared import Prepared
from callfire_soap.store.wanted import want, wanted_number

# Literal, because SQLite takes a partial index only for what is spelled like its condition.
IS_READY: ColumnElement[bool] = literal_column("state", String) == literal_column("'READY'", String)
_HAS_RESULT: ColumnElement[bool] = literal_column("result IS NOT NULL", Boolean)
_IS_INBOUND: ColumnElement[bool] = literal_column("is_inbound = 1", Boolean)

action = Table(
    "action",
    metadata,
    identity(),
    belongs_to("account"),
    belongs_to("broadcast", optional=True),
    belongs_to("batch", optional=True),
    belongs_to("contact"),
    word("kind", ActionKind),
    Column("is_inbound", Boolean, nullable=False),
    number("from_number"),
    number("to_number"),
    word("state", ActionState),
    word("result", Disposition, optional=True),
    at("created"),
    at("modified"),
    # When a READY action may be attempted: its creation, the end of a retry wait, the opening of calling hours.
    at("due"),
    count("attempts"),
    Column("attributes", Document),
    text("message", optional=True),
    Index(None, "account_id", "kind", "id"),
    Index(None, "broadcast_id", "id"),
    Index(None, "batch_id", "id"),
    Index(None, "contact_id", "id"),
    Index(None, "account_id", "kind", "to_number", "id"),
    Index(None, "account_id", "kind", "from_number", "id"),
    Index(None, "account_id", "kind", "state", "id"),
    Index(
        "ix_action_result",
        "account_id",
        "kind",
        "result",
        "id",
        sqlite_where=_HAS_RESULT,
        postgresql_where=_HAS_RESULT,
    ),
    Index(
        "ix_action_inbound",
        "account_id",
        "kind",
        "id",
        sqlite_where=_IS_INBOUND,
        postgresql_where=literal_column("is_inbound", Boolean),
    ),
    # What the dispatcher asks for all the time.
    Index(
        "ix_action_ready", "broadcast_id", "due_at", "id", sqlite_where=IS_READY, postgresql_where=IS_READY
    ),
)


class ActionRow(NamedTuple):
    """A call or text."""

    id: int
    broadcast_id: int | None
    batch_id: int | None
    contact_id: int
    is_inbound: bool
    from_number: str
    to_number: str
    state: ActionState
    result: Disposition | None
    created_at: datetime
    modified_at: datetime
    attributes: dict[str, str] | None
    message: str | None


class ClaimedRow(NamedTuple):
    """What the dispatcher needs of an action it is going to attempt."""

    id: int
    account_id: int
    batch_id: int | None
    contact_id: int
    from_number: str
    to_number: str
    attempts: int
    attributes: dict[str, str] | None
    message: str | None


class DueRow(NamedTuple):
    """What has to be known of an action before it is claimed; `attempts` is how often it will have been tried."""

    id: int
    contact_id: int
    to_number: str
    attempts: int


_ROW = tuple(action.c[name] for name in ActionRow._fields)
_CLAIMED = tuple(action.c[name] for name in ClaimedRow._fields)

_END = Bulk(
    update(action)
    .where(action.c.id.between(bindparam("first"), bindparam("last")))
    .values(
        state=bindparam("then"),
        result=bindparam("ended"),
        modified_at=bindparam("now"),
        due_at=bindparam("next"),
    ),
    ("then", "ended", "now", "next", "first", "last"),
)

_WAIT = Bulk(
    update(action)
    .where(action.c.id.between(bindparam("first"), bindparam("last")))
    .values(due_at=bindparam("next")),
    ("next", "first", "last"),
)

# Inferred: whoever fell due first comes first, so that nobody who waits is overtaken by retries without end;
# what is due since the same moment goes by "oldest batch and lowest id first".
_READY = (
    select(action.c.id)
    .where(action.c.broadcast_id == bindparam("of"), IS_READY, action.c.due_at <= bindparam("now"))
    .order_by(action.c.due_at, action.c.id)
    .limit(bindparam("most"))
)
_DUE = Prepared(_READY.add_columns(action.c.contact_id, action.c.to_number, action.c.attempts + 1))
_CLAIM = Prepared(
    update(action)
    .where(action.c.id.in_(_READY.with_for_update(skip_locked=True)))
    .values(state=ActionState.SELECTED, attempts=action.c.attempts + 1, modified_at=bindparam("at"))
    .returning(*_CLAIMED)
)

_BY_ID = attrgetter("id")


class EndedActions(NamedTuple):
    """SELECTED actions that go on alike: they are over, or wait until they are due again."""

    state: ActionState
    result: Disposition | None
    due_at: datetime | None
    action_ids: Sequence[int]


def end_actions(connection: Connection, ended: Iterable[EndedActions], now: datetime) -> None:
    """Move SELECTED actions on; those that follow one another are quickly written."""
    stamp = micros(now)
    rows: list[Row] = []
    for state, result, due, ids in ended:
        course = (state.value, result and result.value, stamp, stamp if due is None else micros(due))
        rows.extend((*course, *run) for run in runs(ids))
    _END.execute(connection, rows)


def leave_actions(
    connection: Connection,
    action_ids: Sequence[int],
    state: ActionState,
    result: Disposition | None,
    now: datetime,
) -> None:
    """Finish claimed actions without an attempt: the claim does not count as one."""
    statement = update(action).where(action.c.id.in_(action_ids))
    ended = {"state": state, "result": result, "modified_at": now, "attempts": action.c.attempts - 1}
    connection.execute(statement.values(ended))


def due_actions(connection: Connection, broadcast_id: int, now: datetime, most: int) -> list[DueRow]:
    """Answer those READY actions that `claim` would claim."""
    return list(map(DueRow._make, _DUE.rows(connection, of=broadcast_id, now=now, most=most)))


def put_off(connection: Connection, waits: Mapping[datetime, Sequence[int]]) -> None:
    """Let READY actions wait, given by the moment at which they are due."""
    rows = [(micros(due), *run) for due, ids in waits.items() for run in runs(sorted(ids))]
    _WAIT.execute(connection, rows)


def claim(connection: Connection, broadcast_id: int, now: datetime, most: int) -> list[ClaimedRow]:
    """Select READY actions that are due, in the order they fell due, then of their ids."""
    rows = _CLAIM.rows(connection, of=broadcast_id, now=now, at=now, most=most)
    return sorted(map(ClaimedRow._make, rows), key=_BY_ID)


def first_due(of_broadcast: ColumnElement[int]) -> ScalarSelect[datetime]:
    """Build the moment at which the next READY action of a broadcast may be attempted: one look into the index."""
    return (
        select(func.min(action.c.due_at))
        .where(action.c.broadcast_id == of_broadcast, IS_READY)
        .scalar_subquery()
    )


def numbers_present(
    connection: Connection, account_id: int, kind: ActionKind, broadcast_id: int, numbers: Iterable[str]
) -> set[str]:
    """Answer which of the numbers a broadcast has already tried or is going to; the cost is that of the numbers."""
    oldest = select(func.min(action.c.id)).where(action.c.broadcast_id == broadcast_id)
    first = connection.execute(oldest).scalar_one()
    if first is None:
        return set()
    want(connection, numbers)
    # One look into the index for each number. What is older than the broadcast is passed over, however often a
    # number was called before.
    same = (action.c.account_id == account_id) & (action.c.kind == kind) & (action.c.id >= first)
    # Replies belong to the broadcast as well, but went to a number of the account.
    sent = (action.c.broadcast_id == broadcast_id) & ~action.c.is_inbound
    occurs = select(action.c.id).where(same, action.c.to_number == wanted_number.c.number, sent)
    return set(connection.execute(select(wanted_number.c.number).where(occurs.exists())).scalars())


_REACHED = (
    Disposition.LIVE_ANSWER,
    Disposition.ANSWERING_MACHINE,
    Disposition.DO_NOT_CALL,
    Disposition.TRANSFERRED,
    Disposition.TRANSFER_LEG,
    Disposition.SENT,
)


def numbers_reached(
    connection: Connection, account_id: int, numbers: Collection[str], since: datetime, but: Sequence[int]
) -> set[str]:
    """Answer which numbers an account has reached since a moment or is reaching now, other than by some actions."""
    is_reached = action.c.result.in_(_REACHED) & (action.c.attempts > 0) & (action.c.modified_at > since)
    query = select(action.c.to_number).where(
        action.c.account_id == account_id,
        # Naming both kinds lets the index on numbers serve.
        action.c.kind.in_(tuple(ActionKind)),
        action.c.to_number.in_(numbers),
        ~action.c.is_inbound,
        action.c.id.not_in(but),
        is_reached | (action.c.state == ActionState.SELECTED),
    )
    return set(connection.execute(query.distinct()).scalars())


def move_batch(
    connection: Connection, batch_id: int, before: ActionState, after: ActionState, now: datetime
) -> list[int]:
    """Move all actions of a batch that are in one state to another; answers their ids."""
    statement = update(action).where(action.c.batch_id == batch_id, action.c.state == before)
    moved = connection.execute(statement.values(state=after, modified_at=now).returning(action.c.id))
    return sorted(moved.scalars())


def change_sender(connection: Connection, broadcast_id: int, from_number: str) -> None:
    """Let the waiting actions of a broadcast go out from another number, but for texts with a message of their own."""
    waiting = action.c.state.in_((ActionState.READY, ActionState.DISABLED))
    statement = update(action).where(
        action.c.broadcast_id == broadcast_id, waiting, action.c.message.is_(None)
    )
    connection.execute(statement.values(from_number=from_number))


class LastRow(NamedTuple):
    """Who texted somebody last."""

    account_id: int
    broadcast_id: int | None


_UNDER_WAY = action.c.state.in_((*WAITING_STATES, ActionState.TIMEOUT))
_REACHES = (action.c.result == Disposition.SENT) | _UNDER_WAY


def last_text(connection: Connection, person: str, from_number: str) -> LastRow | None:
    """Answer the last text that was sent to a person from a number, by whatever account.

    Inferred: while none was sent, people answer what is on its way to them; one that was loaded for later, or never
    goes out, draws no replies from one that was sent.
    """
    is_sent = case((action.c.result == Disposition.SENT, 1), else_=0)
    query = select(action.c.account_id, action.c.broadcast_id).where(_texted(person, from_number), _REACHES)
    newest_first = query.order_by(is_sent.desc(), action.c.modified_at.desc(), action.c.id.desc())
    row = connection.execute(newest_first.limit(1)).first()
    return None if row is None else LastRow(*row)


def last_told(
    connection: Connection, account_id: int, person: str, from_number: str, message: str
) -> datetime | None:
    """Answer when a person was last told something of its own, in no batch, from a number of an account."""
    told = (action.c.account_id == account_id) & (action.c.kind == ActionKind.TEXT)
    told &= (action.c.to_number == person) & (action.c.from_number == from_number) & ~action.c.is_inbound
    # What a do-not-call list held back nobody was told.
    told &= (action.c.message == message) & action.c.batch_id.is_(None) & (action.c.state != ActionState.DNC)
    newest = select(action.c.created_at).where(told).order_by(action.c.id.desc()).limit(1)
    found: datetime | None = connection.execute(newest).scalar()
    return found


def accounts_that_texted(connection: Connection, person: str, from_number: str) -> set[int]:
    """Answer all accounts that have texts to a person from a number, also such as were held back."""
    query = select(action.c.account_id).where(_texted(person, from_number)).distinct()
    return set(connection.execute(query).scalars())


def has_reached(connection: Connection, account_id: int, person: str, from_number: str) -> bool:
    """Tell whether an account has sent a text to a person from a number, or has one on its way."""
    mine = _texted(person, from_number) & (action.c.account_id == account_id)
    return connection.execute(select(action.c.id).where(mine, _REACHES).limit(1)).first() is not None


def _texted(person: str, from_number: str) -> ColumnElement[bool]:
    # Naming the accounts lets the index on their numbers serve.
    sent = action.c.account_id.in_(select(account.c.id)) & (action.c.to_number == person)
    return (
        sent
        & (action.c.from_number == from_number)
        & ~action.c.is_inbound
        & (action.c.kind == ActionKind.TEXT)
    )


def owner_of(connection: Connection, action_id: int) -> tuple[int, ActionKind]:
    """Answer the account of an action that is there, and its kind."""
    query = select(action.c.account_id, action.c.kind).where(action.c.id == action_id)
    account_id, kind = connection.execute(query).one()
    return account_id, kind


def find_action(
    connection: Connection, account_id: int, kind: ActionKind, action_id: int
) -> ActionRow | None:
    """Answer a call or text of the account."""
    mine = (action.c.id == action_id) & (action.c.account_id == account_id) & (action.c.kind == kind)
    row = connection.execute(select(*_ROW).where(mine)).first()
    return None if row is None else ActionRow(*row)


def actions_of_contact(
    connection: Connection, account_id: int, contact_id: int, first: int, limit: int
) -> list[tuple[ActionKind, ActionRow]]:
    """Answer a page of the calls and texts of a contact, in the order of their creation."""
    mine = (action.c.contact_id == contact_id) & (action.c.account_id == account_id)
    page = select(action.c.kind, *_ROW).where(mine).order_by(action.c.id).offset(first).limit(limit)
    return [(kind, ActionRow(*row)) for kind, *row in connection.execute(page)]
