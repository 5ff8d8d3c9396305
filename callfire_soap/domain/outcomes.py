"""What a carrier reports of an attempt, and the disposition that follows."""

from dataclasses import dataclass, replace
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


def shown_seconds(begin: datetime, end: datetime) -> int:
    """Answer how far moments lie apart as they are shown, without their fractions of a second; never less than 0."""
    return max(int((end.replace(microsecond=0) - begin.replace(microsecond=0)).total_seconds()), 0)


@dataclass(frozen=True, slots=True)
class Leg:
    """A call from its dialling to its end; without an answer it was never picked up."""

    originated_at: datetime
    answered_at: datetime | None
    finished_at: datetime

    @property
    def seconds(self) -> int:
        """The connected time in whole seconds: "Duration = FinishTime - AnswerTime, 0 without answer"."""
        return 0 if self.answered_at is None else shown_seconds(self.answered_at, self.finished_at)

    def until(self, end: datetime) -> "Leg":
        """Answer the leg as far as it lies before a moment."""
        answered = self.answered_at and min(self.answered_at, end)
        return Leg(min(self.originated_at, end), answered, min(self.finished_at, end))


@dataclass(frozen=True, slots=True)
class Connection:
    """A transfer that was answered: by which number, its leg, and whether the callee ended it."""

    number: str
    leg: Leg
    hung_up: bool = False


@dataclass(frozen=True, slots=True)
class Recording:
    """A recording that a call leaves behind; `alias` is the other name under which it is found."""

    name: str
    begun_at: datetime
    seconds: float
    alias: str = ""


@dataclass(frozen=True, slots=True)
class SentText:
    """A text message that a call sends."""

    to_number: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Effects:
    """What the dialplan of one answered call leaves behind.

    `answers` are pairs of question and response in the order of the first stash; `forbidden` are the numbers
    for the do-not-call list; `by_machine` tells that the callee was taken for an answering machine.
    """

    by_machine: bool = False
    answers: tuple[tuple[str, str], ...] = ()
    recordings: tuple[Recording, ...] = ()
    connections: tuple[Connection, ...] = ()
    forbidden: tuple[str, ...] = ()
    texts: tuple[SentText, ...] = ()

    def until(self, end: datetime) -> "Effects":
        """Answer them without what would be later than the end of the call, which is rounded to a full second."""
        connections = (replace(each, leg=each.leg.until(end)) for each in self.connections)
        recordings = (replace(each, begun_at=min(each.begun_at, end)) for each in self.recordings)
        return replace(self, connections=tuple(connections), recordings=tuple(recordings))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a carrier reports of one attempt, before any rule."""

    answer: Answer
    leg: Leg
    pressed: Pressed | None = None
    transfer: Leg | None = None
    # How long the callee of a recording call spoke.
    spoken_seconds: float | None = None
    # What the dialplan of the call left behind; `transfer` is then its last connection.
    effects: Effects | None = None


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
    if outcome.effects is not None:
        return _dialplan_disposition(outcome.effects)
    if outcome.pressed is Pressed.DNC:
        # Inferred: a person who asked not to be called again ends the call with DNC.
        return Disposition.DO_NOT_CALL
    if outcome.pressed is Pressed.TRANSFER:
        return Disposition.TRANSFERRED
    machine = outcome.answer is Answer.MACHINE and detects_machines
    return Disposition.ANSWERING_MACHINE if machine else Disposition.LIVE_ANSWER


def _dialplan_disposition(effects: Effects) -> Disposition:
    """Answer how a call with a dialplan ended: "any transfer connected: XFER; machine: AM; else LA"."""
    if effects.connections:
        return Disposition.TRANSFERRED
    return Disposition.ANSWERING_MACHINE if effects.by_machine else Disposition.LIVE_ANSWER


# Inferred: what a phone would answer to a call means delivery or a carrier's refusal to a text.
_TEXT_FAILURES = {
    **_FAILURES,
    Answer.BUSY: Disposition.CARRIER_ERROR,
    Answer.NO_ANSWER: Disposition.CARRIER_ERROR,
}


def text_disposition(outcome: Outcome) -> Disposition:
    """Answer how a text ended."""
    return _TEXT_FAILURES.get(outcome.answer, Disposition.SENT)
