"""A line whose callee follows a script: the reaction of a simulated phone."""

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta
from typing import Protocol

from callfire_soap.carriers.far_ends import FarEnds, decided
from callfire_soap.domain.lines import Heard, HungUp, Said, TransferWish
from callfire_soap.domain.outcomes import Answer, Connection, Leg
from callfire_soap.domain.reactions import HANGUP, Reaction, RecordEnd, RecordReaction, TransferReaction

# Inferred: how long things take that nothing is scripted for, in seconds.
DETECTION_SECONDS = 2
BEEP_SECONDS = 3
KEY_SECONDS = 1
TONE_SECONDS = 0.2
PAUSE_SECONDS = 2
TRANSFER_TALK_SECONDS = 30
SPOKEN_SECONDS = 5.0

SILENT_MENUS = 6
"""After how many silent menus in a row the callee hangs up, so that loops end."""

_KEYS = frozenset("0123456789*#")


class Fetcher(Protocol):
    """Asks addresses outside for what they answer."""

    def begin_round(self) -> None:
        """Let all that is fetched until the next round take no longer together than one address may."""

    def fetch(self, method: str, address: str, most: int, tell: Callable[[str], None]) -> str | None:
        """Answer up to `most` bytes as text; None when there is no answer, or none that may be had: `tell` says why."""


class ScriptedLine:
    """An answered call; time passes as the script and what is played ask for it."""

    def __init__(self, reaction: Reaction, answered_at: datetime, fetcher: Fetcher | None = None) -> None:
        """Begin with the answer; without a fetcher only scripted addresses answer."""
        self._reaction, self._fetcher = reaction, fetcher
        self._now = self._answered_at = answered_at
        self._ends_at = None
        if reaction.talk is not None:
            self._ends_at = answered_at + timedelta(seconds=reaction.talk)
        self._keys = iter(reaction.keys)
        self._records = iter(reaction.records)
        # Made for the first transfer: most calls have none.
        self._far_ends: FarEnds | None = None
        self._silent_menus = 0

    def now(self) -> datetime:
        """Answer the moment the call has reached."""
        return self._now

    def is_machine(self) -> bool:
        """Find out whether an answering machine took the call."""
        self._pass(DETECTION_SECONDS)
        return self._reaction.answer is Answer.MACHINE

    def wait_for_beep(self) -> None:
        """Wait until the answering machine records."""
        self._pass(BEEP_SECONDS)

    def play(self, said: Said, keys: AbstractSet[str]) -> str:  # noqa: ARG002 -- nobody presses them here
        """Listen; "keys pressed during prompts and after them are the same to the simulator"."""
        self._pass(said.seconds)
        return ""

    def collect(self, most: int, seconds: float, keys: AbstractSet[str]) -> str:  # noqa: ARG002 -- likewise
        """Press the keys that are scripted for this menu; nothing scripted is silence."""
        wish = next(self._keys, "")
        if wish == HANGUP:
            raise HungUp
        pressed = "".join(key for key in wish if key in _KEYS) if _is_keys(wish) else ""
        if pressed:
            self._silent_menus = 0
            self._pass(KEY_SECONDS * min(len(pressed), most))
            return pressed
        self._pass(seconds)
        self._silent_menus += 1
        if self._silent_menus >= SILENT_MENUS:
            self._ends_at = self._now
        return ""

    def record(self, seconds: float) -> Heard:
        """Speak as long as is scripted."""
        self._pass(0)
        wish = next(self._records, RecordReaction(SPOKEN_SECONDS))
        spoken = seconds if wish.end is RecordEnd.LIMIT else min(wish.seconds, seconds)
        hangs_up = wish.end is RecordEnd.HANGUP
        if self._ends_at is not None and self._now + timedelta(seconds=spoken) >= self._ends_at:
            spoken, hangs_up = (self._ends_at - self._now).total_seconds(), True
        self._now += timedelta(seconds=spoken)
        return Heard(spoken, hangs_up)

    def transfer(self, wish: TransferWish) -> Connection | None:
        """Let the far ends answer as is scripted: of several that ring together, the first to answer wins."""
        far_ends = self._far_ends = self._far_ends or FarEnds(self._reaction.transfers)
        together = [wish.numbers] if wish.all_at_once else [(number,) for number in wish.numbers]
        for numbers in together:
            begun_at = self._now
            rung = [far_ends.ring(number, wish.seconds) for number in numbers]
            decisive = decided(rung)
            self._pass(decisive.after if decisive is not None else max(each.after for each in rung))
            if decisive is not None and decisive.answer is TransferReaction.HANGUP:
                raise HungUp
            if decisive is not None:
                return self._connected(decisive.number, begun_at)
        return None

    def send_tones(self, tones: str) -> None:
        """Listen to tones; a `w` is a pause of two seconds."""
        self._pass(sum(PAUSE_SECONDS if tone == "w" else TONE_SECONDS for tone in tones))

    def wait(self, seconds: float) -> None:
        """Stay silent."""
        self._pass(seconds)

    def fetch(self, method: str, address: str, most: int, tell: Callable[[str], None]) -> str | None:
        """Answer what is scripted for an address, else what the world outside answers."""
        scripted: Mapping[str, str] = self._reaction.http
        if address in scripted:
            return scripted[address].encode()[:most].decode(errors="ignore")
        return self._fetcher.fetch(method, address, most, tell) if self._fetcher is not None else None

    def _connected(self, number: str, begun_at: datetime) -> Connection:
        answered_at = self._now
        ends_at = answered_at + timedelta(seconds=TRANSFER_TALK_SECONDS)
        # "The callee hanging up always ends the call"; with `talk` scripted it is the callee who does.
        hangs_up = self._ends_at is not None
        self._now = max(self._ends_at, answered_at) if self._ends_at is not None else ends_at
        return Connection(number.partition("x")[0], Leg(begun_at, answered_at, self._now), hangs_up)

    def _pass(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)
        if self._ends_at is not None and self._now >= self._ends_at:
            self._now = self._ends_at
            raise HungUp


def _is_keys(wish: str) -> bool:
    """Tell keys from the words of a script, such as TIMEOUT."""
    return not wish.isalpha()
