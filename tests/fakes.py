"""Doubles that keep the promises of what they stand for."""

from callfire_soap.carriers.simulated import SimulatedCarrier
from callfire_soap.domain.reactions import Reaction
from callfire_soap.store import carrier_journal
from callfire_soap.store.columns import micros


class StoredJournal:
    """The carrier's journal, in a database."""

    def __init__(self, store):
        self.store = store

    def add(self, handed, used_scripts):
        rows = [row for group in handed for row in _rows(group)]
        with self.store.writing() as unit:
            carrier_journal.add_entries(unit.connection, rows)
            for number, attempts in used_scripts.items():
                carrier_journal.count_attempts(unit.connection, number, attempts)
            unit.commit()

    def find(self, attempts):
        with self.store.reading() as unit:
            return carrier_journal.entries_of(unit.connection, attempts)

    def scripts(self):
        with self.store.reading() as unit:
            found = carrier_journal.scripts_of(unit.connection)
        return {
            number: ([Reaction.from_dict(each) for each in reactions], attempts)
            for number, (reactions, attempts) in found.items()
        }

    def set_script(self, number, reactions):
        with self.store.writing() as unit:
            carrier_journal.set_script(unit.connection, number, [each.to_dict() for each in reactions])
            unit.commit()

    def remove_script(self, number):
        with self.store.writing() as unit:
            carrier_journal.remove_script(unit.connection, number)
            unit.commit()


def _rows(group):
    at, reported = micros(group.at), group.reported_at and micros(group.reported_at)
    return [
        (
            *(at, "text" if hasattr(order, "parts") else "call", order.action, order.attempt),
            *(order.from_number, order.to_number),
            *("".join(order.parts) if hasattr(order, "parts") else None, group.outcome, reported),
        )
        for order in group.orders
    ]


class UnreliableCarrier(SimulatedCarrier):
    """A carrier that sometimes fails, before or after it has taken an order."""

    def __init__(self, journal):
        super().__init__(journal)
        self.fails_before = self.fails_after = 0

    def place(self, orders, now):
        if self.fails_before:
            self.fails_before -= 1
            raise ConnectionError("the carrier cannot be reached")
        super().place(orders, now)
        if self.fails_after:
            self.fails_after -= 1
            raise ConnectionError("the answer of the carrier got lost")
