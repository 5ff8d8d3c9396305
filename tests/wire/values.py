"""Strategies: any value of any type of the contract, and ways to spoil a document."""

import string
from datetime import UTC

from hypothesis import strategies as st

from callfire_soap.wire.shape import Element, Particle, Sequence, Shape, SimpleType

# What XML can hold; a line feed read from "\r\n" would not compare equal, but it is written as a reference.
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff")
    | st.sampled_from("\t\n\r<>&\"' "),
    max_size=12,
)
WORDS = st.text(string.ascii_letters + string.digits + "_@.", min_size=1, max_size=8)
NAMES = st.from_regex(r"[A-Za-z_][A-Za-z0-9_.-]{0,5}", fullmatch=True).filter(
    lambda name: not name.lower().startswith("xml")
)
NAMESPACES = st.sampled_from(["urn:example:a", "urn:example:b"])
OPEN_NAMES = NAMES | st.builds("{{{}}}{}".format, NAMESPACES, NAMES)

_BUILTINS = {
    "string": TEXTS,
    "anyURI": WORDS,
    "boolean": st.booleans(),
    "int": st.integers(-(2**31), 2**31 - 1),
    "long": st.integers(-(2**63), 2**63 - 1),
    "integer": st.integers(-(10**20), 10**20),
    "decimal": st.decimals(-(10**9), 10**9, places=4),
    "float": st.floats(allow_nan=False),
    "dateTime": st.datetimes(timezones=st.just(UTC)).map(lambda instant: instant.replace(microsecond=0)),
    "date": st.dates(),
    "time": st.times().map(lambda clock: clock.replace(microsecond=0)),
    "base64Binary": st.binary(max_size=20),
}


def simple_values(simple_type: SimpleType):
    """Make the strategy of a simple type."""
    if simple_type.list_of:
        items = simple_values(simple_type.list_of)
        if simple_type.list_of == SimpleType(name=None, namespace=None, builtin="string", python_type=str):
            items = WORDS
        return st.lists(items, max_size=3).map(tuple)
    if simple_type.enumeration or (simple_type.python_type is not str and simple_type.patterns):
        return st.sampled_from(list(simple_type.enumeration or simple_type.python_type))
    if simple_type.patterns:
        return st.from_regex(simple_type.patterns[0], fullmatch=True).filter(str.isascii)
    return _BUILTINS[simple_type.builtin]


@st.composite
def values_of(draw, element_type: "Shape | SimpleType"):
    """Draw a value of a type."""
    if isinstance(element_type, SimpleType):
        return draw(simple_values(element_type))
    fields = {}
    for attribute in element_type.attributes:
        given_ = simple_values(attribute.type)
        is_needed = attribute.is_required or attribute.default is not None
        fields[attribute.field] = draw(given_ if is_needed else st.none() | given_)
    if element_type.text:
        field, text_type = element_type.text
        fields[field] = draw(simple_values(text_type))
    if element_type.open_attributes:
        taken = {attribute.name for attribute in element_type.attributes}
        names = OPEN_NAMES.filter(lambda name: name not in taken)
        fields[element_type.open_attributes] = draw(st.dictionaries(names, TEXTS, max_size=3))
    fields |= draw(_fields_of(element_type.content))
    return element_type.python_class(**fields)


@st.composite
def _fields_of(draw, particle: Particle, *, is_branch: bool = False):
    """Draw the fields that a part of a content model fills."""
    if isinstance(particle, Element):
        return {particle.field: draw(_element_values(particle, is_branch=is_branch))}
    if isinstance(particle, Sequence):
        fields = {}
        for item in particle.items:
            fields |= draw(_fields_of(item, is_branch=is_branch))
        return fields
    if particle.field:
        one = st.one_of([values_of(item.type) for item in particle.items])
        many = st.lists(one, min_size=particle.min, max_size=3).map(tuple)
        return {particle.field: draw(many if particle.max is None else one)}
    if particle.min == 0 and draw(st.booleans()):
        return {}
    return draw(_fields_of(draw(st.sampled_from(particle.items)), is_branch=True))


def _element_values(element: Element, *, is_branch: bool):
    one = values_of(element.type)
    if element.is_repeated:
        return st.lists(one, min_size=element.min, max_size=2).map(tuple)
    is_list = isinstance(element.type, SimpleType) and element.type.list_of
    if element.default is not None:
        # An empty element means the default.
        return one.filter(lambda value: value != "")
    if element.min or is_branch or is_list:
        return one
    return st.none() | one
