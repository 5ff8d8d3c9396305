"""All 98 operations answer: what is not implemented says so."""

import pytest
from lxml import etree

from callfire_soap.bootstrap import implemented_operations
from callfire_soap.contract.operations import OPERATIONS
from callfire_soap.wire.codec import encode_element
from callfire_soap.wire.shape import shape_of
from tests.acceptance.minimal_values import smallest
from tests.clients import SOAP_11, SOAP_12, Program, post

MISSING = [operation for operation in OPERATIONS if operation.name not in implemented_operations()]


def request_of(operation):
    return encode_element(smallest(shape_of(operation.request_type)), operation.request_element)


@pytest.fixture(scope="module")
def listed(tmp_path_factory):
    """Answer what `callfire-soap operations` says of each operation."""
    lines = Program(tmp_path_factory.mktemp("operations")).run("operations").stdout.splitlines()
    return {line.split()[1]: line.split(maxsplit=2)[2] for line in lines[:-1]}


@pytest.mark.parametrize("operation", MISSING, ids=lambda operation: operation.name)
def test_what_is_not_implemented_says_so(running, listed, operation):
    answer = post(running.url, request_of(operation))
    assert answer.status_code == 500
    fault = etree.fromstring(answer.content).find("{*}Body/{*}Fault")
    reason = f"{operation.name} is not implemented"
    assert fault.findtext("{*}Reason/{*}Text") == reason
    [told] = fault.find("{*}Detail")
    assert [child.text for child in told] == ["NOT_IMPLEMENTED", reason]
    assert listed[operation.name] == "not implemented"


def test_the_command_line_lists_what_is_implemented(listed):
    assert [name for name in listed if listed[name] == "implemented"] == [
        operation.name for operation in OPERATIONS if operation.name in implemented_operations()
    ]


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
@pytest.mark.parametrize("version", [SOAP_11, SOAP_12], ids=["1.1", "1.2"])
def test_every_operation_is_known_in_the_version_of_the_request(running, operation, version):
    answer = post(running.url, request_of(operation), version=version)
    envelope = etree.fromstring(answer.content)
    assert envelope.tag == f"{{{version}}}Envelope"
    assert b"was not recognized" not in answer.content
    assert b"Unmarshalling Error" not in answer.content
    assert b"Internal error" not in answer.content


def test_what_is_no_operation_is_not_recognized(running):
    answer = post(running.url, "<svc:SendFax/>")
    assert answer.status_code == 500
    assert (
        "Message part {http://api.callfire.com/service/xsd}SendFax was not recognized.  "
        "(Does it exist in service WSDL?)"
    ) in answer.text
