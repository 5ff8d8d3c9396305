"""What the tags do that are heard: play, record, transfer, dtmf, wait."""

import re
from typing import NamedTuple

from callfire_soap.domain.lines import HungUp, Said, SoundKind, TransferWish
from callfire_soap.domain.outcomes import Recording
from callfire_soap.domain.phone_numbers import is_restricted, number_of
from callfire_soap.ivr.calls import Call, CallOver
from callfire_soap.ivr.nodes import CONDITIONS, Node
from callfire_soap.ivr.remembering import remembered
from callfire_soap.ivr.showing import shortened
from callfire_soap.ivr.variables import shown_caller_id

DEFAULT_VOICE = "female1"
"""Inferred: the voice most used in the samples of the guide."""

RECORDING_SCHEME = "recording:"
"""How the variable of a `record` begins: an address that `play type="url"` can play."""

DEFAULT_RING_SECONDS = 60
# Sounds shorter than this may be heard to their end, though the call may have to end meanwhile.
_SHORT_SECONDS = 60
_EVERY_KEY = frozenset("0123456789*#")
NO_TONE = re.compile(r"[^0-9*#w]")
"""What cannot be sent as a tone."""

_SHOWN = 40
_MOST_WRONG = 10
_KINDS = {kind.value: kind for kind in SoundKind}


def play(call: Call, node: Node) -> Node | None:
    """Play a sound; a key stops the prompts of a menu, and a catch may wait for it anywhere."""
    said = _said(call, node)
    if said is None or not call.hears():
        return node.after
    call.note(f"PLAY {shortened(said.content, _SHOWN) if call.in_short else said.content}")
    menu = menu_of(node)
    keys = _EVERY_KEY if menu is not None else call.catch_keys(node)
    pressed = call.line.play(said, keys)
    if not pressed:
        return node.after
    if pressed in call.catch_keys(node):
        return call.caught("digit", node, pressed)
    call.typed = pressed
    return menu.collect if menu is not None else node.after


def menu_of(node: Node) -> Node | None:
    """Answer the menu whose prompt this is."""
    parent = node.parent
    while parent is not None and parent.tag in CONDITIONS | {"else", "catch"}:
        parent = parent.parent
    return parent if parent is not None and parent.tag == "menu" and parent.collect is not None else None


def _said(call: Call, node: Node) -> Said | None:
    kind = _KINDS.get(node.attribute("type").source.lower(), SoundKind.TTS)
    content = " ".join(call.fill(node.text).split())
    seconds = _SECONDS[kind](call, content, node)
    if seconds is None:
        if call.is_alive:
            call.log(f"there is no sound {content[:100]!r}")
        return None
    voice = call.fill(node.attribute("voice")) or DEFAULT_VOICE
    return Said(kind, content, voice, seconds if seconds < _SHORT_SECONDS else min(seconds, call.remaining))


def _speech_seconds(call: Call, content: str, _node: Node) -> float | None:
    return call.facts.speech_seconds(content)


def _sound_seconds(call: Call, content: str, _node: Node) -> float | None:
    if not (content.isascii() and content.isdigit()):
        return None
    return call.facts.sound_seconds(int(content[:18]))


def _address_seconds(call: Call, content: str, node: Node) -> float | None:
    """Answer how long a sound at an address is: a recording of this call, or one to be fetched."""
    if content.startswith(RECORDING_SCHEME):
        recording = call.recordings.get(content.removeprefix(RECORDING_SCHEME))
        return recording.seconds if recording is not None else None
    # "false: fetch the sound anew on each call" -- cache.
    anew = call.fill(node.attribute("cache")).lower() == "false"
    return call.facts.address_seconds(content, anew=anew)


_SECONDS = {
    SoundKind.TTS: _speech_seconds,
    SoundKind.CALLFIREID: _sound_seconds,
    SoundKind.URL: _address_seconds,
}


def record(call: Call, node: Node) -> Node | None:
    """Record the callee; "a hang-up keeps the recording"."""
    if not call.hears():
        return node.after
    variable = call.fill(node.attribute("varname"))
    name = node.name or variable or f"recording_{len(call.recordings) + len(call.background) + 1}"
    call.note(f"REC {name}")
    call.set(variable, RECORDING_SCHEME + name)
    # "Look-ups by name accept either", the name or the varname.
    begun = Recording(name, call.line.now(), 0, alias=variable)
    if node.attribute("background").source.lower() == "true":
        call.background[name] = begun
        return node.after
    longest = min(
        call.milliseconds(node, "timeout", call.limits.recording_seconds), call.limits.recording_seconds
    )
    heard = call.line.record(longest)
    call.record(begun, min(heard.seconds, longest))
    if heard.hung_up:
        raise HungUp
    return node.after


def transfer(call: Call, node: Node) -> Node | None:
    """Connect the callee; "busy, no answer, invalid, time-out: next node"."""
    if not call.hears():
        return node.after
    split = numbers_in(call.fill(node.text))
    for wrong in split.wrong:
        call.log(f"{wrong[:60]!r} is no number that can be dialled")
    wish = _wish(call, node, split.numbers[: call.limits.transfer_numbers])
    connection = call.line.transfer(wish) if wish.numbers else None
    if connection is None:
        for number in wish.numbers:
            call.note(f"XFER {number} no_answer")
        return node.after
    call.note(f"XFER {connection.number} answered")
    if wish.whisper and not call.in_short:
        call.note(f"WHISPER {wish.whisper}")
    call.connections.append(connection)
    if connection.hung_up:
        raise HungUp
    if call.fill(node.attribute("continue-after")).lower() == "true":
        return node.after
    raise CallOver("xfer")


def _wish(call: Call, node: Node, numbers: tuple[str, ...]) -> TransferWish:
    def attribute(name: str) -> str:
        return call.fill(node.attribute(name))

    given = attribute("timeout")
    seconds = int(given[:6]) if given.isascii() and given.isdigit() else DEFAULT_RING_SECONDS
    whisper = attribute("whisper-tts")
    return TransferWish(
        numbers=numbers,
        caller_id=call.value_of(node.attribute("callerid")) or shown_caller_id(call.facts.from_number),
        caller_name=attribute("calleridalpha"),
        hold_music=attribute("musiconhold") or "ringing",
        whisper=whisper,
        # "screen needs a non-empty whisper-tts" -- a builder of dialplans.
        must_accept=bool(whisper) and attribute("screen").lower() == "true",
        all_at_once=attribute("mode").lower() != "waterfall",
        seconds=min(seconds, call.remaining),
    )


class Split(NamedTuple):
    """The numbers of a transfer, and the first few of what is none."""

    numbers: tuple[str, ...]
    wrong: tuple[str, ...]


@remembered
def numbers_in(text: str) -> Split:
    """Split numbers at commas, each with its extension after an `x`."""
    numbers: list[str] = []
    wrong: list[str] = []
    for each in text.split(","):
        number, mark, extension = each.lower().partition("x")
        if (known := number_of(number)) is not None and not is_restricted(known):
            tones = re.sub(r"[^0-9*#]", "", extension)
            numbers.append(known + mark + tones if tones else known)
        elif len(wrong) < _MOST_WRONG:
            wrong.append(each.strip())
    return Split(tuple(numbers), tuple(wrong))


def dtmf(call: Call, node: Node) -> Node | None:
    """Send tones to the callee."""
    if call.hears():
        call.line.send_tones(NO_TONE.sub("", call.fill(node.text))[:_SHOWN])
    return node.after


def wait(call: Call, node: Node) -> Node | None:
    """Stay silent for a while."""
    if call.hears():
        call.line.wait(call.time_of(call.fill(node.text), 0))
    return node.after
