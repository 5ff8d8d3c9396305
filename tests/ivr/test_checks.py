"""What is refused, and what is only warned of."""

import pytest

from callfire_soap.domain.errors import BadRequest
from callfire_soap.ivr.checks import look_through, program_of
from callfire_soap.ivr.mistakes import BadDialplan


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
        (inside("words"), 2, "words"),
        (inside("<hangup/>\n<menu\n>\n</menu>\n\nwords\nmore"), 7, "words"),
        (inside("<if expr='1'>\n<play>a\nb</play>\n</if> words"), 5, "words"),
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
        program_of(text)
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
        ('<play type="tts"/>', "<play> is empty"),
        ('<menu><play type="tts">x</play><keypress pressed="5-1"/></menu>', "1-5 was probably meant"),
        ('<menu><play type="tts">x</play><keypress pressed="100-20"/></menu>', "20-100 was probably meant"),
        ('<menu maxDigits="1"><keypress pressed="12"/><keypress pressed="34"/></menu>', "takes 1 keys"),
        ('<menu maxDigits="2"><keypress pressed="123"/><keypress pressed="1"/></menu>', "123 is longer than"),
        ('<menu><keypress pressed="12#"/></menu>', "12# holds a #"),
        ('<play Type="tts">x</play>', "Type; type was probably meant"),
        ('<menu maxDigit="1"/>', "maxDigits was probably meant"),
        ('<play type="tts" voice="femal1">x</play>', "female1 was probably meant"),
        ("<transfer>911</transfer>", "'911' is no number that can be dialled"),
        ("<transfer>2135551126, 1-800-FLOWERS</transfer>", "'1-800-FLOWERS' is no number"),
        ('<sms to="12">x</sms>', "'12' is no number"),
        ("<dnc>nobody</dnc>", "'nobody' is no number"),
        ('<if expr="${a} = 1"/>', "== compares"),
        ('<if expr="yes == yes"/>', "'yes', a variable ${yes}"),
        ('<if expr="${a} == yes"/>', "yes is a bare word"),
        ('<if expr="${a} == 1 and ${b} == 2"/>', "and is written &&"),
        ('<if expr="not ${a}"/>', "not is written !"),
        ('<if expr="${a} =&gt; 1"/>', "written >= or <="),
        ('<if expr="${a} &lt;&gt; 1"/>', "written !="),
        ('<if expr="${a} == True"/>', "True is written true"),
        ('<if expr="$a == 1"/>', "${name}"),
        ('<if expr="\u2018${a}\u2019 == 1"/>', "quotation marks are"),
        ('<if expr="\'${a} == 1"/>', "quotation mark is missing"),
        ('<if expr="${a} =="/>', "cannot be evaluated"),
        ('<if expr=""/>', "cannot be evaluated"),
        ('<if expr="${a} &amp; 1"/>', "and is written &&"),
        ("<if expr=\"${a} == 'Bob'\"/>", "${a} stands outside of quotation marks"),
        ("<if expr=\"'${a}'.length() == 1\"/>", "written without ()"),
        ("<if expr=\"'${a}' != '' &amp;&amp; '${a}'.length() &gt; 3\"/>", "written without ()"),
        ("<if expr=\"'${a}'.split(',').trim() == 'b'\"/>", "no function, whatever its variables are"),
        ("<if expr=\"parseInt('${a}').trim() == 1\"/>", "no function, whatever its variables are"),
        ("<if expr=\"${a}.toLowerCase() == 'yes'\"/>", "'${a}' is"),
        ("<if expr=\"contact.firstName == 'Ann'\"/>", "a variable ${contact.firstName}"),
        ("<if expr=\"contact.firstName.trim() == 'Ann'\"/>", "a variable ${contact.firstName}"),
        ('<if expr="name.length &gt; 3"/>', "a variable ${name}"),
        ('<if expr="global.time.US/Pacific.hour == 3"/>', "a variable ${global.time.US/Pacific.hour}"),
        ('<if expr="call.lastInput == 3"/>', "a variable ${call.lastinput}"),
        ("<if expr=\"1 &gt; 0 &amp;&amp; 'Bob' == ${a}\"/>", "${a} stands outside of quotation marks"),
    ],
)
def test_the_author_is_warned(body, words):
    assert any(words in warning.problem for warning in look_through(inside(body)).warnings)


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
        '<goto>k</goto><menu><play type="tts">x</play><keypress name="k" pressed="1"><hangup/></keypress></menu>',
        '<menu><play type="tts">x</play><goto>a</goto><keypress pressed="1"/></menu><wait name="a">1</wait>',
        '<menu maxDigits="2"><play type="tts">x</play><keypress pressed="5-15"/><keypress pressed="#"/></menu>',
        '<menu maxDigits="1"><play>x</play><keypress pressed="default"/></menu>'.replace(
            "<play>", '<play type="tts">'
        ),
        """<if expr="'${a}' == 'Bob' &amp;&amp; ${b} == 1 &amp;&amp; ${c} == '2' || !${d}"/>""",
        """<setvar varname="x.y-z">1</setvar>
        <if expr="'${a}'.split(',')[1].length &gt; 2 &amp;&amp; ${x.y-z} != ''"/>""",
        """<if expr="${call.callerid} == 12135551126; "/><if expr="${n} &lt; 3"/><if expr="${n}"/>""",
        "<dnc/><dnc>${a}</dnc><transfer>${a}</transfer><transfer>15551234567x3, (213) 555-1126</transfer>",
    ],
)
def test_what_the_language_has_is_accepted_without_a_warning(body):
    assert look_through("<!-- before -->\n" + inside(body)) == ((), ())


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("call.lastInput", "; ${call.lastinput} was"),
        ("Call.lastinput", "; ${call.lastinput} was"),
        ("call.caller_id", "; ${call.callerid} was"),
        ("call.number", "; ${call.phonenumber} was"),
        ("call.date", "; ${global.date} was"),
        ("global.time.hour.millitary", "; ${global.time.hour.military} was"),
        ("global.hour", "; ${global.time.hour} was"),
        ("global.date.dayofweek", "; ${global.date.dayOfWeek} was"),
        ("global.callerid", "; ${call.callerid} was"),
        ("global.time.US/Pacific.hour.millitary", "; ${global.time.US/Pacific.hour.military} was"),
        ("global.time.US/Pacfic.hour", "always empty"),
        ("call.weather", "always empty"),
        ("Contact.firstName", "; ${contact.firstName} was"),
    ],
)
@pytest.mark.parametrize(
    "body", ['<play type="tts">${%s}</play>', "<if expr=\"'${%s}' == ''\"/>", "<sms to='${%s}'>x</sms>"]
)
def test_the_author_is_warned_of_variables_that_the_system_has_not(body, name, meant):
    [warning] = look_through(inside(body % name)).warnings
    assert f"${{{name}}} is no variable of the system" in warning.problem
    assert meant in warning.problem


@pytest.mark.parametrize(
    "name",
    [
        *("call.callerid", "call.callerid.alpha", "call.dnis", "call.phonenumber", "call.id", "call.path"),
        *("call.lastinput", "call.field.e", "contact.anything", "contact.b", "call.${x}", "a.b", "calls.id"),
        *("global.date", "global.date.month", "global.date.day", "global.date.year", "global.date.dayOfWeek"),
        *("global.time", "global.time.hour", "global.time.hour.military", "global.time.US/Pacific"),
        *("global.time.US/Pacific.hour.military", "global.date.Etc/GMT+5.month", "global.time.UTC.hour"),
        *("Call.mine", "Global.mine", "Contact.mine"),
    ],
)
def test_no_variable_that_there_is_is_warned_of(name):
    given = "".join(f'<setvar varname="{each}.mine">1</setvar>' for each in ("Call", "Global", "Contact"))
    given += '<get varname="a.b">http://a.example</get><record varname="calls.id"/>'
    assert look_through(inside(f'{given}<play type="tts">${{{name}}}</play>')) == ((), ())


@pytest.mark.parametrize(
    "expression",
    [
        "'${a}'.split(';')[3].trim() == 'x'",
        "('${a}' == 'x' ? 'b' : 1).trim() == 'b'",
        "(${n} &gt; 5 ? 'b' : 1).trim() == 'b'",
        "'${a}' == '.length()'",
        r"'it\'s .length()' == '${a}'",
        "'${a}'.length == ${n} &amp;&amp; '${b}'.split('|').length &gt; ${m}",
        "'${a}'.split(',').join('').toUpperCase() == 'X' || ${n} - 1 &gt; 0",
        "'${call.callerid}'.substring(2,5) == '213' &amp;&amp; Math.floor(${n} / 2) == ${m}",
        r"'a\${a}'.trim().indexOf('b') == -1",
    ],
)
def test_no_expression_that_some_values_allow_is_warned_of(expression):
    assert look_through(inside(f'<if expr="{expression}"/>')) == ((), ())


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("cal.lastinput", "; ${call.lastinput} was"),
        ("calls.callerId", "; ${call.callerid} was"),
        ("contct.firstName", "; ${contact.firstName} was"),
        ("contacts.C", "; ${contact.C} was"),
        ("globl.time.US/Pacific.hour", "; ${global.time.US/Pacific.hour} was"),
        ("date.dayofweek", "; ${global.date.dayOfWeek} was"),
        ("customer.firstname", "; ${contact.firstName} was"),
        ("callerid.alpha", "; ${call.callerid.alpha} was"),
        ("pin.length", "; '${pin}'.length was"),
        ("call.callerid.length", "; '${call.callerid}'.length was"),
        ("contact.zipcode.length", "; '${contact.zipcode}'.length was"),
        ("weather.today", "is set nowhere and always empty"),
        ("x.y-z", "is set nowhere and always empty"),
        ("lastInput", "; ${call.lastinput} was"),
        ("firstName", "; ${contact.firstName} was"),
        ("Pin", "; ${pin} was"),
        ("anwser", "; ${answer} was"),
        ("colour", "a <stash> sets no variable"),
    ],
)
@pytest.mark.parametrize(
    "body", ['<play type="tts">${%s}</play>', "<if expr=\"'${%s}' == ''\"/>", "<sms to='${%s}'>x</sms>"]
)
def test_the_author_is_warned_of_variables_that_nothing_sets(body, name, words):
    given = """<setvar varname="pin">1</setvar><get varname="answer">http://a.example</get>
        <stash varname="colour">red</stash>"""
    [warning] = look_through(inside(given + body % name)).warnings
    assert f"${{{name}}}" in warning.problem
    assert words in warning.problem


def test_the_name_of_a_file_is_no_host():
    [warning] = look_through(inside('<play type="url">welcome.wav</play>')).warnings
    assert warning.problem.endswith("which begins with http:// or https://")


def test_nothing_is_said_of_variables_whose_names_values_decide():
    plan = '<setvar varname="n">1</setvar><setvar varname="a.${n}">1</setvar><play type="tts">${a.b}</play>'
    assert look_through(inside(plan)) == ((), ())


@pytest.mark.parametrize(
    ("body", "words"),
    [
        *(
            (form % text, f"is no address, {words}")
            for form in (
                "<get>%s</get>",
                '<post varname="a">%s</post>',
                '<play type="url">%s</play>',
                '<play type="URL" cache="false"> %s\n</play>',
                "<gotoXML>%s</gotoXML>",
            )
            for text, words in {
                "ftp://example.com/a.wav": "which begins with http:// or https://",
                "file:///etc/passwd": "which begins with http:// or https://",
                "a.wav": "which begins with http:// or https://",
                "a.example": "which begins with http:// or https://; http://a.example was",
                "www.example.com/a": "which begins with http:// or https://; http://www.example.com/a was",
                "htp://example.com/a": "which begins with http:// or https://; http://example.com/a was",
                "https//example.com/a": "which begins with http:// or https://; https://example.com/a was",
                "http:/example.com/a": "for it names no host; http://example.com/a was",
                "http://": "for it names no host",
                "https:///a": "for it names no host",
                "http://ex ample.com/": "which holds no blank",
                "http://example.com/a b": "which holds no blank: that is written %20",
                "http://ann:pin@example.com/": "for it holds a login",
                "http://example.com:port/": "Port",
                "please wait": "which begins with http:// or https://",
                "ftp://${host}/a": "which begins with http:// or https://",
                "www.example.com/?n=${n}": "which begins with http:// or https://",
            }.items()
        ),
        (f"<get>http://example.com/{'a' * 8192}</get>", "an address may have 8192 characters"),
        ("<get/>", "<get> gets no answer: '' is no address"),
        ('<play type="url">12345</play>', 'type="callfireid" was probably meant'),
        ('<gotoXML>there</gotoXML><hangup name="there"/>', "<goto> was probably meant"),
        ('<play type="tts">http://example.com/a.wav</play>', 'type="url" was probably meant'),
        ("<play>https://example.com/a.wav?n=${n}</play>", 'type="url" was probably meant'),
        ('<play type="callfireid">welcome</play>', "'welcome' is no id of a sound"),
    ],
)
def test_the_author_is_warned_of_addresses_that_give_no_answer(body, words):
    assert any(words in warning.problem for warning in look_through(inside(body)).warnings)


@pytest.mark.parametrize(
    "body",
    [
        "<get>http://example.com/?a=1&amp;b=${b}</get><post>HTTPS://Example.com:8443/\u00e9?q=a+b</post>",
        "<get>${base}/a</get><get>http${s}://a.example</get><get>https://${host}/</get><get>\n http://[::1]/ </get>",
        '<play type="url">recording:voicemail</play><play type="url">recording:${n}</play><gotoXML>${u}</gotoXML>',
        '<play type="callfireid">12345</play><play type="callfireid">${id_of_sound}</play>',
        '<play type="tts">See http://example.com for more. It costs $5, {really}.</play>',
        '<menu maxDigits="20" timeout="1"><play type="tts">x</play><keypress pressed="1"/></menu>',
        '<record timeout="30"/><transfer timeout="999">12135551126</transfer><wait>${n}</wait>',
        "<dtmf>1w2 3#</dtmf><dtmf>${n}</dtmf><wait>1500</wait>",
        '<transfer whisper-tts="Press 1" screen="true">12135551126</transfer>',
    ],
)
def test_nothing_is_said_of_values_that_work_or_may_work(body):
    assert look_through(inside(body)) == ((), ())


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (
            '<menu maxDigits="0"><play type="tts">x</play><keypress pressed="1"/></menu>',
            "whatever its maxDigits 0",
        ),
        ('<menu maxdigits="101"><play type="tts">x</play><keypress pressed="1"/></menu>', "one to 100 keys"),
        ('<menu timeout="0"/>', "no time to press a key"),
        ('<record timeout="0"/>', "records nothing"),
        ('<transfer timeout="0">12135551126</transfer>', "rings nobody"),
        (
            '<transfer timeout="30000">12135551126</transfer>',
            "rings for 30000 seconds; 30 was probably meant",
        ),
        ('<transfer screen="true">12135551126</transfer>', "without a whisper-tts"),
        ("<wait>2s</wait>", "'2s' is no whole number"),
        ("<wait/>", "waits for no time"),
        ("<wait>0</wait>", "waits for no time"),
        ("<dtmf>1,2</dtmf>", "w is a pause"),
        ("<dtmf>call me</dtmf>", "nothing else of 'call me'"),
        ("<dtmf/>", "nothing else of ''"),
        ('<sms to="12135551126"/>', "is empty and sends nothing"),
        ('<text to="12135551126"> </text>', "is empty and sends nothing"),
        ('<setvar varname="">1</setvar>', "sets nothing"),
        ('<setvar varname="my pin">1</setvar>', "'my pin' is no name"),
        ('<record varname="$pin"/>', "'$pin' is no name"),
        ('<setvar varname="${pin}">1</setvar>', "sets nothing, for ${pin} is empty; pin was probably meant"),
        ('<play type="tts">Hello ${first name}</play>', "'${first name}' is plain text"),
        ('<play type="tts">Hello ${contact.firstName</play>', "'${contact.firstName' is plain text"),
        ('<play type="tts">${call.callerid.substring(2,5)}</play>', "is plain text: a name has"),
        ('<play type="tts">Hello $contact.firstName.</play>', "plain text; ${contact.firstName} was"),
        ('<play type="tts">Hello {contact.firstName}</play>', "plain text; ${contact.firstName} was"),
        (
            '<setvar varname="pin">1</setvar><stash varname="x">{{ pin }}</stash>',
            "'{{ pin }}' is plain text; ${pin} was",
        ),
        (
            '<setvar varname="pin">call.lastinput</setvar>',
            "the words 'call.lastinput' themselves; ${call.lastinput}",
        ),
        ('<sms to="contact.mobilePhone">x</sms>', "${contact.mobilePhone} was probably meant"),
        (
            '<setvar varname="pin">1</setvar><equal var="pin" expr="1"/>',
            "the words 'pin' themselves; ${pin} was",
        ),
    ],
)
def test_the_author_is_warned_of_values_without_effect(body, words):
    assert any(words in warning.problem for warning in look_through(inside(body)).warnings)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("<goto>hangup</goto>", "'hangup', but nothing has that name; <hangup/> was probably meant"),
        ("<goto>Hang up</goto>", "<hangup/> was probably meant"),
        ("<goto>end</goto>", "<hangup/> was probably meant"),
        ('<catch type="hangup" goto="hangup"/>', "or one with that name"),
        ('<goto>hangup</goto><hangup name="Hangup"/>', "'Hangup' was probably meant"),
        ("<goto>http://example.com/plan.xml</goto>", "<gotoXML> was probably meant"),
        ("<goto>menu</goto><menu/>", "a tag is reached by its attribute name"),
    ],
)
def test_a_jump_that_leads_nowhere_is_explained(body, words):
    [mistake] = look_through(inside(body)).mistakes
    assert words in mistake.problem


def test_amd_is_of_no_use_to_inbound_calls():
    text = inside("<amd><live/><machine/></amd>")
    assert look_through(text) == ((), ())
    assert "<live>" in look_through(text, is_inbound=True).warnings[0].problem


def test_passwords_are_not_kept():
    program = program_of(inside('<gtalk password="secret">x</gtalk>'))
    assert "password" not in program.root.children[0].attributes


def test_the_dialplan_of_the_guide_only_lacks_a_keypress(charity):
    assert [warning.problem for warning in look_through(charity).warnings] == ["<menu> has no <keypress>"]


def test_declared_encodings_do_not_matter():
    program = program_of(
        '<?xml version="1.0" encoding="ISO-8859-1"?><dialplan><play type="tts">ñ</play></dialplan>'
    )
    assert program.root.children[0].text.source == "ñ"


def looked(body):
    found = look_through(inside(body))
    return [(mistake.line, mistake.problem) for mistake in found.mistakes]


def test_all_mistakes_are_found_with_what_was_probably_meant():
    found = looked("""<Play>x</Play>
<menu><keypress Pressed="1"><goto>Live</goto></keypress><else/></menu>
<amd><live name="live"/></amd>words
<foo><keypress pressed="1"/><setvar varname="call.id">1</setvar></foo>
<play type="mp3">x<hangup/></play><transfer mode="ring-all">12135551126</transfer>
<if expr="1"><else/><else/></if>""")
    assert found == sorted(found)
    words = [
        (2, "<Play> is no tag of a dialplan; <play> was probably meant"),
        (4, "not the text 'words'"),
        (3, "<else> stands in"),
        (3, "<keypress> needs the attribute pressed; Pressed was probably meant for it"),
        (3, "'Live', but nothing has that name; 'live' was probably meant"),
        (4, "<amd> needs one <live> and one <machine>"),
        (5, "<foo> is no tag of a dialplan"),
        (5, "<keypress> stands in menu"),
        (5, "belongs to the system"),
        (6, "takes text, not <hangup>"),
        (6, "type='mp3'; it may be tts or url or callfireid"),
        (6, "mode='ring-all'; it may be ringall or waterfall"),
        (7, "takes one <else>"),
    ]
    assert len(found) == len(words)
    for line, part in words:
        assert any(line == at and part in problem for at, problem in found), (line, part)


def test_mistakes_and_warnings_are_found_together():
    found = look_through(inside('<hangup/><play type="tts"/><x/>'))
    assert [mistake.line for mistake in found.mistakes] == [2]
    assert len(found.warnings) == 2


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (inside("<play>a & b</play>"), "& is written &amp;"),
        (inside('<if expr="1 && 2"/>'), "&& is &amp;&amp;"),
        (inside('<if expr="1 < 2"/>'), "< is written &lt;"),
        (inside("<menu timeout=1/>"), "values stand in quotation marks"),
    ],
)
def test_slips_of_xml_are_explained(text, words):
    [mistake] = look_through(text).mistakes
    assert words in mistake.problem


def test_nobody_reads_thousands_of_mistakes():
    assert len(looked("<x/>\n" * 4_000)) == 100


def test_no_name_breaks_the_line_of_a_mistake():
    text = inside('<goto>a&#10;b&#8232;c</goto><setvar varname="call.&#10;x">1</setvar>')
    for mistake in look_through(text).mistakes:
        assert mistake.problem.isprintable()


@pytest.mark.parametrize("tag", ["hangup", "play", "if"])
def test_a_tag_with_more_attributes_than_any_needs_is_refused(tag):
    def plan(count):
        others = " ".join(f"a{i}=''" for i in range(count - 1))
        return inside(f"<{tag} expr='1' {others}/>")

    program_of(plan(100))
    with pytest.raises(BadDialplan, match=f"line 2: <{tag}>: a tag may have 100 attributes"):
        program_of(plan(101))
