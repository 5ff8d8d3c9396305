"""What arrives, on its way into the rows, and what goes back."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from callfire_soap.conduct.texts import OwnText, contact_of, send
from callfire_soap.domain.actions import ActionKind, ActionState
from callfire_soap.domain.dispositions import Disposition
from callfire_soap.domain.events import ActionsMoved
from callfire_soap.store import accounts, actions, attempts, opt_outs
from callfire_soap.store.columns import micros, ten_thousandths
from callfire_soap.store.ids import reserve
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
        contact = contact_of(self.unit, self.account, self.from_number, self.now)
        before = (action, self.account, broadcast, None, contact, kind.value, True)
        numbers = (self.from_number, self.to_number, ActionState.FINISHED.value, str(result))
        actions.insert_actions(connection, [(*before, *numbers, stamp, stamp, stamp, 1, None, message)])
        self.unit.note(
            ActionsMoved(self.account, kind, [action], ActionState.FINISHED, self.now, is_inbound=True)
        )
        return action

    def bill(self, action: int, record: tuple[object, ...], cost: Decimal, message: str | None) -> None:
        """Add the record, and charge the account: "Inbound texts and calls are billed"."""
        connection = self.unit.connection
        record_id = attempts.reserve_attempts(connection, 1)[0]
        attempts.add_ended(connection, [(record_id, action, *record, ten_thousandths(cost), message)])
        accounts.charge(connection, self.account, cost)

    def answer(self, message: str, *, is_let_through: bool = False) -> None:
        """Send a text back; one that is let through goes out although the recipient opted out."""
        text = OwnText(self.account, self.to_number, self.from_number, message)
        (action,) = send(self.unit, text, self.now)
        if is_let_through:
            opt_outs.let_through(self.unit.connection, action)
