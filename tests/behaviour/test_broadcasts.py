"""The life of a broadcast, what may be created, what is shown, what an update replaces."""

import pytest

from tests.behaviour.outside import (
    LIVE_SOUND,
    Refused,
    fields,
    hours,
    ivr,
    number,
    number_of,
    retry,
    text,
    voice,
)

FRESH, PENDING, RUNNING, FINISHED, ARCHIVED = "STOPPED", "START_PENDING", "RUNNING", "FINISHED", "ARCHIVED"


def broadcast_in(api, status):
    """Answer a broadcast that stands in a status, with one recipient unless it is finished."""
    broadcast_id = api.create(voice())
    api.add_batch(broadcast_id, number(0))
    if status != FRESH:
        api.control(broadcast_id, "START")
    if status in {RUNNING, FINISHED}:
        api.advance(60 if status == FINISHED else 1)
    if status == ARCHIVED:
        api.control(broadcast_id, "ARCHIVE")
    assert api.status(broadcast_id) == status
    return broadcast_id


@pytest.mark.parametrize(
    ("status", "command", "follows"),
    [
        (FRESH, "START", PENDING),
        (FRESH, "STOP", FRESH),
        (FRESH, "ARCHIVE", ARCHIVED),
        (PENDING, "START", PENDING),
        (PENDING, "STOP", FRESH),
        (PENDING, "ARCHIVE", ARCHIVED),
        (RUNNING, "START", RUNNING),
        (RUNNING, "STOP", FRESH),
        (RUNNING, "ARCHIVE", ARCHIVED),
        (FINISHED, "START", PENDING),
        (FINISHED, "STOP", FINISHED),
        (FINISHED, "ARCHIVE", ARCHIVED),
        (ARCHIVED, "START", None),
        (ARCHIVED, "STOP", ARCHIVED),
        (ARCHIVED, "ARCHIVE", ARCHIVED),
    ],
)
def test_every_command_in_every_status(api, status, command, follows):
    broadcast_id = broadcast_in(api, status)
    if follows is None:
        with pytest.raises(Refused) as refused:
            api.control(broadcast_id, command)
        assert refused.value.fault_code == "BAD_REQUEST"
        assert api.status(broadcast_id) == status
        return
    api.control(broadcast_id, command)
    assert api.status(broadcast_id) == follows
    api.advance(60)
    settled = {PENDING: FINISHED, RUNNING: FINISHED}
    assert api.status(broadcast_id) == settled.get(follows, follows)


@pytest.mark.parametrize(
    ("status", "command"),
    [
        (FRESH, "STOP"),
        (PENDING, "START"),
        (RUNNING, "START"),
        (FINISHED, "STOP"),
        (ARCHIVED, "STOP"),
        (ARCHIVED, "ARCHIVE"),
    ],
)
def test_a_command_that_changes_no_status_changes_nothing(api, status, command):
    broadcast_id = broadcast_in(api, status)
    before = api.broadcast(broadcast_id).values()
    api.sandbox("PUT", "clock", {"now": "2026-01-05T20:00:00Z"})
    history = api.history(broadcast_id)
    api.control(broadcast_id, command)
    assert (api.broadcast(broadcast_id).values(), api.history(broadcast_id)) == (before, history)


@pytest.mark.parametrize("status", [FRESH, PENDING, RUNNING, FINISHED, ARCHIVED])
def test_an_update_is_taken_in_every_status_and_changes_none(api, status):
    broadcast_id = broadcast_in(api, status)
    update(api, broadcast_id, voice(live=2), name="Changed")
    shown = api.broadcast(broadcast_id)
    assert (shown.Name, shown.VoiceBroadcastConfig.LiveSoundId, shown.Status) == ("Changed", "2", status)


@pytest.mark.parametrize("status", [FRESH, PENDING, RUNNING, FINISHED])
def test_a_batch_may_start_a_broadcast_in_every_status_but_archived(api, status):
    broadcast_id = broadcast_in(api, status)
    api.add_batch(broadcast_id, number(1), rest="<Start>true</Start>")
    api.advance(60)
    assert api.status(broadcast_id) == FINISHED
    assert [call.State for call in api.calls()] == ["FINISHED", "FINISHED"]


def test_a_batch_that_asks_for_the_start_of_an_archived_broadcast_is_not_kept(api):
    broadcast_id = broadcast_in(api, ARCHIVED)
    with pytest.raises(Refused) as refused:
        api.add_batch(broadcast_id, number(1), rest="<Start>true</Start>")
    assert refused.value.fault_code == "BAD_REQUEST"
    body = f"<BroadcastId>{broadcast_id}</BroadcastId>"
    assert api(f"<QueryContactBatches>{body}</QueryContactBatches>").TotalResults == "1"


def test_a_command_that_is_refused_leaves_max_active_as_it_was(api):
    broadcast_id = api.create(voice())
    control = f"<Id>{broadcast_id}</Id><Command>START</Command><MaxActive>1</MaxActive>"
    with pytest.raises(Refused):
        api(f"<ControlBroadcast>{control}</ControlBroadcast>")
    api.add_batch(broadcast_id, number(0), number(1))
    api.control(broadcast_id, "START")
    api.advance(1)
    assert len(api.carrier()) == 2


@pytest.mark.parametrize("most", [0, -1])
@pytest.mark.parametrize("command", ["", "<Command>ARCHIVE</Command>"])
def test_no_calls_at_once_are_refused_with_all_that_came_along(api, most, command):
    broadcast_id = api.create(voice())
    control = f"<Id>{broadcast_id}</Id>{command}<MaxActive>{most}</MaxActive>"
    with pytest.raises(Refused) as refused:
        api(f"<ControlBroadcast>{control}</ControlBroadcast>")
    assert (refused.value.fault_code, api.status(broadcast_id)) == ("BAD_REQUEST", FRESH)


def test_a_finished_broadcast_that_starts_again_has_nothing_to_call(api):
    broadcast_id = broadcast_in(api, FINISHED)
    api.control(broadcast_id, "START")
    api.advance(0)
    assert api.status(broadcast_id) == FINISHED
    assert len(api.carrier()) == 1


def test_stop_lets_calls_end_and_keeps_the_rest_ready(api):
    broadcast_id = api.send_call(number(0), number(1), rest="<MaxActive>1</MaxActive>")
    api.advance(1)
    api.control(broadcast_id, "STOP")
    api.advance(hours=2)
    assert [call.State for call in api.calls()] == ["FINISHED", "READY"]
    api.control(broadcast_id, "START")
    api.advance(60)
    assert [call.State for call in api.calls()] == ["FINISHED", "FINISHED"]
    assert api.status(broadcast_id) == FINISHED


def test_a_fresh_broadcast_is_stopped_and_dials_nothing(api):
    broadcast_id = api.create(voice())
    api.add_batch(broadcast_id, number(0))
    api.advance(hours=5)
    assert api.status(broadcast_id) == FRESH
    assert api.carrier() == []
    assert api.calls()[0].State == "READY"


def test_new_contacts_of_a_finished_broadcast_wait_for_a_start(api):
    broadcast_id = broadcast_in(api, FINISHED)
    api.add_batch(broadcast_id, number(1))
    api.advance(hours=1)
    assert [call.State for call in api.calls()] == ["FINISHED", "READY"]
    api.control(broadcast_id, "START")
    api.advance(60)
    assert [call.State for call in api.calls()] == ["FINISHED", "FINISHED"]


def test_contacts_added_to_a_running_broadcast_are_dialled(api):
    broadcast_id = api.send_call(number(0))
    api.advance(1)
    api.add_batch(broadcast_id, number(1))
    api.advance(60)
    assert [time for time, _ in api.dialled()] == ["17:00:00", "17:00:01"]


def test_an_archived_broadcast_is_hidden_from_queries_and_readable_by_id(api):
    broadcast_id = broadcast_in(api, FINISHED)
    api.control(broadcast_id, "ARCHIVE")
    assert api("<QueryBroadcasts/>").TotalResults == "0"
    assert api.status(broadcast_id) == ARCHIVED
    assert api.stats(broadcast_id).UsageStats.Attempts == "1"
    assert len(api.calls(f"<BroadcastId>{broadcast_id}</BroadcastId>")) == 1


def test_archive_is_repeatable_and_may_carry_max_active(api):
    broadcast_id = api.create(text())
    for rest in "", "<MaxActive>200</MaxActive>":
        command = f"<Id>{broadcast_id}</Id><Command>ARCHIVE</Command>{rest}"
        assert api(f"<ControlBroadcast>{command}</ControlBroadcast>") is None
    assert api.status(broadcast_id) == ARCHIVED


def test_an_archived_broadcast_may_be_updated(api):
    broadcast_id = broadcast_in(api, ARCHIVED)
    update(api, broadcast_id, voice(), name="Later")
    assert (api.broadcast(broadcast_id).Name, api.status(broadcast_id)) == ("Later", ARCHIVED)


def test_control_without_anything_changes_nothing(api):
    broadcast_id = broadcast_in(api, FRESH)
    before = api.broadcast(broadcast_id).values()
    api.advance(60)
    assert api(f"<ControlBroadcast><Id>{broadcast_id}</Id></ControlBroadcast>") is None
    assert api.broadcast(broadcast_id).values() == before


def test_max_active_alone_sets_how_many_calls_are_made_at_once(api):
    broadcast_id = api.create(voice())
    api.add_batch(broadcast_id, *(number(index) for index in range(4)))
    api(f"<ControlBroadcast><Id>{broadcast_id}</Id><MaxActive>2</MaxActive></ControlBroadcast>")
    assert api.status(broadcast_id) == FRESH
    api.control(broadcast_id, "START")
    api.advance(60)
    assert [time for time, _ in api.dialled()] == ["17:00:00", "17:00:00", "17:00:11", "17:00:11"]


def test_max_active_may_change_while_calls_are_made(api):
    broadcast_id = api.send_call(*(number(index) for index in range(6)), rest="<MaxActive>1</MaxActive>")
    api.advance(1)
    api(f"<ControlBroadcast><Id>{broadcast_id}</Id><MaxActive>3</MaxActive></ControlBroadcast>")
    api.advance(60)
    times = [time for time, _ in api.dialled()]
    assert times == ["17:00:00", "17:00:01", "17:00:01", "17:00:11", "17:00:12", "17:00:12"]


def test_last_modified_moves_with_every_change(api):
    broadcast_id = api.create(voice())
    api.add_batch(broadcast_id, number(0))
    assert api.broadcast(broadcast_id).LastModified == "2026-01-05T17:00:00Z"
    api.advance(10)
    update(api, broadcast_id, voice())
    assert api.broadcast(broadcast_id).LastModified == "2026-01-05T17:00:10Z"
    api.advance(10)
    api.control(broadcast_id, "START")
    assert api.broadcast(broadcast_id).LastModified == "2026-01-05T17:00:20Z"
    api.advance(60)
    shown = api.broadcast(broadcast_id)
    assert (shown.LastModified, shown.VoiceBroadcastConfig.Created) == (
        "2026-01-05T17:00:31Z",
        "2026-01-05T17:00:00Z",
    )


def test_the_running_filter_counts_those_about_to_run(api):
    pending, finished, stopped = (broadcast_in(api, status) for status in (RUNNING, FINISHED, FRESH))
    api.control(stopped, "START")
    running = {each["id"] for each in listed(api, "<Running>true</Running>")}
    assert running == {str(stopped)}
    assert {each["id"] for each in listed(api, "<Running>false</Running>")} == {str(pending), str(finished)}


def test_broadcasts_are_found_by_type(api):
    api.create(voice())
    api.create(text())
    for wanted, types in (("TEXT", ["TEXT"]), ("VOICE IVR", ["VOICE"]), ("", ["VOICE", "TEXT"]), ("IVR", [])):
        assert [each.Type for each in listed(api, f"<Type>{wanted}</Type>")] == types


def test_filters_of_broadcasts_are_anded(api):
    api.send_call(number(0), rest="<Label>sale</Label>")
    api.send_text(number(0), rest="<Label>sale</Label>")
    both = listed(api, "<Type>TEXT</Type><LabelName>sale</LabelName>")
    assert [each.Type for each in both] == ["TEXT"]
    assert listed(api, "<Type>VOICE</Type><Running>false</Running><LabelName>sale</LabelName>") == []


def listed(api, filters):
    return api(f"<QueryBroadcasts>{filters}</QueryBroadcasts>").all("Broadcast")


def test_every_listed_broadcast_has_id_name_status_and_type(api):
    for config in voice(), text():
        api.id(f"<CreateBroadcast><d:Broadcast>{config}</d:Broadcast></CreateBroadcast>")
        api.create(config, name="")
    found = listed(api, "")
    assert len(found) == 4
    assert all(each["id"] and each.Name and each.Status and each.Type for each in found)
    assert [each.Type for each in found] == ["VOICE", "VOICE", "TEXT", "TEXT"]


def test_pages_of_broadcasts_batches_and_schedules_join_to_the_whole(api):
    for _ in range(3):
        last = api.create(text())
    for index in range(3):
        api.add_batch(last, number(index))
        api.schedule(last, "18:00:00", "19:00:00")
    of_last = f"<BroadcastId>{last}</BroadcastId>"
    for operation, item, rest in (
        ("QueryBroadcasts", "Broadcast", ""),
        ("QueryContactBatches", "ContactBatch", of_last),
        ("QueryBroadcastSchedules", "BroadcastSchedule", of_last),
    ):
        for most, first, ids in (
            (2, 0, "12"),
            (2, 2, "3"),
            (2, 80, ""),
            (0, 0, "123"),
            (-1, -1, "123"),
            (5_000, 1, "23"),
        ):
            page = f"<MaxResults>{most}</MaxResults><FirstResult>{first}</FirstResult>"
            answer = api(f"<{operation}>{page}{rest}</{operation}>")
            assert answer.TotalResults == "3"
            assert [each["id"] for each in answer.all(item)] == list(ids)


def test_what_was_given_for_the_server_to_decide_is_ignored(api):
    old = "2001-01-01T00:00:00Z"
    decided = fields(Name="x", Status="START_PENDING", LastModified=old, Type="TEXT")
    config = f'<d:TextBroadcastConfig id="77">{fields(Created=old, Message="Hi")}</d:TextBroadcastConfig>'
    broadcast_id = api.id(
        f'<CreateBroadcast><d:Broadcast id="14898">{decided}{config}</d:Broadcast></CreateBroadcast>'
    )
    assert broadcast_id == 1
    api(
        f'<UpdateBroadcast><d:Broadcast id="{broadcast_id}">{decided}{config}</d:Broadcast></UpdateBroadcast>'
    )
    shown = api.broadcast(broadcast_id)
    now = "2026-01-05T17:00:00Z"
    assert shown.values() == {"Name": "x", "Status": FRESH, "LastModified": now, "Type": "TEXT"}
    assert shown.TextBroadcastConfig.Created == now


@pytest.mark.parametrize("claimed", ["VOICE", "IVR", "TEXT", "CCC"])
@pytest.mark.parametrize(("implied", "config"), [("VOICE", voice()), ("IVR", ivr()), ("TEXT", text())])
def test_the_type_must_agree_with_the_configuration(api, claimed, implied, config):
    broadcast = f"<d:Broadcast>{fields(Name='x', Type=claimed)}{config}</d:Broadcast>"
    if claimed == implied:
        assert api.id(f"<CreateBroadcast>{broadcast}</CreateBroadcast>") == 1
        return
    with pytest.raises(Refused) as refused:
        api(f"<CreateBroadcast>{broadcast}</CreateBroadcast>")
    assert refused.value.fault_code == "BAD_REQUEST"


def test_a_dialplan_comes_back_to_the_letter(api):
    dialplan = "  <dialplan name='x'>\n\t<!-- ]] -->\n<play type=\"tts\">R&amp;D é</play></dialplan>\n "
    shown = api.broadcast(api.create(ivr(dialplan))).IvrBroadcastConfig
    assert shown.DialplanXml == dialplan
    assert shown.RetryConfig.values() == {
        "MaxAttempts": "1",
        "MinutesBetweenAttempts": "60",
        "RetryResults": "",
        "RetryPhoneTypes": "FIRST_NUMBER",
    }


def test_start_needs_a_batch_but_not_one_that_is_ready(api):
    broadcast_id = api.create(text())
    with pytest.raises(Refused) as refused:
        api.control(broadcast_id, "START")
    assert refused.value.fault_code == "BAD_REQUEST"
    api.add_batch(broadcast_id, number(0))
    api.control(broadcast_id, "START")
    api.advance(1)
    assert api.status(broadcast_id) == FINISHED


@pytest.mark.parametrize(
    "config",
    [
        voice(common=retry()),
        voice(common=retry(results="LA SENT TOO_BIG CARRIER_ERROR BUSY")),
        voice(common=retry(attempts=1000)),
        voice(common=hours("09:00:00", "17:00:00")),
        voice(common=hours("09:00:00", "09:00:00")),
        voice(fields(MachineSoundText="Call us", MachineSoundTextVoice="MALE1"), mode="AM_ONLY", live=None),
        voice(
            fields(LiveSoundText="Hello", MachineSoundText="Call us", MachineSoundTextVoice="SPANISH1"),
            live=None,
        ),
        text("x" * 160),
        text("x" * 161, strategy="DO_NOT_SEND"),
        text(),
        text(sender="67076"),
        text(sender="2135551126"),
        text(sender="+12135551126", common=retry(results="BUSY")),
        voice(sender="18555551234"),
        voice(sender="12135551126"),
        voice(sender="3105551212"),
    ],
)
def test_what_must_be_accepted(api, config):
    assert api.create(config) == 1


def test_a_call_broadcast_shows_its_retries_with_the_defaults(api):
    shown = api.broadcast(api.create(voice())).VoiceBroadcastConfig
    assert shown.RetryConfig.values() == {
        "MaxAttempts": "1",
        "MinutesBetweenAttempts": "60",
        "RetryResults": "",
        "RetryPhoneTypes": "FIRST_NUMBER",
    }
    assert shown.AnsweringMachineConfig == "LIVE_IMMEDIATE"


def test_answering_machines_are_detected_and_spoken_to_by_default(api):
    assert (
        api.broadcast(api.create(voice(mode=None))).VoiceBroadcastConfig.AnsweringMachineConfig
        == "AM_AND_LIVE"
    )


def test_a_text_broadcast_shows_message_sender_and_strategy(api):
    shown = api.broadcast(api.create(text("Hello ${name}"))).TextBroadcastConfig
    assert shown.values() == {
        "Created": "2026-01-05T17:00:00Z",
        "FromNumber": "67076",
        "Message": "Hello ${name}",
        "BigMessageStrategy": "SEND_MULTIPLE",
    }


def test_texts_to_speak_become_sounds_that_equal_texts_share(api):
    spoken = fields(LiveSoundText="Hello there", LiveSoundTextVoice="MALE1")
    first, second = (api.broadcast(api.create(voice(spoken, live=None))) for _ in range(2))
    other = api.broadcast(api.create(voice(fields(LiveSoundText="Hello there"), live=None)))
    ids = [each.VoiceBroadcastConfig.LiveSoundId for each in (first, second, other)]
    assert int(ids[0]) > LIVE_SOUND
    assert ids[0] == ids[1] != ids[2]
    assert first.VoiceBroadcastConfig.LiveSoundText is None
    assert api(f"<GetSoundMeta><Id>{ids[0]}</Id></GetSoundMeta>").Status == "ACTIVE"


def update(api, broadcast_id, config, name="New", rest=""):
    body = f'<d:Broadcast id="{broadcast_id}">{fields(Name=name)}{rest}{config}</d:Broadcast>'
    assert api(f"<UpdateBroadcast>{body}</UpdateBroadcast>") is None


def test_an_update_replaces_the_whole_configuration(api):
    broadcast_id = api.create(
        voice(
            fields(MachineSoundId=3),
            mode="AM_AND_LIVE",
            common=hours("09:00:00", "17:00:00") + retry(3, 10, "BUSY", "HOME_PHONE"),
        )
    )
    update(api, broadcast_id, voice(live=2))
    shown = api.broadcast(broadcast_id)
    config = shown.VoiceBroadcastConfig
    assert shown.Name == "New"
    assert (config.LiveSoundId, config.MachineSoundId, config.LocalTimeZoneRestriction) == ("2", None, None)
    assert config.RetryConfig.values() == {
        "MaxAttempts": "1",
        "MinutesBetweenAttempts": "60",
        "RetryResults": "",
        "RetryPhoneTypes": "FIRST_NUMBER",
    }
    assert config.AnsweringMachineConfig == "LIVE_IMMEDIATE"


def test_an_update_of_a_text_replaces_message_and_strategy(api):
    broadcast_id = api.create(text("One", strategy="TRIM", sender="12135551126"))
    update(api, broadcast_id, text("Two"))
    config = api.broadcast(broadcast_id).TextBroadcastConfig
    assert (config.Message, config.BigMessageStrategy, config.FromNumber) == ("Two", "SEND_MULTIPLE", "67076")


def test_an_update_is_judged_like_a_create(api):
    broadcast_id = api.create(voice())
    for config, code in (
        (voice(sender="1234"), "BAD_REQUEST"),
        (voice(live=4711), "NOT_FOUND"),
        (voice(live=None), "BAD_REQUEST"),
        (text(), "BAD_REQUEST"),
    ):
        with pytest.raises(Refused) as refused:
            update(api, broadcast_id, config)
        assert refused.value.fault_code == code
    assert api.broadcast(broadcast_id).Name == "Broadcast"


@pytest.mark.parametrize("unknown", ['id="789"', ""])
def test_an_update_needs_the_id_of_a_broadcast(api, unknown):
    with pytest.raises(Refused) as refused:
        api(f"<UpdateBroadcast><d:Broadcast {unknown}>{voice()}</d:Broadcast></UpdateBroadcast>")
    assert refused.value.fault_code == "NOT_FOUND"


def test_an_update_of_a_running_broadcast_counts_for_what_is_dialled_afterwards(api):
    broadcast_id = api.send_call(number(0), number(1), rest="<MaxActive>1</MaxActive>")
    api.advance(1)
    update(api, broadcast_id, voice(live=2, sender="12135551126"))
    api.advance(60)
    assert [entry["played"] for entry in api.carrier()] == [[LIVE_SOUND], [2]]
    assert api.status(broadcast_id) == FINISHED


def test_labels_of_an_update_are_added(api):
    broadcast_id = api.send_call(number(0), rest="<Label>one</Label>")
    update(api, broadcast_id, voice(), rest="<d:Label>two</d:Label>")
    assert [each.text for each in api.broadcast(broadcast_id).all("Label")] == ["one", "two"]


def test_an_action_exists_for_every_recipient_at_once(api):
    api.send_call(number(0), number(1))
    for call in api.calls():
        assert (call.State, call.Created, call.Modified) == (
            "READY",
            "2026-01-05T17:00:00Z",
            "2026-01-05T17:00:00Z",
        )


def test_a_send_goes_through_its_statuses_in_order(api):
    broadcast_id = api.send_call(number(0))
    assert api.status(broadcast_id) == PENDING
    api.advance(1)
    assert (api.status(broadcast_id), api.calls()[0].State) == (RUNNING, "SELECTED")
    api.advance(60)
    assert [status for status, _ in api.history(broadcast_id)] == [FRESH, PENDING, RUNNING, FINISHED]
    assert [event["state"] for event in api.events(kind="action")] == ["READY", "SELECTED", "FINISHED"]


def test_the_oldest_batch_and_the_lowest_id_are_dialled_first(api):
    broadcast_id = api.create(voice())
    api.add_batch(broadcast_id, number(5), number(3))
    api.add_batch(broadcast_id, number(1))
    api(f"<ControlBroadcast><Id>{broadcast_id}</Id><MaxActive>1</MaxActive></ControlBroadcast>")
    api.control(broadcast_id, "START")
    api.advance(120)
    assert [to for _, to in api.dialled()] == [number(5), number(3), number(1)]


def test_a_lost_call_becomes_a_timeout_after_an_hour(api):
    api.script(number(0), {"answer": "lost"})
    broadcast_id = api.send_call(number(0))
    api.advance(minutes=59)
    assert (api.calls()[0].State, api.status(broadcast_id)) == ("SELECTED", RUNNING)
    api.advance(minutes=1)
    [call] = api.calls()
    assert (call.State, call.FinalResult, call.all("CallRecord")) == ("TIMEOUT", None, [])
    assert api.status(broadcast_id) == FINISHED
    assert number_of(call) == number(0)


def test_an_update_changes_the_sender_of_what_waits(api):
    broadcast_id = api.create(text("One"))
    api.add_batch(broadcast_id, number(0))
    api.send_text(number(1), config=text("Mine"), after=f"<BroadcastId>{broadcast_id}</BroadcastId>")
    api.control(broadcast_id, "STOP")
    update(api, broadcast_id, text("Two", sender="12135551126"))
    api.control(broadcast_id, "START")
    api.advance(1)
    # The second came with a message and a sender of its own.
    sent = [(entry["from"], entry["message"]) for entry in api.carrier()]
    assert sent == [("12135551126", "Two"), ("67076", "Mine")]
    assert [each.FromNumber for each in api.texts()] == ["12135551126", "67076"]


def test_an_update_leaves_what_was_sent_as_it_was(api):
    broadcast_id = api.send_text(number(0), config=text("One"))
    api.advance(1)
    update(api, broadcast_id, text("Two", sender="12135551126"))
    [only] = api.texts()
    assert (only.Message, only.FromNumber, only.find("TextRecord").Message) == ("One", "67076", "One")


def test_whoever_waits_for_hours_that_an_update_lifts_is_called_at_once(api):
    broadcast_id = api.send_call(number(0), config=voice(common=hours("11:00:00", "12:00:00")))
    api.advance(60)
    update(api, broadcast_id, voice())
    api.advance(60)
    assert [entry["at"] for entry in api.carrier()] == ["2026-01-05T17:01:00Z"]


def test_an_archived_broadcast_lets_calls_end_and_makes_no_others(api):
    api.script(number(0), {"answer": "busy"})
    broadcast_id = api.send_call(number(0), config=voice(common=retry(3, 1, "BUSY")))
    api.advance(1)
    api.control(broadcast_id, "ARCHIVE")
    api.advance(hours=1)
    [call] = api.calls()
    assert [record.Result for record in call.all("CallRecord")] == ["BUSY"]
    assert (api.status(broadcast_id), len(api.carrier())) == (ARCHIVED, 1)


def test_a_sound_that_is_not_recorded_yet_keeps_a_broadcast_from_starting(api):
    phone = f"<RecordingCall><ToNumber>{number(5)}</ToNumber></RecordingCall>"
    sound = api.id(f"<CreateSound>{phone}</CreateSound>")
    broadcast_id = api.create(voice(live=sound))
    api.add_batch(broadcast_id, number(0))
    for attempt in (
        lambda: api.control(broadcast_id, "START"),
        lambda: api.send_call(number(0), config=voice(live=sound)),
    ):
        with pytest.raises(Refused) as refused:
            attempt()
        assert refused.value.fault_code == "UNAVAILABLE"
    assert api("<QueryBroadcasts/>").TotalResults == "1"
    api.advance(60)
    api.control(broadcast_id, "START")
    api.advance(60)
    assert api.status(broadcast_id) == FINISHED


def test_commands_that_take_each_other_back_leave_nothing_behind(api):
    broadcast_id = api.send_call(number(0))
    for command in "STOP", "START", "STOP":
        api.control(broadcast_id, command)
    api.advance(60)
    assert (api.status(broadcast_id), api.carrier()) == (FRESH, [])


def test_whether_a_broadcast_resumes_the_next_day_comes_back(api):
    body = f"<d:Broadcast>{fields(Name='x', ResumeNextDay='true')}{text()}</d:Broadcast>"
    broadcast_id = api.id(f"<CreateBroadcast>{body}</CreateBroadcast>")
    assert api.broadcast(broadcast_id).ResumeNextDay == "true"
    assert api.broadcast(api.create(text())).ResumeNextDay is None


def test_a_caller_takes_a_place_until_a_transfer_ends(api):
    api.script(number(0), {"answer": "live", "keys": ["1"], "talk": 100})
    transfer = fields(TransferDigit=1, TransferNumber="12135551126")
    api.send_call(number(0), number(1), config=voice(transfer), rest="<MaxActive>1</MaxActive>")
    api.advance(minutes=5)
    assert api.dialled() == [("17:00:00", number(0)), ("17:01:44", number(1))]


def test_what_an_archived_broadcast_never_came_to_counts_as_undialed(api):
    broadcast_id = api.create(voice())
    batch_id = api.add_batch(broadcast_id, number(0))
    api.control(broadcast_id, "ARCHIVE")
    (call,) = api.calls(f"<BroadcastId>{broadcast_id}</BroadcastId>")
    assert (call.State, call.FinalResult) == ("FINISHED", "UNDIALED")
    assert api.batch(batch_id).Remaining == "0"
    statistics = api.stats(broadcast_id)
    assert statistics.ActionStatistics.values() == {"Unattempted": "0", "RetryWait": "0", "Finished": "1"}
    assert statistics.UsageStats.Attempts == "0"
