"""Whatever a text holds, reading it takes no more work than its length asks for."""

from time import thread_time

import pytest

from callfire_soap.domain.texts import render
from callfire_soap.ivr import reading
from callfire_soap.ivr.checks import look_through, program_of
from callfire_soap.ivr.expressions import evaluate
from callfire_soap.ivr.remembering import LONGEST_REMEMBERED
from callfire_soap.ivr.templates import template
from callfire_soap.sandbox.reactions import read_reactions
from tests.growth import assert_linear
from tests.ivr.conftest import ran

HOSTILE_TEXTS = {
    "unclosed": lambda n: "${" * n,
    "unclosed with names": lambda n: "${a " * n,
    "unclosed around references": lambda n: "${" * n + "${x}" * n,
    "closed at last": lambda n: "${" * n + "!" + "}" * n,
    "nested": lambda n: "${" * n + "x" + "}" * n,
    "nested beside each other": lambda n: "${" * n + "${x}}" * n,
    "blanks that name nothing": lambda n: "${" + " " * n + "!}",
    "blanks around a name": lambda n: "${" + " " * n + "x" + "\t" * n + "}",
    "long names": lambda n: "${" + "a" * n + "!}" + "${" + "a" * n,
    "many references": lambda n: "${x}" * n,
    "many names that are none": lambda n: "${!}" * n,
    "a name of many references": lambda n: "${" + "${x}" * n + "}",
    "a name of many that are none": lambda n: "${" + "${!}" * n + "}",
    "dollars": lambda n: "$" * n,
    "dollars and braces": lambda n: "$${{" * n,
    "closing braces": lambda n: "}" * n,
    "quotation marks": lambda n: "'\"" * n + "${x}",
    "quoted references": lambda n: "'${x}' \"${x}\"" * n,
    "backslashes": lambda n: "'" + "\\" * n + "${x}",
    "backslashes before references": lambda n: "'" + "\\${x}" * n,
    "line breaks": lambda n: "${\n" * n,
    "digits": lambda n: "${" + "9" * n + "}",
}
hostile_texts = pytest.mark.parametrize(
    "hostile", HOSTILE_TEXTS.values(), ids=[name.replace(" ", "-") for name in HOSTILE_TEXTS]
)


def values(name):
    return "1" if name == "x" else ""


@hostile_texts
def test_templates_are_read_and_filled(hostile):
    def read(text):
        read = template(text)
        assert list(read.names()) is not None
        return read.fill(values), read.fill_expression(values)

    assert_linear(read, hostile)


@hostile_texts
def test_texts_are_rendered(hostile):
    assert_linear(lambda text: render(text, {"x": "1"}), hostile)


HOSTILE_EXPRESSIONS = {
    **HOSTILE_TEXTS,
    "sums": lambda n: "+".join("1" * n),
    "signs": lambda n: "- " * n + "1",
    "denials": lambda n: "!" * n + "1",
    "parentheses": lambda n: "(" * n + "1" + ")" * n,
    "open parentheses": lambda n: "(" * n,
    "choices": lambda n: "1 ? " * n + "1" + ": 1" * n,
    "long digits": lambda n: "9" * n,
    "long digits with a letter": lambda n: "9" * n + "x",
    "long fractions": lambda n: "0." + "9" * n + "e" + "9" * n + "_",
    "zeros": lambda n: "0" * n + "1",
    "long digits compared": lambda n: "9" * n + " == " + "9" * n,
    "long digits multiplied": lambda n: "9" * n + " * " + "9" * n,
    "open quotation": lambda n: "'" + "a" * n,
    "escapes": lambda n: "'" + "\\'" * n,
    "a text": lambda n: "'" + "a" * n + "'",
    "blanks": lambda n: "1" + " " * n + "+" + "\n" * n + "1",
    "a search": lambda n: f"'{'a' * n}'.indexOf('{'a' * n}b')",
    "a split": lambda n: f"'{'a' * n}'.split('{'a' * (n // 2)}b').length",
    "a replacement": lambda n: f"'{'a' * n}'.replace('{'a' * (n // 2)}b', '')",
    "texts that multiply": lambda n: (
        f"'{'a' * n}'.split('').join('{'b' * n}').split('').join('{'c' * n}').length"
    ),
    "long chains": lambda n: f"'{'a' * n}'" + ".toLowerCase()" * n,
    "searches in texts that multiply": lambda n: "+".join(["'aaa'.split('').join('aaaa').indexOf('ab')"] * n),
}


@pytest.mark.parametrize("hostile", HOSTILE_EXPRESSIONS.values(), ids=HOSTILE_EXPRESSIONS)
def test_expressions_are_evaluated(hostile):
    # What short ones came to is remembered, which would count as no work.
    least = LONGEST_REMEMBERED + 1
    assert_linear(lambda text: evaluate(template(text).fill_expression(values)), hostile, least=least)


def inside(make):
    return lambda n: f"<dialplan>{make(n)}</dialplan>"


def quoted(text):
    return text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")


def written(n):
    return " ".join(f"a{i}=''" for i in range(n))


HOSTILE_DIALPLANS = {
    **{
        name: inside(lambda n, make=make: f"<play>{quoted(make(n))}</play>")
        for name, make in HOSTILE_TEXTS.items()
    },
    "conditions": inside(lambda n: "<if expr=\"'${x}' == 1\"/>" * n),
    "wide": inside(lambda n: "<hangup/>" * n),
    "wide and reached": inside(lambda n: "<wait>1</wait>" * n),
    "never reached": inside(lambda n: "<hangup/>" + "<if expr='1'><hangup/></if>" * n),
    "deep": inside(lambda n: "<if expr='1'>" * n + "</if>" * n),
    "deep and open": inside(lambda n: "<if expr='1'>" * n),
    "many attributes": inside(lambda n: "<hangup " + written(n) + "/>"),
    "many attributes of the root": lambda n: "<dialplan " + written(n) + "/>",
    "many attributes of namespaces": inside(
        lambda n: "<hangup " + " ".join(f"xmlns:a{i}='{i}' a{i}:x=''" for i in range(n)) + "/>"
    ),
    "many attributes of an unknown tag": inside(lambda n: "<x " + written(n) + "/>"),
    "the same attribute": inside(lambda n: "<hangup " + "a='' " * n + "/>"),
    "namespaces": inside(lambda n: "<hangup " + " ".join(f"xmlns:a{i}='{i}'" for i in range(n)) + "/>"),
    "long attribute": inside(lambda n: f"<menu timeout='{'9' * n}x'/>"),
    "long name": inside(lambda n: f"<hangup name='{'a' * n}'/><goto>{'a' * n}</goto>"),
    "long tag": inside(lambda n: f"<{'a' * n}/>"),
    "unknown tags": inside(lambda n: "<Play/><x/>" * n),
    "jumps to nowhere": inside(
        lambda n: "".join(f"<goto>a{i}</goto><hangup name='b{i}'/>" for i in range(n))
    ),
    "jumps": inside(
        lambda n: "".join(f"<goto name='a{i}'>a{i + 1}</goto>" for i in range(n)) + f"<wait name='a{n}'/>"
    ),
    "one name": inside(lambda n: "<wait name='a'>1</wait>" * n),
    "one key": inside(lambda n: "<menu>" + "<keypress pressed='1'/>" * n + "</menu>"),
    "keys": inside(lambda n: "<menu>" + "".join(f"<keypress pressed='{i}'/>" for i in range(n)) + "</menu>"),
    "long keys": inside(
        lambda n: f"<menu><keypress pressed='1-{'9' * n}'/><keypress pressed='{'9' * n}'/></menu>"
    ),
    "keys that are none": inside(lambda n: f"<menu><keypress pressed='{'9' * n}-x'/></menu>"),
    "elses": inside(lambda n: "<if expr='1'>" + "<else/>" * n + "</if>"),
    "comments": inside(lambda n: "<!-- - -->" * n),
    "an open comment": inside(lambda n: "<!--" + "- " * n),
    "cdata": inside(lambda n: "<play>" + "<![CDATA[]] > ]]>" * n + "</play>"),
    "open cdata": inside(lambda n: "<play><![CDATA[" + "]" * n),
    "entities": inside(lambda n: "<play>" + "&amp;&#65;&x;" * n + "</play>"),
    "a stray text": inside(lambda n: "<hangup/>x" * n),
    "line breaks": inside(lambda n: "<hangup/>" + "\n" * n + "<Hangup/>"),
    "numbers": inside(lambda n: f"<transfer>{'2135551126,' * n}</transfer><dnc>{'1' * n}</dnc>"),
    "addresses": inside(lambda n: f"<get>http://x/?{'${x}' * n}</get>"),
    "long addresses": inside(lambda n: f"<get>{'a.' * n}</get><play type='url'>http:{'/' * n}a b</play>"),
    "names that nothing sets": inside(
        lambda n: "".join(f"<setvar varname='name{i}'>${{eman{i}}}</setvar>" for i in range(n))
    ),
    "dotted names that nothing sets": inside(
        lambda n: "<wait>" + "".join(f"${{cal.x{i}}}" for i in range(n)) + "</wait>"
    ),
    "references of other languages": inside(
        lambda n: f"<stash varname='a'>{'{' * n}{'$(' * n}{'{{a' * n}</stash>"
    ),
    "tones": inside(lambda n: f"<dtmf>{'x ' * n}</dtmf>"),
    "angle brackets": lambda n: "<" * n,
    "document types": lambda n: "<!DOCTYPE a [" + "<!ENTITY a '&a;'>" * n,
}
hostile_dialplans = pytest.mark.parametrize("hostile", HOSTILE_DIALPLANS.values(), ids=HOSTILE_DIALPLANS)


@pytest.fixture
def roomy(monkeypatch):
    """Lift the limits of a dialplan, so that how its reading grows can be seen."""
    for name in ("LONGEST_TEXT", "MOST_ELEMENTS"):
        monkeypatch.setattr(reading, name, 1 << 26)


@pytest.mark.usefixtures("roomy")
@hostile_dialplans
def test_dialplans_are_checked(hostile):
    assert_linear(program_of, hostile, most=1 << 15)
    assert_linear(look_through, hostile, most=1 << 13)


@pytest.mark.usefixtures("roomy")
@pytest.mark.parametrize(
    "hostile",
    [make for name, make in HOSTILE_DIALPLANS.items() if "attribute" in name or "namespaces" in name],
)
def test_tags_with_many_attributes_are_read(hostile):
    # Only reading: what is said of each attribute takes so much longer that the square of reading hides behind it.
    assert_linear(reading.parse, hostile, least=1 << 13, most=1 << 15)


@hostile_dialplans
def test_dialplans_are_run(hostile):
    assert_linear(lambda text: ran(text, variables={"x": "1"}), hostile, most=1 << 15)


HOSTILE_LOOPS = {
    "long play": "<play>a{blanks}b</play>",
    "long stash": "<stash varname='v'>a{blanks}b</stash>",
    "long expression": "<if expr='1{blanks}+ 1'/>",
    "searches": "<if expr=\"'{letters}'.indexOf('{few}b') > 0\"/>",
    "recursion": "<if expr='{denials}1'/>",
    "mistakes": "<if expr='null.length'/>",
    "references": "<play>{references}</play>",
    "unknown references": "<stash varname='v'>{names}</stash>",
    "paths": "<stash varname='v'>{paths}</stash>",
    "growing": "<setvar varname='x'>${{x}}${{x}}y</setvar>",
    "addresses": "<get>http://x/?{references}</get>",
    "other dialplans": "<gotoXML>http://x/</gotoXML>",
    "texts": "<sms to='2135551126'>{letters}</sms>",
}


@pytest.mark.parametrize("loop", HOSTILE_LOOPS.values(), ids=HOSTILE_LOOPS)
def test_a_run_ends_before_it_takes_long(loop):
    plan = "<dialplan><wait name='{name}'>0</wait>" + loop + "<goto>{name}</goto></dialplan>"
    parts = {
        "name": "n" * 9_000,
        "blanks": " " * 200_000,
        "letters": "a" * 12_000,
        "few": "a" * 400,
        "denials": "!" * 9_000,
        "references": "${x}" * 20_000,
        "names": "${y}" * 20_000,
        "paths": "${call.path}" * 15_000,
    }
    text = plan.format(**parts)
    harmless = "<dialplan><wait name='a'>0</wait><goto>a</goto></dialplan>"

    def work(text):
        began = thread_time()
        trace = ran(text, variables={"x": "1"}, http={"http://x/": text}).trace
        assert trace[-1].startswith("LOG")
        return thread_time() - began

    # A loop of 10,000 steps that do nothing is what any run may take.
    assert work(text) < 100 * work(harmless)


def test_reactions_are_read():
    def hostile(n):
        return [
            {"keys": ["9" * n], "http": {f"http://x/{i}": "y" for i in range(n)}, "transfers": ["busy"] * n}
        ]

    assert_linear(lambda value: read_reactions(value, "reactions"), hostile)
