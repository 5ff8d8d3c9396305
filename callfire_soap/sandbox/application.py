"""The WSGI application of the sandbox."""

import json
import logging
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from callfire_soap.domain.errors import Fault, FaultCode
from callfire_soap.logs import tell_defect
from callfire_soap.sandbox import handlers
from callfire_soap.sandbox.callers import NotTrusted, TrustedHosts
from callfire_soap.sandbox.control import ClockError, Control
from callfire_soap.sandbox.fields import Refused, as_count
from callfire_soap.sandbox.handlers import Request, written

logger = logging.getLogger(__name__)

# The largest honest body is a script of 100 reactions.
_LARGEST_BODY = 1024 * 1024
_HIGHEST_LENGTH = 2**63 - 1

Handle = Callable[[Control, Request], Mapping[str, Any] | None]

_ROUTES: Mapping[str, Mapping[str, Handle]] = {
    "reset": {"POST": handlers.reset},
    "clock": {"GET": handlers.show_clock, "PUT": handlers.set_clock},
    "clock/advance": {"POST": handlers.advance},
    "drain": {"POST": handlers.drain},
    "phones/([^/]+)": {"PUT": handlers.set_phone, "DELETE": handlers.delete_phone},
    "texts": {"POST": handlers.receive_text},
    "calls": {"POST": handlers.receive_call},
    "carrier": {"GET": handlers.show_carrier},
    "caller-ids/([^/]+)/code": {"GET": handlers.show_code},
    "events": {"GET": handlers.show_events},
}

_STATUS_OF_FAULT = {
    FaultCode.BAD_REQUEST: HTTPStatus.BAD_REQUEST,
    FaultCode.FORBIDDEN: HTTPStatus.FORBIDDEN,
    FaultCode.NOT_FOUND: HTTPStatus.NOT_FOUND,
    FaultCode.UNAVAILABLE: HTTPStatus.SERVICE_UNAVAILABLE,
    FaultCode.TIMEOUT: HTTPStatus.SERVICE_UNAVAILABLE,
    FaultCode.NOT_IMPLEMENTED: HTTPStatus.NOT_IMPLEMENTED,
}


class _Unreadable(Exception):
    """The body is not one that is read here; it has the status that says so."""

    def __init__(self, status: HTTPStatus, message: str) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, slots=True)
class _Answer:
    status: HTTPStatus
    content: Mapping[str, Any] | None = None
    headers: tuple[tuple[str, str], ...] = ()


def build_application(control: Control, trusted: TrustedHosts) -> WSGIApplication:
    """Build the application that answers every path below /sandbox."""

    def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        try:
            trusted.check(environ)
        except NotTrusted as error:
            return _send(_failure(HTTPStatus.FORBIDDEN, str(error)), start_response)
        origin = environ.get("HTTP_ORIGIN")
        # Without it a browser does not show the answer to the page, and does not send what is no simple request.
        shared = (("Access-Control-Allow-Origin", origin), ("Vary", "Origin")) if origin else ()
        return _send(_answer(control, environ), start_response, shared)

    return application


def _answer(control: Control, environ: WSGIEnvironment) -> _Answer:
    path = str(environ.get("SCRIPT_NAME", "")) + str(environ.get("PATH_INFO", ""))
    found = _find(path)
    if found is None:
        return _failure(HTTPStatus.NOT_FOUND, f"there is nothing at {path}")
    methods, subject = found
    asked, allow = str(environ["REQUEST_METHOD"]), ", ".join(methods)
    if asked == "OPTIONS" and "HTTP_ORIGIN" in environ:
        allowed = (("Access-Control-Allow-Methods", allow), ("Access-Control-Allow-Headers", "Content-Type"))
        return _Answer(HTTPStatus.NO_CONTENT, headers=allowed)
    handle = methods.get(asked)
    if handle is None:
        return _Answer(
            HTTPStatus.METHOD_NOT_ALLOWED, {"error": f"{path} takes {allow} only"}, (("Allow", allow),)
        )
    return _guarded(lambda: handle(control, _request(environ, subject)), path)


def _find(path: str) -> tuple[Mapping[str, Handle], str] | None:
    for pattern, methods in _ROUTES.items():
        if match := re.fullmatch(f"/sandbox/{pattern}", path):
            return methods, match[1] if match.groups() else ""
    return None


def _request(environ: WSGIEnvironment, subject: str) -> Request:
    query = dict(parse_qsl(str(environ.get("QUERY_STRING", "")), keep_blank_values=True))
    return Request(subject, query, _body(environ))


def _body(environ: WSGIEnvironment) -> bytes:
    length = as_count(environ.get("CONTENT_LENGTH") or "0", "Content-Length", 0, _HIGHEST_LENGTH)
    if length > _LARGEST_BODY:
        message = f"the body is larger than {_LARGEST_BODY} bytes"
        raise _Unreadable(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, message)
    media_type = str(environ.get("CONTENT_TYPE") or "").partition(";")[0].strip().lower()
    # Whatever else it says, or nothing, a browser sends for any page without asking first.
    if length and media_type != "application/json":
        given = media_type[:100] or "nothing"
        message = f"the Content-Type is {given}; send the header Content-Type: application/json"
        raise _Unreadable(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, message)
    return bytes(environ["wsgi.input"].read(length))


def _guarded(run: Callable[[], Mapping[str, Any] | None], path: str) -> _Answer:
    """Turn whatever is raised into an answer."""
    try:
        content = run()
    except _Unreadable as error:
        return _failure(error.status, str(error))
    except Refused as refused:
        return _failure(HTTPStatus.BAD_REQUEST, str(refused))
    except ClockError as error:
        return _failure(HTTPStatus.CONFLICT, str(error))
    except Fault as fault:
        return _failure(_STATUS_OF_FAULT[fault.code], fault.message)
    except Exception:  # noqa: BLE001 -- whatever it is, somebody waits for an answer
        tell_defect(logger, "a request of the sandbox API failed", path=path)
        return _failure(HTTPStatus.INTERNAL_SERVER_ERROR, "internal error; the log of the service says more")
    return _Answer(HTTPStatus.NO_CONTENT if content is None else HTTPStatus.OK, content)


def _failure(status: HTTPStatus, message: str) -> _Answer:
    return _Answer(status, {"error": message})


def _send(
    answer: _Answer, start_response: StartResponse, shared: tuple[tuple[str, str], ...] = ()
) -> Iterable[bytes]:
    headers = [("Cache-Control", "no-store"), *answer.headers, *shared]
    body = b""
    if answer.content is not None:
        body = json.dumps(answer.content, default=_plain).encode()
        headers += [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
    start_response(f"{answer.status.value} {answer.status.phrase}", headers)
    return [body]


def _plain(value: object) -> str:
    """Write what JSON has no notation for."""
    return written(value) if isinstance(value, datetime) else str(value)
