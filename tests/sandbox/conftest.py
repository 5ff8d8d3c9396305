"""A client of the sandbox application without a socket."""

import io
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from wsgiref.types import WSGIApplication
from wsgiref.util import setup_testing_defaults
from wsgiref.validate import validator

import pytest

from callfire_soap.sandbox.application import build_application
from callfire_soap.sandbox.callers import TrustedHosts
from tests.sandbox.fakes import FakeControl

NOTHING = object()


@dataclass
class Answer:
    status: int
    headers: dict
    body: bytes

    @property
    def json(self):
        assert self.headers["Content-Type"] == "application/json"
        return json.loads(self.body)

    @property
    def error(self):
        assert list(self.json) == ["error"]
        return self.json["error"]


@dataclass
class Client:
    """Sends requests through the checks of wsgiref."""

    application: WSGIApplication
    environ: dict = field(default_factory=dict)

    def send(self, method, path, content=NOTHING, *, raw=b"", **environ):
        body = raw if content is NOTHING else json.dumps(content).encode()
        path, _, query = path.partition("?")
        asked = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SCRIPT_NAME": "",
            "CONTENT_LENGTH": str(len(body)),
            "CONTENT_TYPE": "application/json",
            "wsgi.input": io.BytesIO(body),
            **self.environ,
            **environ,
        }
        setup_testing_defaults(asked)
        shown = []
        pieces = validator(self.application)(
            asked, lambda status, headers, _exc_info=None: shown.extend((status, headers))
        )
        try:
            answered = b"".join(pieces)
        finally:
            pieces.close()
        return Answer(int(shown[0][:3]), dict(shown[1]), answered)

    def get(self, path, **environ):
        return self.send("GET", path, **environ)

    def put(self, path, content=NOTHING, **environ):
        return self.send("PUT", path, content, **environ)

    def post(self, path, content=NOTHING, **environ):
        return self.send("POST", path, content, **environ)


@pytest.fixture
def control():
    return FakeControl(datetime(2026, 1, 5, 17, tzinfo=UTC))


@pytest.fixture
def client(control):
    return Client(build_application(control, TrustedHosts([])))
