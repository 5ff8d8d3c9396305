"""What each sandbox request does: read it strictly, turn a handle of the system, answer plain values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from callfire_soap.domain.errors import NotFound, Unavailable
from callfire_soap.domain.reactions import LISTENS_TO_THE_END
from callfire_soap.domain.texts import LONGEST_MESSAGE
from callfire_soap.sandbox.control import ClockMode, ClockState, Control
from callfire_soap.sandbox.fields import (
    Refused,
    as_choice,
    as_count,
    as_moment,
    as_number,
    as_object,
    as_phone_number,
    as_text,
    parse,
    required,
)
from callfire_soap.sandbox.reactions import read_reaction, read_reactions

_TEN_YEARS = 10 * 366 * 86400
_HIGHEST_ID = 2**63 - 1
_PAGE = 1000
_LARGEST_PAGE = 10_000


@dataclass(frozen=True, slots=True)
class Request:
    """One request: the variable part of its path, its query and its body."""

    subject: str
    query: Mapping[str, str]
    body: bytes

    def members(self, *known: str) -> Mapping[str, Any]:
        """Answer the members of the body, all of them known."""
        return as_object(parse(self.body), "the body", known)

    def phone_number(self) -> str:
        """Answer the number in the path."""
        return as_phone_number(self.subject, "the number in the path")


def reset(control: Control, request: Request) -> None:
    """Go back to the freshly provisioned state."""
    request.members()
    control.reset()


def show_clock(control: Control, _request: Request) -> Mapping[str, Any]:
    """Answer the clock."""
    return _clock(control.clock_state())


def set_clock(control: Control, request: Request) -> Mapping[str, Any]:
    """Set the time, the mode, or both."""
    members = request.members("now", "mode")
    if not members:
        raise Refused("the body needs 'now', 'mode' or both")
    now = as_moment(members["now"], "now") if "now" in members else None
    mode = as_choice(members["mode"], "mode", ClockMode) if "mode" in members else None
    return _clock(control.set_clock(now, mode))


def advance(control: Control, request: Request) -> Mapping[str, Any]:
    """Move a manual clock through everything that falls due."""
    seconds = required(request.members("seconds"), "seconds", "the body")
    advanced = control.advance(as_number(seconds, "seconds", 0, _TEN_YEARS))
    return {"now": written(advanced.now), "events": advanced.events}


def drain(control: Control, request: Request) -> Mapping[str, Any]:
    """Finish all that is due now."""
    request.members()
    if not control.drain():
        raise Unavailable("not everything that is due was done within 30 seconds")
    return _clock(control.clock_state())


def set_phone(control: Control, request: Request) -> Mapping[str, Any]:
    """Script a phone."""
    number = request.phone_number()
    reactions = read_reactions(required(request.members("reactions"), "reactions", "the body"), "reactions")
    control.set_phone(number, reactions)
    return {"number": number, "reactions": [reaction.to_dict() for reaction in reactions]}


def delete_phone(control: Control, request: Request) -> None:
    """Forget the script of a phone."""
    control.delete_phone(request.phone_number())


def receive_text(control: Control, request: Request) -> Mapping[str, Any]:
    """Let a text arrive."""
    members = request.members("from", "to", "message")
    from_number, to_number = _parties(members)
    message = as_text(required(members, "message", "the body"), "message")
    if len(message) > LONGEST_MESSAGE:
        raise Refused(f"message has at most {LONGEST_MESSAGE} characters")
    return {"id": control.receive_text(from_number, to_number, message)}


def receive_call(control: Control, request: Request) -> Mapping[str, Any]:
    """Let a call arrive."""
    members = request.members("from", "to", "reaction")
    from_number, to_number = _parties(members)
    has_reaction = "reaction" in members
    reaction = read_reaction(members["reaction"], "reaction") if has_reaction else LISTENS_TO_THE_END
    return {"id": control.receive_call(from_number, to_number, reaction)}


def show_carrier(control: Control, request: Request) -> Mapping[str, Any]:
    """Answer what was handed to the carrier."""
    return {"entries": control.carrier_entries(*_page(request.query))}


def show_events(control: Control, request: Request) -> Mapping[str, Any]:
    """Answer what happened."""
    return {"events": control.events(*_page(request.query))}


def show_code(control: Control, request: Request) -> Mapping[str, Any]:
    """Answer the code that was spoken to a number and waits for verification."""
    number = request.phone_number()
    code = control.caller_id_code(number)
    if code is None:
        raise NotFound(f"no verification code is pending for {number}")
    return {"code": code}


def written(moment: datetime) -> str:
    """Write a moment as ISO 8601 in UTC."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _clock(state: ClockState) -> Mapping[str, Any]:
    return {"now": written(state.now), "mode": state.mode, "speed": state.speed}


def _parties(members: Mapping[str, Any]) -> tuple[str, str]:
    from_number = as_phone_number(required(members, "from", "the body"), "from")
    return from_number, as_phone_number(required(members, "to", "the body"), "to")


def _page(query: Mapping[str, str]) -> tuple[int, int]:
    as_object(query, "the query", ("after", "limit"))
    after = as_count(query.get("after", "0"), "after", 0, _HIGHEST_ID)
    return after, as_count(query.get("limit", str(_PAGE)), "limit", 1, _LARGEST_PAGE)
