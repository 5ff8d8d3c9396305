"""What is read from requests, and what a decoder refuses that nobody has validated."""

import pytest
from lxml import etree

from callfire_soap.contract.actions import SendCall
from callfire_soap.contract.broadcasts import (
    Broadcast,
    RetryConfig,
    TextBroadcastConfig,
    VoiceBroadcastConfig,
)
from callfire_soap.contract.common import Query, ToNumber
from callfire_soap.contract.contacts import Contact, ContactHistory, Numbers
from callfire_soap.contract.sounds import SoundMeta
from callfire_soap.domain.dispositions import Disposition
from callfire_soap.wire.codec import decode_element
from callfire_soap.wire.xerces import SchemaViolation
from tests.wire.documents import accept, element


def test_what_is_missing_or_empty_has_its_default():
    query = accept(element("<QueryCalls><MaxResults/></QueryCalls>"))

    assert (query.max_results, query.first_result, query.state) == (1000, 0, ())


def test_an_empty_text_without_default_is_a_text():
    assert accept(element("<QueryBroadcasts><LabelName/></QueryBroadcasts>")).label_name == ""


def test_comments_and_cdata_make_one_text():
    label = "<LabelName>a<!-- b -->c<![CDATA[<d>]]><?e f?>g</LabelName>"

    assert accept(element(f"<QueryBroadcasts>{label}</QueryBroadcasts>")).label_name == "ac<d>g"


def test_lists_are_read_word_by_word():
    config = element("<d:RetryConfig><d:RetryResults>\n BUSY\tNO_ANS </d:RetryResults></d:RetryConfig>")

    assert decode_element(config, RetryConfig).retry_results == (Disposition.BUSY, Disposition.NO_ANSWER)


def test_attributes_nobody_declared_are_kept():
    number = element("<ToNumber ClientData='7' name='Bob' d:rank='1' xsi:type='d:ToNumber'>1</ToNumber>")

    assert decode_element(number, ToNumber) == ToNumber(
        number="1",
        client_data="7",
        open_attributes={"name": "Bob", "{http://api.callfire.com/data}rank": "1"},
    )


def test_a_text_with_a_defaulted_attribute_has_both():
    assert decode_element(element("<Numbers>1 2</Numbers>"), Numbers) == Numbers(
        numbers=("1", "2"), field_name="homePhone"
    )


def test_a_choice_is_read_into_its_one_field():
    broadcast = element("<d:Broadcast><d:VoiceBroadcastConfig id='77'/></d:Broadcast>")

    # The id of the configuration is not that of the broadcast.
    assert decode_element(broadcast, Broadcast) == Broadcast(config=VoiceBroadcastConfig(id=77))


def test_an_empty_history_is_read():
    assert decode_element(element("<d:ContactHistory/>"), ContactHistory) == ContactHistory()


def test_many_attributes_are_read_like_few():
    attributes = {f"a{number}": str(number) for number in range(1000)}
    contact = etree.Element("Contact", attributes, homePhone="1")

    assert decode_element(contact, Contact) == Contact(home_phone="1", open_attributes=attributes)


@pytest.mark.parametrize(
    ("xml", "cls", "rule"),
    [
        ("<q><Foo/></q>", Query, "cvc-complex-type.2.4"),
        ("<q><MaxResults>1</MaxResults><MaxResults>1</MaxResults></q>", Query, "cvc-complex-type.2.4"),
        ("<q><MaxResults><x/></MaxResults></q>", Query, "cvc-type.3.1.2"),
        ("<q><MaxResults>x</MaxResults></q>", Query, "cvc-datatype-valid"),
        ("<c/>", TextBroadcastConfig, "cvc-complex-type.2.4.b"),
        ("<c foo='1'><d:Message/></c>", TextBroadcastConfig, "cvc-complex-type.3.2.2"),
        ("<b><d:Name/></b>", Broadcast, "cvc-complex-type.2.4.b"),
        ("<m/>", SoundMeta, "cvc-complex-type.4"),
        ("<s/>", SendCall, "cvc-complex-type.2.4.b"),
    ],
)
def test_a_decoder_refuses_what_it_can_make_no_value_of(xml, cls, rule):
    with pytest.raises(SchemaViolation) as refused:
        decode_element(element(xml), cls)

    assert refused.value.text.startswith(rule)
