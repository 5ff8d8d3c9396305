"""Codes that verify caller ids: the service calls and speaks them, "a 4-digit code"."""

from collections.abc import Iterable
from datetime import datetime

from callfire_soap.carriers.base import CallOrder, Order
from callfire_soap.dispatch.spoken_sounds import CALLER
from callfire_soap.domain.answering import Prompt, VoicePlan
from callfire_soap.media.speech import estimate_seconds
from callfire_soap.store import attempts, senders
from callfire_soap.store.senders import CodeRow
from callfire_soap.store.unit_of_work import UnitOfWork

_NO_SOUND = 0


class SpokenCodes:
    """Places the calls; what becomes of them matters to nobody."""

    def resume(self, unit: UnitOfWork) -> list[Order]:
        """Answer the calls that may have been under way when the service last stopped."""
        return [_order(row.attempt_id or 0, row) for row in senders.spoken_codes(unit.connection)]

    def next_due(self, unit: UnitOfWork, now: datetime) -> datetime | None:
        """Answer when somebody is to be called."""
        return now if senders.codes_to_speak(unit.connection) else None

    def claim(self, unit: UnitOfWork, now: datetime) -> list[Order]:  # noqa: ARG002 -- as others do
        """Answer calls to place, under attempts that are noted in the same unit."""
        new = senders.codes_to_speak(unit.connection)
        ids: Iterable[int] = attempts.reserve_attempts(unit.connection, len(new)) if new else ()
        orders = []
        for attempt, row in zip(ids, new, strict=True):
            senders.call_with_code(unit.connection, row.id, attempt)
            orders.append(_order(attempt, row))
        return orders


def _order(attempt: int, row: CodeRow) -> Order:
    # Inferred: the words; digit by digit, as nobody understands four digits as a number.
    text = f"Your verification code is {' '.join(row.code)}"
    prompt = Prompt(_NO_SOUND, estimate_seconds(text), text)
    plan = VoicePlan(detects_machines=False, for_person=prompt, for_machine=prompt)
    return CallOrder(attempt, 0, CALLER, row.number, 1, plan)
