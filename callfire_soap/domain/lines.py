"""A telephone line as a dialplan sees it: what can be asked of it, and what a call leaves behind."""

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from callfire_soap.domain.outcomes import Connection


class HungUp(Exception):
    """The callee has hung up; any request to a line may raise it."""


class SoundKind(StrEnum):
    """Where the sound of a `play` comes from, by its `type`."""

    TTS = "tts"
    URL = "url"
    CALLFIREID = "callfireid"


@dataclass(frozen=True, slots=True)
class Said:
    """Something to play: a text, an address, or the id of a sound; `seconds` is how long it takes."""

    kind: SoundKind
    content: str
    voice: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Heard:
    """A recording: how long it is, and whether the callee hung up at its end."""

    seconds: float
    hung_up: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferWish:
    """Whom to connect the callee with; `all_at_once` rings all numbers, the first to answer wins."""

    numbers: tuple[str, ...]
    caller_id: str
    caller_name: str = ""
    hold_music: str = "ringing"
    whisper: str = ""
    must_accept: bool = False
    all_at_once: bool = True
    seconds: float = 60


class Line(Protocol):
    """An answered call.

    Every request lasts as long as what it asks for, and raises HungUp when the callee goes.
    """

    def now(self) -> datetime:
        """Answer the moment the call has reached."""

    def is_machine(self) -> bool:
        """Find out whether an answering machine took the call."""

    def wait_for_beep(self) -> None:
        """Wait until the answering machine records."""

    def play(self, said: Said, keys: AbstractSet[str]) -> str:
        """Play a sound; a key among `keys` stops it and is answered."""

    def collect(self, most: int, seconds: float, keys: AbstractSet[str]) -> str:
        """Answer the keys pressed: `most`, or up to `#` or one among `keys`, or until silence."""

    def record(self, seconds: float) -> Heard:
        """Beep, and record until `#`, the limit or the hang-up, which is not raised here."""

    def transfer(self, wish: TransferWish) -> Connection | None:
        """Connect the callee with somebody; None when nobody answers."""

    def send_tones(self, tones: str) -> None:
        """Send tones to the callee."""

    def wait(self, seconds: float) -> None:
        """Stay silent."""

    def fetch(self, method: str, address: str, most: int, tell: Callable[[str], None]) -> str | None:
        """Answer what an address answers, up to `most` bytes; None when it cannot be had: `tell` says why if known."""
