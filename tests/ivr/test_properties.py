"""Any dialplan that is accepted ends within its limits, whatever the callee does."""

from datetime import UTC, datetime, timedelta
from xml.sax.saxutils import escape, quoteattr

from hypothesis import given, settings
from hypothesis import strategies as st

from callfire_soap.carriers.lines import ScriptedLine
from callfire_soap.domain.outcomes import Answer
from callfire_soap.domain.reactions import Reaction, RecordEnd, RecordReaction, TransferReaction
from callfire_soap.ivr.checks import look_through, program_of
from callfire_soap.ivr.interpreter import run
from callfire_soap.ivr.limits import RUN_LIMITS
from callfire_soap.ivr.mistakes import BadDialplan
from callfire_soap.ivr.tags import TAGS
from callfire_soap.ivr.variables import CallFacts

NOW = datetime(2026, 1, 5, 17, tzinfo=UTC)
NAMES = ["a", "b", "c", "d", "e"]
ANCHORS = "".join(f'<wait name="{name}">1</wait>' for name in NAMES)

names = st.sampled_from(["", *(f'name="{name}"' for name in NAMES)])
words = st.sampled_from(
    [
        "x",
        "1",
        "${v}",
        "${v} + 1",
        "'${v}' == ''",
        "${call.lastinput}",
        "${${v}}",
        "Math.random()",
        "12135551126",
        "${",
    ]
) | st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="￾￿"), max_size=8
)
texts = words.map(escape)
values = words.map(quoteattr)
variables = st.sampled_from(["v", "w", "a b", "voice-mail", ""])
targets = st.sampled_from(NAMES)
urls = st.sampled_from(["http://x/1", "http://x/2", "recording:v", "nowhere"])


def tag(form, **parts):
    return st.fixed_dictionaries({"name": names, **parts}).map(lambda filled: form.format(**filled))


simple = st.one_of(
    tag("<play {name} type='tts'>{text}</play>", text=texts),
    tag("<play {name} type='url'>{url}</play>", url=urls),
    tag("<stash {name} varname={v}>{text}</stash>", v=values, text=texts),
    tag("<setvar {name} varname='{v}'>{text}</setvar>", v=variables, text=texts),
    tag("<goto {name}>{target}</goto>", target=targets),
    tag("<goto {name}>${{v}}</goto>"),
    tag("<hangup {name}/>"),
    tag(
        "<transfer {name} {more}>{text}</transfer>",
        text=texts,
        more=st.sampled_from(["", "continue-after='true'"]),
    ),
    tag(
        "<record {name} varname='{v}' {more}/>", v=variables, more=st.sampled_from(["", "background='true'"])
    ),
    tag("<dnc {name}>{text}</dnc>", text=texts),
    tag("<sms {name} to={to}>{text}</sms>", to=values, text=texts),
    tag("<get {name} varname='{v}'>{url}</get>", v=variables, url=urls),
    tag("<gotoXML {name}>{url}</gotoXML>", url=urls),
    tag("<wait {name}>{text}</wait>", text=texts),
    tag("<dtmf {name}>{text}</dtmf>", text=texts),
    tag("<gtalk {name}>{text}</gtalk>", text=texts),
)
pressed = st.sampled_from(["1", "2", "12", "#", "*", "1-20", "default", "timeout"])


def containers(inner):
    nodes = st.lists(inner, max_size=3).map("".join)
    otherwise = st.sampled_from(["", "<else><wait>1</wait></else>"])
    keys = st.lists(
        tag("<keypress {name} pressed='{key}'>{nodes}</keypress>", key=pressed, nodes=nodes), max_size=3
    )
    return st.one_of(
        tag("<menu {name} maxDigits={most}>{nodes}{keys}</menu>", most=st.sampled_from(["'1'", "'${v}'"]), nodes=nodes,
            keys=keys.map("".join)),
        tag("<if {name} expr={expr}>{nodes}{other}</if>", expr=values, nodes=nodes, other=otherwise),
        tag("<equal {name} var={var} expr={expr}>{nodes}</equal>", var=values, expr=values, nodes=nodes),
        tag("<catch {name} type='hangup' goto='{target}'>{nodes}</catch>", target=targets, nodes=nodes),
        tag("<catch {name} type='digit' value='1' goto='{target}'>{nodes}</catch>", target=targets, nodes=nodes),
        tag("<amd {name}><live>{nodes}</live><machine>{more}</machine></amd>", nodes=nodes, more=nodes),
    )  # fmt: skip


dialplans = st.lists(st.recursive(simple, containers, max_leaves=20), min_size=1, max_size=6).map(
    lambda nodes: f"<dialplan>{''.join(nodes)}{ANCHORS}</dialplan>"
)
reactions = st.builds(
    Reaction,
    answer=st.sampled_from([Answer.LIVE, Answer.MACHINE]),
    talk=st.none() | st.floats(0, 300),
    keys=st.lists(
        st.sampled_from(["1", "2", "12#", "#", "*", "TIMEOUT", "HANGUP", "99999999"]), max_size=40
    ).map(tuple),
    records=st.lists(
        st.builds(RecordReaction, st.floats(0, 9_999), st.sampled_from(RecordEnd)), max_size=5
    ).map(tuple),
    transfers=st.lists(st.sampled_from(TransferReaction), max_size=5).map(tuple),
    http=st.dictionaries(
        urls, st.sampled_from(["x", "a", "<dialplan><goto>z</goto></dialplan>"]) | dialplans
    ),
)


@given(dialplans, reactions)
@settings(max_examples=300, deadline=None)
def test_every_dialplan_ends_within_its_limits(text, reaction):
    line = ScriptedLine(reaction, NOW)
    ended = run(program_of(text), CallFacts(to_number="12135551189"), line)
    limits, effects = RUN_LIMITS, ended.effects
    assert ended.trace[-1].split()[0] in {"HANGUP", "END", "LOG"}
    assert line.now() - NOW <= timedelta(seconds=limits.seconds + 60)
    assert len(ended.trace) <= 3 * limits.steps
    assert len(effects.answers) <= limits.variables
    assert len(effects.recordings) <= limits.recordings
    assert all(each.seconds <= limits.recording_seconds for each in effects.recordings)
    assert all(len(question) <= 255 and len(response) <= 4_000 for question, response in effects.answers)


@given(dialplans, reactions)
@settings(max_examples=60, deadline=None)
def test_the_same_callee_makes_the_same_call(text, reaction):
    program, facts = program_of(text), CallFacts(seed=3)
    assert run(program, facts, ScriptedLine(reaction, NOW)) == run(
        program, facts, ScriptedLine(reaction, NOW)
    )


tags = st.sampled_from([*TAGS, "script", "x:y"])
attributes = st.dictionaries(
    st.sampled_from(
        ["name", "type", "pressed", "expr", "var", "goto", "to", "varname", "value", "timeout", "xmlns"]
    ),
    st.sampled_from(["a", "1", "default", "digit", "hangup", "tts", "${a}", "call.id", ""]),
    max_size=3,
)


@st.composite
def elements(draw, inner):
    written = "".join(f" {name}={quoteattr(value)}" for name, value in draw(attributes).items())
    tag_ = draw(tags)
    return f"<{tag_}{written}>\n{''.join(draw(st.lists(inner, max_size=3)))}</{tag_}>"


documents = st.recursive(
    texts | st.sampled_from(["&lt;", "&x;", "<!-- -->", "<?a b?>", "<", "]]>"]), elements
)


@given(documents.map(lambda inner: f"<dialplan>{inner}</dialplan>") | documents | st.text(), reactions)
@settings(max_examples=300, deadline=None)
def test_any_text_is_refused_with_its_line_or_runs(text, reaction):
    program = None
    try:
        program = program_of(text)
    except BadDialplan as mistake:
        refused = mistake
    assert bool(look_through(text).mistakes) is (program is None)
    if program is None:
        assert 1 <= refused.line <= text.count("\n") + text.count("\r") + 1
        assert refused.message.startswith(f"DialplanXml line {refused.line}: ")
        return
    assert run(program, CallFacts(), ScriptedLine(reaction, NOW)).trace
