"""The names that a dialplan gives, and the references that no name answers to."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product

from callfire_soap.ivr.meant import closest, is_only_cased_otherwise, property_of, system_name
from callfire_soap.ivr.nodes import Node, Program
from callfire_soap.ivr.templates import Template
from callfire_soap.ivr.variables import CONTACT_NAMES, SYSTEM_NAMES, is_of_system

_LONGEST_SHOWN = 60
# Comparing takes time by how many variables there are, and nobody reads hundreds of suggestions.
_MOST_COMPARED = 100
_OF_SYSTEM = re.compile(r"(?:call|contact|global)\.", re.IGNORECASE)
_KINDS = ("call", "contact", "global")
# How other languages write what is `${name}` here.
_UNMARKED = re.compile(r"\$\(?([A-Za-z_][\w.]{0,100})|\{{1,2} ?([A-Za-z_][\w.]{0,100}) ?\}{1,2}", re.ASCII)
# Where the value of a variable is wanted, not a text that somebody reads.
_WANTS_VALUES = frozenset({"setvar", "stash", "sms", "text", "dnc", "transfer", "equal", "notEqual", "play"})
_NO_VALUES = frozenset({"name", "varname", "goto"})


@dataclass(frozen=True, slots=True)
class GivenNames:
    """The variables that a dialplan sets, the questions that it keeps answers to, and the names of its tags."""

    variables: frozenset[str]
    questions: frozenset[str]
    nodes: frozenset[str]
    # Whether values decide what some variables are called.
    are_open: bool
    # What was probably meant by names that nothing answers to, as far as it was looked for.
    meant: dict[str, str] = field(default_factory=dict)

    def may_have(self, name: str) -> bool:
        """Tell whether a variable may have a value."""
        return name in self.variables or is_of_system(name)


def names_given(program: Program) -> GivenNames:
    """Answer the names that a dialplan gives."""
    keeping = [node for node in program.root.walk() if "varname" in node.attributes]
    questions = frozenset(node.attribute("varname").source for node in keeping if node.tag == "stash")
    varnames = [node.attribute("varname") for node in keeping if node.tag != "stash"]
    variables = frozenset(each.source for each in varnames if each.is_literal and each.source)
    known = frozenset(program.named)
    return GivenNames(variables, questions, known, not all(each.is_literal for each in varnames))


def unanswered(node: Node, given: GivenNames) -> Iterator[str]:
    """Answer what is odd about the references in a tag, as ends of sentences that begin with it.

    Inferred: nothing is said of a single word that resembles no other; the dialplan from which a ``gotoXML`` leads here
    may have set it.
    """
    for attribute, each in (("", node.text), *node.attributes.items()):
        for name in each.names():
            if name and name not in given.variables:
                yield from _unknown(name, given)
        if node.tag != "if":
            yield from _unmarked(each, given)
        if node.tag in _WANTS_VALUES and attribute not in _NO_VALUES and each.is_literal:
            yield from _bare(attribute, each.plain, given)


def _unknown(name: str, given: GivenNames) -> Iterator[str]:
    shown = f"${{{name[:_LONGEST_SHOWN]}}}"
    read = property_of(name, given.may_have)
    if _OF_SYSTEM.match(name):
        if is_of_system(name) and not read:
            return
        meant = read or _written(system_name(name))
        yield f"{shown} is no variable of the system and always empty{_probably(meant)}"
    elif not given.are_open:
        meant = read or _written(_meant(name, given))
        if name in given.questions:
            yield f"{shown} is set nowhere and always empty; a <stash> sets no variable, a <setvar> does"
        elif meant or "." in name:
            yield f"{shown} is set nowhere and always empty{_probably(meant)}"


def _meant(name: str, given: GivenNames) -> str:
    """Answer the variable that was probably meant by one that nothing sets, or nothing."""
    if name not in given.meant and len(given.meant) < _MOST_COMPARED:
        given.meant[name] = _nearest(name, given)
    return given.meant.get(name, "")


def _nearest(name: str, given: GivenNames) -> str:
    head, _, rest = name.partition(".")
    if rest and (kind := closest(head, _KINDS)):
        meant = f"{kind}.{rest}"
        return meant if is_of_system(meant) else system_name(meant)
    for known, ending in product((*CONTACT_NAMES, *SYSTEM_NAMES), (name, rest)):
        if ending and is_only_cased_otherwise(known.partition(".")[2], ending):
            return known
    return closest(name, sorted(given.variables))


def _unmarked(text: Template, given: GivenNames) -> Iterator[str]:
    """Warn of what was probably to be a reference, but is plain text."""
    at = text.plain.find("${")
    if at >= 0:
        yield f"{text.plain[at : at + 30]!r} is plain text: a name has letters, digits and _ - . / between its braces"
    for found in _UNMARKED.finditer(text.plain):
        name = (found[1] or found[2]).rstrip(".")
        if given.may_have(name):
            yield f"{found[0][:_LONGEST_SHOWN]!r} is plain text{_probably(_written(name))}"


def _bare(attribute: str, text: str, given: GivenNames) -> Iterator[str]:
    is_variable = (
        text in SYSTEM_NAMES or text in CONTACT_NAMES or (attribute == "var" and given.may_have(text))
    )
    if is_variable:
        yield f"takes the words {text[:_LONGEST_SHOWN]!r} themselves{_probably(_written(text))}"


def _written(name: str) -> str:
    return f"${{{name[:_LONGEST_SHOWN]}}}" if name else ""


def _probably(meant: str) -> str:
    return f"; {meant} was probably meant" if meant else ""
