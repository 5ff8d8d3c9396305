"""The eight services as Spyne sees them, made from the contract."""

from collections.abc import Callable
from typing import Any

from spyne import Service
from spyne.decorator import rpc

from callfire_soap.contract import services as contract
from callfire_soap.contract.operations import OPERATIONS, Operation
from callfire_soap.soap.models import Message


def _method(operation: Operation) -> Callable[..., Any]:
    def call(ctx: Any, request: object) -> object:  # noqa: ANN401 -- Spyne has no types
        return ctx.app.config.handle(ctx.udc.account, operation, request)

    call.__name__ = operation.method
    call.__doc__ = f"{operation.name} of {operation.service}."
    declare = rpc(
        Message,
        _returns=Message,
        _body_style="bare",
        _in_message_name=operation.request_element,
        _out_message_name=operation.response_element or operation.name,
        _udd={"operation": operation},
    )(call)

    def described(**names: object) -> Any:  # noqa: ANN401 -- Spyne has no types
        descriptor = declare(**names)
        # The decorator takes either a name of the operation or one of its request.
        descriptor.operation_name = operation.name
        return descriptor

    described._is_rpc = True  # type: ignore[attr-defined]  # noqa: SLF001 -- how Spyne finds methods
    return described


def _service(protocol: type) -> type[Any]:
    methods = {
        operation.method: _method(operation)
        for operation in OPERATIONS
        if operation.service == protocol.__name__
    }
    names = {"__doc__": protocol.__doc__, "__module__": __name__}
    service: type[Any] = type(Service)(protocol.__name__, (Service,), names | methods)
    return service


BroadcastService = _service(contract.BroadcastService)
SubscriptionService = _service(contract.SubscriptionService)
TextService = _service(contract.TextService)
CallService = _service(contract.CallService)
CccService = _service(contract.CccService)
ContactService = _service(contract.ContactService)
NumberService = _service(contract.NumberService)
LabelService = _service(contract.LabelService)

SERVICES = (
    BroadcastService,
    SubscriptionService,
    TextService,
    CallService,
    CccService,
    ContactService,
    NumberService,
    LabelService,
)
