"""RetryConfig: when, how often and on which phone somebody is tried again."""

import pytest

from tests.behaviour.outside import number, retry, text, voice

ANN = number(0)


def attempts(api):
    return [entry["at"][11:19] for entry in api.carrier()]


def results(action, kind="CallRecord"):
    """Answer the results of the records, as they are listed: newest first."""
    return [record.Result for record in action.all(kind)]


def test_without_a_config_nothing_is_tried_again(api):
    api.script(ANN, {"answer": "busy"})
    api.send_call(ANN)
    api.advance(days=3)
    [call] = api.calls()
    assert (call.State, call.FinalResult, results(call)) == ("FINISHED", "BUSY", ["BUSY"])


def test_results_that_are_not_listed_are_final(api):
    api.script(ANN, {"answer": "no_answer"})
    api.send_call(ANN, config=voice(common=retry(5, 1, "BUSY")))
    api.advance(days=1)
    assert (len(attempts(api)), api.calls()[0].FinalResult) == (1, "NO_ANS")


def test_an_empty_list_never_tries_again(api):
    api.script(ANN, {"answer": "busy"})
    api.send_call(ANN, config=voice(common=retry(5, 1, "")))
    api.advance(days=1)
    assert len(attempts(api)) == 1


def test_minutes_count_from_the_end_of_the_attempt_and_attempts_in_all(api):
    api.script(ANN, {"answer": "busy", "ring": 30})
    broadcast_id = api.send_call(ANN, config=voice(common=retry(3, 10, "BUSY")))
    api.advance(hours=5)
    assert attempts(api) == ["17:00:00", "17:10:30", "17:21:00"]
    [call] = api.calls()
    assert (call.State, call.FinalResult, results(call)) == ("FINISHED", "BUSY", ["BUSY"] * 3)
    ids = [int(record["id"]) for record in call.all("CallRecord")]
    assert ids == sorted(ids, reverse=True)
    assert api.status(broadcast_id) == "FINISHED"


def test_sixty_minutes_is_the_default(api):
    api.script(ANN, {"answer": "busy"})
    api.send_call(ANN, config=voice(common=retry(2, None, "BUSY")))
    api.advance(hours=5)
    assert attempts(api) == ["17:00:00", "18:00:04"]


@pytest.mark.parametrize("most", [1, 0, -3, None])
def test_one_attempt_or_less_or_none_given_means_one(api, most):
    api.script(ANN, {"answer": "busy"})
    api.send_call(ANN, config=voice(common=retry(most, 1, "BUSY")))
    api.advance(hours=5)
    assert len(attempts(api)) == 1


def test_success_ends_the_attempts(api):
    api.script(ANN, {"answer": "busy"}, {"answer": "no_answer"}, {"answer": "live"})
    api.send_call(ANN, config=voice(common=retry(10, 1, "BUSY NO_ANS")))
    api.advance(hours=1)
    [call] = api.calls()
    assert (results(call), call.FinalResult) == (["LA", "NO_ANS", "BUSY"], "LA")


def test_whoever_waits_is_ready_counted_and_keeps_the_broadcast_running(api):
    api.script(ANN, {"answer": "busy"}, {"answer": "live"})
    broadcast_id = api.send_call(ANN, number(1), config=voice(common=retry(2, 10, "BUSY")))
    api.advance(minutes=5)
    waiting, done = api.calls()
    assert (waiting.State, waiting.FinalResult, results(waiting)) == ("READY", None, ["BUSY"])
    assert done.State == "FINISHED"
    assert api.status(broadcast_id) == "RUNNING"
    assert api.stats(broadcast_id).ActionStatistics.values() == {
        "Unattempted": "0",
        "RetryWait": "1",
        "Finished": "1",
    }
    assert (api.batch(1).Size, api.batch(1).Remaining) == ("2", "1")
    api.advance(minutes=10)
    assert api.stats(broadcast_id).ActionStatistics.values() == {
        "Unattempted": "0",
        "RetryWait": "0",
        "Finished": "2",
    }


def test_a_stopped_broadcast_tries_nobody_again_until_it_is_started(api):
    api.script(ANN, {"answer": "busy"}, {"answer": "live"})
    broadcast_id = api.send_call(ANN, config=voice(common=retry(2, 10, "BUSY")))
    api.advance(minutes=5)
    api.control(broadcast_id, "STOP")
    api.advance(hours=2)
    assert len(attempts(api)) == 1
    api.control(broadcast_id, "START")
    api.advance(minutes=1)
    assert attempts(api) == ["17:00:00", "19:05:00"]


def test_a_batch_that_is_disabled_tries_nobody_again_until_it_is_enabled(api):
    api.script(ANN, {"answer": "busy"}, {"answer": "live"})
    broadcast_id = api.send_call(ANN, config=voice(common=retry(2, 10, "BUSY")))
    api.advance(minutes=5)
    api("<ControlContactBatch><Id>1</Id><Enabled>false</Enabled></ControlContactBatch>")
    api.advance(hours=2)
    assert len(attempts(api)) == 1
    api("<ControlContactBatch><Id>1</Id><Enabled>true</Enabled></ControlContactBatch>")
    api.control(broadcast_id, "START")
    api.advance(minutes=1)
    assert len(attempts(api)) == 2


def test_a_batch_disabled_during_the_first_attempt_holds_the_second_back(api):
    api.script(ANN, {"answer": "busy", "ring": 30}, {"answer": "live"})
    api.send_call(ANN, config=voice(common=retry(2, 10, "BUSY")))
    api.advance(10)
    api("<ControlContactBatch><Id>1</Id><Enabled>false</Enabled></ControlContactBatch>")
    api.advance(hours=2)
    assert len(attempts(api)) == 1


def test_phone_types_are_walked_in_a_circle(api):
    api.script(ANN, {"answer": "busy"})
    broadcast_id = api.create(voice(common=retry(4, 10, "BUSY", "FIRST_NUMBER HOME_PHONE")))
    api.add_batch(broadcast_id, ANN)
    api.control(broadcast_id, "START")
    api.advance(hours=2)
    # A contact made on the fly has the number as its home phone.
    assert [to for _, to in api.dialled()] == [ANN] * 4


@pytest.mark.parametrize("phones", ["WORK_PHONE", "MOBILE_PHONE WORK_PHONE"])
def test_without_any_of_the_phones_the_first_number_is_used(api, phones):
    api.script(ANN, {"answer": "busy"})
    api.send_call(ANN, config=voice(common=retry(2, 10, "BUSY", phones)))
    api.advance(hours=2)
    assert [to for _, to in api.dialled()] == [ANN] * 2


def test_texts_are_tried_again_by_their_own_results(api):
    fails_once = "12135550114"
    api.send_text(fails_once, config=text(common=retry(2, 5, "CARRIER_TEMP_ERROR")))
    api.advance(hours=1)
    assert attempts(api) == ["17:00:00", "17:05:00"]
    [only] = api.texts()
    assert (results(only, "TextRecord"), only.FinalResult) == (["SENT", "CARRIER_TEMP_ERROR"], "SENT")


def test_results_of_calls_are_senseless_for_texts_and_accepted(api):
    api.script(ANN, {"answer": "carrier_error"})
    api.send_text(ANN, config=text(common=retry(5, 5, "BUSY LA")))
    api.advance(hours=1)
    assert (len(attempts(api)), api.texts()[0].FinalResult) == (1, "CARRIER_ERROR")


@pytest.mark.parametrize(
    ("answer", "result"),
    [
        ("busy", "BUSY"),
        ("no_answer", "NO_ANS"),
        ("carrier_error", "CARRIER_ERROR"),
        ("carrier_temp_error", "CARRIER_TEMP_ERROR"),
        ("internal_error", "INTERNAL_ERROR"),
        ("machine", "AM"),
        ("live", "LA"),
    ],
)
def test_every_result_can_be_tried_again(api, answer, result):
    api.script(ANN, {"answer": answer})
    api.send_call(ANN, config=voice(mode="AM_AND_LIVE", common=retry(2, 1, result)))
    api.advance(hours=1)
    assert results(api.calls()[0]) == [result, result]


def test_a_retry_uses_the_configuration_of_its_time(api):
    api.script(ANN, {"answer": "busy"}, {"answer": "live"})
    broadcast_id = api.send_call(ANN, config=voice(common=retry(2, 10, "BUSY")))
    api.advance(60)
    update = (
        f'<d:Broadcast id="{broadcast_id}"><d:Name>x</d:Name>{voice(live=2, common=retry(2, 10, "BUSY"))}'
    )
    api(f"<UpdateBroadcast>{update}</d:Broadcast></UpdateBroadcast>")
    api.advance(minutes=20)
    assert [entry["played"] for entry in api.carrier()] == [[], [2]]


HOME, WORK, MOBILE = number(1), number(2), number(3)
ALL_PHONES = {"homePhone": HOME, "workPhone": WORK, "mobilePhone": MOBILE}


def dialled(api, attempts_, phones, **contact):
    """Answer the numbers that are dialled when nobody answers."""
    for each in HOME, WORK, MOBILE:
        api.script(each, {"answer": "busy"})
    people = api.contact_list(contact)
    broadcast_id = api.create(voice(common=retry(attempts_, 10, "BUSY", phones)))
    api.add_batch(broadcast_id, rest=f"<ContactListId>{people}</ContactListId><Start>true</Start>")
    api.advance(hours=5)
    return [to for _, to in api.dialled()]


@pytest.mark.parametrize(
    ("phones", "numbers"),
    [
        ("FIRST_NUMBER", [HOME] * 4),
        ("WORK_PHONE", [WORK] * 4),
        ("HOME_PHONE WORK_PHONE MOBILE_PHONE", [HOME, WORK, MOBILE, HOME]),
        ("MOBILE_PHONE FIRST_NUMBER", [MOBILE, HOME, MOBILE, HOME]),
    ],
)
def test_the_phones_of_a_contact_are_tried_in_turn(api, phones, numbers):
    assert dialled(api, 4, phones, **ALL_PHONES) == numbers


def test_phones_that_a_contact_has_not_are_skipped(api):
    phones = "MOBILE_PHONE WORK_PHONE HOME_PHONE"
    assert dialled(api, 4, phones, homePhone=HOME, workPhone=WORK) == [WORK, HOME, WORK, HOME]


def test_phones_that_were_never_checked_are_completed_or_skipped(api):
    phones = "MOBILE_PHONE WORK_PHONE HOME_PHONE"
    people = contacts_as_given(api, homePhone=HOME, workPhone="111", mobilePhone=MOBILE[1:])
    for each in HOME, MOBILE:
        api.script(each, {"answer": "busy"})
    broadcast_id = api.create(voice(common=retry(3, 10, "BUSY", phones)))
    api.add_batch(broadcast_id, rest=f"<ContactListId>{people}</ContactListId><Start>true</Start>")
    api.advance(hours=5)
    assert [to for _, to in api.dialled()] == [MOBILE, HOME, MOBILE]


def test_a_phone_on_the_do_not_call_list_is_not_dialled_however_it_is_spelled(api):
    people = contacts_as_given(api, homePhone=HOME, mobilePhone=MOBILE[1:])
    api(f"<CreateDncListRequest><Name>x</Name><Numbers>{MOBILE}</Numbers></CreateDncListRequest>")
    broadcast_id = api.create(voice(common=retry(1, 10, "BUSY", "MOBILE_PHONE")))
    api.add_batch(broadcast_id, rest=f"<ContactListId>{people}</ContactListId><Start>true</Start>")
    api.advance(60)
    assert (api.dialled(), [call.State for call in api.calls()]) == ([], ["DNC"])


def contacts_as_given(api, **phones):
    """Make a list of one contact that nobody checks; answers its id."""
    given = "".join(f' {slot}="{phone}"' for slot, phone in phones.items())
    return api.id(
        "<CreateContactList><Name>x</Name><Validate>false</Validate>"
        f"<ContactSource><d:Contact{given}/></ContactSource></CreateContactList>"
    )


def test_every_phone_that_was_tried_leaves_a_record(api):
    assert len(dialled(api, 3, "HOME_PHONE WORK_PHONE", **ALL_PHONES)) == 3
    [call] = api.calls()
    assert (call.State, results(call)) == ("FINISHED", ["BUSY"] * 3)


@pytest.mark.parametrize("minutes", [0, -5])
def test_without_minutes_between_attempts_the_next_follows_at_once(api, minutes):
    api.script(ANN, {"answer": "busy", "ring": 10})
    api.send_call(ANN, config=voice(common=retry(3, minutes, "BUSY")))
    api.advance(60)
    assert attempts(api) == ["17:00:00", "17:00:10", "17:00:20"]


@pytest.mark.parametrize("wrong", ["911", "19005551212", "123"])
def test_phones_that_must_not_be_dialled_are_skipped(api, wrong):
    phones = {"homePhone": HOME, "workPhone": wrong, "mobilePhone": MOBILE}
    assert dialled(api, 3, "WORK_PHONE HOME_PHONE MOBILE_PHONE", **phones) == [HOME, MOBILE, HOME]


def test_whoever_is_reached_by_such_a_phone_alone_is_called_at_the_first_number(api):
    assert dialled(api, 2, "WORK_PHONE", homePhone=HOME, workPhone="911") == [HOME, HOME]


def test_the_minutes_of_a_wait_stay_those_it_began_with(api):
    api.script(ANN, {"answer": "busy"}, {"answer": "live"})
    broadcast_id = api.send_call(ANN, config=voice(common=retry(2, 30, "BUSY")))
    api.advance(60)
    for minutes in 5, 500:
        config = voice(common=retry(2, minutes, "BUSY"))
        api(f'<UpdateBroadcast><d:Broadcast id="{broadcast_id}">{config}</d:Broadcast></UpdateBroadcast>')
    api.advance(hours=1)
    assert attempts(api) == ["17:00:00", "17:30:04"]
