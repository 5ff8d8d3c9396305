"""Readers and writers of the simple types: built-in ones, enumerations, patterns and lists."""

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from callfire_soap.wire import schema_2014, xerces
from callfire_soap.wire.lenience import COMMA_LISTS, possibly_empty
from callfire_soap.wire.lexical import BUILTINS, WHITE_SPACE
from callfire_soap.wire.shape import Attribute, Shape
from callfire_soap.wire.simple_types import SimpleType

Reader = Callable[[str], Any]
Writer = Callable[[Any], str]

_ITEM = re.compile(f"[^{WHITE_SPACE}]+")
_ITEM_BETWEEN_COMMAS = re.compile(f"[^{WHITE_SPACE},]+")


@cache
def reader_of(simple_type: SimpleType) -> Reader:
    """Make what reads a text as a value of the type, and raises SchemaViolation where it is none."""
    if simple_type.list_of:
        item = _ITEM_BETWEEN_COMMAS if simple_type.name in COMMA_LISTS else _ITEM
        return _list_reader(reader_of(simple_type.list_of), item)
    if simple_type.enumeration:
        return _word_reader(simple_type)
    if simple_type.patterns:
        return _pattern_reader(simple_type)
    return BUILTINS[simple_type.builtin].read


def attribute_reader(shape: Shape, attribute: Attribute) -> Reader:
    """Make what reads an attribute of a type, which may be allowed to be empty."""
    read = reader_of(attribute.type)
    if attribute.field not in possibly_empty(shape.python_class):
        return read
    return lambda text: read(text) if text else text


@cache
def writer_of(simple_type: SimpleType) -> Writer:
    """Make what writes a value of the type, not escaped."""
    if simple_type.list_of:
        write_item = writer_of(simple_type.list_of)
        return lambda items: " ".join([write_item(item) for item in items])
    return BUILTINS[simple_type.builtin].write


def may_need_escaping(simple_type: SimpleType) -> bool:
    """Tell whether a value may hold characters that mean something in XML."""
    return simple_type.builtin in {"string", "anyURI"} and not simple_type.enumeration


def _list_reader(read_item: Reader, item: re.Pattern[str]) -> Reader:
    return lambda text: tuple([read_item(each) for each in item.findall(text)])


def _word_reader(simple_type: SimpleType) -> Reader:
    enumeration = simple_type.enumeration
    assert enumeration is not None  # noqa: S101 -- asked before
    members = {member.value: member for member in enumeration}

    def read(text: str) -> Any:  # noqa: ANN401 -- enumerations share no type
        try:
            return members[text]
        except KeyError:
            raise xerces.not_in_enumeration(text, schema_2014.words(enumeration)) from None

    return read


def _pattern_reader(simple_type: SimpleType) -> Reader:
    (pattern,) = simple_type.patterns
    matches = re.compile(pattern).fullmatch
    make: Reader = simple_type.python_type

    def read(text: str) -> Any:  # noqa: ANN401 -- some patterns stand for enumerations
        if matches(text):
            return text if make is str else make(text)
        raise xerces.pattern_mismatch(text, schema_2014.pattern(pattern), str(simple_type.name))

    return read
