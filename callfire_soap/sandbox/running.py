"""The handles of the running system that the sandbox API turns."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic, sleep
from typing import Any

from callfire_soap.carriers.simulated import SimulatedCarrier
from callfire_soap.conduct.inbound import Inbound
from callfire_soap.dispatch.dispatcher import Dispatcher
from callfire_soap.domain.auto_replies import TextRules
from callfire_soap.domain.clock import ServiceClock, TurnsBack
from callfire_soap.domain.reactions import Reaction
from callfire_soap.sandbox import event_log
from callfire_soap.sandbox.control import Advanced, ClockError, ClockMode, ClockState
from callfire_soap.sandbox.provisioning import provision
from callfire_soap.store import carrier_journal, housekeeping, senders
from callfire_soap.store.carrier_journal import EntryRow
from callfire_soap.store.unit_of_work import Store

_DRAIN_SECONDS = 30.0
_LOOK_AGAIN_AFTER = 0.01


@dataclass(frozen=True, slots=True)
class RunningSystem:
    """A running system, as the sandbox controls it."""

    store: Store
    clock: ServiceClock
    carrier: SimulatedCarrier
    dispatcher: Dispatcher
    wake: Callable[[], None]
    started_manual_at: datetime | None
    max_active: int
    text_rules: TextRules

    def reset(self) -> None:
        """Go back to the freshly provisioned state, clock included."""
        with self.dispatcher.paused(), self.store.writing() as unit:
            self.clock.restart(self.started_manual_at, is_manual=self.started_manual_at is not None)
            housekeeping.clear(unit.connection)
            provision(unit, self.clock.now(), self.max_active)
            event_log.begin(unit)
            unit.commit()
        self.wake()

    def clock_state(self) -> ClockState:
        """Answer the clock as it stands."""
        mode = ClockMode.MANUAL if self.clock.is_manual else ClockMode.REAL
        return ClockState(self.clock.now(), mode, self.clock.speed)

    def set_clock(self, now: datetime | None, mode: ClockMode | None) -> ClockState:
        """Set the clock, or its mode, or both; what fell due in between is done when time is moved or passes."""
        try:
            self.clock.set(now, is_manual=None if mode is None else mode is ClockMode.MANUAL)
        except TurnsBack as error:
            raise ClockError(str(error)) from error
        self.wake()
        return self.clock_state()

    def advance(self, seconds: float) -> Advanced:
        """Move a manual clock through everything that falls due."""
        if not self.clock.is_manual:
            message = "a real clock passes by itself: set its mode to manual first"
            raise ClockError(message)
        events = self.dispatcher.advance(self.clock.now() + timedelta(seconds=seconds))
        return Advanced(self.clock.now(), events)

    def drain(self) -> bool:
        """Do all that is due now; with a real clock, wait until nothing is under way."""
        if self.clock.is_manual:
            self.dispatcher.run_due()
            return True
        with self.store.turns.waiting():
            return self._has_become_idle()

    def _has_become_idle(self) -> bool:
        deadline = monotonic() + _DRAIN_SECONDS
        while not self.dispatcher.is_idle():
            if monotonic() > deadline:
                return False
            sleep(_LOOK_AGAIN_AFTER)
        return True

    def set_phone(self, number: str, reactions: Sequence[Reaction]) -> None:
        """Script a phone."""
        self.carrier.set_script(number, reactions)

    def delete_phone(self, number: str) -> None:
        """Forget the script of a phone."""
        self.carrier.remove_script(number)

    def receive_text(self, from_number: str, to_number: str, message: str) -> int | None:
        """Let a text arrive."""
        text = Inbound(self.store, self.text_rules).text(from_number, to_number, message, self.clock.now())
        # It may be answered by itself.
        self.wake()
        return text

    def receive_call(self, from_number: str, to_number: str, reaction: Reaction) -> int:
        """Let a call arrive."""
        return Inbound(self.store).call(from_number, to_number, reaction, self.clock.now())

    def carrier_entries(self, after: int, limit: int) -> list[Mapping[str, Any]]:
        """Answer the journal of the carrier after an entry."""
        with self.store.reading() as unit:
            rows = carrier_journal.page_of_entries(unit.connection, after, limit)
        return [_shown(row, self.clock.now()) for row in rows]

    def caller_id_code(self, number: str) -> str | None:
        """Answer the code that waits for verification."""
        with self.store.reading() as unit:
            return senders.pending_code(unit.connection, number)

    def events(self, after: int, limit: int) -> list[Mapping[str, Any]]:
        """Answer what happened after an event."""
        with self.store.reading() as unit:
            return event_log.events_after(unit, after, limit)


def _shown(row: EntryRow, now: datetime) -> Mapping[str, Any]:
    """Show an entry; how it ends is known here from the beginning, but told only when it has happened."""
    outcome = json.loads(row.outcome)
    shown: dict[str, Any] = {
        "id": row.id,
        "at": row.handed_at.isoformat().replace("+00:00", "Z"),
        "kind": row.kind,
        "action": row.action_id or None,
        "attempt": row.attempt_id,
        "from": row.from_number,
        "to": row.to_number,
        "outcome": None,
    }
    if row.message is not None:
        shown["message"] = row.message
    if row.reported_at is None or row.reported_at <= now:
        shown["outcome"] = outcome["answer"]
        if row.message is None:
            shown["played"] = outcome.get("played", [])
        if "trace" in outcome:
            shown["trace"] = outcome["trace"]
    return shown
