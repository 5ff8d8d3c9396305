"""A strategy that spoils valid documents in the ways in which programs get them wrong."""

from copy import deepcopy

from hypothesis import strategies as st
from lxml import etree

XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
DATA = "{http://api.callfire.com/data}"
SERVICE = "{http://api.callfire.com/service/xsd}"

TEXTS = st.sampled_from(
    [
        *("", " ", "x", "abc", "1", " 1 ", "-1", "1.5", "99999999999", "9999999999999999999999", "INF"),
        *("VOICE", "SMS", "LA", "BUSY,NO_ANS", "BUSY NO_ANS", "READY DONE", "true", "yes", "1 2 x"),
        *("2012-01-01T00:00:00Z", "2012-01-01 21:32:52", "2012-02-30", "9am", "09:00:00", "24:00:00"),
        *("310-555-1212", "13105551212", "+1310", "a b", "12", "#", "MALE1", "BOB", "QUJD", "QUJ"),
    ]
)
NAMES = st.sampled_from(
    [
        f"{space}{name}"
        for space in (DATA, SERVICE, "", "{urn:other}")
        for name in ("Foo", "Id", "Name", "ToNumber", "Broadcast", "Message", "Label", "RequestId", "Start")
    ]
)
ATTRIBUTES = st.sampled_from(
    [
        "id",
        "Id",
        "foo",
        "ClientData",
        "fieldName",
        f"{DATA}id",
        "{urn:other}foo",
        f"{XSI}nil",
        f"{XSI}type",
        f"{XSI}schemaLocation",
        f"{XSI}foo",
        "homePhone",
        "{http://www.w3.org/XML/1998/namespace}lang",
    ]
)


def _set_text(draw, element):
    for child in list(element):
        element.remove(child)
    element.text = draw(TEXTS)


def _rename(draw, element):
    element.tag = draw(NAMES)


def _remove(_, element):
    if element.getparent() is not None:
        element.getparent().remove(element)


def _repeat(_, element):
    if element.getparent() is not None:
        element.addnext(deepcopy(element))


def _move(draw, element):
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
        parent.insert(draw(st.integers(0, len(parent))), element)


def _add_child(draw, element):
    child = etree.Element(draw(NAMES))
    child.text = draw(st.none() | TEXTS)
    element.insert(draw(st.integers(0, len(element))), child)


def _add_text_between(draw, element):
    element.tail = draw(TEXTS)


def _add_comment(draw, element):
    comment = draw(st.sampled_from([etree.Comment(" c "), etree.ProcessingInstruction("p", "q")]))
    comment.tail = draw(st.none() | TEXTS)
    element.insert(draw(st.integers(0, len(element))), comment)


def _set_attribute(draw, element):
    element.set(draw(ATTRIBUTES), draw(TEXTS))


def _drop_attributes(_, element):
    element.attrib.clear()


_WAYS = st.sampled_from(
    [
        _set_text,
        _set_text,
        _rename,
        _remove,
        _repeat,
        _move,
        _add_child,
        _add_text_between,
        _add_comment,
        _set_attribute,
        _drop_attributes,
    ]
)


@st.composite
def spoiled(draw, documents):
    """Draw a document from XML texts and spoil it once, twice or not at all."""
    root = etree.fromstring(draw(documents))
    for _ in range(draw(st.integers(0, 2))):
        elements = list(root.iter("*"))
        draw(_WAYS)(draw, draw(st.sampled_from(elements)))
    return etree.tostring(root, encoding="unicode", with_tail=False)
