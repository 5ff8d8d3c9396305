<?php
// What the tests use to look at a SoapClient from outside: `client`, `call`, `message_of` and `show`.

error_reporting(E_ALL);

// Anything PHP has to complain of is an error here.
set_error_handler(function ($level, $message) { throw new ErrorException($message); });

function client(array $options = []): SoapClient
{
    return new SoapClient('WSDL_ADDRESS', $options + [
        'soap_version' => SOAP_1_2,
        'login' => 'sandbox',
        'password' => 'sandbox',
        'trace' => true,
    ]);
}

function call(string $from = '13105551212'): stdClass
{
    $request = new stdClass();
    $request->ToNumber = '18185551212';
    $request->VoiceBroadcastConfig = new stdClass();
    $request->VoiceBroadcastConfig->FromNumber = $from;
    $request->VoiceBroadcastConfig->AnsweringMachineConfig = 'LIVE_IMMEDIATE';
    $request->VoiceBroadcastConfig->LiveSoundId = 9;
    return $request;
}

function message_of(callable $call): string
{
    try {
        $call();
    } catch (SoapFault $fault) {
        return $fault->getMessage();
    }
    return 'no fault';
}

function show($answer): void
{
    echo json_encode($answer, JSON_THROW_ON_ERROR);
}

