"""The smallest value of a type of the contract that its schema allows."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

from callfire_soap.wire.shape import Choice, Element, Particle, Shape, SimpleType

_BUILTINS = {
    "string": "a",
    "anyURI": "a",
    "boolean": False,
    "int": 1,
    "long": 1,
    "integer": 1,
    "decimal": Decimal(1),
    "float": 1.0,
    "dateTime": datetime(2026, 1, 5, 17, tzinfo=UTC),
    "date": date(2026, 1, 5),
    "time": time(9),
    "base64Binary": b"",
}
_BY_NAME = {"PhoneNumber": "13105551212", "PhoneDigit": "1"}


def smallest(element_type: "Shape | SimpleType"):
    """Answer a value with nothing in it but what is required."""
    if isinstance(element_type, SimpleType):
        return _simple(element_type)
    required = {each.field: _simple(each.type) for each in element_type.attributes if each.is_required}
    if element_type.text:
        field, text_type = element_type.text
        required[field] = _simple(text_type)
    return element_type.python_class(**required, **_fields(element_type.content))


def _simple(simple_type: SimpleType):
    if simple_type.list_of:
        return ()
    if simple_type.enumeration:
        return next(iter(simple_type.enumeration))
    return _BY_NAME.get(simple_type.name) or _BUILTINS[simple_type.builtin]


def _fields(particle: Particle) -> dict:
    if particle.min == 0:
        return {}
    if isinstance(particle, Element):
        value = smallest(particle.type)
        return {particle.field: (value,) if particle.is_repeated else value}
    if isinstance(particle, Choice) and particle.field:
        value = smallest(particle.items[0].type)
        return {particle.field: (value,) if particle.max is None else value}
    items = particle.items[:1] if isinstance(particle, Choice) else particle.items
    fields = {}
    for item in items:
        fields |= _fields(item)
    return fields
