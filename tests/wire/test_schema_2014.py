"""The table of what came after 2014 says what the contract's record of sources says."""

import json

import pytest

from callfire_soap.wire import schema_2014
from callfire_soap.wire.shape import declared_shapes
from callfire_soap.wire.simple_types import SimpleType

OLD = "xsd-2016"  # whose files are of May 2014, unchanged since


@pytest.fixture(scope="module")
def recorded(repository):
    """Answer the recorded declarations by their names."""
    contract = json.loads((repository / "tests/conformance/callfire-1.1.json").read_text("utf-8"))
    return {
        declaration["name"]: declaration
        for schema in contract["schemas"].values()
        for declaration in schema["items"]
        if OLD in declaration["source"]
    }


def particles(node):
    """Yield the elements that a declaration writes itself."""
    if isinstance(node, list):
        for item in node:
            yield from particles(item)
    elif isinstance(node, dict):
        if node.get("kind") == "element":
            yield node
        else:
            for value in node.values():
                yield from particles(value)


def test_the_late_elements_are_those_of_later_sources(recorded):
    for shape in declared_shapes():
        declaration = recorded.get(shape.name)
        if declaration is None:
            continue
        late = {
            particle.get("name") or particle["ref"].partition(":")[2]
            for particle in particles(
                [value for value in declaration.values() if isinstance(value, dict | list)]
            )
            if OLD not in particle["source"]
        }
        inherited = schema_2014.late_elements(shape.base.python_class) if shape.base else frozenset()
        assert schema_2014.late_elements(shape.python_class) == late | inherited, shape.name


def test_the_words_are_those_of_2014(recorded):
    enumerations = {
        simple.name: simple.enumeration
        for shape in declared_shapes()
        for element in shape.elements()
        if isinstance(element.type, SimpleType)
        for simple in (element.type, element.type.list_of)
        if simple and simple.enumeration
    }
    assert len(enumerations) > 15
    for name, enumeration in enumerations.items():
        if name in recorded:
            words = [item["value"] for item in recorded[name]["enumerations"] if OLD in item["source"]]
            assert sorted(schema_2014.words(enumeration)) == sorted(words), name
