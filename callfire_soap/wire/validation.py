"""Whether a request is what the schema allows."""

import threading
from typing import Final

from lxml import etree

from callfire_soap.wire import schema
from callfire_soap.wire.decoding import written_name
from callfire_soap.wire.lenience import lenient_types
from callfire_soap.wire.shape import shape_of
from callfire_soap.wire.violations import explain
from callfire_soap.wire.xerces import XSI, SchemaViolation

__all__ = ["SchemaViolation", "validate_request"]

_XS: Final = f"{{{schema.XS}}}"
_of_this_thread = threading.local()


def validate_request(element: "etree._Element") -> None:
    """Raise SchemaViolation, in the original service's words, for a request that the schema refuses."""
    validator = _validator()
    is_valid = validator.schema.validate(element)
    # libxml2 lets xsi:type turn one type into another; here it may only say what is so anyway.
    if is_valid and not validator.has_xsi_type(element):
        return
    violation = explain(element)
    if violation is None and not is_valid:
        violation = SchemaViolation(
            f"cvc-type: The content of element '{written_name(element)}' is not valid."
        )
    if violation is not None:
        raise violation


class _Validator:
    """What libxml2 needs to validate, for use in one thread only."""

    def __init__(self) -> None:
        self.schema = etree.XMLSchema(_lenient_schema())
        self.has_xsi_type = etree.XPath("boolean(descendant-or-self::*/@xsi:type)", namespaces={"xsi": XSI})


def _validator() -> _Validator:
    """Answer this thread's validator.

    A validator has one log of errors: shared by threads, one client's texts appear in another's refusal.
    """
    if not hasattr(_of_this_thread, "validator"):
        _of_this_thread.validator = _Validator()
    validator: _Validator = _of_this_thread.validator
    return validator


def _lenient_schema() -> "etree._Element":
    """Parse the schema of the service, with everything let in that is let in all the same."""
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(_DataSchema())
    return etree.fromstring(_relaxed(schema.service_schema()), parser)


class _DataSchema(etree.Resolver):
    """Gives libxml2 the schema that the schema of the service imports."""

    # The stubs of lxml forget the context that lxml hands over.
    def resolve(self, url: str, public_id: str, context: object) -> object:  # type: ignore[override]
        """Answer the data schema, whatever is asked for: nothing else is imported."""
        return self.resolve_string(_relaxed(schema.data_schema()), context)  # type: ignore[call-arg]


def _relaxed(document: bytes) -> bytes:
    """Make a schema let in what `lenience` lists."""
    root = etree.fromstring(document)
    for cls, assumed in lenient_types().items():
        for element in shape_of(cls).elements():
            if element.field in assumed:
                _make_optional(root, cls.__name__, element.clark.rpartition("}")[2])
    for declaration in root.iter(f"{_XS}element"):
        if declaration.get("type") == "xs:anyURI":
            # What libxml2 takes for no URI was good enough as a RequestId; xs:token trims white space alike.
            declaration.set("type", "xs:token")
    return etree.tostring(root)


def _make_optional(root: "etree._Element", type_name: str, element_name: str) -> None:
    for declared_type in root.iterchildren(f"{_XS}element", f"{_XS}complexType"):
        if declared_type.get("name") == type_name:
            for declaration in declared_type.iter(f"{_XS}element"):
                if declaration.get("name") == element_name:
                    declaration.set("minOccurs", "0")
