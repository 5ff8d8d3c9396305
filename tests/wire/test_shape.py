"""What shapes say of the classes of the contract."""

from dataclasses import dataclass

import pytest

from callfire_soap.contract import actions, broadcasts, call_centers, common, contacts, numbers, sounds, xsd
from callfire_soap.domain.dispositions import Disposition
from callfire_soap.domain.sounds import Voice
from callfire_soap.domain.texts import BigMessageStrategy
from callfire_soap.wire.shape import Choice, Element, Sequence, declared_shapes, global_elements, shape_of


def data(name):
    return f"{{{xsd.DATA}}}{name}"


def service(name):
    return f"{{{xsd.SERVICE}}}{name}"


def element(cls, field):
    [found] = [item for item in shape_of(cls).elements() if item.field == field]
    return found


def fields_of(cls):
    return [item.field for item in shape_of(cls).elements()]


def choices_of(cls):
    return [item for item in shape_of(cls).content.items if isinstance(item, Choice)]


def test_a_shape_is_read_once():
    assert shape_of(broadcasts.Broadcast) is shape_of(broadcasts.Broadcast)


def test_a_shape_knows_its_name_and_kind():
    kinds = {
        broadcasts.Broadcast: ("element", data("Broadcast")),
        broadcasts.RetryConfig: ("type", data("RetryConfig")),
        broadcasts.UsageStats: ("local", None),
        actions.SendText: ("element", service("SendText")),
        common.Query: ("type", service("Query")),
    }
    for cls, (kind, clark) in kinds.items():
        assert (shape_of(cls).kind, shape_of(cls).clark) == (kind, clark)


def test_what_is_inherited_comes_first():
    assert fields_of(numbers.QueryNumbers) == ["max_results", "first_result", "region", "label_name"]
    shape = shape_of(numbers.QueryNumbers)
    assert shape.base is shape_of(numbers.RegionQuery)
    assert [item.field for item in shape.own_content.items] == ["label_name"]


def test_attributes_are_inherited():
    shape = shape_of(actions.CallRecord)
    assert [(item.name, item.is_required) for item in shape.attributes] == [("id", True)]
    assert shape.own_attributes == ()


def test_a_base_that_nobody_uses_alone_is_abstract():
    abstract = {shape.name for shape in declared_shapes() if shape.is_abstract}
    assert abstract == {
        *("BroadcastConfig", "InboundConfig", "ActionRecord"),
        *("QueryResult", "SendRequest", "Notification"),
    }


def test_an_inherited_element_keeps_the_namespace_it_was_declared_in():
    assert element(broadcasts.TextBroadcastConfig, "from_number").clark == data("FromNumber")
    assert element(actions.SendText, "broadcast_name").clark == service("BroadcastName")


def test_an_element_of_another_schema_is_a_reference():
    reference = element(broadcasts.BroadcastRequest, "broadcast")
    assert reference.clark == data("Broadcast")
    assert reference.is_ref
    assert not element(actions.SendText, "to_number").is_ref


@pytest.mark.parametrize(
    ("cls", "field", "least", "most"),
    [
        (actions.Action, "from_number", 1, 1),
        (actions.Action, "batch_id", 0, 1),
        (actions.Action, "label", 0, None),
        (actions.SendText, "to_number", 1, None),
        (broadcasts.RetryConfig, "retry_results", 1, 1),
        (broadcasts.RetryConfig, "retry_phone_types", 0, 1),
        (contacts.ContactSource, "contact", 1, None),
        (contacts.ContactSource, "contact_id", 1, 1),
    ],
)
def test_how_often_an_element_occurs(cls, field, least, most):
    found = element(cls, field)
    assert (found.min, found.max, found.is_repeated) == (least, most, most is None)


@pytest.mark.parametrize(
    ("cls", "field", "default", "lexical"),
    [
        (common.Query, "max_results", 1000, "1000"),
        (common.Query, "first_result", 0, "0"),
        (actions.SendText, "broadcast_name", "API Send", "API Send"),
        (actions.SendText, "scrub_broadcast_duplicates", False, "false"),
        (contacts.CreateContactList, "validate", True, "true"),
        (
            broadcasts.TextBroadcastConfig,
            "big_message_strategy",
            BigMessageStrategy.SEND_MULTIPLE,
            "SEND_MULTIPLE",
        ),
        (broadcasts.TextBroadcastConfig, "message", None, None),
        (actions.SendText, "label", None, None),
    ],
)
def test_what_a_missing_element_stands_for(cls, field, default, lexical):
    found = element(cls, field)
    assert (found.default, found.lexical_default) == (default, lexical)


@pytest.mark.parametrize(
    ("cls", "field", "builtin", "name", "python_type"),
    [
        (actions.Action, "broadcast_id", "long", None, int),
        (actions.SendCall, "max_active", "int", None, int),
        (contacts.ContactList, "size", "integer", None, int),
        (actions.SendText, "request_id", "anyURI", None, str),
        (actions.Action, "from_number", "string", "PhoneNumber", str),
        (actions.Action, "final_result", "string", "Result", Disposition),
        (sounds.CreateSound, "sound_text_voice", "string", "Voice", Voice),
        (sounds.CreateSound, "data", "base64Binary", None, bytes),
    ],
)
def test_what_a_simple_element_holds(cls, field, builtin, name, python_type):
    simple = element(cls, field).type
    assert (simple.builtin, simple.name, simple.python_type) == (builtin, name, python_type)


def test_an_enumeration_is_told_from_a_pattern():
    result = element(actions.Action, "final_result").type
    voice = element(sounds.CreateSound, "sound_text_voice").type
    assert (result.enumeration, result.patterns) == (Disposition, ())
    assert voice.enumeration is None
    assert voice.patterns


def test_three_enumerations_belong_to_the_service_schema():
    command = element(broadcasts.ControlBroadcast, "command").type
    assert (command.name, command.namespace) == ("BroadcastCommand", xsd.SERVICE)
    assert element(broadcasts.Broadcast, "type").type.namespace == xsd.DATA


def test_a_list_knows_its_items():
    plain = element(broadcasts.RetryConfig, "retry_results").type
    named = element(contacts.RemoveContacts, "contact_id").type
    assert (plain.name, plain.list_of.enumeration) == (None, Disposition)
    assert (named.name, named.namespace, named.list_of.builtin) == ("IdList", xsd.SERVICE, "long")
    assert element(call_centers.Agent, "campaign_ids").type.namespace == xsd.DATA


def test_a_union_is_a_choice_in_one_field():
    [choice] = choices_of(broadcasts.Broadcast)
    assert (choice.field, choice.min, choice.max) == ("config", 1, 1)
    assert [item.type.python_class for item in choice.items] == [
        broadcasts.VoiceBroadcastConfig,
        broadcasts.TextBroadcastConfig,
        broadcasts.IvrBroadcastConfig,
        broadcasts.CccBroadcastConfig,
    ]


def test_a_choice_may_be_repeated():
    [choice] = choices_of(contacts.ContactHistory)
    assert (choice.field, choice.min, choice.max) == ("items", 0, None)


def test_fields_that_share_a_choice_are_its_branches():
    live, machine, transfer, dnc = choices_of(broadcasts.VoiceBroadcastConfig)
    assert [item.field for item in live.items] == ["live_sound_text", "live_sound_id"]
    assert {choice.min for choice in (live, machine, transfer, dnc)} == {0}
    assert live.field is None


def test_a_choice_stands_where_its_first_branch_stands():
    names = [getattr(item, "field", None) for item in shape_of(broadcasts.CreateContactBatch).content.items]
    assert names == ["request_id", "broadcast_id", "name", None, "scrub_broadcast_duplicates", "start"]


def test_a_branch_may_take_two_fields():
    [choice] = choices_of(sounds.GetRecordingData)
    both, alone = choice.items
    assert isinstance(both, Sequence)
    assert [item.field for item in both.items] == ["call_id", "name"]
    assert isinstance(alone, Element)


def test_text_and_attributes_of_a_number():
    shape = shape_of(common.ToNumber)
    field, simple = shape.text
    assert (field, simple.name) == ("number", "PhoneNumber")
    assert [(item.name, item.field) for item in shape.attributes] == [("ClientData", "client_data")]
    assert shape.open_attributes == "open_attributes"
    assert list(shape.elements()) == []


def test_text_may_be_a_list():
    shape = shape_of(contacts.Numbers)
    assert shape.text[1].list_of.name == "PhoneNumber"
    [attribute] = shape.attributes
    assert (attribute.name, attribute.default, attribute.is_required) == ("fieldName", "homePhone", False)


def test_names_that_follow_no_rule_are_kept():
    assert element(call_centers.IdCampaignIdRequest, "campaign_id").clark == service("campaignId")
    assert element(call_centers.IdCampaignIdRequest, "id").clark == service("id")
    assert element(call_centers.QueryAgentsRequest, "campaign_id").clark == service("CampaignId")


def test_attributes_are_named_in_camel_case():
    names = [item.name for item in shape_of(contacts.Contact).attributes]
    assert names[:4] == ["id", "firstName", "lastName", "zipcode"]


def test_elements_may_share_a_type():
    elements = global_elements()
    assert elements[service("GetCall")] is elements[service("GetText")] is shape_of(common.IdRequest)
    assert elements[service("CreatedId")].builtin == "long"
    assert elements[f"{{{xsd.NOTIFICATION}}}TextReceived"].name == "TextNotification"


def test_an_unmarked_class_is_no_part_of_the_contract():
    @dataclass(frozen=True)
    class Stranger:
        name: str

    with pytest.raises(TypeError, match="Stranger"):
        shape_of(Stranger)
