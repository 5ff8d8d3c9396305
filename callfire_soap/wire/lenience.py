"""What is accepted although the schema refuses it, because the original service accepted it.

The emitted schema stays that of the contract; only what comes in is judged more kindly.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from callfire_soap.contract.actions import AutoReply
from callfire_soap.contract.contacts import Contact, RemoveContacts

_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})

# Required fields that may be missing, and the value that they have then.
_ASSUMED: Final[Mapping[type, Mapping[str, Any]]] = {
    # The documentation's requests leave Match out, and "CreateAutoReply with empty Match" passes.
    AutoReply: {"match": ""},
    # CallFire's own test against production sends no ids, and nothing is wrong with that.
    RemoveContacts: {"contact_id": ()},
}

# Attributes that may be empty. Inferred: "an attribute with an empty value clears the field", phones as well.
_POSSIBLY_EMPTY: Final[Mapping[type, frozenset[str]]] = {
    Contact: frozenset({"home_phone", "work_phone", "mobile_phone"}),
}

# "space or comma" is what the annotations of these lists say, though the schema knows blanks only.
COMMA_LISTS: Final = frozenset({"IdList", "PhoneNumberList", "KeywordList", "EmailList"})
"""The names of the list types whose items may be separated by commas as well."""

# Further, xs:anyURI is any text: RequestId is whatever a program takes for unique.


def assumed_values(cls: type) -> Mapping[str, Any]:
    """Answer the fields of a class of the contract that may be missing, with their values then."""
    return _ASSUMED.get(cls, _NOTHING)


def possibly_empty(cls: type) -> frozenset[str]:
    """Answer the fields of a class of the contract whose attributes may be empty, whatever their type."""
    return _POSSIBLY_EMPTY.get(cls, frozenset())


def types_with_possibly_empty() -> Mapping[type, frozenset[str]]:
    """Answer all classes with attributes that may be empty."""
    return _POSSIBLY_EMPTY


def lenient_types() -> Mapping[type, Mapping[str, Any]]:
    """Answer all classes with fields that may be missing."""
    return _ASSUMED
