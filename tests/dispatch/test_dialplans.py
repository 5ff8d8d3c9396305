"""Which calls of a broadcast share a course, and what sounds elsewhere are worth."""

import pytest

from callfire_soap.carriers.fetching import WebFetcher
from callfire_soap.dispatch.dialplans import NOTHING_OUTSIDE, Dialplan, SoundsOutside
from callfire_soap.ivr.checks import program_of
from callfire_soap.media import tones
from callfire_soap.store.actions import ClaimedRow

ANN = {"contact.firstName": "Ann", "firstName": "Ann"}
BOB = {"contact.firstName": "Bob", "firstName": "Bob"}


def dialplan(body):
    return Dialplan(program_of(f"<dialplan>{body}</dialplan>"), {}, NOTHING_OUTSIDE)


def course(plan, attempt, to="12136001000", values=None):
    row = ClaimedRow(attempt, 1, None, attempt, "13105551212", to, 1, None, None)
    return plan.course_of(row, attempt, values or {})


def test_calls_that_nothing_tells_apart_share_a_course():
    plan = dialplan('<play type="tts">Hello ${call.callerid}</play>')
    assert course(plan, 1) is course(plan, 2, to="12136001001")
    assert not plan.is_personal


@pytest.mark.parametrize(
    "body",
    [
        '<play type="tts">${call.id}</play>',
        '<play type="tts">${${x}}</play>',
        '<setvar varname="x">Math.random()</setvar>',
        "<gotoXML>http://a.example/</gotoXML>",
    ],
)
def test_what_depends_on_the_call_is_a_course_of_its_own(body):
    plan = dialplan(body)
    assert course(plan, 1) is not course(plan, 2)
    assert course(plan, 1) is course(plan, 1)


@pytest.mark.parametrize(
    "body", ["<dnc/>", "<dnc>${call.phonenumber}</dnc>", '<sms to="${call.dnis}">x</sms>']
)
def test_what_depends_on_the_number_is_shared_by_number(body):
    plan = dialplan(body)
    assert course(plan, 1) is course(plan, 2)
    assert course(plan, 1) is not course(plan, 2, to="12136001001")


@pytest.mark.parametrize("name", ["contact.firstName", "call.field.firstName"])
def test_what_depends_on_the_contact_is_shared_by_its_fields(name):
    plan = dialplan(f'<play type="tts">${{{name}}}</play>')
    assert plan.is_personal
    assert course(plan, 1, values=ANN) is course(plan, 2, values=ANN)
    assert course(plan, 1, values=ANN) is not course(plan, 1, values=BOB)


def test_courses_are_not_remembered_for_ever():
    plan = dialplan("<dnc/>")
    first = course(plan, 1, to="0")
    for number in range(1, 2_001):
        course(plan, 1, to=str(number))
    assert course(plan, 1, to="0") is not first


class Outside(WebFetcher):
    """Answers what it is given, and counts how often it is asked."""

    def __init__(self, content):
        super().__init__([])
        self.content, self.asked = content, 0

    def fetch_bytes(self, method, address, most):
        self.asked += 1
        return self.content


def test_sounds_elsewhere_are_fetched_once_unless_wanted_anew():
    fetcher = Outside(tones.tone(2.5).wav)
    sounds = SoundsOutside(fetcher)
    assert [sounds("http://a/", anew=anew) for anew in (False, False, True)] == [2.5, 2.5, 2.5]
    assert fetcher.asked == 2


@pytest.mark.parametrize("content", [None, b"", b"no sound"])
def test_what_is_no_sound_has_no_length(content):
    assert SoundsOutside(Outside(content))("http://a/", anew=False) is None


def test_nothing_is_fetched_unless_that_is_switched_on():
    assert NOTHING_OUTSIDE("http://a/", anew=False) is None
