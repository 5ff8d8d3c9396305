"""The faults a service may answer, as exceptions."""

from enum import StrEnum
from typing import ClassVar


class FaultCode(StrEnum):
    """The reason word of a business fault, as the contract lists it."""

    BAD_REQUEST = "BAD_REQUEST"
    FORBIDDEN = "FORBIDDEN"
    NOT_FOUND = "NOT_FOUND"
    UNAVAILABLE = "UNAVAILABLE"
    TIMEOUT = "TIMEOUT"
    NOT_IMPLEMENTED = "NOT_IMPLEMENTED"


class Fault(Exception):
    """A request that is well-formed but cannot be granted; its message is shown to the caller."""

    code: ClassVar[FaultCode]

    def __init__(self, message: str) -> None:
        """Take the sentence that the caller's program will print."""
        super().__init__(message)
        self.message = message


class BadRequest(Fault):
    """A business check failed."""

    code = FaultCode.BAD_REQUEST


class Forbidden(Fault):
    """The account may not do this."""

    code = FaultCode.FORBIDDEN


class NotFound(Fault):
    """No such thing in this account; another account's thing answers the same."""

    code = FaultCode.NOT_FOUND

    def __init__(self, message: str = "Not Found") -> None:
        """Default to the recorded text: "Not Found" -- answers for deleted schedules, auto-replies, texts."""
        super().__init__(message)


class Unavailable(Fault):
    """The thing exists but is not ready."""

    code = FaultCode.UNAVAILABLE


class DatabaseUnavailable(Unavailable):
    """The database cannot be used at the moment; what was asked for was not done, or may be asked for again."""


class DatabaseDamaged(DatabaseUnavailable):
    """What the database holds cannot be read; that something else can be written says nothing."""


class DatabaseLocked(DatabaseUnavailable):
    """Somebody else writes to the database, and for longer than writers wait; reading goes on."""


class TimedOut(Fault):
    """An internal wait took too long."""

    code = FaultCode.TIMEOUT


class NotImplementedYet(Fault):
    """The contract knows the operation, this service does not offer it."""

    code = FaultCode.NOT_IMPLEMENTED
