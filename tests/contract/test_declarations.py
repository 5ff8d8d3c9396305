"""Everything that is recorded of the API is declared, and nothing more."""

import dataclasses
import inspect
import re

import pytest

from callfire_soap.contract import common
from callfire_soap.contract.operations import OPERATION_BY_ELEMENT, OPERATIONS, SERVICES
from callfire_soap.contract.sounds import RecordingData, SoundData
from callfire_soap.domain.sounds import Voice
from callfire_soap.wire.shape import SimpleType, declared_shapes, global_elements
from callfire_soap.wire.simple_types import simple_type_of
from tests.conformance.outlines import CONTRACT

CLASSES = [shape.python_class for shape in declared_shapes()]
RECORDED = [
    (service, operation) for service in CONTRACT["wsdl"]["services"] for operation in service["operations"]
]


def clark(name):
    prefix, _, local = name.partition(":")
    return f"{{{CONTRACT['namespaces'][prefix]}}}{local}"


def recorded_items(*kinds):
    return {
        clark(f"{key}:{item['name']}")
        for key, schema in CONTRACT["schemas"].items()
        for item in schema["items"]
        if item["kind"] in kinds
    }


def recorded_element(side):
    return clark(side["parts"][0]["element"]) if side["parts"] else None


def test_every_operation_is_declared_once_and_in_order():
    declared = [
        (operation.service, operation.name, operation.request_element, operation.response_element)
        for operation in OPERATIONS
    ]
    assert declared == [
        (
            service["name"],
            operation["name"],
            recorded_element(operation["input"]),
            recorded_element(operation["output"]),
        )
        for service, operation in RECORDED
    ]


def test_an_operation_is_found_by_its_element():
    assert len(OPERATION_BY_ELEMENT) == len(OPERATIONS) == 98
    for element, operation in OPERATION_BY_ELEMENT.items():
        assert operation.request_element == element


def test_a_service_has_its_operations_as_methods_and_nothing_else():
    assert [service.__name__ for service in SERVICES] == [
        item["name"] for item in CONTRACT["wsdl"]["services"]
    ]
    for service in SERVICES:
        public = [name for name in vars(service) if not name.startswith("_")]
        assert public == [item.method for item in OPERATIONS if item.service == service.__name__]


def test_a_stub_takes_one_request():
    for service in SERVICES:
        for method in (item.method for item in OPERATIONS if item.service == service.__name__):
            assert list(inspect.signature(getattr(service, method)).parameters) == ["self", "request"]


def test_queries_are_told_by_their_verb():
    changing = {
        "Create",
        "Update",
        "Delete",
        "Control",
        "Send",
        "Add",
        "Remove",
        "Verify",
        "Configure",
        "Release",
    }
    changing |= {"Label", "Unlabel"}
    for operation in OPERATIONS:
        verb = re.match("[A-Z][a-z]+", operation.name).group()
        assert operation.is_query == (verb in {"Get", "Query", "Search"})
        assert operation.is_query != (verb in changing)


def test_every_element_is_declared_and_no_other():
    assert set(global_elements()) == recorded_items("element")


def test_every_complex_type_is_declared_and_no_other():
    declared = [shape.clark for shape in declared_shapes() if shape.kind == "type"]
    assert sorted(declared) == sorted(recorded_items("complexType"))


def test_every_simple_type_is_used_and_no_other():
    used = set()
    for shape in declared_shapes():
        typed = [element.type for element in shape.elements()] + [item.type for item in shape.attributes]
        for simple in [*typed, *([shape.text[1]] if shape.text else [])]:
            if isinstance(simple, SimpleType):
                used |= {named for named in (simple, simple.list_of) if named and named.name}
    assert {f"{{{simple.namespace}}}{simple.name}" for simple in used} == recorded_items("simpleType")


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_a_class_is_a_frozen_record_with_a_sentence(cls):
    parameters = cls.__dataclass_params__
    assert parameters.frozen
    assert "__slots__" in vars(cls)
    assert all(field.kw_only for field in dataclasses.fields(cls))
    assert re.fullmatch(r"[A-Z].*\.", cls.__doc__, re.DOTALL)


def test_a_class_is_one_thing_only():
    marked = [base for cls in CLASSES for base in cls.__bases__ if base.__module__.endswith(".xsd")]
    kinds = [base for base in marked if base.__name__ != "Abstract"]
    assert len(kinds) == len(CLASSES)


def test_the_voices_are_those_of_the_pattern():
    [pattern] = simple_type_of(common.VoiceName).patterns
    assert re.findall("[A-Z0-9]+", pattern) == [voice.value for voice in Voice]


@pytest.mark.parametrize(
    ("answer", "builtin"),
    [(common.CreatedId, "long"), (SoundData, "base64Binary"), (RecordingData, "base64Binary")],
)
def test_a_bare_answer_is_a_simple_value(answer, builtin):
    [found] = {item.response_element for item in OPERATIONS if item.response_type is answer}
    assert global_elements()[found].builtin == builtin
