"""Actions, which are calls and texts, their attempts, and the requests that start them."""

from dataclasses import dataclass
from datetime import datetime

from callfire_soap.contract.broadcasts import IvrBroadcastConfig, TextBroadcastConfig, VoiceBroadcastConfig
from callfire_soap.contract.common import PhoneNumber, Query, QueryResult, Result, ToNumber
from callfire_soap.contract.labels import Label
from callfire_soap.contract.sounds import RecordingMeta
from callfire_soap.contract.xsd import (
    Abstract,
    Attribute,
    DataElement,
    DataLocal,
    DataType,
    Long,
    ServiceElement,
    ServiceType,
    Tokens,
    Uri,
)
from callfire_soap.domain.actions import ActionState
from callfire_soap.domain.broadcasts import BroadcastType


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionResponse(DataLocal):
    """What a callee answered to one question."""

    question: str
    response: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionRecord(DataType, Abstract):
    """One attempt and how it ended."""

    id: Attribute[Long]
    result: Result
    finish_time: datetime
    billed_amount: float
    question_response: tuple[QuestionResponse, ...] = ()
    switch_id: str | None = None
    caller_name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Action(DataType):
    """One number to reach in one broadcast, or one that reached us."""

    id: Attribute[Long]
    from_number: PhoneNumber
    to_number: ToNumber
    state: ActionState
    batch_id: Long | None = None
    broadcast_id: Long | None = None
    contact_id: Long
    inbound: bool
    created: datetime
    modified: datetime
    final_result: Result | None = None
    label: tuple[Label, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Note(DataElement):
    """What an agent noted."""

    text: str | None = None
    created: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRecord(ActionRecord, DataElement):
    """One attempt of a call; its duration counts seconds."""

    originate_time: datetime | None = None
    answer_time: datetime | None = None
    duration: int
    recording_meta: tuple[RecordingMeta, ...] = ()
    note: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Call(Action, DataElement):
    """A call, outbound or inbound."""

    call_record: tuple[CallRecord, ...] = ()
    note: tuple[Note, ...] = ()
    agent_call: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TextRecord(ActionRecord, DataElement):
    """One attempt of a text."""

    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(Action, DataElement):
    """A text message, outbound or inbound."""

    message: str | None = None
    text_record: tuple[TextRecord, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AutoReply(DataElement):
    """What answers texts to a number that match."""

    id: Attribute[Long | None] = None
    number: PhoneNumber
    keyword: str | None = None
    match: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SendRequest(ServiceType, Abstract):
    """What SendText and SendCall have in common."""

    request_id: Uri | None = None
    type: BroadcastType | None = None
    broadcast_name: str = "API Send"
    to_number: tuple[ToNumber, ...]
    scrub_broadcast_duplicates: bool = False
    label: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SendText(SendRequest, ServiceElement):
    """A text to send, to whom, in which broadcast."""

    text_broadcast_config: TextBroadcastConfig
    broadcast_id: Long | None = None
    use_default_broadcast: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SendCall(SendRequest, ServiceElement):
    """A call to place, to whom, with which configuration."""

    max_active: int | None = None
    config: VoiceBroadcastConfig | IvrBroadcastConfig


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionQuery(Query, ServiceType):
    """Which calls or texts to list."""

    broadcast_id: Long | None = None
    batch_id: Long | None = None
    state: Tokens[ActionState] = ()
    result: Tokens[Result] = ()
    inbound: bool | None = None
    interval_begin: datetime | None = None
    interval_end: datetime | None = None
    from_number: PhoneNumber | None = None
    to_number: PhoneNumber | None = None
    label_name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TextQueryResult(QueryResult, ServiceElement):
    """A page of texts."""

    text: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CallQueryResult(QueryResult, ServiceElement):
    """A page of calls."""

    call: tuple[Call, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryAutoReplies(Query, ServiceElement):
    """Which auto replies to list."""

    number: PhoneNumber | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AutoReplyQueryResult(QueryResult, ServiceElement):
    """A page of auto replies."""

    auto_reply: tuple[AutoReply, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateAutoReply(ServiceElement):
    """An auto reply to create."""

    request_id: Uri | None = None
    auto_reply: AutoReply
