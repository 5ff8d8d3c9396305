"""Texts that arrive: whose they are, what answers them, who must not be texted any more."""

import pytest

from tests.behaviour.outside import OWN_NUMBER, SHORT_CODE, Refused, number, number_of, text

ANN, BOB = number(0), number(1)
SECOND_NUMBER = "14246528111"
KEYWORD = "SANDBOX"


def outbound(api):
    """Answer what was handed to the carrier: (sender, recipient, message)."""
    return [(entry["from"], entry["to"], entry["message"]) for entry in api.carrier()]


def test_a_text_that_arrives_is_finished_received_and_billed(api):
    arrived = api.text_arrives(ANN, OWN_NUMBER, "Hello")
    shown = api(f"<GetText><Id>{arrived}</Id></GetText>")
    values = shown.values()
    assert values.pop("ContactId")
    assert values == {
        "FromNumber": ANN,
        "ToNumber": OWN_NUMBER,
        "State": "FINISHED",
        "Inbound": "true",
        "Created": "2026-01-05T17:00:00Z",
        "Modified": "2026-01-05T17:00:00Z",
        "FinalResult": "RECEIVED",
        "Message": "Hello",
    }
    [record] = shown.all("TextRecord")
    assert (record.Result, record.BilledAmount, record.Message) == ("RECEIVED", "1.0", "Hello")


def test_texts_received_on_a_number_are_found_by_it(api):
    api.text_arrives(ANN, OWN_NUMBER, "One")
    api.text_arrives(ANN, SECOND_NUMBER, "Two")
    api.send_text(BOB)
    assert [each.Message for each in api.texts(f"<ToNumber>{OWN_NUMBER}</ToNumber>")] == ["One"]
    assert [each.Message for each in api.texts("<Inbound>true</Inbound>")] == ["One", "Two"]
    assert [number_of(each) for each in api.texts("<Inbound>false</Inbound>")] == [BOB]
    assert [each.Message for each in api.texts("<Result>RECEIVED</Result>")] == ["One", "Two"]


def test_a_reply_belongs_to_the_last_broadcast_that_texted_from_that_number(api):
    first = api.send_text(ANN, config=text("One", sender=OWN_NUMBER))
    api.advance(1)
    second = api.send_text(ANN, BOB, config=text("Two", sender=OWN_NUMBER))
    api.advance(1)
    api.send_text(ANN, config=text("Three", sender=SECOND_NUMBER))
    api.advance(1)
    api.text_arrives(ANN, OWN_NUMBER, "Yes")
    replies = api.texts(f"<BroadcastId>{second}</BroadcastId><Inbound>true</Inbound>")
    assert [(each.Message, each.BatchId) for each in replies] == [("Yes", None)]
    assert api.texts(f"<BroadcastId>{first}</BroadcastId><Inbound>true</Inbound>") == []
    assert api.texts(f"<BroadcastId>{second}</BroadcastId><Inbound>false</Inbound>")[0].Message == "Two"
    api.text_arrives(number(7), OWN_NUMBER, "Who is this?")
    assert api.texts()[-1].BroadcastId is None


def test_replies_do_not_count_as_attempts_of_the_broadcast(api):
    broadcast_id = api.send_text(ANN, config=text(sender=OWN_NUMBER))
    api.advance(1)
    api.text_arrives(ANN, OWN_NUMBER, "Yes")
    stats = api.stats(broadcast_id)
    assert (stats.UsageStats.Attempts, stats.ActionStatistics.Finished) == ("1", "1")


def test_a_number_is_answered_by_itself(api):
    api.auto_reply(OWN_NUMBER, "Thanks")
    api.text_arrives(ANN, OWN_NUMBER, "Hello")
    assert outbound(api) == [(OWN_NUMBER, ANN, "Thanks")]
    answer = api.texts()[-1]
    assert (answer.Inbound, answer.BatchId, answer.FinalResult, answer.Message) == (
        "false",
        None,
        "SENT",
        "Thanks",
    )
    assert answer.FromNumber == OWN_NUMBER


def test_another_number_is_not_answered(api):
    api.auto_reply(OWN_NUMBER, "Thanks")
    api.text_arrives(ANN, SECOND_NUMBER, "Hello")
    assert outbound(api) == []


@pytest.mark.parametrize(
    ("match", "message", "fits"),
    [
        ("", "anything at all", True),
        ("", "", True),
        ("rocks", "CallFire ROCKS!", True),
        ("rocks", "callfire shamrocks", False),
        ("rocks", "rockslide", False),
        ("Rocks", "it rocks", True),
        ("red shoes", "shoes that are red", True),
        ("red shoes", "shoes", False),
        ("c++", "I like C++ best", True),
    ],
)
def test_the_words_must_occur_whole_in_any_case(api, match, message, fits):
    api.auto_reply(OWN_NUMBER, "Thanks", match=match)
    api.text_arrives(ANN, OWN_NUMBER, message)
    assert bool(outbound(api)) is fits


def test_a_text_gets_one_answer_the_most_specific_and_newest(api):
    api.auto_reply(OWN_NUMBER, "any")
    api.auto_reply(OWN_NUMBER, "shoes, older", match="shoes")
    api.auto_reply(OWN_NUMBER, "shoes", match="shoes")
    api.auto_reply(OWN_NUMBER, "any, newer")
    for message in "my shoes", "my hat":
        api.text_arrives(ANN, OWN_NUMBER, message)
    assert [message for _, _, message in outbound(api)] == ["shoes", "any, newer"]


def test_an_answer_to_words_goes_before_one_to_a_keyword(api):
    api.auto_reply(OWN_NUMBER, "shoes", match="shoes")
    api.auto_reply(OWN_NUMBER, "keyword", keyword=KEYWORD)
    for message in "sandbox hello", "sandbox shoes":
        api.text_arrives(ANN, OWN_NUMBER, message)
    assert [message for _, _, message in outbound(api)] == ["keyword", "shoes"]


def test_the_short_code_is_answered_by_keyword(api):
    api.auto_reply(SHORT_CODE, "plain", keyword=KEYWORD)
    api.auto_reply(SHORT_CODE, "shoes", keyword=KEYWORD, match="shoes")
    for message in "sandbox hello", "Sandbox shoes please":
        api.text_arrives(ANN, SHORT_CODE, message)
    assert outbound(api) == [(SHORT_CODE, ANN, "plain"), (SHORT_CODE, ANN, "shoes")]
    received = api.texts("<Inbound>true</Inbound>")
    assert [number_of(each) for each in received] == [SHORT_CODE] * 2


def test_a_keyword_must_be_the_first_word(api):
    api.auto_reply(SHORT_CODE, "plain", keyword=KEYWORD)
    status, _ = api.request(
        "POST",
        "/sandbox/texts",
        f'{{"from": "{ANN}", "to": "67076", "message": "hello sandbox"}}'.encode(),
    )
    assert (status, outbound(api)) == (404, [])


def test_the_short_code_needs_a_keyword_that_is_owned(api):
    for keyword in "", "PIZZA":
        with pytest.raises(Refused) as refused:
            api.auto_reply(SHORT_CODE, "x", keyword=keyword)
        assert refused.value.fault_code in {"BAD_REQUEST", "NOT_FOUND"}


def test_a_short_code_without_keyword_reaches_whoever_texted_last(api):
    broadcast_id = api.send_text(ANN)
    api.advance(1)
    api.text_arrives(ANN, SHORT_CODE, "yes please")
    [reply] = api.texts("<Inbound>true</Inbound>")
    assert (reply.BroadcastId, reply.Message) == (str(broadcast_id), "yes please")


def test_a_long_answer_is_charged_by_part(api):
    api.auto_reply(OWN_NUMBER, "x" * 200)
    api.text_arrives(ANN, OWN_NUMBER, "Hello")
    answer = api.texts()[-1]
    assert [record.BilledAmount for record in answer.all("TextRecord")] == ["1.0", "1.0"]


def test_what_another_own_number_sends_is_not_answered(api):
    api.auto_reply(OWN_NUMBER, "Thanks")
    api.auto_reply(SECOND_NUMBER, "Thanks")
    api.text_arrives(SECOND_NUMBER, OWN_NUMBER, "Hello")
    assert outbound(api) == []


def test_identical_answers_are_legal_and_deleted_ones_silent(api):
    ids = [api.auto_reply(OWN_NUMBER, "Thanks", match="Hi") for _ in range(2)]
    assert len(set(ids)) == 2
    for each in ids:
        api(f"<DeleteAutoReply><Id>{each}</Id></DeleteAutoReply>")
    api.text_arrives(ANN, OWN_NUMBER, "Hi")
    assert outbound(api) == []


def test_an_answer_is_shown_as_it_was_given(api):
    plain = api.auto_reply(OWN_NUMBER[1:], "Thanks")
    keyword = api.auto_reply(SHORT_CODE, "Hello", keyword="Sandbox", match="shoes")
    shown = api(f"<GetAutoReply><Id>{plain}</Id></GetAutoReply>")
    assert shown.values() == {"Number": OWN_NUMBER, "Match": "", "Message": "Thanks"}
    shown = api(f"<GetAutoReply><Id>{keyword}</Id></GetAutoReply>")
    assert (shown.Number, shown.Keyword.upper(), shown.Match) == (SHORT_CODE, KEYWORD, "shoes")


def test_answers_are_listed_by_number(api):
    mine = [api.auto_reply(OWN_NUMBER, f"Thanks {index}") for index in range(3)]
    other = api.auto_reply(SECOND_NUMBER, "Thanks")
    every = [int(each["id"]) for each in api("<QueryAutoReplies/>").all("AutoReply")]
    assert every == [*mine, other]
    of_number = api(f"<QueryAutoReplies><Number>{OWN_NUMBER[1:]}</Number></QueryAutoReplies>")
    assert [int(each["id"]) for each in of_number.all("AutoReply")] == mine
    unused = api("<QueryAutoReplies><Number>2139999999</Number></QueryAutoReplies>")
    assert (unused.TotalResults, unused.all("AutoReply")) == ("0", [])


@pytest.mark.parametrize("word", ["STOP", "stop", " Stop ", "StOp\n"])
def test_stop_to_an_own_number_ends_texts_of_the_account_and_not_calls(api, word):
    api.auto_reply(OWN_NUMBER, "Thanks")
    api.text_arrives(ANN, OWN_NUMBER, word)
    assert outbound(api) == []
    api.send_text(ANN, BOB)
    api.send_call(ANN)
    api.advance(60)
    stopped, other = api.texts("<Inbound>false</Inbound>")
    assert (stopped.State, stopped.FinalResult, stopped.all("TextRecord")) == ("DNC", "DNT", [])
    assert other.FinalResult == "SENT"
    assert api.calls()[0].FinalResult == "LA"


@pytest.mark.parametrize("word", ["please stop", "STOPPING", "don't stop me now"])
def test_stop_must_stand_alone(api, word):
    api.text_arrives(ANN, OWN_NUMBER, word)
    api.send_text(ANN)
    api.advance(1)
    assert api.texts("<Inbound>false</Inbound>")[0].FinalResult == "SENT"


def test_a_text_loaded_before_stop_is_not_sent_and_free(api):
    broadcast_id = api.create(text())
    api.add_batch(broadcast_id, ANN)
    api.text_arrives(ANN, OWN_NUMBER, "STOP")
    api.control(broadcast_id, "START")
    api.advance(1)
    [only] = api.texts("<Inbound>false</Inbound>")
    assert (only.State, only.FinalResult, only.all("TextRecord")) == ("DNC", "DNT", [])
    assert api.stats(broadcast_id).all("ResultStat") == []
    assert api.carrier() == []


def test_stop_on_the_short_code_ends_what_is_sent_from_it(api):
    api.send_text(ANN)
    body = f"<SendText><ToNumber>{ANN}</ToNumber>{text()}</SendText>"
    api.id(body, login="sandbox2")
    api.advance(1)
    api.text_arrives(ANN, SHORT_CODE, "STOP")
    api.send_text(ANN)
    api.id(body, login="sandbox2")
    api.advance(1)
    assert api.texts("<Inbound>false</Inbound>")[-1].State == "DNC"
    theirs = api("<QueryTexts><Inbound>false</Inbound></QueryTexts>", login="sandbox2").all("Text")
    assert theirs[0].State == "DNC"


def test_stop_with_a_keyword_ends_texts_of_its_owner_only(api):
    body = f"<SendText><ToNumber>{ANN}</ToNumber>{text()}</SendText>"
    api.send_text(ANN)
    api.id(body, login="sandbox2")
    api.advance(1)
    api.text_arrives(ANN, SHORT_CODE, "stop sandbox")
    api.send_text(ANN)
    api.id(body, login="sandbox2")
    api.advance(1)
    assert api.texts("<Inbound>false</Inbound>")[-1].State == "DNC"
    theirs = api("<QueryTexts><Inbound>false</Inbound></QueryTexts>", login="sandbox2").all("Text")
    assert theirs[0].FinalResult == "SENT"


def test_nobody_can_read_texts_of_another_account(api):
    arrived = api.text_arrives(ANN, OWN_NUMBER, "Hello")
    assert api("<QueryTexts/>", login="sandbox2").TotalResults == "0"
    with pytest.raises(Refused) as refused:
        api(f"<GetText><Id>{arrived}</Id></GetText>", login="sandbox2")
    assert refused.value.fault_code == "NOT_FOUND"


def test_a_text_that_arrives_is_no_template_and_an_answer_is_one(api):
    api.auto_reply(OWN_NUMBER, "Hi ${homePhone}")
    api.text_arrives(ANN, OWN_NUMBER, "pay ${homePhone} now")
    assert [each.Message for each in api.texts()] == ["pay ${homePhone} now", f"Hi {ANN}"]
    assert [message for _, _, message in outbound(api)] == [f"Hi {ANN}"]


def test_answers_go_out_while_the_default_broadcast_is_stopped(api):
    first = api.send_text(ANN, after="<UseDefaultBroadcast>true</UseDefaultBroadcast>")
    api.advance(1)
    api.control(first, "STOP")
    api.auto_reply(OWN_NUMBER, "Thanks")
    api.text_arrives(ANN, OWN_NUMBER, "Hello")
    assert [message for _, _, message in outbound(api)] == ["Hello", "Thanks"]


def last_text(api):
    """Answer how the last text that was sent came out: SENT, or its state when it was not."""
    newest = api.texts("<Inbound>false</Inbound>")[-1]
    return newest.FinalResult if newest.State == "FINISHED" else newest.State


def test_a_reply_belongs_to_what_was_sent_and_not_to_what_waits(api):
    tomorrow = api.create(text("Soon", sender=OWN_NUMBER))
    api.add_batch(tomorrow, ANN)
    answered = api.send_text(ANN, config=text("Now?", sender=OWN_NUMBER))
    api.advance(1)
    api.add_batch(api.create(text("Later", sender=OWN_NUMBER)), ANN)
    api.text_arrives(ANN, OWN_NUMBER, "Yes")
    assert [each.BroadcastId for each in api.texts("<Inbound>true</Inbound>")] == [str(answered)]
    api.control(tomorrow, "START")
    api.advance(1)
    api.text_arrives(ANN, OWN_NUMBER, "Yes again")
    assert api.texts("<Inbound>true</Inbound>")[-1].BroadcastId == str(tomorrow)


def test_an_account_that_only_loaded_a_number_gets_nothing_of_what_it_texts(api):
    api.send_text(ANN)
    api.advance(1)
    broadcast_id = api.id(
        f"<CreateBroadcast><d:Broadcast>{text()}</d:Broadcast></CreateBroadcast>", login="sandbox2"
    )
    api.id(
        f"<CreateContactBatch><BroadcastId>{broadcast_id}</BroadcastId><ToNumber>{ANN}</ToNumber>"
        "</CreateContactBatch>",
        login="sandbox2",
    )
    api.text_arrives(ANN, SHORT_CODE, "Between you and me")
    assert len(api.texts("<Inbound>true</Inbound>")) == 1
    assert api("<QueryTexts><Inbound>true</Inbound></QueryTexts>", login="sandbox2").TotalResults == "0"


def test_plain_stop_on_the_short_code_also_binds_who_texts_later(api):
    api.send_text(ANN)
    api.advance(1)
    api.text_arrives(ANN, SHORT_CODE, "STOP")
    body = f"<SendText><ToNumber>{ANN}</ToNumber><ToNumber>{BOB}</ToNumber>{text()}</SendText>"
    for _ in range(2):
        api.id(body, login="sandbox2")
        api.advance(1)
    theirs = api("<QueryTexts/>", login="sandbox2").all("Text")
    assert [(number_of(each), each.State) for each in theirs] == [(BOB, "FINISHED"), (ANN, "DNC")] * 2
    assert {entry["to"] for entry in api.carrier()[1:]} == {BOB}


def test_stop_to_an_own_number_binds_nobody_else(api):
    api.text_arrives(ANN, OWN_NUMBER, "STOP")
    api.id(f"<SendText><ToNumber>{ANN}</ToNumber>{text()}</SendText>", login="sandbox2")
    api.advance(1)
    [theirs] = api("<QueryTexts/>", login="sandbox2").all("Text")
    assert theirs.FinalResult == "SENT"


@pytest.mark.parametrize(
    "words", ["STOP it", "stop pizza", "STOP sandbox now", "sandbox please stop", "sandbox don't stop"]
)
def test_stop_beside_other_words_than_a_keyword_stops_nothing(api, words):
    api.send_text(ANN)
    api.advance(1)
    api.text_arrives(ANN, SHORT_CODE, words)
    api.send_text(ANN)
    api.advance(1)
    assert last_text(api) == "SENT"


def test_stop_with_a_keyword_counts_although_nothing_was_sent_before(api):
    api.auto_reply(SHORT_CODE, "Thanks", keyword=KEYWORD)
    api.text_arrives(ANN, SHORT_CODE, "Stop Sandbox.")
    assert outbound(api) == []
    api.send_text(ANN)
    api.advance(1)
    assert last_text(api) == "DNC"


def test_a_text_that_asks_to_stop_is_kept_like_any_other(api):
    arrived = api.text_arrives(ANN, OWN_NUMBER, "Stop")
    shown = api(f"<GetText><Id>{arrived}</Id></GetText>")
    assert (shown.State, shown.FinalResult, shown.Message) == ("FINISHED", "RECEIVED", "Stop")
    assert shown.find("TextRecord").BilledAmount == "1.0"


@pytest.mark.parametrize("message", ["STOP the music", "Stop sandbox", "please stop"])
def test_whoever_does_not_ask_to_stop_is_answered(api, message):
    api.auto_reply(OWN_NUMBER, "Thanks")
    api.text_arrives(ANN, OWN_NUMBER, message)
    assert outbound(api) == [(OWN_NUMBER, ANN, "Thanks")]


@pytest.mark.parametrize("message", ["SANDBOX, hello", "sandbox!", "  Sandbox\nhello", "sandbox"])
def test_a_keyword_is_known_in_any_case_and_before_punctuation(api, message):
    api.auto_reply(SHORT_CODE, "Thanks", keyword=KEYWORD)
    api.text_arrives(ANN, SHORT_CODE, message)
    assert outbound(api) == [(SHORT_CODE, ANN, "Thanks")]


def test_a_longer_word_is_another_keyword(api):
    body = f'{{"from": "{ANN}", "to": "{SHORT_CODE}", "message": "sandboxes"}}'
    assert api.request("POST", "/sandbox/texts", body.encode())[0] == 404


@pytest.mark.parametrize(
    ("where", "keyword", "login"),
    [
        ("18555551234", "", "sandbox"),
        ("13105551212", "", "sandbox"),
        ("2139999999", "", "sandbox"),
        ("PIZZA", "", "sandbox"),
        (OWN_NUMBER, "", "sandbox2"),
        (OWN_NUMBER, "PIZZA", "sandbox"),
        (SHORT_CODE, "PIZZA", "sandbox"),
        (SHORT_CODE, KEYWORD, "sandbox2"),
    ],
)
def test_only_own_numbers_that_take_texts_and_own_keywords_answer(api, where, keyword, login):
    word = keyword and f"<d:Keyword>{keyword}</d:Keyword>"
    fields = f"<d:Number>{where}</d:Number>{word}<d:Match/><d:Message>x</d:Message>"
    with pytest.raises(Refused) as refused:
        api(f"<CreateAutoReply><d:AutoReply>{fields}</d:AutoReply></CreateAutoReply>", login=login)
    assert refused.value.fault_code == "NOT_FOUND"
    assert api("<QueryAutoReplies/>", login=login).TotalResults == "0"


@pytest.mark.parametrize(
    ("first", "most", "found"), [(0, 2, [1, 2]), (2, 2, [3]), (1, 0, [2, 3]), (80, 5, [])]
)
def test_answers_come_in_pages(api, first, most, found):
    for _ in range(3):
        api.auto_reply(OWN_NUMBER, "Thanks")
    bounds = f"<MaxResults>{most}</MaxResults><FirstResult>{first}</FirstResult>"
    page = api(f"<QueryAutoReplies>{bounds}</QueryAutoReplies>")
    assert page.TotalResults == "3"
    assert [int(each["id"]) for each in page.all("AutoReply")] == found


@pytest.mark.parametrize("operation", ["GetAutoReply", "DeleteAutoReply"])
def test_answers_that_are_not_there_are_not_found(api, operation):
    mine, gone = (api.auto_reply(OWN_NUMBER, "Thanks") for _ in range(2))
    api(f"<DeleteAutoReply><Id>{gone}</Id></DeleteAutoReply>")
    for login, answer in ("sandbox", gone), ("sandbox", 0), ("sandbox", 999), ("sandbox2", mine):
        with pytest.raises(Refused) as refused:
            api(f"<{operation}><Id>{answer}</Id></{operation}>", login=login)
        assert (refused.value.fault_code, refused.value.text) == ("NOT_FOUND", "Not Found")
    assert [int(each["id"]) for each in api("<QueryAutoReplies/>").all("AutoReply")] == [mine]
