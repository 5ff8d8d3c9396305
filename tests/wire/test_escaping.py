"""Nothing that is written can break the document."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from callfire_soap.wire.escaping import escape_attribute, escape_text, legal_name

ANY_TEXT = st.text(st.characters(), max_size=40)
STORABLE = st.text(
    st.characters(codec="utf-8", exclude_characters="\ufffe\uffff").filter(
        lambda c: c >= " " or c in "\t\n\r"
    )
)


@given(text=STORABLE)
def test_any_text_that_xml_can_hold_reads_back(text):
    assert (etree.fromstring(f"<a>{escape_text(text)}</a>").text or "") == text


@given(text=STORABLE)
def test_any_attribute_that_xml_can_hold_reads_back(text):
    assert etree.fromstring(f'<a b="{escape_attribute(text)}"/>').get("b") == text


@given(text=ANY_TEXT)
def test_any_text_at_all_gives_a_document(text):
    etree.fromstring(f'<a b="{escape_attribute(text)}">{escape_text(text)}</a>')


def test_what_xml_cannot_hold_is_replaced_visibly():
    assert escape_text("a\x00b\ud800") == "a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}"


@given(name=ANY_TEXT)
def test_any_text_makes_a_name(name):
    etree.fromstring(f'<a {legal_name(name)}=""/>')


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("lieutenant", "lieutenant"),
        ("Größe", "Größe"),
        ("favourite colour", "favourite_colour"),
        ("2nd", "_2nd"),
        ("", "_"),
        ("a:b", "a_b"),
        ("xmlns", "_xmlns"),
        ("XMLNS:a", "_XMLNS_a"),
        ('"><b', "___b"),
    ],
)
def test_what_a_name_cannot_hold_becomes_an_underscore(text, name):
    assert legal_name(text) == name
