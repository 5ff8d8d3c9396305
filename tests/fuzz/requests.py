"""Requests made of the contract's own types: valid ones, nearly valid ones, and very large ones."""

from xml.sax.saxutils import escape, quoteattr

from callfire_soap.contract.xsd import DATA, SERVICE
from callfire_soap.wire.shape import Element, Sequence, SimpleType, elements_in, shape_of
from tests.fuzz import values

_PREFIXES = {DATA: "d:", SERVICE: ""}
_NEARLY_VALID = 0.01
"""How often a rule of the schema is broken: a request that the schema refuses shows little of the service."""

_EXTREME = (0, 0.02, 0.1, 0.5, 1)
"""How often a value of a request is extreme: where all are, each hides behind the refusal of another."""

_OPTIONAL = (0.1, 0.5, 0.9)
_MANY = 0.02
_HOW_MANY = (1_001, 2_000, 33_000)
"""Above a page, above a batch of values, and above SQLite's 32,766 variables."""


class Requests:
    """Makes requests from one source of chance."""

    def __init__(self, random):
        self._random = random
        self._extreme = self._optional = 0.0
        self._many_left = False
        self._is_large = False

    def request(self, operation):
        """Answer the body of a request."""
        self._extreme = self._random.choice(_EXTREME)
        self._optional = self._random.choice(_OPTIONAL)
        self._many_left, self._is_large = self._chance(_MANY), False
        return self._element(operation.request_element, shape_of(operation.request_type))

    def _chance(self, share):
        return self._random.random() < share

    def _is_broken(self):
        return self._extreme and self._chance(_NEARLY_VALID)

    def _element(self, clark, declared):
        namespace, _, local = clark[1:].partition("}")
        name = _PREFIXES[namespace] + local
        if isinstance(declared, SimpleType):
            return f"<{name}>{escape(self._simple(declared, local))}</{name}>"
        return f"<{name}{self._attributes(declared)}>{self._content(declared)}</{name}>"

    def _attributes(self, shape):
        written = [
            f" {each.name}={quoteattr(self._simple(each.type, each.name))}"
            for each in shape.attributes
            if each.is_required or self._chance(self._optional)
        ]
        if shape.open_attributes and self._chance(self._extreme):
            count = self._random.choice([1, 3, 60])
            written += [f" own{place}={quoteattr(self._word(_STRING, ''))}" for place in range(count)]
        return "".join(written)

    def _content(self, shape):
        if shape.text:
            return escape(self._simple(shape.text[1], shape.name))
        return self._particle(shape.content)

    def _particle(self, particle):
        return "".join(self._once(particle) for _ in range(self._times(particle)))

    def _times(self, particle):
        if self._is_broken():
            return self._random.choice([0, 2])
        if not particle.min and not self._chance(self._likelihood(particle)):
            return 0
        return 1 if particle.max else self._count((1, 1, 2, 3), _HOW_MANY[:2])

    def _likelihood(self, particle):
        names = {each.clark.partition("}")[2] for each in elements_in(particle)}
        if names & _NEEDED:
            return 0.9
        return self._extreme if names & _CONTRADICTING else self._optional

    def _count(self, usual, many):
        """Answer how many of something there are; once in a request it may be many."""
        if self._many_left and self._chance(0.5):
            self._many_left, self._is_large = False, True
            return self._random.choice(many)
        return self._random.choice(usual)

    def _once(self, particle):
        if isinstance(particle, Element):
            return self._element(particle.clark, particle.type)
        if isinstance(particle, Sequence):
            return "".join(map(self._particle, particle.items))
        usual = [each for each in particle.items if self._likelihood(each) == 0.9] or particle.items
        return self._once(self._random.choice(particle.items if self._chance(0.2) else usual))

    def _simple(self, declared, name):
        if declared.list_of:
            count = self._count((0, 1, 2, 5), _HOW_MANY)
            return " ".join(self._word(declared.list_of, name) for _ in range(count))
        return self._word(declared, name)

    def _word(self, declared, name):
        if self._is_broken():
            return values.text(self._random)[:_LONGEST_WORD_OF_MANY]
        if not self._chance(self._extreme):
            return self._usual(declared, name)
        word = self._extreme_word(declared, name)
        return word[:_LONGEST_WORD_OF_MANY] if self._is_large else word

    def _usual(self, declared, name):
        known = values.USUAL_BY_NAME.get(name)
        if known:
            return self._random.choice(known)
        if _is_number(declared, name):
            return self._random.choice(values.USUAL_NUMBERS)
        if declared.enumeration or declared.patterns:
            return self._one_of(declared)
        return values.USUAL[declared.builtin](self._random)

    def _one_of(self, declared):
        words = _PATTERNED.get(declared.name) or [each.value for each in declared.enumeration]
        return self._random.choice(words)

    def _extreme_word(self, declared, name):
        if name == "DialplanXml":
            return self._random.choice(values.DIALPLANS)
        if "TimeZone" in name:
            return self._random.choice(values.ZONES)
        if _is_number(declared, name):
            return self._random.choice(values.NUMBERS)
        if declared.enumeration or declared.patterns:
            return self._one_of(declared)
        return values.EXTREME[declared.builtin](self._random)


_LONGEST_WORD_OF_MANY = 40
_NEEDED = frozenset(
    {"DialplanXml", "LiveSoundId", "Message", "Broadcast", "FromNumber", "BeginTime", "EndTime"}
)
_CONTRADICTING = frozenset({"Type", "CccBroadcastConfig"})
_STRING = SimpleType(name=None, namespace=None, builtin="string", python_type=str)
_PATTERNED = {"PhoneDigit": ["0", "9", "#", "*"], "Voice": ["MALE1", "FEMALE2", "FRENCHCANADIAN1"]}


def _is_number(declared, name):
    return declared.builtin == "string" and (
        "Number" in name or name.endswith("Phone") or declared.name == "PhoneNumber"
    )
