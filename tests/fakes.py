"""Doubles that keep the promises of what they stand for."""

from callfire_soap.carriers.simulated import SimulatedCarrier


class UnreliableCarrier(SimulatedCarrier):
    """A carrier that counts, and sometimes fails, before or after it has taken an order."""

    def __init__(self, journal):
        super().__init__(journal)
        self.fails_before = self.fails_after = 0
        # How often the dispatcher came to work: once in each of its rounds.
        self.rounds = 0
        # Whether it tells nothing of calls before they end.
        self.is_silent = False

    def collect(self, now, most):
        self.rounds += 1
        return super().collect(now, most)

    def heard_of(self, attempt, now):
        return None if self.is_silent else super().heard_of(attempt, now)

    def place(self, orders, now):
        if orders and self.fails_before:
            self.fails_before -= 1
            raise ConnectionError("the carrier cannot be reached")
        super().place(orders, now)
        if orders and self.fails_after:
            self.fails_after -= 1
            raise ConnectionError("the answer of the carrier got lost")
