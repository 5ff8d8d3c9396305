"""Sounds to play and recordings of what was said."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, NewType

from callfire_soap.contract.common import IdRequest, PhoneNumber, QueryResult, VoiceName
from callfire_soap.contract.xsd import Attribute, Choice, DataElement, Long, ServiceElement, ServiceLocal
from callfire_soap.domain.sounds import SoundFormat, SoundStatus, Voice

SoundData = NewType("SoundData", bytes)
RecordingData = NewType("RecordingData", bytes)


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundMeta(DataElement):
    """What is known of a sound without hearing it."""

    id: Attribute[Long]
    status: SoundStatus
    name: str
    created: datetime
    length_in_seconds: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingMeta(DataElement):
    """What is known of a recording without hearing it."""

    id: Attribute[Long]
    name: str
    created: datetime
    length_in_seconds: int | None = None
    link: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingCall(ServiceLocal):
    """Which phone to ring so that a sound can be spoken into it."""

    to_number: PhoneNumber


_SOURCE = Choice()


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateSound(ServiceElement):
    """A new sound: uploaded, spoken into a phone, or read by a voice."""

    name: str | None = None
    data: Annotated[bytes | None, _SOURCE] = None
    recording_call: Annotated[RecordingCall | None, _SOURCE] = None
    sound_text: Annotated[str | None, _SOURCE] = None
    sound_text_voice: VoiceName = Voice.FEMALE1


@dataclass(frozen=True, slots=True, kw_only=True)
class GetSoundData(IdRequest, ServiceElement):
    """Which sound to fetch, in which format."""

    format: SoundFormat = SoundFormat.MP3


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundMetaQueryResult(QueryResult, ServiceElement):
    """A page of sounds."""

    sound_meta: tuple[SoundMeta, ...] = ()


_RECORDING = Choice()
_CALL_AND_NAME = _RECORDING.together()


@dataclass(frozen=True, slots=True, kw_only=True)
class GetRecordingData(ServiceElement):
    """Which recording to fetch: by its id, or by its call and its name."""

    call_id: Annotated[Long | None, _CALL_AND_NAME] = None
    name: Annotated[str | None, _CALL_AND_NAME] = None
    recording_id: Annotated[Long | None, _RECORDING] = None
    format: SoundFormat = SoundFormat.MP3
