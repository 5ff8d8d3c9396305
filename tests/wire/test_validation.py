"""Which requests are let in: validator, explainer and codec agree, in every thread."""

import subprocess
import sys
import threading

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from callfire_soap.contract.operations import OPERATION_BY_ELEMENT
from callfire_soap.wire.codec import encode_element
from callfire_soap.wire.shape import global_elements
from callfire_soap.wire.validation import SchemaViolation, validate_request
from callfire_soap.wire.violations import explain
from tests.wire.documents import NAMESPACES, accept, element, refusal
from tests.wire.spoiling import spoiled
from tests.wire.values import values_of

TEXT = "<d:TextBroadcastConfig><d:Message>Hi</d:Message></d:TextBroadcastConfig>"

BATCH = (
    "<CreateContactBatch><BroadcastId>1</BroadcastId><ContactListId>1</ContactListId><Start>1</Start>"
    "</CreateContactBatch>"
)
CAMPAIGN = (
    "<CreateBroadcast><d:Broadcast><d:Type>CCC</d:Type><d:ResumeNextDay>true</d:ResumeNextDay>"
    "<d:CccBroadcastConfig/></d:Broadcast></CreateBroadcast>"
)


@st.composite
def requests(draw):
    clark = draw(st.sampled_from(sorted(OPERATION_BY_ELEMENT)))
    return encode_element(draw(values_of(global_elements()[clark])), clark)


@settings(max_examples=400, suppress_health_check=list(HealthCheck))
@given(xml=spoiled(requests()))
def test_what_is_refused_is_explained_and_what_is_explained_is_refused(xml):
    violation = explain(etree.fromstring(xml))

    assert refusal(etree.fromstring(xml)) == (violation.text if violation else "")


@pytest.mark.parametrize(
    "xml",
    [
        # Valid by the schema, though one might doubt it.
        f"<CreateBroadcast><d:Broadcast>{TEXT}</d:Broadcast></CreateBroadcast>",
        "<CreateBroadcast><d:Broadcast><d:VoiceBroadcastConfig/></d:Broadcast></CreateBroadcast>",
        "<CreateBroadcast><d:Broadcast><d:IvrBroadcastConfig/></d:Broadcast></CreateBroadcast>",
        "<ControlBroadcast><Id>1</Id></ControlBroadcast>",
        "<QueryCalls/>",
        "<QueryCalls><MaxResults>5000</MaxResults><State/><Result/></QueryCalls>",
        "<QueryCalls><MaxResults/><FirstResult><!-- none --></FirstResult></QueryCalls>",
        "<GetCall><!-- which --><Id>1<!-- one -->2</Id><?php echo ?></GetCall>",
        "<GetCall><Id><![CDATA[12]]></Id></GetCall>",
        "<GetCall>\r\n\t <Id>\n12\n</Id>\n</GetCall>",
        "<CreateSound><Data> QU\n JD </Data></CreateSound>",
        "<UpdateContacts><d:Contact id='1' rank='colonel' d:squad='3' xml:lang='en'/></UpdateContacts>",
        # Any text is an anyURI.
        "<ControlBroadcast><Id>1</Id><RequestId/></ControlBroadcast>",
        "<ControlBroadcast><Id>1</Id><RequestId>http://[ :: %zz</RequestId></ControlBroadcast>",
        # Younger than 2014.
        BATCH,
        f"<SendText><ToNumber>1</ToNumber><Label>a</Label><Label>b</Label>{TEXT}</SendText>",
        CAMPAIGN,
        "<CreateSound><SoundText/><SoundTextVoice>FRENCHCANADIAN1</SoundTextVoice></CreateSound>",
        "<QueryCalls><State>CALLBACK</State><Result>INVALID_NUMBER</Result></QueryCalls>",
        # xsi:type that says what is so anyway, or a narrower number.
        "<GetCall xsi:type='IdRequest'><Id xsi:type='xs:long'>1</Id></GetCall>",
        "<GetCall><Id xsi:type='xs:int'>1</Id></GetCall>",
        "<QueryCalls><FromNumber xsi:type='d:PhoneNumber'>1</FromNumber></QueryCalls>",
        "<ControlBroadcast><Id>1</Id><RequestId xsi:type='xs:anyURI'>a</RequestId></ControlBroadcast>",
        "<GetCall xsi:schemaLocation='urn:a http://127.0.0.1:9/a.xsd'><Id>1</Id></GetCall>",
    ],
)  # fmt: skip
def test_this_is_let_in(xml):
    assert refusal(element(xml)) == ""


def test_an_auto_reply_may_lack_its_match():
    reply = "<d:Number>67076</d:Number><d:Message>Hi</d:Message>"

    request = accept(element(f"<CreateAutoReply><d:AutoReply>{reply}</d:AutoReply></CreateAutoReply>"))

    assert request.auto_reply.match == ""
    assert request.auto_reply.message == "Hi"


def test_contacts_to_remove_may_be_none():
    assert accept(element("<RemoveContacts/>")).contact_id == ()


@pytest.mark.parametrize(
    "xml",
    [
        # Derived from the declared type, but adding to it.
        "<GetCall xsi:type='IdLabelRequest'><Id>1</Id><LabelName>a</LabelName></GetCall>",
        "<QuerySubscriptions xsi:type='ActionQuery'/>",
        "<QueryCalls><State xsi:type='d:IdList'>1</State></QueryCalls>",
        "<GetCall><Id xsi:type='d:PhoneNumber'>1</Id></GetCall>",
        "<CreateBroadcast xsi:type='SendRequest'/>",
    ],
)
def test_another_type_than_the_declared_one_is_refused(xml):
    assert "is not validly derived from the type definition" in refusal(element(xml))


def test_white_space_around_the_name_of_a_type_is_nothing():
    assert (
        refusal(element("<GetCall xsi:type='&#10; IdRequest\t'><Id xsi:type='\nxs:int '>1</Id></GetCall>"))
        == ""
    )


@pytest.mark.parametrize(("year", "is_valid"), [("12345", True), ("-0044", True), ("0000", False)])
def test_years_that_no_clock_knows_are_as_valid_as_xml_schema_has_them(year, is_valid):
    begin = f"{year}-01-01T00:00:00"
    xml = f"<GetBroadcastStats><Id>1</Id><IntervalBegin>{begin}</IntervalBegin></GetBroadcastStats>"
    refused = f"cvc-datatype-valid.1.2.1: '{begin}' is not a valid value for 'dateTime'."
    assert refusal(element(xml)) == ("" if is_valid else refused)


def test_an_element_inside_an_envelope_is_judged_alone():
    envelope = etree.fromstring(
        f"<e:Body xmlns:e='urn:e' {NAMESPACES}><GetCall><Id>x</Id></GetCall></e:Body>"
    )

    assert "'x' is not a valid value" in refusal(envelope[0])


def test_threads_never_see_each_others_texts():
    threads, rounds = 4, 300
    wrong = []

    def ask(me):
        mine = element(f"<GetCall><Id>thread-{me}</Id></GetCall>")
        for _ in range(rounds):
            try:
                validate_request(mine)
            except SchemaViolation as violation:
                if f"'thread-{me}'" not in violation.text:
                    wrong.append(violation.text)
            else:
                wrong.append("accepted")

    running = [threading.Thread(target=ask, args=(me,)) for me in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()

    assert wrong == []


def huge(xml):
    return etree.fromstring(xml, etree.XMLParser(huge_tree=True))


@pytest.mark.parametrize(
    ("xml", "text"),
    [
        ("<GetCall {}><Id>1</Id></GetCall>", "cvc-complex-type.3.2.2: Attribute 'a0' is not allowed"),
        ("<GetCall><Id {}>1</Id></GetCall>", "cvc-type.3.1.1: Element 'Id' is a simple type"),
        ("<UpdateContacts><d:Contact {}/></UpdateContacts>", ""),
    ],
)
def test_two_hundred_thousand_attributes_are_judged_quickly(xml, text):
    attributes = " ".join(f'a{number}="{number}"' for number in range(200_000))
    name, _, rest = xml.partition(" {}")
    root = etree.fromstring(f"<r {NAMESPACES}>{name} {attributes}{rest}</r>", etree.XMLParser(huge_tree=True))

    assert refusal(root[0]).startswith(text)


@pytest.mark.parametrize(
    ("xml", "rule"),
    [
        ("<GetCall/>", "cvc-complex-type.2.4.a"),
        ("<GetCall><Id/></GetCall>", "cvc-type.3.1.2"),
        ("<SendCall><ToNumber/></SendCall>", "cvc-complex-type.2.2"),
        ("<UpdateContacts><d:Contact/></UpdateContacts>", "cvc-complex-type.2.1"),
    ],
)
def test_ten_thousand_elements_inside_each_other_are_refused(xml, rule):
    root = element(xml)
    innermost = root[0] if len(root) else root
    for _ in range(10_000):
        innermost = etree.SubElement(innermost, "Deep")

    assert refusal(root).startswith(rule)


@pytest.mark.parametrize(
    ("item", "rule"),
    [
        ("<ToNumber>?</ToNumber>", "cvc-pattern-valid"),
        ("<ToNumber>1</ToNumber><Foo/>", "cvc-complex-type.2.4.a"),
        ("<ToNumber>1</ToNumber>text", "cvc-complex-type.2.3"),
    ],
)
def test_a_hundred_thousand_errors_are_refused_by_the_first(item, rule):
    root = huge(f"<SendCall {NAMESPACES}>{item * 100_000}</SendCall>")

    assert refusal(root).startswith(rule)


def test_threads_that_come_first_together_do_not_disturb_each_other():
    # In a program of its own: in this one schemas have been read long ago.
    program = """
import subprocess
import sys
import threading
from lxml import etree
from callfire_soap.wire.validation import validate_request

together = threading.Barrier(8)

def validate():
    request = etree.fromstring('<GetBroadcast xmlns="http://api.callfire.com/service/xsd"><Id>1</Id></GetBroadcast>')
    together.wait()
    validate_request(request)
    print("valid\\n", end="")

threads = [threading.Thread(target=validate) for _ in range(8)]
for thread in threads:
    thread.start()
"""
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ended.stdout.split() == ["valid"] * 8
