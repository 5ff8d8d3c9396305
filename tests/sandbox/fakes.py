"""A system that only notes what it is asked."""

from datetime import timedelta

from callfire_soap.domain.errors import NotFound
from callfire_soap.sandbox.control import Advanced, ClockError, ClockMode, ClockState


class FakeControl:
    """Satisfies Control; `asked` is what happened to it."""

    def __init__(self, now):
        self.asked = []
        self.state = ClockState(now, ClockMode.MANUAL, 1.0)
        self.is_idle = True
        self.codes = {}

    def reset(self):
        self.asked.append("reset")

    def clock_state(self):
        return self.state

    def set_clock(self, now, mode):
        if now is not None and now < self.state.now:
            raise ClockError("the clock cannot go back")
        self.state = ClockState(now or self.state.now, mode or self.state.mode, self.state.speed)
        return self.state

    def advance(self, seconds):
        if self.state.mode is ClockMode.REAL:
            raise ClockError("a real clock cannot be advanced")
        self.set_clock(self.state.now + timedelta(seconds=seconds), None)
        return Advanced(self.state.now, 3)

    def drain(self):
        self.asked.append("drain")
        return self.is_idle

    def set_phone(self, number, reactions):
        self.asked.append(("set phone", number, tuple(reactions)))

    def delete_phone(self, number):
        self.asked.append(("delete phone", number))

    def receive_text(self, from_number, to_number, message):
        self._own(to_number)
        self.asked.append(("text", from_number, to_number, message))
        return 17

    def receive_call(self, from_number, to_number, reaction):
        self._own(to_number)
        self.asked.append(("call", from_number, to_number, reaction))
        return 18

    def carrier_entries(self, after, limit):
        return [{"id": after + 1, "at": self.state.now, "limit": limit}]

    def caller_id_code(self, number):
        return self.codes.get(number)

    def events(self, after, limit):
        return [{"id": after + 1, "at": self.state.now, "limit": limit}]

    def _own(self, number):
        if number != "12135551126":
            raise NotFound(f"nobody has the number {number}")
