"""The recorded texts of refusals, to the letter."""

from pathlib import Path

import pytest

from tests.wire.documents import DATA, SERVICE, element, refusal

CONFIG = "<d:TextBroadcastConfig><d:Message>Hi</d:Message></d:TextBroadcastConfig>"


def one_of(*names):
    """Write a list of expected elements; those without a prefix are of the service."""
    spaces = {"": SERVICE, "d": DATA}
    parts = (name.rpartition(":") for name in names)
    return (
        "One of '{" + ", ".join(f'"{spaces[space]}":{local}' for space, _, local in parts) + "}' is expected."
    )


def incomplete(name, *names):
    return f"cvc-complex-type.2.4.b: The content of element '{name}' is not complete. {one_of(*names)}"


def unexpected(name, *names):
    space, _, local = name.rpartition(":")
    expanded = f'{{"{DATA if space else SERVICE}":{local}}}'
    return (
        "cvc-complex-type.2.4.a: Invalid content was found starting with element "
        f"'{expanded}'. {one_of(*names)}"
    )


def nothing_more(name):
    return (
        f"cvc-complex-type.2.4.d: Invalid content was found starting with element '{name}'. "
        "No child element is expected at this point."
    )


def not_in(value, words):
    return (
        f"cvc-enumeration-valid: Value '{value}' is not facet-valid with respect to enumeration "
        f"'[{words.replace(' ', ', ')}]'. It must be a value from the enumeration."
    )


def not_matching(value, pattern, name):
    return (
        f"cvc-pattern-valid: Value '{value}' is not facet-valid with respect to pattern "
        f"'{pattern}' for type '{name}'."
    )


def not_a(value, primitive):
    return f"cvc-datatype-valid.1.2.1: '{value}' is not a valid value for '{primitive}'."


def broadcast(content, *, attributes=""):
    return f"<CreateBroadcast><d:Broadcast{attributes}>{content}</d:Broadcast></CreateBroadcast>"


def text_config(content):
    return broadcast(f"<d:TextBroadcastConfig>{content}</d:TextBroadcastConfig>")


def voice_config(content):
    return broadcast(f"<d:VoiceBroadcastConfig>{content}</d:VoiceBroadcastConfig>")


def batch(source):
    return f"<CreateContactBatch><BroadcastId>1</BroadcastId><Name>A</Name>{source}</CreateContactBatch>"


def schedule(days):
    return (
        "<CreateBroadcastSchedule><BroadcastId>1</BroadcastId><d:BroadcastSchedule>"
        "<d:StartTimeOfDay>09:00:00</d:StartTimeOfDay><d:StopTimeOfDay>17:00:00</d:StopTimeOfDay>"
        f"<d:TimeZone>PST</d:TimeZone><d:DaysOfWeek>{days}</d:DaysOfWeek>"
        "</d:BroadcastSchedule></CreateBroadcastSchedule>"
    )


NUMBER_PATTERN = r"([a-zA-Z_]+)|(\+?[0-9]+)"

RECORDED = [
    ("<CreateBroadcast/>", incomplete("CreateBroadcast", "RequestId", "d:Broadcast")),
    ("<CreateBroadcast><RequestId/></CreateBroadcast>", incomplete("CreateBroadcast", "d:Broadcast")),
    (
        broadcast("<d:Name>A</d:Name><d:Type>TEXT</d:Type>"),
        incomplete(
            "d:Broadcast", "d:VoiceBroadcastConfig", "d:TextBroadcastConfig", "d:IvrBroadcastConfig"
        ),
    ),
    (broadcast(f"{CONFIG}<d:IvrBroadcastConfig/>"), nothing_more("d:IvrBroadcastConfig")),
    (broadcast("<d:Type>SMS</d:Type>"), not_in("SMS", "VOICE IVR TEXT")),
    (
        text_config("<d:FromNumber>67076</d:FromNumber>"),
        incomplete(
            "d:TextBroadcastConfig", "d:LocalTimeZoneRestriction", "d:RetryConfig", "d:Message"
        ),
    ),
    (
        text_config("<d:RetryConfig/>"),
        incomplete("d:RetryConfig", "d:MaxAttempts", "d:MinutesBetweenAttempts", "d:RetryResults"),
    ),
    (
        text_config("<d:RetryConfig><d:RetryResults>BUSY,NO_ANS</d:RetryResults></d:RetryConfig>"),
        not_in(
            "BUSY,NO_ANS",
            "LA AM BUSY DNC XFER XFER_LEG NO_ANS UNDIALED SENT RECEIVED DNT TOO_BIG INTERNAL_ERROR "
            "CARRIER_ERROR CARRIER_TEMP_ERROR",
        ),
    ),
    (
        text_config("<d:FromNumber>310-555-1212</d:FromNumber>"),
        not_matching("310-555-1212", NUMBER_PATTERN, "PhoneNumber"),
    ),
    (
        voice_config("<d:TransferDigit>12</d:TransferDigit>"),
        not_matching("12", r"[0-9#\*]", "PhoneDigit"),
    ),
    (
        voice_config(
            "<d:LocalTimeZoneRestriction><d:BeginTime>9am</d:BeginTime></d:LocalTimeZoneRestriction>"
        ),
        not_a("9am", "time"),
    ),
    (
        "<GetBroadcastStats><Id>1</Id><IntervalBegin>2012-01-01 21:32:52</IntervalBegin></GetBroadcastStats>",
        not_a("2012-01-01 21:32:52", "dateTime"),
    ),
    ("<GetCall><Id>abc</Id></GetCall>", not_a("abc", "integer")),
    ("<SendCall/>", incomplete("SendCall", "RequestId", "Type", "BroadcastName", "ToNumber")),
    ("<SendText/>", incomplete("SendText", "RequestId", "Type", "BroadcastName", "ToNumber")),
    (
        "<SendCall><ToNumber>13105551212</ToNumber></SendCall>",
        incomplete(
            "SendCall", "ToNumber", "ScrubBroadcastDuplicates", "d:VoiceBroadcastConfig",
            "d:IvrBroadcastConfig",
        ),
    ),
    (
        batch(""),
        incomplete("CreateContactBatch", "ToNumber", "ContactListId"),
    ),
    (
        batch("<ToNumber>13105551212</ToNumber><ContactListId>1</ContactListId>"),
        unexpected("ContactListId", "ToNumber", "ScrubBroadcastDuplicates"),
    ),
    ("<ControlBroadcast/>", incomplete("ControlBroadcast", "Id")),
    (
        "<ControlBroadcast><Id>1</Id><Command>PAUSE</Command></ControlBroadcast>",
        not_in("PAUSE", "START STOP ARCHIVE"),
    ),
    (
        "<QueryCalls><State>DONE</State></QueryCalls>",
        not_in("DONE", "READY SELECTED FINISHED DNC DUP INVALID TIMEOUT"),
    ),
    (
        "<CreateSound><Name>A</Name></CreateSound>",
        incomplete("CreateSound", "Data", "RecordingCall", "SoundText"),
    ),
    ("<CreateSound><Data>***</Data></CreateSound>", not_a("***", "base64Binary")),
    (
        "<GetRecordingData><CallId>1</CallId><Name>A</Name><RecordingId>1</RecordingId></GetRecordingData>",
        unexpected("RecordingId", "Format"),
    ),
    (schedule("FUNDAY"), not_in("FUNDAY", "SUNDAY MONDAY TUESDAY WEDNESDAY THURSDAY FRIDAY SATURDAY")),
    ("<GetCall><Id>1</Id><Foo/></GetCall>", nothing_more("Foo")),
]  # fmt: skip

BLOCKS = (Path(__file__).parent / "measured_refusals.txt").read_text("utf-8").split("\n\n")
MEASURED = [block.strip().split("\n") for block in BLOCKS[1:]]


@pytest.mark.parametrize(("xml", "text"), RECORDED)
def test_the_usual_mistakes_are_refused_as_recorded(xml, text):
    assert refusal(element(xml)) == text


@pytest.mark.parametrize(("xml", "text"), MEASURED)
def test_other_mistakes_are_refused_as_measured(xml, text):
    assert refusal(element(xml)) == text
