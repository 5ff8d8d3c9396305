# ruff: noqa: E501, RUF001 -- dialplans and traces as they are
"""What calls come to, line by line."""

import pytest

from callfire_soap.domain.outcomes import SentText
from tests.ivr.conftest import ran, traced

MARY = {"contact": {"firstName": "Mary", "lastName": "Smith"}}
HELLO = "PLAY Hello Mary, press 1 for tickets, 2 to h…"
LIVE = ["AMD live", "GOTO Live", "MENU Live", HELLO]
ORDER = ["MENU order_tickets", "PLAY One moment, please."]
GOODBYE = ["PLAY Thank you", "GOTO Hangup", "HANGUP plan"]
NO_ANSWER = "XFER 15551234567 no_answer"


@pytest.mark.parametrize(
    ("keys", "settings", "expected"),
    [
        (
            ["2"],
            {},
            [*LIVE, "IN 2", "KEY 2", "STASH volunteer=Yes", "PLAY Thanks. We will call you later today."],
        ),
        (["1"], {}, [*LIVE, "IN 1", "KEY 1", "STASH order=Yes", "GOTO order_tickets", *ORDER, NO_ANSWER]),
        (
            ["1"],
            {"transfers": ["answered"]},
            [*LIVE, "IN 1", "KEY 1", "STASH order=Yes", "GOTO order_tickets", *ORDER],
        ),
        ([], {}, [*LIVE, "IN –", "NONE", *ORDER, NO_ANSWER]),
        (
            ["7", "2"],
            {},
            [
                *LIVE,
                "IN 7",
                "KEY default",
                "PLAY Not valid. Please try again.",
                "GOTO Live",
                *LIVE[2:],
                "IN 2",
            ],
        ),
        ([], {"answer": "machine"}, ["AMD machine", "GOTO Machine", "PLAY Hello Mary Smith. Call us."]),
        (["HANGUP"], {}, [*LIVE, "HANGUP callee"]),
    ],
)
def test_the_dialplan_of_the_guide(charity, keys, settings, expected):
    assert traced(charity, *keys, **MARY, **settings)[: len(expected)] == expected


def test_the_dialplan_of_the_guide_ends_in_its_ways(charity):
    assert traced(charity, "1", **MARY)[-3:] == GOODBYE
    assert traced(charity, "1", transfers=["answered"])[-2:] == ["XFER 15551234567 answered", "HANGUP xfer"]
    assert traced(charity, "2")[-2:] == ["GOTO Hangup", "HANGUP plan"]
    assert traced(charity, "7", "7", "7", "7", "2")[-1] == "HANGUP plan"


def test_a_branch_that_ends_goes_on_after_its_menu():
    poll = """
        <menu name="first"><play type="tts">One</play>
            <keypress pressed="1"><stash varname="a">x</stash>
                <menu name="inner"><play type="tts">Two</play>
                    <keypress pressed="2"><stash varname="b">y</stash></keypress></menu>
                <stash varname="c">z</stash></keypress>
            <keypress pressed="2"><stash varname="d">w</stash></keypress></menu>
        <stash varname="e">v</stash>"""
    ended = ran(poll, "1", "2")
    assert ended.effects.answers == (("a", "x"), ("b", "y"), ("c", "z"), ("e", "v"))
    assert ended.trace[-1] == "END"


@pytest.mark.parametrize(
    ("attributes", "pressed", "shown"),
    [
        ('maxDigits="3"', "12345", "123"),
        ('maxDigits="5"', "12#", "12"),
        ('maxDigits="5"', "12", "12"),
        ('maxDigits="3"', "123#", "123"),
        ('maxdigits="2"', "99", "99"),
        ("", "1234", "12"),
        ("", "#", "#"),
        ("", "TIMEOUT", "–"),
        ('maxDigits="${n}"', "1234", "123"),
    ],
)
def test_keys_become_an_input(attributes, pressed, shown):
    menu = f'<menu {attributes}><play type="tts">?</play><keypress pressed="10-20"/></menu>'
    assert f"IN {shown}" in traced(menu, pressed, variables={"n": "3"})


@pytest.mark.parametrize(
    ("pressed", "branch"),
    [
        ("5", "KEY 5"),
        ("4", "KEY 4-6"),
        ("6", "KEY 4-6"),
        ("9", "KEY default"),
        ("#", "KEY #"),
        ("*", "KEY default"),
        ("TIMEOUT", "KEY timeout"),
    ],
)
def test_the_branch_is_the_literal_then_the_range_then_the_default(pressed, branch):
    menu = "".join(f'<keypress pressed="{each}"/>' for each in ("default", "4-6", "5", "#", "Timeout"))
    assert branch in traced(f"<menu>{menu}</menu>", pressed)


def test_ranges_take_as_many_digits_as_their_bounds_have():
    menu = (
        '<menu maxDigits="10"><keypress pressed="2000000000-9999999999"/><keypress pressed="default"/></menu>'
    )
    assert "KEY 2000000000-9999999999" in traced(menu, "2135551126")
    assert "KEY default" in traced(menu, "213555112")


def test_silence_without_a_branch_falls_through_and_keeps_the_last_input():
    menus = '<menu><keypress pressed="1"/></menu><menu><keypress pressed="default"/></menu>'
    assert traced(menus + '<stash varname="last">${call.lastinput}</stash>', "1")[-2] == "STASH last=1"


def test_six_silent_menus_end_the_call_of_a_loop():
    loop = '<menu name="m"><play type="tts">Again</play><keypress pressed="timeout"><goto>m</goto></keypress></menu>'
    trace = traced(loop)
    assert trace.count("IN –") == 6
    assert trace[-1] == "HANGUP callee"


def test_a_jump_to_a_prompt_opens_its_menu_there():
    plan = """<goto>second</goto>
        <menu><play type="tts">First</play><play type="tts" name="second">Second</play>
            <keypress pressed="1"><stash varname="a">b</stash></keypress></menu>"""
    assert traced(plan, "1") == ["GOTO second", "PLAY Second", "IN 1", "KEY 1", "STASH a=b", "END"]


def test_jumps_lead_into_branches_without_asking():
    plan = """<goto>deep</goto>
        <if expr="false"><menu><keypress pressed="1"><stash varname="a" name="deep">b</stash></keypress></menu>
            <stash varname="c">d</stash><else><stash varname="e">f</stash></else></if>
        <stash varname="g">h</stash>"""
    assert ran(plan).effects.answers == (("a", "b"), ("c", "d"), ("g", "h"))


@pytest.mark.parametrize(
    ("target", "answers"),
    [
        ("branch", ["one", "after"]),
        ("other", ["two", "after"]),
        ("live", ["alive", "after"]),
        ("condition", ["two", "after"]),
    ],
)
def test_jumps_to_containers_run_them(target, answers):
    plan = f"""<if expr="'${{been}}' == ''"><setvar varname="been">yes</setvar><goto>{target}</goto></if>
        <hangup/>
        <menu><keypress pressed="1" name="branch"><stash varname="one">1</stash><goto>after</goto></keypress></menu>
        <amd><live name="live"><stash varname="alive">1</stash><goto>after</goto></live><machine/></amd>
        <if expr="false" name="condition"><stash varname="zero">1</stash>
            <else name="other"><stash varname="two">1</stash></else></if>
        <stash varname="after" name="after">1</stash>"""
    assert [question for question, _ in ran(plan).effects.answers] == answers


def test_a_jump_to_the_root_begins_anew_and_keeps_variables():
    plan = """<dialplan name="Root"><setvar varname="n">${n} + 1</setvar>
        <if expr="${n} &lt; 3"><goto>Root</goto></if><stash varname="n">${n}</stash></dialplan>"""
    assert ran(plan).effects.answers == (("n", "3"),)


def test_account_checks_compare_what_the_address_answers():
    plan = """<menu maxDigits="6"><play type="tts">Number?</play><keypress pressed="default"/></menu>
        <get varname="known">http://example.com/check?account=${call.lastinput}&amp;by=${call.callerid}</get>
        <if expr="'${known}' == 'True'"><stash varname="ok">yes</stash><else><stash varname="ok">no</stash></else></if>"""
    http = {"http://example.com/check?account=123456&by=%2B12135551126": " True\n"}
    assert traced(plan, "123456#", http=http)[-4:] == ["GET", "IF true", "STASH ok=yes", "END"]
    assert ran(plan, "1#").effects.answers == (("ok", "no"),)


def test_voicemail_is_kept_when_the_caller_hangs_up():
    plan = '<play type="tts">Speak</play><record name="message" varname="v"/><stash varname="after">x</stash>'
    ended = ran(plan, records=[(7, "HANGUP")])
    assert [(each.name, each.seconds) for each in ended.effects.recordings] == [("message", 7)]
    assert ended.trace[-2:] == ("REC message", "HANGUP callee")
    assert ended.effects.answers == ()


def test_recording_again_replaces_and_can_be_played():
    plan = """<menu name="m"><record varname="v"/><play type="url">${v}</play>
        <keypress pressed="1"><goto>m</goto></keypress></menu>"""
    ended = ran(plan, "1", "2", records=[(3, "#"), (4.5, "#")])
    assert [(each.name, each.seconds) for each in ended.effects.recordings] == [("v", 4.5)]
    assert "PLAY recording:v" in ended.trace


def test_recordings_end_at_their_limit():
    assert (
        ran('<record name="r" timeout="30000"/>', records=[(7, "LIMIT")]).effects.recordings[0].seconds == 30
    )
    assert ran('<record timeout="5"/>', records=[(70, "#")]).effects.recordings[0].seconds == 5


def test_a_recording_in_the_background_lasts_to_the_end():
    plan = '<record background="true" name="whole"/><wait>10</wait><wait>2000</wait>'
    assert [(each.name, each.seconds) for each in ran(plan).effects.recordings] == [("whole", 12)]


def test_a_catch_follows_the_hang_up_on_a_dead_line():
    plan = """<catch type="hangup" goto="late">
            <stash varname="state">begun</stash>
            <menu name="m"><play type="tts">Hi</play><keypress pressed="1"/></menu></catch>
        <hangup/>
        <play type="tts" name="late">Nobody hears</play>
        <stash varname="state">lost</stash><record name="r"/><transfer>12135551126</transfer>
        <dnc/><hangup/><stash varname="never">x</stash>"""
    ended = ran(plan, "HANGUP")
    assert ended.trace[-5:] == (
        "HANGUP callee",
        "CATCH hangup→late",
        "STASH state=lost",
        "DNC 12135551189",
        "HANGUP plan",
    )
    assert ended.effects.answers == (("state", "lost"),)
    assert ended.effects.recordings == ()


def test_a_catch_fires_once_and_at_any_end_inside_it():
    plan = '<catch type="hangup" goto="end"><hangup name="h"/><stash varname="a" name="end">b</stash><goto>h</goto></catch>'
    assert traced(plan) == ["HANGUP plan", "CATCH hangup→end", "STASH a=b", "GOTO h", "HANGUP plan"]


def test_a_caught_digit_jumps_before_the_menu_looks_at_it():
    plan = """<catch type="digit" value="0" goto="operator">
            <menu maxDigits="4"><keypress pressed="default"><stash varname="a">b</stash></keypress></menu></catch>
        <hangup/><stash varname="key" name="operator">${call.lastinput}</stash>"""
    assert traced(plan, "120") == ["MENU", "CATCH digit→operator", "STASH key=0", "END"]
    assert traced(plan, "12")[-3:] == ["KEY default", "STASH a=b", "HANGUP plan"]


def test_the_innermost_catch_fires():
    plan = """<catch type="hangup" goto="a"><catch type="digit" value="1" goto="b"><catch type="hangup" goto="b">
        <hangup/></catch></catch></catch><hangup name="a"/><stash varname="x" name="b">1</stash>"""
    assert traced(plan)[:2] == ["HANGUP plan", "CATCH hangup→b"]


def test_transfers_go_on_where_that_is_wished_or_nobody_answers():
    plan = '<transfer continue-after="true">2135551126 x300</transfer><stash varname="after">x</stash>'
    answered = ran(plan, transfers=["answered"])
    assert answered.effects.answers == (("after", "x"),)
    assert [each.number for each in answered.effects.connections] == ["12135551126"]
    assert ran(plan, transfers=["busy"]).effects.connections == ()
    assert traced(plan, transfers=["HANGUP"]) == ["HANGUP callee"]


def test_a_waterfall_rings_one_number_after_the_other():
    plan = '<transfer mode="waterfall" timeout="10">12135551126, 12135551189</transfer>'
    assert traced(plan, transfers=["busy", "answered"]) == ["XFER 12135551189 answered", "HANGUP xfer"]
    assert traced(plan) == ["XFER 12135551126 no_answer", "XFER 12135551189 no_answer", "END"]


def test_a_transfer_to_no_number_is_not_answered():
    for wrong in ("", "911", "1-800-FLOWERS", "0135551126", "213 555 112"):
        trace = traced("<transfer>${nobody}</transfer>", transfers=["answered"], variables={"nobody": wrong})
        assert trace == [f"LOG <transfer> {wrong!r} is no number that can be dialled", "END"]


def test_numbers_beside_those_that_are_none_are_rung():
    trace = traced("<transfer>911, 12135551126</transfer>", transfers=["answered"])
    assert trace[0] == "LOG <transfer> '911' is no number that can be dialled"
    assert trace[1:] == ["XFER 12135551126 answered", "HANGUP xfer"]


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("${nobody} == 1", "'${nobody} == 1' cannot be evaluated: ${nobody} is empty"),
        ("yes == yes", "'yes == yes' cannot be evaluated: yes is not known"),
        ("1 = 1", "'1 = 1' cannot be evaluated: '= 1' is no part of an expression"),
        ("${n} == 1", "${n} is the text 'Ann', which needs quotation marks around it"),
        ("'a'.length.length.charAt(0)", "TypeError: cannot read property"),
    ],
)
def test_a_condition_that_cannot_be_evaluated_is_false_and_says_so(expression, reason):
    plan = f'<if expr="{expression}"><hangup/><else><stash varname="q">no</stash></else></if>'
    first, second, *rest = traced(plan, variables={"n": "Ann"})
    assert first == "IF false"
    assert second.startswith("LOG <if> ")
    assert reason in second
    assert rest == ["STASH q=no", "END"]


BREAKING = [
    "\n",
    "\r\n",
    "\x0b",
    "\x0c",
    "\x1c",
    "\x85",
    "\u2028",
    "\u2029",
    "\x1b[2K\r",
    "\u202e",
    "\x00",
    "\x7f",
]


@pytest.mark.parametrize("breaking", BREAKING, ids=ascii)
def test_no_value_forges_a_line_of_the_trace(breaking):
    plan = """<play>${v}</play><stash varname="${v}">${v}</stash><setvar varname="w">${v}</setvar><sms to="${v}">x</sms>
        <sms to="2135551126">${v}</sms><dnc>${v}</dnc><transfer>${v}</transfer><get>http://x/${v}</get><post>http://x/</post>
        <if expr="${v}"/><record varname="${v}"/><play type="url">${v}</play><goto>${v}</goto>"""
    value = f"a{breaking}HANGUP plan"
    for in_short in (True, False):
        settings = {"variables": {"v": value}, "http": {"http://x/": value}, "in_short": in_short}
        trace = traced(plan, **settings)
        assert trace == "\n".join(trace).splitlines()
        assert all(line.isprintable() for line in trace)
        assert "HANGUP plan" not in trace


def test_a_trace_in_full_shows_texts_addresses_and_what_they_answer():
    plan = """<play>{long}</play><get varname="a">http://x/?q=${{v}}</get><sms to="2135551126">Hi ${{a}}</sms>
        <stash varname="q">{long}</stash><post>http://y/</post><if expr="{long}"/>
        <transfer continue-after="true" whisper-tts="{long}">2135551126</transfer><gotoXML>http://z/</gotoXML>"""
    long = "word " * 60 + "end"
    trace = traced(
        plan.format(long=long),
        variables={"v": "1"},
        http={"http://x/?q=1": "Bob", "http://z/": "<dialplan/>"},
        transfers=["answered"],
        in_short=False,
    )
    assert trace == [
        f"PLAY {long}",
        "GET http://x/?q=1",
        "ANSWER Bob",
        "SMS 12135551126 Hi Bob",
        f"STASH q={long}",
        "POST http://y/",
        "LOG <post> the address gives no answer",
        "IF false",
        f"LOG <if> '{long}' cannot be evaluated: word is not known",
        "XFER 12135551126 answered",
        f"WHISPER {long}",
        "GOTO http://z/",
        "ANSWER <dialplan/>",
        "END",
    ]


def test_texts_and_forbidden_numbers_are_left_behind():
    plan = """<sms to="${call.phonenumber}">Hello ${contact.b}</sms><text to="213 555-1126">Bye</text><sms to="1">x</sms>
        <dnc>(213) 555-1126</dnc><dnc/><dnc>12</dnc>"""
    effects = ran(plan, contact={"B": "Bob"}).effects
    assert effects.texts == (SentText("12135551189", "Hello Bob"), SentText("12135551126", "Bye"))
    assert effects.forbidden == ("12135551126", "12135551189")


def test_a_later_stash_overwrites_and_keeps_the_position():
    plan = """<stash varname="a">1</stash><stash varname="What's  up ">O'Brien</stash><stash varname="a">${a}2</stash>"""
    assert ran(plan).effects.answers == (("a", "2"), ("What's  up", "O'Brien"))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("02134", "02134"),
        ("3.50", "3.50"),
        ("1_Yes", "1_Yes"),
        ("On-Line", "On-Line"),
        ("Homer Simpson", "Homer Simpson"),
        ("${zip}", "02134"),
        ("${date}", "10/12/2016"),
        ("${unset} + 1", "1"),
        ("6 / 2", "3"),
        ("2 &gt; 1", "true"),
        ("'${name}'.toUpperCase()", "O'BRIEN"),
        ("${choice${num}}", "tea"),
        ("${unset}", ""),
        ("$name", "$name"),
        ("${hostile}", "' + '"),
        ("'${hostile}'.length;", "5"),
    ],
)
def test_values_are_reckoned_only_where_an_operator_was_written(text, value):
    variables = {
        "zip": "02134",
        "date": "10/12/2016",
        "name": "O'Brien",
        "num": "2",
        "choice2": "tea",
        "hostile": "' + '",
    }
    assert ran(f'<stash varname="q">{text}</stash>', variables=variables).effects.answers == (("q", value),)


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("1 == 1", True),
        ("${call.callerid} == 12135551126", True),
        ("'${call.callerid}'.substring(2,5) == '213'", True),
        ("${unset} == 1", False),
        ("yes == yes", False),
        ("${n} = 1", False),
        ("${n} == 1 &amp;&amp; !(${n} &gt; 2)", True),
    ],
)
def test_conditions_are_those_of_javascript_and_errors_are_false(condition, holds):
    assert traced(f'<if expr="{condition}"/>', variables={"n": "1"})[0] == f"IF {str(holds).lower()}"


@pytest.mark.parametrize(
    ("var", "expr", "same"),
    [("${n}", "1.0", True), ("x", "x", True), ("x", "X", False), ("${n}", "2 - 1", True)],
)
def test_equal_compares_numbers_by_value_and_the_rest_as_it_is(var, expr, same):
    word = str(same).lower()
    assert traced(f'<equal var="{var}" expr="{expr}"/>', variables={"n": "1"})[0] == f"IF {word}"
    assert traced(f'<notEqual var="{var}" expr="{expr}"/>', variables={"n": "1"})[0] != f"IF {word}"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("global.date", "01/05/2026"),
        ("global.time", "17:00:00"),
        ("global.date.dayOfWeek", "2"),
        ("global.time.hour", "5"),
        ("global.time.hour.military", "17"),
        ("global.time.US/Pacific.hour.military", "9"),
        ("global.time.US/Pacific", "09:00:00"),
        ("global.time.Nowhere/At_all.hour", ""),
        ("global.time.../../etc/passwd", ""),
        ("global.wrong", ""),
        ("call.callerid", "+12135551126"),
        ("call.dnis", "12135551189"),
        ("call.phonenumber", "12135551189"),
        ("call.path", "Root/stash"),
        ("call.unknown", ""),
        ("contact.b", "Bob"),
        ("contact.firstname", ""),
        ("call.field.b", "Bob"),
    ],
)
def test_variables_of_the_system(name, value):
    plan = f'<dialplan name="Root"><stash varname="q">${{{name}}}</stash></dialplan>'
    assert ran(plan, contact={"B": "Bob", "firstName": "Robert"}).effects.answers == (("q", value),)


def test_inbound_calls_are_live_and_have_no_number_called():
    plan = '<amd><live><stash varname="n">${call.phonenumber}</stash><dnc/></live><machine/></amd>'
    ended = ran(plan, is_inbound=True, answer="machine")
    assert ended.effects.answers == (("n", ""),)
    assert ended.effects.forbidden == ("12135551126",)
    assert not ended.effects.by_machine


def test_another_dialplan_is_fetched_and_run_with_all_that_was_known():
    plan = (
        '<setvar varname="a">1</setvar><stash varname="x">1</stash><gotoXML>http://example.com/next</gotoXML>'
    )
    body = '<dialplan><stash varname="y">${a}</stash></dialplan>'
    assert ran(plan, http={"http://example.com/next": body}).effects.answers == (("x", "1"), ("y", "1"))
    assert traced(plan)[-1] == "LOG <gotoXML> the address gives no answer"
    assert "line 1" in traced(plan, http={"http://example.com/next": "<dialplan><x/></dialplan>"})[-1]


def test_chance_is_the_same_for_the_same_call():
    plan = '<stash varname="n">Math.floor(Math.random() * 1000000)</stash>'
    assert ran(plan, seed=7).effects == ran(plan, seed=7).effects
    assert ran(plan, seed=7).effects != ran(plan, seed=8).effects


def test_a_sound_that_is_not_there_is_skipped():
    plan = '<play type="callfireid">9</play><play type="url">http://example.com/a.wav</play><play>Hi</play>'
    trace = traced(plan)
    assert [line.split()[0] for line in trace] == ["LOG", "LOG", "PLAY", "END"]


def test_a_callee_who_hangs_up_while_listening_ends_the_call():
    assert traced('<wait>10</wait><stash varname="a">b</stash>', talk=5) == ["HANGUP callee"]


def test_machines_hear_the_message_after_the_beep():
    plan = "<amd><live/><machine><stash varname='a'>b</stash><play>Hi</play></machine></amd>"
    ended = ran(plan, answer="machine")
    assert ended.effects.by_machine
    assert ended.trace == ("AMD machine", "STASH a=b", "PLAY Hi", "END")
