"""How answers look: what programs that read them by eye, by PHP or by search depend on."""

from datetime import UTC, date, datetime, time

from lxml import etree

from callfire_soap.contract.actions import Call, CallQueryResult, Text
from callfire_soap.contract.broadcasts import BroadcastSchedule, TextBroadcastConfig
from callfire_soap.contract.common import ToNumber
from callfire_soap.contract.contacts import Contact, ContactHistory, ContactSource, CreateContactList
from callfire_soap.contract.faults import ServiceFaultInfo
from callfire_soap.contract.operations import OPERATIONS
from callfire_soap.domain.actions import ActionState
from callfire_soap.domain.errors import FaultCode
from callfire_soap.domain.schedules import DayOfWeek
from callfire_soap.wire.codec import decode, encode, encode_element
from tests.wire.documents import DATA, SERVICE

BY_NAME = {operation.name: operation for operation in OPERATIONS}
NOON = datetime(2016, 5, 16, 12, tzinfo=UTC)


def action(cls, number, **fields):
    return cls(
        id=number,
        from_number="67076",
        to_number=ToNumber(number="13105551212"),
        state=ActionState.READY,
        contact_id=1,
        inbound=False,
        created=NOON,
        modified=NOON,
        **fields,
    )


def test_an_id_is_answered_bare():
    assert encode(7, BY_NAME["CreateBroadcast"]) == f'<CreatedId xmlns="{SERVICE}">7</CreatedId>'


def test_nothing_is_answered_as_nothing():
    assert encode(None, BY_NAME["DeleteSubscription"]) == ""


def test_sounds_are_answered_in_base64():
    assert encode(b"ABC", BY_NAME["GetSoundData"]) == f'<SoundData xmlns="{SERVICE}">QUJD</SoundData>'


def test_the_mass_of_an_answer_has_no_prefix_and_no_empty_elements():
    answer = encode(CallQueryResult(total_results=1, call=(action(Call, 3),)), BY_NAME["QueryCalls"])

    assert answer == (
        f'<svc:CallQueryResult xmlns="{DATA}" xmlns:svc="{SERVICE}"><svc:TotalResults>1</svc:TotalResults>'
        '<Call id="3"><FromNumber>67076</FromNumber><ToNumber>13105551212</ToNumber><State>READY</State>'
        "<ContactId>1</ContactId><Inbound>false</Inbound><Created>2016-05-16T12:00:00Z</Created>"
        "<Modified>2016-05-16T12:00:00Z</Modified></Call></svc:CallQueryResult>"
    )


def test_an_empty_page_says_only_how_many_there_are():
    answer = encode(CallQueryResult(total_results=0), BY_NAME["QueryCalls"])

    assert etree.fromstring(answer).getchildren()[1:] == []


def test_fault_details_need_no_prefix():
    detail = ServiceFaultInfo(fault_code=FaultCode.NOT_FOUND, message="Not <found> & gone")

    assert encode_element(detail, f"{{{SERVICE}}}ServiceFaultInfo") == (
        f'<ServiceFaultInfo xmlns="{SERVICE}"><FaultCode>NOT_FOUND</FaultCode>'
        "<Message>Not &lt;found&gt; &amp; gone</Message></ServiceFaultInfo>"
    )


def test_a_required_list_is_written_even_when_empty():
    hours = {"start_time_of_day": time(9), "stop_time_of_day": time(17), "time_zone": "PST"}
    schedule = BroadcastSchedule(**hours, begin_date=date(2016, 7, 5), days_of_week=())

    assert encode_element(schedule, f"{{{DATA}}}BroadcastSchedule") == (
        f'<BroadcastSchedule xmlns="{DATA}"><StartTimeOfDay>09:00:00Z</StartTimeOfDay>'
        "<StopTimeOfDay>17:00:00Z</StopTimeOfDay><TimeZone>PST</TimeZone>"
        "<BeginDate>2016-07-05Z</BeginDate><DaysOfWeek></DaysOfWeek></BroadcastSchedule>"
    )


def test_a_list_is_written_as_words_with_blanks():
    days = (DayOfWeek.SUNDAY, DayOfWeek.MONDAY)
    hours = {"start_time_of_day": time(9), "stop_time_of_day": time(17), "time_zone": "PST"}

    written = encode_element(BroadcastSchedule(**hours, days_of_week=days), f"{{{DATA}}}BroadcastSchedule")

    assert "<DaysOfWeek>SUNDAY MONDAY</DaysOfWeek>" in written


def test_a_value_that_equals_the_default_is_written():
    written = encode_element(TextBroadcastConfig(message="Hi"), f"{{{DATA}}}TextBroadcastConfig")

    assert written.endswith("<BigMessageStrategy>SEND_MULTIPLE</BigMessageStrategy></TextBroadcastConfig>")


def test_a_history_keeps_calls_and_texts_in_their_order():
    items = (action(Text, 9, message="a"), action(Call, 7), action(Text, 5))

    root = etree.fromstring(encode_element(ContactHistory(items=items), f"{{{DATA}}}ContactHistory"))

    assert [(etree.QName(child).localname, child.get("id")) for child in root] == [
        ("Text", "9"),
        ("Call", "7"),
        ("Text", "5"),
    ]


def test_an_empty_list_in_a_choice_is_a_choice_made():
    request = CreateContactList(name="A", contact_source=ContactSource(contact_id=()))

    written = encode_element(request, f"{{{SERVICE}}}CreateContactList")

    assert decode(etree.fromstring(written), BY_NAME["CreateContactList"]) == request


def test_fields_of_contacts_become_legal_attributes():
    contact = Contact(
        first_name='Bob "the" <b>\n',
        open_attributes={
            "favourite colour": "red",
            "favourite_colour": "blue",
            "firstName": "no second first name",
            "xmlns": "urn:trap",
            "{urn:a}rank": "1",
            "{urn:a} rank": "2",
            "{urn:a}_rank": "3",
            "{http://www.w3.org/2000/xmlns/}p": "urn:trap",
            "{http://www.w3.org/XML/1998/namespace}lang": "en",
            "{unfinished": "4",
            "{}none": "5",
        },
    )

    root = etree.fromstring(encode_element(contact, f"{{{DATA}}}Contact"))

    assert dict(root.attrib) == {
        "firstName": 'Bob "the" <b>\n',
        "favourite_colour": "red",
        "favourite_colour_": "blue",
        "firstName_": "no second first name",
        "_xmlns": "urn:trap",
        "{urn:a}rank": "1",
        "{urn:a}_rank": "2",
        "{urn:a}_rank_": "3",
        "p": "urn:trap",
        "{http://www.w3.org/XML/1998/namespace}lang": "en",
        "unfinished": "4",
        "none": "5",
    }


def test_what_xml_cannot_hold_does_not_break_an_answer():
    text = action(Text, 1, message="\x00\x1b<\ud800>\uffff\r")

    root = etree.fromstring(encode_element(text, f"{{{DATA}}}Text"))

    assert root[-1].text == "\ufffd\ufffd<\ufffd>\ufffd\r"
