"""What arrives, on its way into the rows, and what goes back."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from callfire_soap.domain.actions import ActionKind, ActionState
from callfire_soap.domain.broadcasts import BroadcastEvent
from callfire_soap.domain.dispositions import Disposition
from callfire_soap.domain.events import ActionsMoved
from callfire_soap.store import accounts, actions, attempts, contacts, opt_outs, statistics
from callfire_soap.store.columns import micros, ten_thousandths
from callfire_soap.store.ids import reserve
from callfire_soap.store.lifecycle import default_text_broadcast, move
from callfire_soap.store.statistics import Progress
from callfire_soap.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Arrival:
    """One thing that arrived, on its way into the rows."""

    unit: UnitOfWork
    account: int
    from_number: str
    to_number: str
    now: datetime

    def keep(self, kind: ActionKind, result: Disposition, broadcast: int | None, message: str | None) -> int:
        """Add the action, over as soon as it is there."""
        connection, stamp = self.unit.connection, micros(self.now)
        action = reserve(connection, actions.action, 1)[0]
        before = (action, self.account, broadcast, None, self._contact(), kind.value, True)
        numbers = (self.from_number, self.to_number, ActionState.FINISHED.value, str(result))
        actions.insert_actions(connection, [(*before, *numbers, stamp, stamp, stamp, 1, None, message)])
        self.unit.note(ActionsMoved([action], ActionState.FINISHED, self.now))
        return action

    def bill(self, action: int, record: tuple[object, ...], cost: Decimal, message: str | None) -> None:
        """Add the record, and charge the account: "Inbound texts and calls are billed"."""
        connection = self.unit.connection
        record_id = attempts.reserve_attempts(connection, 1)[0]
        attempts.add_ended(connection, [(record_id, action, *record, ten_thousandths(cost), message)])
        accounts.charge(connection, self.account, cost)

    def answer(self, message: str, *, is_let_through: bool = False) -> None:
        """Send a text back through the account's default broadcast, without a batch.

        One that is let through goes out although the recipient opted out.
        """
        connection, stamp = self.unit.connection, micros(self.now)
        broadcast = default_text_broadcast(self.unit, self.account, self.now)
        action = reserve(connection, actions.action, 1)[0]
        before = (action, self.account, broadcast.id, None, self._contact(), ActionKind.TEXT.value, False)
        numbers = (self.to_number, self.from_number, ActionState.READY.value, None)
        actions.insert_actions(connection, [(*before, *numbers, stamp, stamp, stamp, 0, None, message)])
        if is_let_through:
            opt_outs.let_through(connection, action)
        statistics.add_progress(connection, broadcast.id, Progress(unattempted=1))
        self.unit.note(ActionsMoved([action], ActionState.READY, self.now))
        move(self.unit, broadcast, BroadcastEvent.START, self.now, self.now)

    def _contact(self) -> int:
        connection = self.unit.connection
        known = contacts.holders(connection, self.account, [self.from_number]).get(self.from_number)
        return known or contacts.add_on_the_fly(connection, self.account, [self.from_number], self.now)[0]
