"""Every operation that is implemented, byte for byte as it was accepted before, on both ways."""

from pathlib import Path

import pytest
from lxml import etree

from callfire_soap.bootstrap import implemented_operations
from callfire_soap.contract.operations import OPERATIONS
from tests.acceptance.golden_cases import CASES

GOLDEN = Path(__file__).parents[1] / "golden"
IMPLEMENTED = [operation for operation in OPERATIONS if operation.name in implemented_operations()]


@pytest.fixture(scope="module")
def schema(repository):
    return etree.XMLSchema(file=str(repository / "wsdl" / "callfire-service.xsd"))


def test_every_implemented_operation_has_a_case_and_no_other_has():
    names = {operation.name for operation in IMPLEMENTED}
    assert set(CASES) == names
    assert {folder.name for folder in GOLDEN.glob("*/*")} <= names


def told(document):
    """Answer the elements of the contract in an envelope, those of a fault's detail included."""
    body = etree.fromstring(document).find("{*}Body")
    return body.findall("{*}Fault/{*}Detail/*") or list(body)


@pytest.mark.parametrize("operation", IMPLEMENTED, ids=lambda operation: operation.name)
def test_requests_and_answers_are_what_they_were(operation, api, sandbox, schema, request):
    CASES[operation.name](api, sandbox)
    folder = GOLDEN / operation.service / operation.name
    for name, document in {"request": api.transport.sent, "response": api.transport.received}.items():
        kept = folder / f"{name}.xml"
        if request.config.getoption("--update-golden"):
            folder.mkdir(parents=True, exist_ok=True)
            kept.write_bytes(document)
        assert document.decode() == kept.read_text()
        for element in told(document):
            schema.assertValid(element)


def test_empty_answers_have_an_empty_body(api, sandbox):
    CASES["ControlBroadcast"](api, sandbox)
    [body] = etree.fromstring(api.transport.received)
    assert len(body) == 0
    assert body.text is None
