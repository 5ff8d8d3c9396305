"""What is refused, with which code and which words, and that nothing is left behind by it."""

import base64
from xml.etree import ElementTree as ET

import pytest

from tests.behaviour.outside import Refused, fields, hours, numbers, retry, text, voice
from tests.clients import SOAP_11, SOAP_12

SERVICE, SHARED = '"http://api.callfire.com/service/xsd"', '"http://api.callfire.com/data"'
RESULTS = (
    "[LA, AM, BUSY, DNC, XFER, XFER_LEG, NO_ANS, UNDIALED, SENT, RECEIVED, DNT, TOO_BIG, INTERNAL_ERROR, "
    "CARRIER_ERROR, CARRIER_TEMP_ERROR]"
)
PHONE = r"pattern '([a-zA-Z_]+)|(\+?[0-9]+)' for type 'PhoneNumber'"


def one_of(*expected):
    return ", ".join(f"{namespace}:{name}" for namespace, name in expected)


def not_complete(element, *expected):
    return (
        f"cvc-complex-type.2.4.b: The content of element '{element}' is not complete. "
        f"One of '{{{one_of(*expected)}}}' is expected."
    )


def not_expected(element, *expected):
    return (
        f"cvc-complex-type.2.4.a: Invalid content was found starting with element '{{{one_of(element)}}}'. "
        f"One of '{{{one_of(*expected)}}}' is expected."
    )


def no_child(element):
    return (
        f"cvc-complex-type.2.4.d: Invalid content was found starting with element '{element}'. "
        "No child element is expected at this point."
    )


def not_listed(value, listed):
    return (
        f"cvc-enumeration-valid: Value '{value}' is not facet-valid with respect to enumeration '{listed}'. "
        "It must be a value from the enumeration."
    )


def not_matched(value, pattern):
    return f"cvc-pattern-valid: Value '{value}' is not facet-valid with respect to {pattern}."


def not_typed(value, kind):
    return f"cvc-datatype-valid.1.2.1: '{value}' is not a valid value for '{kind}'."


def broadcast(inside):
    return f"<CreateBroadcast><d:Broadcast>{inside}</d:Broadcast></CreateBroadcast>"


def send_call(config):
    return f"<SendCall>{numbers(18185551212)}{config}</SendCall>"


SCHEDULE = (
    "<CreateBroadcastSchedule><BroadcastId>1</BroadcastId><d:BroadcastSchedule>"
    "<d:StartTimeOfDay>{}</d:StartTimeOfDay><d:StopTimeOfDay>17:00:00</d:StopTimeOfDay><d:TimeZone/>"
    "<d:DaysOfWeek>{}</d:DaysOfWeek></d:BroadcastSchedule></CreateBroadcastSchedule>"
)

BEFORE_NUMBERS = [(SERVICE, name) for name in ("RequestId", "Type", "BroadcastName", "ToNumber")]

# Appendix: the texts that Xerces gave for the usual mistakes.
SCHEMA_FAULTS = {
    "an empty create": (
        "<CreateBroadcast/>",
        not_complete("CreateBroadcast", (SERVICE, "RequestId"), (SHARED, "Broadcast")),
    ),
    "a second config": (
        broadcast(text() + "<d:IvrBroadcastConfig/>"),
        no_child("d:IvrBroadcastConfig"),
    ),
    "no config": (
        broadcast("<d:Name>x</d:Name><d:Type>VOICE</d:Type>"),
        not_complete(
            "d:Broadcast",
            (SHARED, "VoiceBroadcastConfig"),
            (SHARED, "TextBroadcastConfig"),
            (SHARED, "IvrBroadcastConfig"),
        ),
    ),
    "the type SMS": (broadcast("<d:Type>SMS</d:Type>" + text()), not_listed("SMS", "[VOICE, IVR, TEXT]")),
    "a text without a message": (
        broadcast("<d:TextBroadcastConfig><d:FromNumber>67076</d:FromNumber></d:TextBroadcastConfig>"),
        not_complete(
            "d:TextBroadcastConfig",
            (SHARED, "LocalTimeZoneRestriction"),
            (SHARED, "RetryConfig"),
            (SHARED, "Message"),
        ),
    ),
    "no retry results": (
        broadcast(text(common="<d:RetryConfig/>")),
        not_complete(
            "d:RetryConfig",
            (SHARED, "MaxAttempts"),
            (SHARED, "MinutesBetweenAttempts"),
            (SHARED, "RetryResults"),
        ),
    ),
    "a sender with hyphens": (
        send_call(voice(sender="310-555-1212")),
        not_matched("310-555-1212", PHONE),
    ),
    "two digits": (
        send_call(voice("<d:TransferDigit>12</d:TransferDigit>")),
        not_matched("12", r"pattern '[0-9#\*]' for type 'PhoneDigit'"),
    ),
    "a time in words": (SCHEDULE.format("9am", ""), not_typed("9am", "time")),
    "calling hours in words": (send_call(voice(common=hours("9am", None))), not_typed("9am", "time")),
    "a day of fun": (
        SCHEDULE.format("09:00:00", "FUNDAY"),
        not_listed("FUNDAY", "[SUNDAY, MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY]"),
    ),
    "a moment without T": (
        "<QueryCalls><IntervalBegin>2012-01-01 21:32:52</IntervalBegin></QueryCalls>",
        not_typed("2012-01-01 21:32:52", "dateTime"),
    ),
    "an id of letters": ("<GetCall><Id>abc</Id></GetCall>", not_typed("abc", "integer")),
    "a batch of nothing": (
        "<CreateContactBatch><BroadcastId>1</BroadcastId><Name>x</Name></CreateContactBatch>",
        not_complete("CreateContactBatch", (SERVICE, "ToNumber"), (SERVICE, "ContactListId")),
    ),
    "a batch of a list and of numbers": (
        (
            f"<CreateContactBatch><BroadcastId>1</BroadcastId>{numbers(18185551212)}"
            "<ContactListId>1</ContactListId></CreateContactBatch>"
        ),
        not_expected(
            (SERVICE, "ContactListId"), (SERVICE, "ToNumber"), (SERVICE, "ScrubBroadcastDuplicates")
        ),
    ),
    "control without an id": (
        "<ControlBroadcast/>",
        not_complete("ControlBroadcast", (SERVICE, "Id")),
    ),
    "the command PAUSE": (
        "<ControlBroadcast><Id>1</Id><Command>PAUSE</Command></ControlBroadcast>",
        not_listed("PAUSE", "[START, STOP, ARCHIVE]"),
    ),
    "the state DONE": (
        "<QueryCalls><State>READY DONE</State></QueryCalls>",
        not_listed("DONE", "[READY, SELECTED, FINISHED, DNC, DUP, INVALID, TIMEOUT]"),
    ),
    "audio that is no base64": (
        "<CreateSound><Data>***</Data></CreateSound>",
        not_typed("***", "base64Binary"),
    ),
    "a sound of nothing": (
        "<CreateSound><Name>x</Name></CreateSound>",
        not_complete("CreateSound", (SERVICE, "Data"), (SERVICE, "RecordingCall"), (SERVICE, "SoundText")),
    ),
    "an element too many": ("<GetCall><Id>1</Id><Foo/></GetCall>", no_child("Foo")),
    "results with commas": (
        broadcast(text(common=retry(results="BUSY,NO_ANS"))),
        not_listed("BUSY,NO_ANS", RESULTS),
    ),
    "an empty number": (
        "<SendText><ToNumber/>" + text() + "</SendText>",
        not_matched("", PHONE),
    ),
    "blanks around a number": (
        "<SendText><ToNumber> 18185551212 </ToNumber>" + text() + "</SendText>",
        not_matched(" 18185551212 ", PHONE),
    ),
    "a recording by all three": (
        "<GetRecordingData><CallId>1</CallId><Name>x</Name><RecordingId>2</RecordingId></GetRecordingData>",
        not_expected((SERVICE, "RecordingId"), (SERVICE, "Format")),
    ),
    "no query broadcast id": (
        "<QueryContactBatches/>",
        not_complete(
            "QueryContactBatches", (SERVICE, "MaxResults"), (SERVICE, "FirstResult"), (SERVICE, "BroadcastId")
        ),
    ),
    "no numbers to call": ("<SendCall/>", not_complete("SendCall", *BEFORE_NUMBERS)),
    "no numbers to text": ("<SendText/>", not_complete("SendText", *BEFORE_NUMBERS)),
    "nothing to call with": (
        f"<SendCall>{numbers(18185551212)}</SendCall>",
        not_complete(
            "SendCall",
            (SERVICE, "ToNumber"),
            (SERVICE, "ScrubBroadcastDuplicates"),
            (SHARED, "VoiceBroadcastConfig"),
            (SHARED, "IvrBroadcastConfig"),
        ),
    ),
    "a text of none": (
        f"<SendText>{numbers(18185551212)}<d:TextBroadcastConfig/></SendText>",
        not_complete(
            "d:TextBroadcastConfig",
            (SHARED, "Created"),
            (SHARED, "FromNumber"),
            (SHARED, "LocalTimeZoneRestriction"),
            (SHARED, "RetryConfig"),
            (SHARED, "Message"),
        ),
    ),
    "two mistakes, of which the first is told": (
        "<GetSoundData><Id>abc</Id><Format>OGG</Format></GetSoundData>",
        not_typed("abc", "integer"),
    ),
}


@pytest.mark.parametrize("mistake", SCHEMA_FAULTS)
def test_a_schema_fault_has_the_text_of_xerces_and_no_detail(api, mistake):
    body, told = SCHEMA_FAULTS[mistake]
    with pytest.raises(Refused) as refused:
        api(body)
    fault = refused.value
    assert (fault.status, fault.code, fault.fault_code) == (500, "Sender", None)
    assert fault.text.startswith("Unmarshalling Error: cvc-")
    assert fault.text.endswith(". ")
    assert b"Detail" not in api.received
    assert fault.text == f"Unmarshalling Error: {told} "


@pytest.mark.parametrize("mistake", SCHEMA_FAULTS)
def test_a_schema_fault_is_the_same_in_soap_1_1_and_tells_names_as_they_were_written(api, mistake):
    # Most programs declare the shared namespace at each element instead of writing a prefix.
    body, told = (
        each.replace("<d:", "<").replace("</d:", "</").replace("'d:", "'") for each in SCHEMA_FAULTS[mistake]
    )
    shared = 'xmlns="http://api.callfire.com/data"'
    for name in "Broadcast", "BroadcastSchedule", "VoiceBroadcastConfig", "TextBroadcastConfig":
        body = body.replace(f"<{name}>", f"<{name} {shared}>").replace(f"<{name}/>", f"<{name} {shared}/>")
    status, answered = api.post(body, version=SOAP_11)
    [fault] = ET.fromstring(answered)[0]
    assert (status, [each.tag for each in fault]) == (500, ["faultcode", "faultstring"])
    assert (fault[0].text, fault[1].text) == ("soap:Client", f"Unmarshalling Error: {told} ")


# Valid by the schema, though one might doubt it: none of them is a schema fault.
LET_IN = {
    "control without a command": "<ControlBroadcast><Id>1</Id></ControlBroadcast>",
    "many results": "<QueryCalls><MaxResults>5000</MaxResults></QueryCalls>",
    "no days": SCHEDULE.format("09:00:00", ""),
    "no results to retry after": broadcast(text(common=retry(results=""))),
    "an auto reply to everything": (
        "<CreateAutoReply><d:AutoReply><d:Number>12135551126</d:Number><d:Match/><d:Message>x</d:Message>"
        "</d:AutoReply></CreateAutoReply>"
    ),
    "a query without anything": "<QuerySoundMeta/>",
}
LEFT_TO_BUSINESS = {
    "voice of nothing": broadcast("<d:VoiceBroadcastConfig/>"),
    "a dialplan of nothing": broadcast("<d:IvrBroadcastConfig/>"),
    "half of calling hours": broadcast(text(common=hours("09:00:00", None))),
}


@pytest.mark.parametrize("doubtful", LET_IN)
def test_what_the_schema_lets_in_is_granted(api, doubtful):
    assert api.create(voice()) == 1
    api(LET_IN[doubtful])
    assert b"Fault" not in api.received


@pytest.mark.parametrize("doubtful", LEFT_TO_BUSINESS)
def test_what_the_schema_lets_in_is_refused_for_its_meaning_only(api, doubtful):
    with pytest.raises(Refused) as refused:
        api(LEFT_TO_BUSINESS[doubtful])
    assert (refused.value.code, refused.value.fault_code) == ("Receiver", "BAD_REQUEST")


BUSINESS_FAULTS = {
    "an unknown sender": (
        send_call(voice(sender="1234")),
        "BAD_REQUEST",
        "1234 is not a valid from number",
    ),
    "a sender of somebody else": (send_call(voice(sender="45879163710")), "BAD_REQUEST", None),
    "no sender of calls": (send_call(voice(sender=None)), "BAD_REQUEST", None),
    "a sender of letters": (send_call(voice(sender="CALLFIRE")), "BAD_REQUEST", None),
    "an unknown sender of texts": (
        f"<SendText>{numbers(18185551212)}{text(sender='13105551212')}</SendText>",
        "BAD_REQUEST",
        "invalid from number",
    ),
    "a toll-free number that takes no texts": (
        f"<SendText>{numbers(18185551212)}{text(sender='18555551234')}</SendText>",
        "BAD_REQUEST",
        "invalid from number",
    ),
    "an empty message": (f"<SendText>{numbers(18185551212)}{text('')}</SendText>", "BAD_REQUEST", None),
    "half of calling hours": (
        send_call(
            voice(
                common=f"<d:LocalTimeZoneRestriction>{fields(EndTime='17:00:00')}</d:LocalTimeZoneRestriction>"
            )
        ),
        "BAD_REQUEST",
        None,
    ),
    "no sound": (send_call(voice(live=None)), "BAD_REQUEST", None),
    "no config at all inside": (send_call("<d:VoiceBroadcastConfig/>"), "BAD_REQUEST", None),
    "an unknown sound": (send_call(voice(live=4711)), "NOT_FOUND", None),
    "a sound that is a picture": (
        f"<CreateSound><Data>{base64.b64encode(b'PNG not audio').decode()}</Data></CreateSound>",
        "BAD_REQUEST",
        None,
    ),
    "a transfer without a number": (
        send_call(voice("<d:TransferDigit>1</d:TransferDigit>")),
        "BAD_REQUEST",
        None,
    ),
    "a transfer without a digit": (
        send_call(voice("<d:TransferNumber>12135551126</d:TransferNumber>")),
        "BAD_REQUEST",
        None,
    ),
    "one digit for two things": (
        send_call(voice(fields(TransferDigit=1, TransferNumber="12135551126", DncDigit=1))),
        "BAD_REQUEST",
        None,
    ),
    "a text of type VOICE": (
        f"<SendText><Type>VOICE</Type>{numbers(18185551212)}{text()}</SendText>",
        "BAD_REQUEST",
        None,
    ),
    "a text of type IVR": (
        f"<SendText><Type>IVR</Type>{numbers(18185551212)}{text()}</SendText>",
        "BAD_REQUEST",
        None,
    ),
    "a call of another type": (
        f"<SendCall><Type>IVR</Type>{numbers(18185551212)}{voice()}</SendCall>",
        "BAD_REQUEST",
        None,
    ),
    "a broadcast of another type": (broadcast("<d:Type>VOICE</d:Type>" + text()), "BAD_REQUEST", None),
    "MaxActive of nothing": (
        "<ControlBroadcast><Id>{broadcast}</Id><MaxActive>0</MaxActive></ControlBroadcast>",
        "BAD_REQUEST",
        None,
    ),
    "an unknown zone": (
        SCHEDULE.format("09:00:00", "").replace("<d:TimeZone/>", "<d:TimeZone>Mars/Base</d:TimeZone>"),
        "BAD_REQUEST",
        None,
    ),
    "an end before the begin": (
        SCHEDULE.format("09:00:00", "").replace(
            "<d:TimeZone/>", "<d:TimeZone/>" + fields(BeginDate="2026-02-01", EndDate="2026-01-01")
        ),
        "BAD_REQUEST",
        None,
    ),
    "an impossible number to look for": (
        "<QueryCalls><ToNumber>48945317921</ToNumber></QueryCalls>",
        "BAD_REQUEST",
        None,
    ),
    "a caller id that nobody has": (
        "<SendVerificationCodeToCallerIdRequest><CallerId>1234</CallerId></SendVerificationCodeToCallerIdRequest>",
        "BAD_REQUEST",
        None,
    ),
    "a start without contacts": (
        "<ControlBroadcast><Id>{broadcast}</Id><Command>START</Command></ControlBroadcast>",
        "BAD_REQUEST",
        None,
    ),
    "a text into a broadcast of calls": (
        f"<SendText>{numbers(18185551212)}{text()}<BroadcastId>{{broadcast}}</BroadcastId></SendText>",
        "BAD_REQUEST",
        None,
    ),
    "a number somebody else has": (
        (
            "<CreateAutoReply><d:AutoReply><d:Number>213342682</d:Number><d:Match/><d:Message>x</d:Message>"
            "</d:AutoReply></CreateAutoReply>"
        ),
        "NOT_FOUND",
        "number 213342682 does not exist, or is inactive",
    ),
}


@pytest.mark.parametrize("mistake", BUSINESS_FAULTS)
def test_a_business_fault_says_what_is_wrong_and_leaves_nothing(api, mistake):
    body, code, message = BUSINESS_FAULTS[mistake]
    broadcast_id = api.create(voice())
    before = len(api.events())
    with pytest.raises(Refused) as refused:
        api(
            body.replace("{broadcast}", str(broadcast_id)).replace(
                "<BroadcastId>1<", f"<BroadcastId>{broadcast_id}<"
            )
        )
    fault = refused.value
    assert (fault.status, fault.code, fault.fault_code) == (500, "Receiver", code)
    assert fault.text == fault.message != ""
    if message is not None:
        assert fault.text == message
    assert len(api.events()) == before
    assert api("<QueryBroadcasts/>").TotalResults == "1"
    assert api("<QueryCalls/>").TotalResults == "0"


UNKNOWN = {
    "GetBroadcast": "<Id>{}</Id>",
    "GetBroadcastStats": "<Id>{}</Id>",
    "ControlBroadcast": "<Id>{}</Id><Command>STOP</Command>",
    "GetContactBatch": "<Id>{}</Id>",
    "ControlContactBatch": "<Id>{}</Id><Enabled>false</Enabled>",
    "QueryContactBatches": "<BroadcastId>{}</BroadcastId>",
    "QueryBroadcastSchedules": "<BroadcastId>{}</BroadcastId>",
    "GetBroadcastSchedule": "<Id>{}</Id>",
    "DeleteBroadcastSchedule": "<Id>{}</Id>",
    "GetCall": "<Id>{}</Id>",
    "GetText": "<Id>{}</Id>",
    "GetAutoReply": "<Id>{}</Id>",
    "DeleteAutoReply": "<Id>{}</Id>",
    "GetSoundMeta": "<Id>{}</Id>",
    "GetSoundData": "<Id>{}</Id>",
    "GetRecordingData": "<RecordingId>{}</RecordingId>",
    "CreateContactBatch": "<BroadcastId>{}</BroadcastId><ToNumber>18185551212</ToNumber>",
}


@pytest.mark.parametrize("operation", UNKNOWN)
@pytest.mark.parametrize("unknown", [0, 4711])
def test_an_unknown_id_is_not_found(api, operation, unknown):
    with pytest.raises(Refused) as refused:
        api(f"<{operation}>{UNKNOWN[operation].format(unknown)}</{operation}>")
    assert refused.value.fault_code == "NOT_FOUND"


def test_what_was_deleted_is_answered_with_not_found_in_words(api):
    broadcast_id = api.create(voice())
    schedule = api.schedule(broadcast_id, "09:00:00", "17:00:00")
    reply = api.auto_reply("12135551126", "Hello")
    for subject, id_ in ("BroadcastSchedule", schedule), ("AutoReply", reply):
        assert api(f"<Delete{subject}><Id>{id_}</Id></Delete{subject}>") is None
        for verb in "Get", "Delete":
            with pytest.raises(Refused, match="NOT_FOUND: Not Found"):
                api(f"<{verb}{subject}><Id>{id_}</Id></{verb}{subject}>")
    with pytest.raises(Refused, match="NOT_FOUND: Not Found"):
        api("<GetText><Id>4711</Id></GetText>")


@pytest.mark.parametrize("version", [SOAP_11, SOAP_12])
def test_faults_have_the_codes_of_the_version_that_was_asked(api, version):
    codes = ("Client", "Server") if version == SOAP_11 else ("Sender", "Receiver")
    for body, code in zip(("<GetCall/>", "<GetCall><Id>9</Id></GetCall>"), codes, strict=True):
        status, answered = api.request(
            "POST",
            "/api/1.1/soap12/call",
            f'<e:Envelope xmlns:e="{version}" xmlns="http://api.callfire.com/service/xsd"><e:Body>{body}</e:Body>'
            "</e:Envelope>".encode(),
            CONTENT_TYPE="text/xml; charset=utf-8" if version == SOAP_11 else "application/soap+xml",
            HTTP_AUTHORIZATION="Basic c2FuZGJveDpzYW5kYm94",
        )
        assert status == 500
        assert f":{code}<".encode() in answered


def test_an_unknown_element_is_not_recognized(api):
    with pytest.raises(Refused) as refused:
        api("<MakeCoffee/>")
    named = "{http://api.callfire.com/service/xsd}MakeCoffee"
    assert refused.value.text == f"Message part {named} was not recognized.  (Does it exist in service WSDL?)"


@pytest.mark.parametrize("credentials", [None, "sandbox:wrong", "nobody:sandbox"])
def test_wrong_credentials_are_refused_before_soap(api, credentials):
    headers = {}
    if credentials is not None:
        headers["HTTP_AUTHORIZATION"] = "Basic " + base64.b64encode(credentials.encode()).decode()
    status, answered = api.request("POST", "/api/1.1/soap12/call", b"not even XML", **headers)
    assert (status, answered) == (401, b"")


def test_an_operation_is_found_by_its_element_at_any_address(api):
    for service in "broadcast", "text", "label":
        status, answered = api.request(
            "POST",
            f"/api/1.1/soap12/{service}",
            f'<e:Envelope xmlns:e="{SOAP_12}"><e:Body><QueryCalls xmlns="http://api.callfire.com/service/xsd"/>'
            "</e:Body></e:Envelope>".encode(),
            CONTENT_TYPE='application/soap+xml; action="http://somewhere/else"',
            HTTP_AUTHORIZATION="Basic c2FuZGJveDpzYW5kYm94",
        )
        assert (status, b"CallQueryResult" in answered) == (200, True)


def test_the_second_request_with_a_key_answers_the_first_and_changes_nothing(api):
    request = f"<SendCall><RequestId>MyKey</RequestId>{numbers(18185551212)}{voice()}</SendCall>"
    first = api.id(request)
    assert api.id(request) == first
    # Inferred: also with other contents.
    assert api.id(request.replace("18185551212", "18185551213")) == first
    assert len(api.calls()) == 1


def test_a_key_belongs_to_one_operation_of_one_account(api):
    key = "<RequestId>MyKey</RequestId>"
    call = api.send_call(18185551212, before=key)
    text_ = api.send_text(18185551212, before=key)
    assert call != text_
    assert api.texts(f"<BroadcastId>{text_}</BroadcastId>")
    with pytest.raises(Refused, match="from number"):
        api(f"<SendCall>{key}{numbers(18185551212)}{voice()}</SendCall>", login="sandbox2")
    theirs = api.id(f"<SendText>{key}{numbers(18185551212)}{text()}</SendText>", login="sandbox2")
    assert theirs not in {call, text_}
    assert api("<QueryTexts/>", login="sandbox2").TotalResults == "1"
    assert api.send_text(18185551212, before=key) == text_


@pytest.mark.parametrize("hours_later", [1, 24, 24 * 7])
def test_a_key_is_known_for_days(api, hours_later):
    key = "<RequestId>MyKey</RequestId>"
    first = api.send_text(18185551212, before=key)
    api.advance(hours=hours_later)
    assert api.send_text(18185551212, before=key) == first
    assert len(api.texts()) == 1


@pytest.mark.parametrize(
    "nothing", ["<RequestId/>", "<RequestId></RequestId>", "<RequestId> \n </RequestId>"]
)
def test_an_empty_key_is_no_key(api, nothing):
    ids = {api.send_call(18185551212, before=nothing) for _ in range(3)}
    assert len(ids) == 3


def test_a_refused_request_does_not_use_up_its_key(api):
    key = "<RequestId>MyKey</RequestId>"
    with pytest.raises(Refused):
        api.send_call(18185551212, before=key, config=voice(sender="1234"))
    assert api.send_call(18185551212, before=key) == 1


def test_what_belongs_to_another_account_is_not_found(api):
    broadcast_id = api.send_call(18185551212)
    [call] = api.calls()
    for operation, id_ in ("GetBroadcast", broadcast_id), ("GetCall", call["id"]), ("GetSoundMeta", 9):
        with pytest.raises(Refused) as refused:
            api(f"<{operation}><Id>{id_}</Id></{operation}>", login="sandbox2")
        assert refused.value.fault_code == "NOT_FOUND"
    assert api("<QueryCalls/>", login="sandbox2").TotalResults == "0"


def test_calling_hours_with_both_ends_are_fine(api):
    assert api.send_call(18185551212, config=voice(common=hours("09:00:00", "17:00:00")))


KEYED = {
    "CreateBroadcast": "<d:Broadcast>" + text() + "</d:Broadcast>",
    "UpdateBroadcast": '<d:Broadcast id="1">' + voice() + "</d:Broadcast>",
    "ControlBroadcast": "<Id>1</Id><MaxActive>3</MaxActive>",
    "CreateContactBatch": "<BroadcastId>1</BroadcastId><ToNumber>18185551212</ToNumber>",
    "CreateBroadcastSchedule": (
        "<BroadcastId>1</BroadcastId><d:BroadcastSchedule><d:StartTimeOfDay>01:00:00</d:StartTimeOfDay>"
        "<d:StopTimeOfDay>02:00:00</d:StopTimeOfDay><d:TimeZone/><d:DaysOfWeek/></d:BroadcastSchedule>"
    ),
    "SendCall": "<ToNumber>18185551212</ToNumber>" + voice(),
    "SendText": "<ToNumber>18185551212</ToNumber>" + text(),
    "CreateContactList": (
        '<Name>x</Name><Validate>false</Validate><ContactSource><d:Contact homePhone="18185551212"/></ContactSource>'
    ),
    "CreateAutoReply": (
        "<d:AutoReply><d:Number>12135551126</d:Number><d:Match/><d:Message>x</d:Message></d:AutoReply>"
    ),
    "SendVerificationCodeToCallerIdRequest": "<CallerId>12136001007</CallerId>",
}


@pytest.mark.parametrize("operation", KEYED)
def test_every_operation_with_a_key_is_carried_out_once(api, operation):
    api.create(voice())
    key, inside = "<RequestId>MyUniqueIdForThisRequest</RequestId>", KEYED[operation]
    # Everywhere else the key comes first.
    inside = inside.replace("</Id>", f"</Id>{key}") if operation == "ControlBroadcast" else key + inside
    body = f"<{operation}>{inside}</{operation}>"
    api(body)
    first, happened = api.received, len(api.events())
    changed = api.broadcast(1).values()
    api.advance(60)
    done = len(api.events())
    api(body)
    assert api.received == first
    assert len(api.events()) == done >= happened
    assert api.broadcast(1).values() == changed
