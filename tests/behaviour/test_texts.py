"""Texts that are sent: senders, long messages, templates, the broadcasts they go through."""

import pytest

from callfire_soap import bootstrap
from callfire_soap.config import ClockChoice, Config
from callfire_soap.services import administration
from tests.behaviour.outside import (
    CALLER_ID,
    OWN_NUMBER,
    SHORT_CODE,
    Account,
    Refused,
    hours,
    number,
    numbers,
    retry,
    text,
    voice,
)
from tests.builders import NOW

ANN, BOB = number(0), number(1)
DEFAULT = "<UseDefaultBroadcast>true</UseDefaultBroadcast>"
LONG = "".join(str(index % 10) for index in range(350))


def sent(api, message="Hello", *recipients, **settings):
    """Answer the last text after it was sent."""
    api.send_text(*(recipients or [ANN]), config=text(message, **settings))
    api.advance(1)
    return api.texts()[-1]


def records(text_):
    return text_.all("TextRecord")


def test_a_text_shows_all_that_belongs_to_it(api):
    shown = sent(api)
    assert shown.values() == {
        "FromNumber": SHORT_CODE,
        "ToNumber": ANN,
        "State": "FINISHED",
        "BatchId": "1",
        "BroadcastId": "1",
        "ContactId": "1",
        "Inbound": "false",
        "Created": "2026-01-05T17:00:00Z",
        "Modified": "2026-01-05T17:00:00Z",
        "FinalResult": "SENT",
        "Message": "Hello",
    }
    [record] = records(shown)
    assert record.values() == {
        "Result": "SENT",
        "FinishTime": "2026-01-05T17:00:00Z",
        "BilledAmount": "1.0",
        "Message": "Hello",
    }
    assert api(f"<GetText><Id>{shown['id']}</Id></GetText>").values() == shown.values()


@pytest.mark.parametrize(
    ("sender", "shown"),
    [
        (None, SHORT_CODE),
        (SHORT_CODE, SHORT_CODE),
        (OWN_NUMBER, OWN_NUMBER),
        (OWN_NUMBER[1:], OWN_NUMBER),
        ("+" + OWN_NUMBER, OWN_NUMBER),
    ],
)
def test_senders_are_the_short_code_and_own_numbers(api, sender, shown):
    assert sent(api, sender=sender).FromNumber == shown
    assert api.carrier()[0]["from"] == shown


@pytest.mark.parametrize(
    ("length", "parts"), [(1, [1]), (160, [160]), (161, [160, 1]), (320, [160, 160]), (350, [160, 160, 30])]
)
def test_long_messages_are_sent_in_parts_that_are_charged_one_by_one(api, length, parts):
    shown = sent(api, LONG[:length])
    found = records(shown)
    # Newest first.
    assert [len(record.Message) for record in found] == parts[::-1]
    assert "".join(record.Message for record in found[::-1]) == LONG[:length]
    assert {(record.Result, record.BilledAmount) for record in found} == {("SENT", "1.0")}
    assert (shown.Message, shown.FinalResult) == (LONG[:length], "SENT")
    stats = api.stats(1)
    assert stats.UsageStats.BilledAmount == f"{len(parts)}.0"
    assert (stats.UsageStats.Attempts, stats.UsageStats.Actions) == (str(len(parts)), "1")


def test_a_message_too_long_to_send_is_too_big_and_free(api):
    shown = sent(api, LONG[:161], strategy="DO_NOT_SEND")
    assert (shown.State, shown.FinalResult) == ("FINISHED", "TOO_BIG")
    [record] = records(shown)
    assert (record.Result, record.BilledAmount) == ("TOO_BIG", "0.0")
    assert api.carrier() == []
    assert sent(api, LONG[:160], strategy="DO_NOT_SEND").FinalResult == "SENT"


def test_a_message_may_be_trimmed(api):
    shown = sent(api, LONG, strategy="TRIM")
    [record] = records(shown)
    assert (record.Message, record.BilledAmount) == (LONG[:160], "1.0")
    assert api.carrier()[0]["message"] == LONG[:160]


def test_the_length_counts_after_the_values_are_put_in(api):
    api.send_text(
        f'<ToNumber name="{"x" * 10}">{ANN}</ToNumber>',
        f'<ToNumber name="y">{BOB}</ToNumber>',
        config=text("${name}" + "z" * 155, strategy="DO_NOT_SEND"),
    )
    api.advance(1)
    assert [each.FinalResult for each in api.texts()] == ["TOO_BIG", "SENT"]


def test_templates_take_attributes_client_data_and_contact_fields(api):
    recipient = f'<ToNumber ClientData="order 7" name="Ann Lee" Name="other">{ANN}</ToNumber>'
    api.send_text(
        recipient,
        config=text("Hi ${name}: ${ClientData}, ${contact.name}, ${homePhone} ${contact.homePhone}"),
    )
    api.advance(1)
    expected = f"Hi Ann Lee: order 7, Ann Lee, {ANN} {ANN}"
    assert api.carrier()[0]["message"] == expected
    [only] = api.texts()
    assert (only.Message, records(only)[0].Message) == (expected, expected)


def test_unknown_names_become_nothing_and_braces_alone_are_plain(api):
    assert sent(api, "[${nobody}] {name} $name ${contact.nothing}|").Message == "[] {name} $name |"


def test_values_of_one_recipient_are_not_those_of_the_next(api):
    api.send_text(f'<ToNumber name="Ann">{ANN}</ToNumber>', BOB, config=text("Hi ${name}!"))
    api.advance(1)
    assert [entry["message"] for entry in api.carrier()] == ["Hi Ann!", "Hi !"]
    assert [each.Message for each in api.texts()] == ["Hi Ann!", "Hi !"]


def test_a_text_from_a_number_to_itself_is_accepted_and_not_delivered(api):
    shown = sent(api, "Hello", OWN_NUMBER, sender=OWN_NUMBER)
    assert (shown.State, shown.FinalResult, records(shown)[0].BilledAmount) == (
        "FINISHED",
        "CARRIER_ERROR",
        "0.0",
    )
    assert api.carrier() == []


@pytest.mark.parametrize(
    ("answer", "result"),
    [
        ("carrier_error", "CARRIER_ERROR"),
        ("carrier_temp_error", "CARRIER_TEMP_ERROR"),
        ("internal_error", "INTERNAL_ERROR"),
    ],
)
def test_texts_that_are_not_delivered_are_free(api, answer, result):
    api.script(ANN, {"answer": answer})
    shown = sent(api)
    assert (shown.FinalResult, records(shown)[0].BilledAmount) == (result, "0.0")


def test_a_text_whose_outcome_never_comes_is_a_timeout(api):
    api.script(ANN, {"answer": "lost"})
    assert sent(api).State == "SELECTED"
    api.advance(hours=1)
    assert api.texts()[0].State == "TIMEOUT"


def test_a_text_through_a_broadcast_keeps_its_own_message_and_sender(api):
    broadcast_id = api.create(text("Theirs"))
    through = f"<BroadcastId>{broadcast_id}</BroadcastId>"
    assert api.send_text(ANN, config=text("Mine", sender=OWN_NUMBER), after=through) == broadcast_id
    api.advance(1)
    assert api.send_text(BOB, config=text("Mine too"), after=through) == broadcast_id
    api.advance(1)
    assert [(each.Message, each.FromNumber) for each in api.texts()] == [
        ("Mine", OWN_NUMBER),
        ("Mine too", SHORT_CODE),
    ]
    assert [entry["message"] for entry in api.carrier()] == ["Mine", "Mine too"]
    assert api.broadcast(broadcast_id).TextBroadcastConfig.Message == "Theirs"
    assert api("<QueryContactBatches><BroadcastId>1</BroadcastId></QueryContactBatches>").TotalResults == "2"


def test_the_default_broadcast_is_one_and_the_same(api):
    default = "<UseDefaultBroadcast>true</UseDefaultBroadcast>"
    first = api.send_text(ANN, config=text("One"), after=default)
    api.advance(1)
    second = api.send_text(BOB, config=text("Two"), rest="<Label>sale</Label>", after=default)
    api.advance(1)
    assert first == second
    assert [each.Message for each in api.texts()] == ["One", "Two"]
    assert [each.BatchId for each in api.texts()] == [None, None]
    assert [each.BroadcastId for each in api.texts()] == [str(first)] * 2
    assert api.broadcast(first).Type == "TEXT"
    assert api.send_text(ANN) != first


def test_the_named_broadcast_wins_over_the_default_one(api):
    broadcast_id = api.create(text())
    after = f"<BroadcastId>{broadcast_id}</BroadcastId><UseDefaultBroadcast>true</UseDefaultBroadcast>"
    assert api.send_text(ANN, after=after) == broadcast_id


def test_every_account_has_a_default_broadcast_of_its_own(api):
    default = "<UseDefaultBroadcast>true</UseDefaultBroadcast>"
    mine = api.send_text(ANN, after=default)
    body = f"<SendText><ToNumber>{ANN}</ToNumber>{text()}{default}</SendText>"
    assert api.id(body, login="sandbox2") != mine


STRATEGIES = (None, "SEND_MULTIPLE", "TRIM", "DO_NOT_SEND")
BIG = {
    "SEND_MULTIPLE": ("SENT", LONG, 3),
    "TRIM": ("SENT", LONG[:160], 1),
    "DO_NOT_SEND": ("TOO_BIG", LONG, 0),
}
"""What becomes of LONG: the result, the message of the text, and how many parts are billed."""


@pytest.fixture(params=["BroadcastId", "UseDefaultBroadcast"])
def shared(api, request):
    """Answer what sends a text through one broadcast that is there before; each call answers its id."""
    after = DEFAULT
    if request.param == "BroadcastId":
        after = f"<BroadcastId>{api.create(text('Theirs'))}</BroadcastId>"

    def send(*recipients, **settings):
        return api.send_text(*recipients, config=text(**settings), after=after)

    return send


def update(api, broadcast_id, **settings):
    body = f'<d:Broadcast id="{broadcast_id}"><d:Name>x</d:Name>{text(**settings)}</d:Broadcast>'
    api(f"<UpdateBroadcast>{body}</UpdateBroadcast>")


def assert_sent_by(api, broadcast_id, strategies):
    """Look at texts of LONG, each with its strategy, in all places where they are seen."""
    expected = [BIG[strategy or "SEND_MULTIPLE"] for strategy in strategies]
    shown = api.texts(f"<BroadcastId>{broadcast_id}</BroadcastId>")
    assert [(each.FinalResult, each.Message) for each in shown] == [each[:2] for each in expected]
    for each, (result, message, parts) in zip(shown, expected, strict=True):
        found = [(record.Result, record.BilledAmount, record.Message) for record in records(each)[::-1]]
        if parts:
            said = [message[at : at + 160] for at in range(0, len(message), 160)]
            assert found == [(result, "1.0", part) for part in said]
            assert len(found) == parts
        else:
            assert found == [(result, "0.0", message)]
    handed = [
        (each.find("ToNumber").text, message)
        for each, (_, message, parts) in zip(shown, expected, strict=True)
        if parts
    ]
    assert [(entry["to"], entry["message"]) for entry in api.carrier()] == handed
    usage = api.stats(broadcast_id).UsageStats
    assert usage.BilledAmount == f"{sum(parts for _, _, parts in expected)}.0"


def test_each_text_through_a_shared_broadcast_has_the_strategy_of_its_request(api, shared):
    for index, strategy in enumerate(STRATEGIES):
        broadcast_id = shared(number(index), message=LONG, strategy=strategy)
    api.advance(1)
    assert_sent_by(api, broadcast_id, STRATEGIES)


def test_all_texts_of_a_request_have_its_strategy(api, shared):
    shared(*(number(index) for index in range(2)), message=LONG, strategy="TRIM")
    broadcast_id = shared(number(2), message=LONG)
    api.advance(1)
    assert_sent_by(api, broadcast_id, ["TRIM", "TRIM", None])


@pytest.mark.parametrize("theirs", ["SEND_MULTIPLE", "TRIM", "DO_NOT_SEND"])
def test_the_strategy_of_the_shared_broadcast_is_that_of_its_own_texts_alone(api, theirs):
    broadcast_id = api.create(text(LONG, strategy=theirs))
    api.add_batch(broadcast_id, number(9))
    through = f"<BroadcastId>{broadcast_id}</BroadcastId>"
    for index, strategy in enumerate(STRATEGIES):
        api.send_text(number(index), config=text(LONG, strategy=strategy), after=through)
    api.advance(1)
    assert_sent_by(api, broadcast_id, [theirs, *STRATEGIES])
    assert api.broadcast(broadcast_id).TextBroadcastConfig.BigMessageStrategy == theirs


@pytest.mark.parametrize("later", ["SEND_MULTIPLE", "TRIM", "DO_NOT_SEND"])
def test_an_update_of_the_shared_broadcast_changes_no_strategy_of_a_request(api, shared, later):
    for index, strategy in enumerate(STRATEGIES):
        broadcast_id = shared(number(index), message=LONG, strategy=strategy)
    assert {each.State for each in api.texts()} == {"READY"}
    update(api, broadcast_id, message="Later", strategy=later)
    shown = api.broadcast(broadcast_id).TextBroadcastConfig
    assert (shown.Message, shown.BigMessageStrategy) == ("Later", later)
    api.advance(1)
    assert_sent_by(api, broadcast_id, STRATEGIES)


def test_the_strategy_of_a_request_counts_after_the_values_are_put_in(api, shared):
    long, short = (
        f'<ToNumber name="{"x" * 6}">{ANN}</ToNumber>',
        f'<ToNumber name="{"x" * 5}">{BOB}</ToNumber>',
    )
    for strategy in STRATEGIES:
        shared(long, short, message="${name}" + "y" * 155, strategy=strategy)
    api.advance(1)
    results = [(each.FinalResult, len(records(each)), len(each.Message)) for each in api.texts()]
    whole = ("SENT", 1, 160)
    twice, trimmed, refused = ("SENT", 2, 161), ("SENT", 1, 160), ("TOO_BIG", 1, 161)
    assert results == [twice, whole, twice, whole, trimmed, whole, refused, whole]


def test_a_short_text_is_sent_whatever_the_strategy_of_its_request(api, shared):
    for strategy in STRATEGIES:
        shared(ANN, message=LONG[:160], strategy=strategy)
    api.advance(1)
    assert [each.FinalResult for each in api.texts()] == ["SENT"] * 4
    assert [entry["message"] for entry in api.carrier()] == [LONG[:160]] * 4


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_a_further_attempt_has_the_strategy_of_the_request_too(api, strategy):
    again = retry(2, 5, "CARRIER_TEMP_ERROR TOO_BIG")
    broadcast_id = api.create(text("Theirs", common=again))
    api.script(ANN, {"answer": "carrier_temp_error"}, {"answer": "live"})
    api.send_text(
        ANN, config=text(LONG, strategy=strategy), after=f"<BroadcastId>{broadcast_id}</BroadcastId>"
    )
    api.advance(60)
    update(api, broadcast_id, message="Later", common=again, strategy="DO_NOT_SEND" if not strategy else None)
    api.advance(minutes=10)
    result, message, parts = BIG[strategy or "SEND_MULTIPLE"]
    [only] = api.texts()
    assert (only.FinalResult, only.Message) == (result, message)
    sent_parts = [record for record in records(only) if record.Result == "SENT"]
    assert [record.BilledAmount for record in sent_parts] == ["1.0"] * parts
    assert [entry["message"] for entry in api.carrier()] == ([message] * 2 if parts else [])
    assert api.stats(broadcast_id).UsageStats.BilledAmount == f"{parts}.0"


def test_the_strategies_of_requests_outlive_a_restart(tmp_path):
    database = str(tmp_path / "restarted.db")
    bootstrap.upgrade_database(database)
    config = Config(sandbox=True, database=database, clock=ClockChoice.MANUAL)
    system = bootstrap.build(config)
    api = Account(system)
    again = retry(2, 5, "CARRIER_TEMP_ERROR")
    through = f"<BroadcastId>{api.create(text('Theirs', common=again))}</BroadcastId>"
    for index, strategy in enumerate(STRATEGIES):
        api.script(number(index), {"answer": "carrier_temp_error"}, {"answer": "live"})
        api.send_text(number(index), config=text(LONG, strategy=strategy), after=through)
    api.advance(1)
    assert [each.State for each in api.texts()] == ["READY"] * 3 + ["FINISHED"]
    system.stop()
    system = bootstrap.build(config)
    api = Account(system)
    api.advance(minutes=10)
    ended = [(each.FinalResult, each.Message) for each in api.texts()]
    bill = api.stats(1).UsageStats.BilledAmount
    system.stop()
    assert ended == [BIG[strategy or "SEND_MULTIPLE"][:2] for strategy in STRATEGIES]
    assert bill == "7.0"


def test_a_reset_forgets_the_strategies_of_requests(api):
    api.send_text(ANN, config=text(LONG, strategy="DO_NOT_SEND"), after=DEFAULT)
    api.reset()
    broadcast_id = api.send_text(ANN, config=text(LONG), after=DEFAULT)
    api.advance(1)
    assert_sent_by(api, broadcast_id, [None])


def test_calling_hours_and_retries_are_those_of_the_shared_broadcast(api, shared):
    # It is nine in the morning there.
    wanted = hours("10:00:00", "11:00:00") + retry(3, 1, "CARRIER_TEMP_ERROR")
    api.script(ANN, {"answer": "carrier_temp_error"})
    shared(ANN, message="Mine", common=wanted)
    api.advance(minutes=10)
    [only] = api.texts()
    assert (only.State, only.FinalResult, len(records(only))) == ("FINISHED", "CARRIER_TEMP_ERROR", 1)


def test_the_number_of_parts_counts_in_retries_too(api):
    api.script(ANN, {"answer": "carrier_temp_error"}, {"answer": "live"})
    api.send_text(ANN, config=text(LONG, common=retry(2, 1, "CARRIER_TEMP_ERROR")))
    api.advance(300)
    [only] = api.texts()
    assert (only.State, only.FinalResult) == ("FINISHED", "SENT")
    billed = [record.BilledAmount for record in records(only)]
    assert sorted(billed) == ["0.0"] * (len(billed) - 3) + ["1.0"] * 3
    assert api.stats(1).UsageStats.BilledAmount == "3.0"


def test_calls_and_texts_are_not_mixed_up(api):
    call = api.send_call(ANN)
    text_ = api.send_text(ANN)
    assert api.calls(f"<BroadcastId>{text_}</BroadcastId>") == []
    assert api.texts(f"<BroadcastId>{call}</BroadcastId>") == []
    assert (len(api.calls()), len(api.texts())) == (1, 1)


def test_a_text_to_several_people_is_one_broadcast(api):
    broadcast_id = api.send_text(ANN, BOB, "111", before="<Type>TEXT</Type><BroadcastName/>")
    api.advance(1)
    assert [each.State for each in api.texts()] == ["FINISHED", "FINISHED", "INVALID"]
    assert (api.broadcast(broadcast_id).Name, api.status(broadcast_id)) == ("API Send", "FINISHED")


def test_max_active_of_texts_is_accepted_and_kept_to(api):
    broadcast_id = api.create(text())
    api.add_batch(broadcast_id, *(number(index) for index in range(10)))
    api(
        f"<ControlBroadcast><Id>{broadcast_id}</Id><Command>START</Command><MaxActive>2</MaxActive></ControlBroadcast>"
    )
    api.advance(1)
    assert {each.State for each in api.texts()} == {"FINISHED"}


def test_an_archived_default_broadcast_is_followed_by_another(api):
    default = "<UseDefaultBroadcast>true</UseDefaultBroadcast>"
    first = api.send_text(ANN, after=default)
    api.control(first, "ARCHIVE")
    assert api.send_text(BOB, after=default) != first
    api.advance(1)
    assert [each.FinalResult for each in api.texts()] == ["UNDIALED", "SENT"]


def test_the_words_of_a_long_text_are_those_of_its_last_attempt(api):
    api.script(ANN, {"answer": "carrier_temp_error"}, {"answer": "live"})
    config = text(LONG, common=retry(2, 5, "CARRIER_TEMP_ERROR"))
    broadcast_id = api.send_text(ANN, config=config)
    api.advance(60)
    later = text("Short", common=retry(2, 5, "CARRIER_TEMP_ERROR"))
    body = f'<d:Broadcast id="{broadcast_id}"><d:Name>x</d:Name>{later}</d:Broadcast>'
    api(f"<UpdateBroadcast>{body}</UpdateBroadcast>")
    assert api.texts()[0].Message == LONG
    api.advance(minutes=10)
    assert (api.texts()[0].Message, api.carrier()[-1]["message"]) == ("Short", "Short")


def test_templates_take_fields_and_own_columns_of_contacts(api):
    people = api.contact_list({"homePhone": ANN, "firstName": "Ann", "zipcode": "90001", "colour": "red"})
    message = "${contact.firstName} ${firstName} ${contact.zipcode} ${contact.colour} ${firstname}."
    broadcast_id = api.create(text(message))
    api.add_batch(broadcast_id, rest=f"<ContactListId>{people}</ContactListId><Start>true</Start>")
    api.advance(1)
    assert api.carrier()[0]["message"] == "Ann Ann 90001 red ."


def test_attributes_of_the_number_come_before_fields_of_the_contact(api):
    api.contact_list({"homePhone": ANN, "firstName": "Ann"})
    api.send_text(f'<ToNumber firstName="Annie">{ANN}</ToNumber>', ANN, config=text("Hi ${firstName}"))
    api.advance(1)
    assert sorted(entry["message"] for entry in api.carrier()) == ["Hi Ann", "Hi Annie"]


def test_attempts_without_a_pause_do_not_run_into_each_other(api):
    api.script(ANN, {"answer": "carrier_error"})
    api.send_text(ANN, config=text(LONG[:200], common=retry(3, 0, "CARRIER_ERROR")))
    api.advance(60)
    assert len(api.carrier()) == 3
    assert api.texts()[0].Message == LONG[:200]


def refusal(api, body, **options):
    """Answer how a request is refused, after which nothing may be left of it."""
    before = api("<QueryTexts/>").TotalResults, api("<QueryBroadcasts/>").TotalResults
    with pytest.raises(Refused) as refused:
        api(body, **options)
    assert (api("<QueryTexts/>").TotalResults, api("<QueryBroadcasts/>").TotalResults) == before
    return refused.value


@pytest.mark.parametrize("type_", ["VOICE", "IVR", "CCC"])
def test_a_text_of_another_type_is_refused(api, type_):
    fault = refusal(api, f"<SendText><Type>{type_}</Type>{numbers(ANN)}{text()}</SendText>")
    assert (fault.code, fault.fault_code) == ("Receiver", "BAD_REQUEST")


@pytest.mark.parametrize(
    "body",
    [
        "",
        text(),
        numbers(ANN),
        numbers(ANN) + "<d:TextBroadcastConfig/>",
        numbers(ANN) + text(sender=""),
        numbers("") + text(),
        numbers(ANN) + voice(),
        numbers(ANN) + text() + DEFAULT + "<BroadcastId>1</BroadcastId>",
    ],
)
def test_a_text_that_lacks_something_is_a_schema_fault(api, body):
    fault = refusal(api, f"<SendText>{body}</SendText>")
    assert (fault.code, fault.fault_code, fault.text[:20]) == ("Sender", None, "Unmarshalling Error:")


def test_an_empty_message_is_refused(api):
    assert refusal(api, f"<SendText>{numbers(ANN)}{text('')}</SendText>").fault_code == "BAD_REQUEST"


@pytest.mark.parametrize("sender", [CALLER_ID, "18555551234", "14155550000", "1234", "12345", "PIZZA"])
def test_other_senders_are_refused_in_the_words_of_the_original(api, sender):
    fault = refusal(api, f"<SendText>{numbers(ANN)}{text(sender=sender)}</SendText>")
    assert (fault.fault_code, fault.text) == ("BAD_REQUEST", "invalid from number")


def test_the_number_of_another_account_is_no_sender(api):
    body = f"<SendText>{numbers(ANN)}{text(sender=OWN_NUMBER)}</SendText>"
    assert refusal(api, body, login="sandbox2").text == "invalid from number"


def test_an_own_short_code_sends_and_receives(api):
    with api.system.store.writing() as unit:
        administration.add_number(unit, NOW, "sandbox", "12345")
        unit.commit()
    assert sent(api, sender="12345").FromNumber == "12345"
    api.auto_reply("12345", "Thanks")
    api.text_arrives(ANN, "12345", "Hello")
    assert [(entry["from"], entry["message"]) for entry in api.carrier()] == [
        ("12345", "Hello"),
        ("12345", "Thanks"),
    ]
    assert len(api.texts("<ToNumber>12345</ToNumber>")) == 1
    with pytest.raises(Refused):
        api.send_call(ANN, config=voice(sender="12345"))


@pytest.mark.parametrize(("broadcast_id", "code"), [(0, "NOT_FOUND"), (999, "NOT_FOUND"), (1, "BAD_REQUEST")])
def test_a_text_through_a_broadcast_that_cannot_text_is_refused(api, broadcast_id, code):
    api.create(voice())
    after = f"<BroadcastId>{broadcast_id}</BroadcastId>"
    assert refusal(api, f"<SendText>{numbers(ANN)}{text()}{after}</SendText>").fault_code == code


def test_a_text_through_a_broadcast_of_another_account_is_refused(api):
    after = f"<BroadcastId>{api.create(text())}</BroadcastId>"
    fault = refusal(api, f"<SendText>{numbers(ANN)}{text()}{after}</SendText>", login="sandbox2")
    assert fault.fault_code == "NOT_FOUND"


def test_a_text_through_an_archived_broadcast_is_refused(api):
    broadcast_id = api.create(text())
    api.control(broadcast_id, "ARCHIVE")
    after = f"<BroadcastId>{broadcast_id}</BroadcastId>"
    assert refusal(api, f"<SendText>{numbers(ANN)}{text()}{after}</SendText>").fault_code == "BAD_REQUEST"


def test_a_text_through_a_broadcast_starts_it_and_leaves_its_name(api):
    broadcast_id = api.create(text(), name="Theirs")
    api.add_batch(broadcast_id, BOB)
    api.send_text(
        ANN,
        before="<BroadcastName>Mine</BroadcastName>",
        rest="<Label>sale</Label>",
        after=f"<BroadcastId>{broadcast_id}</BroadcastId>",
    )
    api.advance(1)
    shown = api.broadcast(broadcast_id)
    assert (shown.Name, shown.Status, [each.text for each in shown.all("Label")]) == (
        "Theirs",
        "FINISHED",
        ["sale"],
    )
    assert {each.FinalResult for each in api.texts()} == {"SENT"}


@pytest.mark.parametrize("recipient", ["1234", "111111", SHORT_CODE, "1234567890", "442071234567", "PIZZA"])
def test_a_recipient_that_cannot_be_texted_is_invalid_and_no_fault(api, recipient):
    shown = sent(api, "Hello", recipient)
    assert (shown.State, shown.FinalResult, records(shown)) == ("INVALID", None, [])
    assert shown.BatchId
    assert shown.BroadcastId
    assert shown.ContactId
    assert api.carrier() == []


def test_a_message_too_long_to_send_may_be_configured(api):
    config = text(LONG[:161], strategy="DO_NOT_SEND")
    assert api.broadcast(api.create(config)).TextBroadcastConfig.Message == LONG[:161]
    assert api.send_text(ANN, config=config)


def test_attributes_stand_beside_the_fields_of_the_contact_and_do_not_change_it(api):
    api.contact_list({"homePhone": ANN, "firstName": "Ann", "lastName": "Lee"})
    annie, pat = (f'<ToNumber firstName="{name}">{ANN}</ToNumber>' for name in ("Annie", "Pat"))
    for recipients in [annie], [annie], [annie, pat]:
        api.send_text(*recipients, config=text("Hi ${firstName} ${contact.lastName}"))
    api.advance(1)
    assert [each.Message for each in api.texts()] == ["Hi Annie Lee"] * 3 + ["Hi Pat "]
    known, *_, other = api.texts()
    assert other.ContactId != known.ContactId
    shown = api(f"<GetContact><Id>{known.ContactId}</Id></GetContact>")
    assert (shown["firstName"], shown["lastName"]) == ("Ann", "Lee")


@pytest.mark.parametrize("phone", ["homePhone", "workPhone", "mobilePhone"])
def test_a_contact_is_known_by_each_of_its_phones(api, phone):
    api.contact_list({phone: ANN, "firstName": "Ann"}, {"homePhone": BOB, "firstName": "Bob"})
    assert sent(api, "Hi ${firstName}").Message == "Hi Ann"
    arrived = api.text_arrives(ANN, OWN_NUMBER, "Hello")
    shown = api(f"<GetText><Id>{arrived}</Id></GetText>")
    assert {each.ContactId for each in api.texts()} == {shown.ContactId}
