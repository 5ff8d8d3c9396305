"""What several subjects share: numbers, ids, paging."""

from dataclasses import dataclass, field
from typing import Annotated, NewType

from callfire_soap.contract.xsd import (
    DATA,
    SERVICE,
    Abstract,
    Attribute,
    DataType,
    Long,
    Named,
    OpenAttributes,
    Pattern,
    ServiceType,
    SimpleName,
    Text,
    Tokens,
)
from callfire_soap.domain.broadcasts import BroadcastCommand
from callfire_soap.domain.dispositions import Disposition
from callfire_soap.domain.errors import FaultCode
from callfire_soap.domain.sounds import SoundFormat, Voice

PhoneNumber = Annotated[str, SimpleName(DATA, "PhoneNumber"), Pattern(r"([a-zA-Z_]+)|(\+?[0-9]+)")]
PhoneDigit = Annotated[str, SimpleName(DATA, "PhoneDigit"), Pattern(r"[0-9#\*]")]
Result = Annotated[Disposition, SimpleName(DATA, "Result")]
# The docs list the values of every enumeration, but none for Voice: the schema has a pattern.
VoiceName = Annotated[
    Voice, SimpleName(DATA, "Voice"), Pattern("(MALE1)|(FEMALE1)|(FEMALE2)|(SPANISH1)|(FRENCHCANADIAN1)")
]

PhoneNumberList = Annotated[Tokens[PhoneNumber], SimpleName(DATA, "PhoneNumberList")]
KeywordList = Annotated[Tokens[str], SimpleName(DATA, "KeywordList")]
EmailList = Annotated[Tokens[str], SimpleName(DATA, "EmailList")]
DataIdList = Annotated[Tokens[Long], SimpleName(DATA, "IdList")]
IdList = Annotated[Tokens[Long], SimpleName(SERVICE, "IdList")]

# Every other enumeration is a simple type of the data schema, under its own name.
SERVICE_ENUMERATIONS = frozenset({BroadcastCommand, FaultCode, SoundFormat})

CreatedId = NewType("CreatedId", Long)


@dataclass(frozen=True, slots=True, kw_only=True)
class ToNumber(DataType):
    """A number to reach; its open attributes are values for the message's templates."""

    number: Text[PhoneNumber]
    client_data: Annotated[Attribute[str | None], Named("ClientData")] = None
    open_attributes: OpenAttributes = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class IdRequest(ServiceType):
    """A request that names one thing by its id."""

    id: Long


@dataclass(frozen=True, slots=True, kw_only=True)
class Query(ServiceType):
    """A page of a list, in the order of the list."""

    max_results: Long = 1000
    first_result: Long = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryResult(ServiceType, Abstract):
    """A page, and how many there are on all pages."""

    total_results: Long
