"""What the tags do that leave something behind: stash, setvar, dnc, sms, get and the like."""

from urllib.parse import quote

from callfire_soap.domain.outcomes import SentText
from callfire_soap.domain.phone_numbers import number_of
from callfire_soap.ivr.calls import Call, Stopped
from callfire_soap.ivr.checks import program_of
from callfire_soap.ivr.limits import LONGEST_ADDRESS, LONGEST_TEXT
from callfire_soap.ivr.mistakes import BadDialplan
from callfire_soap.ivr.nodes import Node
from callfire_soap.ivr.templates import Reference, Template

# Reading a dialplan takes as long as copying so many times its characters.
_READING_COST = 10


def stash(call: Call, node: Node) -> Node | None:
    """Keep an answer under the varname; "a later stash overwrites, and keeps the first position"."""
    question = call.fill(node.attribute("varname"))[: call.limits.longest_question]
    response = call.value_of(node.text)[: call.limits.longest_response]
    call.note(f"STASH {question}={response}")
    if question not in call.answers and len(call.answers) >= call.limits.variables:
        call.log(f"keeps more than {call.limits.variables} answers")
    elif call.may_leave(len(question) + len(response)):
        call.answers[question] = response
    return node.after


def setvar(call: Call, node: Node) -> Node | None:
    """Set a variable."""
    name, value = call.fill(node.attribute("varname")), call.value_of(node.text)
    call.set(name, value)
    call.note(f"SET {name}={value}")
    return node.after


def dnc(call: Call, node: Node) -> Node | None:
    """Put a number on the do-not-call list; without one "the other party's number"."""
    text = call.fill(node.text) or call.facts.other_party
    number = number_of(text)
    if number is None:
        call.log(f"{text[:60]!r} is no number that can be dialled")
    else:
        call.note(f"DNC {number}")
        call.forbidden[number] = None
    return node.after


def send_text(call: Call, node: Node) -> Node | None:
    """Send a text message."""
    to, message = call.fill(node.attribute("to")), call.fill(node.text)
    to_number = number_of(to)
    if to_number is None:
        call.log(f"{to[:60]!r} is no number that can be dialled")
    elif not message:
        call.log(f"there is nothing to say to {to_number}")
    elif len(call.texts) >= call.limits.texts:
        call.log(f"sends more than {call.limits.texts} texts")
    elif call.may_leave(len(message)):
        call.note(f"SMS {to_number}" if call.in_short else f"SMS {to_number} {message}")
        call.texts.append(SentText(to_number, message))
    return node.after


def get(call: Call, node: Node) -> Node | None:
    """Put what an address answers into a variable."""
    return _fetch(call, node, "GET")


def post(call: Call, node: Node) -> Node | None:
    """Put what an address answers to a POST into a variable."""
    return _fetch(call, node, "POST")


def _fetch(call: Call, node: Node, method: str) -> Node | None:
    address = _address(call, node.text)
    call.note(method if call.in_short else f"{method} {address}")
    body, silence = _answer_of(call, method, address, call.limits.fetched_bytes)
    if body is None:
        call.log(silence)
    elif not call.in_short:
        call.note(f"ANSWER {body}")
    call.set(call.fill(node.attribute("varname")), (body or "").strip())
    return node.after


def _answer_of(call: Call, method: str, address: str, most: int) -> tuple[str | None, str]:
    """Answer what an address answers, and what to say when it is nothing."""
    reasons: list[str] = []
    body = call.line.fetch(method, address, most, reasons.append)
    return body, ": ".join(["the address gives no answer", *reasons])


def _address(call: Call, text: Template) -> str:
    """Fill an address: "values put into the query are percent-encoded, so + survives"."""
    call.spend(len(text.source))
    parts: list[str] = []
    length, is_in_query = 0, False
    for part in text.parts:
        value = call.lookup(part.name.fill(call.lookup)) if isinstance(part, Reference) else part
        if isinstance(part, Reference) and is_in_query:
            value = quote(value, safe="")
        is_in_query = is_in_query or "?" in value
        parts.append(value)
        length += len(value)
        if length > LONGEST_ADDRESS:
            return ""
    return "".join(parts).strip()


def goto_xml(call: Call, node: Node) -> Node | None:
    """Go on with another dialplan from its start; "variables, stashes and recordings stay"."""
    address = _address(call, node.text)
    call.note(f"GOTO {address}")
    call.idle_jumps += 1
    body, silence = _answer_of(call, "GET", address, LONGEST_TEXT)
    if body is None:
        raise Stopped(silence)
    if not call.in_short:
        call.note(f"ANSWER {body}")
    call.spend(_READING_COST * len(body))
    try:
        call.program = program_of(body)
    except BadDialplan as mistake:
        raise Stopped(mistake.message) from None
    return call.program.root


def nothing(call: Call, node: Node) -> Node | None:
    """Only note that the call came here: the service behind the tag is gone."""
    call.log("does nothing")
    return node.after
