"""Requests that the service and the baseline both understand."""

from functools import cache

SOAP_12 = "http://www.w3.org/2003/05/soap-envelope"
SERVICE = "http://api.callfire.com/service/xsd"
DATA = "http://api.callfire.com/data"

CALLS_PER_PAGE = 1_000
RECIPIENTS = 100_000


def envelope(body):
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><env:Envelope xmlns:env="{SOAP_12}" xmlns:svc="{SERVICE}" '
        f'xmlns:data="{DATA}"><env:Body>{body}</env:Body></env:Envelope>'
    ).encode()


def _send_call(recipients):
    numbers = "".join(
        f'<svc:ToNumber ClientData="order {n}">{13105550000 + n}</svc:ToNumber>' for n in range(recipients)
    )
    config = (
        "<data:VoiceBroadcastConfig><data:FromNumber>13105551212</data:FromNumber>"
        "<data:AnsweringMachineConfig>AM_AND_LIVE</data:AnsweringMachineConfig>"
        "<data:LiveSoundText>Hello</data:LiveSoundText><data:MachineSoundText>Goodbye</data:MachineSoundText>"
        "</data:VoiceBroadcastConfig>"
    )
    return envelope(
        f"<svc:SendCall><svc:BroadcastName>Reminder</svc:BroadcastName>{numbers}{config}</svc:SendCall>",
    )


BUILDERS = {
    "GetBroadcast": lambda: envelope("<svc:GetBroadcast><svc:Id>1</svc:Id></svc:GetBroadcast>"),
    "QueryCalls": lambda: envelope(
        f"<svc:QueryCalls><svc:MaxResults>{CALLS_PER_PAGE}</svc:MaxResults>"
        "<svc:BroadcastId>1</svc:BroadcastId></svc:QueryCalls>",
    ),
    "SendCall": lambda: _send_call(1),
    "SendCall to many": lambda: _send_call(RECIPIENTS),
}


@cache
def request_body(name):
    """Return the bytes of a request: GetBroadcast, QueryCalls, SendCall, or SendCall to many."""
    return BUILDERS[name]()


def baseline_body(name):
    """Return the same request for the baseline.

    Spyne keeps all children of an element in one namespace, so that of the configuration differs.
    """
    return request_body(name).replace(b"data:VoiceBroadcastConfig>", b"svc:VoiceBroadcastConfig>")
