"""The SOAP edge around a handler that answers what the test says, and a WSGI client for it."""

import base64
import io
from dataclasses import dataclass, field
from datetime import UTC, datetime

from lxml import etree

from callfire_soap.contract.broadcasts import Broadcast, VoiceBroadcastConfig
from callfire_soap.domain.broadcasts import BroadcastStatus, BroadcastType
from callfire_soap.soap.application import build_application
from callfire_soap.soap.limits import HttpLimits

SOAP_12 = "http://www.w3.org/2003/05/soap-envelope"
SOAP_11 = "http://schemas.xmlsoap.org/soap/envelope/"
SERVICE = "http://api.callfire.com/service/xsd"
DATA = "http://api.callfire.com/data"
MEDIA_TYPES = {SOAP_12: "application/soap+xml; charset=utf-8", SOAP_11: "text/xml; charset=utf-8"}
ENDPOINT = "/api/1.1/soap12/broadcast"
PUBLIC_URL = "https://calls.example.com"

BROADCAST = Broadcast(
    id=7,
    name="Reminder",
    status=BroadcastStatus.RUNNING,
    last_modified=datetime(2012, 1, 1, 21, 32, 52, tzinfo=UTC),
    type=BroadcastType.VOICE,
    config=VoiceBroadcastConfig(from_number="13105551212"),
)


class ScriptedHandler:
    """Answers or raises what it is told, and remembers what it was asked."""

    def __init__(self, answer=BROADCAST):
        self.answer = answer
        self.calls = []

    def handle(self, account, operation, request):
        self.calls.append((account, operation.name, request))
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def authenticate(login, password):
    return f"account of {login}" if password == "secret" else None


def site(
    handler=None,
    *,
    limits=None,
    sandbox=None,
    is_healthy=lambda: True,
    public_url=PUBLIC_URL,
    login=authenticate,
):
    return build_application(
        handler=handler or ScriptedHandler(),
        authenticate=login,
        settings=limits or HttpLimits(),
        public_url=public_url,
        sandbox=sandbox,
        is_healthy=is_healthy,
    )


def basic(login="me", password="secret"):
    return "Basic " + base64.b64encode(f"{login}:{password}".encode()).decode()


def envelope(body="", *, header=None, version=SOAP_12, attributes=""):
    blocks = "" if header is None else f"<soap:Header>{header}</soap:Header>"
    text = f"{blocks}<soap:Body>{body}</soap:Body></soap:Envelope>"
    return f'<soap:Envelope xmlns:soap="{version}"{attributes}>{text}'.encode()


def get_broadcast(identifier="7", *, attributes=""):
    return f'<GetBroadcast xmlns="{SERVICE}"{attributes}><Id>{identifier}</Id></GetBroadcast>'


@dataclass
class Reply:
    """What came back."""

    status: str = ""
    headers: dict = field(default_factory=dict)
    body: bytes = b""

    @property
    def root(self):
        return etree.fromstring(self.body)

    @property
    def namespace(self):
        return etree.QName(self.root).namespace

    @property
    def answer(self):
        """The element in the Body, None when there is none."""
        return next(iter(self.root.find(f"{{{self.namespace}}}Body")), None)

    @property
    def fault(self):
        """(code, reason, detail) of a fault, in whichever version of SOAP."""
        fault = self.root.find(f"{{{self.namespace}}}Body/{{{self.namespace}}}Fault")
        if self.namespace == SOAP_11:
            code, reason, detail = (fault.find(name) for name in ("faultcode", "faultstring", "detail"))
        else:
            code, reason, detail = (
                fault.find(f"{{{SOAP_12}}}{path}")
                for path in (f"Code/{{{SOAP_12}}}Value", f"Reason/{{{SOAP_12}}}Text", "Detail")
            )
        return code.text.partition(":")[2], reason.text, detail


def send(app, body=b"", *, method="POST", path=ENDPOINT, content_type=MEDIA_TYPES[SOAP_12], **environ):
    """Send one request through WSGI; an entry of `environ` that is None is left out."""
    defaults = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "CONTENT_TYPE": content_type,
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_AUTHORIZATION": basic(),
        "HTTP_HOST": "evil.example.net",
        "wsgi.input": io.BytesIO(body),
    }
    reply = Reply()

    def start_response(status, headers, exc_info=None):
        reply.status, reply.headers = status, dict(headers)

    environ = {name: value for name, value in (defaults | environ).items() if value is not None}
    reply.body = b"".join(app(environ, start_response))
    return reply
