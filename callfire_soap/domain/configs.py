"""The configuration of a broadcast: whom to show, when, how often, and what to say."""

from dataclasses import dataclass, field
from typing import TypeAlias

from callfire_soap.domain.answering import AnsweringMachineConfig
from callfire_soap.domain.calling_hours import CallingHours
from callfire_soap.domain.retries import RetryPolicy
from callfire_soap.domain.texts import USUAL_STRATEGY, BigMessageStrategy


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceConfig:
    """A recorded or spoken message; sounds are ids of the account's sounds."""

    from_number: str
    calling_hours: CallingHours | None = None
    retry: RetryPolicy = field(default_factory=RetryPolicy)
    # "AM_AND_LIVE" is what "API Send" broadcasts without a mode show.
    answering: AnsweringMachineConfig = AnsweringMachineConfig.AM_AND_LIVE
    live_sound: int | None = None
    machine_sound: int | None = None
    transfer_sound: int | None = None
    dnc_sound: int | None = None
    transfer_digit: str | None = None
    transfer_number: str | None = None
    dnc_digit: str | None = None
    max_active_transfers: int | None = None

    @property
    def sounds(self) -> frozenset[int]:
        """The ids of all sounds that it may play."""
        wanted = {self.live_sound, self.machine_sound, self.transfer_sound, self.dnc_sound}
        return frozenset(each for each in wanted if each is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class TextConfig:
    """A text message, with `${...}` in place of what differs from recipient to recipient."""

    from_number: str
    message: str
    calling_hours: CallingHours | None = None
    retry: RetryPolicy | None = None
    big_message: BigMessageStrategy = USUAL_STRATEGY


@dataclass(frozen=True, slots=True, kw_only=True)
class IvrConfig:
    """A dialplan, kept and answered to the letter."""

    from_number: str
    dialplan_xml: str
    calling_hours: CallingHours | None = None
    retry: RetryPolicy = field(default_factory=RetryPolicy)


Config: TypeAlias = VoiceConfig | TextConfig | IvrConfig
