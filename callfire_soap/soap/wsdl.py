"""The WSDL documents, written from the operations."""

from collections.abc import Iterable, Mapping
from itertools import groupby

from lxml import etree

from callfire_soap.contract.operations import Operation
from callfire_soap.contract.xsd import DATA, SERVICE
from callfire_soap.soap import wsdl_names
from callfire_soap.wire.schema import FILE_NAMES, XS, data_schema, serialized, service_schema

WSDL = "http://schemas.xmlsoap.org/wsdl/"
SOAP12 = "http://schemas.xmlsoap.org/wsdl/soap12/"
HTTP = "http://schemas.xmlsoap.org/soap/http"
ABSTRACT = "http://api.callfire.com/service/wsdl"
BINDING = "http://api.callfire.com/service/wsdl/http/soap12"
ABSTRACT_FILE = "callfire-service.wsdl"
BINDING_FILE = "callfire-service-http-soap12.wsdl"
STRICT_FILE = "callfire-service-strict.wsdl"

_PREFIXES = {"svc": SERVICE, "data": DATA}


def service_path(service: str) -> str:
    """Answer the path that a service is reached at."""
    return f"/api/1.1/soap12/{service.removesuffix('Service').lower()}"


def soap_action(operation: Operation) -> str:
    """Answer the URI that names an operation in the HTTP header."""
    return f"{ABSTRACT}/{operation.service}PortType/{operation.name}"


def wsdl_documents(
    operations: Iterable[Operation], public_url: str, *, strict_faults: bool = False
) -> dict[str, bytes]:
    """Write the two WSDLs and their two schemas, by file name; addresses begin with `public_url`.

    With `strict_faults` the first one says `soap12:fault` where the original did not, under a name of its own.
    """
    declared = tuple(operations)
    services = {name: tuple(group) for name, group in groupby(declared, lambda item: item.service)}
    bindings = _binding_document(services, public_url.rstrip("/"), strict_faults=strict_faults)
    return {
        STRICT_FILE if strict_faults else BINDING_FILE: bindings,
        ABSTRACT_FILE: _abstract_document(services, declared),
        FILE_NAMES[SERVICE]: service_schema(),
        FILE_NAMES[DATA]: data_schema(),
    }


def _add(parent: etree._Element, tag: str, namespace: str = WSDL, /, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{namespace}}}{tag}", attributes)


def _qualified(clark: str) -> str:
    namespace, name = clark[1:].split("}")
    prefix = next(prefix for prefix, uri in _PREFIXES.items() if uri == namespace)
    return f"{prefix}:{name}"


# The abstract part: messages and port types ----------------------------------------------------------


def _abstract_document(services: Mapping[str, tuple[Operation, ...]], declared: Iterable[Operation]) -> bytes:
    root = etree.Element(
        f"{{{WSDL}}}definitions", nsmap={"wsdl": WSDL, "xs": XS, **_PREFIXES, "tns": ABSTRACT}
    )
    root.set("targetNamespace", ABSTRACT)
    schema = _add(_add(root, "types"), "schema", XS)
    for namespace in _PREFIXES.values():
        _add(schema, "import", XS, namespace=namespace, schemaLocation=FILE_NAMES[namespace])
    for name, part in _messages(declared).items():
        message = _add(root, "message", name=name)
        if part is not None:
            _add(message, "part", name=part[0], element=part[1])
    for service, operations in services.items():
        _add_port_type(root, service, operations)
    return serialized(root)


def _messages(declared: Iterable[Operation]) -> dict[str, tuple[str, str] | None]:
    """Answer the parts of all messages, each with its element, by the name of the message."""
    messages: dict[str, tuple[str, str] | None] = {
        "CreatedId": ("Id", "svc:CreatedId"),
        "ServiceFault": ("Fault", "svc:ServiceFaultInfo"),
        "Empty": None,
    }
    for operation in declared:
        element = operation.request_element
        messages[wsdl_names.local(element)] = (wsdl_names.input_part(operation), _qualified(element))
        if operation.response_element is not None:
            part = (wsdl_names.output_part(operation), _qualified(operation.response_element))
            messages[wsdl_names.output_message(operation)] = part
    return messages


def _add_port_type(root: etree._Element, service: str, operations: Iterable[Operation]) -> None:
    port_type = _add(root, "portType", name=f"{service}PortType")
    for operation in operations:
        added = _add(port_type, "operation", name=operation.name)
        for tag, (name, message) in _directions(operation).items():
            _add(added, tag, name=name, message=f"tns:{message}")


def _directions(operation: Operation) -> dict[str, tuple[str, str]]:
    """Answer the name and the message of what goes in and what comes out."""
    return {
        "input": (wsdl_names.input_name(operation), wsdl_names.local(operation.request_element)),
        "output": (wsdl_names.output_name(operation), wsdl_names.output_message(operation)),
        "fault": ("Fault", "ServiceFault"),
    }


# The concrete part: bindings, ports, addresses -------------------------------------------------------


def _binding_document(
    services: Mapping[str, tuple[Operation, ...]], public_url: str, *, strict_faults: bool
) -> bytes:
    prefixes = {"wsdl": WSDL, "soap12": SOAP12, "svc": ABSTRACT, "tns": BINDING}
    root = etree.Element(f"{{{WSDL}}}definitions", nsmap=prefixes)
    root.set("targetNamespace", BINDING)
    _add(root, "import", namespace=ABSTRACT, location=ABSTRACT_FILE)
    for service, operations in services.items():
        _add_binding(root, service, operations, strict_faults=strict_faults)
    api = _add(root, "service", name="CallFireApi")
    for service in services:
        port = _add(api, "port", name=f"{service}Port", binding=f"tns:{service}Binding")
        _add(port, "address", SOAP12, location=public_url + service_path(service))
    return serialized(root)


def _add_binding(
    root: etree._Element, service: str, operations: Iterable[Operation], *, strict_faults: bool
) -> None:
    binding = _add(root, "binding", name=f"{service}Binding", type=f"svc:{service}PortType")
    _add(binding, "binding", SOAP12, transport=HTTP)
    for operation in operations:
        added = _add(binding, "operation", name=operation.name)
        _add(added, "operation", SOAP12, soapAction=soap_action(operation), style="document")
        for tag, (name, _) in _directions(operation).items():
            direction = _add(added, tag, name=name)
            if tag == "fault" and strict_faults:
                # "The name attribute relates the soap:fault to the wsdl:fault" -- WSDL 1.1, 3.6.
                _add(direction, "fault", SOAP12, name=name, use="literal")
            else:
                # The original has soap12:body in faults too, where soap12:fault would be right.
                _add(direction, "body", SOAP12, use="literal")
