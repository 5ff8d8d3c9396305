"""The vocabulary of the contract: annotations and bases that stand for XML Schema.

A type is a frozen dataclass that names what it is among its bases; a field says its XML Schema type:

    str bool int float bytes ...       an element of the matching type, named after the field
    Long Uri Integer                   the other built-in types
    X | None = None                    minOccurs="0"
    X = value                          minOccurs="0" default="value"
    tuple[X, ...]                      maxOccurs="unbounded"; with "= ()" also minOccurs="0"
    Tokens[X]                          xs:list
    Attribute[X] Text[X]               an attribute; the text of an element that also has attributes
    Annotated[X, a_choice]             one branch of that xs:choice
    A | B | C                          xs:choice between the elements A, B and C, kept in one field
    OpenAttributes                     xs:anyAttribute
    Annotated[X, Named("campaignId")]  an element whose name is not that of its field
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, TypeVar

T = TypeVar("T")

DATA = "http://api.callfire.com/data"
SERVICE = "http://api.callfire.com/service/xsd"
NOTIFICATION = "http://api.callfire.com/notification/xsd"


# What a class is ------------------------------------------------------------------------------------


class DataElement:
    """A global element of the data schema, with a type of its own."""

    __slots__ = ()


class DataType:
    """A named complex type of the data schema."""

    __slots__ = ()


class DataLocal:
    """A type without a name, written inside an element of the data schema."""

    __slots__ = ()


class ServiceElement:
    """A global element of the service schema, with a type of its own."""

    __slots__ = ()


class ServiceType:
    """A named complex type of the service schema."""

    __slots__ = ()


class ServiceLocal:
    """A type without a name, written inside an element of the service schema."""

    __slots__ = ()


class NotificationElement:
    """A global element of the notification schema, with a type of its own."""

    __slots__ = ()


class NotificationType:
    """A named complex type of the notification schema."""

    __slots__ = ()


class Abstract:
    """A type that only its extensions are used of."""

    __slots__ = ()


# What a field is ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Builtin:
    """The name of an XML Schema type that the Python type alone does not tell."""

    name: str


@dataclass(frozen=True, slots=True)
class SimpleName:
    """The name of a simple type that the schema defines."""

    namespace: str
    name: str


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression, in XML Schema's dialect, that the whole text has to match."""

    expression: str


@dataclass(frozen=True, slots=True)
class Named:
    """The XML name of a field whose own name does not give it."""

    name: str


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """One xs:choice; each field that carries it is a branch, of which one may be set."""

    optional: bool = False

    def together(self) -> "Branch":
        """Make a branch of several fields, which have to be set together."""
        return Branch(self)


@dataclass(frozen=True, slots=True, eq=False)
class Branch:
    """An xs:sequence as one branch of a choice."""

    choice: Choice


@dataclass(frozen=True, slots=True)
class Role:
    """What a field is when it is no element."""

    name: str


AS_ATTRIBUTE = Role("attribute")
AS_TEXT = Role("text")
AS_TOKENS = Role("tokens")
AS_OPEN_ATTRIBUTES = Role("open attributes")

Attribute = Annotated[T, AS_ATTRIBUTE]
Text = Annotated[T, AS_TEXT]
Tokens = Annotated[tuple[T, ...], AS_TOKENS]
OpenAttributes = Annotated[Mapping[str, str], AS_OPEN_ATTRIBUTES]

Long = Annotated[int, Builtin("long")]
Integer = Annotated[int, Builtin("integer")]
Uri = Annotated[str, Builtin("anyURI")]
