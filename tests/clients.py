"""The service as a program of its own, and the clients that people use, over real sockets."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests
import zeep

import callfire_soap

WSDL = "/api/1.1/wsdl/callfire-service-http-soap12.wsdl"
OLD_WSDL = "/api/1.0/wsdl/callfire-service-http-soap12.wsdl"

SOAP_11 = "http://schemas.xmlsoap.org/soap/envelope/"
SOAP_12 = "http://www.w3.org/2003/05/soap-envelope"
_CONTENT_TYPES = {SOAP_11: "text/xml; charset=utf-8", SOAP_12: "application/soap+xml; charset=utf-8"}

_PRELUDE = Path(__file__).parent / "acceptance" / "php" / "prelude.php"
_PHP_SETTINGS = ("soap.wsdl_cache_enabled=0", "display_errors=stdout", "html_errors=0")
_SECONDS = 300
_FAILED_LOGIN = re.compile(r"^\S+ \S+ WARNING \S+authentication: logins? refused.*\n", re.MULTILINE)


def environment(**settings: str) -> dict[str, str]:
    """Answer an environment with these settings alone, in which programs run the code that is tested."""
    plain = {name: text for name, text in os.environ.items() if not name.startswith("CALLFIRE_SOAP_")}
    usual = {
        "PYTHONPATH": str(Path(callfire_soap.__file__).parents[1]),
        # What a service tells of itself is looked at where it is meant.
        "CALLFIRE_SOAP_LOG_LEVEL": "warning",
    }
    return plain | usual | settings


@dataclass
class Program:
    """Runs `python -m callfire_soap` in a folder."""

    folder: Path

    def run(self, *arguments, **settings):
        return subprocess.run(
            self._command(arguments),
            cwd=self.folder,
            env=environment(**settings),
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )

    def start(self, *arguments, **settings) -> "Service":
        """Start a service on a free port and wait until it is ready."""
        errors = (self.folder / "stderr").open("a+")
        process = subprocess.Popen(
            self._command([*arguments, "--port", "0"]),
            cwd=self.folder,
            env=environment(**settings),
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
        for line in process.stdout:
            if line.startswith("ready "):
                return Service(process, line.split()[1], errors)
        errors.seek(0)
        process.stdout.close()
        with errors:
            raise AssertionError(f"the service ended with {process.wait()}: {errors.read()}")

    @contextmanager
    def serving(self, *arguments, **settings) -> Iterator["Service"]:
        """Run a service for a while, and see it end well and silently."""
        service = self.start(*arguments, **settings)
        try:
            yield service
        except BaseException:
            service.kill()
            raise
        if service.process.poll() is None:
            status, errors = service.stop()
            # Tests of wrong logins share a service with others, and those are logged.
            assert (status, _FAILED_LOGIN.sub("", errors)) == (0, "")

    @staticmethod
    def _command(arguments) -> list[str]:
        return [sys.executable, "-m", "callfire_soap", *arguments]


@dataclass
class Service:
    """A service that is ready."""

    process: subprocess.Popen
    url: str
    errors: object

    def stop(self, number=signal.SIGTERM) -> tuple[int, str]:
        """Ask it to end; answers its exit status and what it wrote to stderr."""
        self.process.send_signal(number)
        return self._ended()

    def kill(self) -> None:
        """End it in the middle of whatever it does."""
        self.process.kill()
        self._ended()

    def _ended(self) -> tuple[int, str]:
        try:
            status = self.process.wait(_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise
        self.process.stdout.close()
        self.errors.seek(0)
        with self.errors:
            return status, self.errors.read()


class Sandbox:
    """The sandbox API of a running service."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._session = requests.Session()

    def close(self) -> None:
        self._session.close()

    def ask(self, method: str, path: str, content=None, **options):
        """Answer the response; `content` is sent as JSON."""
        options |= {} if content is None else {"json": content}
        return self._session.request(method, f"{self.url}/sandbox/{path}", timeout=_SECONDS, **options)

    def have(self, method: str, path: str, content=None, **options):
        """Answer what a request that must succeed answers."""
        response = self.ask(method, path, content, **options)
        assert response.ok, response.text
        return response.json() if response.content else None

    def reset(self) -> None:
        self.have("POST", "reset")

    def now(self) -> str:
        return self.have("GET", "clock")["now"]

    def advance(self, seconds: float) -> int:
        """Move a manual clock; answers how many things happened."""
        return self.have("POST", "clock/advance", {"seconds": seconds})["events"]

    def drain(self) -> None:
        self.have("POST", "drain")

    def script(self, number: str, *reactions: dict) -> None:
        self.have("PUT", f"phones/{number}", {"reactions": list(reactions)})

    def carrier(self) -> list[dict]:
        """Answer the whole journal of the carrier."""
        return list(self._all("carrier", "entries"))

    def events(self) -> list[dict]:
        """Answer everything that happened."""
        return list(self._all("events", "events"))

    def _all(self, path: str, name: str) -> Iterator[dict]:
        after = 0
        while page := self.have("GET", path, params={"after": after, "limit": 10_000})[name]:
            yield from page
            after = page[-1]["id"]


class _Recorder(zeep.Transport):
    """Keeps the last request and the last answer as they went over the wire."""

    sent = received = b""

    def post(self, address, message, headers):
        self.sent = message
        answer = super().post(address, message, headers)
        self.received = answer.content
        return answer


class Zeep:
    """Every operation of the service as a method, through zeep."""

    def __init__(
        self, url: str, login: str = "sandbox", password: str | None = None, wsdl: str = WSDL
    ) -> None:
        session = requests.Session()
        session.auth = (login, password or login)
        self.transport = _Recorder(session=session)
        self.client = zeep.Client(url + wsdl, transport=self.transport)
        [service] = self.client.wsdl.services.values()
        self.addresses = {name: port.binding_options["address"] for name, port in service.ports.items()}
        self._operations = {
            operation: self.client.bind(service.name, name)[operation]
            for name, port in service.ports.items()
            for operation in port.binding.all()
        }

    def __getattr__(self, operation: str):
        return self._operations[operation]

    @property
    def operations(self) -> list[str]:
        return list(self._operations)

    def close(self) -> None:
        self.transport.session.close()


def fault_code(fault: zeep.exceptions.Fault) -> str | None:
    """Answer the code of a business fault; None for one without ServiceFaultInfo."""
    code = None if fault.detail is None else fault.detail.find("{*}ServiceFaultInfo/{*}FaultCode")
    return None if code is None else code.text


def envelope(body: str, version: str = SOAP_12) -> str:
    """Put a body element into an envelope; `svc` and `data` are the contract's namespaces."""
    return (
        f'<env:Envelope xmlns:env="{version}" xmlns:svc="http://api.callfire.com/service/xsd"'
        f' xmlns:data="http://api.callfire.com/data"><env:Body>{body}</env:Body></env:Envelope>'
    )


def post(url: str, body: str, *, version: str = SOAP_12, login: str = "sandbox", password: str | None = None):
    """Post a body element in an envelope of its own and answer the response."""
    return requests.post(
        f"{url}/api/1.1/soap12/call",
        data=envelope(body, version).encode(),
        headers={"Content-Type": _CONTENT_TYPES[version]},
        auth=(login, password or login),
        timeout=_SECONDS,
    )


@dataclass
class Php:
    """Runs PHP programs against a service."""

    path: str
    url: str

    def run(self, code: str):
        """Run a whole program, given as its text."""
        return subprocess.run(
            [
                self.path,
                "-d",
                "soap.wsdl_cache_enabled=0",
                "-d",
                "display_errors=stdout",
                "-d",
                "html_errors=0",
            ],
            input=code,
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )

    def answer(self, code: str, wsdl: str = WSDL):
        """Answer what a piece of code gives to `show`; prelude.php says what it can use."""
        prelude = _PRELUDE.read_text().replace("WSDL_ADDRESS", self.url + wsdl)
        ended = self.run(prelude + code)
        assert (ended.returncode, ended.stderr) == (0, ""), ended.stdout + ended.stderr
        return json.loads(ended.stdout)
