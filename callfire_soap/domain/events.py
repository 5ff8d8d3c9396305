"""What happened, for whoever wants to follow it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from callfire_soap.domain.actions import ActionKind, ActionState
from callfire_soap.domain.broadcasts import BatchStatus, BroadcastStatus
from callfire_soap.domain.contacts import ContactListStatus


@dataclass(frozen=True, slots=True)
class ActionsMoved:
    """Calls or texts of one account came to a state at one moment; many of them do so together."""

    account: int
    kind: ActionKind
    actions: Sequence[int]
    state: ActionState
    at: datetime
    is_inbound: bool = False


@dataclass(frozen=True, slots=True)
class BroadcastMoved:
    """A broadcast came to a status."""

    account: int
    broadcast: int
    status: BroadcastStatus
    at: datetime


@dataclass(frozen=True, slots=True)
class BatchMoved:
    """A batch came to a status: it is filled, or never will be."""

    account: int
    batch: int
    status: BatchStatus
    at: datetime


@dataclass(frozen=True, slots=True)
class ContactListMoved:
    """A contact list came to a status: it was read, or cannot be."""

    account: int
    contact_list: int
    status: ContactListStatus
    at: datetime


Event: TypeAlias = ActionsMoved | BroadcastMoved | BatchMoved | ContactListMoved
