"""Sounds that are spoken into a phone: the service calls, the callee speaks, the sound becomes ACTIVE."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from callfire_soap.carriers.base import Order, RecordOrder, Report
from callfire_soap.media import tones
from callfire_soap.store import attempts, sounds
from callfire_soap.store.unit_of_work import UnitOfWork

CALLER = "anonymous"
"""Who calls for a sound. Inferred: no source says which number shows."""


class _Awaited(NamedTuple):
    sound: int
    given_up_at: datetime


class SpokenSounds:
    """Follows the calls for sounds; the dispatcher asks it in every round."""

    def __init__(self, lost_after: timedelta) -> None:
        """Begin with none under way; a sound is given up when that long nothing was heard of its call."""
        self._lost_after = lost_after
        # By attempt, oldest first.
        self._awaited: dict[int, _Awaited] = {}

    def resume(self, unit: UnitOfWork) -> list[Order]:
        """Answer the calls that were under way when the service last stopped."""
        self._awaited.clear()
        rows = [row for row in sounds.pending_sounds(unit.connection) if row.attempt_id is not None]
        return [self._order(row.attempt_id or 0, row) for row in rows]

    def next_due(self, unit: UnitOfWork, now: datetime) -> datetime | None:
        """Answer when somebody is to be called, or a sound is given up."""
        if any(row.attempt_id is None for row in sounds.pending_sounds(unit.connection)):
            return now
        return min((awaited.given_up_at for awaited in self._awaited.values()), default=None)

    def claim(self, unit: UnitOfWork) -> list[Order]:
        """Answer calls to place, under attempts that are noted in the same unit."""
        new = [row for row in sounds.pending_sounds(unit.connection) if row.attempt_id is None]
        ids: Iterable[int] = attempts.reserve_attempts(unit.connection, len(new)) if new else ()
        orders = []
        for attempt, row in zip(ids, new, strict=True):
            sounds.call_for_sound(unit.connection, row.id, attempt)
            orders.append(self._order(attempt, row))
        return orders

    def settle(self, unit: UnitOfWork, reports: Sequence[Report], now: datetime) -> int:
        """Give sounds what was spoken, and give up those that got lost; answers how many got lost.

        It is a tone of that length, as nobody really speaks here.
        """
        for report in reports:
            for attempt in report.attempts:
                awaited = self._awaited.pop(attempt, None)
                if awaited is None:
                    continue
                spoken = report.outcome.spoken_seconds
                if spoken:
                    audio = tones.tone(spoken)
                    sounds.keep_wav(unit.connection, awaited.sound, audio.wav, audio.seconds)
                else:
                    sounds.fail_sound(unit.connection, awaited.sound)
        lost = [attempt for attempt, awaited in self._awaited.items() if awaited.given_up_at <= now]
        for attempt in lost:
            sounds.fail_sound(unit.connection, self._awaited.pop(attempt).sound)
        return len(lost)

    def _order(self, attempt: int, row: sounds.PendingRow) -> Order:
        self._awaited[attempt] = _Awaited(row.id, row.created_at + self._lost_after)
        return RecordOrder(attempt, 0, CALLER, row.phone, 1)
