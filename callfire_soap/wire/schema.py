"""The schemas that describe the messages, written from the shapes."""

from collections.abc import Iterator

from lxml import etree

from callfire_soap.contract.xsd import DATA, NOTIFICATION, SERVICE
from callfire_soap.wire.shape import (
    Attribute,
    Element,
    Particle,
    Sequence,
    Shape,
    SimpleType,
    declared_shapes,
    elements_in,
    global_elements,
)

XS = "http://www.w3.org/2001/XMLSchema"
XMIME = "http://www.w3.org/2005/05/xmlmime"
FILE_NAMES = {
    DATA: "callfire-data.xsd",
    SERVICE: "callfire-service.xsd",
    NOTIFICATION: "callfire-notification.xsd",
}
_PREFIXES = {DATA: "data", SERVICE: "svc", NOTIFICATION: "ntf"}


def data_schema() -> bytes:
    """Write callfire-data.xsd: what the API is about."""
    return _schema(DATA, imports=())


def service_schema() -> bytes:
    """Write callfire-service.xsd: what is asked and answered."""
    return _schema(SERVICE, imports=(DATA,))


def notification_schema() -> bytes:
    """Write callfire-notification.xsd: what subscribers are told."""
    return _schema(NOTIFICATION, imports=(DATA,))


def serialized(root: etree._Element) -> bytes:
    """Write a document with line breaks; the same tree gives the same bytes."""
    etree.indent(root, space="  ")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + etree.tostring(root) + b"\n"


def _schema(namespace: str, imports: tuple[str, ...]) -> bytes:
    prefixes = {_PREFIXES[name]: name for name in (namespace, *imports)}
    root = etree.Element(f"{{{XS}}}schema", nsmap={"xs": XS, **prefixes, "xmime": XMIME})
    root.set("targetNamespace", namespace)
    root.set("elementFormDefault", "qualified")
    for name in imports:
        _add(root, "import", namespace=name, schemaLocation=FILE_NAMES[name])
    for simple in _named_simple_types(namespace):
        _add_simple_type(root, simple).set("name", simple.name or "")
    for shape in declared_shapes():
        if shape.namespace == namespace:
            _add_declaration(root, shape)
    _add_typed_elements(root, namespace)
    etree.cleanup_namespaces(root, keep_ns_prefixes=list(prefixes))
    return serialized(root)


def _add(parent: etree._Element, tag: str, **attributes: str | None) -> etree._Element:
    child = etree.SubElement(parent, f"{{{XS}}}{tag}")
    for name, value in attributes.items():
        if value is not None:
            child.set(name, value)
    return child


# Simple types ----------------------------------------------------------------------------------------


def _named_simple_types(namespace: str) -> list[SimpleType]:
    """List the named types of a namespace in the order of their first use, items before lists."""
    found: dict[str, SimpleType] = {}
    for used in _used_simple_types():
        if used.name and used.namespace == namespace:
            found.setdefault(used.name, used)
    return list(found.values())


def _used_simple_types() -> Iterator[SimpleType]:
    for shape in declared_shapes():
        typed: list[Element | Attribute] = [*elements_in(shape.own_content), *shape.own_attributes]
        types = [item.type for item in typed if isinstance(item.type, SimpleType)]
        if shape.text:
            types.append(shape.text[1])
        for used in types:
            if used.list_of:
                yield used.list_of
            yield used


def _reference(simple: SimpleType) -> str | None:
    """Answer the qualified name of a type, or None if it has to be written where it is used."""
    if simple.name and simple.namespace:
        return f"{_PREFIXES[simple.namespace]}:{simple.name}"
    return None if simple.list_of else f"xs:{simple.builtin}"


def _add_simple_type(parent: etree._Element, simple: SimpleType) -> etree._Element:
    definition = _add(parent, "simpleType")
    if simple.list_of:
        _add(definition, "list", itemType=_reference(simple.list_of))
        return definition
    restriction = _add(definition, "restriction", base=f"xs:{simple.builtin}")
    for member in simple.enumeration or ():
        _add(restriction, "enumeration", value=member.value)
    for pattern in simple.patterns:
        _add(restriction, "pattern", value=pattern)
    return definition


# Elements and complex types --------------------------------------------------------------------------


def _add_declaration(root: etree._Element, shape: Shape) -> None:
    if shape.kind == "element":
        _add_complex_type(_add(root, "element", name=shape.name), shape)
    elif shape.kind == "type":
        _add_complex_type(root, shape, name=shape.name)


def _add_typed_elements(root: etree._Element, namespace: str) -> None:
    """Add the global elements whose type has a name of its own."""
    for clark, content in global_elements().items():
        owner, name = clark[1:].split("}")
        if owner != namespace:
            continue
        if isinstance(content, SimpleType):
            _hint_binary(_add(root, "element", name=name, type=_reference(content)), content)
        elif content.kind == "type":
            _add(root, "element", name=name, type=f"{_PREFIXES[content.namespace]}:{content.name}")


def _add_complex_type(parent: etree._Element, shape: Shape, name: str | None = None) -> None:
    definition = _add(parent, "complexType", name=name, abstract="true" if shape.is_abstract else None)
    inside = _add_derivation(definition, shape)
    if shape.own_content.items:
        _add_particle(inside, _without_wrapping(shape.own_content))
    for attribute in shape.own_attributes:
        _add(
            inside,
            "attribute",
            name=attribute.name,
            type=_reference(attribute.type),
            use="required" if attribute.is_required else None,
            default=attribute.lexical_default,
        )
    if shape.open_attributes:
        _add(inside, "anyAttribute", processContents="lax")


def _add_derivation(definition: etree._Element, shape: Shape) -> etree._Element:
    """Add the extension of a base type, and answer where the content goes."""
    if shape.text:
        return _add(_add(definition, "simpleContent"), "extension", base=_reference(shape.text[1]))
    if shape.base:
        base = f"{_PREFIXES[shape.base.namespace]}:{shape.base.name}"
        return _add(_add(definition, "complexContent"), "extension", base=base)
    return definition


def _without_wrapping(content: Sequence) -> Particle:
    """Answer the choice alone where a sequence holds nothing else."""
    first, *rest = content.items
    return content if rest or isinstance(first, Element) else first


def _add_particle(parent: etree._Element, particle: Particle) -> None:
    occurs = {
        "minOccurs": None if particle.min == 1 else str(particle.min),
        "maxOccurs": "unbounded" if particle.max is None else None,
    }
    if isinstance(particle, Element):
        _add_element(parent, particle, occurs)
        return
    group = _add(parent, "sequence" if isinstance(particle, Sequence) else "choice", **occurs)
    for item in particle.items:
        _add_particle(group, item)


def _add_element(parent: etree._Element, element: Element, occurs: dict[str, str | None]) -> None:
    namespace, name = element.clark[1:].split("}")
    content = element.type
    if element.is_ref:
        _add(parent, "element", ref=f"{_PREFIXES[namespace]}:{name}", **occurs)
    elif isinstance(content, SimpleType):
        declared = _add(parent, "element", name=name, type=_reference(content), **occurs)
        if element.lexical_default is not None:
            declared.set("default", element.lexical_default)
        if _reference(content) is None:
            _add_simple_type(declared, content)
        _hint_binary(declared, content)
    elif content.kind == "type":
        _add(parent, "element", name=name, type=f"{_PREFIXES[content.namespace]}:{content.name}", **occurs)
    else:
        _add_complex_type(_add(parent, "element", name=name, **occurs), content)


def _hint_binary(element: etree._Element, content: SimpleType) -> None:
    # The original schema says so on every binary element; clients that know MTOM look for it.
    if content.builtin == "base64Binary":
        element.set(f"{{{XMIME}}}expectedContentTypes", "application/octet-stream")
