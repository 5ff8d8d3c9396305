"""The emitted documents say what is recorded of the API, and nothing else."""

import pytest

from callfire_soap.contract.operations import OPERATIONS
from callfire_soap.soap.wsdl import wsdl_documents
from callfire_soap.wire.schema import notification_schema
from tests.conformance.outlines import CONTRACT, differences, outline_of_contract, outline_of_documents

BINDING = "callfire-service-http-soap12.wsdl"
ABSTRACT = "callfire-service.wsdl"
SERVICE = "callfire-service.xsd"
DATA = "callfire-data.xsd"
NOTIFICATION = "callfire-notification.xsd"


@pytest.fixture(scope="module")
def documents():
    emitted = wsdl_documents(OPERATIONS, "http://127.0.0.1:8080")
    return {**emitted, NOTIFICATION: notification_schema()}


@pytest.fixture(scope="module")
def recorded():
    return outline_of_contract(CONTRACT)


def test_the_documents_say_what_is_recorded(documents, recorded):
    found = differences(outline_of_documents(documents), recorded)
    assert not found, "\n".join(found)


def test_the_outline_leaves_nothing_out(recorded):
    starts = [line.split()[0] for line in recorded if not line.startswith(" ")]
    items = [item for schema in CONTRACT["schemas"].values() for item in schema["items"]]
    assert starts.count("operation") == 98
    assert starts.count("message") == len(CONTRACT["wsdl"]["messages"])
    assert starts.count("element") == sum(item["kind"] == "element" for item in items)
    assert starts.count("type") == sum(item["kind"] != "element" for item in items)


MUTATIONS = [
    ("a renamed service", BINDING, 'name="CallFireApi"', 'name="CallFire"'),
    ("a renamed port", BINDING, 'name="CccServicePort"', 'name="CccPort"'),
    ("another address", BINDING, "soap12/label", "soap12/labels"),
    ("another soapAction", BINDING, "TextServicePortType/SendText", "TextServicePortType/Send"),
    ("style rpc", BINDING, 'GetCall" style="document"', 'GetCall" style="rpc"'),
    ("use encoded", BINDING, 'use="literal"', 'use="encoded"'),
    ("another transport", BINDING, "schemas.xmlsoap.org/soap/http", "schemas.xmlsoap.org/soap/smtp"),
    (
        "another part",
        ABSTRACT,
        'part name="Query" element="svc:QueryB',
        'part name="Request" element="svc:QueryB',
    ),
    ("another element", ABSTRACT, 'element="svc:QueryCalls"', 'element="svc:QueryTexts"'),
    (
        "another message",
        ABSTRACT,
        'name="BroadcastId" message="tns:CreatedId"',
        'name="BroadcastId" message="tns:Empty"',
    ),
    (
        "an element that must occur",
        DATA,
        'name="SwitchId" type="xs:string" minOccurs="0"',
        'name="SwitchId" type="xs:string"',
    ),
    ("an element that may be missing", DATA, 'name="FinishTime"', 'name="FinishTime" minOccurs="0"'),
    ("an element once only", SERVICE, 'type="data:ToNumber" maxOccurs="unbounded"', 'type="data:ToNumber"'),
    ("a missing word", DATA, '<xs:enumeration value="POSTPONED"/>', ""),
    (
        "a word too many",
        DATA,
        '<xs:enumeration value="POSTPONED"/>',
        '<xs:enumeration value="POSTPONED"/><xs:enumeration value="LATER"/>',
    ),
    ("another pattern", DATA, r"\+?[0-9]+", r"[0-9]+"),
    ("another default", SERVICE, 'default="1000"', 'default="100"'),
    ("no default", DATA, ' default="SEND_MULTIPLE"', ""),
    ("another type", SERVICE, 'name="MaxActive" type="xs:int"', 'name="MaxActive" type="xs:long"'),
    ("a list of something else", SERVICE, 'itemType="data:Result"', 'itemType="xs:string"'),
    ("another base", SERVICE, 'extension base="svc:RegionQuery"', 'extension base="svc:Query"'),
    ("a concrete base", DATA, 'name="ActionRecord" abstract="true"', 'name="ActionRecord"'),
    (
        "an attribute to be given",
        DATA,
        'name="firstName" type="xs:string"',
        'name="firstName" type="xs:string" use="required"',
    ),
    ("a renamed attribute", DATA, 'attribute name="ClientData"', 'attribute name="clientData"'),
    ("no attribute default", SERVICE, ' default="homePhone"', ""),
    ("no other attributes", DATA, '<xs:anyAttribute processContents="lax"/>', ""),
    ("a nillable element", DATA, 'name="Latitude"', 'name="Latitude" nillable="true"'),
    ("a sequence for a choice", DATA, "xs:choice", "xs:sequence"),
    ("an unqualified form", SERVICE, 'elementFormDefault="qualified"', 'elementFormDefault="unqualified"'),
    ("a renamed root", NOTIFICATION, 'element name="TextReceived"', 'element name="TextArrived"'),
    ("a case changed", SERVICE, 'name="campaignId"', 'name="CampaignId"'),
    ("another location", SERVICE, 'schemaLocation="callfire-data.xsd"', 'schemaLocation="data.xsd"'),
]


@pytest.mark.parametrize(
    ("file", "before", "after"), [case[1:] for case in MUTATIONS], ids=[case[0] for case in MUTATIONS]
)
def test_the_comparison_notices(documents, recorded, file, before, after):
    mutated = documents[file].replace(before.encode(), after.encode())
    assert mutated != documents[file]
    assert differences(outline_of_documents({**documents, file: mutated}), recorded)


@pytest.mark.parametrize(
    ("file", "before", "after"),
    [
        (BINDING, "schemas.xmlsoap.org/wsdl/soap12/", "schemas.xmlsoap.org/wsdl/soap/"),
        (NOTIFICATION, "notification/xsd", "notification"),
    ],
    ids=["SOAP 1.1", "another namespace"],
)
def test_documents_that_no_longer_hold_together_have_no_outline(documents, file, before, after):
    mutated = documents[file].replace(before.encode(), after.encode())
    with pytest.raises((KeyError, ValueError)):
        outline_of_documents({**documents, file: mutated})


def test_the_order_of_elements_counts(documents, recorded):
    first = b'<xs:element name="Question" type="xs:string"/>'
    second = b'<xs:element name="Response" type="xs:string"/>'
    text = documents[DATA].replace(first, b"@").replace(second, first).replace(b"@", second)
    assert text != documents[DATA]
    assert differences(outline_of_documents({**documents, DATA: text}), recorded)


def test_addresses_begin_with_the_public_address():
    documents = wsdl_documents(OPERATIONS, "https://api.example.com/")
    assert documents[BINDING].count(b'location="https://api.example.com/api/1.1/soap12/') == 8


def test_the_documents_are_the_same_every_time(documents):
    assert wsdl_documents(OPERATIONS, "http://127.0.0.1:8080").items() <= documents.items()
