"""Numbers that must not be called or texted, and lists of them."""

from dataclasses import dataclass

from callfire_soap.contract.common import PhoneNumber, PhoneNumberList, Query, QueryResult
from callfire_soap.contract.xsd import Attribute, DataElement, Long, ServiceElement, ServiceType


@dataclass(frozen=True, slots=True, kw_only=True)
class DncList(DataElement):
    """A named set of DNC numbers."""

    id: Attribute[Long | None] = None
    campaign_id: Long | None = None
    name: str | None = None
    size: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DncNumber(DataElement):
    """A number that refuses calls, texts, or both."""

    number: PhoneNumber
    dnc_list_id: Long | None = None
    call_dnc: bool | None = None
    text_dnc: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryDncNumbersRequest(Query, ServiceElement):
    """Which DNC numbers to list."""

    prefix: str | None = None
    dnc_list_id: Long | None = None
    dnc_list_name: str | None = None
    call_dnc: bool | None = None
    text_dnc: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryDncNumbersResponse(QueryResult, ServiceElement):
    """A page of DNC numbers."""

    dnc_number: tuple[DncNumber, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateDncNumberRequest(ServiceElement):
    """What a number refuses from now on."""

    number: PhoneNumber
    call_dnc: bool | None = None
    text_dnc: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryDncListsRequest(Query, ServiceElement):
    """Which DNC lists to list."""

    campaign_id: Long | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryDncListsResponse(QueryResult, ServiceElement):
    """A page of DNC lists."""

    dnc_list: tuple[DncList, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateDncListRequest(ServiceElement):
    """A new DNC list and what is on it."""

    name: str | None = None
    campaign_id: Long | None = None
    call_dnc: bool | None = None
    text_dnc: bool | None = None
    numbers: PhoneNumberList = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DncNumbersRequest(ServiceType):
    """Numbers to put on a DNC list, or to take off it."""

    id: Long
    call_dnc: bool | None = None
    text_dnc: bool | None = None
    numbers: PhoneNumberList
