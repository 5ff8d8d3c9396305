"""What is accepted although the schema refuses it, because the original service accepted it.

The emitted schema stays that of the contract; only what comes in is judged more kindly.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from callfire_soap.contract.actions import AutoReply
from callfire_soap.contract.contacts import RemoveContacts

_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})

# Required fields that may be missing, and the value that they have then.
_ASSUMED: Final[Mapping[type, Mapping[str, Any]]] = {
    # The documentation's requests leave Match out, and "CreateAutoReply with empty Match" passes.
    AutoReply: {"match": ""},
    # CallFire's own test against production sends no ids, and nothing is wrong with that.
    RemoveContacts: {"contact_id": ()},
}

# Further, xs:anyURI is any text: RequestId is whatever a program takes for unique.


def assumed_values(cls: type) -> Mapping[str, Any]:
    """Answer the fields of a class of the contract that may be missing, with their values then."""
    return _ASSUMED.get(cls, _NOTHING)


def lenient_types() -> Mapping[type, Mapping[str, Any]]:
    """Answer all classes with fields that may be missing."""
    return _ASSUMED
