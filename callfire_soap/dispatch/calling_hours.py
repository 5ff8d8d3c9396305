"""Whoever must not be reached at this hour waits until the hours open."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from logging import getLogger

from callfire_soap.conduct.lifecycle import end_waiting
from callfire_soap.dispatch.retries import phones_of_attempts
from callfire_soap.dispatch.runners import Runner
from callfire_soap.domain.time_zones import zones_of
from callfire_soap.store import actions
from callfire_soap.store.actions import DueRow
from callfire_soap.store.unit_of_work import UnitOfWork

_LOGGER = getLogger(__name__)

_PUT_OFF_AT_ONCE = 1_000
"""How many are looked at when somebody has to wait: when the hours close, everybody has."""


def wait_for_hours(unit: UnitOfWork, runner: Runner, now: datetime, most: int) -> tuple[int, int]:
    """Put those off who are due next and must not be reached now; up to `most` are wanted.

    Answers how many are due before all others and may be reached, and how many were put off. These stay READY
    as they were: "Outside the window the action stays READY and is tried when its window opens". Inferred: those
    for whom it never opens are over at once, as UNDIALED, since a broadcast that waited for them would never end.
    """
    if runner.calling_hours is None:
        return most, 0
    if not _openings(unit, runner, actions.due_actions(unit.connection, runner.id, now, most), now):
        return most, 0
    # Going on by `most` would take a transaction for every few recipients, of whom there may be a million.
    rows = actions.due_actions(unit.connection, runner.id, now, max(most, _PUT_OFF_AT_ONCE))
    openings = _openings(unit, runner, rows, now)
    by_opening: dict[datetime | None, list[int]] = defaultdict(list)
    for each, opening in openings.items():
        by_opening[opening].append(each)
    never = by_opening.pop(None, [])
    actions.put_off(unit.connection, {opening: ids for opening, ids in by_opening.items() if opening})
    if never:
        _LOGGER.warning(
            "broadcast %s: its calling hours are never open in all time zones of %s numbers",
            runner.id,
            len(never),
        )
        end_waiting(unit, runner.id, now, never)
    return min(len(rows) - len(openings), most), len(openings)


def _openings(
    unit: UnitOfWork, runner: Runner, rows: Sequence[DueRow], now: datetime
) -> Mapping[int, datetime | None]:
    """Answer who has to wait, and until when; None where the hours never open."""
    hours = runner.calling_hours
    if hours is None:
        return {}
    # Inferred: who lives nowhere, or where nobody knows, has the clock of the account.
    unknown, likeliest = (runner.account.time_zone,), runner.likely_zone
    phones = phones_of_attempts(unit, runner, rows)
    homes = [zones_of(phone, likeliest=likeliest) or unknown for phone in phones]
    opens = {zones: hours.opening(now, zones) for zones in set(homes)}
    return {row.id: opens[zones] for row, zones in zip(rows, homes, strict=True) if opens[zones] != now}
