"""Doubles that keep the promises of what they stand for."""

from callfire_soap.carriers.simulated import SimulatedCarrier


class UnreliableCarrier(SimulatedCarrier):
    """A carrier that sometimes fails, before or after it has taken an order."""

    def __init__(self, journal):
        super().__init__(journal)
        self.fails_before = self.fails_after = 0

    def place(self, orders, now):
        if orders and self.fails_before:
            self.fails_before -= 1
            raise ConnectionError("the carrier cannot be reached")
        super().place(orders, now)
        if orders and self.fails_after:
            self.fails_after -= 1
            raise ConnectionError("the answer of the carrier got lost")
