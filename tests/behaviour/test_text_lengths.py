"""One length for names and for what is kept of contacts, whichever way they come."""

import base64

import pytest

from tests.behaviour.outside import OWN_NUMBER, Refused, number, text, voice

LONGEST, TOO_LONG = "x" * 255, "x" * 256
ANN = number(0)


def contact(value, field="firstName"):
    values = {"homePhone": ANN, field: value}
    return "<d:Contact " + " ".join(f'{name}="{each}"' for name, each in values.items()) + "/>"


def new_list(api, source, name="People"):
    inside = f"<Name>{name}</Name><ContactSource>{source}</ContactSource>"
    return api.id(f"<CreateContactList>{inside}</CreateContactList>")


def by_new_list(api, value, field):
    new_list(api, contact(value, field))


def by_longer_list(api, value, field):
    known = new_list(api, f"<Numbers>{number(1)}</Numbers>")
    source = f"<ContactSource>{contact(value, field)}</ContactSource>"
    api(f"<AddContactsToList><ContactListId>{known}</ContactListId>{source}</AddContactsToList>")


def by_update(api, value, field):
    api.contact_list({"homePhone": ANN})
    [known] = [each["id"] for each in api("<QueryContacts/>").all("Contact")]
    api(f'<UpdateContacts><d:Contact id="{known}" {field}="{value}"/></UpdateContacts>')


WAYS = [by_new_list, by_longer_list, by_update]
FIELDS = ["firstName", "lastName", "zipcode", "externalId", "externalSystem", "favourite"]


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("way", WAYS)
def test_a_field_of_a_contact_has_the_same_limit_by_every_way(api, way, field):
    with pytest.raises(Refused) as refused:
        way(api, TOO_LONG, field)
    assert (refused.value.fault_code, refused.value.text) == (
        "BAD_REQUEST",
        f"{field} has at most 255 characters",
    )
    api.reset()
    way(api, LONGEST, field)
    found = api(f"<QueryContacts><Field>{field}</Field><String>{LONGEST}</String></QueryContacts>")
    assert [each["homePhone"] for each in found.all("Contact")] == [ANN]


@pytest.mark.parametrize("way", WAYS)
def test_the_name_of_a_field_has_it_as_well(api, way):
    with pytest.raises(Refused) as refused:
        way(api, "red", TOO_LONG)
    assert refused.value.text == "the name of a field has at most 255 characters"
    api.reset()
    way(api, "red", LONGEST)


@pytest.mark.parametrize(("value", "status"), [(LONGEST, "ACTIVE"), (TOO_LONG, "COLUMN_TOO_LARGE")])
def test_a_file_has_the_same_limit_and_says_so_by_its_status(api, value, status):
    file = base64.b64encode(f"firstName,homePhone\n{value},{ANN}\n".encode()).decode()
    made = new_list(api, f"<File>{file}</File>")
    assert api(f"<GetContactList><Id>{made}</Id></GetContactList>").Status == status


def test_what_comes_along_with_a_number_is_no_field_of_a_contact(api):
    words = "word " * 100
    recipient = f'<ToNumber greeting="{words}">{ANN}</ToNumber>'
    api.send_text(config=text("${greeting}"), before=recipient)
    api.advance(60)
    [sent] = api.texts()
    assert [record.Message for record in sent.all("TextRecord")][-1] == words[:160]


def broadcast(api, name):
    api.create(voice(), name=name)


def renamed_broadcast(api, name):
    known = api.create(voice())
    config = f"<d:Name>{name}</d:Name>{voice()}"
    api(f'<UpdateBroadcast><d:Broadcast id="{known}">{config}</d:Broadcast></UpdateBroadcast>')


def sent_call(api, name):
    api.send_call(ANN, config=voice(), before=f"<BroadcastName>{name}</BroadcastName>")


def sent_text(api, name):
    api.send_text(ANN, config=text(), before=f"<BroadcastName>{name}</BroadcastName>")


def batch(api, name):
    known = api.create(voice())
    inside = f"<BroadcastId>{known}</BroadcastId><Name>{name}</Name><ToNumber>{ANN}</ToNumber>"
    api(f"<CreateContactBatch>{inside}</CreateContactBatch>")


def renamed_batch(api, name):
    api.send_call(ANN, config=voice())
    api(f"<ControlContactBatch><Id>1</Id><Name>{name}</Name></ControlContactBatch>")


def contact_list(api, name):
    new_list(api, f"<Numbers>{ANN}</Numbers>", name)


def dnc_list(api, name):
    api(f"<CreateDncListRequest><Name>{name}</Name><Numbers>{ANN}</Numbers></CreateDncListRequest>")


def sound(api, name):
    api(f"<CreateSound><Name>{name}</Name><SoundText>Hello</SoundText></CreateSound>")


def sound_that_is_known(api, name):
    sound(api, "Hello")
    sound(api, name)


def spoken_sound(api, name):
    api(
        f"<CreateSound><Name>{name}</Name><RecordingCall><ToNumber>{ANN}</ToNumber></RecordingCall></CreateSound>"
    )


def label(api, name):
    known = api.create(voice())
    api(f"<LabelBroadcast><Id>{known}</Id><LabelName>{name}</LabelName></LabelBroadcast>")


def label_of_number(api, name):
    api(f"<LabelNumber><Number>{OWN_NUMBER}</Number><LabelName>{name}</LabelName></LabelNumber>")


NAMED = [broadcast, renamed_broadcast, sent_call, sent_text, batch, renamed_batch, contact_list, dnc_list]
NAMED += [sound, sound_that_is_known, spoken_sound, label, label_of_number]


@pytest.mark.parametrize("make", NAMED)
def test_every_name_has_at_most_255_characters(api, make):
    with pytest.raises(Refused) as refused:
        make(api, TOO_LONG)
    assert refused.value.fault_code == "BAD_REQUEST"
    assert refused.value.text.endswith("255 characters")
    api.reset()
    make(api, LONGEST)


@pytest.mark.parametrize(
    "query",
    [
        "<QueryCalls><LabelName>{}</LabelName></QueryCalls>",
        "<QueryTexts><LabelName>{}</LabelName></QueryTexts>",
        "<QueryBroadcasts><LabelName>{}</LabelName></QueryBroadcasts>",
        "<QueryNumbers><d:Region/><LabelName>{}</LabelName></QueryNumbers>",
        "<DeleteLabel><LabelName>{}</LabelName></DeleteLabel>",
        f"<UnlabelNumber><Number>{OWN_NUMBER}</Number><LabelName>{{}}</LabelName></UnlabelNumber>",
    ],
)
def test_a_label_that_nobody_knows_is_a_fault_everywhere(api, query):
    for unknown in "nobody", TOO_LONG:
        with pytest.raises(Refused) as refused:
            api(query.format(unknown))
        assert refused.value.fault_code in {"NOT_FOUND", "BAD_REQUEST"}
    with pytest.raises(Refused) as refused:
        api(query.format("nobody"))
    assert (refused.value.fault_code, refused.value.text) == ("NOT_FOUND", "no label nobody")
