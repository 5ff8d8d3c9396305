"""Sounds that are spoken into a phone: the service calls, the callee speaks, the sound becomes ACTIVE."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from callfire_soap.carriers.base import Order, RecordOrder, Report
from callfire_soap.dispatch.silence import HeardOf, Silence
from callfire_soap.media import tones
from callfire_soap.media.audio import LONGEST_SECONDS, Sound
from callfire_soap.store import attempts, sounds
from callfire_soap.store.unit_of_work import UnitOfWork

CALLER = "anonymous"
"""Who calls for a sound. Inferred: no source says which number shows."""


class Spoken(NamedTuple):
    """How a call for a sound ended: the sound, and what was spoken, if anything."""

    sound: int
    audio: Sound | None


class SpokenSounds:
    """Follows the calls for sounds; the dispatcher asks it in every round."""

    def __init__(self, heard_of: HeardOf) -> None:
        """Begin with none under way; a sound is given up when nothing is heard of its call any more."""
        self._silence = Silence(heard_of)
        # The sound of each attempt.
        self._awaited: dict[int, int] = {}

    def resume(self, unit: UnitOfWork) -> list[Order]:
        """Answer the calls that were under way when the service last stopped."""
        self._awaited.clear()
        self._silence.clear()
        rows = [row for row in sounds.pending_sounds(unit.connection) if row.attempt_id is not None]
        return [self._order(row.attempt_id or 0, row, row.created_at) for row in rows]

    def next_due(self, unit: UnitOfWork, now: datetime) -> datetime | None:
        """Answer when somebody is to be called, or a sound is given up."""
        if any(row.attempt_id is None for row in sounds.pending_sounds(unit.connection)):
            return now
        return self._silence.next_check(now)

    def claim(self, unit: UnitOfWork, now: datetime) -> list[Order]:
        """Answer calls to place, under attempts that are noted in the same unit."""
        new = [row for row in sounds.pending_sounds(unit.connection) if row.attempt_id is None]
        ids: Iterable[int] = attempts.reserve_attempts(unit.connection, len(new)) if new else ()
        orders = []
        for attempt, row in zip(ids, new, strict=True):
            sounds.call_for_sound(unit.connection, row.id, attempt)
            orders.append(self._order(attempt, row, now))
        return orders

    def heard(self, reports: Sequence[Report]) -> list[Spoken]:
        """Answer what was spoken, before anybody waits for it to be written.

        It is a tone of that length, as nobody really speaks here.
        """
        return [
            Spoken(self._awaited[attempt], _audio(report.outcome.spoken_seconds))
            for report in reports
            for attempt in report.attempts
            if attempt in self._awaited
        ]

    def settle(
        self, unit: UnitOfWork, reports: Sequence[Report], spoken: Sequence[Spoken], now: datetime
    ) -> int:
        """Give sounds what was spoken, and give up those that got lost; answers how many got lost."""
        for sound, audio in spoken:
            if audio is None:
                sounds.fail_sound(unit.connection, sound)
            else:
                sounds.keep_wav(unit.connection, sound, audio.wav, audio.seconds)
        if self._awaited:
            self._take(attempt for report in reports for attempt in report.attempts)
        lost = self._silence.lost(now, len(self._awaited))
        for sound in self._take(lost):
            sounds.fail_sound(unit.connection, sound)
        return len(lost)

    def _take(self, ids: Iterable[int]) -> list[int]:
        """Answer the sounds of attempts that are over."""
        known = [attempt for attempt in ids if attempt in self._awaited]
        self._silence.end(known)
        return [self._awaited.pop(attempt) for attempt in known]

    def _order(self, attempt: int, row: sounds.PendingRow, began_at: datetime) -> Order:
        self._awaited[attempt] = row.id
        self._silence.begin([attempt], began_at)
        return RecordOrder(attempt, 0, CALLER, row.phone, 1)


def _audio(seconds: float | None) -> Sound | None:
    # Whoever speaks on is recorded no further than any sound may last.
    return tones.tone(min(seconds, LONGEST_SECONDS)) if seconds else None
