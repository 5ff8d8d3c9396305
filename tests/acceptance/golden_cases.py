"""One call of each operation, after what has to happen before it; the last call of a case is kept."""

from contextlib import suppress
from datetime import UTC, date, datetime, time
from struct import pack

from zeep.exceptions import Fault

from tests.acceptance import golden_contacts

SOUND = {"FromNumber": "13105551212", "AnsweringMachineConfig": "LIVE_IMMEDIATE", "LiveSoundId": 9}
RETRIES = {"MaxAttempts": 3, "MinutesBetweenAttempts": 5, "RetryResults": ["BUSY", "NO_ANS"]}

_SAMPLES = pack("<2h", 1000, -1000) * 40
WAV = (
    pack("<4sI4s", b"RIFF", 36 + len(_SAMPLES), b"WAVE")
    + pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, 8000, 16000, 2, 16)
    + pack("<4sI", b"data", len(_SAMPLES))
    + _SAMPLES
)


def at(hour, minute=0):
    return datetime(2026, 1, 5, hour, minute, tzinfo=UTC)


def number(text, **attributes):
    return {"_value_1": text, **attributes}


# Broadcasts -----------------------------------------------------------------------------------------


def create_broadcast(api, _sandbox):
    config = {
        **SOUND,
        "LocalTimeZoneRestriction": {"BeginTime": "09:00:00", "EndTime": "17:30:00"},
        "RetryConfig": {**RETRIES, "RetryPhoneTypes": ["FIRST_NUMBER", "MOBILE_PHONE"]},
        "AnsweringMachineConfig": "AM_AND_LIVE",
        "MachineSoundId": 8,
        "TransferSoundId": 7,
        "TransferDigit": "1",
        "TransferNumber": "12135551126",
        "DncSoundId": 6,
        "DncDigit": "*",
        "MaxActiveTransfers": 2,
    }
    wanted = {"Name": "Spring <sale> & more", "Type": "VOICE", "VoiceBroadcastConfig": config}
    return api.CreateBroadcast(RequestId="spring", Broadcast=wanted | {"Label": ["shop", "spring sale"]})


def create_text_broadcast(api):
    config = {"Message": "Grüße, ${name}!", "BigMessageStrategy": "TRIM"}
    return api.CreateBroadcast(Broadcast={"Name": "Texts", "TextBroadcastConfig": config})


def query_broadcasts(api, sandbox):
    create_broadcast(api, sandbox)
    create_text_broadcast(api)
    send_call(api, sandbox)
    api.QueryBroadcasts(MaxResults=2, FirstResult=0, Type=["VOICE", "TEXT"], Running=False)


def get_broadcast(api, sandbox):
    api.GetBroadcast(create_broadcast(api, sandbox))


def get_broadcast_stats(api, sandbox):
    api.GetBroadcastStats(Id=finished_calls(api, sandbox), IntervalBegin=at(16), IntervalEnd=at(23))


def control_broadcast(api, sandbox):
    api.ControlBroadcast(Id=send_call(api, sandbox), RequestId="halt", Command="STOP", MaxActive=50)


def create_contact_batch(api, sandbox):
    broadcast = create_broadcast(api, sandbox)
    recipients = [number("18185551212", ClientData="order 7"), number("3105551213"), number("3105551213")]
    return api.CreateContactBatch(
        BroadcastId=broadcast, Name="Early birds", ToNumber=recipients, ScrubBroadcastDuplicates=True
    )


def query_contact_batches(api, sandbox):
    create_contact_batch(api, sandbox)
    api.CreateContactBatch(BroadcastId=1, ToNumber=[number("12135551214")])
    api.QueryContactBatches(BroadcastId=1, MaxResults=10)


def get_contact_batch(api, sandbox):
    api.GetContactBatch(create_contact_batch(api, sandbox))


def update_broadcast(api, sandbox):
    config = {**SOUND, "FromNumber": "12135551126", "LiveSoundId": 1}
    wanted = {"id": create_broadcast(api, sandbox), "Name": "Summer", "VoiceBroadcastConfig": config}
    api.UpdateBroadcast(RequestId="summer", Broadcast=wanted)


def control_contact_batch(api, sandbox):
    api.ControlContactBatch(Id=create_contact_batch(api, sandbox), Name="Late birds", Enabled=False)


def create_schedule(api, sandbox):
    schedule = {
        "StartTimeOfDay": time(9),
        "StopTimeOfDay": time(17, 20),
        "TimeZone": "America/New_York",
        "BeginDate": date(2026, 7, 1),
        "EndDate": date(2026, 12, 31),
        "DaysOfWeek": ["MONDAY", "FRIDAY"],
    }
    broadcast = create_broadcast(api, sandbox)
    return api.CreateBroadcastSchedule(BroadcastId=broadcast, BroadcastSchedule=schedule)


def query_schedules(api, sandbox):
    create_schedule(api, sandbox)
    api.QueryBroadcastSchedule(BroadcastId=1, MaxResults=10)


def get_schedule(api, sandbox):
    api.GetBroadcastSchedule(create_schedule(api, sandbox))


def delete_schedule(api, sandbox):
    api.DeleteBroadcastSchedule(create_schedule(api, sandbox))


# Texts ----------------------------------------------------------------------------------------------


def send_text(api, _sandbox):
    return api.SendText(
        RequestId="hello",
        BroadcastName="Greetings",
        ToNumber=[number("18185551212", ClientData="order 7"), number("18185550113"), number("111")],
        Label=["shop"],
        TextBroadcastConfig={"Message": "Hello & welcome"},
    )


def query_texts(api, sandbox):
    send_text(api, sandbox)
    sandbox.have("POST", "texts", {"from": "18185551212", "to": "12135551126", "message": "Thank you <3"})
    sandbox.advance(60)
    api.QueryTexts(MaxResults=10, FirstResult=0)


def get_text(api, sandbox):
    long = {"Message": "a" * 161, "BigMessageStrategy": "SEND_MULTIPLE"}
    api.SendText(ToNumber=[number("18185551212")], TextBroadcastConfig=long)
    sandbox.advance(60)
    api.GetText(1)


def create_auto_reply(api, _sandbox):
    reply = {"Number": "12135551126", "Match": "hours", "Message": "We are open from 9 to 5."}
    return api.CreateAutoReply(RequestId="hours", AutoReply=reply)


def query_auto_replies(api, sandbox):
    create_auto_reply(api, sandbox)
    api.QueryAutoReplies(MaxResults=10, Number="2135551126")


def get_auto_reply(api, sandbox):
    api.GetAutoReply(create_auto_reply(api, sandbox))


def delete_auto_reply(api, sandbox):
    api.DeleteAutoReply(create_auto_reply(api, sandbox))


# Calls ----------------------------------------------------------------------------------------------


def send_call(api, _sandbox):
    return api.SendCall(
        RequestId="MyUniqueIdForThisRequest",
        Type="VOICE",
        BroadcastName="Test API SendCall Broadcast",
        ToNumber=[number("18185551212", ClientData="order 7"), number("18185551213")],
        ScrubBroadcastDuplicates=True,
        Label=["shop"],
        MaxActive=10,
        VoiceBroadcastConfig=SOUND,
    )


def finished_calls(api, sandbox):
    """Make calls that end in many ways; answers their broadcast."""
    sandbox.script("18185551213", {"answer": "busy"}, {"answer": "live", "talk": 3})
    sandbox.script("18185551214", {"answer": "live", "keys": ["1"]})
    recipients = ["18185551212", "18185551213", "18185551214", "18185550110", "18185550113", "111"]
    config = {**SOUND, "RetryConfig": RETRIES, "TransferDigit": "1", "TransferNumber": "12135551126"}
    broadcast = api.SendCall(ToNumber=[number(each) for each in recipients], VoiceBroadcastConfig=config)
    sandbox.advance(3600)
    return broadcast


def query_calls(api, sandbox):
    broadcast = finished_calls(api, sandbox)
    sandbox.have("POST", "calls", {"from": "18185551215", "to": "12135551126"})
    api.QueryCalls(MaxResults=10, BroadcastId=broadcast, State=["FINISHED", "INVALID"], Inbound=False)


def get_call(api, sandbox):
    finished_calls(api, sandbox)
    api.GetCall(3)


def create_sound(api, _sandbox):
    return api.CreateSound(Name="Beep", Data=WAV)


def query_sound_meta(api, _sandbox):
    api.QuerySoundMeta(MaxResults=3, FirstResult=5)


def get_sound_meta(api, _sandbox):
    api.GetSoundMeta(9)


def get_sound_data(api, sandbox):
    api.GetSoundData(Id=create_sound(api, sandbox), Format="WAV")


def get_recording_data(api, _sandbox):
    with suppress(Fault):
        api.GetRecordingData(CallId=1, Name="voicemail_recording", Format="MP3")


def send_verification_code(api, _sandbox):
    api.SendVerificationCodeToCallerId(RequestId="mine", CallerId="3105551299")


def verify_caller_id(api, sandbox):
    send_verification_code(api, sandbox)
    # Codes are random, of four digits; this one is never right.
    api.VerifyCallerId(CallerId="3105551299", VerificationCode="12345")


def get_caller_ids(api, _sandbox):
    api.GetCallerIds(MaxResults=2, FirstResult=1)


CASES = {
    "CreateBroadcast": create_broadcast,
    "QueryBroadcasts": query_broadcasts,
    "GetBroadcast": get_broadcast,
    "GetBroadcastStats": get_broadcast_stats,
    "ControlBroadcast": control_broadcast,
    "CreateContactBatch": create_contact_batch,
    "QueryContactBatches": query_contact_batches,
    "GetContactBatch": get_contact_batch,
    "UpdateBroadcast": update_broadcast,
    "ControlContactBatch": control_contact_batch,
    "CreateBroadcastSchedule": create_schedule,
    "QueryBroadcastSchedule": query_schedules,
    "GetBroadcastSchedule": get_schedule,
    "DeleteBroadcastSchedule": delete_schedule,
    "SendText": send_text,
    "QueryTexts": query_texts,
    "GetText": get_text,
    "CreateAutoReply": create_auto_reply,
    "QueryAutoReplies": query_auto_replies,
    "GetAutoReply": get_auto_reply,
    "DeleteAutoReply": delete_auto_reply,
    "SendCall": send_call,
    "QueryCalls": query_calls,
    "GetCall": get_call,
    "CreateSound": create_sound,
    "QuerySoundMeta": query_sound_meta,
    "GetSoundMeta": get_sound_meta,
    "GetSoundData": get_sound_data,
    "GetRecordingData": get_recording_data,
    "SendVerificationCodeToCallerId": send_verification_code,
    "VerifyCallerId": verify_caller_id,
    "GetCallerIds": get_caller_ids,
    **golden_contacts.CASES,
}
