"""Sounds that are spoken into a phone: the service calls, the callee speaks, the sound becomes ACTIVE."""

from collections.abc import Iterable, Sequence

from callfire_soap.carriers.base import RecordOrder, Report
from callfire_soap.media import tones
from callfire_soap.store import attempts, sounds
from callfire_soap.store.unit_of_work import UnitOfWork

CALLER = "anonymous"
"""Who calls for a sound. Inferred: no source says which number shows."""


class SpokenSounds:
    """Follows the calls for sounds; the dispatcher asks it in every round."""

    def __init__(self) -> None:
        """Begin with none under way."""
        self._sounds: dict[int, int] = {}

    def resume(self, unit: UnitOfWork) -> list[RecordOrder]:
        """Answer the calls that were under way when the service last stopped."""
        rows = [row for row in sounds.pending_sounds(unit.connection) if row.attempt_id is not None]
        self._sounds = {row.attempt_id: row.id for row in rows if row.attempt_id is not None}
        return [RecordOrder(row.attempt_id or 0, 0, CALLER, row.phone, 1) for row in rows]

    def has_new(self, unit: UnitOfWork) -> bool:
        """Tell whether somebody is to be called."""
        return any(row.attempt_id is None for row in sounds.pending_sounds(unit.connection))

    def claim(self, unit: UnitOfWork) -> list[RecordOrder]:
        """Answer calls to place, under attempts that are noted in the same unit."""
        new = [row for row in sounds.pending_sounds(unit.connection) if row.attempt_id is None]
        ids: Iterable[int] = attempts.reserve_attempts(unit.connection, len(new)) if new else ()
        orders = []
        for attempt, row in zip(ids, new, strict=True):
            sounds.call_for_sound(unit.connection, row.id, attempt)
            self._sounds[attempt] = row.id
            orders.append(RecordOrder(attempt, 0, CALLER, row.phone, 1))
        return orders

    def settle(self, unit: UnitOfWork, reports: Sequence[Report]) -> None:
        """Give sounds what was spoken: a tone of that length, as nobody really speaks here."""
        for report in reports:
            for attempt in report.attempts:
                sound = self._sounds.pop(attempt, None)
                if sound is None:
                    continue
                spoken = report.outcome.spoken_seconds
                if spoken:
                    audio = tones.tone(spoken)
                    sounds.keep_wav(unit.connection, sound, audio.wav, audio.seconds)
                else:
                    sounds.fail_sound(unit.connection, sound)
