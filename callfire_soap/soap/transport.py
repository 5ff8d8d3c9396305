"""The way of one call through Spyne: its contexts and events, without what they need not cost."""

# ruff: noqa: ANN401 -- Spyne has no types.

from typing import Any, NamedTuple

from spyne import Application, MethodContext
from spyne.server import ServerBase

from callfire_soap.soap import faults
from callfire_soap.soap.events import QuietEvents
from callfire_soap.soap.requests import SoapRequest
from callfire_soap.soap.versions import SoapVersion


class Answer(NamedTuple):
    """What goes back: the fault if it is one, and in either case the document."""

    document: bytes
    version: SoapVersion
    fault: faults.SoapFault | None


class CallContext(MethodContext):
    """Spyne's method context; `udc` is the SoapRequest."""

    def fire_event(self, event: str, *args: Any, **kwargs: Any) -> None:
        """Call the listeners of the application and of the service."""
        self.app.event_manager.fire_event(event, self, *args, **kwargs)
        if self.descriptor is not None:
            for listeners in self.descriptor.event_managers:
                # These are of Spyne's own kind.
                if event in listeners.handlers:
                    listeners.fire_event(event, self, *args, **kwargs)

    def close(self) -> None:
        """Tell the listeners that the call is over.

        Spyne's own method also runs the garbage collector, over all objects, once a second.
        """
        self.is_closed = True
        self.app.event_manager.fire_event("method_context_closed", self)

    def forget(self) -> None:
        """Let go of the call.

        Contexts refer to each other, and errors to the frames that know them, so that only the garbage collector
        would find them: hundreds at once, with all that they know of their calls, in a pause of 70 ms.
        """
        error = self.out_error
        while error is not None:
            error.__traceback__ = None
            error = error.__context__
        for context in (self.inprot_ctx, self.outprot_ctx, self):
            context.__dict__.clear()


class SoapApplication(Application):
    """Spyne's application, with faults of our own; `config` is the handler."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.event_manager = QuietEvents(self)

    def process_request(self, ctx: Any) -> None:
        """Call the service method, firing the same events as Spyne.

        Spyne's own method logs every fault with a traceback, also the expected ones.
        """
        try:
            ctx.fire_event("method_call")
            ctx.in_object = [ctx.in_object]
            ctx.out_object = [self.call_wrapper(ctx)]
            ctx.protocol = ctx.outprot_ctx
            ctx.fire_event("method_return_object")
        except Exception as error:  # noqa: BLE001 -- whatever it is, the client gets a fault
            ctx.out_error = faults.fault_for(error)
            ctx.fire_event("method_exception_object")


class SoapServer(ServerBase):
    """Carries one call through reading, calling and writing."""

    transport = "http://schemas.xmlsoap.org/soap/http"

    def answer(self, request: SoapRequest) -> Answer:
        """Answer a request; never raises, whatever the request or the service."""
        ctx = CallContext(self, MethodContext.SERVER)
        ctx.udc = request
        try:
            self._call(ctx)
            self.get_out_string(ctx)
        except Exception as error:  # noqa: BLE001 -- whatever it is, the client gets a fault
            self._fail(ctx, error)
            self.get_out_string(ctx)
        ctx.close()
        answer = Answer(b"".join(ctx.out_string), request.version, ctx.out_error)
        ctx.forget()
        return answer

    def _call(self, ctx: Any) -> None:
        self.app.in_protocol.create_in_document(ctx)
        self.app.in_protocol.decompose_incoming_envelope(ctx)
        self.app.in_protocol.generate_method_contexts(ctx)
        ctx.fire_event("method_accept_document")
        self.app.in_protocol.deserialize(ctx, message=self.app.in_protocol.REQUEST)
        self.app.process_request(ctx)

    def _fail(self, ctx: Any, error: Exception) -> None:
        ctx.out_error = faults.fault_for(error)
        ctx.out_document = ctx.out_string = None
        ctx.fire_event("method_exception_object")
