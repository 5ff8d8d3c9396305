"""The words in which the original service refused a request that its schema does not allow.

CallFire validated with Xerces, and programs print its sentences to their users, so they are repeated to
the letter, as the Xerces of JDK 17 says them. The numbers are those of the rules of XML Schema.
"""

from collections.abc import Iterable

XSI = "http://www.w3.org/2001/XMLSchema-instance"


class SchemaViolation(Exception):
    """A request that the schema refuses; `text` says why and is shown to the caller."""

    def __init__(self, text: str) -> None:
        """Take the sentence without the frame that a fault puts around it."""
        super().__init__(text)
        self.text = text


def unknown_root(element: str) -> SchemaViolation:
    """Refuse a document whose first element the schema does not know."""
    return SchemaViolation(f"cvc-elt.1.a: Cannot find the declaration of element '{element}'.")


def nil_refused(element: str) -> SchemaViolation:
    """Refuse xsi:nil, whatever it says: no element of the contract is nillable."""
    return SchemaViolation(
        f"cvc-elt.3.1: Attribute '{XSI},nil' must not appear on element '{element}', "
        f"because the {{nillable}} property of '{element}' is false."
    )


def undeclared_prefix(qualified_name: str) -> SchemaViolation:
    """Refuse an xsi:type whose prefix means nothing."""
    prefix = qualified_name.partition(":")[0]
    return SchemaViolation(
        f"UndeclaredPrefix: Cannot resolve '{qualified_name}' as a QName: "
        f"the prefix '{prefix}' is not declared."
    )


def unknown_type(qualified_name: str, element: str) -> SchemaViolation:
    """Refuse an xsi:type that the schema does not define."""
    return SchemaViolation(
        f"cvc-elt.4.2: Cannot resolve '{qualified_name}' to a type definition for element '{element}'."
    )


def type_not_derived(qualified_name: str, declared: str, element: str) -> SchemaViolation:
    """Refuse an xsi:type that is not the declared type of the element."""
    return SchemaViolation(
        f"cvc-elt.4.3: Type '{qualified_name}' is not validly derived from the type definition, "
        f"'{declared}', of element '{element}'."
    )


def attribute_on_simple_type(element: str, attribute: str) -> SchemaViolation:
    """Refuse an attribute of an element that has only text."""
    return SchemaViolation(
        f"cvc-type.3.1.1: Element '{element}' is a simple type, so it cannot have attributes, "
        f"excepting those whose namespace name is identical to '{XSI}' and whose [local name] is one of "
        "'type', 'nil', 'schemaLocation' or 'noNamespaceSchemaLocation'. "
        f"However, the attribute, '{attribute}' was found."
    )


def children_in_simple_type(element: str) -> SchemaViolation:
    """Refuse elements where only text belongs."""
    return SchemaViolation(
        f"cvc-type.3.1.2: Element '{element}' is a simple type, "
        "so it must have no element information item [children]."
    )


def content_in_empty_type(element: str) -> SchemaViolation:
    """Refuse any content, be it white space, of an element that has attributes only."""
    return SchemaViolation(
        f"cvc-complex-type.2.1: Element '{element}' must have no character or element information item "
        "[children], because the type's content type is empty."
    )


def children_in_simple_content(element: str) -> SchemaViolation:
    """Refuse elements where only text belongs, in an element that may have attributes."""
    return SchemaViolation(
        f"cvc-complex-type.2.2: Element '{element}' must have no element [children], "
        "and the value must be valid."
    )


def text_between_elements(element: str) -> SchemaViolation:
    """Refuse text where only elements belong."""
    return SchemaViolation(
        f"cvc-complex-type.2.3: Element '{element}' cannot have character [children], "
        "because the type's content type is element-only."
    )


def unexpected_element(clark_name: str, written_name: str, expected: Iterable[str]) -> SchemaViolation:
    """Refuse a child that may not stand here; `expected` are the Clark names of those that may."""
    names = _one_of(expected)
    if not names:
        return SchemaViolation(
            f"cvc-complex-type.2.4.d: Invalid content was found starting with element '{written_name}'. "
            "No child element is expected at this point."
        )
    return SchemaViolation(
        f"cvc-complex-type.2.4.a: Invalid content was found starting with element '{_expanded(clark_name)}'. "
        f"One of '{{{names}}}' is expected."
    )


def incomplete_content(element: str, expected: Iterable[str]) -> SchemaViolation:
    """Refuse an element that ends too early; `expected` are the Clark names that might have followed."""
    return SchemaViolation(
        f"cvc-complex-type.2.4.b: The content of element '{element}' is not complete. "
        f"One of '{{{_one_of(expected)}}}' is expected."
    )


def attribute_not_allowed(attribute: str, element: str) -> SchemaViolation:
    """Refuse an attribute that the schema does not declare."""
    return SchemaViolation(
        f"cvc-complex-type.3.2.2: Attribute '{attribute}' is not allowed to appear in element '{element}'."
    )


def attribute_missing(attribute: str, element: str) -> SchemaViolation:
    """Refuse an element without an attribute that it needs."""
    return SchemaViolation(f"cvc-complex-type.4: Attribute '{attribute}' must appear on element '{element}'.")


def not_a_value(value: str, primitive: str) -> SchemaViolation:
    """Refuse a text that is no value of the type; Xerces names its primitive ("integer" for xs:long)."""
    return SchemaViolation(f"cvc-datatype-valid.1.2.1: '{value}' is not a valid value for '{primitive}'.")


def too_large(value: str, limit: int, type_name: str) -> SchemaViolation:
    """Refuse a number above what its type holds."""
    return SchemaViolation(
        f"cvc-maxInclusive-valid: Value '{value}' is not facet-valid with respect to maxInclusive "
        f"'{limit}' for type '{type_name}'."
    )


def too_small(value: str, limit: int, type_name: str) -> SchemaViolation:
    """Refuse a number below what its type holds."""
    return SchemaViolation(
        f"cvc-minInclusive-valid: Value '{value}' is not facet-valid with respect to minInclusive "
        f"'{limit}' for type '{type_name}'."
    )


def not_in_enumeration(value: str, allowed: Iterable[str]) -> SchemaViolation:
    """Refuse a word that its enumeration does not hold."""
    return SchemaViolation(
        f"cvc-enumeration-valid: Value '{value}' is not facet-valid with respect to enumeration "
        f"'[{', '.join(allowed)}]'. It must be a value from the enumeration."
    )


def pattern_mismatch(value: str, pattern: str, type_name: str) -> SchemaViolation:
    """Refuse a text that its pattern does not match."""
    return SchemaViolation(
        f"cvc-pattern-valid: Value '{value}' is not facet-valid with respect to pattern "
        f"'{pattern}' for type '{type_name}'."
    )


def _one_of(clark_names: Iterable[str]) -> str:
    return ", ".join(_quoted(name) for name in clark_names)


def _expanded(clark_name: str) -> str:
    return "{" + _quoted(clark_name) + "}" if clark_name.startswith("{") else clark_name


def _quoted(clark_name: str) -> str:
    """Turn {namespace}Local into "namespace":Local."""
    namespace, brace, local = clark_name.removeprefix("{").rpartition("}")
    return f'"{namespace}":{local}' if brace else local
