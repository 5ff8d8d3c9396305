"""Contacts, their lists and their history."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated

from callfire_soap.contract import actions
from callfire_soap.contract.common import IdList, PhoneNumber, PhoneNumberList, Query, QueryResult
from callfire_soap.contract.xsd import (
    Attribute,
    Choice,
    DataElement,
    Integer,
    Long,
    OpenAttributes,
    ServiceElement,
    ServiceLocal,
    ServiceType,
    Text,
    Uri,
)
from callfire_soap.domain.contacts import ContactListStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact(DataElement):
    """A person; the open attributes are fields of the account's own."""

    id: Attribute[Long | None] = None
    first_name: Attribute[str | None] = None
    last_name: Attribute[str | None] = None
    zipcode: Attribute[str | None] = None
    home_phone: Attribute[PhoneNumber | None] = None
    work_phone: Attribute[PhoneNumber | None] = None
    mobile_phone: Attribute[PhoneNumber | None] = None
    external_id: Attribute[str | None] = None
    external_system: Attribute[str | None] = None
    open_attributes: OpenAttributes = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactHistory(DataElement):
    """The calls and texts of one contact."""

    items: tuple[actions.Call | actions.Text, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactList(DataElement):
    """A named set of contacts."""

    id: Attribute[Long]
    name: str
    size: Integer
    created: datetime
    status: ContactListStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class GetContactHistory(Query, ServiceElement):
    """Which contact to tell the history of."""

    contact_id: Long


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryContacts(Query, ServiceElement):
    """Which contacts to list: those of a list, or those with a text in a field."""

    field: str | None = None
    contact_list_id: Long | None = None
    string: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactQueryResult(QueryResult, ServiceElement):
    """A page of contacts."""

    contact: tuple[Contact, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateContacts(ServiceElement):
    """Contacts to change, each by its id."""

    contact: tuple[Contact, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveContacts(ServiceElement):
    """Which contacts to delete."""

    contact_id: IdList


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactListQueryResult(QueryResult, ServiceElement):
    """A page of contact lists."""

    contact_list: tuple[ContactList, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers(ServiceLocal):
    """Bare numbers, and the field of the contact that they go into."""

    numbers: Text[PhoneNumberList]
    field_name: Attribute[str] = "homePhone"


_SOURCE = Choice()


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactSource(ServiceElement):
    """Where the contacts of a list come from."""

    contact: Annotated[tuple[Contact, ...], _SOURCE] = ()
    contact_id: Annotated[IdList | None, _SOURCE] = None
    file: Annotated[bytes | None, _SOURCE] = None
    numbers: Annotated[Numbers | None, _SOURCE] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateContactList(ServiceElement):
    """A new list and what is in it."""

    request_id: Uri | None = None
    name: str
    validate: bool = True
    contact_source: ContactSource


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactListRequest(ServiceType):
    """Contacts to add to a list."""

    contact_list_id: Long
    validate: bool = True
    contact_source: ContactSource


_WHOM = Choice()


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveContactsFromList(ServiceElement):
    """What to take off a list: contacts, or whoever has these numbers."""

    contact_list_id: Long
    contact_id: Annotated[IdList | None, _WHOM] = None
    numbers: Annotated[PhoneNumberList | None, _WHOM] = None
