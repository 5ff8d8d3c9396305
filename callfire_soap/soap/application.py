"""The Spyne application, and the addresses at which it answers."""

import json
import logging
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import NamedTuple, Protocol
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from callfire_soap.contract.operations import Operation
from callfire_soap.contract.xsd import SERVICE
from callfire_soap.logs import tell_defect
from callfire_soap.soap import faults
from callfire_soap.soap.authentication import REALM, Authenticate, FailedLogins, credentials
from callfire_soap.soap.interface import ENTRY_DOCUMENT, Documents
from callfire_soap.soap.limits import HttpLimits
from callfire_soap.soap.protocol import CallFireSoap
from callfire_soap.soap.requests import SoapRequest
from callfire_soap.soap.services import SERVICES
from callfire_soap.soap.transport import SoapApplication, SoapServer
from callfire_soap.soap.versions import SoapVersion
from callfire_soap.soap.wsdl import STRICT_FILE
from callfire_soap.wire.validation import compiled_schema

logger = logging.getLogger(__name__)

ENDPOINTS = frozenset(
    f"/api/1.1/soap12/{service}"
    for service in ("broadcast", "subscription", "text", "call", "ccc", "contact", "number", "label")
)
# The files import each other by relative addresses, so they stand wherever the first one is asked for:
# old scripts ask below 1.0, and `?wsdl` asks beside the endpoints.
DOCUMENT_FOLDERS = ("/api/1.1/wsdl", "/api/1.0/wsdl", "/api/1.1/soap12")
DOCUMENT_NAMES = (ENTRY_DOCUMENT, "callfire-service.wsdl", "callfire-service.xsd", "callfire-data.xsd")
DOCUMENTS = {
    **{f"{folder}/{name}": name for folder in DOCUMENT_FOLDERS for name in DOCUMENT_NAMES},
    f"/api/1.1/wsdl/{STRICT_FILE}": STRICT_FILE,
}

_READING = ("GET", "HEAD")


class Handler(Protocol):
    """Carries out one operation for an account."""

    def handle(self, account: object, operation: Operation, request: object) -> object:
        """Answer a value of the contract; raises `domain.errors.Fault` to refuse."""


class Response(NamedTuple):
    """What goes back over HTTP."""

    status: HTTPStatus
    content_type: str
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()


# "401 with HTML or nothing", of which PHP makes a fault `HTTP` with the text "Unauthorized", and programs test for
# that. Nothing, because zeep takes HTML for a fault without a text.
_UNAUTHORIZED = Response(HTTPStatus.UNAUTHORIZED, "", b"", (("WWW-Authenticate", f'Basic realm="{REALM}"'),))


def build_application(
    *,
    handler: Handler,
    authenticate: Authenticate,
    settings: HttpLimits,
    public_url: str | Callable[[], str],
    sandbox: WSGIApplication | None,
    is_healthy: Callable[[], bool],
) -> WSGIApplication:
    """Make the WSGI application of the service.

    `public_url` goes into the WSDL; it may be a function because the port may be known only once it is
    bound. The Host header never counts: whoever sends it could redirect other clients.
    """
    compiled_schema()
    application = SoapApplication(
        SERVICES,
        tns=SERVICE,
        name="CallFireApi",
        in_protocol=CallFireSoap(),
        out_protocol=CallFireSoap(),
        config=handler,
        documents_container=Documents,
    )
    return Site(
        server=SoapServer(application),
        authenticate=authenticate,
        limits=settings,
        public_url=public_url if callable(public_url) else lambda: public_url,
        sandbox=sandbox,
        is_healthy=is_healthy,
    )


class Site:
    """The WSGI application: finds out what an address and a method ask for."""

    def __init__(
        self,
        *,
        server: SoapServer,
        authenticate: Authenticate,
        limits: HttpLimits,
        public_url: Callable[[], str],
        sandbox: WSGIApplication | None,
        is_healthy: Callable[[], bool],
    ) -> None:
        self._server = server
        self._authenticate = authenticate
        self._limits = limits
        self._public_url = public_url
        self._sandbox = sandbox
        self._is_healthy = is_healthy
        self._failed_logins = FailedLogins()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request; what goes wrong is answered with a fault too."""
        path = environ.get("PATH_INFO", "").rstrip("/")
        if self._sandbox is not None and (path == "/sandbox" or path.startswith("/sandbox/")):
            return self._sandbox(environ, start_response)
        try:
            response = self._respond(environ, path)
        except Exception as error:  # noqa: BLE001 -- whatever it is, the client gets a fault
            response = _refusal(faults.fault_for(error), SoapRequest(environ, self._limits).version)
        return _send(response, environ["REQUEST_METHOD"], start_response)

    def _respond(self, environ: WSGIEnvironment, path: str) -> Response:
        method = environ["REQUEST_METHOD"]
        if path in ENDPOINTS:
            return self._at_endpoint(environ, method)
        if path in DOCUMENTS:
            _check_reading(method)
            return self._document(DOCUMENTS[path])
        if path == "/health":
            _check_reading(method)
            return self._health()
        raise faults.not_found(path or "/")

    def _at_endpoint(self, environ: WSGIEnvironment, method: str) -> Response:
        if method in _READING and _asks_for_wsdl(environ):
            return self._document(ENTRY_DOCUMENT)
        if method != "POST":
            raise faults.method_not_allowed(method, "POST")
        if not environ.get("CONTENT_TYPE") and _is_from_a_page(environ):
            raise faults.unsupported("A page has to send a Content-Type")
        account = self._account(environ)
        if account is None:
            return _UNAUTHORIZED
        request = SoapRequest(environ, self._limits, account)
        answer = self._server.answer(request)
        if answer.fault is not None:
            return _refusal(answer.fault, answer.version, answer.document)
        return Response(HTTPStatus.OK, answer.version.content_type, answer.document)

    def _account(self, environ: WSGIEnvironment) -> object | None:
        pair = credentials(environ.get("HTTP_AUTHORIZATION", ""))
        if pair is None:
            return None
        account = self._authenticate(*pair)
        if account is None:
            self._failed_logins.note(pair[0], environ.get("REMOTE_ADDR", ""))
        else:
            # The server keeps room for those who have a login; it is told as by any server that checks them itself.
            environ["REMOTE_USER"] = pair[0]
        return account

    def _document(self, name: str) -> Response:
        url = self._public_url()
        contract = self._server.doc.wsdl11
        if contract.url != url:
            contract.build_interface_document(url)
        return Response(HTTPStatus.OK, "text/xml; charset=utf-8", contract.files[name])

    def _health(self) -> Response:
        try:
            is_healthy = self._is_healthy()
        except Exception:  # noqa: BLE001 -- whatever it is, it is no health
            tell_defect(logger, "the health of the service cannot be told")
            is_healthy = False
        status = HTTPStatus.OK if is_healthy else HTTPStatus.SERVICE_UNAVAILABLE
        body = json.dumps({"status": "ok" if is_healthy else "unavailable"}).encode()
        return Response(status, "application/json", body)


def _asks_for_wsdl(environ: WSGIEnvironment) -> bool:
    query: str = environ.get("QUERY_STRING", "")
    return query.partition("=")[0].lower() == "wsdl"


def _is_from_a_page(environ: WSGIEnvironment) -> bool:
    """Tell whether a browser sends this for a page, which may be anybody's.

    It adds the login that it remembers, and asks nobody first as long as the page names no media type of XML.
    """
    return "HTTP_ORIGIN" in environ or "HTTP_SEC_FETCH_SITE" in environ


def _check_reading(method: str) -> None:
    if method not in _READING:
        raise faults.method_not_allowed(method, ", ".join(_READING))


def _refusal(fault: faults.SoapFault, version: SoapVersion, document: bytes | None = None) -> Response:
    body = faults.document(fault, version) if document is None else document
    return Response(fault.status, version.content_type, body, fault.http_headers)


def _send(response: Response, method: str, start_response: StartResponse) -> Iterable[bytes]:
    headers = [("Content-Length", str(len(response.body))), *response.headers]
    if response.content_type:
        headers.insert(0, ("Content-Type", response.content_type))
    start_response(f"{response.status.value} {response.status.phrase}", headers)
    return [] if method == "HEAD" else [response.body]
