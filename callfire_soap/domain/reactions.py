"""How a simulated phone reacts to one attempt."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from callfire_soap.domain.outcomes import Answer


class RecordEnd(StrEnum):
    """What ends a recording."""

    POUND = "#"
    LIMIT = "LIMIT"
    HANGUP = "HANGUP"


class TransferReaction(StrEnum):
    """What becomes of one transfer: how its far end answers, or that the callee hangs up meanwhile."""

    ANSWERED = "answered"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    HANGUP = "HANGUP"


TIMEOUT = "TIMEOUT"
"""In place of keys: wait until the prompt gives up."""

HANGUP = "HANGUP"
"""In place of keys: hang up at that prompt."""

PRESSED = re.compile(r"[0-9*#]{1,64}|TIMEOUT|HANGUP")
"""What a script may say of a menu."""

TRANSFER = "TRANSFER"
"""In place of keys: press the broadcast's transfer digit, whichever it is."""

DNC = "DNC"
"""In place of keys: press the broadcast's do-not-call digit, whichever it is."""


@dataclass(frozen=True, slots=True)
class FarEnd:
    """How a number takes the transfers to it, after how many seconds of ringing (None: as long as usual)."""

    number: str
    answer: TransferReaction
    after: float | None = None


@dataclass(frozen=True, slots=True)
class RecordReaction:
    """How long the callee speaks at one recording, in seconds, and what ends it."""

    seconds: float
    end: RecordEnd = RecordEnd.POUND


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaction:
    """One attempt as the phone takes it.

    `ring` is the seconds until the answer, `talk` those until the callee hangs up (None: never before).
    `keys` and `records` hold one item per prompt and recording, in their order. `transfers` holds numbers that
    react in a way of their own, and a word for each other number that is rung, in that order. `http` holds the
    bodies that the addresses of a dialplan answer.
    """

    answer: Answer = Answer.LIVE
    # "answers live after 4 seconds": 12:53:10 originated, 12:53:14 answered -- sample of a call.
    ring: float = 4
    talk: float | None = None
    keys: tuple[str, ...] = ()
    records: tuple[RecordReaction, ...] = ()
    transfers: tuple[TransferReaction | FarEnd, ...] = ()
    http: Mapping[str, str] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Answer plain values that JSON can hold."""
        return {**asdict(self), "http": dict(self.http)}

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> "Reaction":
        """Read back what `to_dict` answered."""
        return cls(
            answer=Answer(stored["answer"]),
            ring=stored["ring"],
            talk=stored["talk"],
            keys=tuple(stored["keys"]),
            records=tuple(
                RecordReaction(each["seconds"], RecordEnd(each["end"])) for each in stored["records"]
            ),
            transfers=tuple(map(_transfer_read, stored["transfers"])),
            http=dict(stored["http"]),
        )


def _transfer_read(stored: str | Mapping[str, Any]) -> TransferReaction | FarEnd:
    if isinstance(stored, str):
        return TransferReaction(stored)
    return FarEnd(stored["number"], TransferReaction(stored["answer"]), stored["after"])


LISTENS_TO_THE_END = Reaction()
"""What every phone does without a script: it answers live after 4 seconds."""

# A dialplan that asks for ever is let go after this many answers.
_EVERY_MENU = 100

_BY_LAST_DIGITS = {
    "0110": Reaction(answer=Answer.MACHINE),
    "0111": Reaction(answer=Answer.BUSY),
    "0112": Reaction(answer=Answer.NO_ANSWER),
    "0113": Reaction(answer=Answer.CARRIER_ERROR),
    "0115": Reaction(keys=(TRANSFER,)),
    "0116": Reaction(keys=(DNC,)),
    "0117": Reaction(keys=("1",) * _EVERY_MENU),
}
_FAILS_ONCE = "0114"


def default_reaction(number: str, attempt_index: int) -> Reaction:
    """Answer what a phone without a script does at an attempt, 0 being the first; its last digits decide."""
    ending = number[-4:]
    if ending == _FAILS_ONCE and attempt_index == 0:
        return Reaction(answer=Answer.CARRIER_TEMP_ERROR)
    return _BY_LAST_DIGITS.get(ending, LISTENS_TO_THE_END)


def scripted_reaction(script: Sequence[Reaction], attempt_index: int) -> Reaction:
    """Answer the reaction to an attempt, 0 being the first: one per attempt, the last one repeating."""
    return script[min(attempt_index, len(script) - 1)]
