"""Reading how a phone reacts."""

from collections.abc import Callable, Mapping
from typing import Any

from callfire_soap.domain.outcomes import Answer
from callfire_soap.domain.phone_numbers import number_of
from callfire_soap.domain.reactions import (
    PRESSED,
    FarEnd,
    Reaction,
    RecordEnd,
    RecordReaction,
    TransferReaction,
)
from callfire_soap.sandbox.fields import (
    Refused,
    as_choice,
    as_number,
    as_object,
    as_phone_number,
    as_text,
    as_tuple,
    required,
)

# Inferred: longer than any carrier lets a phone ring, a person talk, or a recording run.
_LONGEST_RING = 600
_LONGEST_TALK = 4 * 3600
_LONGEST_RECORD = 3600


def read_reactions(value: object, where: str) -> tuple[Reaction, ...]:
    """Take the script of a phone: at least one reaction."""
    script = as_tuple(value, where, read_reaction)
    if not script:
        raise Refused(f"{where} needs at least one reaction; DELETE brings the default back")
    return script


def read_reaction(value: object, where: str) -> Reaction:
    """Take one reaction; what is absent keeps its default."""
    members = as_object(value, where, _READERS)
    read = {name: _READERS[name](members[name], f"{where}.{name}") for name in members}
    return Reaction(**read)


def _answer(value: object, where: str) -> Answer:
    return as_choice(value, where, Answer)


def _ring(value: object, where: str) -> float:
    return as_number(value, where, 0, _LONGEST_RING)


def _talk(value: object, where: str) -> float | None:
    return None if value is None else as_number(value, where, 0, _LONGEST_TALK)


def _keys(value: object, where: str) -> tuple[str, ...]:
    return as_tuple(value, where, _key)


def _key(value: object, where: str) -> str:
    keys = as_text(value, where)
    if not PRESSED.fullmatch(keys):
        raise Refused(f"{where} must be keys out of 0-9 * #, TIMEOUT or HANGUP, not {keys[:60]!r}")
    return keys


def _records(value: object, where: str) -> tuple[RecordReaction, ...]:
    return as_tuple(value, where, _record)


def _record(value: object, where: str) -> RecordReaction:
    members = as_object(value, where, ("seconds", "end"))
    seconds = as_number(required(members, "seconds", where), f"{where}.seconds", 0, _LONGEST_RECORD)
    return RecordReaction(seconds, as_choice(members.get("end", RecordEnd.POUND), f"{where}.end", RecordEnd))


def _transfers(value: object, where: str) -> tuple[TransferReaction | FarEnd, ...]:
    return as_tuple(value, where, _transfer)


def _transfer(value: object, where: str) -> TransferReaction | FarEnd:
    """Take a word for whichever number is rung, or how a number reacts."""
    if not isinstance(value, dict):
        return as_choice(value, where, TransferReaction)
    members = as_object(value, where, ("number", "answer", "after"))
    given = as_phone_number(required(members, "number", where), f"{where}.number")
    number = number_of(given)
    if number is None:
        raise Refused(f"{where}.number must be a number that can be dialled, not {given!r}")
    answer = as_choice(required(members, "answer", where), f"{where}.answer", TransferReaction)
    after = members.get("after")
    return FarEnd(
        number, answer, None if after is None else as_number(after, f"{where}.after", 0, _LONGEST_RING)
    )


def _http(value: object, where: str) -> dict[str, str]:
    bodies = as_object(value, where)
    return {as_text(url, where): as_text(body, f"{where}[{url!r}]") for url, body in bodies.items()}


_READERS: Mapping[str, Callable[[object, str], Any]] = {
    "answer": _answer,
    "ring": _ring,
    "talk": _talk,
    "keys": _keys,
    "records": _records,
    "transfers": _transfers,
    "http": _http,
}
