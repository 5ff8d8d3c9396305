# ruff: noqa: SLF001, SIM905 -- the engine is tried behind its walls; long lists of cases
"""Expressions answer like JavaScript, and reach nothing."""

from time import thread_time

import pytest
import quickjs
from hypothesis import given, settings
from hypothesis import strategies as st

from callfire_soap.ivr import engine
from callfire_soap.ivr.expressions import BadExpression, evaluate, is_true
from callfire_soap.ivr.templates import template


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 + 1", "2"),
        ("1.0 * 3", "3"),
        ("10 / 4", "2.5"),
        ("'a' + \"b\"", "ab"),
        ("7 % 4 - -1", "4"),
        ("02134", "2134"),
        ("010 == 10", "true"),
        ("'02134' == '2134'", "false"),
        ("12345678901234567890 == 12345678901234567891", "false"),
        ("12345678901234567890 &lt; 1".replace("&lt;", "<"), "false"),
        ("12345678901234567890 + 1", "12345678901234567000"),
        ("'+1555' == 1555", "true"),
        ("'1' === 1", "false"),
        ("!(1 > 2) && true || false", "true"),
        ("1 > 2 ? 'x' : 'y'", "y"),
        ("'+13235551212'.substring(2,5)", "323"),
        ("'a,b,c'.split(',')[1]", "b"),
        ("'a,b'.split(',').join('-')", "a-b"),
        ("'abc'.length", "3"),
        ("' x '.trim().toUpperCase().charAt(0)", "X"),
        ("'abc'.indexOf('c') >= 0", "true"),
        ("'aXa'.replace('X', '-').toLowerCase()", "a-a"),
        ("parseInt('12px') + parseFloat('0.5') + Number('1') + String(1)", "13.51"),
        ("Math.max(Math.floor(2.5), Math.ceil(0.2), Math.round(1.4), Math.abs(-1), Math.min(1, 2))", "2"),
        ("NaN == NaN", "false"),
        ("null == undefined;", "true"),
        (r"'it\'s'", "it's"),
    ],
)
def test_expressions_are_those_of_javascript(text, value):
    assert evaluate(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "", ";", "Homer Simpson", "1_Yes", "x", "1 = 1", "1 +", "(1", "1)", "1 2", "'a' 'b'", "1++", "5--3", "[1]",
        "{}", "`a`", "a => a", "function(){}", "while(1);", "1; 2", "new Date", "this", "globalThis", "eval('1')",
        "''.constructor", "''['constructor']('x')", "''.__proto__", "/a/", "1 // 2", "/* */ 1", "Math", "Math.PI",
        "Math.constructor", "Math.floor", "parseInt", "import('os')", "require('fs')", "'a'.repeat(9)", "a.b",
        "'\\u0041'", "'\n'", "1..toString()", "...1", "void 0", "typeof 1", "delete 1", "1 in 2", "0x10", "1n",
        "true(1)", "('a')('b')", "'a'.length()", "async", "await 1", "yield", "$", "_", "\\u0065val('1')", "1,2", "a,b",
    ],
)  # fmt: skip
def test_nothing_else_is_an_expression(text):
    with pytest.raises(BadExpression):
        evaluate(text)


def seconds(text):
    began = thread_time()
    evaluate(text)
    return thread_time() - began


@pytest.fixture(scope="module")
def most():
    """Answer the seconds that no expression may take: many times those of a sum that is nearly too long."""
    return 30 * min(seconds("+".join(["1"] * 4_000)) for _ in range(5))


@pytest.mark.parametrize(
    "text",
    [
        "!" * 9_000 + "1",
        "- " * 9_000 + "1",
        "(" * 9_000 + "1" + ")" * 9_000,
        "+".join(["1"] * 20_000),
        "1 ? " * 4_000 + "1" + " : 1" * 4_000,
        "'" + "a" * 4_000 + "'" + (".split('').join('" + "b" * 4_000 + "')") * 8,
    ],
)
def test_no_expression_takes_long_or_much(text, most):
    started = thread_time()
    with pytest.raises(BadExpression):
        evaluate(text)
    assert thread_time() - started < most
    assert evaluate("1 + 2") == "3"


def test_chance_follows_the_seed():
    assert evaluate("Math.random()", 1) == evaluate("Math.random()", 1) != evaluate("Math.random()", 2)
    assert 0 <= float(evaluate("Math.random()", 3)) < 1


def test_the_engine_knows_no_host_and_has_lost_its_own_names():
    bare = engine._engine()
    for name in (
        "eval",
        "Function",
        "globalThis",
        "Date",
        "Proxy",
        "Reflect",
        "Object",
        "Promise",
        "RegExp",
        "JSON",
    ):
        assert bare.eval(f"typeof {name}") == "undefined"
    for reached in (
        "''.constructor",
        "(() => 1).constructor",
        "[].constructor",
        "(async () => 1).constructor",
    ):
        assert bare.eval(f"typeof {reached}") == "undefined"
    with pytest.raises(quickjs.JSException):
        bare.eval("for (;;);")
    del engine._engines.engine


_FRAGMENTS = st.sampled_from(
    """1 02 9999999999999999999 'a' "b" + - * / % < <= > >= == != === !== && || ! ? : ( ) [ ] . , ; = ++ -- => { } `
    true false null undefined NaN this globalThis eval Function constructor __proto__ prototype import require process
    os std open fetch while for function async yield new Date Math random floor split join replace length trim
    substring charAt Number String parseInt call apply bind $ _ \\ // /* */ ' " """.split()
)


@given(
    st.lists(_FRAGMENTS, max_size=25).map("".join)
    | st.lists(_FRAGMENTS, max_size=25).map(" ".join)
    | st.text()
)
@settings(max_examples=400, deadline=None)
def test_whatever_is_written_gives_a_text_or_a_refusal(most, text):
    started = thread_time()
    try:
        value = evaluate(text)
        assert isinstance(is_true(text), bool)
    except BadExpression:
        return
    assert "native code" not in value
    assert "[object" not in value
    assert thread_time() - started < most


ANY_TEXT = st.text(
    st.characters(codec="utf-8", exclude_characters="\0") | st.sampled_from("'\"\\\n\r\u2028${}|&()")
)


@given(ANY_TEXT, ANY_TEXT)
@settings(max_examples=300, deadline=None)
def test_what_is_put_inside_quotation_marks_stays_inside(value, other):
    known = {"x": value, "y": other}
    for quote in "'\"":
        filled = template(f"{quote}${{x}}{quote} == {quote}${{y}}{quote}").fill_expression(known.__getitem__)
        assert is_true(filled) is (value == other)


@given(ANY_TEXT)
@settings(max_examples=300, deadline=None)
def test_a_backslash_before_a_value_is_a_backslash(value):
    filled = template(r"'it\'s \${x}'").fill_expression(lambda _: value)
    assert evaluate(filled) == "it's \\" + value


def test_what_the_engine_cannot_take_is_replaced():
    assert inserted("'${x}'", "a\0b\ud800c") == "a\ufffdb\ufffdc"


def inserted(text, value):
    return evaluate(template(text).fill_expression(lambda _: value))


@pytest.mark.parametrize(
    ("text", "value", "answer"),
    [
        ("${x} == 1", "1", "true"),
        ("${x} == 7", "007", "true"),
        ("${x} == 12135551126", "+12135551126", "true"),
        ("5 -${x}", "-3", "8"),
        ("5 - -${x}", "-3", "2"),
        ("-${x}", " 2.5 ", "-2.5"),
        ("${x} + 1", "", "1"),
        ("${x} + 1 + 1", "", "2"),
        ("10 - ${x} - 20", "", "-10"),
        ("10 + ${x} - 20 > 0", "", "false"),
        ("10 -${x}-20", "", "-10"),
        ("10 - ${x}", "", "10"),
        ("2 * ${x} - 5", "", "-5"),
        ("'Hi ' + ${x} + '!'", "", "Hi !"),
        ("'Hi ' + ${x} + ${x}", "", "Hi "),
        ("${x} + 'a'", "", "a"),
        ("'a' == 'b' || 1 + ${x} + 1", "", "2"),
        ("1${x} + 1", "", "2"),
        ("1${x} + 1", "2", "13"),
        ("!${x}", "false", "true"),
        ("${x} == 12345678901234567891", "12345678901234567890", "false"),
        ("'${x}' + 1", "1 || 1", "1 || 11"),
        ("'${x}'.length == 3", "'\"\\", "true"),
    ],
)
def test_a_value_is_what_it_says(text, value, answer):
    assert inserted(text, value) == answer


@pytest.mark.parametrize(
    "text", ["${x}", "${x} == 1", "!${x}", "(${x})", "0 || ${x}", "1 ? ${x} : 2", "1${x}"]
)
@pytest.mark.parametrize(
    "value",
    ["1 || 1", "1) || (1", "1 == 1", "'a' == 'a'", "true || 1", "Math.random()", "1;", "1 /*", "1 - 1", "10/12/2016",
     "1,1", "1 ? 1 : 1", "!0", "213-555-1126", "Ann", "'Ann'", "==", "(1)", "1\n|| 1", "- 1", "--1", "NaN || 1",
     ".", "+"],
)  # fmt: skip
def test_a_text_outside_of_quotation_marks_is_no_code(text, value):
    with pytest.raises(BadExpression):
        inserted(text, value)


@pytest.mark.parametrize(
    "text",
    ["${x} == 1", "${x} < 3", "1 != ${x}", "!${x}", "1 =${x}= 1", "3 <${x}= 4", "1 &${x}& 1", "5 ${x} 3"],
)
def test_without_a_value_an_operand_is_missing(text):
    with pytest.raises(BadExpression):
        inserted(text, "")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("1 +", "the expression is not complete"),
        ("(1 + )", "the expression is not complete"),
        ("== 1", "something is missing before =="),
        ("10 (-5) > 3", "an operator is missing"),
        ("'1 == 1", "a quotation mark is missing"),
        ("- " * 9_000 + "1", "the expression is too long"),
        ("!" * 9_000 + "1", "the expression is too long"),
    ],
)
def test_a_problem_is_told_in_the_words_of_the_expression(text, problem):
    with pytest.raises(BadExpression) as raised:
        evaluate(text)
    assert str(raised.value) == problem
