"""What follows when attempts end: records, results, retries, counters and bills."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from callfire_soap.conduct.lifecycle import end_waiting, move_members
from callfire_soap.dispatch import leavings
from callfire_soap.dispatch.runners import Runner
from callfire_soap.domain.actions import ActionEvent, ActionKind, ActionState, next_state
from callfire_soap.domain.billing import CREDITS_PER_TEXT, billed_seconds, call_credits
from callfire_soap.domain.dispositions import Disposition
from callfire_soap.domain.events import ActionsMoved
from callfire_soap.domain.outcomes import Effects, Leg, Outcome, Pressed, call_disposition, text_disposition
from callfire_soap.store import accounts, actions, attempts, batches, broadcasts, dnc, statistics
from callfire_soap.store.actions import EndedActions
from callfire_soap.store.attempts import AttemptKind, End, EndedAttempts, NewAttempt, PastAttempts
from callfire_soap.store.statistics import Progress, Tally
from callfire_soap.store.unit_of_work import UnitOfWork


class Open(NamedTuple):
    """An attempt that is under way."""

    runner: Runner
    action: int
    batch: int | None
    from_number: str
    to_number: str
    # How often the action has been tried, this time included.
    tries: int
    parts: tuple[str, ...]


class Ended(NamedTuple):
    """Attempts of one broadcast that ended alike at the same moment."""

    runner: Runner
    disposition: Disposition
    outcome: Outcome
    attempts: Sequence[tuple[int, Open]]


class _Moved(NamedTuple):
    """Actions that came to the same state, one after the other."""

    account: int
    kind: ActionKind
    actions: list[int]


@dataclass(slots=True)
class _Change:
    """What a group of ended attempts adds to the rows and counters."""

    attempts: list[EndedAttempts] = field(default_factory=list)
    actions: list[EndedActions] = field(default_factory=list)
    further: list[PastAttempts] = field(default_factory=list)
    handled: Counter[int] = field(default_factory=Counter)
    # The broadcasts and batches of actions that wait for another attempt.
    waiting_broadcasts: set[int] = field(default_factory=set)
    waiting_batches: set[int] = field(default_factory=set)
    # The actions that came to a state, in the order in which they ended.
    moved: dict[ActionState, list[_Moved]] = field(default_factory=lambda: defaultdict(list))
    progress: dict[int, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    tallies: dict[int, dict[Disposition, Tally]] = field(default_factory=lambda: defaultdict(dict))
    charges: dict[int, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    forbidden: list[tuple[int, str, ActionKind]] = field(default_factory=list)


def group(reports: Iterable[tuple[Outcome, Iterable[tuple[int, Open]]]]) -> list[Ended]:
    """Sort attempts that ended by broadcast, and decide their dispositions."""
    ended: list[Ended] = []
    for outcome, pairs in reports:
        by_runner: dict[int, list[tuple[int, Open]]] = defaultdict(list)
        for attempt, open_ in pairs:
            by_runner[id(open_.runner)].append((attempt, open_))
        for members in by_runner.values():
            runner = members[0][1].runner
            ended.append(Ended(runner, _disposition(runner, outcome), outcome, members))
    return ended


def _disposition(runner: Runner, outcome: Outcome) -> Disposition:
    if runner.kind is ActionKind.TEXT:
        return text_disposition(outcome)
    return call_disposition(outcome, detects_machines=runner.plan is None or runner.plan.detects_machines)


def settle(unit: UnitOfWork, ended: Sequence[Ended], now: datetime) -> int:
    """Write down how attempts ended; answers how many."""
    change = _Change()
    for group_ in ended:
        _add_group(unit, change, group_, now)
    _write(unit, change, now)
    return sum(len(group_.attempts) for group_ in ended)


def lose(unit: UnitOfWork, lost: Sequence[Open], now: datetime) -> int:
    """Give up on attempts without an outcome: TIMEOUT, no record; answers how many."""
    change = _Change()
    state = next_state(ActionState.SELECTED, ActionEvent.LOSE)
    ids = [open_.action for open_ in lost]
    if ids:
        change.actions.append(EndedActions(state, None, None, ids))
    for open_ in lost:
        _add_moved(change, open_.runner, state, [open_.action])
        _count(change, open_.runner, open_.tries, [open_], is_over=True)
    _write(unit, change, now)
    return len(lost)


def _add_group(unit: UnitOfWork, change: _Change, ended: Ended, now: datetime) -> None:
    cost = _cost(ended)
    end = _end(ended.outcome.leg, ended.disposition, cost)
    change.attempts.append(EndedAttempts(end, [attempt for attempt, _ in ended.attempts]))
    if ended.outcome.pressed is not None:
        _add_key(unit, change, ended)
    if ended.outcome.effects is not None:
        _add_effects(unit, change, ended, ended.outcome.effects, now)
    if ended.runner.kind is ActionKind.TEXT:
        cost += _add_parts(unit, change, ended, end)
    _add_tallies(unit, change, ended, cost)
    _move(change, ended)
    change.charges[ended.runner.account.id] += cost * len(ended.attempts)


def _end(leg: Leg, result: Disposition, cost: Decimal) -> End:
    return End(leg.originated_at, leg.answered_at, leg.finished_at, result, leg.seconds, cost)


def _cost(ended: Ended) -> Decimal:
    """Answer what the attempt costs; for a text, what its first part costs."""
    if ended.runner.kind is ActionKind.TEXT:
        return CREDITS_PER_TEXT if ended.disposition is Disposition.SENT else Decimal(0)
    return call_credits(ended.outcome.leg.seconds, ended.runner.credits_per_minute)


def _add_parts(unit: UnitOfWork, change: _Change, ended: Ended, end: End) -> Decimal:
    """Add a record for each further part; answers what the parts cost on average, each is charged."""
    further = [(open_, part) for _, open_ in ended.attempts for part in open_.parts[1:]]
    ids = attempts.reserve_attempts(unit.connection, len(further)) if further else range(0)
    records = [
        NewAttempt(record, open_.action, open_.to_number, part)
        for record, (open_, part) in zip(ids, further, strict=True)
    ]
    if records:
        change.further.append(PastAttempts(AttemptKind.TEXT, end, records))
    return _cost(ended) * len(further) / len(ended.attempts)


def _add_key(unit: UnitOfWork, change: _Change, ended: Ended) -> None:
    """Add what a key of the callee brought about."""
    if ended.outcome.pressed is Pressed.DNC:
        _forbid(change, ended, [open_.to_number for _, open_ in ended.attempts])
    number = ended.runner.plan.transfer.number if ended.runner.plan and ended.runner.plan.transfer else ""
    if ended.outcome.transfer is not None:
        _add_leg(unit, change, ended, number or "", ended.outcome.transfer)


def _add_effects(unit: UnitOfWork, change: _Change, ended: Ended, effects: Effects, now: datetime) -> None:
    """Add what the dialplan of a call left behind."""
    _forbid(change, ended, effects.forbidden)
    for connection in effects.connections:
        _add_leg(unit, change, ended, connection.number, connection.leg)
    leavings.keep(
        unit, ended.runner, effects, [(attempt, open_.action) for attempt, open_ in ended.attempts], now
    )


def _forbid(change: _Change, ended: Ended, numbers: Iterable[str]) -> None:
    """Put callees who asked for it on the do-not-call list, "unless the account switched that off"."""
    account = ended.runner.account
    if account.keeps_opt_outs:
        change.forbidden.extend((account.id, number, ActionKind.CALL) for number in numbers)


def _add_leg(unit: UnitOfWork, change: _Change, ended: Ended, number: str, leg: Leg) -> None:
    """Add a record of whom callees were connected with."""
    # "two records, newest id first: the transfer leg (XFER_LEG, billed 0), then the original leg (XFER)".
    ids = attempts.reserve_attempts(unit.connection, len(ended.attempts))
    records = [
        NewAttempt(record, open_.action, number)
        for record, (_, open_) in zip(ids, ended.attempts, strict=True)
    ]
    end = _end(leg, Disposition.TRANSFER_LEG, Decimal(0))
    change.further.append(PastAttempts(AttemptKind.TRANSFER, end, records))


def _final(ended: Ended) -> Disposition:
    # "the recorded notification of a forwarded call has FinalResult XFER_LEG"; XFER would be the more logical word,
    # so operators may choose.
    return ended.runner.transferred if ended.outcome.transfer is not None else ended.disposition


def _add_tallies(unit: UnitOfWork, change: _Change, ended: Ended, cost: Decimal) -> None:
    """Count attempts by result; an action counts once for each result, and once as attempted."""
    members = len(ended.attempts)
    again = [open_.action for _, open_ in ended.attempts if open_.tries > 1]
    earlier = statistics.earlier_results(unit.connection, again) if again else {}
    repeated = Counter(result for results in earlier.values() for result in results)
    seconds = ended.outcome.leg.seconds
    further = sum(max(len(open_.parts), 1) - 1 for _, open_ in ended.attempts)
    tally = Tally(
        attempts=members + further,
        actions=members - repeated[ended.disposition],
        attempted_actions=members - len(earlier),
        seconds=seconds * members,
        billed_seconds=billed_seconds(seconds) * members,
        billed=cost * members,
    )
    mine = change.tallies[ended.runner.id]
    _accumulate(mine, ended.disposition, tally)
    legs = _transfer_legs(ended.outcome)
    if legs:
        connected = Tally(
            attempts=members * len(legs),
            actions=members - repeated[Disposition.TRANSFER_LEG],
            seconds=sum(leg.seconds for leg in legs) * members,
        )
        _accumulate(mine, Disposition.TRANSFER_LEG, connected)


def _transfer_legs(outcome: Outcome) -> list[Leg]:
    if outcome.effects is not None:
        return [connection.leg for connection in outcome.effects.connections]
    return [outcome.transfer] if outcome.transfer is not None else []


def _accumulate(tallies: dict[Disposition, Tally], result: Disposition, more: Tally) -> None:
    have = tallies.get(result, Tally())
    tallies[result] = have.plus(more)


def _move(change: _Change, ended: Ended) -> None:
    """Finish the actions, or let them wait for another attempt."""
    policy, finished = ended.runner.retry, ended.outcome.leg.finished_at
    for tries, members in _by_tries(open_ for _, open_ in ended.attempts).items():
        due = policy.next_attempt(tries, ended.disposition, finished)
        state = next_state(ActionState.SELECTED, ActionEvent.RETRY if due else ActionEvent.END)
        ids = [open_.action for open_ in members]
        change.actions.append(EndedActions(state, None if due else _final(ended), due, ids))
        _add_moved(change, ended.runner, state, ids)
        if due:
            change.waiting_broadcasts.add(ended.runner.id)
            change.waiting_batches.update(open_.batch for open_ in members if open_.batch is not None)
        _count(change, ended.runner, tries, members, is_over=due is None)


def _add_moved(change: _Change, runner: Runner, state: ActionState, ids: Iterable[int]) -> None:
    """Tell of actions together with those before them, as long as they have the same owner and kind."""
    moved = change.moved[state]
    if not moved or (moved[-1].account, moved[-1].kind) != (runner.account.id, runner.kind):
        moved.append(_Moved(runner.account.id, runner.kind, []))
    moved[-1].actions.extend(ids)


def _by_tries(members: Iterable[Open]) -> dict[int, list[Open]]:
    sorted_: dict[int, list[Open]] = defaultdict(list)
    for open_ in members:
        sorted_[open_.tries].append(open_)
    return sorted_


def _count(change: _Change, runner: Runner, tries: int, members: Sequence[Open], *, is_over: bool) -> None:
    """Count actions out of where they stood, and into where they go."""
    counters = change.progress[runner.id]
    counters["unattempted" if tries == 1 else "retry_wait"] -= len(members)
    counters["finished" if is_over else "retry_wait"] += len(members)
    if is_over:
        change.handled.update(open_.batch for open_ in members if open_.batch is not None)


def _write(unit: UnitOfWork, change: _Change, now: datetime) -> None:
    connection = unit.connection
    attempts.end_attempts(connection, change.attempts)
    attempts.add_past(connection, change.further)
    actions.end_actions(connection, change.actions, now)
    batches.shrink_batches(connection, change.handled)
    for broadcast, counters in change.progress.items():
        statistics.add_progress(connection, broadcast, Progress(**counters))
    for broadcast, tallies in change.tallies.items():
        statistics.add_tallies(connection, broadcast, tallies)
    for account, amount in change.charges.items():
        accounts.charge(connection, account, amount)
    for account, number, kind in change.forbidden:
        dnc.forbid(connection, account, number, kind, now)
    for state, moved in change.moved.items():
        for each in moved:
            unit.note(ActionsMoved(*each, state, now))
    for broadcast in broadcasts.archived_among(connection, change.waiting_broadcasts):
        # The broadcast was archived while they were under way: they wait for nothing.
        end_waiting(unit, broadcast, now)
    for batch in batches.disabled_among(connection, change.waiting_batches):
        # The batch was disabled while they were under way: they wait until it is enabled again.
        move_members(unit, batch, ActionEvent.DISABLE, now)
