"""What takes long, done aside: while it lasts, no transaction is open and nobody waits for it.

An operation asks for such work where it needs the result. The first time nothing is known of it: the operation is left
as if it had never begun, the work is done, and the operation begins anew with the result at hand. So everything it
looked up before it asked is looked up again, and what another request did in between is seen.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, ParamSpec, TypeVar

Answer = TypeVar("Answer")
Arguments = ParamSpec("Arguments")

# What is told apart by its value; everything else in a request stays the same object as long as the request.
_PLAIN = (str, bytes, int, float, Enum, type(None))

_MOST_WORKS = 100
"""How much work one operation may ask for: far more than any does, but an end where it asks for ever new things."""


class Postponed(Exception):
    """An operation cannot go on before some work is done; see `Aside.begin_anew`."""

    def __init__(self, work: Callable[[], None]) -> None:
        """Carry the work."""
        super().__init__("work is to be done aside")
        self.work = work


@dataclass(slots=True)
class _Done:
    """How some work ended, and what it was given: as long as that lives, its identity belongs to nothing else."""

    given: tuple[object, ...]
    answer: Any = None
    error: Exception | None = None


@dataclass(frozen=True, slots=True)
class Aside:
    """The work that was done aside for one request."""

    _done: dict[tuple[object, ...], _Done] = field(default_factory=dict)

    def __call__(
        self,
        work: Callable[Arguments, Answer],
        /,
        *arguments: Arguments.args,
        **named: Arguments.kwargs,
    ) -> Answer:
        """Answer, or raise, what the work does; unless that is known, it raises Postponed."""
        given = (*arguments, *named.values())
        key = (work, *(each if isinstance(each, _PLAIN) else id(each) for each in given))
        done = self._done.get(key)
        if done is None:

            def finish() -> None:
                done = self._done[key] = _Done(given)
                try:
                    done.answer = work(*arguments, **named)
                except Exception as error:  # noqa: BLE001 -- it belongs where the work was asked for
                    done.error = error

            raise Postponed(finish)
        answer: Answer = done.answer
        error = done.error
        # A traceback that held what holds the error would be left to the garbage collector.
        del done
        if error is not None:
            try:
                raise error
            finally:
                del error
        return answer

    def begin_anew(self, operation: Callable[[], Answer]) -> Answer:
        """Answer what an operation answers, which is begun again after each work that it asked for."""
        try:
            for _ in range(_MOST_WORKS):
                try:
                    return operation()
                except Postponed as postponed:
                    work = postponed.work
                work()
            message = (
                f"the operation asks for more than {_MOST_WORKS} works, or for what is made anew each time"
            )
            raise RuntimeError(message)
        finally:
            self._done.clear()
