"""What is refused, and what is only warned of."""

import pytest

from callfire_soap.domain.errors import BadRequest
from callfire_soap.ivr.checks import check
from callfire_soap.ivr.reading import BadDialplan


def inside(body):
    return f"<dialplan>\n{body}\n</dialplan>"


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 1, "well-formed"),
        ("Ivr <dialplan/>", 1, "well-formed"),
        ("<dialplan>\n<play>\n</dialplan>", 3, "well-formed"),
        (' <?xml version="1.0"?><dialplan/>', 1, "well-formed"),
        ("<dialplan>\x01</dialplan>", 1, "well-formed"),
        ("<dialplan>\ud800</dialplan>", 1, "characters"),
        ("<plan/>", 1, "<plan>"),
        ('<dialplan xmlns="urn:x"/>', 1, "not <dialplan>"),
        (inside("<dialplan/>"), 2, "<dialplan> stands in"),
        (inside("<select/>"), 2, "<select> is no tag"),
        (inside("\n<Play>x</Play>"), 3, "<Play> is no tag"),
        (inside('<x:play xmlns:x="urn:x">x</x:play>'), 2, "is no tag"),
        (inside("words"), 1, "words"),
        (inside("<hangup>words</hangup>"), 2, "words"),
        (inside("<menu><play>x</play>words</menu>"), 2, "words"),
        (inside("<hangup><else/></hangup>"), 2, "nothing, not <else>"),
        (inside("<play>a<hangup/></play>"), 2, "takes text"),
        (inside("<menu>\n<keypress/></menu>"), 3, "pressed"),
        (inside("<if/>"), 2, "expr"),
        (inside('<equal var="a"/>'), 2, "expr"),
        (inside('<notEqual expr="a"/>'), 2, "var"),
        (inside("<stash>a</stash>"), 2, "varname"),
        (inside("<setvar>a</setvar>"), 2, "varname"),
        (inside('<catch type="hangup"/>'), 2, "goto"),
        (inside('<catch goto="a"/>'), 2, "type"),
        (inside('<catch type="digit" goto="a"/>'), 2, "value"),
        (inside("<sms>a</sms>"), 2, "to"),
        (inside("<text>a</text>"), 2, "to"),
        (inside('<keypress pressed="1"/>'), 2, "stands in menu"),
        (inside('<if expr="1"><keypress pressed="1"/></if>'), 2, "stands in menu"),
        (inside("<live/>"), 2, "stands in amd"),
        (inside("<else/>"), 2, "stands in equal or if or notEqual"),
        (inside("<amd/>"), 2, "one <live>"),
        (inside("<amd><live/></amd>"), 2, "one <machine>"),
        (inside("<amd><live/><live/><machine/></amd>"), 2, "one <live>"),
        (inside("<amd><live/><machine/><hangup/></amd>"), 2, "not <hangup>"),
        (inside('<if expr="1"><else/>\n<else/></if>'), 3, "one <else>"),
        (inside('<play type="mp3">x</play>'), 2, "type"),
        (inside('<menu><keypress pressed="a"/></menu>'), 2, "pressed"),
        (inside('<menu><keypress pressed="1-"/></menu>'), 2, "pressed"),
        (inside('<catch type="busy" goto="a"/>'), 2, "type"),
        (inside('<catch type="digit" value="#" goto="a"/>'), 2, "value"),
        (inside('<transfer mode="both">1</transfer>'), 2, "mode"),
        (inside('<menu timeout="soon"/>'), 2, "timeout"),
        (inside('<menu maxDigits="-1"/>'), 2, "maxDigits"),
        (inside('<play cache="perhaps">x</play>'), 2, "cache"),
        (inside('<setvar varname="call.id">1</setvar>'), 2, "belongs to the system"),
        (inside("<goto>nowhere</goto>"), 2, "nowhere"),
        (inside("<goto/>"), 2, "leads to ''"),
        (inside('<catch type="hangup" goto="nowhere"/>'), 2, "nowhere"),
        ('<!DOCTYPE dialplan SYSTEM "file:///etc/passwd"><dialplan/>', 1, "document type"),
        ('<!DOCTYPE dialplan [<!ENTITY a "b">]><dialplan><play>&a;</play></dialplan>', 1, ""),
        (inside("<play>&a;</play>"), 2, "well-formed"),
        (inside('<if expr="1">' * 60 + "</if>" * 60), 2, "50 deep"),
        (inside("<hangup/>" * 5_000), 1, "5000 tags"),
        (inside("<play>" + "a" * 262_144 + "</play>"), 1, "262144 characters"),
    ],
)
def test_a_mistake_is_refused_with_its_line(text, line, words):
    with pytest.raises(BadDialplan) as refused:
        check(text)
    assert refused.value.line == line
    assert words in refused.value.problem
    assert isinstance(refused.value, BadRequest)
    assert refused.value.message.startswith(f"DialplanXml line {line}: ")


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ('<hangup name="a"/><hangup name="a"/>', "an earlier tag has"),
        ("<menu/>", "no <play>"),
        ('<menu><play type="tts">x</play></menu>', "no <keypress>"),
        ('<menu><keypress pressed="Default"/><keypress pressed="default"/></menu>', "2 branches for default"),
        ("<play>x</play>", "no type"),
        ('<play type="tts" voice="robot1">x</play>', "robot1"),
        ('<transfer musiconhold="punk">1</transfer>', "punk"),
        ('<play type="tts" speed="2">x</play>', "speed"),
        ('<hangup/><play type="tts">x</play>', "never reached"),
        ('<if expr="1"><hangup/><else><hangup/></else></if><wait>1</wait>', "<wait> is never reached"),
    ],
)
def test_the_author_is_warned(body, words):
    assert any(words in warning.problem for warning in check(inside(body)).warnings)


@pytest.mark.parametrize(
    "body",
    [
        '<play type="TTS" voice="femaleSpanish">El ni\u00f1o &amp; la ni\u00f1a <![CDATA[<3]]></play>',
        '<play type="URL" cache="FALSE">http://example.com/a.wav</play>',
        '<menu maxdigits="1" timeout="${t}"><play type="tts">x</play><keypress pressed=" 4-6 "/></menu>',
        '<goto>\n  there\n</goto><hangup name="there"/>',
        '<goto>${anywhere}</goto><play type="tts">perhaps</play>',
        '<catch type="digit" value="*" goto="here"><wait name="here">1</wait></catch>',
        "<!-- a comment --><amd><machine/><live/></amd>",
        '<gtalk username="a" password="b" to="c">x</gtalk><analytics account="a">x</analytics>',
    ],
)
def test_what_the_language_has_is_accepted_without_a_warning(body):
    assert check("<!-- before -->\n" + inside(body)).warnings == ()


def test_amd_is_of_no_use_to_inbound_calls():
    text = inside("<amd><live/><machine/></amd>")
    assert check(text).warnings == ()
    assert "<live>" in check(text, is_inbound=True).warnings[0].problem


def test_passwords_are_not_kept():
    program = check(inside('<gtalk password="secret">x</gtalk>')).program
    assert "password" not in program.root.children[0].attributes


def test_the_dialplan_of_the_guide_only_lacks_a_keypress(charity):
    assert [warning.problem for warning in check(charity).warnings] == ["<menu> has no <keypress>"]


def test_declared_encodings_do_not_matter():
    checked = check(
        '<?xml version="1.0" encoding="ISO-8859-1"?><dialplan><play type="tts">ñ</play></dialplan>'
    )
    assert checked.program.root.children[0].text.source == "ñ"
