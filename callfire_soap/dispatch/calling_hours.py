"""Whoever must not be reached at this hour waits until the hours open."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from callfire_soap.dispatch.retries import phones_of_attempts
from callfire_soap.dispatch.runners import Runner
from callfire_soap.domain.calling_hours import zone_of
from callfire_soap.store import actions
from callfire_soap.store.actions import DueRow
from callfire_soap.store.columns import micros
from callfire_soap.store.unit_of_work import UnitOfWork

_PUT_OFF_AT_ONCE = 1_000
"""How many are looked at when somebody has to wait: when the hours close, everybody has."""


def wait_for_hours(unit: UnitOfWork, runner: Runner, now: datetime, most: int) -> tuple[int, int]:
    """Put those off who are due next and must not be reached now; up to `most` are wanted.

    Answers how many are due before all others and may be reached, and how many were put off. These stay READY
    as they were: "Outside the window the action stays READY and is tried when its window opens".
    """
    if runner.calling_hours is None:
        return most, 0
    if not _openings(unit, runner, actions.due_actions(unit.connection, runner.id, now, most), now):
        return most, 0
    # Going on by `most` would take a transaction for every few recipients, of whom there may be a million.
    rows = actions.due_actions(unit.connection, runner.id, now, max(most, _PUT_OFF_AT_ONCE))
    openings = _openings(unit, runner, rows, now)
    actions.put_off(unit.connection, [(micros(opening), each) for each, opening in openings.items()])
    return min(len(rows) - len(openings), most), len(openings)


def _openings(
    unit: UnitOfWork, runner: Runner, rows: Sequence[DueRow], now: datetime
) -> Mapping[int, datetime]:
    """Answer who has to wait, and until when."""
    hours = runner.calling_hours
    if hours is None:
        return {}
    zones = [zone_of(phone, runner.account.time_zone) for phone in phones_of_attempts(unit, runner, rows)]
    opens = {zone: hours.next_opening(now, zone) for zone in set(zones)}
    found = ((row.id, opens[zone]) for row, zone in zip(rows, zones, strict=True))
    return {each: opening for each, opening in found if opening is not None}
