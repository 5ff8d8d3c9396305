"""Broadcasts, their configurations, batches, schedules and statistics."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Annotated

from callfire_soap.contract.common import (
    DataIdList,
    IdRequest,
    PhoneDigit,
    PhoneNumber,
    Query,
    QueryResult,
    Result,
    ToNumber,
    VoiceName,
)
from callfire_soap.contract.xsd import (
    Abstract,
    Attribute,
    Choice,
    DataElement,
    DataLocal,
    DataType,
    Long,
    ServiceElement,
    ServiceType,
    Tokens,
    Uri,
)
from callfire_soap.domain.answering import AnsweringMachineConfig
from callfire_soap.domain.broadcasts import BatchStatus, BroadcastCommand, BroadcastStatus, BroadcastType
from callfire_soap.domain.retries import RetryPhoneType
from callfire_soap.domain.schedules import DayOfWeek
from callfire_soap.domain.texts import BigMessageStrategy


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalTimeZoneRestriction(DataElement):
    """The calling hours, by the clock of the callee."""

    begin_time: time | None = None
    end_time: time | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryConfig(DataType):
    """When and where a failed attempt is repeated."""

    max_attempts: int = 1
    minutes_between_attempts: int = 60
    retry_results: Tokens[Result]
    retry_phone_types: Tokens[RetryPhoneType] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BroadcastConfig(DataType, Abstract):
    """What every kind of broadcast can set."""

    id: Attribute[Long | None] = None
    created: datetime | None = None
    from_number: PhoneNumber | None = None
    local_time_zone_restriction: LocalTimeZoneRestriction | None = None
    retry_config: RetryConfig | None = None


_LIVE_SOUND = Choice(optional=True)
_MACHINE_SOUND = Choice(optional=True)
_TRANSFER_SOUND = Choice(optional=True)
_DNC_SOUND = Choice(optional=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceBroadcastConfig(BroadcastConfig, DataElement):
    """What a voice broadcast plays to people and machines, and which keys it hears."""

    answering_machine_config: AnsweringMachineConfig | None = None
    live_sound_text: Annotated[str | None, _LIVE_SOUND] = None
    live_sound_id: Annotated[Long | None, _LIVE_SOUND] = None
    live_sound_text_voice: VoiceName | None = None
    machine_sound_text: Annotated[str | None, _MACHINE_SOUND] = None
    machine_sound_id: Annotated[Long | None, _MACHINE_SOUND] = None
    machine_sound_text_voice: VoiceName | None = None
    transfer_sound_text: Annotated[str | None, _TRANSFER_SOUND] = None
    transfer_sound_id: Annotated[Long | None, _TRANSFER_SOUND] = None
    transfer_sound_text_voice: VoiceName | None = None
    transfer_digit: PhoneDigit | None = None
    transfer_number: PhoneNumber | None = None
    dnc_sound_text: Annotated[str | None, _DNC_SOUND] = None
    dnc_sound_id: Annotated[Long | None, _DNC_SOUND] = None
    dnc_sound_text_voice: VoiceName | None = None
    dnc_digit: PhoneDigit | None = None
    max_active_transfers: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CccBroadcastConfig(BroadcastConfig, DataElement):
    """What agents of a call centre work with."""

    agent_group_id: Long | None = None
    smart_drop_sound_id: Long | None = None
    script_id: Long | None = None
    transfer_number_id_list: DataIdList = ()
    allow_any_transfer: bool | None = None
    transfer_caller_id: PhoneNumber | None = None
    recorded: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TextBroadcastConfig(BroadcastConfig, DataElement):
    """What a text broadcast sends."""

    message: str
    big_message_strategy: BigMessageStrategy = BigMessageStrategy.SEND_MULTIPLE


@dataclass(frozen=True, slots=True, kw_only=True)
class IvrBroadcastConfig(BroadcastConfig, DataElement):
    """The dialplan of an IVR broadcast."""

    dialplan_xml: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Broadcast(DataElement):
    """One configuration, run against batches of numbers."""

    id: Attribute[Long | None] = None
    name: str | None = None
    status: BroadcastStatus | None = None
    last_modified: datetime | None = None
    type: BroadcastType | None = None
    label: tuple[str, ...] = ()
    resume_next_day: bool | None = None
    config: VoiceBroadcastConfig | TextBroadcastConfig | IvrBroadcastConfig | CccBroadcastConfig


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageStats(DataLocal):
    """What a broadcast used: seconds, credits, attempts, actions."""

    duration: int
    billed_duration: int
    billed_amount: float
    attempts: int
    actions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultStat(DataLocal):
    """How often attempts ended in one way."""

    result: Result
    attempts: int
    actions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionStatistics(DataLocal):
    """How many actions of a broadcast are where."""

    unattempted: int
    retry_wait: int
    finished: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BroadcastStats(DataElement):
    """How a broadcast has gone so far."""

    usage_stats: UsageStats
    result_stat: tuple[ResultStat, ...] = ()
    action_statistics: ActionStatistics


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactBatch(DataElement):
    """Numbers added to a broadcast together."""

    id: Attribute[Long]
    name: str
    status: BatchStatus
    broadcast_id: Long
    created: datetime
    size: int | None = None
    remaining: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BroadcastSchedule(DataElement):
    """When a broadcast runs: days of the week, hours, a first and a last day."""

    id: Attribute[Long | None] = None
    start_time_of_day: time
    stop_time_of_day: time
    time_zone: str
    begin_date: date | None = None
    end_date: date | None = None
    days_of_week: Tokens[DayOfWeek]


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryBroadcasts(Query, ServiceElement):
    """Which broadcasts to list."""

    type: Tokens[BroadcastType] = ()
    running: bool | None = None
    label_name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BroadcastQueryResult(QueryResult, ServiceElement):
    """A page of broadcasts."""

    broadcast: tuple[Broadcast, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GetBroadcastStats(IdRequest, ServiceElement):
    """Which broadcast to count, between which instants."""

    interval_begin: datetime | None = None
    interval_end: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BroadcastRequest(ServiceType):
    """A broadcast to create or to update."""

    request_id: Uri | None = None
    broadcast: Broadcast


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlBroadcast(IdRequest, ServiceElement):
    """What a broadcast shall turn to, and how many calls at once."""

    request_id: Uri | None = None
    command: BroadcastCommand | None = None
    max_active: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryContactBatches(Query, ServiceElement):
    """Which broadcast to list the batches of."""

    broadcast_id: Long


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactBatchQueryResult(QueryResult, ServiceElement):
    """A page of batches."""

    contact_batch: tuple[ContactBatch, ...] = ()


_NUMBERS = Choice()


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateContactBatch(ServiceElement):
    """Numbers for a broadcast: listed one by one, or those of a contact list."""

    request_id: Uri | None = None
    broadcast_id: Long
    name: str = "API Contact Batch"
    to_number: Annotated[tuple[ToNumber, ...], _NUMBERS] = ()
    contact_list_id: Annotated[Long | None, _NUMBERS] = None
    scrub_broadcast_duplicates: bool = False
    start: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlContactBatch(IdRequest, ServiceElement):
    """A new name for a batch, or whether it is dialled."""

    name: str | None = None
    enabled: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryBroadcastSchedules(Query, ServiceElement):
    """Which broadcast to list the schedules of."""

    broadcast_id: Long


@dataclass(frozen=True, slots=True, kw_only=True)
class BroadcastScheduleQueryResult(QueryResult, ServiceElement):
    """A page of schedules."""

    broadcast_schedule: tuple[BroadcastSchedule, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateBroadcastSchedule(ServiceElement):
    """A schedule for a broadcast."""

    request_id: Uri | None = None
    broadcast_id: Long
    broadcast_schedule: BroadcastSchedule
