"""From the text of a dialplan to its nodes, or to the mistake in it."""

from typing import Any, cast

from lxml import etree

from callfire_soap.ivr.limits import DEEPEST, LONGEST_TEXT, MOST_ATTRIBUTES, MOST_ELEMENTS
from callfire_soap.ivr.meant import closest, in_xml, is_only_cased_otherwise, suggested
from callfire_soap.ivr.mistakes import BadDialplan, Report, refuse
from callfire_soap.ivr.nodes import EMPTY, Node
from callfire_soap.ivr.tags import SECRETS, SPELLINGS, TAGS, Content
from callfire_soap.ivr.templates import Template, template


def parse(text: str, report: Report = refuse) -> Node:
    """Read a dialplan as a tree, and report mistakes in it; raises BadDialplan for one that hides all others.

    No DTD is read, and no entity but the five of XML is known.
    """
    if len(text) > LONGEST_TEXT:
        raise BadDialplan(1, f"a dialplan may have {LONGEST_TEXT} characters, this has {len(text)}")
    parser = etree.XMLParser(
        # Whatever the declaration says: the text has been decoded before it came here.
        encoding="utf-8",
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(text.removeprefix("\ufeff").encode(), parser)
    except (etree.XMLSyntaxError, UnicodeEncodeError) as error:
        raise _not_well_formed(error) from None
    if _has_document_type(root):
        raise BadDialplan(1, "a document type is not allowed")
    if root.tag != "dialplan":
        raise BadDialplan(_line(root), f"the root is <{_shown(root)}>, not <dialplan>")
    return _tree(root, report)


def _not_well_formed(error: Exception) -> BadDialplan:
    if not isinstance(error, etree.XMLSyntaxError):
        return BadDialplan(1, "the text holds characters that XML does not know")
    line, column = error.position
    reason = (error.msg or "empty").removesuffix(f", line {line}, column {column}")
    return BadDialplan(max(line, 1), f"column {column}: not well-formed XML: {reason}{in_xml(reason)}")


def _tree(root: etree._Element, report: Report) -> Node:
    """Make nodes of elements, without recursion: how deep they are is not known before."""
    top = Node("dialplan", _line(root), _attributes(root, "dialplan"))
    _check_no_text(root, "dialplan", report)
    pending, count = [(root, top, 1)], 0
    while pending:
        element, node, depth = pending.pop()
        count += len(element)
        if count >= MOST_ELEMENTS or depth > DEEPEST:
            figure = f"{MOST_ELEMENTS} tags" if depth <= DEEPEST else f"tags {DEEPEST} deep"
            raise BadDialplan(node.line, f"<{node.tag}>: a dialplan may have {figure}")
        for child in element:
            made = _node(child, node, report)
            if made is None:
                # What is inside of a tag that is none is looked at as if it stood around it.
                pending.append((child, node, depth + 1))
                continue
            node.children.append(made)
            if TAGS[made.tag].content is Content.NODES:
                pending.append((child, made, depth + 1))
    return top


def _node(element: etree._Element, parent: Node, report: Report) -> Node | None:
    tag = _tag(element, report)
    if tag is None:
        return None
    content = TAGS[tag].content
    if content is not Content.TEXT:
        _check_no_text(element, tag, report)
    elif len(element):
        report(_line(element[0]), f"<{tag}> takes text, not <{_shown(element[0])}>")
    text = template(_text(element)) if content is Content.TEXT else EMPTY
    return Node(tag, _line(element), _attributes(element, tag), text, parent)


def _tag(element: etree._Element, report: Report) -> str | None:
    """Answer the tag of an element, or the one that was meant where only its case is wrong."""
    tag: object = element.tag
    if not isinstance(tag, str):
        report(_line(element), f"{element.text} is an entity that XML does not know")
        return None
    if tag in TAGS:
        return tag
    shown = _shown(element)
    report(_line(element), f"<{shown}> is no tag of a dialplan{suggested(shown, TAGS, '<{}>')}")
    meant = closest(shown, TAGS)
    return meant if meant and is_only_cased_otherwise(shown, meant) else None


def _attributes(element: etree._Element, tag: str) -> dict[str, Template]:
    if len(element.attrib) > MOST_ATTRIBUTES:
        raise BadDialplan(_line(element), f"<{tag}>: a tag may have {MOST_ATTRIBUTES} attributes")
    return {
        SPELLINGS.get(str(name), str(name)): template(str(value))
        for name, value in element.attrib.items()
        if name not in SECRETS
    }


def _check_no_text(element: etree._Element, tag: str, report: Report) -> None:
    """Report text where only tags may stand, or nothing at all."""
    content = TAGS[tag].content
    if content is Content.NOTHING and len(element):
        report(_line(element[0]), f"<{tag}> takes nothing, not <{_shown(element[0])}>")
    if element.text and element.text.strip():
        _report_text(element.text, _line(element), tag, report)
    for child in element:
        if child.tail and child.tail.strip():
            _report_text(child.tail, _last_line(child), tag, report)


def _report_text(text: str, line: int, tag: str, report: Report) -> None:
    """Report text that follows a tag which ends on a line."""
    stray = text.lstrip()
    line += text[: len(text) - len(stray)].count("\n")
    report(line, f"<{tag}> takes {TAGS[tag].content.value}, not the text {stray[:40].rstrip()!r}")


def _last_line(element: etree._Element) -> int:
    """Answer the line on which an element ends, from what is inside of it."""
    breaks = 0
    while len(element):
        element = element[-1]
        breaks += (element.tail or "").count("\n")
    return _line(element) + breaks + (element.text or "").count("\n")


def _has_document_type(root: etree._Element) -> bool:
    return cast("Any", root.getroottree()).docinfo.internalDTD is not None


def _text(element: etree._Element) -> str:
    return "".join(str(part) for part in element.itertext())


def _line(element: etree._Element) -> int:
    return cast("int | None", element.sourceline) or 1


def _shown(element: etree._Element) -> str:
    return str(element.tag)[:60]
