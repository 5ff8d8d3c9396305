"""What arrives, on its way into the rows, and what goes back."""

from dataclasses import dataclass
from datetime import datetime

from callfire_soap.conduct.contacts import contact_of
from callfire_soap.conduct.texts import OwnText, send
from callfire_soap.domain.actions import ActionKind, ActionState
from callfire_soap.domain.dispositions import Disposition
from callfire_soap.domain.events import ActionsMoved
from callfire_soap.store import accounts, attempts, opt_outs
from callfire_soap.store.attempts import AttemptKind, End, NewAttempt, PastAttempts
from callfire_soap.store.new_actions import NewAction, NewActions, add_action
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
        contact = contact_of(self.unit, self.account, self.from_number, self.now)
        shared = NewActions(
            self.account,
            broadcast,
            None,
            kind,
            self.from_number,
            self.now,
            message,
            is_inbound=True,
            attempts=1,
            results={ActionState.FINISHED: result},
        )
        own = NewAction(contact, self.to_number, ActionState.FINISHED)
        (action,) = add_action(self.unit.connection, shared, own)
        self.unit.note(
            ActionsMoved(self.account, kind, [action], ActionState.FINISHED, self.now, is_inbound=True)
        )
        return action

    def bill(self, action: int, kind: AttemptKind, end: End, message: str | None) -> None:
        """Add the record, and charge the account: "Inbound texts and calls are billed"."""
        connection = self.unit.connection
        (record_id,) = attempts.reserve_attempts(connection, 1)
        record = NewAttempt(record_id, action, self.to_number, message)
        attempts.add_past(connection, [PastAttempts(kind, end, [record])])
        accounts.charge(connection, self.account, end.billed)

    def answer(self, message: str, *, is_let_through: bool = False) -> None:
        """Send a text back; one that is let through goes out although the recipient opted out."""
        text = OwnText(self.account, self.to_number, self.from_number, message)
        (action,) = send(self.unit, text, self.now)
        if is_let_through:
            opt_outs.let_through(self.unit.connection, action)
