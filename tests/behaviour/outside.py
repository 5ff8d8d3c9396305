"""The whole service in this process, asked through its WSGI interface as a client would ask it."""

import base64
import io
import json
from datetime import UTC, datetime
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

from tests.clients import SOAP_12

DATA = "{http://api.callfire.com/data}"
CALLER_ID = "13105551212"
OWN_NUMBER = "12135551126"
SHORT_CODE = "67076"
LIVE_SOUND = 9
"""A tone of 6.5 seconds, so a call that hears it to its end is connected for 7."""


# Where a fault has its code and its text, and what its details are called.
_FAULT_1_1 = ("faultcode",), ("faultstring",), "detail"
_FAULT_1_2 = ("Code", "Value"), ("Reason", "Text"), "Detail"


class Refused(Exception):
    """A SOAP fault: its code, its text, and the FaultCode of a business fault (None for a schema fault)."""

    def __init__(self, status, fault):
        self.status = status
        is_old = fault.find("faultcode") is not None
        code, text_, detail = _FAULT_1_1 if is_old else _FAULT_1_2
        self.code = fault.text_at(*code).partition(":")[2]
        self.text = fault.text_at(*text_)
        told = fault.find(detail, "ServiceFaultInfo")
        self.fault_code = told and told.FaultCode
        self.message = told and told.Message
        super().__init__(f"{self.fault_code or 'schema fault'}: {self.text}")


class Node:
    """An element of an answer: children by name (`call.State`, None when absent), `all`, attributes by `[]`."""

    def __init__(self, element):
        self.element = element

    @property
    def name(self):
        return self.element.tag.rpartition("}")[2]

    def __getattr__(self, name):
        """Answer the text of the child, or the child itself when it has children."""
        child = self.find(name)
        if child is None or len(child.element):
            return child
        return child.text

    def __getitem__(self, attribute):
        return self.element.get(attribute)

    def find(self, *path):
        element = self.element
        for name in path:
            element = next((each for each in element if each.tag.rpartition("}")[2] == name), None)
            if element is None:
                return None
        return Node(element)

    def text_at(self, *path):
        return self.find(*path).text

    def all(self, name):
        return [Node(each) for each in self.element if each.tag.rpartition("}")[2] == name]

    def names(self):
        return [each.tag.rpartition("}")[2] for each in self.element]

    def values(self):
        """Answer the children that are simple, by name."""
        return {each.tag.rpartition("}")[2]: each.text or "" for each in self.element if not len(each)}

    @property
    def text(self):
        return self.element.text or ""

    @property
    def words(self):
        return self.text.split()


class Outside:
    """Asks the service: SOAP by calling it with a body, the sandbox API by its methods."""

    def __init__(self, system):
        self.system = system
        self.received = b""

    def __call__(self, body, login="sandbox", version=SOAP_12):
        """Answer the element in the body of the answer, the text of a simple one, or raise Refused."""
        status, self.received = self.post(body, login, version)
        [body] = ET.fromstring(self.received)
        answer = next(map(Node, body), None)
        if answer is not None and answer.name == "Fault":
            raise Refused(status, answer)
        assert status == 200
        return answer

    def post(self, body, login="sandbox", version=SOAP_12):
        """Answer the status and the envelope that come back for a body."""
        envelope = (
            f'<e:Envelope xmlns:e="{version}" xmlns="http://api.callfire.com/service/xsd"'
            f' xmlns:d="http://api.callfire.com/data"><e:Body>{body}</e:Body></e:Envelope>'
        )
        headers = {
            "CONTENT_TYPE": "application/soap+xml; charset=utf-8",
            "HTTP_AUTHORIZATION": "Basic " + base64.b64encode(f"{login}:{login}".encode()).decode(),
        }
        return self.request("POST", "/api/1.1/soap12/call", envelope.encode(), **headers)

    def id(self, body, **options):
        """Answer the id that a create or send answers."""
        answer = self(body, **options)
        assert answer.name.endswith("CreatedId")
        return int(answer.text)

    def request(self, method, path, body=b"", query="", **headers):
        """Answer the status and the body of a request."""
        started = []
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "CONTENT_LENGTH": str(len(body)),
            "CONTENT_TYPE": "application/json",
            "wsgi.input": io.BytesIO(body),
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "wsgi.url_scheme": "http",
            **headers,
        }
        answered = b"".join(self.system.wsgi(environ, lambda status, *_: started.append(status)))
        return int(started[0].split()[0]), answered

    def sandbox(self, method, path, content=None, **query):
        """Answer what a request to the sandbox API that must succeed answers."""
        status, answered = self.try_sandbox(method, path, content, **query)
        assert status < 300, answered
        return json.loads(answered) if answered else None

    def try_sandbox(self, method, path, content=None, **query):
        """Answer the status and the body of a request to the sandbox API, whatever they are."""
        body = b"" if content is None else json.dumps(content).encode()
        return self.request(method, f"/sandbox/{path}", body, urlencode(query))

    def reset(self):
        self.sandbox("POST", "reset")

    def advance(self, seconds=0, *, minutes=0, hours=0, days=0):
        return self.sandbox(
            "POST", "clock/advance", {"seconds": seconds + 60 * minutes + 3600 * hours + 86400 * days}
        )["events"]

    def advance_to(self, moment):
        """Move the clock to a later moment, written like "2026-03-08 07:30" in UTC."""
        now = datetime.fromisoformat(self.now())
        self.advance((datetime.fromisoformat(moment).replace(tzinfo=UTC) - now).total_seconds())

    def now(self):
        return self.sandbox("GET", "clock")["now"]

    def script(self, number, *reactions):
        self.sandbox("PUT", f"phones/{number}", {"reactions": list(reactions)})

    def text_arrives(self, from_number, to_number, message):
        """Let a text arrive and what follows happen; answers its id."""
        text = self.sandbox("POST", "texts", {"from": from_number, "to": to_number, "message": message})["id"]
        self.sandbox("POST", "drain")
        return text

    def carrier(self, **wanted):
        """Answer the journal of the carrier, or those entries that have the wanted values."""
        entries = self.sandbox("GET", "carrier", limit=10_000)["entries"]
        return [entry for entry in entries if wanted.items() <= entry.items()]

    def events(self, **wanted):
        events = self.sandbox("GET", "events", limit=10_000)["events"]
        return [event for event in events if wanted.items() <= event.items()]

    def dialled(self):
        """Answer when which number was handed to the carrier: (time of day, number)."""
        return [(entry["at"][11:19], entry["to"]) for entry in self.carrier()]


class Account(Outside):
    """What tests ask for most often, in one word each."""

    def broadcast(self, broadcast_id):
        return self(f"<GetBroadcast><Id>{broadcast_id}</Id></GetBroadcast>")

    def status(self, broadcast_id):
        return self.broadcast(broadcast_id).Status

    def control(self, broadcast_id, command):
        answer = self(
            f"<ControlBroadcast><Id>{broadcast_id}</Id><Command>{command}</Command></ControlBroadcast>"
        )
        assert answer is None

    def stats(self, broadcast_id, interval=""):
        return self(f"<GetBroadcastStats><Id>{broadcast_id}</Id>{interval}</GetBroadcastStats>")

    def calls(self, filters=""):
        """Answer the calls that match, oldest first."""
        return self(f"<QueryCalls>{filters}</QueryCalls>").all("Call")[::-1]

    def texts(self, filters=""):
        """Answer the texts that match, oldest first."""
        return self(f"<QueryTexts>{filters}</QueryTexts>").all("Text")[::-1]

    def create(self, config, name="Broadcast"):
        return self.id(
            f"<CreateBroadcast><d:Broadcast><d:Name>{name}</d:Name>{config}</d:Broadcast></CreateBroadcast>"
        )

    def add_batch(self, broadcast_id, *recipients, rest=""):
        return self.id(
            f"<CreateContactBatch><BroadcastId>{broadcast_id}</BroadcastId>{numbers(*recipients)}{rest}"
            "</CreateContactBatch>"
        )

    def batch(self, batch_id):
        return self(f"<GetContactBatch><Id>{batch_id}</Id></GetContactBatch>")

    def send_call(self, *recipients, config=None, before="", rest=""):
        return self.id(f"<SendCall>{before}{numbers(*recipients)}{rest}{config or voice()}</SendCall>")

    def send_text(self, *recipients, config=None, before="", rest="", after=""):
        return self.id(f"<SendText>{before}{numbers(*recipients)}{rest}{config or text()}{after}</SendText>")

    def contact_list(self, *contacts):
        """Make a list of contacts, each given as its attributes; answers its id."""
        listed = "".join(
            "<d:Contact" + "".join(f' {name}="{value}"' for name, value in each.items()) + "/>"
            for each in contacts
        )
        source = f"<ContactSource>{listed}</ContactSource>"
        created = self.id(f"<CreateContactList><Name>People</Name>{source}</CreateContactList>")
        self.sandbox("POST", "drain")
        return created

    def schedule(self, broadcast_id, start, stop, *, zone="", begin="", end="", days=""):
        begin, end = begin and f"<d:BeginDate>{begin}</d:BeginDate>", end and f"<d:EndDate>{end}</d:EndDate>"
        return self.id(
            f"<CreateBroadcastSchedule><BroadcastId>{broadcast_id}</BroadcastId><d:BroadcastSchedule>"
            f"<d:StartTimeOfDay>{start}</d:StartTimeOfDay><d:StopTimeOfDay>{stop}</d:StopTimeOfDay>"
            f"<d:TimeZone>{zone}</d:TimeZone>{begin}{end}<d:DaysOfWeek>{days}</d:DaysOfWeek>"
            "</d:BroadcastSchedule></CreateBroadcastSchedule>"
        )

    def auto_reply(self, number, message, *, keyword="", match=""):
        keyword = keyword and f"<d:Keyword>{keyword}</d:Keyword>"
        return self.id(
            f"<CreateAutoReply><d:AutoReply><d:Number>{number}</d:Number>{keyword}<d:Match>{match}</d:Match>"
            f"<d:Message>{message}</d:Message></d:AutoReply></CreateAutoReply>"
        )

    def history(self, broadcast_id):
        """Answer the statuses that a broadcast went through, and when."""
        return [
            (event["status"], event["at"][5:19])
            for event in self.events(kind="broadcast", broadcast=broadcast_id)
        ]


def numbers(*recipients):
    """Write recipients; one that is XML already stays as it is."""
    return "".join(
        each if str(each).startswith("<") else f"<ToNumber>{each}</ToNumber>" for each in recipients
    )


def fields(**values):
    """Write fields of the data namespace in the order given, leaving out what is None."""
    return "".join(f"<d:{name}>{value}</d:{name}>" for name, value in values.items() if value is not None)


def hours(begin, end):
    times = fields(BeginTime=begin, EndTime=end)
    return f"<d:LocalTimeZoneRestriction>{times}</d:LocalTimeZoneRestriction>"


def retry(attempts=None, minutes=None, results="", phones=None):
    values = {"MaxAttempts": attempts, "MinutesBetweenAttempts": minutes, "RetryResults": results}
    return f"<d:RetryConfig>{fields(**values, RetryPhoneTypes=phones)}</d:RetryConfig>"


def voice(rest="", *, mode="LIVE_IMMEDIATE", live=LIVE_SOUND, sender=CALLER_ID, common=""):
    """Write a VoiceBroadcastConfig: `common` stands before the mode, `rest` after the live sound."""
    head = fields(FromNumber=sender) + common + fields(AnsweringMachineConfig=mode, LiveSoundId=live)
    return f"<d:VoiceBroadcastConfig>{head}{rest}</d:VoiceBroadcastConfig>"


def text(message="Hello", *, sender=None, common="", strategy=None):
    """Write a TextBroadcastConfig."""
    tail = fields(Message=message, BigMessageStrategy=strategy)
    return f"<d:TextBroadcastConfig>{fields(FromNumber=sender)}{common}{tail}</d:TextBroadcastConfig>"


def ivr(dialplan="<dialplan/>", *, sender=CALLER_ID, common=""):
    """Write an IvrBroadcastConfig; the dialplan stands in a CDATA section."""
    plan = dialplan and f"<d:DialplanXml><![CDATA[{dialplan}]]></d:DialplanXml>"
    return f"<d:IvrBroadcastConfig>{fields(FromNumber=sender)}{common}{plan}</d:IvrBroadcastConfig>"


def number(index, area="213"):
    """Answer one of many dialable numbers without a fixed behaviour."""
    return f"1{area}{600 + index // 10_000}{(1_000 + index) % 10_000:04}"


def number_of(action):
    return action.find("ToNumber").text
