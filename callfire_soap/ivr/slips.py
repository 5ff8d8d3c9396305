"""Slips in the values of single tags: they leave a tag without effect, or with another than was meant."""

import re
from collections.abc import Iterator

from callfire_soap.domain.addresses import web_address
from callfire_soap.ivr.flow_tags import LONGEST_INPUT
from callfire_soap.ivr.given_names import GivenNames
from callfire_soap.ivr.limits import LONGEST_ADDRESS
from callfire_soap.ivr.line_tags import NO_TONE, RECORDING_SCHEME
from callfire_soap.ivr.meant import web_address_for
from callfire_soap.ivr.nodes import Node
from callfire_soap.ivr.tags import NUMBER
from callfire_soap.ivr.templates import NAME

_FETCHING = frozenset({"get", "post", "gotoXML"})
_SCHEMES = ("http://", "https://")
_LONGEST_SHOWN = 60
# "1000 and more = milliseconds, less = seconds", but a transfer counts in seconds whatever the figure.
_LIKE_MILLISECONDS = 1000
_NO_TIME = {"menu": "leaves no time to press a key", "record": "records nothing", "transfer": "rings nobody"}


def slips_in(node: Node, given: GivenNames) -> Iterator[str]:
    """Answer what is odd about the values of a tag, as ends of sentences that begin with it."""
    yield from _in_figures(node)
    yield from _in_varname(node, given)
    if node.tag in _FETCHING or (node.tag == "play" and node.text.source):
        yield from _in_address(node, given)
    if node.tag in {"sms", "text"} and node.text.source == "":
        yield "is empty and sends nothing"
    if node.tag == "dtmf" and node.text.is_literal:
        lost = NO_TONE.findall(re.sub(r"\s", "", node.text.plain))
        if lost or not node.text.plain:
            meant = "; w is a pause" if set(lost) <= set(",;pPW") and lost else ""
            yield f"sends 0-9 * # and w, nothing else of {_shown(node.text.source)}{meant}"
    has_whisper = node.attribute("whisper-tts").source != ""
    if node.tag == "transfer" and node.attribute("screen").source.lower() == "true" and not has_whisper:
        yield "screens nobody without a whisper-tts"


def _in_figures(node: Node) -> Iterator[str]:
    seconds = _figure(node.attribute("timeout").source)
    if seconds == 0 and node.tag in _NO_TIME:
        yield f"{_NO_TIME[node.tag]} with timeout='0'"
    if node.tag == "transfer" and seconds is not None and seconds >= _LIKE_MILLISECONDS:
        yield f"rings for {seconds} seconds; {max(1, seconds // 1000)} was probably meant"
    most = _figure(node.attribute("maxDigits").source)
    if node.tag == "menu" and most is not None and not 0 < most <= LONGEST_INPUT:
        yield f"takes one to {LONGEST_INPUT} keys, whatever its maxDigits {most} says"
    if node.tag == "wait" and node.text.is_literal and not _figure(node.text.plain):
        yield f"waits for no time: {_shown(node.text.source)} is no whole number above 0"


def _in_varname(node: Node, given: GivenNames) -> Iterator[str]:
    if "varname" not in node.attributes or node.tag == "stash":
        return
    varname = node.attribute("varname")
    names = [each for each in varname.names() if each is not None]
    if not varname.source and node.tag == "setvar":
        yield "has an empty varname and sets nothing"
    elif varname.is_literal and not NAME.fullmatch(varname.source):
        yield f"sets a variable that nothing can read: {_shown(varname.source)} is no name"
    elif not varname.plain and len(names) == 1 and not given.may_have(names[0]):
        yield f"sets nothing, for {varname.source[:_LONGEST_SHOWN]} is empty; {names[0][:60]} was probably meant"


def _in_address(node: Node, given: GivenNames) -> Iterator[str]:
    """Say what is odd about an address, or about a text that looks like one; values may make anything of it."""
    text = node.text
    begun = text.source if text.is_literal else str(text.parts[0]) if isinstance(text.parts[0], str) else ""
    kind = node.attribute("type").source.lower() if node.tag == "play" else "url"
    if kind in {"tts", ""}:
        if begun.lower().startswith(_SCHEMES) and not re.search(r"\s", text.source):
            yield 'speaks the letters of an address; type="url" was probably meant'
    elif kind == "callfireid":
        if text.is_literal and not (text.plain.isascii() and text.plain.isdigit()):
            yield f"plays nothing: {_shown(text.plain)} is no id of a sound"
    elif text.is_literal or (begun and not _may_become_address(begun)):
        yield from _no_address(node, begun, given)


def _may_become_address(begun: str) -> bool:
    begun = begun.lower()
    schemes = (*_SCHEMES, RECORDING_SCHEME)
    return begun.startswith(schemes) or any(each.startswith(begun) for each in schemes)


def _no_address(node: Node, text: str, given: GivenNames) -> Iterator[str]:
    is_sound = node.tag == "play"
    if is_sound:
        text = " ".join(text.split())
    if is_sound and text.startswith(RECORDING_SCHEME):
        return
    if len(text) > LONGEST_ADDRESS:
        yield f"gets no answer: an address may have {LONGEST_ADDRESS} characters"
        return
    try:
        web_address(text)
    except ValueError as error:
        meant = web_address_for(text)
        probably = f"; {meant[:_LONGEST_SHOWN]} was probably meant" if meant else ""
        if is_sound and text.isascii() and text.isdigit():
            probably = '; type="callfireid" was probably meant'
        if node.tag == "gotoXML" and text in given.nodes:
            probably = "; <goto> was probably meant"
        yield f"gets no answer: {_shown(text)} is no address, {error}{probably}"


def _figure(text: str) -> int | None:
    return int(text) if NUMBER.fullmatch(text) else None


def _shown(text: str) -> str:
    return repr(text[:_LONGEST_SHOWN])
