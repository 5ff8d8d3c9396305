"""The journal of the simulated carrier, kept in the store."""

from collections.abc import Iterable, Mapping, Sequence

from callfire_soap.carriers.base import Order, TextOrder
from callfire_soap.carriers.simulated import Handed
from callfire_soap.domain.actions import ActionKind
from callfire_soap.domain.reactions import Reaction
from callfire_soap.store import carrier_journal
from callfire_soap.store.carrier_journal import EntryRow, NewEntries, NewEntry
from callfire_soap.store.unit_of_work import Store


class StoredJournal:
    """Keeps what the carrier knows in transactions of its own, as a carrier elsewhere would."""

    def __init__(self, store: Store) -> None:
        """Keep it in this store."""
        self._store = store

    def add(self, handed: Iterable[Handed], used_scripts: Mapping[str, int]) -> None:
        """Keep orders and how many attempts each scripted phone has seen."""
        entries = [_entries(group) for group in handed]
        if not any(group.orders for group in entries):
            return
        with self._store.writing() as unit:
            carrier_journal.add_entries(unit.connection, entries)
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


def _entries(handed: Handed) -> NewEntries:
    return NewEntries(handed.at, handed.outcome, handed.reported_at, list(map(_entry, handed.orders)))


def _entry(order: Order) -> NewEntry:
    ids, numbers = (order.action, order.attempt), (order.from_number, order.to_number)
    if isinstance(order, TextOrder):
        return NewEntry(ActionKind.TEXT, *ids, *numbers, "".join(order.parts))
    return NewEntry(ActionKind.CALL, *ids, *numbers)
