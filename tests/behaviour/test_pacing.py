"""How many calls are made at once: exactly as many as MaxActive, as long as work waits."""

import base64
from collections import Counter
from datetime import datetime
from itertools import groupby, pairwise

import pytest

from callfire_soap.media import tones
from tests.behaviour.outside import Refused, number, numbers, retry, voice
from tests.clients import Program, Sandbox, post

MOST = 5


@pytest.fixture
def calls_of_20_seconds(api):
    """Answer the config of calls that ring for 4 seconds and last for 16 more."""
    content = base64.b64encode(tones.silence(16).wav).decode()
    return voice(live=api.id(f"<CreateSound><Data>{content}</Data></CreateSound>"))


def moments(events):
    """Answer how many calls are up after each instant at which anything happened, and how many wait."""
    counts, found = Counter(), []
    states = {}
    actions = (event for event in events if event["kind"] == "action")
    for at, group in groupby(actions, key=lambda event: event["at"]):
        for event in group:
            counts[states.get(event["action"])] -= 1
            states[event["action"]] = event["state"]
            counts[event["state"]] += 1
            assert counts["SELECTED"] <= MOST, at
        found.append((datetime.fromisoformat(at), counts["SELECTED"], counts["READY"]))
    return found


def all_events(api):
    """Answer all events, page by page."""
    after, found = 0, []
    while page := api.sandbox("GET", "events", after=after, limit=10_000)["events"]:
        found += page
        after = page[-1]["id"]
    return found


def test_a_thousand_calls_are_made_five_at_a_time(api, calls_of_20_seconds):
    people = [number(index) for index in range(1_000)]
    broadcast_id = api.send_call(*people, config=calls_of_20_seconds, rest=f"<MaxActive>{MOST}</MaxActive>")
    api.advance(hours=2)
    assert api.status(broadcast_id) == "FINISHED"
    found = moments(all_events(api))
    # Those before were loaded; from the first call on there are five while anybody waits.
    up = [many for _, many, waiting in found if waiting]
    assert set(up[up.index(MOST) :]) == {MOST}
    assert up.index(MOST) <= 1
    starts = Counter(entry["at"] for entry in api.carrier())
    assert set(starts.values()) == {MOST}
    times = sorted(map(datetime.fromisoformat, starts))
    assert {(later - earlier).total_seconds() for earlier, later in pairwise(times)} == {20.0}
    assert (times[-1] - times[0]).total_seconds() == 199 * 20


def test_calls_of_different_lengths_fill_every_gap(api):
    people = [number(index) for index in range(200)]
    for index, each in enumerate(people):
        api.script(each, {"answer": "busy", "ring": 1 + index * 7 % 23})
    api.send_call(*people, rest=f"<MaxActive>{MOST}</MaxActive>")
    api.advance(hours=2)
    up = [many for _, many, waiting in moments(all_events(api)) if waiting]
    assert set(up[up.index(MOST) :]) == {MOST}


def test_two_broadcasts_are_paced_each_by_its_own_limit(api, calls_of_20_seconds):
    for area in "212", "213":
        people = [number(index, area) for index in range(20)]
        api.send_call(*people, config=calls_of_20_seconds, rest="<MaxActive>2</MaxActive>")
    api.advance(hours=1)
    starts = Counter((entry["at"], entry["to"][1:4]) for entry in api.carrier())
    assert set(starts.values()) == {2}
    assert len(starts) == 20


def test_the_account_bounds_all_its_broadcasts_together(api, plan, calls_of_20_seconds):
    plan(max_active=7)
    for area in "212", "213", "312":
        people = [number(index, area) for index in range(21)]
        api.send_call(*people, config=calls_of_20_seconds, rest="<MaxActive>4</MaxActive>")
    api.advance(hours=1)
    assert len(api.carrier()) == 63
    states = {}
    actions = (event for event in all_events(api) if event["kind"] == "action")
    for at, group in groupby(actions, key=lambda event: event["at"]):
        states.update((event["action"], event["state"]) for event in group)
        up, waiting = Counter(), Counter()
        for action, state in states.items():
            # 21 actions a broadcast, in the order of their ids.
            up[(action - 1) // 21] += state == "SELECTED"
            waiting[(action - 1) // 21] += state == "READY"
        if at > "2026-01-05T17:00:00Z":
            # Nobody waits while the account and a broadcast with waiting calls both have a line left.
            assert sum(up.values()) == 7 or all(up[each] == 4 for each in +waiting), at
        assert sum(up.values()) <= 7, at
        assert max(up.values()) <= 4, at


def test_broadcasts_without_a_limit_share_what_the_account_allows(api, plan, calls_of_20_seconds):
    plan(max_active=6)
    for area in "212", "213":
        api.send_call(*(number(index, area) for index in range(30)), config=calls_of_20_seconds)
    api.advance(hours=1)
    starts = Counter(entry["at"] for entry in api.carrier())
    assert list(starts.values()) == [6] * 10


def test_a_limit_that_changes_again_and_again_is_kept_to_the_call(api, calls_of_20_seconds):
    people = [number(index) for index in range(300)]
    broadcast_id = api.send_call(*people, config=calls_of_20_seconds, rest="<MaxActive>5</MaxActive>")
    api.advance(30)
    for before, most in pairwise((5, 12, 3, 3, 40, 1, 7)):
        api(f"<ControlBroadcast><Id>{broadcast_id}</Id><MaxActive>{most}</MaxActive></ControlBroadcast>")
        api.sandbox("POST", "drain")
        # A higher limit counts at once, a lower one as calls end; none is cut off.
        assert len(api.calls("<State>SELECTED</State>")) == max(before, most)
        api.advance(20)
        assert len(api.calls("<State>SELECTED</State>")) == most
        api.advance(7)
        assert len(api.calls("<State>SELECTED</State>")) == most
    assert api.status(broadcast_id) == "RUNNING"


@pytest.mark.parametrize("most", [0, -1])
def test_a_limit_below_one_is_refused_and_changes_nothing(api, calls_of_20_seconds, most):
    broadcast_id = api.send_call(*(number(index) for index in range(9)), config=calls_of_20_seconds)
    limit = f"<MaxActive>{most}</MaxActive>"
    for refused in (
        f"<ControlBroadcast><Id>{broadcast_id}</Id><Command>STOP</Command>{limit}</ControlBroadcast>",
        f"<SendCall>{numbers(number(0))}{limit}{calls_of_20_seconds}</SendCall>",
    ):
        with pytest.raises(Refused, match="BAD_REQUEST"):
            api(refused)
    assert api("<QueryBroadcasts/>").TotalResults == "1"
    api.advance(1)
    assert len(api.carrier()) == 9


def test_retries_take_lines_like_first_attempts(api):
    people = [number(index) for index in range(12)]
    for each in people:
        api.script(each, {"answer": "busy", "ring": 10})
    api.send_call(*people, config=voice(common=retry(3, 0, "BUSY")), rest=f"<MaxActive>{MOST}</MaxActive>")
    api.advance(hours=1)
    assert len(api.carrier()) == 36
    up = [many for _, many, waiting in moments(all_events(api)) if waiting]
    assert set(up[up.index(MOST) :]) == {MOST}


def real_seconds(service, people, at_once):
    """Answer how many seconds of its clock lie between the first and the last of so many calls of 20 seconds."""
    content = base64.b64encode(tones.silence(16).wav).decode()
    made = post(service.url, f"<svc:CreateSound><svc:Data>{content}</svc:Data></svc:CreateSound>")
    assert made.status_code == 200
    config = voice(live=10).replace("<d:", "<data:").replace("</d:", "</data:")
    listed = numbers(*(number(index) for index in range(people)))
    listed = listed.replace("<ToNumber>", "<svc:ToNumber>").replace("</ToNumber>", "</svc:ToNumber>")
    limit = f"<svc:MaxActive>{at_once}</svc:MaxActive>"
    sent = post(service.url, f"<svc:SendCall>{listed}{limit}{config}</svc:SendCall>")
    assert sent.status_code == 200, sent.text
    sandbox = Sandbox(service.url)
    sandbox.drain()
    starts = sorted(datetime.fromisoformat(entry["at"]) for entry in sandbox.carrier())
    sandbox.reset()
    sandbox.close()
    assert len(starts) == people
    return (starts[-1] - starts[0]).total_seconds()


def test_with_a_real_clock_the_rate_stays_within_two_percent(tmp_path):
    people, at_once, seconds = 60, 20, 20
    allowed = seconds * (people // at_once - 1)
    taken = []
    with Program(tmp_path).serving("sandbox", "--speed", "10", "--start-delay", "0") as service:
        # A machine that is busy only ever delays: the shortest tells.
        while not taken or (min(taken) > allowed * 1.02 and len(taken) < 10):
            taken.append(real_seconds(service, people, at_once))
    assert allowed <= min(taken) <= allowed * 1.02
