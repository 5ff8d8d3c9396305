"""Values of the contract written as XML text, by one encoder per type that is made once.

Text is joined from strings: building trees first takes ten times as long. Data elements, which are the
mass of every answer, go without a prefix.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from operator import attrgetter
from typing import Any, Final

from callfire_soap.contract.xsd import DATA, NOTIFICATION, SERVICE
from callfire_soap.wire.escaping import escape_attribute, escape_text, legal_name
from callfire_soap.wire.shape import Attribute, Choice, Element, Particle, Shape, SimpleType
from callfire_soap.wire.simple_values import may_need_escaping, writer_of

# Writes what follows the name in a start tag: attributes, ">", content.
Encoder = Callable[[Any], str]

_PREFIXES: Final[Mapping[str, str]] = {SERVICE: "svc", NOTIFICATION: "n", DATA: "data"}
_XML: Final = "http://www.w3.org/XML/1998/namespace"
_XMLNS: Final = "http://www.w3.org/2000/xmlns/"


def fragment_encoder(clark: str, element_type: "Shape | SimpleType") -> Encoder:
    """Make what writes a value as an element with its own namespace declarations."""
    namespaces = _namespaces_of(clark, element_type)
    default = DATA if DATA in namespaces else SERVICE
    tag = _tag(clark, default)
    declarations = "".join(
        f' xmlns="{namespace}"' if namespace == default else f' xmlns:{_PREFIXES[namespace]}="{namespace}"'
        for namespace in sorted(namespaces, key=lambda namespace: namespace != default)
    )
    encode = _encoder_of(element_type, default)
    start, end = f"<{tag}{declarations}", f"</{tag}>"
    return lambda value: start + encode(value) + end


def _tag(clark: str, default: str) -> str:
    namespace, _, local = clark.removeprefix("{").partition("}")
    return local if namespace == default else f"{_PREFIXES[namespace]}:{local}"


def _namespaces_of(clark: str, element_type: "Shape | SimpleType") -> set[str]:
    """Answer every namespace that an element and what is below it may use."""
    found = {clark.removeprefix("{").partition("}")[0]}
    if isinstance(element_type, Shape):
        for element in element_type.elements():
            found |= _namespaces_of(element.clark, element.type)
    return found


@cache
def _encoder_of(element_type: "Shape | SimpleType", default: str) -> Encoder:
    if isinstance(element_type, SimpleType):
        write = _text_writer(element_type)
        return lambda value: ">" + write(value)
    return _complex_encoder(element_type, default)


def _text_writer(simple_type: SimpleType) -> Callable[[Any], str]:
    write = writer_of(simple_type)
    if not may_need_escaping(simple_type):
        return write
    return escape_text if write is str else lambda value: escape_text(write(value))


def _complex_encoder(shape: Shape, default: str) -> Encoder:
    """Make the encoder of a type with attributes or children: the writers of its fields, in order."""
    writers = [(attribute.field, _attribute_writer(attribute)) for attribute in shape.attributes]
    if shape.open_attributes:
        declared = frozenset(attribute.name for attribute in shape.attributes)
        writers.append((shape.open_attributes, _open_attributes_writer(declared)))
    if shape.text:
        field, text_type = shape.text
        writers.append((field, _encoder_of(text_type, default)))
    else:
        writers.append(_END_OF_START_TAG)
        writers.extend(_particle_writers(shape.content, default))
    return _joined(writers)


# Writes the same whatever the value is, and so takes an attribute that every value has.
_END_OF_START_TAG: tuple[str, Encoder] = ("__class__", lambda _: ">")


def _joined(writers: list[tuple[str, Encoder]]) -> Encoder:
    """Make one writer of several; all fields are taken at once, which is faster than one by one."""
    fields, encoders = zip(*writers, strict=True)
    take = attrgetter(*fields)
    return lambda value: "".join([encode(item) for encode, item in zip(encoders, take(value), strict=True)])


def _attribute_writer(attribute: Attribute) -> Encoder:
    start = f' {attribute.name}="'
    write = writer_of(attribute.type)
    escape: Callable[[str], str] = escape_attribute if may_need_escaping(attribute.type) else str
    return lambda value: "" if value is None else f'{start}{escape(write(value))}"'


def _open_attributes_writer(declared: frozenset[str]) -> Encoder:
    def write(attributes: Mapping[str, str]) -> str:
        return "".join(_open_attributes(attributes, declared)) if attributes else ""

    return write


def _open_attributes(attributes: Mapping[str, str], declared: frozenset[str]) -> Iterator[str]:
    """Yield attributes under legal names of which there are no two alike."""
    taken = {("", name) for name in declared}
    for index, (clark, value) in enumerate(attributes.items()):
        namespace, name = _taken_apart(clark)
        while (namespace, name) in taken:
            name += "_"
        taken.add((namespace, name))
        if namespace == _XML:
            name = f"xml:{name}"
        elif namespace:
            yield f' xmlns:a{index}="{escape_attribute(namespace)}"'
            name = f"a{index}:{name}"
        yield f' {name}="{escape_attribute(value)}"'


def _taken_apart(clark: str) -> tuple[str, str]:
    """Answer the namespace of an attribute, '' for none, and its name made legal."""
    namespace, brace, local = clark[1:].rpartition("}") if clark.startswith("{") else ("", "", clark)
    return (namespace if brace and namespace != _XMLNS else ""), legal_name(local)


def _particle_writers(particle: Particle, default: str) -> Iterator[tuple[str, Encoder]]:
    """Yield the writer of each field below a particle, in document order."""
    if isinstance(particle, Element):
        yield particle.field, _element_writer(particle, default)
    elif isinstance(particle, Choice) and particle.field:
        yield particle.field, _choice_writer(particle, default)
    else:
        for item in particle.items:
            yield from _particle_writers(item, default)


def _element_writer(element: Element, default: str) -> Encoder:
    write_one = _tagged(element, default)
    if element.is_repeated:
        return lambda items: "".join([write_one(item) for item in items])
    if isinstance(element.type, SimpleType) and element.type.list_of and element.min == 0:
        # The empty tuple stands for absence, and what is absent is left out.
        return lambda items: write_one(items) if items else ""
    return lambda value: "" if value is None else write_one(value)


def _tagged(element: Element, default: str) -> Encoder:
    tag = _tag(element.clark, default)
    start, end = f"<{tag}", f"</{tag}>"
    if isinstance(element.type, SimpleType):
        start += ">"
        write = _text_writer(element.type)
        if write is str:
            return lambda value: f"{start}{value}{end}"
        return lambda value: start + write(value) + end
    encode = _encoder_of(element.type, default)
    return lambda value: start + encode(value) + end


def _choice_writer(choice: Choice, default: str) -> Encoder:
    """Make the writer of a field that holds one of several types, or many of them."""
    by_class = {
        item.type.python_class: _tagged(item, default)
        for item in choice.items
        if isinstance(item, Element) and isinstance(item.type, Shape)
    }
    if choice.max is None:
        return lambda items: "".join([by_class[type(item)](item) for item in items])
    return lambda value: "" if value is None else by_class[type(value)](value)
