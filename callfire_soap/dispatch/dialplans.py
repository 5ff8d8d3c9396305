"""From a stored dialplan to what the carrier runs for each callee."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field

from callfire_soap.carriers.fetching import MOST_SOUND_BYTES, WebFetcher
from callfire_soap.domain.configs import IvrConfig
from callfire_soap.domain.lines import Line
from callfire_soap.domain.outcomes import Effects
from callfire_soap.ivr.checks import program_of
from callfire_soap.ivr.interpreter import run
from callfire_soap.ivr.nodes import Program
from callfire_soap.ivr.remembering import remembered
from callfire_soap.ivr.variables import AddressSeconds, CallFacts, column_of
from callfire_soap.logs import tell_defect
from callfire_soap.media.audio import NotAudio, decode_to_wav
from callfire_soap.media.speech import estimate_seconds
from callfire_soap.store import sounds
from callfire_soap.store.actions import ClaimedRow
from callfire_soap.store.unit_of_work import UnitOfWork

_log = logging.getLogger(__name__)

_MOST_REMEMBERED = 2_000
_MOST_SOUNDS = 1_000
_OF_NUMBER = frozenset({"call.phonenumber", "call.dnis"})
_OF_CONTACT = ("contact.", "call.field.")

speech_seconds = remembered(estimate_seconds)


@dataclass(frozen=True, slots=True)
class DialplanCourse:
    """A dialplan with what is known of one call, or of all calls for which it is the same."""

    program: Program
    facts: CallFacts

    def run(self, line: Line) -> tuple[Effects, tuple[str, ...]]:
        """Run on an answered call."""
        try:
            return run(self.program, self.facts, line)
        except Exception:  # noqa: BLE001 -- one dialplan must not keep all other calls from being dispatched
            tell_defect(_log, "a dialplan failed", call=self.facts.call_id)
            return Effects(), ("LOG the dialplan failed",)


@dataclass(frozen=True, slots=True)
class Dialplan:
    """The dialplan of a broadcast.

    Calls that nothing tells apart which the dialplan reads get the same course, so that the carrier runs it once
    for all of them.
    """

    program: Program
    sound_lengths: Mapping[int, float]
    address_seconds: AddressSeconds
    # Whether anything outside may be asked.
    reaches_out: bool = False
    _courses: dict[tuple[object, ...], DialplanCourse] = field(default_factory=dict)

    @property
    def waits_for_others(self) -> bool:
        """Tell whether its calls wait for what addresses outside answer."""
        return self.reaches_out and self.program.fetches

    @property
    def asks_once(self) -> bool:
        """Tell whether calls that are placed together share what addresses outside answer."""
        return not (self._is_single or self._uses_number or self._columns())

    @property
    def _is_single(self) -> bool:
        """Tell whether each call takes a course of its own."""
        program = self.program
        return program.reads_anything or program.is_random or program.may_change or "call.id" in program.reads

    @property
    def _uses_number(self) -> bool:
        return self.program.uses_number or bool(self.program.reads & _OF_NUMBER)

    @property
    def is_personal(self) -> bool:
        """Tell whether fields of the contact are read."""
        return self.program.reads_anything or any(name.startswith(_OF_CONTACT) for name in self.program.reads)

    def course_of(self, row: ClaimedRow, attempt: int, values: Mapping[str, str]) -> DialplanCourse:
        """Answer the course of one call."""
        key = self._key(row, attempt, values)
        course = self._courses.get(key)
        if course is None:
            if len(self._courses) >= _MOST_REMEMBERED:
                self._courses.clear()
            course = self._courses[key] = DialplanCourse(self.program, self._facts(row, attempt, values))
        return course

    def _key(self, row: ClaimedRow, attempt: int, values: Mapping[str, str]) -> tuple[object, ...]:
        """Answer all that a call may differ in from other calls of the broadcast."""
        if self._is_single:
            return (attempt,)
        number = row.to_number if self._uses_number else None
        read = [column_of(values, name) for name in self._columns()]
        return (row.from_number, number, *read)

    def _columns(self) -> list[str]:
        """Answer the names under which the values of contacts are read."""
        names = [name for name in self.program.reads if name.startswith(_OF_CONTACT)]
        return [name.removeprefix("contact.").removeprefix("call.field.") for name in names]

    def _facts(self, row: ClaimedRow, attempt: int, values: Mapping[str, str]) -> CallFacts:
        return CallFacts(
            from_number=row.from_number,
            to_number=row.to_number,
            call_id=str(row.id),
            contact=values,
            seed=attempt,
            sound_seconds=self.sound_lengths.get,
            speech_seconds=speech_seconds,
            address_seconds=self.address_seconds,
        )


class SoundsOutside:
    """Knows how long the sounds at addresses are, by fetching them; without a fetcher there are none."""

    def __init__(self, fetcher: WebFetcher | None) -> None:
        """Begin with none known."""
        self._fetcher = fetcher
        self._known: dict[str, float] = {}
        self.reaches_out = fetcher is not None

    def __call__(self, address: str, *, anew: bool) -> float | None:
        """Answer the length of a sound; what cannot be had, or is no sound, is none."""
        if self._fetcher is None or (address in self._known and not anew):
            return self._known.get(address)
        content = self._fetcher.fetch_bytes("GET", address, MOST_SOUND_BYTES)
        seconds = _length_of(content) if content else None
        if seconds is not None and len(self._known) < _MOST_SOUNDS:
            self._known[address] = seconds
        return seconds


def _length_of(content: bytes) -> float | None:
    try:
        return decode_to_wav(content).seconds
    except NotAudio:
        return None


NOTHING_OUTSIDE = SoundsOutside(None)


def dialplan_of(
    unit: UnitOfWork, account_id: int, config: IvrConfig, outside: SoundsOutside = NOTHING_OUTSIDE
) -> Dialplan:
    """Read the dialplan of a broadcast; it was checked when it came."""
    program = program_of(config.dialplan_xml)
    return Dialplan(program, _sound_lengths(unit, account_id, program), outside, outside.reaches_out)


def _sound_lengths(unit: UnitOfWork, account_id: int, program: Program) -> Mapping[int, float]:
    """Answer how long the account's sounds are, if any is played."""
    plays = [node for node in program.root.walk() if node.tag == "play"]
    by_id = [node.text for node in plays if node.attribute("type").source.lower() != "tts"]
    if not by_id:
        return {}
    _, rows = sounds.page_of_sounds(unit.connection, account_id, 0, _MOST_SOUNDS)
    named = [int(text.source[:18]) for text in by_id if text.source.isascii() and text.source.isdigit()]
    # Archived sounds are in no page, but "sounds in use by broadcasts keep working after archiving".
    known = (sounds.find_sound(unit.connection, account_id, each) for each in named)
    return {row.id: row.seconds or 0.0 for row in [*rows, *known] if row is not None}
