"""From READY actions to orders: what is due and allowed is claimed under attempt ids."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from callfire_soap.carriers.base import CallOrder, Order, TextOrder
from callfire_soap.dispatch.calling_hours import wait_for_hours
from callfire_soap.dispatch.retries import phones_of_attempts
from callfire_soap.dispatch.runners import Runner, message_of
from callfire_soap.dispatch.settling import Open
from callfire_soap.domain.actions import ActionEvent, ActionKind, ActionState, next_state
from callfire_soap.domain.configs import TextConfig
from callfire_soap.domain.dispositions import Disposition
from callfire_soap.domain.events import ActionsMoved
from callfire_soap.domain.phone_numbers import SHARED_SHORT_CODE
from callfire_soap.domain.recipients import FORBIDDEN_RESULT
from callfire_soap.domain.texts import (
    MOST_KEPT,
    USUAL_STRATEGY,
    BigMessageStrategy,
    has_variables,
    is_blank,
    may_be_big,
    parts_of,
    render,
    template_values,
)
from callfire_soap.media.speech import LONGEST_TEXT, seconds_of_speech
from callfire_soap.store import (
    actions,
    attempts,
    batches,
    contacts,
    dnc,
    opt_outs,
    statistics,
    text_strategies,
)
from callfire_soap.store.actions import ClaimedRow
from callfire_soap.store.attempts import AttemptKind, NewAttempt, OpenRow
from callfire_soap.store.statistics import Progress
from callfire_soap.store.unit_of_work import UnitOfWork


@dataclass(slots=True)
class Claims:
    """What was claimed: orders for the carrier, and attempts that end without it."""

    orders: list[Order] = field(default_factory=list)
    # Attempts whose end is known without asking a carrier, by how they end.
    decided: list[tuple[Disposition, int]] = field(default_factory=list)
    open: dict[int, Open] = field(default_factory=dict)
    # Rows that were looked at, claimed or not: work was found while this is not 0.
    seen: int = 0


@dataclass(frozen=True, slots=True)
class _Wording:
    """What makes the words of actions other than those of their broadcast, by action."""

    values: Mapping[int, Mapping[str, str]]
    strategies: Mapping[int, BigMessageStrategy]


def claim(unit: UnitOfWork, runner: Runner, now: datetime, most: int) -> Claims:
    """Claim up to `most` actions of a broadcast; their attempts are written in the same unit."""
    reachable, put_off = wait_for_hours(unit, runner, now, most)
    claimed = actions.claim(unit.connection, runner.id, now, reachable)
    claims = Claims(seen=put_off + len(claimed))
    if not claimed:
        return claims
    phones = phones_of_attempts(unit, runner, claimed)
    rows: Sequence[ClaimedRow]
    rows = [row._replace(to_number=phone) for row, phone in zip(claimed, phones, strict=True)]
    rows = _allowed(unit, runner, rows, now)
    rows = _not_lately_reached(unit, runner, rows, now)
    if rows:
        _begin(unit, runner, claims, rows, now)
    return claims


def reopen(unit: UnitOfWork, runner: Runner, row: OpenRow) -> Claims:
    """Rebuild the order of an attempt that was claimed before the service last stopped."""
    claims, dialled = Claims(seen=1), row.claimed._replace(to_number=row.to_number)
    _open(claims, runner, dialled, row.id, _wording(unit, runner, [dialled]))
    if claims.decided:
        # What was claimed is sent, whatever the broadcast has become since.
        parts = (row.message or "",)
        claims = Claims([_text(dialled, row.id, parts)], seen=1)
        claims.open[row.id] = _opened(runner, dialled, parts)
    return claims


def _wording(unit: UnitOfWork, runner: Runner, rows: Sequence[ClaimedRow]) -> _Wording:
    own = [row.id for row in rows if row.message is not None and may_be_big(row.message)]
    strategies = text_strategies.strategies_of(unit.connection, own) if own else {}
    return _Wording(_personal_values(unit, runner, rows), strategies)


def _personal_values(
    unit: UnitOfWork, runner: Runner, rows: Sequence[ClaimedRow]
) -> Mapping[int, Mapping[str, str]]:
    """Answer the values of templates, by action: what came with the number, then the fields of the contact.

    Nothing is read while no template needs it.
    """
    if not runner.is_personal and not any(row.message and has_variables(row.message) for row in rows):
        return {}
    fields = contacts.fields_of(unit.connection, {row.contact_id for row in rows})
    return {row.id: template_values(fields.get(row.contact_id, {}), row.attributes or {}) for row in rows}


def _begin(
    unit: UnitOfWork,
    runner: Runner,
    claims: Claims,
    rows: Sequence[ClaimedRow],
    now: datetime,
) -> None:
    """Write the attempts of claimed actions."""
    ids = attempts.reserve_attempts(unit.connection, len(rows))
    wording = _wording(unit, runner, rows)
    for attempt, row in zip(ids, rows, strict=True):
        _open(claims, runner, row, attempt, wording)
    kind = AttemptKind.TEXT if runner.kind is ActionKind.TEXT else AttemptKind.CALL
    begun = [
        NewAttempt(attempt, open_.action, open_.to_number, open_.parts[0] if open_.parts else None)
        for attempt, open_ in claims.open.items()
    ]
    attempts.begin_attempts(unit.connection, kind, begun, now)
    _note(unit, runner, rows, ActionState.SELECTED, now)


def _open(
    claims: Claims,
    runner: Runner,
    row: ClaimedRow,
    attempt: int,
    wording: _Wording,
) -> None:
    parts: tuple[str, ...] = ()
    values = wording.values.get(row.id, {})
    if runner.plan is not None:
        plan = (
            runner.plan.for_callee(values, seconds_of_speech, LONGEST_TEXT)
            if runner.is_personal
            else runner.plan
        )
        order = CallOrder(attempt, row.id, row.from_number, row.to_number, row.attempts, plan)
        claims.orders.append(order)
    elif runner.dialplan is not None:
        course = runner.dialplan.course_of(row, attempt, values)
        order = CallOrder(attempt, row.id, row.from_number, row.to_number, row.attempts, course)
        claims.orders.append(order)
    else:
        message = _message(runner, row, values)
        parts = parts_of(message, _strategy(runner, row, wording))
        refusal = _refusal(row, message, parts)
        if refusal is None:
            claims.orders.append(_text(row, attempt, parts))
        else:
            claims.decided.append((refusal, attempt))
            parts = (message[:MOST_KEPT],)
    claims.open[attempt] = _opened(runner, row, parts)


def _text(row: ClaimedRow, attempt: int, parts: tuple[str, ...]) -> TextOrder:
    return TextOrder(attempt, row.id, row.from_number, row.to_number, row.attempts, parts)


def _opened(runner: Runner, row: ClaimedRow, parts: tuple[str, ...]) -> Open:
    return Open(runner, row.id, row.batch_id, row.from_number, row.to_number, row.attempts, parts)


def _refusal(row: ClaimedRow, message: str, parts: tuple[str, ...]) -> Disposition | None:
    """Answer how a text ends that no carrier needs to see."""
    if is_blank("".join(parts) or message):
        # Inferred: its template left nothing, and carriers refuse what has no words.
        return Disposition.CARRIER_ERROR
    if not parts:
        return Disposition.TOO_BIG
    # "From = To: accepted, never delivered". Inferred: as an error of the carrier.
    return Disposition.CARRIER_ERROR if row.to_number == row.from_number else None


def _message(runner: Runner, row: ClaimedRow, values: Mapping[str, str]) -> str:
    template = row.message if row.message is not None else message_of(runner.config) or ""
    return render(template, values) if has_variables(template) else template


def _strategy(runner: Runner, row: ClaimedRow, wording: _Wording) -> BigMessageStrategy:
    if row.message is not None:
        # Whatever the broadcast says, now or after an UpdateBroadcast: the strategy came with the message.
        return wording.strategies.get(row.id, USUAL_STRATEGY)
    return runner.config.big_message if isinstance(runner.config, TextConfig) else USUAL_STRATEGY


def _allowed(
    unit: UnitOfWork, runner: Runner, rows: Sequence[ClaimedRow], now: datetime
) -> Sequence[ClaimedRow]:
    """Finish what is on a do-not-contact list by now: "State DNC, no record, not billed"; answers the rest."""
    connection, account = unit.connection, runner.account.id
    numbers = {row.to_number for row in rows}
    forbidden = dnc.forbidden(connection, account, runner.kind, numbers, runner.id)
    stopped: set[str] = set()
    if runner.kind is ActionKind.TEXT:
        from_short_code = {row.to_number for row in rows if row.from_number == SHARED_SHORT_CODE}
        stopped = opt_outs.stopped(connection, account, from_short_code)
    if not forbidden and not stopped:
        return rows
    refused = [
        row
        for row in rows
        if row.to_number in forbidden or (row.to_number in stopped and row.from_number == SHARED_SHORT_CODE)
    ]
    refused = _without_answers(unit, refused)
    _leave(unit, runner, refused, ActionEvent.FORBID, FORBIDDEN_RESULT[runner.kind], now)
    left = {row.id for row in refused}
    return [row for row in rows if row.id not in left]


def _without_answers(unit: UnitOfWork, rows: Sequence[ClaimedRow]) -> list[ClaimedRow]:
    """Answer those rows that are no answers to a STOP or HELP, which go out whatever keeps others back."""
    single = [row.id for row in rows if row.batch_id is None]
    answers = opt_outs.let_through_among(unit.connection, single)
    return [row for row in rows if row.id not in answers]


def _not_lately_reached(
    unit: UnitOfWork, runner: Runner, rows: Sequence[ClaimedRow], now: datetime
) -> Sequence[ClaimedRow]:
    """Finish whom the account has reached within its One Call period, "by any campaign"; answers the rest.

    Inferred: who was called in vain was not contacted, a further attempt of the same call is no other contact,
    and calls and texts are counted together.
    """
    hours = runner.account.one_call_hours
    if not rows or hours is None:
        return rows
    numbers = {row.to_number for row in rows}
    since, own = now - timedelta(hours=hours), [row.id for row in rows]
    reached = actions.numbers_reached(unit.connection, runner.account.id, numbers, since, own)
    refused: list[ClaimedRow] = []
    for row in rows:
        if row.to_number in reached:
            refused.append(row)
        # Of several copies of a number only the first goes out.
        reached.add(row.to_number)
    refused = _without_answers(unit, refused)
    _leave(unit, runner, refused, ActionEvent.LIMIT, None, now)
    left = {row.id for row in refused}
    return [row for row in rows if row.id not in left]


def _leave(
    unit: UnitOfWork,
    runner: Runner,
    rows: Sequence[ClaimedRow],
    event: ActionEvent,
    result: Disposition | None,
    now: datetime,
) -> None:
    """Finish actions that were claimed but must not be attempted."""
    if not rows:
        return
    state = next_state(ActionState.SELECTED, event)
    actions.leave_actions(unit.connection, [row.id for row in rows], state, result, now)
    fresh = sum(1 for row in rows if row.attempts == 1)
    change = Progress(unattempted=-fresh, retry_wait=fresh - len(rows), finished=len(rows))
    statistics.add_progress(unit.connection, runner.id, change)
    batches.shrink_batches(unit.connection, Counter(row.batch_id for row in rows if row.batch_id is not None))
    _note(unit, runner, rows, state, now)


def _note(
    unit: UnitOfWork, runner: Runner, rows: Sequence[ClaimedRow], state: ActionState, now: datetime
) -> None:
    moved = [row.id for row in rows]
    unit.note(ActionsMoved(runner.account.id, runner.kind, moved, state, now))
