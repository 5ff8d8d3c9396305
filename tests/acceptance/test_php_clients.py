"""What PHP programs depend on, seen from PHP."""

import pytest

from tests.clients import WSDL

SERVICE, DATA = "http://api.callfire.com/service/xsd", "http://api.callfire.com/data"
NO_COMMAND = (
    "Unmarshalling Error: cvc-enumeration-valid: Value 'PAUSE' is not facet-valid with respect to "
    "enumeration '[START, STOP, ARCHIVE]'. It must be a value from the enumeration. "
)
NO_CONFIG = (
    "Unmarshalling Error: cvc-complex-type.2.4.b: The content of element 'ns1:SendCall' is not complete. "
    f'One of \'{{"{SERVICE}":ToNumber, "{SERVICE}":ScrubBroadcastDuplicates, '
    f'"{DATA}":VoiceBroadcastConfig, "{DATA}":IvrBroadcastConfig}}\' is expected. '
)
SPELLINGS = (
    "'18185551212'",
    "'8185551212'",
    "'+18185551212'",
    "8185551212",
    "18185551212",
    "['18185551212']",
    "[8185551212]",
)


def no_phone_number(text):
    return (
        f"Unmarshalling Error: cvc-pattern-valid: Value '{text}' is not facet-valid with respect to pattern "
        r"'([a-zA-Z_]+)|(\+?[0-9]+)' for type 'PhoneNumber'. "
    )


def only_call(api):
    [call] = api.QueryCalls().Call
    return call


@pytest.mark.parametrize("given", SPELLINGS)
def test_numbers_may_be_strings_or_integers_with_or_without_country_code(php_client, api, given):
    php_client.answer(f"$request = call(); $request->ToNumber = {given}; show(client()->SendCall($request));")
    assert only_call(api).ToNumber["_value_1"] == "18185551212"


@pytest.mark.parametrize("given", ["'13105551212'", "3105551212", "'3105551212'", "'+13105551212'"])
def test_senders_may_be_strings_or_integers_with_or_without_country_code(php_client, api, given):
    php_client.answer(f"show(client()->SendCall(call({given})));")
    assert only_call(api).FromNumber == "13105551212"


def test_a_number_may_carry_attributes(php_client, api):
    php_client.answer(
        """
        $request = call();
        $request->ToNumber = [
            ['_' => '18185551212', 'ClientData' => 'order 7'],
            (object) ['_' => '8185551213'],
        ];
        show(client()->SendCall($request));
        """
    )
    second, first = api.QueryCalls().Call
    assert (first.ToNumber["_value_1"], first.ToNumber.ClientData) == ("18185551212", "order 7")
    assert (second.ToNumber["_value_1"], second.ToNumber.ClientData) == ("18185551213", None)


def test_a_number_reads_alike_with_and_without_attributes(php_client):
    answer = php_client.answer(
        """
        $request = call();
        $request->ToNumber = [['_' => '18185551212', 'ClientData' => 'order 7'], '18185551213'];
        $client = client();
        $client->SendCall($request);
        show(array_map(fn($call) => $call->ToNumber->{'_'}, $client->QueryCalls()->Call));
        """
    )
    assert answer == ["18185551213", "18185551212"]


def test_the_answer_has_the_version_of_the_request(php_client):
    answer = php_client.answer(
        """
        $answers = [];
        // A string is what the official SDK gives; it is not the constant.
        foreach ([null, SOAP_1_1, SOAP_1_2, 'SOAP_1_2'] as $version) {
            $options = ['login' => 'sandbox', 'password' => 'sandbox', 'trace' => true];
            $given = $version === null ? [] : ['soap_version' => $version];
            $client = new SoapClient('WSDL_ADDRESS', $options + $given);
            $id = $client->SendCall(call());
            preg_match('/Content-Type: ([^;\\s]+)/i', $client->__getLastResponseHeaders(), $type);
            preg_match('~http://[^"]+/soap[^"]*~', $client->__getLastResponse(), $namespace);
            $answers[] = [$id, $type[1], $namespace[0]];
        }
        show($answers);
        """.replace("WSDL_ADDRESS", php_client.url + WSDL)
    )
    one_one = ["text/xml", "http://schemas.xmlsoap.org/soap/envelope/"]
    one_two = ["application/soap+xml", "http://www.w3.org/2003/05/soap-envelope"]
    assert answer == [[1, *one_one], [2, *one_one], [3, *one_two], [4, *one_one]]


def test_a_fault_has_the_version_of_the_request(php_client):
    answer = php_client.answer(
        """
        $answers = [];
        foreach ([SOAP_1_1, SOAP_1_2] as $version) {
            $client = client(['soap_version' => $version]);
            try { $client->GetBroadcast(['Id' => 9]); } catch (SoapFault $fault) {
                $told = $fault->detail->ServiceFaultInfo;
                $answers[] = [$fault->faultcode, $fault->getMessage(), $told->FaultCode, $told->Message];
            }
        }
        show($answers);
        """
    )
    told = ["broadcast 9 does not exist", "NOT_FOUND", "broadcast 9 does not exist"]
    assert [code.partition(":")[2] for code, *_ in answer] == ["Server", "Receiver"]
    assert [rest for _, *rest in answer] == [told, told]


def test_null_in_a_required_element_is_an_empty_element_and_refused(php_client):
    answer = php_client.answer(
        """
        $client = client();
        $request = call();
        $request->ToNumber = null;
        $message = message_of(fn() => $client->SendCall($request));
        show([$client->__getLastRequest(), $message]);
        """
    )
    assert "ToNumber/>" in answer[0]
    assert answer[1] == no_phone_number("")


def test_empty_elements_mean_the_default(php_client, api):
    php_client.answer(
        """
        $request = call();
        $request->RequestId = '';
        $request->BroadcastName = '';
        $request->VoiceBroadcastConfig->RetryConfig = ['MaxAttempts' => 2, 'RetryResults' => ''];
        $client = client();
        $client->SendCall($request);
        show($client->SendCall($request));
        """
    )
    assert [each.Name for each in api.QueryBroadcasts().Broadcast] == ["API Send", "API Send"]
    retries = api.GetBroadcast(2).VoiceBroadcastConfig.RetryConfig
    assert (retries.MaxAttempts, retries.MinutesBetweenAttempts, retries.RetryResults) == (2, 60, None)
    assert b"<RetryResults></RetryResults>" in api.transport.received


def test_of_two_members_of_a_choice_php_sends_the_first(php_client, api):
    answer = php_client.answer(
        """
        $client = client();
        $client->SendCall(call());
        $request = ['BroadcastId' => 1, 'ToNumber' => ['18185551213'], 'ContactListId' => 2];
        show([$client->CreateContactBatch($request), $client->__getLastRequest()]);
        """
    )
    assert answer[0] == 2
    assert "ContactListId" not in answer[1]
    assert api.GetContactBatch(2).Size == 1


def test_properties_that_nobody_knows_never_reach_the_service(php_client, api):
    php_client.answer(
        """
        $request = call();
        $request->Create = true;
        $request->VoiceBroadcastConfig->BroadcastName = 'Elsewhere';
        show(client()->SendCall($request));
        """
    )
    assert only_call(api).State == "READY"


def test_the_string_false_is_true(php_client, api):
    found = php_client.answer(
        """
        $client = client();
        $client->SendCall(call());
        show([
            $client->QueryCalls(['Inbound' => 'false'])->TotalResults,
            $client->QueryCalls(['Inbound' => false])->TotalResults,
            $client->QueryCalls(['Inbound' => true])->TotalResults,
        ]);
        """
    )
    assert found == [0, 1, 0]


def test_messages_of_faults_say_what_is_wrong(php_client):
    answer = php_client.answer(
        """
        $client = client();
        show([
            message_of(fn() => $client->SendCall(call('1234'))),
            message_of(fn() => $client->SendCall(call('310-555-1212'))),
            message_of(fn() => $client->SendText([
                'ToNumber' => '18185551212',
                'TextBroadcastConfig' => ['FromNumber' => '12135550000', 'Message' => 'Hello'],
            ])),
            message_of(fn() => $client->GetCall(['Id' => 0])),
            message_of(fn() => $client->ControlBroadcast(['Id' => 1, 'Command' => 'PAUSE'])),
            message_of(fn() => $client->SendCall(['ToNumber' => '18185551212'])),
            message_of(fn() => client(['password' => 'wrong'])->QueryCalls()),
            message_of(fn() => client(['login' => null, 'password' => null])->QueryCalls()),
            message_of(fn() => client(['login' => 'nobody'])->QueryCalls()),
        ]);
        """
    )
    assert answer == [
        "1234 is not a valid from number",
        no_phone_number("310-555-1212"),
        "invalid from number",
        "call 0 does not exist",
        NO_COMMAND,
        NO_CONFIG,
        "Unauthorized",
        "Unauthorized",
        "Unauthorized",
    ]


def test_a_fault_leaves_nothing_behind(php_client, sandbox, api):
    php_client.answer("show(message_of(fn() => client()->SendCall(call('1234'))));")
    assert api.QueryBroadcasts().TotalResults == 0
    assert sandbox.events() == []


def test_none_one_and_many_results_have_the_shapes_that_programs_tell_apart(php_client):
    answer = php_client.answer(
        """
        $client = client();
        $shapes = [];
        for ($calls = 0; $calls < 3; $calls++) {
            $result = $client->QueryCalls();
            $shapes[] = isset($result->Call) ? gettype($result->Call) : 'missing';
            $client->SendCall(call());
        }
        show($shapes);
        """
    )
    assert answer == ["missing", "object", "array"]


def test_what_is_unknown_is_missing(php_client, sandbox):
    look = """
        $call = client()->QueryCalls()->Call;
        show([isset($call->FinalResult), isset($call->CallRecord), isset($call->CallRecord->AnswerTime),
              isset($call->CallRecord->QuestionResponse), $call->State]);
    """
    sandbox.script("18185551212", {"answer": "busy"}, {"answer": "live"})
    php_client.answer(
        """
        $request = call();
        $request->VoiceBroadcastConfig->RetryConfig = ['MaxAttempts' => 1, 'RetryResults' => 'BUSY'];
        show(client()->SendCall($request));
        """
    )
    assert php_client.answer(look) == [False, False, False, False, "READY"]
    sandbox.drain()
    assert php_client.answer(look) == [False, False, False, False, "SELECTED"]
    sandbox.advance(600)
    assert php_client.answer(look) == [True, True, False, False, "FINISHED"]


def test_methods_are_found_whatever_their_case(php_client):
    assert php_client.answer("show(client()->sendcall(call()));") == 1


def test_operations_without_an_answer_give_null(php_client):
    answer = php_client.answer(
        """
        $client = client();
        $client->SendCall(call());
        show([$client->ControlBroadcast(['Id' => 1, 'Command' => 'STOP'])]);
        """
    )
    assert answer == [None]


def test_more_results_than_there_are_may_be_asked_for(php_client):
    answer = php_client.answer(
        """
        $client = client();
        $client->SendCall(call());
        show($client->QueryCalls(['MaxResults' => 10000, 'FirstResult' => 0])->TotalResults);
        """
    )
    assert answer == 1


def test_the_same_sound_may_be_uploaded_again_and_comes_back_as_it_was(php_client):
    answer = php_client.answer(
        """
        $samples = str_repeat(pack('v', 1000) . pack('v', 64536), 400);
        $format = pack('VvvVVvv', 16, 1, 1, 8000, 16000, 2, 16);
        $chunk = 'data' . pack('V', strlen($samples)) . $samples;
        $wav = 'RIFF' . pack('V', 28 + strlen($chunk)) . 'WAVEfmt ' . $format . $chunk;
        $client = client();
        $first = $client->CreateSound(['Name' => 'Beep', 'Data' => $wav]);
        $second = $client->CreateSound(['Name' => 'Again', 'Data' => $wav]);
        $data = $client->GetSoundData(['Id' => $first, 'Format' => 'WAV']);
        $message = message_of(fn() => $client->CreateSound(['Data' => 'no sound']));
        show([$first, $second, $data === $wav, $message]);
        """
    )
    assert answer[:3] == [10, 10, True]
    assert answer[3] != "no fault"


def test_a_broadcast_is_created_filled_and_started_without_waiting(php_client, sandbox, api):
    answer = php_client.answer(
        """
        $client = client();
        $config = call()->VoiceBroadcastConfig;
        $broadcast = ['Name' => 'Chain', 'VoiceBroadcastConfig' => $config];
        $id = $client->CreateBroadcast(['Broadcast' => $broadcast]);
        $client->CreateContactBatch(['BroadcastId' => $id, 'ToNumber' => ['8185551212', '8185551213']]);
        $client->ControlBroadcast(['Id' => $id, 'Command' => 'START', 'MaxActive' => 5]);
        $stats = $client->GetBroadcastStats(['Id' => $id]);
        show([$id, $client->GetBroadcast(['Id' => $id])->Status, $stats->ActionStatistics->Unattempted]);
        """
    )
    assert answer == [1, "START_PENDING", 2]
    sandbox.advance(600)
    assert api.GetBroadcast(1).Status == "FINISHED"
    assert [each.FinalResult for each in api.QueryCalls(BroadcastId=1).Call] == ["LA", "LA"]


def test_a_text_needs_numbers_and_a_message_only(php_client, sandbox, api):
    request = "['ToNumber' => [8185551212], 'TextBroadcastConfig' => ['Message' => 'Hello']]"
    php_client.answer(f"show(client()->SendText({request}));")
    sandbox.drain()
    [sent] = api.QueryTexts().Text
    assert (sent.FromNumber, sent.FinalResult, sent.Message) == ("67076", "SENT", "Hello")


def test_requests_may_be_compressed(php_client):
    answer = php_client.answer(
        """
        $client = client(['compression' => SOAP_COMPRESSION_ACCEPT | SOAP_COMPRESSION_GZIP | 9]);
        $client->SendCall(call());
        show([$client->QueryCalls()->TotalResults, $client->__getLastRequestHeaders()]);
        """
    )
    assert answer[0] == 1
    assert "Content-Encoding: gzip" in answer[1]
