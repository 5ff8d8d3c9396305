"""What there is to know of each operation, read off the services."""

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from callfire_soap.contract import services
from callfire_soap.contract.xsd import DATA, SERVICE, DataElement, ServiceElement

SERVICES: tuple[type, ...] = (
    services.BroadcastService,
    services.SubscriptionService,
    services.TextService,
    services.CallService,
    services.CccService,
    services.ContactService,
    services.NumberService,
    services.LabelService,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One operation; elements are names in Clark notation, `{namespace}Local`."""

    name: str
    method: str
    service: str
    request_element: str
    request_type: type
    response_element: str | None
    # A class, a NewType of a simple value, or None for an empty answer.
    response_type: Any
    is_query: bool


def _pascal(method: str) -> str:
    return "".join(word.capitalize() for word in method.split("_"))


def _is_recent(service: type, name: str) -> bool:
    # The requests that the API learned in 2015 are elements named <Operation>Request; older ones
    # bear the bare name of the operation.
    return service is services.CccService or "Dnc" in name or "CallerId" in name


def _request_element(service: type, name: str, request_type: type) -> str:
    if ServiceElement in request_type.__bases__:
        return f"{{{SERVICE}}}{request_type.__name__}"
    suffix = "Request" if _is_recent(service, name) else ""
    return f"{{{SERVICE}}}{name}{suffix}"


def _response_element(response_type: Any) -> str | None:  # noqa: ANN401 -- a NewType is no type
    if response_type is None:
        return None
    is_data = isinstance(response_type, type) and DataElement in response_type.__bases__
    return f"{{{DATA if is_data else SERVICE}}}{response_type.__name__}"


def _operation(service: type, method: str, stub: Callable[..., object]) -> Operation:
    name = _pascal(method)
    annotations = inspect.get_annotations(stub)
    request_type, response_type = annotations["request"], annotations["return"]
    return Operation(
        name=name,
        method=method,
        service=service.__name__,
        request_element=_request_element(service, name, request_type),
        request_type=request_type,
        response_element=_response_element(response_type),
        response_type=response_type,
        is_query=name.startswith(("Get", "Query", "Search")),
    )


def _declared() -> Iterator[Operation]:
    for service in SERVICES:
        for method, stub in vars(service).items():
            if inspect.isfunction(stub) and not method.startswith("_"):
                yield _operation(service, method, stub)


OPERATIONS: tuple[Operation, ...] = tuple(_declared())
OPERATION_BY_ELEMENT: Mapping[str, Operation] = {
    operation.request_element: operation for operation in OPERATIONS
}
