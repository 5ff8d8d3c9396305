"""Runs a dialplan on a line, one node after the other, until the call is over."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from callfire_soap.domain.lines import HungUp, Line
from callfire_soap.domain.outcomes import Effects
from callfire_soap.ivr import effect_tags, flow_tags, line_tags
from callfire_soap.ivr.calls import Call, CallOver, Stopped
from callfire_soap.ivr.limits import RUN_LIMITS, RunLimits
from callfire_soap.ivr.nodes import COLLECT, Node, Program
from callfire_soap.ivr.variables import CallFacts


class Ran(NamedTuple):
    """A call that is over: what it leaves behind, and what happened, line by line."""

    effects: Effects
    trace: tuple[str, ...]


_TAGS: Mapping[str, Callable[[Call, Node], Node | None]] = {
    "dialplan": flow_tags.enter,
    "keypress": flow_tags.enter,
    "live": flow_tags.enter,
    "machine": flow_tags.enter,
    "else": flow_tags.enter,
    "catch": flow_tags.enter,
    "menu": flow_tags.menu,
    COLLECT: flow_tags.collect,
    "goto": flow_tags.goto,
    "hangup": flow_tags.hangup,
    "amd": flow_tags.amd,
    "if": flow_tags.if_,
    "equal": flow_tags.equal,
    "notEqual": flow_tags.not_equal,
    "play": line_tags.play,
    "record": line_tags.record,
    "transfer": line_tags.transfer,
    "dtmf": line_tags.dtmf,
    "wait": line_tags.wait,
    "stash": effect_tags.stash,
    "setvar": effect_tags.setvar,
    "dnc": effect_tags.dnc,
    "sms": effect_tags.send_text,
    "text": effect_tags.send_text,
    "get": effect_tags.get,
    "post": effect_tags.post,
    "gotoXML": effect_tags.goto_xml,
    "analytics": effect_tags.nothing,
    "gtalk": effect_tags.nothing,
}


def run(
    program: Program, facts: CallFacts, line: Line, limits: RunLimits = RUN_LIMITS, *, in_short: bool = True
) -> Ran:
    """Run a dialplan from its start on an answered call; it always ends.

    Unless `in_short`, the trace shows whole texts, addresses, what they answer, and the texts that are sent.
    """
    call = Call(program, facts, line, limits, in_short=in_short)
    node: Node | None = program.root
    try:
        while node is not None:
            node = _step(call, node)
    except Stopped as stopped:
        call.log(str(stopped))
    return Ran(call.effects(), tuple(call.trace))


def _step(call: Call, node: Node) -> Node | None:
    """Run one node, and answer the next."""
    call.node = node
    call.steps += 1
    if call.steps > call.limits.steps:
        raise Stopped(f"more than {call.limits.steps} steps")
    try:
        following = _TAGS[node.tag](call, node)
    except CallOver as over:
        return _over(call, node, over.reason)
    except HungUp:
        return _over(call, node, "callee")
    if following is None:
        call.note("END")
    return following


def _over(call: Call, node: Node, reason: str) -> Node | None:
    """End the call: "jump to goto in dead-line mode" where a catch waits for that.

    "The run ends at the next hangup": what follows the first end catches nothing any more.
    """
    call.note(f"HANGUP {reason}")
    if not call.is_alive:
        return None
    call.is_alive = False
    return call.caught("hangup", node)
