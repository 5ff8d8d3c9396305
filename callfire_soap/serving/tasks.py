"""What is done for a request: the application, its answer without the body, or a fault."""

import logging
from collections.abc import Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from waitress.task import ErrorTask, WSGITask
from waitress.utilities import Error

from callfire_soap.domain.errors import Unavailable
from callfire_soap.logs import tell_defect
from callfire_soap.serving.requests import Request
from callfire_soap.soap import faults
from callfire_soap.soap.media_types import read_media_type
from callfire_soap.soap.requests import version_for
from callfire_soap.soap.versions import FaultKind

if TYPE_CHECKING:
    from callfire_soap.serving.channels import Channel

_LOG = logging.getLogger(__name__)


class Busy(Error):
    """The request could not be taken on now; later it may."""

    code = 503
    reason = "Service Unavailable"


class TooSlow(Error):
    """The request did not come in time."""

    code = 408
    reason = "Request Timeout"


class FaultTask(ErrorTask):
    """Answers what does not get as far as the application, such as malformed HTTP, with a SOAP fault."""

    def execute(self) -> None:
        """Write the answer and close the connection: where the next request begins is not known."""
        request: Any = self.request
        version = version_for(read_media_type(request.headers.get("CONTENT_TYPE", "")))
        fault = _fault(request.error)
        body = faults.document(fault, version)
        status = HTTPStatus(request.error.code)
        self.status = f"{status.value} {request.error.reason}"
        self.content_length = len(body)
        self.response_headers = [("Content-Type", version.content_type)]
        self.set_close_on_finish()
        self.write(body)


def _fault(error: Any) -> faults.SoapFault:  # noqa: ANN401 -- the library has no types for it
    if isinstance(error, Busy):
        return faults.business_fault(Unavailable(error.body))
    kind = FaultKind.RECEIVER if error.code >= HTTPStatus.INTERNAL_SERVER_ERROR else FaultKind.SENDER
    return faults.SoapFault(kind, f"{error.reason}: {error.body}")


class ClientTask(WSGITask):
    """Lets the application answer, unless it has answered without the body already."""

    def execute(self) -> None:
        """Write the answer."""
        request: Any = self.request
        if request.answer is None:
            super().execute()
            return
        self.status, headers, body = request.answer
        self.complete = True
        self.response_headers.extend(headers)
        if not request.completed:
            # Whether the body will come or not only the client knows.
            self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)

    def finish(self) -> None:
        """End the answer, and remember whether the client has a login."""
        super().finish()
        channel: Any = self.channel
        channel.note_login(self.environ or {})

    def get_environment(self) -> dict[str, Any]:
        """Answer the WSGI environment, with the address of the client also behind other servers."""
        environ: dict[str, Any] = super().get_environment()
        channel: Any = self.channel
        environ["REMOTE_ADDR"] = channel.address_of(self.request)
        return environ


class BodyIsWanted(BaseException):
    """The application reads the body: it has nothing to say without it. No error, so nobody may catch it as one."""


class _Unread:
    """The body of a request of which only the head is here."""

    def read(self, _size: int = -1) -> bytes:
        raise BodyIsWanted

    readline = readlines = __iter__ = read


class Preview:
    """Asks the application about a request before its body is received, or thrown away."""

    def __init__(self, channel: "Channel", request: Request) -> None:
        self._channel, self._request = channel, request

    def service(self) -> None:
        """Ask, and tell the connection what the application answers without the body, if it does."""
        started: list[tuple[str, list[tuple[str, str]]]] = []
        environ = ClientTask(self._channel, self._request).get_environment()
        environ["wsgi.input"] = _Unread()
        answer = None
        try:
            application: Any = self._channel.server.application
            pieces: Iterable[bytes] = application(
                environ, lambda status, headers, _error=None: started.append((status, headers))
            )
            body = b"".join(pieces)
            answer = (*started[0], body)
        except BodyIsWanted:
            pass
        except Exception:  # noqa: BLE001 -- whatever it is, the client gets a fault
            # It will fail again, with the body, and be answered as other failures are.
            tell_defect(_LOG, "the head of a request could not be answered")
        self._channel.note_login(environ)
        self._channel.decide(self._request, answer)

    def cancel(self) -> None:
        """Close the connection instead."""
        self._channel.cancel()
