"""What a carrier reports of an attempt, and the disposition that follows."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from callfire_soap.domain.dispositions import Disposition


class Answer(StrEnum):
    """Who or what answered."""

    LIVE = "live"
    MACHINE = "machine"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    CARRIER_ERROR = "carrier_error"
    CARRIER_TEMP_ERROR = "carrier_temp_error"
    INTERNAL_ERROR = "internal_error"
    LOST = "lost"


class Pressed(StrEnum):
    """The key of a voice broadcast that the callee used."""

    TRANSFER = "transfer"
    DNC = "dnc"


@dataclass(frozen=True, slots=True)
class Leg:
    """A call from its dialling to its end; without an answer it was never picked up."""

    originated_at: datetime
    answered_at: datetime | None
    finished_at: datetime

    @property
    def seconds(self) -> int:
        """The connected time in whole seconds: "Duration = FinishTime - AnswerTime, 0 without answer"."""
        if self.answered_at is None:
            return 0
        return int((self.finished_at - self.answered_at).total_seconds())


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a carrier reports of one attempt, before any rule."""

    answer: Answer
    leg: Leg
    pressed: Pressed | None = None
    transfer: Leg | None = None
    # How long the callee of a recording call spoke.
    spoken_seconds: float | None = None


# "BUSY", "NO_ANS", "CARRIER_ERROR", "CARRIER_TEMP_ERROR", "INTERNAL_ERROR" -- Result.
_FAILURES = {
    Answer.BUSY: Disposition.BUSY,
    Answer.NO_ANSWER: Disposition.NO_ANSWER,
    Answer.CARRIER_ERROR: Disposition.CARRIER_ERROR,
    Answer.CARRIER_TEMP_ERROR: Disposition.CARRIER_TEMP_ERROR,
    Answer.INTERNAL_ERROR: Disposition.INTERNAL_ERROR,
}


def call_disposition(outcome: Outcome, *, detects_machines: bool) -> Disposition:
    """Answer how a call ended: "without detection every connected call is LA" -- results of the platform."""
    failure = _FAILURES.get(outcome.answer)
    if failure is not None:
        return failure
    if outcome.pressed is Pressed.DNC:
        # Inferred: a person who asked not to be called again ends the call with DNC.
        return Disposition.DO_NOT_CALL
    if outcome.pressed is Pressed.TRANSFER:
        return Disposition.TRANSFERRED
    machine = outcome.answer is Answer.MACHINE and detects_machines
    return Disposition.ANSWERING_MACHINE if machine else Disposition.LIVE_ANSWER


# Inferred: what a phone would answer to a call means delivery or a carrier's refusal to a text.
_TEXT_FAILURES = {
    **_FAILURES,
    Answer.BUSY: Disposition.CARRIER_ERROR,
    Answer.NO_ANSWER: Disposition.CARRIER_ERROR,
}


def text_disposition(outcome: Outcome) -> Disposition:
    """Answer how a text ended."""
    return _TEXT_FAILURES.get(outcome.answer, Disposition.SENT)
