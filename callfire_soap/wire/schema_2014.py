"""What the schema of May 2014 did not have yet.

The recorded texts of refusals come from that schema. What was added later is accepted, but a refusal
lists the elements and words of 2014, as programs have always seen them.
"""

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from typing import Final

from callfire_soap.contract.actions import ActionRecord, Call, CallRecord, SendCall, SendRequest
from callfire_soap.contract.broadcasts import Broadcast, CreateContactBatch
from callfire_soap.contract.numbers import NumberOrder
from callfire_soap.contract.subscriptions import Subscription
from callfire_soap.domain.actions import ActionState
from callfire_soap.domain.broadcasts import BroadcastStatus, BroadcastType
from callfire_soap.domain.contacts import ContactListStatus
from callfire_soap.domain.dispositions import Disposition
from callfire_soap.domain.orders import OrderStatus
from callfire_soap.domain.sounds import SoundStatus
from callfire_soap.domain.subscriptions import NotificationFormat
from callfire_soap.wire.shape import Element

# Types that are younger as a whole, such as those of CccService, are listed as they are.
_LATE_ELEMENTS: Final[Mapping[type, frozenset[str]]] = {
    Broadcast: frozenset({"Label", "ResumeNextDay", "CccBroadcastConfig"}),  # 2015 to 2021
    CreateContactBatch: frozenset({"Start"}),  # 2015
    Subscription: frozenset({"NonStrictSsl", "ExpiresAt"}),  # 2015, 2021
    SendRequest: frozenset({"Label"}),  # 2016
    SendCall: frozenset({"MaxActive"}),  # 2015
    ActionRecord: frozenset({"SwitchId", "CallerName"}),  # 2016
    CallRecord: frozenset({"Note"}),  # 2015
    Call: frozenset({"Note", "AgentCall"}),  # 2015
    NumberOrder: frozenset({"Summary", "SalesTax", "Total"}),  # 2021
}

_WORDS: Final[Mapping[type[StrEnum], str]] = {
    BroadcastType: "VOICE IVR TEXT",
    BroadcastStatus: "START_PENDING RUNNING STOPPED FINISHED ARCHIVED",
    ActionState: "READY SELECTED FINISHED DNC DUP INVALID TIMEOUT",
    Disposition: (
        "LA AM BUSY DNC XFER XFER_LEG NO_ANS UNDIALED SENT RECEIVED DNT TOO_BIG "
        "INTERNAL_ERROR CARRIER_ERROR CARRIER_TEMP_ERROR"
    ),
    NotificationFormat: "XML JSON SOAP EMAIL",
    ContactListStatus: "ACTIVE VALIDATING ERRORS DELETED PARSE_FAILED COLUMN_TOO_LARGE",
    OrderStatus: "NEW PROCESSING FINISHED ERRORED VOID WAIT_FOR_PAYMENT ADJUSTED",
    SoundStatus: "PENDING ACTIVE FAILED ARCHIVED",
}

# Inferred: the pattern of the four voices of 2014 was written like that of the five later ones.
_PATTERNS: Final[Mapping[str, str]] = {
    "(MALE1)|(FEMALE1)|(FEMALE2)|(SPANISH1)|(FRENCHCANADIAN1)": "(MALE1)|(FEMALE1)|(FEMALE2)|(SPANISH1)",
}


@cache
def late_elements(cls: type) -> frozenset[str]:
    """Answer the local names of the elements that a type of the contract has learned since."""
    return frozenset().union(*(_LATE_ELEMENTS.get(base, frozenset()) for base in cls.__mro__))


def is_late(cls: type, element: Element) -> bool:
    """Tell whether a type of the contract had no such element yet."""
    return element.clark.rpartition("}")[2] in late_elements(cls)


def words(enumeration: type[StrEnum]) -> tuple[str, ...]:
    """Answer the words that an enumeration had, in their order."""
    known = _WORDS.get(enumeration)
    return tuple(known.split()) if known else tuple(member.value for member in enumeration)


def pattern(current: str) -> str:
    """Answer the pattern that a type had."""
    return _PATTERNS.get(current, current)
