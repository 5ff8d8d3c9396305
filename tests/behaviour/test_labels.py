"""Labels: how they are named, what shows them, and what is found by them."""

import pytest

from tests.behaviour.outside import OWN_NUMBER, Refused, fields, number, text, voice

ANN, BOB = number(0), number(1)
OTHER_NUMBER = "14246528111"


def label(api, operation, thing, name):
    named = "Number" if operation.endswith("Number") else "Id"
    body = f"<{named}>{thing}</{named}><LabelName>{name}</LabelName>"
    assert api(f"<{operation}>{body}</{operation}>") is None


def names(api, paging="", **options):
    answer = api(f"<QueryLabels>{paging}</QueryLabels>", **options)
    return [each.Name for each in answer.all("Label")]


def shown(action):
    return [each.Name for each in action.all("Label")]


def broadcasts(api, name):
    found = api(f"<QueryBroadcasts><LabelName>{name}</LabelName></QueryBroadcasts>").all("Broadcast")
    return [int(each["id"]) for each in found]


def refused_with(api, body):
    with pytest.raises(Refused) as refused:
        api(body)
    return refused.value


def create(api, written):
    body = f"<d:Name>x</d:Name><d:Type>VOICE</d:Type>{written}{voice()}"
    return api.id(f"<CreateBroadcast><d:Broadcast>{body}</d:Broadcast></CreateBroadcast>")


def update(api, written):
    body = f'<d:Broadcast id="{create(api, "")}"><d:Name>x</d:Name>{written}{voice()}</d:Broadcast>'
    api(f"<UpdateBroadcast>{body}</UpdateBroadcast>")


def send_to_default(api, written):
    api.send_text(ANN, rest=written, after="<UseDefaultBroadcast>true</UseDefaultBroadcast>")


def send_to_broadcast(api, written):
    named = f"<BroadcastId>{api.create(text())}</BroadcastId>"
    api.send_text(ANN, rest=written, after=named)


# How a label gets onto something besides the operations that are there for it.
WAYS = {
    "CreateBroadcast": ("d:", create),
    "UpdateBroadcast": ("d:", update),
    "SendCall": ("", lambda api, written: api.send_call(ANN, rest=written)),
    "SendText": ("", lambda api, written: api.send_text(ANN, rest=written)),
    "SendText to the default broadcast": ("", send_to_default),
    "SendText to a broadcast": ("", send_to_broadcast),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_label_that_comes_along_is_trimmed_and_an_empty_one_is_none(api, way):
    prefix, make = WAYS[way]
    given = " Red  shoes ", "", "   ", "RED  SHOES\n"
    make(api, "".join(f"<{prefix}Label>{each}</{prefix}Label>" for each in given))
    assert names(api) == ["Red  shoes"]
    assert len(broadcasts(api, "red  shoes ")) == 1
    assert api("<DeleteLabel><LabelName>red  shoes</LabelName></DeleteLabel>") is None
    assert names(api) == []


@pytest.mark.parametrize("way", WAYS)
def test_a_label_that_is_too_long_is_refused_and_nothing_is_stored(api, way):
    prefix, make = WAYS[way]
    make(api, f"<{prefix}Label>{'x' * 255}</{prefix}Label>")
    before = api("<QueryBroadcasts/>").TotalResults, api("<QueryTexts/>").TotalResults
    with pytest.raises(Refused) as refused:
        make(api, f"<{prefix}Label>fine</{prefix}Label><{prefix}Label>{'x' * 256}</{prefix}Label>")
    assert (refused.value.fault_code, refused.value.message) == (
        "BAD_REQUEST",
        "LabelName has 1 to 255 characters",
    )
    after = api("<QueryBroadcasts/>").TotalResults, api("<QueryTexts/>").TotalResults
    # Two ways begin by making a broadcast without labels.
    begins = way in {"UpdateBroadcast", "SendText to a broadcast"}
    assert after == (str(int(before[0]) + begins), before[1])
    assert names(api) == ["x" * 255]


@pytest.mark.parametrize("operation", ["QueryCalls", "QueryTexts", "QueryBroadcasts"])
def test_a_filter_is_trimmed_and_knows_no_case(api, operation):
    for send in api.send_call, api.send_text:
        send(ANN, rest="<Label>Sale</Label>")
        send(BOB)
    for name in "Sale", " sALE ", "sale\n":
        answer = api(f"<{operation}><LabelName>{name}</LabelName></{operation}>")
        assert answer.TotalResults == ("2" if operation == "QueryBroadcasts" else "1")
    everything = api(f"<{operation}><LabelName>  </LabelName></{operation}>")
    assert everything.TotalResults == ("4" if operation == "QueryBroadcasts" else "2")


@pytest.mark.parametrize("command", [None, "START", "STOP", "ARCHIVE"])
def test_a_broadcast_can_be_labelled_whatever_it_is_doing(api, command):
    broadcast_id = api.create(voice())
    api.add_batch(broadcast_id, ANN)
    if command:
        api.control(broadcast_id, "START")
        api.control(broadcast_id, command)
    label(api, "LabelBroadcast", broadcast_id, "sale")
    label(api, "LabelBroadcast", broadcast_id, "SALE")
    assert [each.text for each in api.broadcast(broadcast_id).all("Label")] == ["sale"]
    label(api, "UnlabelBroadcast", broadcast_id, "Sale")
    assert api.broadcast(broadcast_id).all("Label") == []
    assert names(api) == ["sale"]


def test_calls_and_texts_show_the_labels_that_their_broadcast_has_now(api):
    called, texted = api.send_call(ANN), api.send_text(BOB)
    api.advance(minutes=1)
    for broadcast_id in called, texted:
        label(api, "LabelBroadcast", broadcast_id, "sale")
        label(api, "LabelBroadcast", broadcast_id, "autumn")
    for rows in api.calls(), api.texts():
        assert [shown(each) for each in rows] == [["sale", "autumn"]]
    assert shown(api("<GetCall><Id>1</Id></GetCall>")) == ["sale", "autumn"]
    assert shown(api("<GetText><Id>2</Id></GetText>")) == ["sale", "autumn"]
    [call] = api("<GetContactHistory><ContactId>1</ContactId></GetContactHistory>").all("Call")
    assert shown(call) == ["sale", "autumn"]
    label(api, "UnlabelBroadcast", called, "autumn")
    api("<DeleteLabel><LabelName>sale</LabelName></DeleteLabel>")
    assert (shown(api.calls()[0]), shown(api.texts()[0])) == ([], ["autumn"])


def test_what_arrives_shows_the_labels_of_the_number_and_what_goes_out_does_not(api):
    label(api, "LabelNumber", OWN_NUMBER[1:], "front desk")
    label(api, "LabelNumber", "+" + OWN_NUMBER, "day")
    api.auto_reply(OWN_NUMBER, "Thanks")
    for own in OWN_NUMBER, OTHER_NUMBER:
        api.text_arrives(ANN, own, "Hello")
        api.sandbox("POST", "calls", {"from": ANN, "to": own, "reaction": {"answer": "live"}})
    api.advance(minutes=1)
    texts = {(each.FromNumber, each.find("ToNumber").text): shown(each) for each in api.texts()}
    assert texts == {
        (ANN, OWN_NUMBER): ["front desk", "day"],
        (OWN_NUMBER, ANN): [],
        (ANN, OTHER_NUMBER): [],
    }
    assert [shown(each) for each in api.calls()] == [["front desk", "day"], []]
    first = min(int(each["id"]) for each in api.texts())
    assert shown(api(f"<GetText><Id>{first}</Id></GetText>")) == ["front desk", "day"]
    label(api, "UnlabelNumber", OWN_NUMBER, "FRONT DESK")
    assert [shown(each) for each in api.calls()] == [["day"], []]


def test_pages_of_what_a_label_finds_on_broadcasts_and_numbers_are_newest_first(api):
    label(api, "LabelNumber", OWN_NUMBER, "sale")
    for _ in range(3):
        api.send_text(ANN, rest="<Label>Sale</Label>")
        api.send_text(BOB)
        api.text_arrives(ANN, OWN_NUMBER, "Hello")
    wanted = "<LabelName>SALE</LabelName>"
    every = [int(each["id"]) for each in api.texts(wanted)][::-1]
    assert (len(every), every) == (6, sorted(every, reverse=True))
    for first in range(7):
        page = f"<MaxResults>2</MaxResults><FirstResult>{first}</FirstResult>"
        answer = api(f"<QueryTexts>{page}{wanted}</QueryTexts>")
        assert answer.TotalResults == "6"
        assert [int(each["id"]) for each in answer.all("Text")] == every[first : first + 2]
    for inbound, found in ("true", every[::2]), ("false", every[1::2]):
        rows = api.texts(f"<Inbound>{inbound}</Inbound>{wanted}")
        assert [int(each["id"]) for each in rows][::-1] == found
    result = f"<Result>RECEIVED</Result><Inbound>true</Inbound><ToNumber>{OWN_NUMBER}</ToNumber>{wanted}"
    assert len(api.texts(result)) == 3


def test_batches_and_labels_hold_together(api):
    labelled = api.send_text(ANN, rest="<Label>sale</Label>")
    api.send_text(ANN)
    for batch, broadcast_id, found in (1, labelled, 1), (2, labelled, 0), (1, labelled + 1, 0):
        filters = f"<BroadcastId>{broadcast_id}</BroadcastId><BatchId>{batch}</BatchId>"
        assert len(api.texts(filters + "<LabelName>sale</LabelName>")) == found


def test_labels_are_sorted_attached_or_not_and_paged(api):
    broadcast_id = api.create(voice())
    for name in "pear", "apple", "fig":
        label(api, "LabelBroadcast", broadcast_id, name)
    label(api, "UnlabelBroadcast", broadcast_id, "fig")
    assert names(api) == ["apple", "fig", "pear"]
    assert names(api, "<MaxResults>1</MaxResults><FirstResult>1</FirstResult>") == ["fig"]
    answer = api("<QueryLabels><FirstResult>3</FirstResult></QueryLabels>")
    assert (answer.TotalResults, answer.all("Label")) == ("3", [])
    assert names(api, login="sandbox2") == []


def test_a_deleted_label_can_be_made_anew_and_is_on_nothing(api):
    broadcast_id = api.create(voice())
    label(api, "LabelBroadcast", broadcast_id, "sale")
    label(api, "LabelNumber", OWN_NUMBER, "sale")
    api("<DeleteLabel><LabelName>sale</LabelName></DeleteLabel>")
    label(api, "LabelNumber", OTHER_NUMBER, "SALE")
    assert (names(api), broadcasts(api, "sale")) == (["SALE"], [])
    api.text_arrives(ANN, OWN_NUMBER, "Hello")
    assert api.texts("<LabelName>sale</LabelName>") == []


@pytest.mark.parametrize("operation", ["LabelNumber", "UnlabelNumber"])
@pytest.mark.parametrize("given", ["12135551127", "67076", "13105551212", "number", "2"])
def test_k16_a_number_that_is_not_owned_is_not_found(api, operation, given):
    body = f"<{operation}><Number>{given}</Number><LabelName>sale</LabelName></{operation}>"
    fault = refused_with(api, body)
    assert (fault.status, fault.fault_code) == (500, "NOT_FOUND")
    assert fault.message == f"number {given} does not exist, or is inactive"
    assert names(api) == []


def test_labels_of_the_two_accounts_have_nothing_to_do_with_each_other(api):
    api.send_text(ANN, rest="<Label>sale</Label>")
    body = f"<SendText><ToNumber>{ANN}</ToNumber><Label>SALE</Label>{text()}</SendText>"
    api.id(body, login="sandbox2")
    assert (names(api), names(api, login="sandbox2")) == (["sale"], ["SALE"])
    api("<DeleteLabel><LabelName>Sale</LabelName></DeleteLabel>", login="sandbox2")
    assert (names(api), names(api, login="sandbox2")) == (["sale"], [])
    assert shown(api.texts()[0]) == ["sale"]


def test_an_update_keeps_the_labels_and_adds_those_that_are_new(api):
    broadcast_id = create(api, "<d:Label>One</d:Label>")
    written = fields(Name="x") + "<d:Label>ONE</d:Label><d:Label> two </d:Label>" + voice()
    api(f'<UpdateBroadcast><d:Broadcast id="{broadcast_id}">{written}</d:Broadcast></UpdateBroadcast>')
    assert [each.text for each in api.broadcast(broadcast_id).all("Label")] == ["One", "two"]


@pytest.mark.parametrize("given", ["x" * 256, "x" * 5000, "nobody"])
@pytest.mark.parametrize(
    "asked",
    [
        "<QueryCalls>{}</QueryCalls>",
        "<QueryBroadcasts>{}</QueryBroadcasts>",
        "<DeleteLabel>{}</DeleteLabel>",
        "<UnlabelBroadcast><Id>1</Id>{}</UnlabelBroadcast>",
        f"<UnlabelNumber><Number>{OWN_NUMBER}</Number>{{}}</UnlabelNumber>",
    ],
)
def test_a_label_that_is_not_there_is_not_found_however_long_its_name_is(api, asked, given):
    api.create(voice())
    fault = refused_with(api, asked.format(f"<LabelName>{given}</LabelName>"))
    assert fault.fault_code == "NOT_FOUND"


def test_a_label_that_is_too_long_cannot_be_made(api):
    broadcast_id, name = api.create(voice()), f"<LabelName>{'x' * 256}</LabelName>"
    for body in (
        f"<LabelBroadcast><Id>{broadcast_id}</Id>{name}</LabelBroadcast>",
        f"<LabelNumber><Number>{OWN_NUMBER}</Number>{name}</LabelNumber>",
    ):
        assert refused_with(api, body).fault_code == "BAD_REQUEST"


def test_a_broadcast_has_so_many_labels_and_each_request_brings_fewer(api):
    """All calls and texts of a broadcast show its labels: a page of a thousand would show each a thousand times."""
    some = [f"l{at}" for at in range(500)]
    default = "<UseDefaultBroadcast>true</UseDefaultBroadcast>"

    def send(names):
        named = "".join(f"<Label>{each}</Label>" for each in names)
        return api.send_text(ANN, rest=named, after=default)

    with pytest.raises(Refused, match="a request may attach at most 100 labels"):
        send(some[:101])
    for at in range(0, 500, 100):
        created = send(some[at : at + 100])
    send(some[:3])
    label(api, "LabelBroadcast", created, "l499")
    with pytest.raises(Refused, match="a broadcast or number has at most 500 labels") as refused:
        label(api, "LabelBroadcast", created, "one more")
    assert refused.value.fault_code == "BAD_REQUEST"
    label(api, "UnlabelBroadcast", created, "l0")
    label(api, "LabelBroadcast", created, "one more")
    assert len(shown(api.texts()[0])) == 500
