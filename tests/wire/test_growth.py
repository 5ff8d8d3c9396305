"""Whatever a value or a request holds, reading it takes no more work than its length asks for."""

import pytest

from callfire_soap.contract.operations import OPERATION_BY_ELEMENT
from callfire_soap.soap.limits import HttpLimits
from callfire_soap.soap.trees import read_tree
from callfire_soap.wire.codec import decode
from callfire_soap.wire.lexical import BUILTINS
from callfire_soap.wire.validation import validate_request
from tests.growth import assert_linear
from tests.wire.documents import NAMESPACES

PIECES = ["9", "-", " ", "0", "a", "=", ".", "+", "9 ", "\t\n", "1e", "0.", "T", ":", "\u00e9"]


@pytest.mark.parametrize("begin", ["", "2026-01-05T17:00:00.", "1.5e"])
@pytest.mark.parametrize("piece", PIECES)
@pytest.mark.parametrize("name", sorted(BUILTINS))
def test_values_are_read_in_linear_time(name, piece, begin):
    assert_linear(BUILTINS[name].read, lambda size: f"{begin}{piece * size}x", most=1 << 15)


def read(document):
    root = read_tree(iter((document.encode(),)), None, HttpLimits())
    validate_request(root)
    return decode(root, OPERATION_BY_ELEMENT[root.tag])


def request(name, content):
    return f"<{name} {NAMESPACES}>{content}</{name}>"


def send(items, before=""):
    return request("SendCall", f"{before}{items}<d:VoiceBroadcastConfig/>")


ONE = "<ToNumber>1</ToNumber>"
MANY_ATTRIBUTES = " ".join(f"a{place}='1'" for place in range(50))
ACCEPTED = {
    "numbers": lambda size: send(ONE * size),
    "labels with types": lambda size: send(ONE + "<Label xsi:type='xs:string'>1</Label>" * size),
    "types with prefixes of their own": lambda size: send(
        ONE + "<Label xmlns:q='http://www.w3.org/2001/XMLSchema' xsi:type='q:string'>1</Label>" * size
    ),
    "attributes": lambda size: send(f"<ToNumber {MANY_ATTRIBUTES}>1</ToNumber>" * (size // 8)),
    "comments in a value": lambda size: request("GetCall", f"<Id>{'<!--x-->' * size}1</Id>"),
    "sections in a value": lambda size: request("GetCall", f"<Id>{'<![CDATA[0]]>' * size}1</Id>"),
    "references": lambda size: request("QueryCalls", f"<LabelName>{'&#65;&amp;' * size}</LabelName>"),
    "ids between commas": lambda size: request("RemoveContacts", f"<ContactId>{'1,' * size}</ContactId>"),
    "commas alone": lambda size: request("RemoveContacts", f"<ContactId>{',' * size}</ContactId>"),
    "words": lambda size: request("QueryCalls", f"<State>{'READY ' * size}</State>"),
    "contacts": lambda size: request("UpdateContacts", "<d:Contact id='1' a='b'/>" * size),
    "a long number": lambda size: send(f"<ToNumber>{'1' * size}</ToNumber>"),
    "blanks around a moment": lambda size: request(
        "QueryCalls", f"<IntervalBegin>{' ' * size}2026-01-05T17:00:00Z{' ' * size}</IntervalBegin>"
    ),
    "blanks around the name of a type": lambda size: send(
        ONE, f"<BroadcastName xsi:type='{' ' * size}xs:string'/>"
    ),
}
REFUSED = {
    "wrong numbers": lambda size: send("<ToNumber>?</ToNumber>" * size),
    "wrong ids at the end": lambda size: request("RemoveContacts", f"<ContactId>{'1 ' * size}x</ContactId>"),
    "unknown elements": lambda size: send("<X/>" * size),
    "text between elements": lambda size: send(f"{ONE} \n" * size + "x"),
    "deep elements": lambda size: send("<a>" * size + "</a>" * size),
    "attributes that are not allowed": lambda size: send(ONE, "<Type " + MANY_ATTRIBUTES + "/>" * size),
    "a long name": lambda size: send(f"<{'a' * size}/>"),
    "a long name of an attribute": lambda size: request("GetCall", f"<Id {'a' * size}='1'>1</Id>"),
    "a word that is none": lambda size: request("QueryCalls", f"<State>{'R' * size}</State>"),
    "colons in a type": lambda size: request("GetCall", f"<Id xsi:type='{':' * size}'>1</Id>"),
    "prefixes in a type": lambda size: request("GetCall", f"<Id xsi:type='{'a:' * size}b'>1</Id>"),
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_requests_are_read_in_linear_time(name):
    read(ACCEPTED[name](8))

    assert_linear(read, ACCEPTED[name], most=1 << 14)


@pytest.mark.parametrize("name", REFUSED)
def test_requests_are_refused_in_linear_time(name):
    with pytest.raises(Exception, match=r"cvc-|nested|mark|well-formed"):
        read(REFUSED[name](200))

    assert_linear(read, REFUSED[name], most=1 << 14)
