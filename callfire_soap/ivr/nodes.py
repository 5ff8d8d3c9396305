"""A dialplan as it runs: nodes that know where the call goes on after them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from callfire_soap.ivr.templates import Template, template

_RANGE = re.compile(r"(\d+)-(\d+)")
EMPTY = template("")

BRANCHES = frozenset({"keypress", "live", "machine", "else"})
"""Tags whose end is the end of what they are a branch of."""

CONTAINERS = BRANCHES | {"dialplan", "menu", "amd", "if", "equal", "notEqual", "catch"}
CONDITIONS = frozenset({"if", "equal", "notEqual"})
_FETCHING = frozenset({"get", "post", "gotoXML"})

COLLECT = "collect"
"""The tag of the step at which a menu, after its prompts, takes keys; no element is written so."""


@dataclass(eq=False, slots=True)
class Node:
    """An element of a dialplan."""

    tag: str
    line: int
    attributes: Mapping[str, Template]
    text: Template = EMPTY
    parent: "Node | None" = None
    children: list["Node"] = field(default_factory=list)
    # Where the call goes on when this is done; None ends the dialplan.
    after: "Node | None" = None
    # The catches this is inside of, the innermost first.
    catches: tuple["Node", ...] = ()
    collect: "Node | None" = None

    @property
    def name(self) -> str:
        """The label for `goto`, or nothing."""
        return self.attribute("name").source

    def attribute(self, name: str) -> Template:
        """Answer an attribute; a missing one is empty."""
        return self.attributes.get(name, EMPTY)

    @property
    def first(self) -> "Node | None":
        """The step at which this is entered: its first child that is no branch, else what comes after."""
        inner = next((child for child in self.children if child.tag not in BRANCHES), None)
        return inner or self.collect or self.after

    @property
    def path(self) -> str:
        """The names from the root to here, or the tags of what has none."""
        above = f"{self.parent.path}/" if self.parent is not None else ""
        return above + (self.name or self.tag)

    def branches(self, tag: str) -> list["Node"]:
        """Answer the children with a tag."""
        return [child for child in self.children if child.tag == tag]

    def walk(self) -> Iterator["Node"]:
        """Answer this and everything inside, in the order of the document."""
        pending = [self]
        while pending:
            node = pending.pop()
            yield node
            pending.extend(reversed(node.children))


@dataclass(frozen=True, slots=True)
class Branch:
    """A `keypress` of a menu, and the input it is for."""

    node: Node
    pressed: str
    low: str = ""
    high: str = ""

    @property
    def takes_keys(self) -> bool:
        """Tell whether this is for keys, not for silence or the rest."""
        return self.pressed not in {"default", "timeout"}

    @property
    def fewest_keys(self) -> int:
        """The least keys that lead here."""
        return len(self.low or self.pressed)

    @property
    def is_empty(self) -> bool:
        """Tell whether this is a range that nothing is in."""
        width = len(self.high)
        return bool(self.high) and (len(self.low) > width or self.low.zfill(width) > self.high)

    def matches(self, keys: str) -> bool:
        """Tell whether a range holds the input: digits, as many as the bounds have."""
        if not self.high or not (keys.isascii() and keys.isdigit()):
            return False
        if not len(self.low) <= len(keys) <= len(self.high):
            return False
        # Digits of the same length compare like numbers, however many there are.
        width = len(self.high)
        return self.low.zfill(width) <= keys.zfill(width) <= self.high


@dataclass(frozen=True, slots=True)
class Program:
    """A dialplan that has passed all checks."""

    root: Node
    named: Mapping[str, Node]
    # The branches of each menu, in the order of the document.
    branches: Mapping[Node, tuple[Branch, ...]]
    # The variables this refers to, and whether there are references that only the call decides.
    reads: frozenset[str]
    reads_anything: bool
    # Whether chance decides anything.
    is_random: bool
    # Whether another dialplan may follow, which may read whatever it likes.
    may_change: bool
    # Whether the other party's number is used without being written.
    uses_number: bool
    # Whether addresses outside are asked for anything.
    fetches: bool


def link(root: Node) -> Program:
    """Find out for every node where the call goes on after it."""
    named: dict[str, Node] = {}
    branches: dict[Node, tuple[Branch, ...]] = {}
    reads: set[str | None] = set()
    is_random = False
    for node in root.walk():
        if node.name:
            named.setdefault(node.name, node)
        if node.tag == "menu" and (keypresses := node.branches("keypress")):
            branches[node] = tuple(branch_of(each) for each in keypresses)
            node.collect = Node(COLLECT, node.line, node.attributes, parent=node, after=node.after)
        _link_children(node)
        for each in (node.text, *node.attributes.values()):
            reads.update(each.names())
            is_random = is_random or "random" in each.source
    known = frozenset(name for name in reads if name is not None)
    tags = {node.tag for node in root.walk()}
    return Program(
        root,
        named,
        branches,
        known,
        None in reads,
        is_random,
        may_change="gotoXML" in tags,
        uses_number="dnc" in tags,
        fetches=bool(tags & _FETCHING) or any(map(_plays_address, root.walk())),
    )


def _plays_address(node: "Node") -> bool:
    return node.tag == "play" and node.attribute("type").source.lower() == "url"


def _link_children(node: Node) -> None:
    """Let every child know what follows; the nodes outside are linked already."""
    following = node.collect or node.after
    inside = (node, *node.catches) if node.tag == "catch" else node.catches
    if node.collect is not None:
        node.collect.catches = inside
    for child in reversed(node.children):
        child.catches = inside
        if child.tag in BRANCHES:
            # "A finished keypress ends its whole menu", and so do live, machine and else.
            child.after = node.after
        else:
            child.after = following
            following = child


def target_of(node: Node) -> Template | None:
    """Answer where a node may lead by a name; None for one that leads nowhere."""
    if node.tag == "goto":
        return node.text
    return node.attribute("goto") if node.tag == "catch" else None


def branch_of(keypress: Node) -> Branch:
    """Read the input that a `keypress` is for."""
    pressed = keypress.attribute("pressed").source
    bounds = _RANGE.fullmatch(pressed)
    if bounds is None:
        word = pressed.lower()
        return Branch(keypress, word if word in {"default", "timeout"} else pressed)
    return Branch(keypress, pressed, bounds[1], bounds[2])
