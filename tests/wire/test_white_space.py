"""White space around values: "collapse" for all simple types but those of strings, in every reader."""

from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from callfire_soap.contract.operations import OPERATION_BY_ELEMENT
from callfire_soap.wire.codec import encode_element
from callfire_soap.wire.shape import SimpleType, declared_shapes, global_elements
from callfire_soap.wire.simple_values import reader_of, writer_of
from callfire_soap.wire.violations import explain
from callfire_soap.wire.xerces import SchemaViolation
from tests.wire.documents import accept, element, refusal
from tests.wire.values import simple_values, values_of

BLANKS = st.text(" \t\n\r", min_size=1, max_size=4)
NO_BLANKS = st.sampled_from(["\u00a0", "\u0085", "\u2003", "\u3000", "\ufeff", "\u200b", "\u2028"])


def collapses(simple_type):
    """Tell what XML Schema says of a type: lists and all that comes from no string collapse."""
    return bool(simple_type.list_of) or simple_type.builtin != "string"


def simple_types():
    found = {}
    for shape in declared_shapes():
        used = [each.type for each in (*shape.elements(), *shape.attributes)] + (
            [shape.text[1]] if shape.text else []
        )
        found |= {str(each): each for each in used if isinstance(each, SimpleType)}
    return list(found.values())


def name_of(simple_type):
    inner = simple_type.list_of or simple_type
    kind = inner.name or inner.builtin
    return f"list of {kind}" if simple_type.list_of else kind


@pytest.mark.parametrize("simple_type", simple_types(), ids=name_of)
def test_blanks_around_a_value_are_nothing_where_the_type_is_no_string(simple_type):
    read, write = reader_of(simple_type), writer_of(simple_type)

    @settings(max_examples=40, suppress_health_check=list(HealthCheck))
    @given(value=simple_values(simple_type), before=BLANKS, after=BLANKS)
    def hold(value, before, after):
        padded = f"{before}{write(value)}{after}"
        if collapses(simple_type):
            assert read(padded) == value
        elif simple_type.enumeration or simple_type.patterns:
            with pytest.raises(SchemaViolation):
                read(padded)
        else:
            assert read(padded) == padded

    hold()


@pytest.mark.parametrize(
    "simple_type",
    [each for each in simple_types() if collapses(each) and each.builtin not in {"anyURI", "string"}],
    ids=name_of,
)
def test_what_only_looks_blank_is_no_white_space(simple_type):
    read, write = reader_of(simple_type), writer_of(simple_type)

    @settings(max_examples=40, suppress_health_check=list(HealthCheck))
    @given(value=simple_values(simple_type), blank=NO_BLANKS, is_before=st.booleans())
    def hold(value, blank, is_before):
        with pytest.raises(SchemaViolation):
            read(f"{blank}{write(value)}" if is_before else f"{write(value)}{blank}")

    hold()


@cache
def collapsing(shape):
    """Answer the children of a type, and its attributes, that collapse."""
    children = {each.clark: each for each in shape.elements()}
    attributes = {each.name for each in shape.attributes if collapses(each.type)}
    return children, attributes


def pad(node, declared, draw):
    """Put blanks around all values below an element that its schema collapses."""
    if isinstance(declared, SimpleType):
        if collapses(declared) and node.text:
            node.text = f"{draw(BLANKS)}{node.text}{draw(BLANKS)}"
        return
    children, attributes = collapsing(declared)
    for name in attributes & set(node.keys()):
        node.set(name, f"{draw(BLANKS)}{node.get(name)}{draw(BLANKS)}")
    for child in node:
        pad(child, children[child.tag].type, draw)


@st.composite
def requests(draw):
    clark = draw(st.sampled_from(sorted(OPERATION_BY_ELEMENT)))
    return encode_element(draw(values_of(global_elements()[clark])), clark)


@settings(max_examples=300, suppress_health_check=list(HealthCheck))
@given(xml=requests(), data=st.data())
def test_every_request_is_read_alike_with_blanks_around_its_values(xml, data):
    root, padded = etree.fromstring(xml), etree.fromstring(xml)
    pad(padded, global_elements()[root.tag], data.draw)

    assert explain(padded) is None
    assert accept(padded) == accept(root)


@pytest.mark.parametrize("type_", ["", " xsi:type='xs:dateTime'", " xsi:type=' xs:dateTime&#10;'"])
def test_blanks_around_a_moment_are_nothing(type_):
    plain = "<QueryCalls><IntervalBegin>2026-01-05T17:00:00Z</IntervalBegin></QueryCalls>"
    padded = plain.replace("<IntervalBegin>", f"<IntervalBegin{type_}>\n\t ").replace("Z<", "Z&#13;\n <")

    assert accept(element(padded)) == accept(element(plain))


@pytest.mark.parametrize("blank", ["&#xA0;", "&#x85;", "&#x2003;"])
def test_a_no_break_space_around_a_moment_is_refused(blank):
    xml = f"<QueryCalls><IntervalBegin>{blank}2026-01-05T17:00:00Z</IntervalBegin></QueryCalls>"

    assert "is not a valid value for 'dateTime'" in refusal(element(xml))
