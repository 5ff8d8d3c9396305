"""Elements read as values of the contract, by one decoder per type that is made once.

What comes here has been validated. A decoder still refuses what it cannot make a value of, since
notifications and tests decode without validation.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from callfire_soap.wire import xerces
from callfire_soap.wire.elements import XmlElement, attributes_of, text_in, written_name
from callfire_soap.wire.lenience import assumed_values
from callfire_soap.wire.shape import Choice, Element, Particle, Shape, SimpleType
from callfire_soap.wire.simple_values import Reader, attribute_reader, reader_of
from callfire_soap.wire.xerces import XSI

Decoder = Callable[[XmlElement], Any]

_IN_XSI = f"{{{XSI}}}"


class _Slot(NamedTuple):
    """Where the value of a child goes."""

    field: str
    decode: Decoder
    is_repeated: bool


@cache
def decoder_of(element_type: "Shape | SimpleType") -> Decoder:
    """Make what reads an element of this type."""
    if isinstance(element_type, SimpleType):
        return _simple_decoder(reader_of(element_type))
    if element_type.text or element_type.open_attributes:
        return _attributes_decoder(element_type)
    return _content_decoder(element_type)


def _simple_decoder(read: Reader, default: Any = None) -> Decoder:  # noqa: ANN401 -- of any type
    """Make the decoder of a simple type; an empty element means its default."""
    if default is None:
        return lambda element: read(text_in(element))

    def decode(element: XmlElement) -> Any:  # noqa: ANN401 -- of any type
        text = text_in(element)
        return read(text) if text else default

    return decode


def _attributes_decoder(shape: Shape) -> Decoder:
    """Make the decoder of a type whose values stand in its attributes and its text."""
    make = shape.python_class
    fill = _attribute_filler(shape)
    if shape.text is None:
        return lambda element: make(**fill(element, {}))
    text_field, text_type = shape.text
    read = reader_of(text_type)
    return lambda element: make(**fill(element, {text_field: read(text_in(element))}))


def _attribute_filler(  # noqa: C901 -- two closures over the same tables
    shape: Shape,
) -> Callable[[XmlElement, dict[str, Any]], dict[str, Any]]:
    """Make what adds the attributes of an element to the values of its fields."""
    declared = {
        attribute.name: (attribute.field, attribute_reader(shape, attribute))
        for attribute in shape.attributes
    }
    required = [attribute for attribute in shape.attributes if attribute.is_required]
    open_field = shape.open_attributes

    def fill(element: XmlElement, values: dict[str, Any]) -> dict[str, Any]:
        names = element.keys()
        if len(names) == 1 and names[0] in declared:
            # The ClientData of a number, which there may be a hundred thousand times.
            field, read = declared[names[0]]
            values[field] = read(element.get(names[0], ""))
        elif names:
            fill_from_many(element, values)
        for attribute in required:
            if attribute.field not in values:
                raise xerces.attribute_missing(attribute.name, written_name(element))
        return values

    def fill_from_many(element: XmlElement, values: dict[str, Any]) -> None:
        undeclared = {}
        for name, text in attributes_of(element):
            if name in declared:
                field, read = declared[name]
                values[field] = read(text)
            elif not name.startswith(_IN_XSI):
                undeclared[name] = text
        if undeclared:
            _keep_undeclared(open_field, undeclared, values, element)

    return fill


def _keep_undeclared(
    field: str | None, undeclared: dict[str, str], values: dict[str, Any], element: XmlElement
) -> None:
    if field is None:
        raise xerces.attribute_not_allowed(next(iter(undeclared)), written_name(element))
    values[field] = undeclared


def _content_decoder(shape: Shape) -> Decoder:
    """Make the decoder of a type whose values stand in its children."""
    make = shape.python_class
    slots = dict(_slots(shape.content, is_repeated=False))
    assumed = assumed_values(shape.python_class)
    required = {field: names for field, names in _required_fields(shape).items() if field not in assumed}
    fill = _attribute_filler(shape) if shape.attributes else None

    def decode(element: XmlElement) -> Any:  # noqa: ANN401 -- an instance of the shape's class
        values = _values_of(element, slots)
        if fill is not None:
            fill(element, values)
        if not required.keys() <= values.keys():
            missing = next(names for field, names in required.items() if field not in values)
            raise xerces.incomplete_content(written_name(element), missing)
        return make(**{**assumed, **values}) if assumed else make(**values)

    return decode


def _values_of(element: XmlElement, slots: Mapping[str, _Slot]) -> dict[str, Any]:
    """Read the children into the values of the fields."""
    values: dict[str, Any] = {}
    repeated: dict[str, list[Any]] = {}
    for child in element.iterchildren("*"):
        slot = slots.get(child.tag)
        if slot is None:
            raise xerces.unexpected_element(child.tag, written_name(child), ())
        field, decode, is_repeated = slot
        if is_repeated:
            if field not in repeated:
                repeated[field] = []
            repeated[field].append(decode(child))
        elif field in values:
            raise xerces.unexpected_element(child.tag, written_name(child), ())
        else:
            values[field] = decode(child)
    for field, items in repeated.items():
        values[field] = tuple(items)
    return values


def _slots(particle: Particle, *, is_repeated: bool) -> Iterator[tuple[str, _Slot]]:
    """Yield the slot of every element below a particle."""
    is_repeated = is_repeated or particle.max is None
    if isinstance(particle, Element):
        yield particle.clark, _Slot(particle.field, _element_decoder(particle), is_repeated)
    else:
        for item in particle.items:
            yield from _slots(item, is_repeated=is_repeated)


def _element_decoder(element: Element) -> Decoder:
    if isinstance(element.type, SimpleType):
        return _simple_decoder(reader_of(element.type), element.default)
    return decoder_of(element.type)


def _required_fields(shape: Shape) -> Mapping[str, tuple[str, ...]]:
    """Answer the fields that have to have a value, each with the elements that give it one."""
    required: dict[str, tuple[str, ...]] = {}
    for particle in shape.content.items:
        if particle.min and isinstance(particle, Element):
            required[particle.field] = (particle.clark,)
        elif particle.min and isinstance(particle, Choice) and particle.field:
            required[particle.field] = tuple(clark for clark, _ in _slots(particle, is_repeated=False))
    return required
