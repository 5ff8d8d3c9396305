"""What an account's operator decides: whom it reaches again, and who is put on its do-not-call list."""

from datetime import UTC, datetime

import pytest

from callfire_soap.services.administration import AccountSettings, change_account
from tests.behaviour.outside import fields, number, retry, text, voice

ANN, BOB = number(0), number(1)
DAY = 24
BEGIN = datetime(2026, 1, 5, 17, tzinfo=UTC)
KEYS = fields(DncSoundId=4, DncDigit="9")


@pytest.fixture
def one_call(plan):
    """Let the account reach each number once a day."""
    plan(one_call_hours=DAY)


def states(actions):
    return [(each.State, each.FinalResult) for each in actions]


@pytest.mark.usefixtures("one_call")
def test_a_number_that_any_broadcast_reached_is_left_alone_within_the_period(api):
    api.send_call(ANN)
    api.advance(60)
    broadcast_id = api.send_call(ANN, BOB)
    api.advance(60)
    # PERIOD_LIMIT shows as the nearest word of 2014.
    assert states(api.calls(f"<BroadcastId>{broadcast_id}</BroadcastId>")) == [
        ("DNC", None),
        ("FINISHED", "LA"),
    ]
    assert [entry["to"] for entry in api.carrier()] == [ANN, BOB]
    progress = api.stats(broadcast_id).find("ActionStatistics").values()
    assert progress == {"Unattempted": "0", "RetryWait": "0", "Finished": "2"}
    assert api.status(broadcast_id) == "FINISHED"


@pytest.mark.usefixtures("one_call")
def test_such_calls_are_found_by_their_later_word(api):
    api.send_call(ANN)
    api.advance(60)
    api.send_call(ANN)
    api.advance(60)
    [limited] = api.calls("<State>PERIOD_LIMIT</State>")
    assert limited["id"] == api.calls()[1]["id"]
    assert limited.all("CallRecord") == []


@pytest.mark.usefixtures("one_call")
def test_after_the_period_the_number_is_reached_again(api):
    api.send_text(ANN)
    api.advance(hours=DAY)
    api.send_text(ANN)
    api.advance(1)
    assert states(api.texts()) == [("FINISHED", "SENT")] * 2


@pytest.mark.usefixtures("one_call")
def test_who_was_not_reached_is_tried_again(api):
    api.script(ANN, {"answer": "busy"}, {"answer": "busy"}, {"answer": "live"})
    api.send_call(ANN, config=voice(common=retry(2, 1, "BUSY")))
    api.advance(minutes=5)
    api.send_call(ANN)
    api.advance(minutes=1)
    assert states(api.calls()) == [("FINISHED", "BUSY"), ("FINISHED", "LA")]


@pytest.mark.usefixtures("one_call")
def test_of_several_copies_of_a_number_one_is_reached(api):
    api.send_call(ANN, ANN, ANN)
    api.advance(60)
    assert sorted(each.State for each in api.calls()) == ["DNC", "DNC", "FINISHED"]
    assert len(api.carrier()) == 1


@pytest.mark.usefixtures("one_call")
def test_a_call_that_is_up_counts_as_reached(api):
    api.send_call(ANN)
    api.send_text(ANN)
    api.advance(60)
    assert [each.State for each in (*api.calls(), *api.texts())] == ["FINISHED", "DNC"]


@pytest.mark.usefixtures("one_call")
def test_the_other_account_reaches_whom_it_likes(api):
    api.send_text(ANN)
    api.advance(1)
    body = f"<SendText><ToNumber>{ANN}</ToNumber>{text()}</SendText>"
    api.id(body, login="sandbox2")
    api.advance(1)
    assert len(api.carrier()) == 2


@pytest.mark.parametrize(("keeps", "second"), [(True, ("DNC", "DNC")), (False, ("FINISHED", "DNC"))])
def test_the_operator_decides_whether_the_digit_fills_the_list(api, plan, keeps, second):
    plan(keeps_opt_outs=keeps)
    api.script(ANN, {"answer": "live", "keys": ["9"]})
    for _ in range(2):
        api.send_call(ANN, config=voice(KEYS))
        api.advance(60)
    assert states(api.calls()) == [("FINISHED", "DNC"), second]
    listed = api("<QueryDncNumbersRequest/>")
    assert [each.Number for each in listed.all("DncNumber")] == ([ANN] if keeps else [])


def test_a_new_time_zone_moves_the_windows_of_schedules_without_one(api):
    created = api.create(text())
    api.add_batch(created, ANN)
    # Ten in the morning in Los Angeles, where the account is, is one in New York.
    api.schedule(created, "13:00:00", "14:00:00")
    with api.system.store.writing() as unit:
        change_account(unit, BEGIN, "sandbox", AccountSettings(time_zone="America/New_York"))
        unit.commit()
    api.advance(minutes=61)
    assert [entry["at"][11:16] for entry in api.carrier()] == ["18:00"]
