"""How a simulated phone takes a call: from its reaction and what the call does to what the carrier reports."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from math import ceil, inf
from typing import NamedTuple

from callfire_soap.carriers.base import Course
from callfire_soap.carriers.far_ends import RING_SECONDS, FarEnds
from callfire_soap.carriers.lines import (
    DETECTION_SECONDS,
    SPOKEN_SECONDS,
    TRANSFER_TALK_SECONDS,
    Fetcher,
    ScriptedLine,
)
from callfire_soap.domain.answering import Key, Prompt, VoicePlan
from callfire_soap.domain.outcomes import Answer, Leg, Outcome, Pressed
from callfire_soap.domain.reactions import Reaction, TransferReaction
from callfire_soap.domain.sounds import whole_seconds

_ANSWERED = frozenset({Answer.LIVE, Answer.MACHINE})


class Taken(NamedTuple):
    """A call as a phone took it: what the carrier reports, and the prompts that were played."""

    outcome: Outcome
    played: tuple[Prompt, ...]


class Ran(NamedTuple):
    """A call whose dialplan ran: what the carrier reports, and what happened, line by line."""

    outcome: Outcome
    trace: Sequence[str]


def take_call(plan: VoicePlan, reaction: Reaction, at: datetime) -> Taken:
    """Answer what becomes of a call placed at a moment."""
    picked_up = at + timedelta(seconds=reaction.ring)
    if reaction.answer not in _ANSWERED:
        return Taken(Outcome(reaction.answer, Leg(at, None, picked_up)), ())
    is_machine = reaction.answer is Answer.MACHINE and plan.detects_machines
    prompt = plan.for_machine if is_machine else plan.for_person
    if prompt is None:
        hung_up = picked_up + timedelta(seconds=DETECTION_SECONDS)
        return Taken(Outcome(reaction.answer, Leg(at, picked_up, hung_up)), ())
    hangs_up = _hangs_up(reaction, picked_up)
    if hangs_up is not None and hangs_up < picked_up + _duration(prompt):
        return _ended(reaction, at, picked_up, hangs_up, (prompt,))
    key = _pressed(plan, reaction)
    if key is None:
        return _ended(reaction, at, picked_up, picked_up + _duration(prompt), (prompt,))
    return _with_key(plan, reaction, key, at, picked_up, prompt)


def take_dialplan(course: Course, reaction: Reaction, at: datetime, fetcher: Fetcher | None = None) -> Ran:
    """Answer what becomes of a call with a dialplan; it runs when somebody or something answers."""
    picked_up = at + timedelta(seconds=reaction.ring)
    if reaction.answer not in _ANSWERED:
        return Ran(Outcome(reaction.answer, Leg(at, None, picked_up)), ())
    line = ScriptedLine(reaction, picked_up, fetcher)
    effects, trace = course.run(line)
    hung_up = picked_up + timedelta(seconds=whole_seconds((line.now() - picked_up).total_seconds()))
    effects = effects.until(hung_up)
    transfer = effects.connections[-1].leg if effects.connections else None
    outcome = Outcome(reaction.answer, Leg(at, picked_up, hung_up), transfer=transfer, effects=effects)
    return Ran(outcome, trace)


def take_recording(reaction: Reaction, at: datetime) -> Outcome:
    """Answer what becomes of a call whose callee speaks a sound; only persons do."""
    picked_up = at + timedelta(seconds=reaction.ring)
    if reaction.answer is not Answer.LIVE:
        return Outcome(reaction.answer, Leg(at, None, picked_up))
    spoken = reaction.records[0].seconds if reaction.records else SPOKEN_SECONDS
    hung_up = picked_up + timedelta(seconds=whole_seconds(spoken))
    return Outcome(reaction.answer, Leg(at, picked_up, hung_up), spoken_seconds=spoken)


def take_text(reaction: Reaction, at: datetime) -> Outcome:
    """Answer what becomes of a text handed over at a moment: it is delivered, or refused, at once."""
    return Outcome(reaction.answer, Leg(at, None, at))


def _with_key(
    plan: VoicePlan, reaction: Reaction, key: Key, at: datetime, picked_up: datetime, heard: Prompt
) -> Taken:
    """Play on after a key was pressed at the end of the message."""
    played = (heard,) if key.prompt is None else (heard, key.prompt)
    moment = picked_up + sum(map(_duration, played), timedelta())
    hangs_up = _hangs_up(reaction, picked_up)
    if key is plan.dnc:
        return _ended(reaction, at, picked_up, _earlier(moment, hangs_up), played, Pressed.DNC)
    far_end = FarEnds(reaction.transfers).ring(key.number or "", inf, otherwise=TransferReaction.ANSWERED)
    # Nobody waits for ever.
    rung = moment + timedelta(seconds=RING_SECONDS if far_end.after == inf else ceil(far_end.after))
    is_alone = hangs_up is not None and hangs_up <= rung
    if far_end.answer is not TransferReaction.ANSWERED or is_alone:
        # Inferred: as in dialplans, where after "busy, no answer" the result is unchanged.
        return _ended(reaction, at, picked_up, _earlier(rung, hangs_up), played)
    finished = hangs_up or rung + timedelta(seconds=TRANSFER_TALK_SECONDS)
    taken = _ended(reaction, at, picked_up, finished, played, Pressed.TRANSFER)
    return Taken(replace(taken.outcome, transfer=Leg(moment, rung, finished)), taken.played)


def _hangs_up(reaction: Reaction, picked_up: datetime) -> datetime | None:
    """Answer when the callee hangs up: after full seconds, so that times always differ by the duration."""
    return None if reaction.talk is None else picked_up + timedelta(seconds=int(reaction.talk))


def _earlier(moment: datetime, other: datetime | None) -> datetime:
    return moment if other is None else min(moment, other)


def _ended(
    reaction: Reaction,
    at: datetime,
    picked_up: datetime,
    hung_up: datetime,
    played: tuple[Prompt, ...],
    pressed: Pressed | None = None,
) -> Taken:
    outcome = Outcome(reaction.answer, Leg(at, picked_up, hung_up), pressed)
    return Taken(outcome, played)


def _pressed(plan: VoicePlan, reaction: Reaction) -> Key | None:
    """Answer the key of the plan that the callee presses; only persons press keys, and only once."""
    if reaction.answer is not Answer.LIVE or not reaction.keys:
        return None
    choices = {"TRANSFER": plan.transfer, "DNC": plan.dnc}
    choices.update((key.digit, key) for key in (plan.transfer, plan.dnc) if key is not None)
    wanted = reaction.keys[0]
    return choices.get(wanted) or choices.get(wanted.removesuffix("#"))


def _duration(prompt: Prompt) -> timedelta:
    return timedelta(seconds=whole_seconds(prompt.seconds))
