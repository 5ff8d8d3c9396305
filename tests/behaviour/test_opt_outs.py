"""Who asks for no more texts gets none: how it is said, whom it binds, who may lift it."""

import json
from datetime import timedelta

import pytest

from callfire_soap import bootstrap
from callfire_soap.config import ClockChoice, Config
from callfire_soap.domain.errors import BadRequest
from callfire_soap.services import administration
from callfire_soap.store import accounts, auto_replies
from tests.behaviour.outside import (
    OWN_NUMBER,
    SHORT_CODE,
    Account,
    Refused,
    ivr,
    number,
    number_of,
    text,
)

ANN, BOB = number(0), number(1)
SECOND_NUMBER = "14246528111"
KEYWORD = "SANDBOX"
HELP = "Reply STOP to get no more texts from this number. Msg & data rates may apply."
OTHER = "sandbox2"


@pytest.fixture
def serving(tmp_path):
    """Answer what starts a sandbox with other settings."""
    systems = []

    def start(**settings):
        database = str(tmp_path / f"{len(systems)}.db")
        bootstrap.upgrade_database(database)
        systems.append(
            bootstrap.build(Config(sandbox=True, database=database, clock=ClockChoice.MANUAL, **settings))
        )
        return Account(systems[-1])

    yield start
    for system in systems:
        system.stop()


def sent(api, person=ANN, login="sandbox", **config):
    """Send a text; answers whether it went out, or the result."""
    api.id(f"<SendText><ToNumber>{person}</ToNumber>{text(**config)}</SendText>", login=login)
    api.advance(1)
    newest = api("<QueryTexts><Inbound>false</Inbound></QueryTexts>", login=login).all("Text")[0]
    return newest.FinalResult


def to_person(api, person=ANN):
    """Answer what a person was sent: (sender, message)."""
    return [(entry["from"], entry["message"]) for entry in api.carrier(to=person)]


def arrives(api, from_number, to_number, message):
    """Let a text arrive; answers the status and the id."""
    body = json.dumps({"from": from_number, "to": to_number, "message": message}).encode()
    status, answer = api.request("POST", "/sandbox/texts", body)
    api.sandbox("POST", "drain")
    return status, json.loads(answer).get("id")


def default_list(api, login="sandbox"):
    return api("<QueryDncListsRequest/>", login=login).all("DncList")[0]["id"]


def listed(api, login="sandbox"):
    """Answer whom an account must not text, by its lists."""
    found = api("<QueryDncNumbersRequest><TextDnc>true</TextDnc></QueryDncNumbersRequest>", login=login)
    return [each.Number for each in found.all("DncNumber")]


@pytest.mark.parametrize(
    "words",
    ["Stop.", "STOP!", '"STOP"', "\u201cstop\u201d", "STOPALL", "STOP ALL", "unsubscribe", "Cancel", "END"],
)
@pytest.mark.parametrize("to_number", [OWN_NUMBER, SHORT_CODE])
def test_whoever_asks_for_no_more_texts_gets_none(api, words, to_number):
    assert sent(api) == "SENT"
    api.auto_reply(OWN_NUMBER, "Thanks")
    api.text_arrives(ANN, to_number, words)
    assert (sent(api), sent(api, BOB)) == ("DNT", "SENT")
    assert to_person(api) == [(SHORT_CODE, "Hello")]
    api.send_call(ANN)
    api.advance(minutes=1)
    assert api.calls()[-1].FinalResult == "LA"


@pytest.mark.parametrize("words", ["please don't stop", "stop by at 5", "end of story", "yes"])
def test_a_sentence_that_holds_the_word_asks_for_nothing(api, words):
    api.text_arrives(ANN, OWN_NUMBER, words)
    assert (sent(api), listed(api)) == ("SENT", [])


@pytest.mark.parametrize("to_number", [OWN_NUMBER, SHORT_CODE])
@pytest.mark.parametrize("words", ["START", "Unstop!"])
def test_start_lifts_an_opt_out(api, to_number, words):
    sent(api)
    api.text_arrives(ANN, to_number, "STOP")
    assert (sent(api), listed(api)) == ("DNT", [ANN])
    api.text_arrives(ANN, to_number, words)
    assert (sent(api), listed(api)) == ("SENT", [])


def test_start_to_one_number_lifts_no_opt_out_from_another(api):
    sent(api)
    for to_number in SHORT_CODE, OWN_NUMBER:
        api.text_arrives(ANN, to_number, "STOP")
    api.text_arrives(ANN, SHORT_CODE, "START")
    assert (sent(api), listed(api)) == ("DNT", [ANN])
    api.text_arrives(ANN, SHORT_CODE, "STOP")
    api.text_arrives(ANN, SECOND_NUMBER, "START")
    assert (sent(api), sent(api, sender=OWN_NUMBER)) == ("DNT", "DNT")
    api.text_arrives(ANN, SHORT_CODE, "START")
    assert (sent(api), sent(api, sender=OWN_NUMBER)) == ("SENT", "SENT")


def test_an_opt_out_from_an_own_number_outlives_one_from_the_short_code(api):
    sent(api)
    for to_number in OWN_NUMBER, SHORT_CODE:
        api.text_arrives(ANN, to_number, "STOP")
    api.text_arrives(ANN, SHORT_CODE, "START")
    assert (sent(api, sender=OWN_NUMBER), listed(api)) == ("DNT", [ANN])


def test_start_lifts_nothing_that_the_account_forbids(api):
    sent(api)
    body = f"<Id>{default_list(api)}</Id><TextDnc>true</TextDnc><Numbers>{ANN}</Numbers>"
    api(f"<AddNumbersToDncListRequest>{body}</AddNumbersToDncListRequest>")
    for words in "START", "STOP", "START":
        api.text_arrives(ANN, OWN_NUMBER, words)
    assert (sent(api), listed(api)) == ("DNT", [ANN])


@pytest.mark.parametrize("to_number", [OWN_NUMBER, SHORT_CODE])
@pytest.mark.parametrize(
    "forbid",
    [
        ("AddNumbersToDncListRequest", "<Id>{list}</Id><TextDnc>true</TextDnc><Numbers>{number}</Numbers>"),
        ("UpdateDncNumberRequest", "<Number>{number}</Number><TextDnc>true</TextDnc>"),
    ],
)
def test_start_lifts_nothing_that_the_account_forbids_after_a_stop(api, to_number, forbid):
    sent(api)
    api.text_arrives(ANN, to_number, "STOP")
    name, content = forbid
    api(f"<{name}>{content.format(list=default_list(api), number=ANN)}</{name}>")
    for words in "START", "STOP", "START":
        api.text_arrives(ANN, to_number, words)
    assert (sent(api), listed(api)) == ("DNT", [ANN])


def test_start_keeps_what_is_forbidden_for_calls(api):
    body = f"<Id>{default_list(api)}</Id><CallDnc>true</CallDnc><Numbers>{ANN}</Numbers>"
    api(f"<AddNumbersToDncListRequest>{body}</AddNumbersToDncListRequest>")
    for words in "STOP", "START":
        api.text_arrives(ANN, OWN_NUMBER, words)
    [entry] = api("<QueryDncNumbersRequest/>").all("DncNumber")
    assert (entry.CallDnc, entry.TextDnc, sent(api)) == ("true", "false", "SENT")


class TestShortCode:
    """An opt-out from the number that all share binds all, until the person or the operator lifts it."""

    @pytest.fixture(autouse=True)
    def texted(self, api):
        sent(api)

    def test_deleting_the_list_lifts_nothing(self, api):
        api.text_arrives(ANN, SHORT_CODE, "STOP")
        api(f"<DeleteDncListRequest><Id>{default_list(api)}</Id></DeleteDncListRequest>")
        assert (sent(api), sent(api, login=OTHER)) == ("DNT", "DNT")

    def test_removing_the_number_lifts_nothing(self, api):
        api.text_arrives(ANN, SHORT_CODE, "STOP")
        body = f"<Id>{default_list(api)}</Id><Numbers>{ANN}</Numbers>"
        api(f"<RemoveNumbersFromDncListRequest>{body}</RemoveNumbersFromDncListRequest>")
        assert (sent(api), listed(api), sent(api, login=OTHER)) == ("DNT", [], "DNT")

    def test_changing_the_number_lifts_nothing_for_any_account(self, api):
        api.text_arrives(ANN, SHORT_CODE, "STOP")
        assert sent(api, login=OTHER) == "DNT"
        body = f"<Number>{ANN}</Number><TextDnc>false</TextDnc>"
        for login in "sandbox", OTHER:
            api(f"<UpdateDncNumberRequest>{body}</UpdateDncNumberRequest>", login=login)
            assert (sent(api, login=login), listed(api, login)) == ("DNT", [])

    def test_an_account_may_text_from_its_own_number_whom_it_took_off_its_list(self, api):
        api.text_arrives(ANN, SHORT_CODE, "STOP")
        assert sent(api, sender=OWN_NUMBER) == "DNT"
        api(
            f"<UpdateDncNumberRequest><Number>{ANN}</Number><TextDnc>false</TextDnc></UpdateDncNumberRequest>"
        )
        assert (sent(api, sender=OWN_NUMBER), sent(api)) == ("SENT", "DNT")

    def test_it_concerns_other_numbers_only_of_accounts_that_had_texted(self, api):
        for person in ANN, BOB:
            arrives(api, person, SHORT_CODE, "STOP")
        assert [sent(api, each, sender=OWN_NUMBER) for each in (ANN, BOB)] == ["DNT", "SENT"]

    def test_an_own_number_may_do_the_same_after_a_try_from_there(self, api):
        for _ in range(2):
            arrives(api, BOB, SHORT_CODE, "STOP")
            assert (sent(api, BOB), listed(api)) == ("DNT", [BOB])
            assert sent(api, BOB, sender=OWN_NUMBER) == "SENT"
        arrives(api, BOB, SHORT_CODE, "START")
        assert (sent(api, BOB), listed(api)) == ("SENT", [])
        # By now the account has texted.
        arrives(api, BOB, SHORT_CODE, "STOP")
        assert sent(api, BOB, sender=OWN_NUMBER) == "DNT"

    def test_a_stop_to_an_own_number_and_what_the_account_forbids_hold_after_a_try(self, api):
        arrives(api, BOB, SHORT_CODE, "STOP")
        assert sent(api, BOB) == "DNT"
        api.text_arrives(BOB, OWN_NUMBER, "STOP")
        assert sent(api, BOB, sender=OWN_NUMBER) == "DNT"
        api.text_arrives(BOB, OWN_NUMBER, "START")
        assert (sent(api, BOB, sender=OWN_NUMBER), sent(api, BOB), listed(api)) == ("SENT", "DNT", [BOB])
        api(f"<UpdateDncNumberRequest><Number>{BOB}</Number><TextDnc>true</TextDnc></UpdateDncNumberRequest>")
        for to_number in SHORT_CODE, OWN_NUMBER:
            api.text_arrives(BOB, to_number, "START")
        assert (sent(api, BOB, sender=OWN_NUMBER), sent(api, BOB)) == ("DNT", "DNT")

    def test_naming_a_keyword_concerns_all_numbers_of_its_owner_until_it_is_lifted(self, api):
        arrives(api, BOB, SHORT_CODE, "STOP")
        api.text_arrives(BOB, SHORT_CODE, "STOP sandbox")
        assert sent(api, BOB, sender=OWN_NUMBER) == "DNT"
        api.text_arrives(BOB, SHORT_CODE, "START sandbox")
        assert (sent(api, BOB, sender=OWN_NUMBER), sent(api, BOB)) == ("SENT", "DNT")

    def test_a_plain_stop_is_on_the_list_of_everybody_who_texted_at_once(self, api):
        for login in OTHER, "sandbox":
            sent(api, BOB, login=login)
        api.text_arrives(BOB, SHORT_CODE, "STOP")
        assert (listed(api), listed(api, OTHER)) == ([BOB], [BOB])

    def test_a_plain_stop_to_whoever_texted_outlasts_that_of_their_keyword(self, api):
        sent(api, BOB)
        for words in "STOP", "STOP sandbox", "START sandbox":
            api.text_arrives(BOB, SHORT_CODE, words)
        assert (sent(api, BOB, sender=OWN_NUMBER), sent(api, BOB)) == ("DNT", "DNT")

    def test_a_list_of_contacts_keeps_whoever_is_there_for_a_try_alone(self, api):
        arrives(api, BOB, SHORT_CODE, "STOP")
        sent(api, BOB)
        source = f"<Name>x</Name><ContactSource><Numbers>{BOB}</Numbers></ContactSource>"
        list_id = api.id(f"<CreateContactList>{source}</CreateContactList>")
        assert api(f"<GetContactList><Id>{list_id}</Id></GetContactList>").Size == "1"

    def test_it_counts_from_whoever_was_never_texted(self, api):
        assert arrives(api, BOB, SHORT_CODE, "stop!") == (200, None)
        assert (sent(api, BOB), sent(api, BOB, login=OTHER)) == ("DNT", "DNT")
        assert (listed(api), listed(api, OTHER)) == ([BOB], [BOB])
        assert arrives(api, BOB, SHORT_CODE, "start") == (200, None)
        assert (listed(api), listed(api, OTHER)) == ([], [])
        assert (sent(api, BOB), sent(api, BOB, login=OTHER)) == ("SENT", "SENT")

    @pytest.mark.parametrize("words", ["HELP", "info?", "\uff28\uff25\uff2c\uff30"])
    def test_help_for_strangers_is_no_error_and_answered_by_nobody(self, api, words):
        before = api.sandbox("GET", "carrier")
        assert arrives(api, BOB, SHORT_CODE, words) == (200, None)
        assert (api.sandbox("GET", "carrier"), sent(api, BOB)) == (before, "SENT")

    @pytest.mark.parametrize("words", ["Hello", "stop it", "help me"])
    def test_other_texts_of_strangers_are_nobodys(self, api, words):
        assert arrives(api, BOB, SHORT_CODE, words) == (404, None)

    def test_it_holds_for_texts_that_wait_and_for_those_of_dialplans_and_answers(self, api):
        broadcast_id = api.create(text())
        api.add_batch(broadcast_id, ANN)
        api.auto_reply(SHORT_CODE, "Thanks", keyword=KEYWORD)
        api.text_arrives(ANN, SHORT_CODE, "STOP")
        api(f"<DeleteDncListRequest><Id>{default_list(api)}</Id></DeleteDncListRequest>")
        api.control(broadcast_id, "START")
        api.text_arrives(ANN, SHORT_CODE, "sandbox hello")
        api.send_call(BOB, config=ivr(f'<dialplan><sms to="{ANN}">Hello</sms></dialplan>'))
        api.advance(minutes=1)
        assert to_person(api) == [(SHORT_CODE, "Hello")]
        assert {each.State for each in api.texts("<Inbound>false</Inbound>")[1:]} == {"DNC"}

    def test_a_broadcast_that_turns_to_the_short_code_heeds_it(self, api):
        api.text_arrives(ANN, SHORT_CODE, "STOP")
        api(f"<DeleteDncListRequest><Id>{default_list(api)}</Id></DeleteDncListRequest>")
        broadcast_id = api.create(text(sender=OWN_NUMBER))
        api.add_batch(broadcast_id, ANN)
        config = f'<d:Broadcast id="{broadcast_id}"><d:Name>x</d:Name>{text()}</d:Broadcast>'
        api(f"<UpdateBroadcast>{config}</UpdateBroadcast>")
        api.control(broadcast_id, "START")
        api.advance(1)
        assert [each.State for each in api.texts(f"<BroadcastId>{broadcast_id}</BroadcastId>")] == ["DNC"]

    def test_with_a_keyword_it_binds_the_owner_who_cannot_lift_it_either(self, api):
        api.text_arrives(ANN, SHORT_CODE, "Unsubscribe 'sandbox'.")
        api(f"<DeleteDncListRequest><Id>{default_list(api)}</Id></DeleteDncListRequest>")
        assert (sent(api), sent(api, login=OTHER)) == ("DNT", "SENT")
        api.text_arrives(ANN, SHORT_CODE, "start sandbox")
        assert sent(api) == "SENT"

    @pytest.mark.parametrize(
        "words", ["SANDBOX STOP", "sandbox: stop!", "SANDBOX. STOP.", "SANDBOX stop all", "sandbox\nOpt-out"]
    )
    def test_the_keyword_may_come_first(self, api, words):
        api.text_arrives(ANN, SHORT_CODE, words)
        assert (sent(api), sent(api, login=OTHER), listed(api)) == ("DNT", "SENT", [ANN])
        api.text_arrives(ANN, SHORT_CODE, "Sandbox, start")
        assert (sent(api), listed(api)) == ("SENT", [])

    def test_a_keyword_and_stop_count_from_whoever_was_never_texted(self, api):
        arrives(api, BOB, SHORT_CODE, "sandbox stop")
        assert (sent(api, BOB), sent(api, BOB, login=OTHER)) == ("DNT", "SENT")

    def test_to_another_number_a_keyword_is_a_word_like_others(self, api):
        api.text_arrives(ANN, OWN_NUMBER, "sandbox stop")
        assert (sent(api), listed(api)) == ("SENT", [])

    def test_strictly_stop_comes_first(self, serving):
        api = serving(strict_stop=True)
        for words in "sandbox stop", "sandbox help":
            api.text_arrives(ANN, SHORT_CODE, words)
        assert (sent(api), to_person(api)) == ("SENT", [(SHORT_CODE, "Hello")])
        api.text_arrives(ANN, SHORT_CODE, "stop sandbox")
        assert sent(api) == "DNT"

    def test_starting_with_a_keyword_lifts_no_plain_stop(self, api):
        for words in "STOP", "STOP sandbox", "START sandbox":
            api.text_arrives(ANN, SHORT_CODE, words)
        assert (sent(api), sent(api, login=OTHER), listed(api)) == ("DNT", "DNT", [ANN])
        api.text_arrives(ANN, SHORT_CODE, "START")
        assert (sent(api), sent(api, login=OTHER), listed(api)) == ("SENT", "SENT", [])

    def test_a_plain_start_lifts_what_named_a_keyword_too(self, api):
        api.text_arrives(ANN, SHORT_CODE, "STOP sandbox")
        api.text_arrives(ANN, SHORT_CODE, "START")
        assert (sent(api), listed(api)) == ("SENT", [])

    @pytest.mark.parametrize("word", ["STOP", "START", "HELP"])
    def test_a_keyword_that_is_such_a_word_gets_no_such_texts(self, api, word):
        # Other words may have been set when it was added.
        with api.system.store.writing() as unit:
            owner = accounts.find_login(unit.connection, OTHER).id
            auto_replies.add_keyword(unit.connection, owner, SHORT_CODE, word, unit_now(api))
            unit.commit()
        assert arrives(api, BOB, SHORT_CODE, word) == (200, None)
        api.text_arrives(ANN, SHORT_CODE, f"{word}!")
        assert api("<QueryTexts/>", login=OTHER).all("Text") == []
        assert api.texts("<Inbound>true</Inbound>")[-1].Message == f"{word}!"

    @pytest.mark.parametrize("word", ["Stop", "END", "quit", "start", "Unstop", "HELP", "info"])
    def test_a_word_of_the_service_is_no_keyword(self, api, word):
        with (
            api.system.store.writing() as unit,
            pytest.raises(BadRequest, match="cannot be a keyword: people"),
        ):
            administration.add_keyword(unit, unit_now(api), "sandbox", word)

    def test_the_operator_adds_and_lifts(self, api):
        with api.system.store.writing() as unit:
            administration.add_opt_out(unit, unit_now(api), f"+{ANN}")
            unit.commit()
        assert (sent(api), sent(api, login=OTHER)) == ("DNT", "DNT")
        with api.system.store.writing() as unit:
            administration.lift_opt_out(unit, "(213) 600-1000")
            unit.commit()
        assert (sent(api), sent(api, login=OTHER)) == ("SENT", "SENT")

    def test_a_stop_to_an_own_number_is_the_accounts_own_affair(self, api):
        api.text_arrives(ANN, OWN_NUMBER, "STOP")
        assert (sent(api), sent(api, login=OTHER)) == ("DNT", "SENT")
        api(f"<DeleteDncListRequest><Id>{default_list(api)}</Id></DeleteDncListRequest>")
        assert sent(api) == "SENT"


def unit_now(api):
    return api.system.clock.now()


class TestAnswers:
    """What the service says by itself, and how often."""

    def test_help_is_answered_and_billed_to_whose_number_it_is(self, api):
        api.text_arrives(ANN, OWN_NUMBER, "Help?")
        assert to_person(api) == [(OWN_NUMBER, HELP)]
        answer = api.texts()[-1]
        assert (answer.BatchId, answer.Message, answer.find("TextRecord").BilledAmount) == (None, HELP, "1.0")

    def test_what_the_account_answers_comes_first(self, api):
        api.auto_reply(OWN_NUMBER, "Call us", match="help")
        api.text_arrives(ANN, OWN_NUMBER, "HELP")
        api.text_arrives(ANN, OWN_NUMBER, "info")
        assert to_person(api) == [(OWN_NUMBER, "Call us"), (OWN_NUMBER, HELP)]

    def test_stop_and_start_are_granted_in_silence(self, api):
        for words in "STOP", "START", "START":
            api.text_arrives(ANN, OWN_NUMBER, words)
        assert api.carrier() == []

    def test_an_opt_out_is_confirmed_once_if_that_is_wanted(self, serving):
        api = serving(stop_answer="You get no more texts.", start_answer="Welcome back.")
        for words in "STOP", "Stop!", "quit":
            api.text_arrives(ANN, OWN_NUMBER, words)
        assert to_person(api) == [(OWN_NUMBER, "You get no more texts.")]
        assert sent(api, sender=OWN_NUMBER) == "DNT"
        api.text_arrives(ANN, OWN_NUMBER, "START")
        assert to_person(api)[1:] == [(OWN_NUMBER, "Welcome back.")]
        assert sent(api, sender=OWN_NUMBER) == "SENT"

    def test_a_confirmation_is_sent_although_the_person_was_just_texted(self, serving):
        api = serving(stop_answer="You get no more texts.")
        with api.system.store.writing() as unit:
            settings = administration.AccountSettings(one_call_hours=24)
            administration.change_account(unit, unit_now(api), "sandbox", settings)
            unit.commit()
        assert sent(api) == "SENT"
        api.text_arrives(ANN, SHORT_CODE, "STOP")
        assert [message for _, message in to_person(api)] == ["Hello", "You get no more texts."]
        assert api.texts()[-1].FinalResult == "SENT"

    def test_help_is_answered_to_whoever_opted_out(self, api):
        for words in "STOP", "HELP", "HELP":
            api.text_arrives(ANN, OWN_NUMBER, words)
        assert to_person(api) == [(OWN_NUMBER, HELP)]

    @pytest.mark.parametrize(
        ("to_number", "reply", "answer"),
        [
            # What the account says to all texts alike is not what was asked for.
            (OWN_NUMBER, {}, [HELP]),
            (OWN_NUMBER, {"match": "help"}, ["Call us", HELP]),
            (SHORT_CODE, {"keyword": KEYWORD}, [HELP]),
            (SHORT_CODE, {"keyword": KEYWORD, "match": "help"}, [HELP]),
        ],
    )
    def test_whoever_opted_out_gets_what_the_account_says_to_that_word(self, api, to_number, reply, answer):
        api.auto_reply(to_number, "Call us", **reply)
        sent(api)
        for words in "STOP", "HELP", "Hello", "HELP", "HELP":
            api.text_arrives(ANN, to_number, words)
        assert to_person(api)[1:] == [(to_number, each) for each in answer]

    @pytest.mark.parametrize("pause", [0, 60])
    def test_help_is_answered_whatever_the_account_says_to_all_texts(self, serving, pause):
        api = serving(reply_pause=pause)
        api.auto_reply(OWN_NUMBER, "Hi!")
        for words in "hello", "HELP":
            api.text_arrives(ANN, OWN_NUMBER, words)
        api.text_arrives(BOB, OWN_NUMBER, "Info?")
        assert [*to_person(api), *to_person(api, BOB)] == [(OWN_NUMBER, each) for each in ("Hi!", HELP, HELP)]
        api.advance(minutes=61)
        api.text_arrives(ANN, OWN_NUMBER, "HELP")
        assert to_person(api)[2:] == [(OWN_NUMBER, HELP)]

    @pytest.mark.parametrize("words", ["HELP", "\uff28\uff25\uff2c\uff30", "help!"])
    def test_an_answer_to_help_goes_before_the_others_and_then_the_next_best(self, api, words):
        api.auto_reply(OWN_NUMBER, "Call us", match="help")
        api.auto_reply(OWN_NUMBER, "Hi!")
        for each in words, words, words, "hello":
            api.text_arrives(ANN, OWN_NUMBER, each)
        assert to_person(api) == [(OWN_NUMBER, each) for each in ("Call us", HELP, "Hi!")]

    def test_without_a_help_answer_the_account_says_what_it_says_to_all_but_to_whom_opted_out(self, serving):
        api = serving(help_answer="")
        api.auto_reply(OWN_NUMBER, "Hi!")
        api.text_arrives(ANN, OWN_NUMBER, "HELP")
        for words in "STOP", "HELP":
            api.text_arrives(BOB, OWN_NUMBER, words)
        assert (to_person(api), to_person(api, BOB)) == ([(OWN_NUMBER, "Hi!")], [])

    @pytest.mark.parametrize("words", ["SANDBOX HELP", "help sandbox", "Sandbox: info?"])
    @pytest.mark.parametrize(
        ("replies", "answer"),
        [
            ([("Hi!", "")], HELP),
            ([("Hi!", "sandbox")], HELP),
            ([("Call us", "help"), ("Call us", "info"), ("Hi!", "")], "Call us"),
        ],
    )
    def test_help_with_a_keyword_is_answered_for_its_owner(self, api, words, replies, answer):
        for message, match in replies:
            api.auto_reply(SHORT_CODE, message, keyword=KEYWORD, match=match)
        assert sent(api, login=OTHER) == "SENT"
        api.text_arrives(ANN, SHORT_CODE, words)
        assert to_person(api)[1:] == [(SHORT_CODE, answer)]
        assert api.texts("<Inbound>true</Inbound>")[-1].Message == words

    def test_a_lifted_opt_out_is_confirmed_whatever_the_account_says_to_all_texts(self, serving):
        api = serving(start_answer="Welcome back.")
        api.auto_reply(OWN_NUMBER, "Hi!")
        for words in "hello", "STOP", "START", "START":
            api.text_arrives(ANN, OWN_NUMBER, words)
        assert to_person(api) == [(OWN_NUMBER, "Hi!"), (OWN_NUMBER, "Welcome back.")]

    def test_words_and_answers_are_settings(self, serving):
        api = serving(stop_words="basta,no mas", help_words="ayuda", help_answer="", start_words="hola")
        for words in "STOP", "HELP", "Ayuda", "START":
            api.text_arrives(ANN, OWN_NUMBER, words)
        assert (api.carrier(), listed(api)) == ([], [])
        api.text_arrives(ANN, OWN_NUMBER, "\u00a1No m\u00e1s!")
        assert listed(api) == [ANN]
        api.text_arrives(ANN, OWN_NUMBER, "hola")
        assert listed(api) == []

    def test_strictly_nothing_but_stop_is_heard(self, serving):
        api = serving(strict_stop=True)
        for words in "Stop.", "STOPALL", "QUIT", "HELP":
            api.text_arrives(ANN, OWN_NUMBER, words)
        assert (api.carrier(), listed(api)) == ([], [])
        for words in " stop ", "START":
            api.text_arrives(ANN, OWN_NUMBER, words)
        assert listed(api) == [ANN]

    def test_a_machine_that_answers_gets_the_same_reply_once_an_hour(self, api):
        api.auto_reply(OWN_NUMBER, "Thanks")
        for _ in range(20):
            api.text_arrives(ANN, OWN_NUMBER, "I am on holiday")
            api.advance(minutes=5)
        assert [entry["at"][11:16] for entry in api.carrier()] == ["17:00", "18:00"]
        api.text_arrives(BOB, OWN_NUMBER, "Hello")
        assert to_person(api, BOB) == [(OWN_NUMBER, "Thanks")]

    def test_a_reply_that_was_held_back_is_given_as_soon_as_it_may(self, api):
        api.auto_reply(OWN_NUMBER, "Thanks")
        for words in "STOP", "Hello":
            api.text_arrives(ANN, OWN_NUMBER, words)
        assert to_person(api) == []
        api.text_arrives(ANN, OWN_NUMBER, "START")
        assert to_person(api) == [(OWN_NUMBER, "Thanks")]

    def test_other_replies_are_given_meanwhile(self, api):
        for word in "shoes", "hats":
            api.auto_reply(OWN_NUMBER, f"{word} are sold out", match=word)
        for word in "shoes", "hats", "shoes":
            api.text_arrives(ANN, OWN_NUMBER, word)
        api.auto_reply(SECOND_NUMBER, "shoes are sold out")
        api.text_arrives(ANN, SECOND_NUMBER, "shoes")
        assert to_person(api) == [
            (OWN_NUMBER, "shoes are sold out"),
            (OWN_NUMBER, "hats are sold out"),
            (SECOND_NUMBER, "shoes are sold out"),
        ]

    def test_two_machines_that_ask_for_help_come_to_an_end(self, api):
        for _ in range(50):
            api.text_arrives(ANN, OWN_NUMBER, "HELP")
        assert to_person(api) == [(OWN_NUMBER, HELP)]

    @pytest.mark.parametrize(("pause", "replies"), [(0, 4), (7, 2), (600, 1)])
    def test_how_often_is_a_setting(self, serving, pause, replies):
        api = serving(reply_pause=pause)
        api.auto_reply(OWN_NUMBER, "Thanks")
        for _ in range(4):
            api.text_arrives(ANN, OWN_NUMBER, "Hello")
            api.advance(minutes=4)
        assert len(api.carrier()) == replies


class TestOwnNumbers:
    """What is sent to a number of an account arrives there."""

    def received(self, api, login="sandbox"):
        found = api("<QueryTexts><Inbound>true</Inbound></QueryTexts>", login=login).all("Text")
        return [(each.FromNumber, number_of(each), each.Message, each.FinalResult) for each in found[::-1]]

    def test_it_arrives_and_is_billed_there(self, api):
        assert sent(api, OWN_NUMBER, sender=SECOND_NUMBER) == "SENT"
        assert self.received(api) == [(SECOND_NUMBER, OWN_NUMBER, "Hello", "RECEIVED")]
        assert api.texts("<Inbound>true</Inbound>")[0].find("TextRecord").BilledAmount == "1.0"

    def test_it_arrives_from_another_account_and_from_the_short_code(self, api):
        assert sent(api, OWN_NUMBER, login=OTHER) == "SENT"
        assert self.received(api) == [(SHORT_CODE, OWN_NUMBER, "Hello", "RECEIVED")]
        assert self.received(api, OTHER) == []

    def test_a_reply_from_another_number_belongs_to_the_broadcast(self, api):
        asked = api.send_text(OWN_NUMBER, config=text("Well?", sender=SECOND_NUMBER))
        api.advance(1)
        api.send_text(SECOND_NUMBER, config=text("Yes", sender=OWN_NUMBER))
        api.advance(1)
        reply = api.texts("<Inbound>true</Inbound>")[-1]
        assert (reply.Message, reply.BroadcastId) == ("Yes", str(asked))

    def test_what_is_not_delivered_does_not_arrive(self, api):
        api.script(OWN_NUMBER, {"answer": "carrier_error"})
        assert sent(api, OWN_NUMBER, sender=SECOND_NUMBER) == "CARRIER_ERROR"
        assert sent(api, SECOND_NUMBER, sender=SECOND_NUMBER) == "CARRIER_ERROR"
        assert sent(api, "18555551234", sender=SECOND_NUMBER) == "SENT"
        assert self.received(api) == []

    def test_each_part_arrives(self, api):
        sent(api, OWN_NUMBER, sender=SECOND_NUMBER, message="x" * 161)
        assert [message for _, _, message, _ in self.received(api)] == ["x" * 160, "x"]

    def test_nothing_goes_back_and_forth(self, api):
        for each in OWN_NUMBER, SECOND_NUMBER:
            api.auto_reply(each, "Thanks")
        for message in "Hello", "HELP", "Thanks":
            sent(api, OWN_NUMBER, sender=SECOND_NUMBER, message=message)
        assert len(api.carrier()) == len(self.received(api)) == 3

    def test_stop_counts_from_there_too(self, api):
        sent(api, OWN_NUMBER, sender=SECOND_NUMBER, message="STOP")
        assert sent(api, SECOND_NUMBER, sender=OWN_NUMBER) == "DNT"
        sent(api, OWN_NUMBER, login=OTHER, message="STOP")
        assert listed(api) == [SECOND_NUMBER]

    def test_the_history_is_the_same_after_a_restart_between_sending_and_arriving(self, api):
        api.script(OWN_NUMBER, {"answer": "live"})
        api.send_text(OWN_NUMBER, config=text(sender=SECOND_NUMBER))
        with api.system.dispatcher.paused():
            pass
        api.advance(timedelta(minutes=1).total_seconds())
        assert len(self.received(api)) == 1


class TestEmptyTexts:
    """What a template leaves empty is neither sent nor billed."""

    @pytest.mark.parametrize(
        "message",
        ["${code}", " ${code}\n", "${code}\u200b", "${code}\u2800", "\u3164${code}", "${code}" + " " * 200],
    )
    @pytest.mark.parametrize("strategy", ["SEND_MULTIPLE", "DO_NOT_SEND", "TRIM"])
    def test_a_text_without_words_is_not_sent(self, api, message, strategy):
        broadcast_id = api.send_text(
            f'<ToNumber code="7">{ANN}</ToNumber>', BOB, config=text(message, strategy="TRIM")
        )
        empty = api.send_text(BOB, config=text(message, strategy=strategy))
        api.advance(1)
        assert [entry["to"] for entry in api.carrier()] == [ANN]
        [shown] = api.texts(f"<BroadcastId>{empty}</BroadcastId>")
        assert (shown.State, shown.FinalResult) == ("FINISHED", "CARRIER_ERROR")
        assert [record.BilledAmount for record in shown.all("TextRecord")] == ["0.0"]
        assert api.stats(broadcast_id).UsageStats.BilledAmount == "1.0"
        assert api.status(empty) == "FINISHED"

    @pytest.mark.parametrize("strategy", ["SEND_MULTIPLE", "TRIM"])
    def test_a_part_without_words_is_not_sent_either(self, api, strategy):
        api.send_text(ANN, config=text("x" * 160 + "${code}" + " " * 170, strategy=strategy))
        api.send_text(BOB, config=text(f"{'${code}'}\u00a0" + " " * 159 + "x", strategy=strategy))
        api.advance(1)
        ann, bob = api.texts()
        assert [record.Message for record in ann.all("TextRecord")] == ["x" * 160]
        assert [message for _, message in to_person(api, BOB)] == (
            ["x"] if strategy == "SEND_MULTIPLE" else []
        )
        assert len(bob.all("TextRecord")) == 1

    def test_answers_and_texts_of_dialplans_are_no_exception(self, api):
        api.auto_reply(OWN_NUMBER, "${nothing}")
        api.text_arrives(ANN, OWN_NUMBER, "Hello")
        api.send_call(BOB, config=ivr(f'<dialplan><sms to="{ANN}">${{nothing}}</sms></dialplan>'))
        api.advance(minutes=1)
        assert api.carrier(kind="text") == []

    @pytest.mark.parametrize(
        "message", [" ", "\t\n", "\u00a0", "\u200b", "\u2800\u2800", "\u3164", "\uffa0\u115f "]
    )
    def test_a_message_of_blanks_is_none(self, api, message):
        for ask in (
            lambda: api.send_text(ANN, config=text(message)),
            lambda: api.auto_reply(OWN_NUMBER, message),
        ):
            with pytest.raises(Refused) as refused:
                ask()
            assert (refused.value.fault_code, refused.value.text) == ("BAD_REQUEST", "Message is required")


def test_the_examples_hold_for_a_text_to_an_own_number(api):
    for index, words in enumerate(["Stop.", "STOP!", '"STOP"', "STOPALL", "STOP ALL"]):
        person = number(10 + index)
        api.text_arrives(person, OWN_NUMBER, words)
        assert sent(api, person) == "DNT"
    assert api.carrier() == []
