"""Which phone an attempt dials."""

from collections.abc import Sequence
from typing import Protocol

from callfire_soap.dispatch.runners import Runner
from callfire_soap.store import contacts
from callfire_soap.store.unit_of_work import UnitOfWork


class Tried(Protocol):
    """An action that is going to be attempted, for the how manieth time, this one included."""

    @property
    def contact_id(self) -> int:
        """Whom it is to reach."""

    @property
    def to_number(self) -> str:
        """The number of the batch."""

    @property
    def attempts(self) -> int:
        """How often it will have been tried."""


def phones_of_attempts(unit: UnitOfWork, runner: Runner, rows: Sequence[Tried]) -> list[str]:
    """Answer the phone that each attempt uses: the number of the batch, or another of the contact."""
    if not runner.uses_contact_phones:
        return [row.to_number for row in rows]
    known = contacts.phones_of(unit.connection, [row.contact_id for row in rows])
    return [
        runner.retry.phone_of(row.attempts, row.to_number, known[row.contact_id].by_type()) for row in rows
    ]
