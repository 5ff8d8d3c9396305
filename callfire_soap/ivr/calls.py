"""The state of one call while its dialplan runs."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from random import Random
from time import thread_time
from typing import TypeVar

from callfire_soap.domain.lines import Line
from callfire_soap.domain.outcomes import Connection, Effects, Recording, SentText
from callfire_soap.ivr.expressions import BadExpression, check, evaluate, is_true
from callfire_soap.ivr.limits import RunLimits
from callfire_soap.ivr.nodes import Node, Program
from callfire_soap.ivr.showing import printable, shortened
from callfire_soap.ivr.templates import Template
from callfire_soap.ivr.variables import CallFacts, system_value

Value = TypeVar("Value")

SILENCE = "\N{EN DASH}"
_ARROW = "\N{RIGHTWARDS ARROW}"
_LONGEST_LINE = 200

# How many characters could be copied in the time that these take.
_LOOKUP_COST = 16
_RECKONING_COST = 300
_EXPRESSION_COST = 10
# Looking at so few in each step of a run is not worth counting.
_CHEAP = 100

# "If what is left holds no operator, quote, bracket or dot": then a text is not reckoned with.
_OPERATOR = re.compile(r"""[-+*/%<>=!&|?()'".]""")
_PLAIN_NUMBER = re.compile(r"\d+(?:\.\d+)?", re.ASCII)


def is_complete(template: Template) -> bool:
    """Tell whether an expression can be evaluated with a number for each reference."""
    try:
        check(template.fill_expression(lambda _: "1"))
    except BadExpression:
        return False
    return True


class CallOver(Exception):
    """The dialplan or a transfer ends the call; `reason` is the word of the trace."""

    def __init__(self, reason: str) -> None:
        """Keep the reason."""
        super().__init__(reason)
        self.reason = reason


class Stopped(Exception):
    """The run goes no further, whatever the dialplan says: a limit, or a jump to nowhere."""


class Call:
    """What a call has come to so far."""

    def __init__(
        self, program: Program, facts: CallFacts, line: Line, limits: RunLimits, *, in_short: bool = True
    ) -> None:
        """Begin with an answered call; `in_short` cuts long lines of the trace off and leaves answers out."""
        self.in_short = in_short
        self.program, self.facts, self.line, self.limits = program, facts, line, limits
        self.node = program.root
        self.variables = dict(facts.variables)
        self.last_input = ""
        # Keys pressed during the prompts of a menu.
        self.typed = ""
        self.is_alive = True
        self.fired: set[Node] = set()
        self.steps = self.idle_jumps = 0
        self.by_machine: bool | None = None
        self.waits_for_beep = False
        self.trace: list[str] = []
        self.answers: dict[str, str] = {}
        self.recordings: dict[str, Recording] = {}
        # The recordings in the background: they last to the end of the call.
        self.background: dict[str, Recording] = {}
        self.connections: list[Connection] = []
        self.forbidden: dict[str, None] = {}
        self.texts: list[SentText] = []
        self._ends_at = line.now() + timedelta(seconds=limits.seconds)
        self._random: Random | None = None
        self._reckoned_seconds = 0.0
        self._spent = self._left = 0

    def note(self, line: str) -> None:
        """Add a line to the trace; whatever values are in it, it is one line."""
        if self.in_short and len(line) > _LONGEST_LINE:
            line = shortened(line, _LONGEST_LINE)
        self.trace.append(line if line.isprintable() else printable(line))

    def log(self, problem: str) -> None:
        """Add a line about something that went wrong to the trace."""
        self.note(f"LOG <{self.node.tag}> {problem}")

    def spend(self, characters: int) -> None:
        """Count work by the characters it looks at; a run that takes too much of it is stopped."""
        self._spent += characters
        if self._spent > self.limits.characters:
            raise Stopped(f"its texts have more than {self.limits.characters} characters together")

    def may_leave(self, characters: int) -> bool:
        """Count what the call is to leave behind; tell whether there is room for it, and log it if there is none."""
        if self._left + characters > self.limits.left_characters:
            self.log(f"leaves more than {self.limits.left_characters} characters")
            return False
        self._left += characters
        return True

    def lookup(self, name: str) -> str:
        """Answer a variable; "not set or unknown: empty string"."""
        value = self.variables.get(name)
        if value is None:
            value = self.last_input if name == "call.lastinput" else self._system_value(name)
        self.spend(_LOOKUP_COST + len(value))
        return value

    def _system_value(self, name: str) -> str:
        path = self.node.path if name == "call.path" else ""
        return system_value(self.facts, name, self.line.now(), path) or ""

    def set(self, name: str, value: str) -> None:
        """Set a variable of the dialplan."""
        if not name:
            return
        if name not in self.variables and len(self.variables) >= self.limits.variables:
            self.log(f"sets more than {self.limits.variables} variables")
        elif name.startswith(("call.", "contact.", "global.")):
            self.log(f"cannot set {name}")
        else:
            self.variables[name] = value[: self.limits.longest_value]

    def fill(self, template: Template) -> str:
        """Fill a text."""
        if len(template.source) > _CHEAP:
            self.spend(len(template.source))
        return template.plain if template.is_literal else template.fill(self.lookup)

    def value_of(self, template: Template) -> str:
        """Answer the value that a text stands for, reckoned out only where its author wrote an operator."""
        if len(template.source) > _CHEAP:
            self.spend(len(template.source))
        if not _OPERATOR.search(template.plain) or _PLAIN_NUMBER.fullmatch(template.source):
            return self.fill(template)
        try:
            return self._reckon(evaluate, template).strip()
        except BadExpression:
            return self.fill(template)

    def holds(self, template: Template) -> bool:
        """Tell whether a condition is true; raises BadExpression for what cannot be evaluated."""
        return self._reckon(is_true, template)

    def _reckon(self, evaluation: Callable[[str, int], Value], template: Template) -> Value:
        """Evaluate an expression; a run whose expressions take too long together is stopped."""
        if self._reckoned_seconds > self.limits.reckoning_seconds:
            raise Stopped(f"its expressions take more than {self.limits.reckoning_seconds:g} s")
        begun = thread_time()
        try:
            text = template.fill_expression(self.lookup)
            self.spend(_RECKONING_COST + _EXPRESSION_COST * len(text))
            return evaluation(text, self._seed())
        except BadExpression:
            if (empty := template.empty_reference(self.lookup)) and is_complete(template):
                raise BadExpression(f"{empty} is empty") from None
            raise
        finally:
            self._reckoned_seconds += thread_time() - begun

    def milliseconds(self, node: Node, name: str, default: float) -> float:
        """Read a time in seconds: "1000 and more = milliseconds, less = seconds"."""
        return self.time_of(self.fill(node.attribute(name)), default)

    def time_of(self, text: str, default: float) -> float:
        """Read a time in seconds, no longer than the call may still last."""
        if not (text.isascii() and text.isdigit()):
            return min(default, self.remaining)
        figure = int(text[:12])
        return min(figure / 1000 if figure >= 1000 else figure, self.remaining)

    @property
    def remaining(self) -> float:
        """The seconds that the call may still last."""
        return max(0.0, (self._ends_at - self.line.now()).total_seconds())

    def hears(self) -> bool:
        """Tell whether anybody is on the line, before something is played or asked."""
        if not self.is_alive:
            return False
        if self.line.now() >= self._ends_at:
            raise Stopped(f"the call lasts longer than {self.limits.seconds / 3600:g} hours")
        self.idle_jumps = 0
        if self.waits_for_beep:
            self.waits_for_beep = False
            self.line.wait_for_beep()
        return True

    def jump(self, name: str) -> Node:
        """Answer the node of a name; raises Stopped when there is none, or when all the call does is jump."""
        self.idle_jumps += 1
        if self.idle_jumps > self.limits.idle_jumps:
            raise Stopped(f"{self.limits.idle_jumps} jumps without anything to hear")
        target = self.program.named.get(name)
        if target is None:
            raise Stopped(f"no tag is named {name[:60]!r}")
        return target

    def catch_keys(self, node: Node) -> frozenset[str]:
        """Answer the keys that a catch around a node waits for."""
        if not node.catches:
            return frozenset()
        return frozenset(catch.attribute("value").source for catch in self._catching("digit", node))

    def caught(self, event: str, node: Node, key: str = "") -> Node | None:
        """Answer where the innermost catch of an event leads; "each catch fires at most once per call"."""
        for catch in self._catching(event, node):
            if event == "digit" and catch.attribute("value").source != key:
                continue
            self.fired.add(catch)
            target = self.fill(catch.attribute("goto"))
            self.note(f"CATCH {event}{_ARROW}{target}")
            self.typed = ""
            self.last_input = key or self.last_input
            return self.jump(target)
        return None

    def _catching(self, event: str, node: Node) -> list[Node]:
        return [
            catch
            for catch in node.catches
            if catch.attribute("type").source == event and catch not in self.fired
        ]

    def record(self, begun: Recording, seconds: float) -> None:
        """Keep a recording; "recording again under the same name replaces the earlier one"."""
        if begun.name not in self.recordings and len(self.recordings) >= self.limits.recordings:
            self.log(f"leaves more than {self.limits.recordings} recordings")
            return
        self.recordings[begun.name] = replace(begun, seconds=min(seconds, self.limits.recording_seconds))

    def effects(self) -> Effects:
        """Answer what the call leaves behind."""
        now = self.line.now()
        for begun in self.background.values():
            self.record(begun, (now - begun.begun_at) / timedelta(seconds=1))
        return Effects(
            by_machine=bool(self.by_machine),
            answers=tuple(self.answers.items()),
            recordings=tuple(self.recordings.values()),
            connections=tuple(self.connections),
            forbidden=tuple(self.forbidden),
            texts=tuple(self.texts),
        )

    def _seed(self) -> int:
        if not self.program.is_random:
            return 0
        if self._random is None:
            self._random = Random(self.facts.seed)  # noqa: S311 -- repeatable on purpose, nothing is kept secret
        return self._random.getrandbits(31)
