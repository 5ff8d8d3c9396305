"""What the dispatcher asks of a carrier."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, Protocol, TypeAlias

from callfire_soap.domain.answering import VoicePlan
from callfire_soap.domain.lines import Line
from callfire_soap.domain.outcomes import Effects, Outcome


class Course(Protocol):
    """A dialplan with all it needs to know of a call; the same object serves every call it fits."""

    def run(self, line: Line) -> tuple[Effects, Sequence[str]]:
        """Run on an answered call; answers what it leaves behind, and the trace."""


class CallOrder(NamedTuple):
    """A call to place; `attempt` is the key under which the carrier knows it."""

    attempt: int
    action: int
    from_number: str
    to_number: str
    # How often the action has been tried, this time included.
    tries: int
    plan: VoicePlan | Course


class TextOrder(NamedTuple):
    """A text to deliver, in parts of one message."""

    attempt: int
    action: int
    from_number: str
    to_number: str
    tries: int
    parts: tuple[str, ...]


class RecordOrder(NamedTuple):
    """A call whose callee speaks a sound; it belongs to no action, so `action` is 0."""

    attempt: int
    action: int
    from_number: str
    to_number: str
    tries: int


Order: TypeAlias = CallOrder | TextOrder | RecordOrder


class Report(NamedTuple):
    """Attempts that ended alike at the same moment."""

    outcome: Outcome
    attempts: Sequence[int]


class Carrier(Protocol):
    """Places calls and delivers texts, each attempt at most once."""

    def place(self, orders: Sequence[Order], now: datetime) -> None:
        """Take orders that were never handed over before; when this returns they are durable at the carrier."""

    def resume(self, orders: Sequence[Order], now: datetime) -> int:
        """Begin anew with all orders that are under way: what is known is reported, the rest is placed.

        Answers how many were not known.
        """

    def collect(self, now: datetime, most: int) -> list[Report]:
        """Answer the reports that are due, oldest first, of about `most` attempts."""

    def next_report(self) -> datetime | None:
        """Answer when the next report is due."""

    def heard_of(self, attempt: int, now: datetime) -> datetime | None:
        """Answer up to when something is known of an attempt that is not reported yet.

        While a call goes on, or its report waits to be collected, that is now or later; otherwise when it was last
        heard of, at the least when it was handed over. None if the carrier does not know it.
        """
