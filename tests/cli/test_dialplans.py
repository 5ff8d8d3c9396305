"""`callfire-soap dialplan`."""

import pytest

PLAN = """<dialplan>
<amd><live/><machine><play type="tts">Call us, ${contact.firstName}</play><hangup/></machine></amd>
<menu name="ask"><play type="tts">Which?</play>
<keypress pressed="1"><stash varname="choice">${kind}</stash></keypress>
<keypress pressed="2"><record name="message"/><transfer>12135551126</transfer></keypress></menu>
<get varname="a">http://example.com/?a=1</get><stash varname="got">${a}</stash>
</dialplan>"""


@pytest.fixture
def plan(program):
    path = program.folder / "plan.xml"
    path.write_text(PLAN, encoding="utf-8")
    return path


def test_a_dialplan_that_can_run_is_checked(program, plan):
    ended = program.run("dialplan", "check", str(plan))
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.endswith("can run, 0 warnings\n")


def test_warnings_have_their_lines(program, plan):
    plan.write_text("<dialplan>\n<play>x</play></dialplan>")
    ended = program.run("dialplan", "check", str(plan))
    assert ended.returncode == 0
    assert ":2: warning: <play> has no type" in ended.stdout


@pytest.mark.parametrize("command", ["check", "run"])
def test_a_mistake_is_one_line_with_its_place(program, plan, command):
    plan.write_text("<dialplan>\n<x/></dialplan>")
    ended = program.run("dialplan", command, str(plan))
    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1
    assert ":2: error: <x> is no tag" in ended.stderr


def test_a_file_that_is_no_text_is_one_line(program, plan):
    plan.write_bytes(b"\xff\xfe\x00")
    ended = program.run("dialplan", "check", str(plan))
    assert (ended.returncode, ended.stderr.count("\n")) == (1, 1)
    assert f"{plan}:1: error: " in ended.stderr


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [("ISO-8859-1", "latin1"), ("UTF-16", "utf-16"), ("UTF-16", "utf-8"), ("UTF-8", "cp1252")],
)
def test_a_file_is_read_as_it_declares_to_be_written(program, plan, declared, encoding):
    text = f'<?xml version="1.0" encoding="{declared}"?><dialplan><play type="tts">café!</play></dialplan>'
    plan.write_bytes(text.encode(encoding))
    ended = program.run("dialplan", "run", str(plan))
    assert ended.returncode == 0
    assert "PLAY café!" in ended.stdout


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--keys", "1", "--set", "kind=tea"], "STASH choice=tea"),
        (["--answer", "machine", "--set", "contact.firstName=Ann"], "PLAY Call us, Ann"),
        (["--keys", "2", "--record", "7HANGUP"], "HANGUP callee"),
        (["--keys", "2", "--transfer", "answered"], "XFER 12135551126 answered"),
        (["--keys", "2", "--transfer", "2135551126=answered@9"], "XFER 12135551126 answered"),
        (["--keys", "2", "--transfer", "12135551126=busy"], "XFER 12135551126 no_answer"),
        (["--http", "http://example.com/?a=1=yes"], "STASH got=yes"),
        (["--http", "HTTP://Example.COM/?a=1=Yes"], "STASH got=Yes"),
        (["--http", "http://example.com/?a=1=b=c=d"], "STASH got=b=c=d"),
        (["--http", "http://example.com/?a=1="], "STASH got="),
        (["--http", "http://example.com/?a=1=yes"], "GET http://example.com/?a=1"),
        (["--http", "http://example.com/?a=1=yes"], "ANSWER yes"),
        (["--http", "http://example.com/?a=1=yes", "--short"], "GET"),
        (["--set", "kind=a\nHANGUP plan", "--keys", "1"], "STASH choice=a\\nHANGUP plan"),
        (["--inbound", "--answer", "machine", "--now", "2026-01-05"], "AMD live"),
    ],
)
def test_a_run_prints_its_trace(program, plan, options, expected):
    ended = program.run("dialplan", "run", str(plan), *options)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert expected in ended.stdout.splitlines()


@pytest.mark.parametrize(
    "options",
    [
        ["--record", "long"],
        ["--record", "#"],
        ["--record", "-1#"],
        ["--record", "9999999#"],
        ["--set", "kind"],
        ["--keys"],
        ["--keys", "1 abc"],
        ["--keys", "timeout"],
        ["--keys", "1,2"],
        ["--http", "http://example.com/"],
        ["--set", "=b"],
        ["--set", "a b=1"],
        ["--set", "${x}=1"],
        ["--http", "example.com=yes"],
        ["--http", "ftp://example.com/=yes"],
        ["--http", "=yes"],
        ["--transfer", "perhaps"],
        ["--transfer", "911=answered"],
        ["--transfer", "answered@9"],
        ["--transfer", "12135551126=answered@soon"],
        ["--to-number", "Ann"],
        ["--from-number", "blocked"],
    ],
)
def test_wrong_options_are_wrong_usage(program, plan, options):
    assert program.run("dialplan", "run", str(plan), *options).returncode == 2


@pytest.mark.parametrize("command", ["check", "run"])
def test_all_mistakes_are_listed(program, plan, command):
    plan.write_text("<dialplan>\n<Play>x</Play>\n<goto>Ask</goto><wait name='ask'>1</wait></dialplan>")
    ended = program.run("dialplan", command, str(plan))
    assert ended.returncode == 1
    first, second = ended.stderr.splitlines()
    assert ":2: error: <Play> is no tag of a dialplan; <play> was probably meant" in first
    assert ":3: error: <goto> leads to 'Ask', but nothing has that name; 'ask' was probably meant" in second


def test_an_option_that_changes_nothing_is_told(program, plan):
    plan.write_text("<dialplan><wait>1</wait></dialplan>")
    ended = program.run("dialplan", "run", str(plan), "--keys", "1")
    assert (ended.returncode, ended.stdout) == (0, "END\n")
    assert "--keys changes nothing" in ended.stderr


def test_time_zones_have_the_newest_rules_there_are(program, plan):
    # From November 2026 on British Columbia stays on daylight time, which rules of 2025 do not know.
    hour = "It is ${global.time.America/Vancouver.hour.military} now"
    plan.write_text(f'<dialplan><play type="tts">{hour}</play></dialplan>')
    ended = program.run("dialplan", "run", str(plan), "--now", "2026-12-15T20:30:00")
    assert (ended.returncode, "It is 13 now" in ended.stdout) == (0, True)
