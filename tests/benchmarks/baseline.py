"""The same service as Spyne 2.14 comes: its models, its SOAP 1.2, its validation, prebuilt answers.

`python -m tests.benchmarks.baseline PORT` serves it with waitress.
"""

import sys
import warnings

from callfire_soap.soap import compat

compat.prepare()

with warnings.catch_warnings():
    # Spyne's own SOAP imports cgi.
    warnings.simplefilter("ignore", DeprecationWarning)
    from spyne import (
        Application,
        Boolean,
        ComplexModel,
        DateTime,
        Enum,
        Float,
        Integer,
        Long,
        Service,
        Time,
        Unicode,
        XmlAttribute,
        XmlData,
        rpc,
    )
    from spyne.protocol.soap import Soap12
    from spyne.server.wsgi import WsgiApplication

from tests.benchmarks import answers  # noqa: E402 -- Spyne has to be prepared first
from tests.benchmarks.messages import DATA, SERVICE  # noqa: E402 -- likewise

MANY = "unbounded"
PhoneNumber = Unicode(pattern=r"([a-zA-Z_]+)|(\+?[0-9]+)", type_name="PhoneNumber")
PhoneDigit = Unicode(pattern=r"[0-9#\*]", type_name="PhoneDigit")
# Spyne has no xs:list; the words of one stand in a string.
Words = Unicode

BroadcastType = Enum("VOICE", "IVR", "TEXT", "CCC", type_name="BroadcastType")
BroadcastStatus = Enum(
    "START_PENDING", "RUNNING", "STOPPED", "FINISHED", "ARCHIVED", type_name="BroadcastStatus"
)
AnsweringMachineConfig = Enum(
    "AM_ONLY", "AM_AND_LIVE", "LIVE_WITH_AMD", "LIVE_IMMEDIATE", type_name="AnsweringMachineConfig"
)
ActionState = Enum(
    "READY", "SELECTED", "FINISHED", "DNC", "DUP", "INVALID", "TIMEOUT", type_name="ActionState"
)
Result = Enum("LA", "AM", "BUSY", "DNC", "XFER", "XFER_LEG", "NO_ANS", "UNDIALED", type_name="Result")


class DataModel(ComplexModel):
    __namespace__ = DATA


class LocalTimeZoneRestriction(DataModel):
    BeginTime = Time
    EndTime = Time


class RetryConfig(DataModel):
    MaxAttempts = Integer
    MinutesBetweenAttempts = Integer
    RetryResults = Words(min_occurs=1)
    RetryPhoneTypes = Words


class VoiceBroadcastConfig(DataModel):
    id = XmlAttribute(Long)
    Created = DateTime
    FromNumber = PhoneNumber
    LocalTimeZoneRestriction = LocalTimeZoneRestriction
    RetryConfig = RetryConfig
    AnsweringMachineConfig = AnsweringMachineConfig
    LiveSoundText = Unicode
    LiveSoundId = Long
    LiveSoundTextVoice = Unicode
    MachineSoundText = Unicode
    MachineSoundId = Long
    MachineSoundTextVoice = Unicode
    TransferSoundText = Unicode
    TransferSoundId = Long
    TransferSoundTextVoice = Unicode
    TransferDigit = PhoneDigit
    TransferNumber = PhoneNumber
    DncSoundText = Unicode
    DncSoundId = Long
    DncSoundTextVoice = Unicode
    DncDigit = PhoneDigit
    MaxActiveTransfers = Integer


class Broadcast(DataModel):
    id = XmlAttribute(Long)
    Name = Unicode
    Status = BroadcastStatus
    LastModified = DateTime
    Type = BroadcastType
    Label = Unicode(max_occurs=MANY)
    ResumeNextDay = Boolean
    VoiceBroadcastConfig = VoiceBroadcastConfig


class DataToNumber(DataModel):
    __type_name__ = "ToNumber"
    number = XmlData(PhoneNumber)
    ClientData = XmlAttribute(Unicode)


class Label(DataModel):
    Name = Unicode(min_occurs=1)


class Note(DataModel):
    Text = Unicode
    Created = DateTime


class RecordingMeta(DataModel):
    id = XmlAttribute(Long)
    Name = Unicode
    Created = DateTime
    LengthInSeconds = Integer
    Link = Unicode


class QuestionResponse(DataModel):
    Question = Unicode(min_occurs=1)
    Response = Unicode(min_occurs=1)


class CallRecord(DataModel):
    id = XmlAttribute(Long)
    Result = Result(min_occurs=1)
    FinishTime = DateTime(min_occurs=1)
    BilledAmount = Float(min_occurs=1)
    QuestionResponse = QuestionResponse.customize(max_occurs=MANY)
    SwitchId = Unicode
    CallerName = Unicode
    OriginateTime = DateTime
    AnswerTime = DateTime
    Duration = Integer(min_occurs=1)
    RecordingMeta = RecordingMeta.customize(max_occurs=MANY)
    Note = Note.customize(max_occurs=MANY)


class Call(DataModel):
    id = XmlAttribute(Long)
    FromNumber = PhoneNumber(min_occurs=1)
    ToNumber = DataToNumber.customize(min_occurs=1)
    State = ActionState(min_occurs=1)
    BatchId = Long
    BroadcastId = Long
    ContactId = Long(min_occurs=1)
    Inbound = Boolean(min_occurs=1)
    Created = DateTime(min_occurs=1)
    Modified = DateTime(min_occurs=1)
    FinalResult = Result
    Label = Label.customize(max_occurs=MANY)
    CallRecord = CallRecord.customize(max_occurs=MANY)
    Note = Note.customize(max_occurs=MANY)
    AgentCall = Boolean


class ServiceModel(ComplexModel):
    __namespace__ = SERVICE


class CallQueryResult(ServiceModel):
    TotalResults = Long(min_occurs=1)
    Call = Call.customize(max_occurs=MANY)


class GetBroadcast(ServiceModel):
    Id = Long(min_occurs=1)


class QueryCalls(ServiceModel):
    MaxResults = Long
    FirstResult = Long
    BroadcastId = Long
    BatchId = Long
    State = Words
    Result = Words
    Inbound = Boolean
    IntervalBegin = DateTime
    IntervalEnd = DateTime
    FromNumber = PhoneNumber
    ToNumber = PhoneNumber
    LabelName = Unicode


class ServiceToNumber(ServiceModel):
    __type_name__ = "ToNumber"
    number = XmlData(PhoneNumber)
    ClientData = XmlAttribute(Unicode)


class SendCall(ServiceModel):
    RequestId = Unicode
    Type = BroadcastType
    BroadcastName = Unicode
    ToNumber = ServiceToNumber.customize(max_occurs=MANY, min_occurs=1)
    ScrubBroadcastDuplicates = Boolean
    MaxActive = Integer
    VoiceBroadcastConfig = VoiceBroadcastConfig


def pascal(fields):
    """Name plain fields as their elements are named; lists become the words of one string."""
    return {
        key if key == "id" else "".join(word.capitalize() for word in key.split("_")): (
            " ".join(value) if isinstance(value, list) and key != "label" else value
        )
        for key, value in fields.items()
    }


def prebuilt_broadcast():
    return Broadcast(
        **pascal(answers.BROADCAST),
        LastModified=answers.MOMENT,
        VoiceBroadcastConfig=VoiceBroadcastConfig(
            **pascal(answers.VOICE_CONFIG),
            LocalTimeZoneRestriction=LocalTimeZoneRestriction(**pascal(answers.HOURS)),
            RetryConfig=RetryConfig(**pascal(answers.RETRIES)),
        ),
    )


def prebuilt_call(number):
    to_number, client_data = answers.recipient(number)
    return Call(
        **pascal(answers.call(number)),
        ToNumber=DataToNumber(number=to_number, ClientData=client_data),
        CallRecord=[CallRecord(**pascal(answers.call_record(number)))],
    )


def prebuilt_calls():
    return CallQueryResult(
        TotalResults=len(answers.CALL_NUMBERS),
        Call=[prebuilt_call(number) for number in answers.CALL_NUMBERS],
    )


def baseline_service():
    """Make the service class; Spyne wants a new one for each application."""
    broadcast, calls = prebuilt_broadcast(), prebuilt_calls()

    class StockService(Service):
        @rpc(GetBroadcast, _returns=Broadcast, _body_style="bare", _out_message_name=f"{{{DATA}}}Broadcast")
        def GetBroadcast(ctx, request):  # noqa: N802, N805 -- Spyne names operations after methods
            assert request.Id == 1
            return broadcast

        @rpc(QueryCalls, _returns=CallQueryResult, _body_style="bare", _out_message_name="CallQueryResult")
        def QueryCalls(ctx, request):  # noqa: N802, N805 -- likewise
            return calls

        @rpc(SendCall, _returns=Long, _body_style="bare", _out_message_name="CreatedId")
        def SendCall(ctx, request):  # noqa: N802, N805 -- likewise
            assert request.ToNumber[0].number == "13105550000"
            return answers.CREATED_ID

    return StockService


def baseline_app():
    """Return the stock service as a WSGI application."""
    application = Application(
        [baseline_service()],
        tns=SERVICE,
        in_protocol=Soap12(validator="lxml", huge_tree=True),
        out_protocol=Soap12(),
    )
    # Its default of 2 MiB would refuse the requests to many.
    return WsgiApplication(application, max_content_length=64 * 1024 * 1024)


def main():
    from waitress import serve  # noqa: PLC0415 -- only to run it over HTTP

    serve(baseline_app(), host="127.0.0.1", port=int(sys.argv[1]), threads=8)


if __name__ == "__main__":
    main()
