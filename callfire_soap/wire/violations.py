"""Why the schema refuses a document, found and said as the original service did.

libxml2 decides quickly whether a document is valid; its own words differ from those that programs know.
So a refused document is walked once more, in the order in which Xerces looked, up to its first error.
"""

from collections.abc import Callable, Mapping
from functools import cache

from callfire_soap.wire import xerces
from callfire_soap.wire.content_model import START, content_model_of
from callfire_soap.wire.elements import (
    XmlElement,
    attribute_names,
    has_children,
    has_text_between,
    text_in,
    written_attribute,
    written_name,
)
from callfire_soap.wire.lexical import BUILTINS, collapsed
from callfire_soap.wire.shape import Shape, SimpleType, declared_shapes, global_elements
from callfire_soap.wire.simple_values import Reader, attribute_reader, reader_of
from callfire_soap.wire.xerces import XSI, SchemaViolation

# Raises the first violation of an element, if there is one.
Check = Callable[[XmlElement], None]

_XSD = "http://www.w3.org/2001/XMLSchema"
_XSI_TYPE = f"{{{XSI}}}type"
_XSI_NIL = f"{{{XSI}}}nil"
_ALLOWED_ANYWHERE = frozenset(
    f"{{{XSI}}}{name}" for name in ("type", "nil", "schemaLocation", "noNamespaceSchemaLocation")
)
# Types that xsi:type may give a number instead of its declared one: they are derived from it.
_NARROWER: Mapping[str, tuple[str, ...]] = {
    "long": ("int",),
    "integer": ("long", "int"),
    "decimal": ("integer", "long", "int"),
}


def explain(root: XmlElement) -> SchemaViolation | None:
    """Answer the first error of a document, or None where there is none to find.

    Xerces also looks into elements that stand where only text may; here such an element is the error.
    """
    declared = global_elements().get(root.tag)
    if declared is None:
        return xerces.unknown_root(written_name(root))
    try:
        _check_of(declared)(root)
    except SchemaViolation as violation:
        return violation
    return None


@cache
def _check_of(declared: "Shape | SimpleType", *, has_default: bool = False) -> Check:
    """Make the check of a type; checks call each other no deeper than the types are nested."""
    if isinstance(declared, SimpleType):
        return _simple_check(declared, has_default=has_default)
    check_attributes = _attributes_check(declared)
    check_content = _content_check(declared)

    def check(element: XmlElement) -> None:
        names = attribute_names(element)
        if names and (_XSI_TYPE in names or _XSI_NIL in names):
            _check_xsi(element, declared)
        check_attributes(element, names)
        check_content(element)

    return check


# Simple types ----------------------------------------------------------------------------------------


def _simple_check(declared: SimpleType, *, has_default: bool) -> Check:
    read_declared = reader_of(declared)

    def check(element: XmlElement) -> None:
        names = attribute_names(element)
        read = (names and _check_xsi(element, declared)) or read_declared
        for name in names:
            if name not in _ALLOWED_ANYWHERE:
                written = written_attribute(element, name)
                raise xerces.attribute_on_simple_type(written_name(element), written)
        text = text_in(element)
        if text or not has_default:
            read(text)

    return check


# xsi:type and xsi:nil --------------------------------------------------------------------------------


def _check_xsi(element: XmlElement, declared: "Shape | SimpleType") -> Reader | None:
    """Check that xsi:type names the declared type; answer the reader of a narrower one."""
    written = element.get(_XSI_TYPE)
    narrower = None if written is None else _check_type(element, collapsed(written), declared)
    if element.get(_XSI_NIL) is not None:
        raise xerces.nil_refused(written_name(element))
    return narrower


def _check_type(element: XmlElement, written: str, declared: "Shape | SimpleType") -> Reader | None:
    named = _resolved(element, written)
    name = _type_name(declared)
    if named == name:
        return None
    builtin = named.removeprefix(f"{{{_XSD}}}")
    if isinstance(declared, SimpleType) and builtin in _narrower_types(declared):
        return BUILTINS[builtin].read
    if named not in _type_names():
        raise xerces.unknown_type(written, written_name(element))
    raise xerces.type_not_derived(written, name.rpartition("}")[2], written_name(element))


def _resolved(element: XmlElement, written: str) -> str:
    """Answer the Clark name that a qualified name means where it stands."""
    prefix, colon, local = written.rpartition(":")
    if not local or " " in written or ":" in prefix:
        raise xerces.not_a_value(written, "QName")
    namespace = element.nsmap.get(prefix if colon else None)
    if colon and namespace is None:
        raise xerces.undeclared_prefix(written)
    return f"{{{namespace}}}{local}" if namespace else local


def _narrower_types(declared: SimpleType) -> tuple[str, ...]:
    return () if declared.name or declared.list_of else _NARROWER.get(declared.builtin, ())


def _type_name(declared: "Shape | SimpleType") -> str:
    """Answer the name of a type as Clark name; a type without a name is called as Xerces calls it."""
    if isinstance(declared, Shape):
        return str(declared.clark) if declared.kind == "type" else f"#AnonType_{declared.name}"
    if declared.name:
        return f"{{{declared.namespace}}}{declared.name}"
    return "#AnonType" if declared.list_of else f"{{{_XSD}}}{declared.builtin}"


@cache
def _type_names() -> frozenset[str]:
    """Answer the names of all types that there are."""
    names = {f"{{{_XSD}}}{name}" for name in BUILTINS}
    for shape in declared_shapes():
        names.add(_type_name(shape))
        types = [attribute.type for attribute in shape.attributes]
        types += [element.type for element in shape.elements() if isinstance(element.type, SimpleType)]
        names.update(_type_name(each) for each in types)
    return frozenset(names)


# Attributes ------------------------------------------------------------------------------------------


def _attributes_check(shape: Shape) -> Callable[[XmlElement, list[str]], None]:
    readers = {attribute.name: attribute_reader(shape, attribute) for attribute in shape.attributes}
    required = [attribute.name for attribute in shape.attributes if attribute.is_required]
    is_open = shape.open_attributes is not None

    def check(element: XmlElement, names: list[str]) -> None:
        for name in names:
            if name in readers:
                readers[name](element.get(name, ""))
            elif not is_open and name not in _ALLOWED_ANYWHERE:
                raise xerces.attribute_not_allowed(written_attribute(element, name), written_name(element))
        for name in required:
            if name not in names:
                raise xerces.attribute_missing(name, written_name(element))

    return check


# Content ---------------------------------------------------------------------------------------------


def _content_check(shape: Shape) -> Check:
    if shape.text:
        return _text_check(reader_of(shape.text[1]))
    return _children_check(shape) if shape.content.items else _emptiness_check


def _text_check(read: Reader) -> Check:
    def check(element: XmlElement) -> None:
        # Nearly always there is text and nothing else, and that a hundred thousand times.
        if not len(element):
            read(element.text or "")
            return
        if has_children(element):
            raise xerces.children_in_simple_content(written_name(element))
        read(text_in(element))

    return check


def _emptiness_check(element: XmlElement) -> None:
    if has_children(element) or text_in(element):
        raise xerces.content_in_empty_type(written_name(element))


def _children_check(shape: Shape) -> Check:
    model = content_model_of(shape)
    checks = [_check_of(item.type, has_default=item.default is not None) for item in model.elements]

    def check(element: XmlElement) -> None:
        state = START
        for child in element.iterchildren("*"):
            following = model.next[state].get(child.tag)
            if following is None:
                raise xerces.unexpected_element(child.tag, written_name(child), model.expected[state])
            state = following
            checks[state](child)
        if has_text_between(element):
            raise xerces.text_between_elements(written_name(element))
        if state not in model.ends:
            raise xerces.incomplete_content(written_name(element), model.expected[state])

    return check
