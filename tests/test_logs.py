"""Lines of the log, for people and for programs."""

import json
import logging
import sys
from io import StringIO
from threading import Event

import pytest

from callfire_soap.logs import DEFECTS, Aside, JsonLines, TextLines, facts_of, tell, tell_defect

LOG = logging.getLogger("callfire_soap.tests")
ODD = [
    "two words",
    "a\nERROR all is lost",
    "\x1b[2J",
    'quote"quote',
    "",
    "a=b",
    "\u2028",
    "\U000e0041",
    "Zo\u00eb",
]


def record_of(caplog, **facts):
    with caplog.at_level(logging.INFO):
        tell(LOG, logging.INFO, "something happened", **facts)
    [record] = caplog.records
    return record


def test_a_line_says_what_happened_and_the_facts_in_their_order(caplog):
    line = TextLines().format(record_of(caplog, id=7, name="Spring sale", at="http://127.0.0.1:8080"))
    assert line.endswith(
        'INFO callfire_soap.tests: something happened id=7 name="Spring sale" at=http://127.0.0.1:8080'
    )


@pytest.mark.parametrize("value", ODD)
def test_a_fact_forges_no_line_and_no_other_fact(caplog, value):
    record = record_of(caplog, name=value, id=7)
    line = TextLines().format(record)
    assert line.isprintable()
    assert line.endswith(" id=7")
    shown = line.partition(" name=")[2].removesuffix(" id=7")
    assert shown.startswith('"') == shown.endswith('"')
    assert shown.isalpha() or shown.startswith('"')
    [told] = [json.loads(line) for line in JsonLines().format(record).splitlines()]
    assert told["name"] == value


def test_a_line_of_json_has_all_there_is(caplog):
    told = json.loads(JsonLines().format(record_of(caplog, id=7, waiting=None)))
    assert told.pop("at").endswith("Z")
    assert told == {
        "level": "info",
        "logger": "callfire_soap.tests",
        "message": "something happened",
        "id": 7,
        "waiting": None,
    }


@pytest.mark.parametrize("lines", [TextLines(), JsonLines()])
def test_what_others_log_is_written_as_well(lines):
    record = logging.LogRecord("sqlalchemy", logging.WARNING, "", 1, "%d things", (3,), None)
    assert "3 things" in lines.format(record)


def test_what_weighs_too_little_is_not_told(caplog):
    with caplog.at_level(logging.WARNING, "callfire_soap"):
        tell(LOG, logging.INFO, "something happened")
    assert caplog.records == []


class TestDefects:
    """What somebody has to mend is counted, and told with where it came from."""

    def test_they_are_counted(self, caplog):
        before = DEFECTS.seen
        for error in (LookupError("one"), LookupError("two")):
            tell_defect(LOG, "it failed", error, id=3)
        told = [dict(facts_of(record)) for record in caplog.records]
        assert told == [{"id": 3, "defect": before + 1}, {"id": 3, "defect": before + 2}]
        assert DEFECTS.seen == before + 2

    def test_the_error_that_is_handled_is_told(self, caplog):
        try:
            {}["one"]
        except LookupError:
            tell_defect(LOG, "it failed")
        [record] = caplog.records
        assert record.levelno == logging.ERROR
        assert "KeyError: 'one'" in TextLines().format(record)
        assert "KeyError: 'one'" in json.loads(JsonLines().format(record))["error"]


class Stuck(StringIO):
    """A stream that nobody reads for a while."""

    def __init__(self):
        super().__init__()
        self.is_read = Event()

    def write(self, text):
        self.is_read.wait()
        return super().write(text)


@pytest.fixture
def stream():
    return Stuck()


@pytest.fixture
def aside(stream):
    handler = Aside(stream)
    handler.setFormatter(logging.Formatter("%(message)s"))
    yield handler
    stream.is_read.set()
    handler.close()


def log(handler, message):
    handler.handle(logging.makeLogRecord({"msg": message}))


def test_nobody_waits_for_a_stream_that_nobody_reads(aside, stream):
    for number in range(2 * Aside.MOST_WAITING):
        log(aside, str(number))
    stream.is_read.set()
    aside.close()
    written = stream.getvalue().split()
    assert written[:3] == ["0", "1", "2"]
    assert Aside.MOST_WAITING <= len(written) <= Aside.MOST_WAITING + 2


def test_the_last_lines_are_written_before_the_end(aside, stream):
    stream.is_read.set()
    log(aside, "the last")
    aside.close()
    assert stream.getvalue() == "the last\n"


def test_a_stream_that_is_gone_ends_nothing():
    closed = StringIO()
    closed.close()
    handler = Aside(closed)
    log(handler, "lost")
    handler.close()
    assert sys.stderr is not closed
