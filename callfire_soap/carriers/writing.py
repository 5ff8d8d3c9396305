"""Outcomes as the journal of the simulated carrier keeps them."""

import json
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from callfire_soap.domain.answering import Prompt
from callfire_soap.domain.outcomes import (
    Answer,
    Connection,
    Effects,
    Leg,
    Outcome,
    Pressed,
    Recording,
    SentText,
)

# Made once: `json.dumps` with separators makes an encoder for every document.
_encode = json.JSONEncoder(separators=(",", ":")).encode


def written(outcome: Outcome, played: Collection[Prompt] = (), trace: Sequence[str] = ()) -> str:
    """Write an outcome down for the journal."""
    document: dict[str, Any] = {"answer": outcome.answer, "leg": _times(outcome.leg)}
    if outcome.pressed is not None:
        document["pressed"] = outcome.pressed
    if outcome.transfer is not None:
        document["transfer"] = _times(outcome.transfer)
    if outcome.spoken_seconds is not None:
        document["spoken"] = outcome.spoken_seconds
    if played:
        document["played"] = [_shown(prompt) for prompt in played]
    if outcome.effects is not None:
        document["effects"] = _effects_written(outcome.effects)
        document["trace"] = list(trace)
    return _encode(document)


def _shown(prompt: Prompt) -> int | dict[str, object]:
    return prompt.sound if prompt.text is None else {"sound": prompt.sound, "text": prompt.text}


def read(text: str) -> Outcome:
    """Read an outcome from the journal."""
    document = json.loads(text)
    return Outcome(
        Answer(document["answer"]),
        _leg(document["leg"]),
        Pressed(document["pressed"]) if "pressed" in document else None,
        _leg(document["transfer"]) if "transfer" in document else None,
        document.get("spoken"),
        _effects_read(document["effects"]) if "effects" in document else None,
    )


def _effects_written(effects: Effects) -> dict[str, object]:
    """Write down what a dialplan left behind; most calls leave little."""
    found = {
        "by_machine": effects.by_machine,
        "answers": effects.answers,
        "recordings": [
            (each.name, each.begun_at.isoformat(), each.seconds, each.alias) for each in effects.recordings
        ],
        "connections": [(each.number, _times(each.leg), each.hung_up) for each in effects.connections],
        "forbidden": effects.forbidden,
        "texts": effects.texts and [(each.to_number, each.message) for each in effects.texts],
    }
    return {name: value for name, value in found.items() if value}


def _effects_read(document: dict[str, Any]) -> Effects:
    return Effects(
        by_machine=document.get("by_machine", False),
        answers=tuple((question, response) for question, response in document.get("answers", ())),
        recordings=tuple(
            Recording(name, datetime.fromisoformat(begun_at), seconds, alias)
            for name, begun_at, seconds, alias in document.get("recordings", ())
        ),
        connections=tuple(
            Connection(number, _leg(times), hung_up)
            for number, times, hung_up in document.get("connections", ())
        ),
        forbidden=tuple(document.get("forbidden", ())),
        texts=tuple(SentText(to_number, message) for to_number, message in document.get("texts", ())),
    )


def _times(leg: Leg) -> list[str | None]:
    answered = leg.answered_at.isoformat() if leg.answered_at else None
    return [leg.originated_at.isoformat(), answered, leg.finished_at.isoformat()]


def _leg(times: tuple[str, str | None, str]) -> Leg:
    originated, answered, finished = times
    answered_at = datetime.fromisoformat(answered) if answered else None
    return Leg(datetime.fromisoformat(originated), answered_at, datetime.fromisoformat(finished))
