"""Programs in the shapes that were in use, run by PHP itself."""

from tests.clients import OLD_WSDL

VOICE = """
$config = ['FromNumber' => '3105551212', 'LiveSoundId' => 9, 'AnsweringMachineConfig' => 'LIVE_IMMEDIATE'];
$client = client();
"""


def test_a_page_creates_fills_and_starts_with_one_number_per_batch(php_client, sandbox):
    sandbox.script("18185551213", {"answer": "busy"})
    broadcast = php_client.answer(
        VOICE
        + """
        $id = $client->CreateBroadcast(['Broadcast' => ['Name' => 'Study', 'VoiceBroadcastConfig' => $config]]);
        foreach ([8185551212, '8185551213', '18185551212'] as $number) {
            $client->CreateContactBatch(['BroadcastId' => $id, 'Name' => 'One', 'ToNumber' => $number,
                'ScrubBroadcastDuplicates' => false]);
        }
        $nothing = $client->ControlBroadcast(['Id' => $id, 'Command' => 'START', 'MaxActive' => 5]);
        show([$id, $nothing]);
        """
    )
    assert broadcast == [1, None]
    sandbox.advance(600)
    answer = php_client.answer(
        """
        $seen = [];
        $found = client()->QueryCalls(['MaxResults' => 10000, 'FirstResult' => 0, 'BroadcastId' => 1]);
        for ($i = 0; $i < $found->TotalResults; $i++) {
            $call = $found->Call[$i];
            $record = is_array($call->CallRecord) ? $call->CallRecord[0] : $call->CallRecord;
            $seen[] = [$call->ToNumber->{'_'}, $call->State, $call->FinalResult, isset($record->AnswerTime)];
        }
        show($seen);
        """
    )
    assert answer == [
        ["18185551212", "FINISHED", "LA", True],
        ["18185551213", "FINISHED", "BUSY", False],
        ["18185551212", "FINISHED", "LA", True],
    ]


def test_a_schedule_without_start_and_with_a_zone_that_is_null_runs(php_client, sandbox):
    schedule = php_client.answer(
        VOICE
        + """
        $id = $client->createBroadcast(['Broadcast' => ['Name' => 'Reminder', 'Type' => 'VOICE',
            'VoiceBroadcastConfig' => $config]]);
        $client->createContactBatch(['BroadcastId' => $id, 'Name' => 'Patients', 'ToNumber' => '8185551212']);
        show($client->createBroadcastSchedule(['BroadcastId' => $id, 'BroadcastSchedule' => [
            'StartTimeOfDay' => '10:00:00', 'StopTimeOfDay' => '17:00:00', 'TimeZone' => null,
            'BeginDate' => '2026-01-05', 'EndDate' => '2026-01-05', 'DaysOfWeek' => 'MONDAY']]));
        """
    )
    assert schedule == 1
    sandbox.advance(3_599)
    state = "show(client()->QueryCalls(['BroadcastId' => 1])->Call->State);"
    assert php_client.answer(state) == "READY"
    sandbox.advance(60)
    # Ten o'clock where the account is.
    assert [entry["at"] for entry in sandbox.carrier()] == ["2026-01-05T18:00:00Z"]
    assert php_client.answer(state) == "FINISHED"
    shown = php_client.answer("show(client()->GetBroadcastSchedule(['Id' => 1]));")
    assert (shown["StartTimeOfDay"], shown["TimeZone"], shown["DaysOfWeek"]) == ("10:00:00Z", "", "MONDAY")


def test_results_are_nothing_an_object_or_an_array(php_client, sandbox):
    count = """
        $shapes = [];
        foreach (['18185551211', '18185551212', '18185551213'] as $number) {
            $found = $client->QueryCalls(['MaxResults' => 5000]);
            $shapes[] = [$found->TotalResults, isset($found->Call) ? gettype($found->Call) : null];
            $client->SendCall(['ToNumber' => $number, 'VoiceBroadcastConfig' => $config]);
        }
        show($shapes);
    """
    assert php_client.answer(VOICE + count) == [[0, None], [1, "object"], [2, "array"]]


def test_null_becomes_an_empty_element_where_one_is_required(php_client, sandbox):
    message = php_client.answer(
        """
        $client = client();
        show(message_of(fn() => $client->SendText(['ToNumber' => '8185551212',
            'TextBroadcastConfig' => ['Message' => null]])));
        """
    )
    assert "Message" in message
    accepted = php_client.answer(
        VOICE
        + """
        $config['RetryConfig'] = ['RetryResults' => null, 'MaxAttempts' => null];
        show($client->SendCall(['RequestId' => null, 'BroadcastName' => null, 'ToNumber' => 8185551212,
            'VoiceBroadcastConfig' => $config]));
        """
    )
    assert accepted == 1


def test_ten_thousand_results_may_be_asked_for_in_every_query(php_client, sandbox):
    answer = php_client.answer(
        """
        $client = client();
        $many = ['MaxResults' => 10000, 'FirstResult' => 0];
        show([$client->QueryCalls($many), $client->QueryTexts($many), $client->QueryBroadcasts($many),
            $client->QuerySoundMeta($many)->TotalResults, $client->GetCallerIds($many)]);
        """
    )
    *empty, sounds, caller_ids = answer
    assert (empty, sounds) == ([{"TotalResults": 0}] * 3, 9)
    assert caller_ids["TotalResults"] == 3
    assert sorted(caller_ids["CallerId"]) == ["12135551189", "13105551212", "15712655344"]


def test_a_bare_text_goes_out_from_the_short_code_under_the_default_name(php_client, sandbox):
    answer = php_client.answer(
        """
        $client = new SoapClient('WSDL_ADDRESS', ['soap_version' => 'SOAP_1_2', 'login' => 'sandbox',
            'password' => 'sandbox']);
        $id = $client->sendText(['ToNumber' => [8185551212, '8185551213'],
            'TextBroadcastConfig' => ['Message' => 'Your room is ready']]);
        show([$id, $client->GetBroadcast(['Id' => $id])->Name]);
        """.replace("WSDL_ADDRESS", php_client.url + "/api/1.1/wsdl/callfire-service-http-soap12.wsdl")
    )
    assert answer == [1, "API Send"]
    sandbox.drain()
    assert [(entry["from"], entry["to"]) for entry in sandbox.carrier()] == [
        ("67076", "18185551212"),
        ("67076", "18185551213"),
    ]


def test_the_original_leg_of_a_transfer_is_the_last_record(php_client, sandbox):
    sandbox.script("18185551212", {"answer": "live", "keys": ["1"]})
    php_client.answer(
        VOICE
        + """
        $config += ['TransferDigit' => '1', 'TransferNumber' => '12135551126'];
        show($client->SendCall(['ToNumber' => ['18185551212', '18185551213'], 'VoiceBroadcastConfig' => $config]));
        """
    )
    sandbox.advance(600)
    answer = php_client.answer(
        """
        $seen = [];
        foreach (client()->QueryCalls()->Call as $call) {
            $original = is_array($call->CallRecord) ? $call->CallRecord[1] : $call->CallRecord;
            $seen[] = [$call->FinalResult, $original->Result];
        }
        show($seen);
        """
    )
    assert answer == [["LA", "LA"], ["XFER_LEG", "XFER"]]


def test_the_wsdl_of_1_0_serves_old_programs(php_client, sandbox):
    answer = php_client.answer(
        """
        $client = client(['soap_version' => SOAP_1_1]);
        show($client->SendText(['ToNumber' => '8185551212', 'TextBroadcastConfig' => ['Message' => 'Hi']]));
        """,
        OLD_WSDL,
    )
    assert answer == 1


def test_a_fault_comes_before_anything_is_kept_so_that_the_whole_can_be_repeated(php_client, sandbox):
    program = (
        VOICE
        + """
        $messages = [];
        for ($i = 0; $i < 3; $i++) {
            $config['FromNumber'] = $i < 2 ? '1234' : '3105551212';
            $messages[] = message_of(fn() => $client->SendCall(['ToNumber' => '8185551212',
                'VoiceBroadcastConfig' => $config]));
        }
        show([$messages, $client->QueryCalls()->TotalResults, $client->QueryBroadcasts()->TotalResults]);
        """
    )
    refused = "1234 is not a valid from number"
    assert php_client.answer(program) == [[refused, refused, "no fault"], 1, 1]
