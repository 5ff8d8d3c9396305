"""What the tags do that lead from one node to another."""

from decimal import Decimal, InvalidOperation

from callfire_soap.ivr.calls import SILENCE, Call, CallOver
from callfire_soap.ivr.expressions import BadExpression
from callfire_soap.ivr.nodes import Branch, Node
from callfire_soap.ivr.showing import shortened

# Inferred: "36 of 49 sample menus with a timeout" have this one; milliseconds.
DEFAULT_MENU_SECONDS = 3.5
LONGEST_INPUT = 100
"""The most keys that a menu takes."""

_SHOWN = 60


def enter(_call: Call, node: Node) -> Node | None:
    """Run what is inside."""
    return node.first


def menu(call: Call, node: Node) -> Node | None:
    """Begin with the prompts; "dead-line mode: menu is skipped"."""
    if not call.is_alive:
        return node.after
    call.note(f"MENU {node.name}".rstrip())
    return node.first


def collect(call: Call, node: Node) -> Node | None:
    """Take keys at the end of the prompts of a menu, and choose the branch."""
    if not call.hears():
        return node.after
    branches = call.program.branches[node.parent] if node.parent is not None else ()
    keys = _keys(call, node, _most(call, node, branches))
    pressed = ""
    for key in keys:
        if key in call.catch_keys(node) and (target := call.caught("digit", node, key)) is not None:
            return target
        pressed += key
    if len(pressed) > 1:
        # "# with keys already collected ends the input and is not part of it".
        pressed = pressed.removesuffix("#")
    call.note(f"IN {pressed or SILENCE}")
    call.last_input = pressed or call.last_input
    branch = _branch(branches, pressed)
    call.note(f"KEY {branch.pressed}" if branch is not None else "NONE")
    return branch.node if branch is not None else node.after


def _keys(call: Call, node: Node, most: int) -> str:
    """Answer the keys pressed: those during the prompts, and those that follow in time."""
    typed, call.typed = call.typed, ""
    if not typed or (typed != "#" and len(typed) < most):
        seconds = call.milliseconds(node, "timeout", DEFAULT_MENU_SECONDS)
        typed += call.line.collect(most - len(typed), seconds, call.catch_keys(node))
    ended = typed.find("#", 1 if typed[:1] != "#" else 0)
    return (typed if ended < 0 else typed[: ended + 1])[: most + (ended == most)]


def _most(call: Call, node: Node, branches: tuple[Branch, ...]) -> int:
    """Answer how many keys a menu takes: "the longest literal or range bound among its pressed values"."""
    given = call.fill(node.attribute("maxDigits"))
    if given.isascii() and given.isdigit():
        return max(1, min(int(given[:9]), LONGEST_INPUT))
    keys = [branch for branch in branches if branch.pressed not in {"default", "timeout"}]
    return max([1, *(max(len(each.high), len(each.low)) or len(each.pressed) for each in keys)])


def _branch(branches: tuple[Branch, ...], keys: str) -> Branch | None:
    """Choose a branch: the literal, the range, `default`; `timeout` alone when nothing was pressed."""
    if not keys:
        return next((branch for branch in branches if branch.pressed == "timeout"), None)
    literal = next((branch for branch in branches if branch.pressed == keys), None)
    in_range = literal or next((branch for branch in branches if branch.matches(keys)), None)
    return in_range or next((branch for branch in branches if branch.pressed == "default"), None)


def goto(call: Call, node: Node) -> Node | None:
    """Jump without return."""
    name = call.fill(node.text)
    call.note(f"GOTO {name}")
    return call.jump(name)


def hangup(_call: Call, _node: Node) -> Node | None:
    """End the call, or, when nobody is on the line any more, the run."""
    raise CallOver("plan")


def amd(call: Call, node: Node) -> Node | None:
    """Branch by who answered; "inbound, or detection unavailable: live"."""
    if call.by_machine is None:
        call.by_machine = not call.facts.is_inbound and call.is_alive and call.line.is_machine()
    word = "machine" if call.by_machine else "live"
    call.note(f"AMD {word}")
    call.waits_for_beep = call.by_machine
    return node.branches(word)[0]


def if_(call: Call, node: Node) -> Node | None:
    """Run the nodes, or those of the else."""
    problem = ""
    try:
        holds = call.holds(node.attribute("expr"))
    except BadExpression as error:
        # "Unquoted text is an error, hence false" -- the page of if.
        holds, problem = False, str(error)
    following = _decide(call, node, holds=holds)
    if problem:
        expression = node.attribute("expr").source
        shown = shortened(expression, _SHOWN) if call.in_short else expression
        call.log(f"{shown!r} cannot be evaluated: {problem}")
    return following


def equal(call: Call, node: Node) -> Node | None:
    """Run the nodes if a value is the expected one."""
    return _decide(call, node, holds=_equals(call, node))


def not_equal(call: Call, node: Node) -> Node | None:
    """Run the nodes if a value is not the expected one."""
    return _decide(call, node, holds=not _equals(call, node))


def _decide(call: Call, node: Node, *, holds: bool) -> Node | None:
    call.note(f"IF {str(holds).lower()}")
    if holds:
        return node.first
    others = node.branches("else")
    return others[0] if others else node.after


def _equals(call: Call, node: Node) -> bool:
    """Compare "as numbers of the same value, else as identical strings"."""
    left, right = call.fill(node.attribute("var")), call.value_of(node.attribute("expr"))
    try:
        return left == right or Decimal(left) == Decimal(right)
    except InvalidOperation:
        return False
