"""The journal of the simulated carrier, kept in the store."""

from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter

from callfire_soap.carriers.base import Order, TextOrder
from callfire_soap.carriers.simulated import Handed
from callfire_soap.domain.actions import ActionKind
from callfire_soap.domain.reactions import Reaction
from callfire_soap.store import carrier_journal
from callfire_soap.store.bulk import Row
from callfire_soap.store.carrier_journal import EntryRow
from callfire_soap.store.columns import micros
from callfire_soap.store.unit_of_work import Store


class StoredJournal:
    """Keeps what the carrier knows in transactions of its own, as a carrier elsewhere would."""

    def __init__(self, store: Store) -> None:
        """Keep it in this store."""
        self._store = store

    def add(self, handed: Iterable[Handed], used_scripts: Mapping[str, int]) -> None:
        """Keep orders and how many attempts each scripted phone has seen."""
        rows = sorted((row for group in handed for row in _rows(group)), key=itemgetter(3))
        if not rows:
            return
        with self._store.writing() as unit:
            carrier_journal.add_entries(unit.connection, rows)
            for number, attempts in used_scripts.items():
                carrier_journal.count_attempts(unit.connection, number, attempts)
            unit.commit()

    def find(self, attempts: Sequence[int]) -> Sequence[EntryRow]:
        """Answer what is known of attempts."""
        with self._store.reading() as unit:
            return carrier_journal.entries_of(unit.connection, attempts)

    def scripts(self) -> Mapping[str, tuple[Sequence[Reaction], int]]:
        """Answer the reactions of scripted phones, and how many attempts each has seen."""
        with self._store.reading() as unit:
            found = carrier_journal.scripts_of(unit.connection)
        return {
            number: ([Reaction.from_dict(each) for each in reactions], attempts)
            for number, (reactions, attempts) in found.items()
        }

    def set_script(self, number: str, reactions: Sequence[Reaction]) -> None:
        """Keep the reactions of a phone."""
        with self._store.writing() as unit:
            carrier_journal.set_script(unit.connection, number, [each.to_dict() for each in reactions])
            unit.commit()

    def remove_script(self, number: str) -> None:
        """Forget the reactions of a phone."""
        with self._store.writing() as unit:
            carrier_journal.remove_script(unit.connection, number)
            unit.commit()


def _rows(handed: Handed) -> list[Row]:
    """Build the rows of orders, in the order of EntryRow without the id."""
    at = micros(handed.at)
    reported = handed.reported_at and micros(handed.reported_at)
    return [
        (
            at,
            _kind(order),
            order.action,
            order.attempt,
            order.from_number,
            order.to_number,
            "".join(order.parts) if isinstance(order, TextOrder) else None,
            handed.outcome,
            reported,
        )
        for order in handed.orders
    ]


def _kind(order: Order) -> str:
    return (ActionKind.TEXT if isinstance(order, TextOrder) else ActionKind.CALL).value
