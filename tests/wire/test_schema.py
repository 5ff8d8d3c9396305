"""The emitted schemas are schemas, and admit what the API takes."""

import pytest
from lxml import etree

from callfire_soap.contract.xsd import DATA, NOTIFICATION, SERVICE
from callfire_soap.wire.schema import data_schema, notification_schema, service_schema

XS = "{http://www.w3.org/2001/XMLSchema}"
EMITTED = {
    "callfire-data.xsd": data_schema,
    "callfire-service.xsd": service_schema,
    "callfire-notification.xsd": notification_schema,
}


@pytest.fixture(scope="module")
def schemas(tmp_path_factory):
    folder = tmp_path_factory.mktemp("schemas")
    for name, emit in EMITTED.items():
        (folder / name).write_bytes(emit())
    return {name: etree.XMLSchema(file=str(folder / name)) for name in EMITTED}


@pytest.mark.parametrize("emit", EMITTED.values(), ids=EMITTED)
def test_a_schema_is_the_same_every_time(emit):
    assert emit() == emit()


@pytest.mark.parametrize("emit", EMITTED.values(), ids=EMITTED)
def test_a_schema_is_written_in_lines(emit):
    lines = emit().splitlines()
    assert lines[0] == b'<?xml version="1.0" encoding="UTF-8"?>'
    assert all(line.count(b"<") == 1 for line in lines)
    assert emit().endswith(b"</xs:schema>\n")


@pytest.mark.parametrize(
    ("file", "namespace", "imported"),
    [
        ("callfire-data.xsd", DATA, []),
        ("callfire-service.xsd", SERVICE, [(DATA, "callfire-data.xsd")]),
        ("callfire-notification.xsd", NOTIFICATION, [(DATA, "callfire-data.xsd")]),
    ],
)
def test_a_schema_imports_its_neighbour_by_file_name(file, namespace, imported):
    root = etree.fromstring(EMITTED[file]())
    assert root.get("targetNamespace") == namespace
    found = [(item.get("namespace"), item.get("schemaLocation")) for item in root.findall(f"{XS}import")]
    assert found == imported


def test_binary_elements_say_what_they_carry():
    root = etree.fromstring(service_schema())
    binary = root.findall(f".//{XS}element[@type='xs:base64Binary']")
    hints = [item.get("{http://www.w3.org/2005/05/xmlmime}expectedContentTypes") for item in binary]
    assert [item.get("name") for item in binary] == ["Data", "File", "SoundData", "RecordingData"]
    assert set(hints) == {"application/octet-stream"}


def test_no_prefix_is_declared_in_vain():
    assert b"xmime" not in data_schema()
    assert b"xmlns:svc" not in data_schema()


REQUESTS = [
    ("<s:GetCall><s:Id>1</s:Id></s:GetCall>", True),
    ("<s:GetCall><s:Id>one</s:Id></s:GetCall>", False),
    ("<s:QueryCalls><s:MaxResults>5</s:MaxResults><s:State>READY DNC</s:State></s:QueryCalls>", True),
    ("<s:QueryCalls><s:State>READY ASLEEP</s:State></s:QueryCalls>", False),
    ("<s:GetRecordingData><s:CallId>1</s:CallId><s:Name>a</s:Name></s:GetRecordingData>", True),
    ("<s:GetRecordingData><s:CallId>1</s:CallId></s:GetRecordingData>", False),
    ("<s:GetRecordingData><s:RecordingId>1</s:RecordingId></s:GetRecordingData>", True),
    ("<s:AddAgentsRequest><s:campaignId>1</s:campaignId></s:AddAgentsRequest>", True),
    ("<s:AddAgentsRequest><s:CampaignId>1</s:CampaignId></s:AddAgentsRequest>", False),
    ("<s:SoundData>AAEC</s:SoundData>", True),
    ("<s:GetEverything/>", False),
]


@pytest.mark.parametrize(("text", "is_valid"), REQUESTS)
def test_the_service_schema_tells_valid_requests(schemas, text, is_valid):
    head, rest = text[: text.find(">")], text[text.find(">") :]
    slash = "/" if head.endswith("/") else ""
    root = etree.fromstring(f'{head.removesuffix("/")} xmlns:s="{SERVICE}" xmlns:d="{DATA}"{slash}{rest}')
    assert schemas["callfire-service.xsd"].validate(root) is is_valid
