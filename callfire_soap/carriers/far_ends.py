"""Who answers a transfer: the far ends of a scripted call."""

from collections.abc import Sequence
from typing import NamedTuple

from callfire_soap.domain.reactions import FarEnd, TransferReaction

# Inferred: how long a far end rings for which nothing is scripted, in seconds.
RING_SECONDS = 4


class Rung(NamedTuple):
    """What a number that rings comes to, and after how many seconds."""

    number: str
    answer: TransferReaction
    after: float


class FarEnds:
    """Takes what is scripted, ring by ring: of a number its own reactions, the last repeating, else the next word."""

    def __init__(self, script: Sequence[TransferReaction | FarEnd]) -> None:
        """Begin with what is scripted for a call."""
        self._words = [each for each in script if isinstance(each, TransferReaction)]
        self._own: dict[str, list[FarEnd]] = {}
        for each in script:
            if isinstance(each, FarEnd):
                self._own.setdefault(each.number, []).append(each)

    def ring(
        self, number: str, seconds: float, otherwise: TransferReaction = TransferReaction.NO_ANSWER
    ) -> Rung:
        """Ring a number, perhaps with an extension, for so long; `otherwise` for what nothing is scripted."""
        own = self._own.get(number.partition("x")[0], [])
        if not own:
            answer = self._words.pop(0) if self._words else otherwise
            return Rung(number, answer, _usual(answer, seconds))
        reacts = own.pop(0) if len(own) > 1 else own[0]
        after = _usual(reacts.answer, seconds) if reacts.after is None else reacts.after
        if after > seconds:
            return Rung(number, TransferReaction.NO_ANSWER, seconds)
        return Rung(number, reacts.answer, after)


def _usual(answer: TransferReaction, seconds: float) -> float:
    """Answer how long it takes to hear of a far end."""
    if answer is TransferReaction.HANGUP:
        return 0
    return seconds if answer is TransferReaction.NO_ANSWER else min(RING_SECONDS, seconds)


def decided(rung: Sequence[Rung]) -> Rung | None:
    """Answer what ends the ringing of all: the first answer, or that the callee hangs up before."""
    ends = [each for each in rung if each.answer in {TransferReaction.ANSWERED, TransferReaction.HANGUP}]
    return min(ends, key=lambda each: each.after, default=None)
