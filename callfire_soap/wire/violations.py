"""Why the schema refuses a document, found and said as the original service did.

libxml2 decides quickly whether a document is valid; its own words differ from those that programs know.
So a refused document is walked once more, in the order in which Xerces looked, up to its first error.
"""

from functools import cache
from typing import cast

from lxml import etree

from callfire_soap.wire import xerces
from callfire_soap.wire.content_model import START, ContentModel, content_model_of
from callfire_soap.wire.decoding import text_in, written_name
from callfire_soap.wire.lexical import BUILTINS, WHITE_SPACE, collapsed
from callfire_soap.wire.shape import Element, Shape, SimpleType, declared_shapes, global_elements
from callfire_soap.wire.simple_values import Reader, reader_of
from callfire_soap.wire.xerces import XSI, SchemaViolation

_XSD = "http://www.w3.org/2001/XMLSchema"
_XML = "http://www.w3.org/XML/1998/namespace"
_XSI_TYPE = f"{{{XSI}}}type"
_XSI_NIL = f"{{{XSI}}}nil"
_ALLOWED_ANYWHERE = frozenset(
    f"{{{XSI}}}{name}" for name in ("type", "nil", "schemaLocation", "noNamespaceSchemaLocation")
)
# Types that xsi:type may give a number instead of its declared one: they are derived from it.
_NARROWER = {"integer": ("long", "int"), "long": ("int",), "decimal": ("integer", "long", "int")}


def explain(root: "etree._Element") -> SchemaViolation | None:
    """Answer the first error of a document, or None where there is none to find."""
    declared = global_elements().get(root.tag)
    if declared is None:
        return xerces.unknown_root(written_name(root))
    try:
        _check(root, declared)
    except SchemaViolation as violation:
        return violation
    return None


def _check(element: "etree._Element", declared: "Shape | SimpleType", *, has_default: bool = False) -> None:
    """Raise the first error of an element; the depth is bounded by that of the contract's types."""
    narrower = _check_xsi_type(element, declared)
    if element.get(_XSI_NIL) is not None:
        raise xerces.nil_refused(written_name(element))
    if isinstance(declared, SimpleType):
        _check_simple(element, narrower or reader_of(declared), has_default=has_default)
    else:
        _check_attributes(element, declared)
        _check_content(element, declared)


# xsi:type --------------------------------------------------------------------------------------------


def _check_xsi_type(element: "etree._Element", declared: "Shape | SimpleType") -> Reader | None:
    """Check that xsi:type, if any, names the declared type; answer the reader of a narrower one."""
    written = element.get(_XSI_TYPE)
    if written is None:
        return None
    written = collapsed(written)
    named = _resolved(element, written)
    name = _type_name(declared)
    if named == name:
        return None
    narrower = named.removeprefix(f"{{{_XSD}}}")
    if isinstance(declared, SimpleType) and narrower in _narrower_types(declared):
        return BUILTINS[narrower].read
    if named not in _type_names():
        raise xerces.unknown_type(written, written_name(element))
    raise xerces.type_not_derived(written, name.rpartition("}")[2], written_name(element))


def _resolved(element: "etree._Element", written: str) -> str:
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


# Text and attributes ---------------------------------------------------------------------------------


def _check_simple(element: "etree._Element", read: Reader, *, has_default: bool) -> None:
    for name in _attributes(element):
        if name not in _ALLOWED_ANYWHERE:
            raise xerces.attribute_on_simple_type(written_name(element), _written_attribute(element, name))
    text = text_in(element)
    if text or not has_default:
        read(text)


def _check_attributes(element: "etree._Element", shape: Shape) -> None:
    declared = {attribute.name: attribute for attribute in shape.attributes}
    for name, text in _attributes(element).items():
        if name in declared:
            reader_of(declared[name].type)(text)
        elif name not in _ALLOWED_ANYWHERE and shape.open_attributes is None:
            raise xerces.attribute_not_allowed(_written_attribute(element, name), written_name(element))
    for attribute in shape.attributes:
        if attribute.is_required and element.get(attribute.name) is None:
            raise xerces.attribute_missing(attribute.name, written_name(element))


def _attributes(element: "etree._Element") -> dict[str, str]:
    return cast("dict[str, str]", dict(element.items()))


def _written_attribute(element: "etree._Element", clark: str) -> str:
    """Answer the name of an attribute with a prefix that means its namespace there."""
    namespace, brace, local = clark.removeprefix("{").rpartition("}")
    if not brace:
        return clark
    prefixes = {uri: prefix for prefix, uri in element.nsmap.items() if prefix} | {_XML: "xml"}
    return f"{prefixes[namespace]}:{local}"


# Content ---------------------------------------------------------------------------------------------


def _check_content(element: "etree._Element", shape: Shape) -> None:
    if shape.text:
        _check_simple_content(element, reader_of(shape.text[1]))
        return
    model = content_model_of(shape)
    if not model.elements:
        _check_emptiness(element)
        return
    state = _check_children(element, model)
    if _has_text(element):
        raise xerces.text_between_elements(written_name(element))
    if state not in model.ends:
        raise xerces.incomplete_content(written_name(element), model.expected[state])


def _check_simple_content(element: "etree._Element", read: Reader) -> None:
    if _has_children(element):
        raise xerces.children_in_simple_content(written_name(element))
    read(text_in(element))


def _check_emptiness(element: "etree._Element") -> None:
    if _has_children(element) or _has_text(element):
        raise xerces.content_in_empty_type(written_name(element))


def _check_children(element: "etree._Element", model: ContentModel) -> int:
    """Check each child and its place; answer the state after the last one."""
    state = START
    for child in element.iterchildren("*"):
        tag = child.tag
        following = model.next[state].get(tag)
        if following is None:
            raise xerces.unexpected_element(tag, written_name(child), model.expected[state])
        state = following
        _check_child(child, model.elements[state])
    return state


def _check_child(child: "etree._Element", declaration: Element) -> None:
    _check(child, declaration.type, has_default=declaration.default is not None)


def _has_children(element: "etree._Element") -> bool:
    return next(element.iterchildren("*"), None) is not None


def _has_text(element: "etree._Element") -> bool:
    """Tell whether anything but white space stands between the children."""
    texts = [element.text, *(child.tail for child in element)]
    return any(text.strip(WHITE_SPACE) for text in texts if text)
