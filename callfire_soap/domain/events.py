"""What happened, for whoever wants to follow it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from callfire_soap.domain.actions import ActionState
from callfire_soap.domain.broadcasts import BroadcastStatus


@dataclass(frozen=True, slots=True)
class ActionsMoved:
    """Actions came to a state at one moment; many of them do so together."""

    actions: Sequence[int]
    state: ActionState
    at: datetime


@dataclass(frozen=True, slots=True)
class BroadcastMoved:
    """A broadcast came to a status."""

    broadcast: int
    status: BroadcastStatus
    at: datetime


Event: TypeAlias = ActionsMoved | BroadcastMoved
