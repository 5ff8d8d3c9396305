"""The life of a broadcast and of its batches."""

from enum import StrEnum

from callfire_soap.domain.actions import ActionKind
from callfire_soap.domain.errors import BadRequest


class BroadcastType(StrEnum):
    """What a broadcast sends; CCC is an agent campaign."""

    VOICE = "VOICE"
    IVR = "IVR"
    TEXT = "TEXT"
    CCC = "CCC"


def kind_of(type_: BroadcastType) -> ActionKind:
    """Answer whether a broadcast calls or texts."""
    return ActionKind.TEXT if type_ is BroadcastType.TEXT else ActionKind.CALL


class BroadcastStatus(StrEnum):
    """Where a broadcast stands; only the first five are ever answered, as in 2014."""

    START_PENDING = "START_PENDING"
    RUNNING = "RUNNING"
    STOPPED = "STOPPED"
    FINISHED = "FINISHED"
    ARCHIVED = "ARCHIVED"
    TEST = "TEST"
    SETUP = "SETUP"
    SCHEDULED = "SCHEDULED"
    SUSPENDED = "SUSPENDED"
    VALIDATING_EMAIL = "VALIDATING_EMAIL"
    VALIDATING_START = "VALIDATING_START"
    BLOCKED_SUSPICIOUS = "BLOCKED_SUSPICIOUS"
    APPROVED = "APPROVED"
    DECLINED = "DECLINED"
    PAUSED = "PAUSED"
    CANCELED = "CANCELED"


class BroadcastCommand(StrEnum):
    """What ControlBroadcast may ask."""

    START = "START"
    STOP = "STOP"
    ARCHIVE = "ARCHIVE"


class BroadcastEvent(StrEnum):
    """What can happen to a broadcast: the commands, and what the dispatcher finds."""

    START = "START"
    STOP = "STOP"
    ARCHIVE = "ARCHIVE"
    POPULATED = "populated"
    EXHAUSTED = "exhausted"


class BatchStatus(StrEnum):
    """Where a batch stands on its way to being dialled."""

    NEW = "NEW"
    VALIDATING = "VALIDATING"
    ERRORS = "ERRORS"
    SOURCE_ERROR = "SOURCE_ERROR"
    ACTIVE = "ACTIVE"


ACTIVE_STATUSES = frozenset({BroadcastStatus.START_PENDING, BroadcastStatus.RUNNING})
"""What the `Running` filter means. Inferred: a broadcast about to run counts as running."""

_STOPPED, _PENDING, _RUNNING, _FINISHED, _ARCHIVED = (
    BroadcastStatus.STOPPED,
    BroadcastStatus.START_PENDING,
    BroadcastStatus.RUNNING,
    BroadcastStatus.FINISHED,
    BroadcastStatus.ARCHIVED,
)

# "Fresh broadcast: STOPPED", "START_PENDING: contacts still being populated", "ARCHIVE: legal from any state,
# repeatable", "Already stopped: no fault", "START on RUNNING: no-op" -- life cycle of a broadcast.
TRANSITIONS: dict[tuple[BroadcastStatus, BroadcastEvent], BroadcastStatus] = {
    (_STOPPED, BroadcastEvent.START): _PENDING,
    (_STOPPED, BroadcastEvent.STOP): _STOPPED,
    (_STOPPED, BroadcastEvent.ARCHIVE): _ARCHIVED,
    (_PENDING, BroadcastEvent.START): _PENDING,
    (_PENDING, BroadcastEvent.STOP): _STOPPED,
    (_PENDING, BroadcastEvent.ARCHIVE): _ARCHIVED,
    (_PENDING, BroadcastEvent.POPULATED): _RUNNING,
    (_RUNNING, BroadcastEvent.START): _RUNNING,
    (_RUNNING, BroadcastEvent.STOP): _STOPPED,
    (_RUNNING, BroadcastEvent.ARCHIVE): _ARCHIVED,
    (_RUNNING, BroadcastEvent.EXHAUSTED): _FINISHED,
    (_FINISHED, BroadcastEvent.START): _PENDING,
    # Inferred: stopping what has nothing left to do changes nothing.
    (_FINISHED, BroadcastEvent.STOP): _FINISHED,
    (_FINISHED, BroadcastEvent.ARCHIVE): _ARCHIVED,
    (_ARCHIVED, BroadcastEvent.STOP): _ARCHIVED,
    (_ARCHIVED, BroadcastEvent.ARCHIVE): _ARCHIVED,
}


def next_status(status: BroadcastStatus, event: BroadcastEvent) -> BroadcastStatus:
    """Answer the status after an event; a pair outside the table raises BadRequest.

    Inferred: only START on ARCHIVED can be asked by a client and is refused; the dispatcher asks nothing else.
    """
    try:
        return TRANSITIONS[status, event]
    except KeyError:
        message = f"a broadcast that is {status} cannot be changed by {event}"
        raise BadRequest(message) from None
