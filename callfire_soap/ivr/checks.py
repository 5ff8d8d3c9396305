"""The checks of dialplans: what is refused."""

from collections import Counter
from typing import NamedTuple

from callfire_soap.ivr.advice import Warned, advice_on
from callfire_soap.ivr.meant import closest, target_for
from callfire_soap.ivr.mistakes import BadDialplan, Collected, Enough, Mistake, Report, refuse
from callfire_soap.ivr.nodes import CONDITIONS, Node, Program, link, target_of
from callfire_soap.ivr.reading import parse
from callfire_soap.ivr.tags import TAGS, said_of

SYSTEM_PREFIXES = ("call.", "contact.", "global.")
"""Names that dialplans may read, but not set."""


class Looked(NamedTuple):
    """All that can be said of a dialplan, in the order of its lines; with a mistake it cannot run."""

    mistakes: tuple[Mistake, ...]
    warnings: tuple[Warned, ...]


def look_through(text: str, *, is_inbound: bool = False) -> Looked:
    """Find all mistakes of a dialplan, as far as one does not hide others, and all that is worth a warning."""
    found = Collected()
    warnings: tuple[Warned, ...] = ()
    try:
        warnings = advice_on(_program(parse(text, found), found), is_inbound=is_inbound)
    except BadDialplan as mistake:
        found.mistakes.append(Mistake(mistake.line, mistake.problem))
    except Enough:
        pass
    return Looked(tuple(sorted(set(found.mistakes))), warnings)


def program_of(text: str) -> Program:
    """Read a dialplan that can run; raises BadDialplan at its first mistake."""
    return _program(parse(text), refuse)


def _program(root: Node, report: Report) -> Program:
    for node in root.walk():
        _check_place(node, report)
        if node.tag == "amd":
            _check_amd(node, report)
        _check_attributes(node, report)
    program = link(root)
    for node in root.walk():
        _check_target(node, program, report)
    return program


def _check_place(node: Node, report: Report) -> None:
    rule, parent = TAGS[node.tag], node.parent
    if parent is None:
        return
    if rule.inside and parent.tag not in rule.inside:
        places = " or ".join(sorted(rule.inside))
        report(node.line, f"<{node.tag}> stands in {places}, not in {parent.tag}")
    if parent.tag == "amd" and not rule.inside:
        report(node.line, f"<amd> takes <live> and <machine>, not <{node.tag}>")
    if node.tag in CONDITIONS and len(node.branches("else")) > 1:
        report(node.branches("else")[1].line, f"<{node.tag}> takes one <else>")


def _check_amd(node: Node, report: Report) -> None:
    counts = Counter(child.tag for child in node.children)
    if counts["live"] != 1 or counts["machine"] != 1:
        report(node.line, "<amd> needs one <live> and one <machine>")


def _check_attributes(node: Node, report: Report) -> None:
    rule = TAGS[node.tag]
    for name in rule.required:
        if name not in node.attributes:
            unknown = set(node.attributes) - {*rule.required, *rule.optional}
            given = closest(name, unknown)
            problem = f"<{node.tag}> needs the attribute {name}"
            report(node.line, f"{problem}; {given[:60]} was probably meant for it" if given else problem)
    for name, pattern in rule.literals.items():
        value = node.attribute(name)
        if name in node.attributes and value.is_literal and not pattern.fullmatch(value.source):
            shown = f"<{node.tag}> cannot have {name}={value.source[:40]!r}"
            report(node.line, f"{shown}; {said_of(pattern)}")
    if node.tag == "catch" and node.attribute("type").source == "digit" and "value" not in node.attributes:
        report(node.line, '<catch> needs the attribute value with type="digit"')
    if node.tag != "stash":
        _check_variable(node, report)


def _check_variable(node: Node, report: Report) -> None:
    variable = node.attribute("varname").source
    if variable.startswith(SYSTEM_PREFIXES):
        report(node.line, f"<{node.tag}> cannot set {variable[:60]}, which belongs to the system")


def _check_target(node: Node, program: Program, report: Report) -> None:
    target = target_of(node)
    if target is not None and target.is_literal and target.source not in program.named:
        shown = f"<{node.tag}> leads to {target.source[:60]!r}, but nothing has that name"
        report(node.line, shown + target_for(target.source, program.named))
