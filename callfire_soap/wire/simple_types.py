"""Annotations of the contract read as simple types of XML Schema."""

import types
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum, StrEnum
from functools import cache
from typing import Annotated, Any, Union, get_args, get_origin

from callfire_soap.contract import common, xsd


@dataclass(frozen=True, slots=True, kw_only=True)
class SimpleType:
    """A type of plain text.

    `builtin` is the XML Schema type that it comes from (`long`, `string`; of a list: that of its items).
    `python_type` is what a value is in Python: an enumeration also where the schema has only a pattern.
    """

    name: str | None
    namespace: str | None
    builtin: str
    python_type: type
    enumeration: type[StrEnum] | None = None
    patterns: tuple[str, ...] = ()
    list_of: "SimpleType | None" = None


_BUILTINS: Mapping[type, str] = {
    str: "string",
    bool: "boolean",
    int: "int",
    float: "float",
    Decimal: "decimal",
    bytes: "base64Binary",
    datetime: "dateTime",
    date: "date",
    time: "time",
}


@dataclass(frozen=True, slots=True)
class ReadAnnotation:
    """An annotation taken apart: what it marks, and what remains."""

    bare: Any
    marks: tuple[object, ...]

    def mark(self, kind: type) -> Any:  # noqa: ANN401 -- the marks share no type
        """Answer the first mark of a kind, or None."""
        return next((mark for mark in self.marks if isinstance(mark, kind)), None)


def take_apart(annotation: Any) -> ReadAnnotation:  # noqa: ANN401 -- annotations share no type
    """Collect the marks of an annotation, and drop that it may be None."""
    marks: list[object] = []
    while True:
        if get_origin(annotation) is Annotated:
            marks.extend(annotation.__metadata__)
            annotation = annotation.__origin__
        elif is_union(annotation) and types.NoneType in get_args(annotation):
            annotation = _without_none(annotation)
        else:
            return ReadAnnotation(annotation, tuple(marks))


def is_union(annotation: object) -> bool:
    """Tell whether an annotation is `A | B`."""
    return get_origin(annotation) in (Union, types.UnionType)


def _without_none(annotation: object) -> Any:  # noqa: ANN401 -- annotations share no type
    kept = tuple(member for member in get_args(annotation) if member is not types.NoneType)
    return Union[kept]  # noqa: UP007 -- the members are known at run time only


@cache
def simple_type_of(annotation: Any) -> SimpleType:  # noqa: ANN401 -- annotations share no type
    """Read an annotation or a NewType that stands for a simple type."""
    read = take_apart(getattr(annotation, "__supertype__", annotation))
    name: xsd.SimpleName | None = read.mark(xsd.SimpleName)
    if xsd.AS_TOKENS in read.marks:
        return _list_type(read, name)
    pattern = read.mark(xsd.Pattern)
    is_enumeration = issubclass(read.bare, StrEnum)
    if is_enumeration and name is None:
        is_of_service = read.bare in common.SERVICE_ENUMERATIONS
        name = xsd.SimpleName(xsd.SERVICE if is_of_service else xsd.DATA, read.bare.__name__)
    builtin = read.mark(xsd.Builtin)
    return SimpleType(
        name=name.name if name else None,
        namespace=name.namespace if name else None,
        builtin=builtin.name if builtin else _BUILTINS[str if is_enumeration else read.bare],
        python_type=read.bare,
        enumeration=read.bare if is_enumeration and not pattern else None,
        patterns=(pattern.expression,) if pattern else (),
    )


def _list_type(read: ReadAnnotation, name: xsd.SimpleName | None) -> SimpleType:
    item = simple_type_of(get_args(read.bare)[0])
    return SimpleType(
        name=name.name if name else None,
        namespace=name.namespace if name else None,
        builtin=item.builtin,
        python_type=tuple,
        list_of=item,
    )


def lexical(value: object) -> str:
    """Write a default as the schema writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value.value if isinstance(value, Enum) else value)
