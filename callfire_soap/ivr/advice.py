"""What the author of a dialplan is warned of: it runs, but perhaps not as it was meant."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise, product
from typing import NamedTuple

from callfire_soap.domain.phone_numbers import number_of
from callfire_soap.ivr.expressions import BadExpression, check, may_be_evaluated
from callfire_soap.ivr.given_names import names_given, unanswered
from callfire_soap.ivr.line_tags import menu_of, numbers_in
from callfire_soap.ivr.meant import calls_length, in_expression, suggested
from callfire_soap.ivr.nodes import COLLECT, CONDITIONS, Node, Program, branch_of, target_of
from callfire_soap.ivr.showing import printable
from callfire_soap.ivr.slips import slips_in
from callfire_soap.ivr.tags import HOLD_MUSIC, NUMBER, SPELLINGS, TAGS, VOICES
from callfire_soap.ivr.templates import Reference, Template, compared_texts

# What references may stand for. One that an expression does not fail with is enough to say nothing of it.
_TEXTS = ("1", "", "Ann", "a,b")
_NUMBERS = ("1", "0", "-1", "1000000", "", "true")
_MOST_LITERALS = 10
_LITERAL = re.compile(r"'([^'\\]*)'|\"([^\"\\]*)\"")


class Warned(NamedTuple):
    """Something that runs, but perhaps not as it was meant."""

    line: int
    problem: str


def advice_on(program: Program, *, is_inbound: bool) -> tuple[Warned, ...]:
    """Answer what the author of a dialplan is warned of, in the order of its lines."""
    found = {Warned(line, printable(problem)) for line, problem in _warnings(program, is_inbound=is_inbound)}
    return tuple(sorted(found))


def _warnings(program: Program, *, is_inbound: bool) -> Iterator[Warned]:
    seen: set[str] = set()
    given = names_given(program)
    for node in program.root.walk():
        if node.name and node.name in seen:
            yield Warned(node.line, f"<{node.tag}> has the name {node.name!r} that an earlier tag has")
        seen.add(node.name)
        rule = TAGS[node.tag]
        known = {"name", "loggingEnabled", "password", *rule.required, *rule.optional, *SPELLINGS.values()}
        for name in node.attributes:
            if name not in known or (name == "maxDigits" and name not in rule.optional):
                shown = f"<{node.tag}> has the unknown attribute {name[:60]}"
                yield Warned(node.line, shown + suggested(name, known - {"password"}))
        yield from _warnings_of_tag(node)
        for problem in unanswered(node, given):
            yield Warned(node.line, f"<{node.tag}>: {problem}")
        for problem in slips_in(node, given):
            yield Warned(node.line, f"<{node.tag}> {problem}")
        if node.tag == "amd" and is_inbound:
            yield Warned(node.line, "<amd> always runs <live> on inbound calls")
    yield from _unreachable(program)


def _warnings_of_tag(node: Node) -> Iterator[Warned]:
    if node.tag == "menu":
        yield from _warnings_of_menu(node)
    if node.tag == "if":
        yield from _warnings_of_condition(node)
    if node.tag == "play" and "type" not in node.attributes:
        yield Warned(node.line, "<play> has no type and is spoken")
    if node.tag == "play" and node.text.source == "":
        yield Warned(node.line, "<play> is empty and plays nothing")
    for number in _undialable(node):
        yield Warned(node.line, f"<{node.tag}>: {number[:60]!r} is no number that can be dialled")
    for name, known in (("voice", VOICES), ("musiconhold", HOLD_MUSIC)):
        value = node.attribute(name)
        has_literal = name in TAGS[node.tag].optional and value.is_literal and value.source != ""
        if has_literal and value.source.lower() not in known:
            shown = f"<{node.tag}> has the unknown {name} {value.source[:60]!r}"
            yield Warned(node.line, shown + suggested(value.source, sorted(known)))


def _warnings_of_menu(node: Node) -> Iterator[Warned]:
    for needed in ("play", "keypress"):
        if not node.branches(needed):
            yield Warned(node.line, f"<menu> has no <{needed}>")
    pressed = Counter(child.attribute("pressed").source.lower() for child in node.branches("keypress"))
    for key, count in pressed.items():
        if count > 1:
            yield Warned(node.line, f"<menu> has {count} branches for {key[:60]}, of which the first runs")
    yield from _warnings_of_keys(node)


def _warnings_of_keys(node: Node) -> Iterator[Warned]:
    """Warn of branches that no input leads to."""
    branches = [branch for branch in map(branch_of, node.branches("keypress")) if branch.takes_keys]
    given = node.attribute("maxDigits").source
    most = max(1, int(given)) if NUMBER.fullmatch(given) else None
    too_long = [branch for branch in branches if most is not None and branch.fewest_keys > most]
    if too_long and len(too_long) == len(branches):
        yield Warned(node.line, f"<menu> takes {most} keys by its maxDigits, fewer than every <keypress> has")
    for branch in branches:
        shown = f"<keypress> can never run: {branch.pressed[:60]}"
        if branch.is_empty:
            meant = f"; {branch.high[:30]}-{branch.low[:30]} was probably meant"
            yield Warned(branch.node.line, f"{shown} is a range that holds nothing{meant}")
        elif "#" in branch.pressed and branch.pressed != "#":
            yield Warned(branch.node.line, f"{shown} holds a #, which ends the input")
        elif branch in too_long and len(too_long) < len(branches):
            yield Warned(branch.node.line, f"{shown} is longer than the maxDigits of its <menu>")


def _warnings_of_condition(node: Node) -> Iterator[Warned]:
    """Warn of an expression that can never be evaluated: it looks like a false one."""
    expression = node.attribute("expr")
    shown = f"<if> is always false, because {expression.source[:60]!r} cannot be evaluated: "
    try:
        check(expression.fill_expression(lambda _: "1"))
    except BadExpression as error:
        yield Warned(node.line, f"{shown}{error}{in_expression(expression.plain)}")
        return
    if calls_length(expression.plain):
        yield Warned(
            node.line, f"<if>: length is no function and is written without (), in {expression.source[:60]!r}"
        )
    elif _always_fails(expression):
        yield Warned(node.line, f"{shown}it calls what is no function{_quotable(expression)}")
    for reference, text in compared_texts(expression):
        bare = f"{reference.source[:60]} stands outside of quotation marks"
        yield Warned(
            node.line, f"<if>: {bare} and is never the text {text[:60]!r}; '{reference.source[:60]}' may be"
        )


def _always_fails(expression: Template) -> bool:
    """Tell whether an expression fails with every value that is tried, and never because a value was missing."""
    if "random" in expression.plain:
        return False
    literals = [text or other for text, other in _LITERAL.findall(expression.plain)]
    texts = dict.fromkeys([*_TEXTS, *literals[:_MOST_LITERALS]])
    for text, number in product(texts, _NUMBERS):
        try:
            filled = _filled(expression, text, number)
        except BadExpression:
            continue
        if may_be_evaluated(filled):
            return False
    return True


def _filled(expression: Template, text: str, number: str) -> str:
    return expression.with_texts(text).fill_expression(lambda _: number)


def _quotable(expression: Template) -> str:
    """Answer the end of a sentence that says which reference is asked for what only texts have, or nothing."""
    for part, after in pairwise((*expression.parts, "")):
        if isinstance(part, Reference) and not part.quote and str(after).lstrip().startswith("."):
            shown = part.source[:60]
            return f"; {shown} stands outside of quotation marks and is no text, '{shown}' is"
    return ", whatever its variables are"


def _undialable(node: Node) -> tuple[str, ...]:
    """Answer the numbers of a tag that nobody can dial, as far as they are written."""
    if node.tag == "transfer" and node.text.is_literal:
        split = numbers_in(node.text.plain)
        return split.wrong
    number = node.attribute("to") if node.tag in {"sms", "text"} else node.text
    # Without a number a dnc means the other party's.
    is_written = (
        number.is_literal and node.tag in {"sms", "text", "dnc"} and (number.plain or node.tag != "dnc")
    )
    return (number.plain,) if is_written and number_of(number.plain) is None else ()


def _unreachable(program: Program) -> Iterator[Warned]:
    """Warn of nodes that no call comes to; only of the first of several in a row."""
    reached: set[Node] = set()
    pending: list[Node | None] = [program.root]
    while pending:
        node = pending.pop()
        if node is None or node in reached:
            continue
        reached.add(node)
        target = target_of(node)
        if target is not None and not target.is_literal:
            return
        if target is not None:
            pending.append(program.named.get(target.source))
        pending += _successors(node)
    alive = _with_what_holds_them(reached)
    for parent in program.root.walk():
        if parent not in reached:
            continue
        comes_after_reached = True
        for node in parent.children:
            if comes_after_reached and node not in alive:
                yield Warned(node.line, f"<{node.tag}> is never reached")
            comes_after_reached = node in alive


def _with_what_holds_them(reached: set[Node]) -> set[Node]:
    """Add what holds a node that is reached: it is no dead text, though nobody may come through its beginning."""
    alive = set(reached)
    for node in reached:
        above = node.parent
        while above is not None and above not in alive:
            alive.add(above)
            above = above.parent
    return alive


def _successors(node: Node) -> list[Node | None]:
    if node.tag in {"goto", "gotoXML", "hangup"}:
        return []
    branches = [child for child in node.children if TAGS[child.tag].inside]
    has_all = node.tag == "amd" or any(branch.tag == "else" for branch in branches)
    # Prompts come before the branches of a menu, which are reached from its collecting step.
    inner: list[Node | None] = [node.first] if node.tag != "amd" else []
    menu = menu_of(node) if node.tag == "play" else None
    if menu is not None:
        # A key during a prompt ends all of them.
        return [node.after, menu.collect]
    if node.tag == COLLECT and node.parent is not None:
        return [*node.parent.branches("keypress"), node.after]
    if node.tag in CONDITIONS and not has_all:
        inner.append(node.after)
    return [*inner, *(branch for branch in branches if node.tag != "menu")]
