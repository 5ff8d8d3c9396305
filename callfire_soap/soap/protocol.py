"""SOAP as CallFire spoke it, as a Spyne protocol: document/literal, in both versions of SOAP."""

# ruff: noqa: ANN401, ARG002 -- the signatures are those of Spyne, which has no types.

from typing import Any

from spyne.protocol import ProtocolBase

from callfire_soap.soap import envelope, faults
from callfire_soap.soap.events import QuietEvents
from callfire_soap.wire.codec import decode, encode
from callfire_soap.wire.validation import SchemaViolation, validate_request


class CallFireSoap(ProtocolBase):
    """Reads and writes envelopes; what is inside them is the business of `wire`.

    Spyne's own `Soap12` accepts document types, ignores mustUnderstand, and answers malformed requests
    with exceptions.
    """

    mime_type = "application/soap+xml; charset=utf-8"
    type = frozenset({"soap", "soap12"})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.event_manager = QuietEvents(self)

    def create_in_document(self, ctx: Any, charset: str | None = None) -> None:
        """Parse the request."""
        ctx.in_document = ctx.udc.read_document()

    def decompose_incoming_envelope(self, ctx: Any, message: object = None) -> None:
        """Find the element of the operation."""
        ctx.udc.version = envelope.version_of(ctx.in_document)
        ctx.in_body_doc = envelope.body_element(ctx.in_document, ctx.udc.version)
        ctx.method_request_string = ctx.in_body_doc.tag

    def generate_method_contexts(self, ctx: Any) -> tuple[Any]:
        """Find the operation of the element; there is one at most, so the context needs no copy."""
        descriptors = self.app.interface.service_method_map.get(ctx.method_request_string)
        if not descriptors:
            raise faults.not_recognized(ctx.method_request_string)
        ctx.descriptor = descriptors[0]
        return (ctx,)

    def deserialize(self, ctx: Any, message: object) -> None:
        """Validate and decode the request."""
        self.event_manager.fire_event("before_deserialize", ctx)
        try:
            validate_request(ctx.in_body_doc)
            ctx.in_object = decode(ctx.in_body_doc, ctx.descriptor.udd.operation)
        except SchemaViolation as violation:
            raise faults.schema_violation(violation.text) from violation
        self.event_manager.fire_event("after_deserialize", ctx)

    def serialize(self, ctx: Any, message: object) -> None:
        """Write the answer or the fault as text."""
        self.event_manager.fire_event("before_serialize", ctx)
        if ctx.out_error is not None:
            ctx.out_document = faults.document(ctx.out_error, ctx.udc.version)
        else:
            answer = encode(ctx.out_object[0], ctx.descriptor.udd.operation)
            ctx.out_document = _document(answer, ctx.udc.version.namespace)
        self.event_manager.fire_event("after_serialize", ctx)

    def create_out_string(self, ctx: Any, charset: str | None = None) -> None:
        """Hand the bytes over to the transport."""
        ctx.out_string = (ctx.out_document,)


def _document(answer: str, namespace: str) -> bytes:
    return (
        f'<soap:Envelope xmlns:soap="{namespace}"><soap:Body>{answer}</soap:Body></soap:Envelope>'
    ).encode()
