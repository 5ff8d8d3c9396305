"""Whether a request is what the schema allows."""

import threading
from functools import cache
from typing import Final

from lxml import etree

from callfire_soap.wire import schema
from callfire_soap.wire.elements import XmlElement, written_name
from callfire_soap.wire.lenience import COMMA_LISTS, lenient_types, types_with_possibly_empty
from callfire_soap.wire.shape import shape_of
from callfire_soap.wire.violations import explain
from callfire_soap.wire.xerces import XSI, SchemaViolation

__all__ = ["SchemaViolation", "compiled_schema", "validate_request"]

_XS: Final = f"{{{schema.XS}}}"
# What libxml2 takes for no URI is good enough as a RequestId. It refuses white space around moments, and after INF and
# NaN, where the schema lets it be: "whiteSpace [...] is collapse and cannot be changed" -- XML Schema, part 2.
_JUDGED_WHEN_READ: Final = frozenset({"xs:anyURI", "xs:dateTime", "xs:date", "xs:time", "xs:float"})
_of_this_thread = threading.local()
_reading_a_schema = threading.Lock()


def validate_request(element: XmlElement) -> None:
    """Raise SchemaViolation, in the original service's words, for a request that the schema refuses."""
    validator = _validator()
    if validator.is_beyond(element):
        # The explainer sees everything, and refuses all that libxml2 refuses.
        _raise(explain(element))
    elif not validator.schema.validate(element):
        _raise(explain(element))
        raise SchemaViolation(f"cvc-type: The content of element '{written_name(element)}' is not valid.")


def _raise(violation: SchemaViolation | None) -> None:
    if violation is not None:
        raise violation


class _Validator:
    """What libxml2 needs to validate, for use in one thread only."""

    def __init__(self) -> None:
        self.schema = compiled_schema()
        # libxml2 does not stop at the first error, and lxml counts the siblings of each: 100,000 wrong
        # numbers take it 19 seconds. So the explainer goes instead where there is much to be wrong.
        # It also lets xsi:type turn one type into another, and minds white space around it; here it may only say
        # what is so anyway. One question for both, since asking takes longer than finding out.
        self._is_beyond = etree.XPath(
            "count(descendant::*) > 1000 or descendant-or-self::*/@xsi:type", namespaces={"xsi": XSI}
        )

    def is_beyond(self, element: XmlElement) -> bool:
        """Tell whether a document is for the explainer: too long for libxml2 to refuse it in time, or naming types."""
        return bool(self._is_beyond(element))


def compiled_schema() -> etree.XMLSchema:
    """Answer the schema, which is read once, and best before there are threads.

    lxml hands libxml2 the imported schema through something global, which another thread that parses meanwhile may
    take away: one of ten thousand schemas then lacks half of its types. Threads may share what was read. Its log of
    errors may hold texts of other clients, and is not for use.
    """
    with _reading_a_schema:
        return _read_schema()


@cache
def _read_schema() -> etree.XMLSchema:
    return etree.XMLSchema(_lenient_schema())


def _validator() -> _Validator:
    """Answer this thread's validator."""
    if not hasattr(_of_this_thread, "validator"):
        _of_this_thread.validator = _Validator()
    validator: _Validator = _of_this_thread.validator
    return validator


def _lenient_schema() -> XmlElement:
    """Parse the schema of the service, with everything let in that is let in all the same."""
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(_DataSchema())
    return etree.fromstring(_relaxed(schema.service_schema()), parser)


class _DataSchema(etree.Resolver):
    """Gives libxml2 the schema that the schema of the service imports."""

    # The stubs of lxml forget the context that lxml hands over.
    def resolve(self, _url: str, _public_id: str, context: object) -> object:  # type: ignore[override]
        """Answer the data schema, whatever is asked for: nothing else is imported."""
        return self.resolve_string(_relaxed(schema.data_schema()), context)  # type: ignore[call-arg]


def _relaxed(document: bytes) -> bytes:
    """Make a schema let in what `lenience` lists."""
    root = etree.fromstring(document)
    for cls, assumed in lenient_types().items():
        for element in shape_of(cls).elements():
            if element.field in assumed:
                _make_optional(root, cls.__name__, element.clark.rpartition("}")[2])
    _let_be_empty(root)
    for declared_type in root.iterchildren(f"{_XS}simpleType"):
        if declared_type.get("name") in COMMA_LISTS:
            # What the items are is looked at when they are read.
            declared_type[:] = [etree.Element(f"{_XS}restriction", base="xs:string")]
    for declaration in root.iter(f"{_XS}element"):
        builtin = declaration.get("type")
        if builtin in _JUDGED_WHEN_READ:
            del declaration.attrib["type"]
            any_text = etree.SubElement(declaration, f"{_XS}simpleType")
            # xs:token, which takes any text, trims white space alike.
            etree.SubElement(any_text, f"{_XS}union", memberTypes=f"{builtin} xs:token")
    return etree.tostring(root)


def _let_be_empty(root: XmlElement) -> None:
    for cls, fields in types_with_possibly_empty().items():
        names = {attribute.name for attribute in shape_of(cls).attributes if attribute.field in fields}
        for declared_type in root.iterchildren(f"{_XS}element", f"{_XS}complexType"):
            if declared_type.get("name") == cls.__name__:
                for attribute in declared_type.iter(f"{_XS}attribute"):
                    if attribute.get("name") in names:
                        # What is not empty is looked at when it is read.
                        attribute.set("type", "xs:string")


def _make_optional(root: XmlElement, type_name: str, element_name: str) -> None:
    for declared_type in root.iterchildren(f"{_XS}element", f"{_XS}complexType"):
        if declared_type.get("name") == type_name:
            for declaration in declared_type.iter(f"{_XS}element"):
                if declaration.get("name") == element_name:
                    declaration.set("minOccurs", "0")
