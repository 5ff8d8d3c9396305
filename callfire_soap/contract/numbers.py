"""Leased numbers and keywords, orders of them, and caller ids."""

from dataclasses import dataclass
from datetime import date, datetime

from callfire_soap.contract.common import KeywordList, PhoneNumber, PhoneNumberList, Query, QueryResult
from callfire_soap.contract.xsd import (
    Abstract,
    Attribute,
    DataElement,
    DataLocal,
    DataType,
    Long,
    ServiceElement,
    ServiceLocal,
    ServiceType,
    Tokens,
    Uri,
)
from callfire_soap.domain.numbers import InboundType, NumberFeature, NumberStatus
from callfire_soap.domain.orders import OrderStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Region(DataElement):
    """A place, by as much as is known of it."""

    prefix: str | None = None
    city: str | None = None
    state: str | None = None
    zipcode: str | None = None
    country: str | None = None
    lata: str | None = None
    rate_center: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    time_zone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaseInfo(DataElement):
    """From when to when a number is leased."""

    lease_begin: date | None = None
    lease_end: date | None = None
    auto_renew: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundConfig(DataType, Abstract):
    """What every way of answering a call has."""

    id: Attribute[Long | None] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallTrackingConfig(InboundConfig, DataElement):
    """Answering by passing the call on."""

    transfer_number: Tokens[PhoneNumber] = ()
    screen: bool = False
    record: bool = False
    intro_sound_id: Long | None = None
    whisper_sound_id: Long | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IvrInboundConfig(InboundConfig, DataElement):
    """Answering by a dialplan."""

    dialplan_xml: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundCallConfiguration(DataLocal):
    """How a number answers calls."""

    config: CallTrackingConfig | IvrInboundConfig


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberConfiguration(DataElement):
    """What a number is used for."""

    call_feature: NumberFeature | None = None
    text_feature: NumberFeature | None = None
    inbound_call_configuration_type: InboundType | None = None
    inbound_call_configuration: InboundCallConfiguration | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Number(DataElement):
    """A number that is leased, or that could be."""

    number: PhoneNumber
    national_format: str
    toll_free: bool
    region: Region | None = None
    status: NumberStatus | None = None
    lease_info: LeaseInfo | None = None
    number_configuration: NumberConfiguration | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Keyword(DataElement):
    """A word that people text to a short code."""

    short_code: PhoneNumber
    keyword: str
    status: NumberStatus | None = None
    lease_info: LeaseInfo | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberOrderItem(DataType):
    """One line of an order; what was fulfilled is listed by name."""

    ordered: int
    unit_cost: float
    fulfilled: Tokens[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberOrder(DataElement):
    """An order and what became of it; costs are in credits."""

    id: Attribute[Long]
    status: OrderStatus
    created: datetime
    total_cost: float
    summary: float | None = None
    sales_tax: float | None = None
    total: float | None = None
    local_numbers: NumberOrderItem | None = None
    toll_free_numbers: NumberOrderItem | None = None
    keywords: NumberOrderItem | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionQuery(Query, ServiceType):
    """A page of what lies in a region."""

    region: Region


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionQueryResult(QueryResult, ServiceElement):
    """A page of regions."""

    region: tuple[Region, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GetNumber(ServiceElement):
    """Which number to show."""

    number: PhoneNumber


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryNumbers(RegionQuery, ServiceElement):
    """Which leased numbers to list."""

    label_name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberQueryResult(QueryResult, ServiceElement):
    """A page of numbers."""

    number: tuple[Number, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchAvailableNumbers(ServiceElement):
    """What kind of numbers to look for, and how many."""

    region: Region | None = None
    toll_free: bool = False
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigureNumber(ServiceElement):
    """What a number shall be used for."""

    number: PhoneNumber
    number_configuration: NumberConfiguration


@dataclass(frozen=True, slots=True, kw_only=True)
class KeywordQueryResult(QueryResult, ServiceElement):
    """A page of keywords."""

    keyword: tuple[Keyword, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchAvailableKeywords(ServiceElement):
    """Which keywords one would like."""

    keywords: KeywordList


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkLocal(ServiceLocal):
    """So many numbers of a region."""

    count: int
    region: Region


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkTollFree(ServiceLocal):
    """So many toll-free numbers."""

    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateNumberOrder(ServiceElement):
    """What to lease: these numbers and keywords, or so many of a kind."""

    numbers: PhoneNumberList = ()
    keywords: KeywordList = ()
    bulk_local: BulkLocal | None = None
    bulk_toll_free: BulkTollFree | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Release(ServiceElement):
    """Which number, or which keyword on it, to give back."""

    number: PhoneNumber
    keyword: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SendVerificationCodeToCallerIdRequest(ServiceElement):
    """Which number to call with a code, to show that it is ours."""

    request_id: Uri | None = None
    caller_id: PhoneNumber


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyCallerIdRequest(ServiceElement):
    """The code that the caller id was told."""

    caller_id: PhoneNumber
    verification_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyCallerIdResponse(ServiceElement):
    """Whether the code was right."""

    verified: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GetCallerIdsResponse(QueryResult, ServiceElement):
    """A page of the caller ids that are verified."""

    caller_id: tuple[PhoneNumber, ...] = ()
