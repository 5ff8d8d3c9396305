"""Which element may follow which: the content of a type as a table of states.

A state is the last element seen, as its place among all elements of the type, or START. The schemas of the
contract are deterministic (XML Schema demands it), so that a state and a name give one next state.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from callfire_soap.wire import schema_2014
from callfire_soap.wire.lenience import assumed_values
from callfire_soap.wire.shape import Choice, Element, Particle, Sequence, Shape

START: Final = -1


@dataclass(frozen=True, slots=True)
class ContentModel:
    """The states of one type.

    `next` tells the state that an element leads to; `ends` holds the states after which the content is
    complete; `expected` the names that a refusal lists, which leave out what the schema of 2014 had not.
    """

    elements: tuple[Element, ...]
    next: Mapping[int, Mapping[str, int]]
    ends: frozenset[int]
    expected: Mapping[int, tuple[str, ...]]


@cache
def content_model_of(shape: Shape) -> ContentModel:
    """Answer the content model of a type, made once."""
    lenient = _Places(optional=frozenset(assumed_values(shape.python_class)))
    strict = _Places(optional=frozenset())
    span, strict_span = lenient.add(shape.content), strict.add(shape.content)
    follow = {START: span.first, **lenient.follow}
    strict_follow = {START: strict_span.first, **strict.follow}
    elements = tuple(lenient.elements)
    return ContentModel(
        elements=elements,
        next={state: {elements[place].clark: place for place in places} for state, places in follow.items()},
        ends=frozenset(span.last | {START} if span.may_be_empty else span.last),
        expected={state: _names(shape, elements, places) for state, places in strict_follow.items()},
    )


def _names(shape: Shape, elements: tuple[Element, ...], places: Iterable[int]) -> tuple[str, ...]:
    in_order = (elements[place] for place in sorted(places))
    return tuple(
        element.clark for element in in_order if not schema_2014.is_late(shape.python_class, element)
    )


@dataclass(frozen=True, slots=True)
class _Span:
    """Where a particle can begin and end."""

    first: frozenset[int]
    last: frozenset[int]
    may_be_empty: bool


_EMPTY: Final = _Span(frozenset(), frozenset(), may_be_empty=True)


@dataclass(slots=True)
class _Places:
    """The elements of a content model and what may follow each (Glushkov's construction)."""

    optional: frozenset[str]
    elements: list[Element] = field(default_factory=list)
    follow: dict[int, frozenset[int]] = field(default_factory=dict)

    def add(self, particle: Particle) -> _Span:
        """Add a particle and all below it."""
        if isinstance(particle, Element):
            span = self._add_element(particle)
        elif isinstance(particle, Choice):
            span = self._add_choice(particle)
        else:
            span = self._add_sequence(particle)
        if particle.max is None:
            self._connect(span.last, span.first)
        return span if particle.min else _Span(span.first, span.last, may_be_empty=True)

    def _add_element(self, element: Element) -> _Span:
        place = len(self.elements)
        self.elements.append(element)
        self.follow[place] = frozenset()
        alone = frozenset({place})
        return _Span(alone, alone, may_be_empty=element.field in self.optional)

    def _add_choice(self, choice: Choice) -> _Span:
        spans = [self.add(item) for item in choice.items]
        return _Span(
            frozenset().union(*(span.first for span in spans)),
            frozenset().union(*(span.last for span in spans)),
            may_be_empty=any(span.may_be_empty for span in spans),
        )

    def _add_sequence(self, sequence: Sequence) -> _Span:
        whole = _EMPTY
        for item in sequence.items:
            span = self.add(item)
            self._connect(whole.last, span.first)
            whole = _Span(
                whole.first | span.first if whole.may_be_empty else whole.first,
                whole.last | span.last if span.may_be_empty else span.last,
                may_be_empty=whole.may_be_empty and span.may_be_empty,
            )
        return whole

    def _connect(self, lasts: Iterable[int], firsts: frozenset[int]) -> None:
        for last in lasts:
            self.follow[last] |= firsts
