"""What a line can do that the scripted one does not, and the limits of a run."""

from dataclasses import replace

import pytest

from callfire_soap.carriers.lines import ScriptedLine
from callfire_soap.domain.reactions import Reaction
from callfire_soap.ivr.checks import program_of
from callfire_soap.ivr.interpreter import run
from callfire_soap.ivr.limits import RUN_LIMITS
from callfire_soap.ivr.templates import template
from callfire_soap.ivr.variables import CallFacts
from tests.ivr.conftest import MONDAY, ran, traced


class Impatient(ScriptedLine):
    """A callee who presses a key during every prompt that a key may stop."""

    def __init__(self, during, *later):
        super().__init__(Reaction(keys=later), MONDAY)
        self.during = during
        self.stoppable = []

    def play(self, said, keys):
        self.stoppable.append(len(keys))
        return self.during if self.during in keys else super().play(said, keys)


def pressed_early(body, line):
    return list(run(program_of(f"<dialplan>{body}</dialplan>"), CallFacts(), line).trace)


MENU = """<menu maxDigits="3" name="m"><play type="tts">One</play><if expr="true"><play type="tts">Two</play></if>
    <keypress pressed="1"/><keypress pressed="123"/><keypress pressed="#"/></menu>"""


@pytest.mark.parametrize(
    ("during", "later", "shown"),
    [
        ("1", "23", "IN 123"),
        ("1", "", "IN 1"),
        ("#", "23", "IN #"),
        ("1", "2#", "IN 12"),
        ("1", "2345", "IN 123"),
    ],
)
def test_a_key_during_the_prompts_stops_them_and_is_the_first_digit(during, later, shown):
    assert pressed_early(MENU, Impatient(during, later))[:3] == ["MENU m", "PLAY One", shown]


def test_the_only_key_that_stops_other_sounds_is_one_that_a_catch_waits_for():
    plan = f"""<play type="tts">Hi</play>
        <catch type="digit" value="0" goto="operator"><play type="tts">There</play>{MENU}</catch><hangup/>
        <stash varname="key" name="operator">${{call.lastinput}}</stash>"""
    line = Impatient("0")
    trace = pressed_early(plan, line)
    assert trace == ["PLAY Hi", "PLAY There", "CATCH digit→operator", "STASH key=0", "END"]
    assert line.stoppable == [0, 1]


def test_a_loop_without_anything_to_hear_is_ended():
    assert traced('<goto name="again">again</goto>')[-1] == "LOG <goto> 1000 jumps without anything to hear"


def test_a_run_takes_so_many_steps():
    loop = '<setvar varname="n" name="a">${n} + 1</setvar><wait>0</wait><goto>a</goto>'
    ended = ran(loop + '<stash varname="n">${n}</stash>')
    assert ended.trace[-1].endswith("more than 10000 steps")


def test_expressions_take_so_long_together():
    plan = """<setvar varname="v">'x'.split('').join('${v}y')</setvar><wait name="a">0</wait>
        <setvar varname="w">('${v}' + '${n}').split('').join('${v}').split('x').join('${v}').length</setvar>
        <setvar varname="n">${n} + 1</setvar><goto>a</goto>"""
    few = replace(RUN_LIMITS, reckoning_seconds=0.01)
    assert "expressions take more than 0.01 s" in traced(plan, variables={"v": "x" * 60}, limits=few)[-1]


def test_a_call_lasts_so_long():
    ended = ran('<wait name="a">3000000</wait><goto>a</goto>')
    assert ended.trace == ("GOTO a", "GOTO a", "GOTO a", "LOG <wait> the call lasts longer than 2 hours")


def test_a_dynamic_jump_to_nowhere_ends_the_call_and_keeps_what_there_is():
    ended = ran('<stash varname="a">b</stash><goto>${nowhere}x</goto>')
    assert ended.effects.answers == (("a", "b"),)
    assert ended.trace[-1] == "LOG <goto> no tag is named 'x'"


def test_only_so_many_variables_answers_recordings_and_texts_are_kept():
    few = replace(RUN_LIMITS, variables=2, texts=2, recordings=1)
    plan = """<setvar varname="a">1</setvar><setvar varname="b">1</setvar><setvar varname="c">1</setvar>
        <setvar varname="${s}call.id">1</setvar><stash varname="x">${c}</stash><stash varname="y">${a}</stash>
        <stash varname="z">1</stash><record name="r"/><record name="s"/>
        <sms to="2135551126">1</sms><sms to="2135551126">2</sms><sms to="2135551126">3</sms>"""
    ended = ran(plan.replace("${s}call.id", "d"), limits=few)
    assert ended.effects.answers == (("x", ""), ("y", "1"))
    assert [each.name for each in ended.effects.recordings] == ["r"]
    assert len(ended.effects.texts) == 2
    assert sum(line.startswith("LOG") for line in ended.trace) == 5


def test_only_so_many_characters_are_left_behind():
    few = replace(RUN_LIMITS, left_characters=10)
    plan = """<stash varname="x">12345678</stash><sms to="2135551126">12</sms><sms to="2135551126">1</sms>
        <stash varname="">1</stash><stash varname="y"/>"""
    ended = ran(plan, limits=few)
    assert ended.effects.answers == (("x", "12345678"),)
    assert [text.message for text in ended.effects.texts] == ["1"]
    assert [line for line in ended.trace if line.startswith("LOG")] == [
        "LOG <sms> leaves more than 10 characters",
        "LOG <stash> leaves more than 10 characters",
        "LOG <stash> leaves more than 10 characters",
    ]


def test_system_variables_cannot_be_set_under_a_name_made_up_later():
    assert ran('<setvar varname="${a}id">1</setvar><stash varname="q">${call.id}</stash>',
               variables={"a": "call."}, call_id="7").effects.answers == (("q", "7"),)  # fmt: skip


def test_long_values_and_lines_are_cut_off():
    plan = '<setvar varname="v">${v}</setvar><stash varname="${v}">${v}${v}</stash>'
    [(question, response)] = ran(plan, variables={"v": "x" * 5_000}).effects.answers
    assert (len(question), len(response)) == (255, 4_000)
    assert max(map(len, traced(plan, variables={"v": "x" * 5_000}))) == 200


def test_values_from_addresses_fit_into_a_query():
    plan = '<get varname="a">http://x/${p}?q=${v}</get><post>http://x/${p}?q=${v}</post>'
    trace = traced(
        plan, variables={"p": "a/b", "v": "+1 &x"}, http={"http://x/a/b?q=%2B1%20%26x": "y" * 9_000}
    )
    assert trace == ["GET", "POST", "END"]


def test_tags_without_a_service_behind_them_are_noted():
    assert traced("<analytics>x</analytics><gtalk>y</gtalk><dtmf>1w#</dtmf>") == [
        "LOG <analytics> does nothing",
        "LOG <gtalk> does nothing",
        "END",
    ]


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("${a", "${a"),
        ("${a b}", "${a b}"),
        ("}${x}{", "}1{"),
        ("${ x }", "1"),
        ("${" * 12 + "x" + "}" * 12, "${${"),
        ("${x}" * 70_000, "1" * 65_536),
    ],
)
def test_what_is_no_reference_is_text(text, filled):
    assert template(text).fill(lambda name: "1" if name == "x" else "").startswith(filled[:60])
