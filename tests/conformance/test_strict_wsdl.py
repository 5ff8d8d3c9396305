"""The WSDL for readers that keep to WSDL 1.1: what is different in it, and that it keeps to WSDL 1.1."""

from copy import deepcopy

import pytest
from lxml import etree

from callfire_soap.contract.operations import OPERATIONS
from callfire_soap.soap.wsdl import ABSTRACT_FILE, BINDING_FILE, SOAP12, STRICT_FILE, WSDL, wsdl_documents

URL = "https://calls.example.com"
NAMES = {"w": WSDL, "s": SOAP12}


@pytest.fixture(scope="module")
def documents():
    return wsdl_documents(OPERATIONS, URL, strict_faults=True)


@pytest.fixture(scope="module")
def strict(documents):
    return etree.fromstring(documents[STRICT_FILE])


def test_only_the_faults_are_different(documents, strict):
    original = wsdl_documents(OPERATIONS, URL)
    strict = deepcopy(strict)
    for fault in strict.iterfind(".//s:fault", NAMES):
        del fault.attrib["name"]
        fault.tag = f"{{{SOAP12}}}body"
    assert etree.tostring(strict, method="c14n") == etree.tostring(
        etree.fromstring(original[BINDING_FILE]), method="c14n"
    )
    assert {name: text for name, text in documents.items() if name != STRICT_FILE} == {
        name: text for name, text in original.items() if name != BINDING_FILE
    }


def test_faults_are_bound_to_the_faults_of_the_port_types(documents):
    """What the schema of the SOAP binding cannot say: the names at all three places are the same."""
    root = etree.fromstring(documents[STRICT_FILE])
    abstract = etree.fromstring(documents[ABSTRACT_FILE])
    declared = {
        (port_type.get("name"), operation.get("name")): [
            each.get("name") for each in operation.iterfind("w:fault", NAMES)
        ]
        for port_type in abstract.iterfind("w:portType", NAMES)
        for operation in port_type.iterfind("w:operation", NAMES)
    }
    bound = {}
    for binding in root.iterfind("w:binding", NAMES):
        for operation in binding.iterfind("w:operation", NAMES):
            key = binding.get("type").partition(":")[2], operation.get("name")
            bound[key] = [each.get("name") for each in operation.iterfind("w:fault", NAMES)]
            for fault in operation.iterfind("w:fault", NAMES):
                [extension] = fault
                assert extension.tag == f"{{{SOAP12}}}fault"
                # "use" and "name" are all that a fault may say -- the schema of the SOAP binding.
                assert dict(extension.attrib) == {"name": fault.get("name"), "use": "literal"}
    assert bound == declared
    assert len(bound) == len(OPERATIONS)


def test_bodies_stand_in_inputs_and_outputs_only(strict):
    for body in strict.iterfind(".//s:body", NAMES):
        assert etree.QName(body.getparent()).localname in {"input", "output"}
    assert len(strict.findall(".//s:body", NAMES)) == 2 * len(OPERATIONS)
