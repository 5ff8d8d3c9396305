"""How broadcasts move from status to status, for operations, schedules and the dispatcher alike."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from callfire_soap.domain.actions import ActionEvent, ActionState, next_state
from callfire_soap.domain.broadcasts import BroadcastEvent, BroadcastStatus, BroadcastType, next_status
from callfire_soap.domain.configs import Config, TextConfig
from callfire_soap.domain.events import ActionsMoved, BroadcastMoved
from callfire_soap.domain.phone_numbers import SHARED_SHORT_CODE
from callfire_soap.store import accounts, actions, attempts, batches, broadcasts, schedules, statistics
from callfire_soap.store.broadcasts import BroadcastRow
from callfire_soap.store.statistics import Progress
from callfire_soap.store.unit_of_work import UnitOfWork

_AT_REST = frozenset({BroadcastStatus.STOPPED, BroadcastStatus.FINISHED})


class Movable(Protocol):
    """A broadcast, in whatever shape it is at hand."""

    @property
    def id(self) -> int:
        """Its id."""

    @property
    def account_id(self) -> int:
        """Whose it is."""

    @property
    def status(self) -> BroadcastStatus:
        """Where it stands."""


def add_broadcast(
    unit: UnitOfWork,
    account_id: int,
    name: str,
    type_: BroadcastType,
    config: Config,
    now: datetime,
    **settings: object,
) -> int:
    """Add a broadcast that has nobody to reach yet; answers its id."""
    created = broadcasts.add_broadcast(unit.connection, account_id, name, type_, config, now, **settings)
    statistics.begin_statistics(unit.connection, created)
    unit.note(BroadcastMoved(account_id, created, BroadcastStatus.STOPPED, now))
    return created


def move(
    unit: UnitOfWork, row: Movable, event: BroadcastEvent, now: datetime, starts_at: datetime | None = None
) -> None:
    """Take a broadcast to its next status, if that is another one; `starts_at` is when a start takes effect."""
    status = next_status(row.status, event)
    if status is row.status:
        return
    begins = starts_at if status is BroadcastStatus.START_PENDING else None
    broadcasts.change_broadcast(unit.connection, row.id, now, status=status, starts_at=begins)
    unit.note(BroadcastMoved(row.account_id, row.id, status, now))


def start_if_open(
    unit: UnitOfWork, row: BroadcastRow, account_zone: str, now: datetime, starts_at: datetime | None = None
) -> None:
    """Start a broadcast that has work while one of its schedules is open.

    "A schedule alone is enough to run a broadcast"; "opening with nothing to dial: no change, no fault"; a STOP
    inside a window holds until the next opening.
    """
    if row.status not in _AT_REST or row.is_halted:
        return
    rules = (each.rule(account_zone) for each in schedules.schedules_of(unit.connection, row.id))
    if any(rule.is_open(now) for rule in rules) and has_work(unit, row.id):
        move(unit, row, BroadcastEvent.START, now, starts_at)


def take_up(
    unit: UnitOfWork, row: BroadcastRow, account_zone: str, now: datetime, starts_at: datetime | None = None
) -> None:
    """Do with new contacts of a broadcast what it does with contacts: an open schedule starts it for them.

    Inferred: an archived one never starts again, so nothing that is added to it waits for that.
    """
    if row.status is BroadcastStatus.ARCHIVED:
        end_waiting(unit, row.id, now)
    else:
        start_if_open(unit, row, account_zone, now, starts_at)


def end_waiting(
    unit: UnitOfWork, broadcast_id: int, now: datetime, only: Sequence[int] | None = None
) -> None:
    """Finish what waits in a broadcast and will never be attempted: all when it ended, else only some that are READY.

    "when the broadcast ends without having reached it: UNDIALED". Inferred: only being archived ends a broadcast for
    good, and what waits for another attempt, or in a disabled batch, ends as well: with the result that it has.
    """
    connection = unit.connection
    ended = attempts.end_waiting(connection, broadcast_id, now, only)
    if not ended:
        return
    again = sum(1 for each in ended if each.attempts)
    change = Progress(unattempted=again - len(ended), retry_wait=-again, finished=len(ended))
    statistics.add_progress(connection, broadcast_id, change)
    batches.shrink_batches(connection, Counter(each.batch_id for each in ended if each.batch_id is not None))
    _note(unit, [each.id for each in ended], ActionState.FINISHED, now)


def has_work(unit: UnitOfWork, broadcast_id: int) -> bool:
    """Tell whether anything is left to be attempted; what disabled batches hold back is not."""
    progress = statistics.progress_of(unit.connection, broadcast_id)
    waiting = progress.unattempted + progress.retry_wait
    return waiting > 0 and waiting > batches.held_back(unit.connection, broadcast_id)


def move_members(unit: UnitOfWork, batch_id: int, event: ActionEvent, now: datetime) -> None:
    """Hold back what waits in a batch, or let it go: DISABLE or ENABLE."""
    before = ActionState.DISABLED if event is ActionEvent.ENABLE else ActionState.READY
    after = next_state(before, event)
    moved = actions.move_batch(unit.connection, batch_id, before, after, now)
    _note(unit, moved, after, now)


def _note(unit: UnitOfWork, moved: Sequence[int], state: ActionState, now: datetime) -> None:
    """Tell of outbound calls or texts of one broadcast."""
    if moved:
        account, kind = actions.owner_of(unit.connection, moved[0])
        unit.note(ActionsMoved(account, kind, moved, state, now))


_DEFAULT_BROADCAST_NAME = "Default Text Broadcast"


def default_text_broadcast(unit: UnitOfWork, account_id: int, now: datetime) -> BroadcastRow:
    """Answer "the account's standing default text broadcast", making it when it is needed first.

    What goes through it brings its own message and sender. Inferred: one that was archived cannot be started any
    more, so another follows it.
    """
    connection = unit.connection
    known = accounts.get_account(connection, account_id).default_broadcast_id
    row = None if known is None else broadcasts.find_broadcast(connection, account_id, known)
    if row is not None and row.status is not BroadcastStatus.ARCHIVED:
        return row
    config = TextConfig(from_number=SHARED_SHORT_CODE, message="")
    made = add_broadcast(unit, account_id, _DEFAULT_BROADCAST_NAME, BroadcastType.TEXT, config, now)
    accounts.set_default_broadcast(connection, account_id, made)
    return broadcasts.broadcasts_by_id(connection, [made])[made]
