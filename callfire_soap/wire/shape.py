"""The classes of the contract read as XML Schema: what the codec, the validator and the schemas go by."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from functools import cache
from inspect import get_annotations
from types import MappingProxyType
from typing import Any, Literal, get_args, get_origin

from callfire_soap.contract import (
    actions,
    broadcasts,
    call_centers,
    common,
    contacts,
    dnc,
    faults,
    labels,
    numbers,
    sounds,
    subscriptions,
    xsd,
)
from callfire_soap.contract.operations import OPERATIONS
from callfire_soap.wire.simple_types import SimpleType, is_union, lexical, simple_type_of, take_apart

__all__ = [
    "UNBOUNDED",
    "Attribute",
    "Choice",
    "Element",
    "Kind",
    "Particle",
    "Sequence",
    "Shape",
    "SimpleType",
    "declared_shapes",
    "elements_in",
    "global_elements",
    "shape_of",
]

Kind = Literal["element", "type", "local"]
UNBOUNDED = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """An element in a content model; `field` holds its value, or a tuple of them where `is_repeated`."""

    clark: str
    field: str
    type: "SimpleType | Shape"
    min: int = 1
    max: int | None = 1
    default: Any = None
    lexical_default: str | None = None
    is_ref: bool = False

    @property
    def is_repeated(self) -> bool:
        """Whether there may be more than one."""
        return self.max is UNBOUNDED


@dataclass(frozen=True, slots=True, kw_only=True)
class Sequence:
    """Particles that follow each other."""

    items: "tuple[Particle, ...]"
    min: int = 1
    max: int | None = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Particles of which there is one; `field` holds it where all of them share a field."""

    items: "tuple[Particle, ...]"
    min: int = 1
    max: int | None = 1
    field: str | None = None


Particle = Element | Sequence | Choice


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """An attribute; its name is in no namespace."""

    name: str
    field: str
    type: SimpleType
    is_required: bool = False
    default: Any = None
    lexical_default: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Shape:
    """A complex type.

    `content` and `attributes` include what is inherited, first; `own_content` and `own_attributes` do
    not. `text` names the field and the type of the text between the tags. `open_attributes` names the
    field that takes the attributes nobody declared. `clark` is None for a type inside an element.
    """

    kind: Kind
    clark: str | None
    namespace: str
    name: str
    python_class: type
    base: "Shape | None"
    is_abstract: bool
    content: Sequence
    own_content: Sequence
    attributes: tuple[Attribute, ...]
    own_attributes: tuple[Attribute, ...]
    text: tuple[str, SimpleType] | None
    open_attributes: str | None

    def elements(self) -> Iterator[Element]:
        """Yield every element that may occur, in document order, inherited ones first."""
        return elements_in(self.content)


def elements_in(particle: Particle) -> Iterator[Element]:
    """Yield the elements below a particle, in document order."""
    if isinstance(particle, Element):
        yield particle
    else:
        for item in particle.items:
            yield from elements_in(item)


# Reading classes -------------------------------------------------------------------------------------

_MARKS: Mapping[type, tuple[str, Kind]] = {
    xsd.DataElement: (xsd.DATA, "element"),
    xsd.DataType: (xsd.DATA, "type"),
    xsd.DataLocal: (xsd.DATA, "local"),
    xsd.ServiceElement: (xsd.SERVICE, "element"),
    xsd.ServiceType: (xsd.SERVICE, "type"),
    xsd.ServiceLocal: (xsd.SERVICE, "local"),
    xsd.NotificationElement: (xsd.NOTIFICATION, "element"),
    xsd.NotificationType: (xsd.NOTIFICATION, "type"),
}


_shapes: dict[type, Shape] = {}


def shape_of(cls: type) -> Shape:
    """Answer the shape of a class of the contract, reading it once."""
    if cls not in _shapes:
        _shapes[cls] = _read(cls)
    return _shapes[cls]


def _read(cls: type) -> Shape:
    namespace, kind = _mark_of(cls)
    base = next((shape_of(base) for base in cls.__bases__ if is_dataclass(base)), None)
    own = [_Declaration(field, namespace) for field in fields(cls) if field.name in get_annotations(cls)]
    attributes = tuple(item.attribute() for item in own if item.role is xsd.AS_ATTRIBUTE)
    content = Sequence(items=tuple(_particles(item for item in own if item.role is None)))
    return Shape(
        kind=kind,
        clark=None if kind == "local" else f"{{{namespace}}}{cls.__name__}",
        namespace=namespace,
        name=cls.__name__,
        python_class=cls,
        base=base,
        is_abstract=xsd.Abstract in cls.__bases__,
        content=_extended(base, content),
        own_content=content,
        attributes=(*base.attributes, *attributes) if base else attributes,
        own_attributes=attributes,
        text=next(((item.field.name, item.simple_type()) for item in own if item.role is xsd.AS_TEXT), None),
        open_attributes=next((item.field.name for item in own if item.role is xsd.AS_OPEN_ATTRIBUTES), None),
    )


def _mark_of(cls: type) -> tuple[str, Kind]:
    for base in cls.__bases__:
        if base in _MARKS:
            return _MARKS[base]
    raise TypeError(f"{cls.__name__} does not say which schema it belongs to")


def _extended(base: Shape | None, own: Sequence) -> Sequence:
    if base is None:
        return own
    return Sequence(items=(*base.content.items, *own.items))


class _Declaration:
    """One field of a class."""

    def __init__(self, field: "Field[Any]", namespace: str) -> None:
        self.field = field
        self.namespace = namespace
        self.annotation = take_apart(field.type)
        self.is_tokens = xsd.AS_TOKENS in self.annotation.marks
        roles = (xsd.AS_ATTRIBUTE, xsd.AS_TEXT, xsd.AS_OPEN_ATTRIBUTES)
        self.role = next((mark for mark in self.annotation.marks if mark in roles), None)
        self.branch = self.annotation.mark(xsd.Choice) or self.annotation.mark(xsd.Branch)
        self.choice: xsd.Choice | None = getattr(self.branch, "choice", self.branch)

    def simple_type(self) -> SimpleType:
        annotation: Any = self.field.type
        return simple_type_of(annotation)

    def attribute(self) -> Attribute:
        first, *rest = self.field.name.split("_")
        named = self.annotation.mark(xsd.Named)
        return Attribute(
            name=named.name if named else first + "".join(word.capitalize() for word in rest),
            field=self.field.name,
            type=self.simple_type(),
            is_required=self.field.default is MISSING,
            default=self._default(),
            lexical_default=self._lexical_default(),
        )

    def particle(self) -> Particle:
        bare = self.annotation.bare
        is_repeated = get_origin(bare) is tuple and not self.is_tokens
        item = get_args(bare)[0] if is_repeated else self.field.type
        least = 1 if self.field.default is MISSING or self.choice else 0
        most = UNBOUNDED if is_repeated else 1
        alternatives = take_apart(item).bare
        if is_union(alternatives):
            branches = tuple(self._element(member, 1, 1) for member in get_args(alternatives))
            return Choice(items=branches, min=least, max=most, field=self.field.name)
        return self._element(item, least, most)

    def _element(self, annotation: object, least: int, most: int | None) -> Element:
        bare = take_apart(annotation).bare
        shape = shape_of(bare) if is_dataclass(bare) and isinstance(bare, type) else None
        is_ref = shape is not None and shape.kind == "element"
        return Element(
            clark=shape.clark if shape and is_ref and shape.clark else self._own_clark(),
            field=self.field.name,
            type=shape or simple_type_of(annotation),
            min=least,
            max=most,
            default=self._default(),
            lexical_default=self._lexical_default(),
            is_ref=is_ref,
        )

    def _own_clark(self) -> str:
        named = self.annotation.mark(xsd.Named)
        words = self.field.name.split("_")
        return f"{{{self.namespace}}}{named.name if named else ''.join(word.capitalize() for word in words)}"

    def _default(self) -> Any:  # noqa: ANN401 -- defaults share no type
        has_one = self.field.default not in (MISSING, None, ())
        return self.field.default if has_one else None

    def _lexical_default(self) -> str | None:
        default = self._default()
        return None if default is None else lexical(default)


def _particles(declarations: Iterable[_Declaration]) -> Iterator[Particle]:
    """Yield one particle per field or, where the first of its fields stands, per choice."""
    declared = list(declarations)
    seen: set[xsd.Choice] = set()
    for declaration in declared:
        choice = declaration.choice
        if choice is None:
            yield declaration.particle()
        elif choice not in seen:
            seen.add(choice)
            yield _choice(choice, [item for item in declared if item.choice is choice])


def _choice(choice: xsd.Choice, members: list[_Declaration]) -> Choice:
    branches: dict[object, list[Particle]] = {}
    for member in members:
        alone = member if member.branch is choice else member.branch
        branches.setdefault(alone, []).append(member.particle())
    items = tuple(
        particles[0] if len(particles) == 1 else Sequence(items=tuple(particles))
        for particles in branches.values()
    )
    return Choice(items=items, min=0 if choice.optional else 1)


# All of them -----------------------------------------------------------------------------------------

_MODULES = (
    faults, common, broadcasts, subscriptions, sounds, actions,
    contacts, dnc, numbers, labels, call_centers,
)  # fmt: skip


@cache
def declared_shapes() -> tuple[Shape, ...]:
    """Answer every class of the contract, in the order of declaration."""
    return tuple(
        shape_of(value)
        for module in _MODULES
        for value in vars(module).values()
        if isinstance(value, type) and is_dataclass(value) and value.__module__ == module.__name__
    )


@cache
def global_elements() -> Mapping[str, Shape | SimpleType]:
    """Answer every global element by its name in Clark notation."""
    found: dict[str, Shape | SimpleType] = {
        shape.clark: shape for shape in declared_shapes() if shape.kind == "element" and shape.clark
    }
    for operation in OPERATIONS:
        found.setdefault(operation.request_element, shape_of(operation.request_type))
        if operation.response_element and operation.response_element not in found:
            found[operation.response_element] = simple_type_of(operation.response_type)
    for name, cls in subscriptions.NOTIFICATION_ELEMENTS.items():
        found[f"{{{xsd.NOTIFICATION}}}{name}"] = shape_of(cls)
    return MappingProxyType(found)
