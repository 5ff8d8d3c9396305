"""What the sandbox asks of the running system."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from callfire_soap.domain.reactions import Reaction


class ClockMode(StrEnum):
    """Whether time passes by itself."""

    REAL = "real"
    MANUAL = "manual"


class ClockError(Exception):
    """The clock cannot be moved that way; the message says why."""


@dataclass(frozen=True, slots=True)
class ClockState:
    """What the clock shows, in UTC; it passes `speed` times as fast as the real one."""

    now: datetime
    mode: ClockMode
    speed: float


@dataclass(frozen=True, slots=True)
class Advanced:
    """Where the clock stands after moving, and how many events fell due on the way."""

    now: datetime
    events: int


class Control(Protocol):
    """The handles of a running system; numbers are normalized before they come here."""

    def reset(self) -> None:
        """Go back to the freshly provisioned state, clock included."""

    def clock_state(self) -> ClockState:
        """Answer the clock as it stands."""

    def set_clock(self, now: datetime | None, mode: ClockMode | None) -> ClockState:
        """Set the clock, or its mode, or both; going back in time raises ClockError."""

    def advance(self, seconds: float) -> Advanced:
        """Move through everything that falls due, each at its own instant; a real clock raises ClockError."""

    def drain(self) -> bool:
        """Finish all that is due now; False when that takes longer than 30 seconds."""

    def set_phone(self, number: str, reactions: Sequence[Reaction]) -> None:
        """Script a phone."""

    def delete_phone(self, number: str) -> None:
        """Forget the script of a phone, if any."""

    def receive_text(self, from_number: str, to_number: str, message: str) -> int | None:
        """Let a text arrive and answer its id; a number that nobody has raises the domain's NotFound.

        An opt-out from the shared short code that concerns no account has no id.
        """

    def receive_call(self, from_number: str, to_number: str, reaction: Reaction) -> int:
        """Let a call arrive and answer its id; a number that nobody has raises the domain's NotFound."""

    def carrier_entries(self, after: int, limit: int) -> list[Mapping[str, Any]]:
        """Answer the journal of the carrier after an entry, oldest first."""

    def caller_id_code(self, number: str) -> str | None:
        """Answer the code that waits for verification."""

    def events(self, after: int, limit: int) -> list[Mapping[str, Any]]:
        """Answer what happened after an event, oldest first."""
