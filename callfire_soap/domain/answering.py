"""What a voice broadcast plays to whom."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from callfire_soap.domain.errors import BadRequest
from callfire_soap.domain.texts import render


class AnsweringMachineConfig(StrEnum):
    """Whether machines are detected, and who hears a message."""

    AM_ONLY = "AM_ONLY"
    AM_AND_LIVE = "AM_AND_LIVE"
    LIVE_WITH_AMD = "LIVE_WITH_AMD"
    LIVE_IMMEDIATE = "LIVE_IMMEDIATE"


@dataclass(frozen=True, slots=True)
class Prompt:
    """A sound to play, with its length; `text` is what is spoken where that differs from callee to callee."""

    sound: int
    seconds: float
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Key:
    """A key that the callee may press, what is played then, and the number to connect to."""

    digit: str
    prompt: Prompt | None = None
    number: str | None = None


@dataclass(frozen=True, slots=True)
class TransferLimit:
    """How many callees of a broadcast may be connected to somebody at once."""

    broadcast: int
    most: int


@dataclass(frozen=True, slots=True)
class VoicePlan:
    """What happens on an answered call; a missing message means hanging up at once."""

    detects_machines: bool
    for_person: Prompt | None
    for_machine: Prompt | None
    transfer: Key | None = None
    dnc: Key | None = None
    transfer_limit: TransferLimit | None = None

    @property
    def is_personal(self) -> bool:
        """Tell whether callees hear different words."""
        return any(prompt is not None and prompt.text is not None for prompt in self._prompts())

    @property
    def characters(self) -> int:
        """How long the texts are that differ from callee to callee."""
        return sum(len(prompt.text) for prompt in self._prompts() if prompt is not None and prompt.text)

    def for_callee(
        self, values: Mapping[str, str], seconds_of: Callable[[str], float], most: int
    ) -> "VoicePlan":
        """Answer the plan with the callee's values in the texts.

        `seconds_of` tells how long a text takes; each is cut off behind `most` characters.
        """

        def spoken(prompt: Prompt | None) -> Prompt | None:
            if prompt is None or prompt.text is None:
                return prompt
            text = render(prompt.text, values, most)[:most]
            return Prompt(prompt.sound, seconds_of(text), text)

        return replace(
            self,
            for_person=spoken(self.for_person),
            for_machine=spoken(self.for_machine),
            transfer=self.transfer and replace(self.transfer, prompt=spoken(self.transfer.prompt)),
            dnc=self.dnc and replace(self.dnc, prompt=spoken(self.dnc.prompt)),
        )

    def _prompts(self) -> tuple[Prompt | None, ...]:
        keys = tuple(key.prompt for key in (self.transfer, self.dnc) if key is not None)
        return (self.for_person, self.for_machine, *keys)


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
    transfer_limit: TransferLimit | None = None,
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
        transfer_limit=transfer_limit,
    )
