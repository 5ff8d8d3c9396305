"""The checks of dialplans: what is refused, and what its author is warned of."""

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from callfire_soap.ivr.nodes import CONDITIONS, Node, Program, link
from callfire_soap.ivr.reading import BadDialplan, parse
from callfire_soap.ivr.tags import HOLD_MUSIC, SPELLINGS, TAGS, VOICES
from callfire_soap.ivr.templates import Template

SYSTEM_PREFIXES = ("call.", "contact.", "global.")
"""Names that dialplans may read, but not set."""


class Warned(NamedTuple):
    """Something that runs, but perhaps not as it was meant."""

    line: int
    problem: str


class Checked(NamedTuple):
    """A dialplan that can run, and what its author may want to know."""

    program: Program
    warnings: tuple[Warned, ...]


def check(text: str, *, is_inbound: bool = False) -> Checked:
    """Read a dialplan and check it; raises BadDialplan at its first mistake."""
    program = program_of(text)
    return Checked(program, tuple(sorted(set(_warnings(program, is_inbound=is_inbound)))))


def program_of(text: str) -> Program:
    """Read a dialplan that can run; raises BadDialplan at its first mistake."""
    root = parse(text)
    for node in root.walk():
        _check_place(node)
        if node.tag == "amd":
            _check_amd(node)
        _check_attributes(node)
    program = link(root)
    for node in root.walk():
        _check_target(node, program)
    return program


def _check_place(node: Node) -> None:
    rule, parent = TAGS[node.tag], node.parent
    if parent is None:
        return
    if rule.inside and parent.tag not in rule.inside:
        places = " or ".join(sorted(rule.inside))
        raise BadDialplan(node.line, f"<{node.tag}> stands in {places}, not in {parent.tag}")
    if parent.tag == "amd" and not rule.inside:
        raise BadDialplan(node.line, f"<amd> takes <live> and <machine>, not <{node.tag}>")
    if node.tag in CONDITIONS and len(node.branches("else")) > 1:
        raise BadDialplan(node.branches("else")[1].line, f"<{node.tag}> takes one <else>")


def _check_amd(node: Node) -> None:
    counts = Counter(child.tag for child in node.children)
    if counts["live"] != 1 or counts["machine"] != 1:
        raise BadDialplan(node.line, "<amd> needs one <live> and one <machine>")


def _check_attributes(node: Node) -> None:
    rule = TAGS[node.tag]
    for name in rule.required:
        if name not in node.attributes:
            raise BadDialplan(node.line, f"<{node.tag}> needs the attribute {name}")
    for name, pattern in rule.literals.items():
        value = node.attribute(name)
        if name in node.attributes and value.is_literal and not pattern.fullmatch(value.source):
            raise BadDialplan(node.line, f"<{node.tag}> cannot have {name}={value.source[:40]!r}")
    if node.tag == "catch" and node.attribute("type").source == "digit" and "value" not in node.attributes:
        raise BadDialplan(node.line, '<catch> needs the attribute value with type="digit"')
    if node.tag != "stash":
        _check_variable(node)


def _check_variable(node: Node) -> None:
    variable = node.attribute("varname").source
    if variable.startswith(SYSTEM_PREFIXES):
        raise BadDialplan(node.line, f"<{node.tag}> cannot set {variable[:60]}, which belongs to the system")


def _check_target(node: Node, program: Program) -> None:
    target = _target(node)
    if target is not None and target.is_literal and target.source not in program.named:
        raise BadDialplan(
            node.line, f"<{node.tag}> leads to {target.source[:60]!r}, but nothing has that name"
        )


def _target(node: Node) -> Template | None:
    if node.tag == "goto":
        return node.text
    return node.attribute("goto") if node.tag == "catch" else None


def _warnings(program: Program, *, is_inbound: bool) -> Iterator[Warned]:
    seen: set[str] = set()
    for node in program.root.walk():
        if node.name and node.name in seen:
            yield Warned(node.line, f"<{node.tag}> has the name {node.name!r} that an earlier tag has")
        seen.add(node.name)
        rule = TAGS[node.tag]
        known = {"name", "loggingEnabled", "password", *rule.required, *rule.optional, *SPELLINGS.values()}
        for name in node.attributes:
            if name not in known or (name == "maxDigits" and name not in rule.optional):
                yield Warned(node.line, f"<{node.tag}> has the unknown attribute {name}")
        yield from _warnings_of_tag(node)
        if node.tag == "amd" and is_inbound:
            yield Warned(node.line, "<amd> always runs <live> on inbound calls")
    yield from _unreachable(program)


def _warnings_of_tag(node: Node) -> Iterator[Warned]:
    if node.tag == "menu":
        yield from _warnings_of_menu(node)
    if node.tag == "play" and "type" not in node.attributes:
        yield Warned(node.line, "<play> has no type and is spoken")
    for name, known in (("voice", VOICES), ("musiconhold", HOLD_MUSIC)):
        value = node.attribute(name)
        has_literal = name in TAGS[node.tag].optional and value.is_literal and value.source != ""
        if has_literal and value.source.lower() not in known:
            yield Warned(node.line, f"<{node.tag}> has the unknown {name} {value.source!r}")


def _warnings_of_menu(node: Node) -> Iterator[Warned]:
    for needed in ("play", "keypress"):
        if not node.branches(needed):
            yield Warned(node.line, f"<menu> has no <{needed}>")
    pressed = Counter(child.attribute("pressed").source.lower() for child in node.branches("keypress"))
    for key, count in pressed.items():
        if count > 1:
            yield Warned(node.line, f"<menu> has {count} branches for {key}, of which the first runs")


def _unreachable(program: Program) -> Iterator[Warned]:
    """Warn of nodes that no call comes to; only of the first of several in a row."""
    reached: set[Node] = set()
    pending: list[Node | None] = [program.root]
    while pending:
        node = pending.pop()
        if node is None or node in reached:
            continue
        reached.add(node)
        target = _target(node)
        if target is not None and not target.is_literal:
            return
        if target is not None:
            pending.append(program.named[target.source])
        pending += _successors(node)
    for parent in program.root.walk():
        if parent not in reached:
            continue
        comes_after_reached = True
        for node in parent.children:
            if comes_after_reached and node not in reached:
                yield Warned(node.line, f"<{node.tag}> is never reached")
            comes_after_reached = node in reached


def _successors(node: Node) -> list[Node | None]:
    if node.tag in {"goto", "gotoXML", "hangup"}:
        return []
    branches = [child for child in node.children if TAGS[child.tag].inside]
    has_all = node.tag == "amd" or any(branch.tag == "else" for branch in branches)
    # Prompts come before the branches of a menu, which are reached from its collecting step.
    inner: list[Node | None] = [node.first] if node.tag != "amd" else []
    if node.tag == "collect" and node.parent is not None:
        return [*node.parent.branches("keypress"), node.after]
    if node.tag in CONDITIONS and not has_all:
        inner.append(node.after)
    return [*inner, *(branch for branch in branches if node.tag != "menu")]
