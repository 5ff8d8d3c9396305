"""The contract as plain lines of text, from the emitted documents and from the recorded facts.

Both sides come down to the same words, one fact to a line, in an order of their own, so that a difference
is a line more or a line less.
"""

import difflib
import json
from pathlib import Path
from urllib.parse import urlsplit

from lxml import etree

CONTRACT = json.loads(Path(__file__).with_name("callfire-1.1.json").read_text(encoding="utf-8"))
NAMESPACES = CONTRACT["namespaces"] | {
    "wsdl": "http://schemas.xmlsoap.org/wsdl/",
    "soap12": "http://schemas.xmlsoap.org/wsdl/soap12/",
}
PREFIXES = {uri: prefix for prefix, uri in NAMESPACES.items()}
MIME_HINT = f"{{{NAMESPACES['xmime']}}}expectedContentTypes"


def differences(emitted, recorded):
    """Answer the lines that only one side has, `-` recorded and `+` emitted, with their surroundings."""
    return list(difflib.unified_diff(recorded, emitted, "recorded", "emitted", n=1, lineterm=""))


def occurrence(least, most):
    return f"{least}..{'*' if most == 'unbounded' else most}"


def words(*parts):
    return " ".join(str(part) for part in parts if part not in (None, ""))


def setting(name, value):
    return None if value is None else f"{name}={value}"


def indented(lines):
    return [f"  {line}" for line in lines]


# From the recorded facts -----------------------------------------------------------------------------


def outline_of_contract(contract):
    return [
        *sorted(recorded_file(item) for item in contract["files"]),
        *recorded_services(contract["wsdl"]),
        *sorted(recorded_message(item) for item in contract["wsdl"]["messages"]),
        *(line for key in ("data", "svc", "ntf") for line in recorded_schema(key, contract["schemas"][key])),
    ]


def recorded_file(item):
    # The abstract document also imports the data schema, whose elements its messages name.
    imports = {*item["imports"], *({"callfire-data.xsd"} if item["targetNamespace"] == "wsvc" else ())}
    return words("file", item["name"], item["targetNamespace"], *sorted(imports))


def recorded_message(item):
    return words("message", item["name"], *(f"{part['name']}={part['element']}" for part in item["parts"]))


def recorded_services(wsdl):
    lines = [f"service {wsdl['service']['name']}"]
    for service in wsdl["services"]:
        lines += [
            words("port", service["port"], service["binding"], service["address"]),
            words("binding", service["binding"], service["portType"], service["transport"]),
        ]
        for operation in service["operations"]:
            lines.append(words("operation", service["portType"], operation["name"]))
            lines += indented([operation["soapAction"], operation["style"]])
            for direction in ("input", "output", "fault"):
                side = operation[direction]
                body = (side["bindingExtension"], side["use"])
                lines.append(words("   ", direction, side["name"], side["message"], *body))
    return lines


def recorded_schema(key, schema):
    lines = [words("schema", key, schema["elementFormDefault"], schema["attributeFormDefault"])]
    for item in sorted(schema["items"], key=lambda item: (item["kind"], item["name"])):
        lines += recorded_declaration(f"{key}:", item)
    return lines


def recorded_declaration(owner, item):
    if item["kind"] == "simpleType":
        return [f"type {owner}{item['name']}", *indented(recorded_simple_type(item))]
    if item["kind"] == "complexType":
        return [f"type {owner}{item['name']}", *indented(recorded_complex_type(item))]
    return recorded_element(item, f"element {owner}{item['name']}", None)


def recorded_simple_type(item):
    if item["variety"] == "list":
        return [words("list of", item["itemType"])]
    values = [f"value {entry['value']}" for entry in item.get("enumerations", ())]
    return [words("restricts", item["base"]), *values, *(f"pattern {it}" for it in item.get("patterns", ()))]


def recorded_complex_type(item):
    lines = []
    if item.get("abstract"):
        lines.append("abstract")
    if item.get("mixed"):
        lines.append("mixed")
    if item.get("base"):
        lines.append(f"{item['derivation']} of {item['base']}")
    if item.get("simpleContent"):
        content = item["simpleContent"]
        lines.append(f"text, {content['derivation']} of {content['base']}")
    if item.get("content"):
        lines += recorded_particle(item["content"])
    for attribute in item["attributes"]:
        facts = (attribute["type"], attribute["use"], setting("default", attribute.get("default")))
        lines.append(words("attribute", attribute["name"], *facts))
    if item["anyAttribute"]:
        wildcard = item["anyAttribute"]
        lines.append(words("any attribute", wildcard["namespace"], wildcard["processContents"]))
    return lines


def recorded_particle(item):
    occurs = occurrence(item["minOccurs"], item["maxOccurs"])
    if item["kind"] == "element":
        return recorded_element(item, item.get("name") or f"ref {item['ref']}", occurs)
    inner = [line for child in item["items"] for line in recorded_particle(child)]
    return [words(item["kind"], occurs), *indented(inner)]


def recorded_element(item, title, occurs):
    facts = (setting("default", item.get("default")), setting("mime", item.get("expectedContentTypes")))
    lines = [words(title, item.get("type"), occurs, *facts)]
    inline = item.get("inlineType")
    if inline is None:
        return lines
    read = recorded_simple_type if inline["kind"] == "simpleType" else recorded_complex_type
    return [*lines, *indented(read(inline))]


# From the emitted documents --------------------------------------------------------------------------


def outline_of_documents(documents):
    roots = {name: etree.fromstring(text) for name, text in documents.items()}
    concrete = roots["callfire-service-http-soap12.wsdl"]
    abstract = roots["callfire-service.wsdl"]
    schemas = ("callfire-data.xsd", "callfire-service.xsd", "callfire-notification.xsd")
    return [
        *sorted(emitted_file(name, root) for name, root in roots.items()),
        *emitted_services(concrete, abstract),
        *sorted(emitted_message(item) for item in children(abstract, "wsdl:message")),
        *(line for name in schemas for line in emitted_schema(roots[name])),
    ]


def children(element, path):
    return element.findall(path, NAMESPACES)


def local(element):
    return etree.QName(element).localname


def prefixed(element, name):
    """Answer a qualified name with the prefix that this module uses for its namespace."""
    if name is None:
        return None
    prefix, _, rest = name.rpartition(":")
    return f"{PREFIXES[element.nsmap[prefix or None]]}:{rest}"


def emitted_file(name, root):
    imports = {
        element.get("location") or element.get("schemaLocation")
        for element in root.iter()
        if etree.QName(element).localname == "import"
    }
    return words("file", name, PREFIXES[root.get("targetNamespace")], *sorted(imports))


def emitted_message(message):
    parts = children(message, "wsdl:part")
    named = (f"{part.get('name')}={prefixed(part, part.get('element'))}" for part in parts)
    return words("message", message.get("name"), *named)


def emitted_services(concrete, abstract):
    [service] = children(concrete, "wsdl:service")
    lines = [f"service {service.get('name')}"]
    bindings = {item.get("name"): item for item in children(concrete, "wsdl:binding")}
    port_types = {item.get("name"): item for item in children(abstract, "wsdl:portType")}
    for port in children(service, "wsdl:port"):
        binding = bindings.pop(port.get("binding").partition(":")[2])
        port_type = port_types.pop(binding.get("type").partition(":")[2])
        lines += [*emitted_port(port, binding), *emitted_operations(binding, port_type)]
    lines += [f"binding without a port: {name}" for name in bindings]
    lines += [f"port type without a binding: {name}" for name in port_types]
    return lines


def emitted_port(port, binding):
    [address] = children(port, "soap12:address")
    [soap] = children(binding, "soap12:binding")
    path = urlsplit(address.get("location")).path
    port_type = binding.get("type").partition(":")[2]
    return [
        words("port", port.get("name"), binding.get("name"), path),
        words("binding", binding.get("name"), port_type, soap.get("transport")),
    ]


def emitted_operations(binding, port_type):
    lines = []
    declared = {item.get("name"): item for item in children(port_type, "wsdl:operation")}
    for bound in children(binding, "wsdl:operation"):
        operation = declared.pop(bound.get("name"))
        [soap] = children(bound, "soap12:operation")
        lines.append(words("operation", port_type.get("name"), bound.get("name")))
        lines += indented([soap.get("soapAction"), soap.get("style")])
        lines += [emitted_side(side, operation) for side in bound if local(side) != "operation"]
    return [*lines, *(f"operation without a binding: {name}" for name in declared)]


def emitted_side(side, operation):
    [body] = side
    [declared] = children(operation, f"wsdl:{local(side)}")
    assert declared.get("name") == side.get("name"), "port type and binding disagree"
    message = declared.get("message").partition(":")[2]
    extension = f"{PREFIXES[etree.QName(body).namespace]}:{local(body)}"
    return words("   ", local(side), side.get("name"), message, extension, body.get("use"))


def emitted_schema(root):
    key = PREFIXES[root.get("targetNamespace")]
    form = root.get("attributeFormDefault", "unqualified")
    lines = [words("schema", key, root.get("elementFormDefault", "unqualified"), form)]
    declared = [child for child in root if local(child) != "import"]
    for item in sorted(declared, key=lambda item: (local(item), item.get("name"))):
        lines += emitted_declaration(f"{key}:", item)
    return lines


def emitted_declaration(owner, item):
    if local(item) == "element":
        return emitted_element(item, f"element {owner}{item.get('name')}", None)
    return [f"type {owner}{item.get('name')}", *indented(emitted_type(item))]


def emitted_type(item):
    return emitted_simple_type(item) if local(item) == "simpleType" else emitted_complex_type(item)


def emitted_simple_type(item):
    [definition] = item
    if local(definition) == "list":
        return [words("list of", prefixed(definition, definition.get("itemType")))]
    names = {"enumeration": "value", "pattern": "pattern"}
    facets = [f"{names.get(local(facet), local(facet))} {facet.get('value')}" for facet in definition]
    return [words("restricts", prefixed(definition, definition.get("base"))), *facets]


def emitted_complex_type(item):
    lines = [flag for flag in ("abstract", "mixed") if item.get(flag) == "true"]
    content = list(item)
    if content and local(content[0]) in {"simpleContent", "complexContent"}:
        [derived] = content[0]
        title = "text, " if local(content[0]) == "simpleContent" else ""
        lines.append(f"{title}{local(derived)} of {prefixed(derived, derived.get('base'))}")
        content = list(derived)
    for child in content:
        lines += emitted_content(child)
    return lines


def emitted_content(child):
    if local(child) == "attribute":
        facts = (child.get("use", "optional"), setting("default", child.get("default")))
        return [words("attribute", child.get("name"), prefixed(child, child.get("type")), *facts)]
    if local(child) == "anyAttribute":
        how = child.get("processContents", "strict")
        return [words("any attribute", child.get("namespace", "##any"), how)]
    return emitted_particle(child)


def emitted_particle(item):
    occurs = occurrence(item.get("minOccurs", "1"), item.get("maxOccurs", "1"))
    if local(item) == "element":
        title = item.get("name") or f"ref {prefixed(item, item.get('ref'))}"
        return emitted_element(item, title, occurs)
    inner = [line for child in item for line in emitted_particle(child)]
    return [words(local(item), occurs), *indented(inner)]


def emitted_element(item, title, occurs):
    known = {"name", "ref", "type", "minOccurs", "maxOccurs", "default", MIME_HINT}
    others = (f"{name}={value}" for name, value in sorted(item.items()) if name not in known)
    facts = (setting("default", item.get("default")), setting("mime", item.get(MIME_HINT)), *others)
    lines = [words(title, prefixed(item, item.get("type")), occurs, *facts)]
    return [*lines, *(line for child in item for line in indented(emitted_type(child)))]
