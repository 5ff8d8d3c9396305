"""Faults: what is raised while a request is read or carried out, and what of it goes onto the wire."""

import logging
import uuid
from collections.abc import Iterable
from http import HTTPStatus

from spyne.model.fault import Fault as SpyneFault

from callfire_soap.contract.faults import ServiceFaultInfo
from callfire_soap.contract.xsd import SERVICE
from callfire_soap.domain.errors import Fault as BusinessFault
from callfire_soap.logs import tell_defect
from callfire_soap.soap.versions import SOAP_12, VERSIONS, XML_NAMESPACE, FaultKind, SoapVersion
from callfire_soap.wire.codec import encode_element
from callfire_soap.wire.escaping import escape_attribute, escape_text

# The longest reason that is told whole.
MOST_CHARACTERS = 10_000

logger = logging.getLogger(__name__)

# Production answered 500 whatever the code of the fault, also for Sender, where SOAP 1.2 asks for 400.
_STATUS_OF_A_FAULT = HTTPStatus.INTERNAL_SERVER_ERROR


class SoapFault(SpyneFault):
    """A fault ready for the wire, in words that both versions of SOAP can say."""

    def __init__(
        self,
        kind: FaultKind,
        reason: str,
        *,
        status: HTTPStatus = _STATUS_OF_A_FAULT,
        http_headers: Iterable[tuple[str, str]] = (),
        header_xml: str = "",
        detail_xml: str = "",
    ) -> None:
        code = "Server" if kind is FaultKind.RECEIVER else "Client"
        super().__init__(faultcode=code, faultstring=reason)
        self.kind = kind
        self.reason = reason
        self.status = status
        self.http_headers = tuple(http_headers)
        self.header_xml = header_xml
        self.detail_xml = detail_xml

    def __str__(self) -> str:
        return f"{self.kind}: {self.reason}"


def sender(reason: str) -> SoapFault:
    """Make the fault that blames the request."""
    return SoapFault(FaultKind.SENDER, reason)


def schema_violation(text: str) -> SoapFault:
    """Make the fault of a request that does not match the schema; `text` is the validator's.

    "Unmarshalling Error: {0} " with the blank at its end -- recorded production fault.
    """
    return sender(f"Unmarshalling Error: {text} ")


def not_recognized(element_name: str) -> SoapFault:
    """Make the fault of a body element that is no operation; the two blanks are the original's."""
    return sender(f"Message part {element_name} was not recognized.  (Does it exist in service WSDL?)")


def business_fault(fault: BusinessFault) -> SoapFault:
    """Make a refusal in the form that client programs know: the reason, and a ServiceFaultInfo."""
    told = ServiceFaultInfo(fault_code=fault.code, message=fault.message)
    detail = encode_element(told, f"{{{SERVICE}}}ServiceFaultInfo")
    return SoapFault(FaultKind.RECEIVER, fault.message, detail_xml=detail)


def unexpected(error: Exception) -> SoapFault:
    """Log an error nobody foresaw and return a fault that tells only the id under which it is logged."""
    error_id = uuid.uuid4().hex[:12]
    tell_defect(logger, f"Internal error {error_id}", error)
    return SoapFault(FaultKind.RECEIVER, f"Internal error {error_id}")


def fault_for(error: Exception) -> SoapFault:
    """Answer what the caller is told about an exception."""
    if isinstance(error, SoapFault):
        return error
    if isinstance(error, BusinessFault):
        return business_fault(error)
    return unexpected(error)


def version_mismatch(root_name: str) -> SoapFault:
    """Make the fault for a root element that no version of SOAP has; it names the versions we have."""
    known = " and ".join(version.namespace for version in VERSIONS)
    return SoapFault(
        FaultKind.VERSION_MISMATCH,
        f"{root_name} is no SOAP envelope; the envelopes of {known} are.",
        header_xml=_upgrade_header(),
    )


def not_understood(header_names: Iterable[tuple[str, str]], version: SoapVersion) -> SoapFault:
    """Make the fault for header blocks, given as (namespace, name), that must be understood and are not."""
    names = tuple(header_names)
    listed = ", ".join(f"{{{namespace}}}{name}" for namespace, name in names)
    return SoapFault(
        FaultKind.MUST_UNDERSTAND,
        f"These header blocks must be understood but are not: {listed}",
        # SOAP 1.1 has no NotUnderstood block.
        header_xml="".join(map(_not_understood_block, names)) if version is SOAP_12 else "",
    )


def not_found(path: str) -> SoapFault:
    """Make the answer for an address where nothing is."""
    return SoapFault(FaultKind.SENDER, f"There is nothing at {path}", status=HTTPStatus.NOT_FOUND)


def method_not_allowed(method: str, allowed: str) -> SoapFault:
    """Make the answer to a method that the address does not have."""
    return SoapFault(
        FaultKind.SENDER,
        f"{method} is not possible here, only {allowed}",
        status=HTTPStatus.METHOD_NOT_ALLOWED,
        http_headers=[("Allow", allowed)],
    )


def unsupported(reason: str) -> SoapFault:
    """Make the answer to a request in a form that is not read here."""
    return SoapFault(FaultKind.SENDER, reason, status=HTTPStatus.UNSUPPORTED_MEDIA_TYPE)


def too_large(max_bytes: int) -> SoapFault:
    """Make the answer to a body that is too long, as sent or unpacked."""
    reason = f"The request is longer than {max_bytes} bytes"
    return SoapFault(FaultKind.SENDER, reason, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)


def document(fault: SoapFault, version: SoapVersion) -> bytes:
    """Make the whole envelope of a fault."""
    header = f"<soap:Header>{fault.header_xml}</soap:Header>" if fault.header_xml else ""
    parts = _parts_12(fault) if version is SOAP_12 else _parts_11(fault, version)
    return (
        f'<soap:Envelope xmlns:soap="{version.namespace}">{header}<soap:Body><soap:Fault>'
        f"{parts}</soap:Fault></soap:Body></soap:Envelope>"
    ).encode()


def _parts_12(fault: SoapFault) -> str:
    detail = f"<soap:Detail>{fault.detail_xml}</soap:Detail>" if fault.detail_xml else ""
    return (
        f"<soap:Code><soap:Value>soap:{SOAP_12.fault_words[fault.kind]}</soap:Value></soap:Code>"
        f'<soap:Reason><soap:Text xml:lang="en">{_told(fault.reason)}</soap:Text></soap:Reason>{detail}'
    )


def _parts_11(fault: SoapFault, version: SoapVersion) -> str:
    detail = f"<detail>{fault.detail_xml}</detail>" if fault.detail_xml else ""
    return (
        f"<faultcode>soap:{version.fault_words[fault.kind]}</faultcode>"
        f"<faultstring>{_told(fault.reason)}</faultstring>{detail}"
    )


def _upgrade_header() -> str:
    # The block belongs to SOAP 1.2, also in an envelope of SOAP 1.1.
    supported = "".join(
        f'<up:SupportedEnvelope qname="v{number}:Envelope" xmlns:v{number}="{version.namespace}"/>'
        for number, version in enumerate(VERSIONS)
    )
    return f'<up:Upgrade xmlns:up="{SOAP_12.namespace}">{supported}</up:Upgrade>'


def _not_understood_block(name: tuple[str, str]) -> str:
    namespace, local_name = name
    if namespace == XML_NAMESPACE:
        return f'<soap:NotUnderstood qname="xml:{local_name}"/>'
    return f'<soap:NotUnderstood qname="h:{local_name}" xmlns:h="{escape_attribute(namespace)}"/>'


def _told(reason: str) -> str:
    # Faults quote what they object to; nobody reads a megabyte of it.
    return escape_text(reason if len(reason) <= MOST_CHARACTERS else f"{reason[:MOST_CHARACTERS]}...")
