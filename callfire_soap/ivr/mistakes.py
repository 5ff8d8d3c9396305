"""What is wrong with a dialplan: the first mistake for a request that is refused, all of them for its author."""

from collections.abc import Callable
from typing import NamedTuple, TypeAlias

from callfire_soap.domain.errors import BadRequest
from callfire_soap.ivr.showing import printable

MOST_MISTAKES = 100
"""After so many nobody reads on."""


class BadDialplan(BadRequest):
    """A dialplan cannot run; the message names the line, the tag and what is wrong."""

    def __init__(self, line: int, problem: str) -> None:
        """Keep the line, counted from 1."""
        self.line = line
        self.problem = printable(problem)
        super().__init__(f"DialplanXml line {line}: {self.problem}")


class Mistake(NamedTuple):
    """What keeps a dialplan from running."""

    line: int
    problem: str


Report: TypeAlias = Callable[[int, str], None]
"""Takes the line and the problem of a mistake."""


def refuse(line: int, problem: str) -> None:
    """Look no further than the first mistake."""
    raise BadDialplan(line, problem)


class Enough(Exception):
    """There are as many mistakes as anybody wants to read."""


class Collected:
    """Keeps the mistakes that are reported to it."""

    def __init__(self) -> None:
        """Begin with none."""
        self.mistakes: list[Mistake] = []

    def __call__(self, line: int, problem: str) -> None:
        """Keep a mistake; raises Enough after the last that is kept."""
        self.mistakes.append(Mistake(line, printable(problem)))
        if len(self.mistakes) >= MOST_MISTAKES:
            raise Enough
