"""What a voice broadcast plays to whom."""

from dataclasses import dataclass
from enum import StrEnum

from callfire_soap.domain.errors import BadRequest


class AnsweringMachineConfig(StrEnum):
    """Whether machines are detected, and who hears a message."""

    AM_ONLY = "AM_ONLY"
    AM_AND_LIVE = "AM_AND_LIVE"
    LIVE_WITH_AMD = "LIVE_WITH_AMD"
    LIVE_IMMEDIATE = "LIVE_IMMEDIATE"


@dataclass(frozen=True, slots=True)
class Prompt:
    """A sound to play, with its length."""

    sound: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Key:
    """A key that the callee may press, what is played then, and the number to connect to."""

    digit: str
    prompt: Prompt | None = None
    number: str | None = None


@dataclass(frozen=True, slots=True)
class VoicePlan:
    """What happens on an answered call; a missing message means hanging up at once."""

    detects_machines: bool
    for_person: Prompt | None
    for_machine: Prompt | None
    transfer: Key | None = None
    dnc: Key | None = None


@dataclass(frozen=True, slots=True)
class _Mode:
    detects_machines: bool
    speaks_to_person: bool
    speaks_to_machine: bool


# "AM_AND_LIVE: LiveSound / MachineSound; AM_ONLY: hang up / MachineSound; LIVE_WITH_AMD: LiveSound / hang up;
# LIVE_IMMEDIATE: no detection, LiveSound at once" -- the platform's description of the modes.
_MODES = {
    AnsweringMachineConfig.AM_AND_LIVE: _Mode(
        detects_machines=True, speaks_to_person=True, speaks_to_machine=True
    ),
    AnsweringMachineConfig.AM_ONLY: _Mode(
        detects_machines=True, speaks_to_person=False, speaks_to_machine=True
    ),
    AnsweringMachineConfig.LIVE_WITH_AMD: _Mode(
        detects_machines=True, speaks_to_person=True, speaks_to_machine=False
    ),
    AnsweringMachineConfig.LIVE_IMMEDIATE: _Mode(
        detects_machines=False, speaks_to_person=True, speaks_to_machine=True
    ),
}


def check_sounds(mode: AnsweringMachineConfig, *, has_live: bool, has_machine: bool) -> None:
    """Raise BadRequest when a sound that the mode needs is missing.

    "sound text or id is required" -- SendCall. Inferred: AM_AND_LIVE without a machine sound plays the live one.
    """
    needed = "LiveSound" if _MODES[mode].speaks_to_person else "MachineSound"
    if not (has_live if _MODES[mode].speaks_to_person else has_machine):
        message = f"{needed}Text or {needed}Id is required for {mode}"
        raise BadRequest(message)


def voice_plan(
    mode: AnsweringMachineConfig,
    *,
    live: Prompt | None,
    machine: Prompt | None,
    transfer: Key | None = None,
    dnc: Key | None = None,
) -> VoicePlan:
    """Answer what to play to a person and to a machine under a mode."""
    table = _MODES[mode]
    heard_by_machine = (machine or live) if table.detects_machines else live
    return VoicePlan(
        detects_machines=table.detects_machines,
        for_person=live if table.speaks_to_person else None,
        for_machine=heard_by_machine if table.speaks_to_machine else None,
        transfer=transfer,
        dnc=dnc,
    )
