"""What is asked of an lxml element, in ways that stay quick for documents of any size."""

from lxml import etree

from callfire_soap.wire import xerces
from callfire_soap.wire.lexical import WHITE_SPACE

XmlElement = etree._Element  # noqa: SLF001 -- lxml has no public name for what it hands out
XML = "http://www.w3.org/XML/1998/namespace"

_attribute_values = etree.XPath("@*", smart_strings=False)


def written_name(element: XmlElement) -> str:
    """Answer the name of an element as its document writes it, prefix included."""
    local = etree.QName(element).localname
    return f"{element.prefix}:{local}" if element.prefix else local


def written_attribute(element: XmlElement, clark: str) -> str:
    """Answer the name of an attribute with a prefix that means its namespace there."""
    namespace, brace, local = clark.removeprefix("{").rpartition("}")
    if not brace:
        return clark
    prefixes = {uri: prefix for prefix, uri in element.nsmap.items() if prefix} | {XML: "xml"}
    return f"{prefixes[namespace]}:{local}"


def attribute_names(element: XmlElement) -> list[str]:
    """Answer the names of the attributes, in document order."""
    return element.keys()  # type: ignore[return-value]  # str in Python 3, whatever the stubs say


def attributes_of(element: XmlElement) -> list[tuple[str, str]]:
    """Answer names and values of the attributes, in document order.

    lxml searches every value from the first attribute on: 40,000 attributes take two seconds that way.
    """
    names = element.keys()
    if len(names) < 50:
        return element.items()  # type: ignore[return-value]  # str in Python 3, whatever the stubs say
    return list(zip(names, _attribute_values(element), strict=True))  # type: ignore[arg-type]  # likewise


def has_children(element: XmlElement) -> bool:
    """Tell whether there are elements in an element; comments do not count."""
    return bool(len(element)) and next(element.iterchildren("*"), None) is not None


def text_in(element: XmlElement) -> str:
    """Answer the text of an element that has only text; comments in it do not count."""
    if not len(element):
        return element.text or ""
    if has_children(element):
        raise xerces.children_in_simple_type(written_name(element))
    return "".join([element.text or "", *(child.tail or "" for child in element)])


def has_text_between(element: XmlElement) -> bool:
    """Tell whether anything but white space stands between the children of an element."""
    if element.text and element.text.strip(WHITE_SPACE):
        return True
    return any(child.tail and child.tail.strip(WHITE_SPACE) for child in element)
