"""Broadcasts, their configurations and their labels."""

from datetime import time, timedelta

import pytest

from callfire_soap.domain.answering import AnsweringMachineConfig
from callfire_soap.domain.broadcasts import BroadcastStatus, BroadcastType
from callfire_soap.domain.calling_hours import CallingHours
from callfire_soap.domain.dispositions import Disposition
from callfire_soap.domain.retries import RetryPhoneType, RetryPolicy
from callfire_soap.domain.texts import BigMessageStrategy
from callfire_soap.store import broadcasts, labels
from callfire_soap.store.broadcasts import BroadcastFilter
from tests.builders import NOW, add_actions, add_broadcast, ivr, los_angeles, text, voice

RETRY = RetryPolicy(
    max_attempts=3,
    minutes_between_attempts=5,
    results=(Disposition.BUSY, Disposition.NO_ANSWER),
    phone_types=(RetryPhoneType.HOME_PHONE, RetryPhoneType.FIRST_NUMBER),
)
HOURS = CallingHours(time(9), time(17, 30, 15))

CONFIGS = [
    voice(),
    voice(
        7,
        machine_sound=8,
        transfer_sound=9,
        dnc_sound=10,
        answering=AnsweringMachineConfig.LIVE_WITH_AMD,
        calling_hours=HOURS,
        retry=RETRY,
        transfer_digit="1",
        transfer_number="12135551212",
        dnc_digit="#",
        max_active_transfers=3,
    ),
    text(),
    text("Hi ${name}", retry=RETRY, calling_hours=HOURS, big_message=BigMessageStrategy.TRIM),
    ivr(
        "<dialplan name='a'>\n  <play type=\"tts\">Grüß Gott</play></dialplan>",
        retry=RETRY,
        calling_hours=HOURS,
    ),
]


@pytest.mark.parametrize("config", CONFIGS)
def test_a_configuration_is_read_as_it_was_written(connection, mine, config):
    broadcast = add_broadcast(connection, mine, config)
    assert broadcasts.find_broadcast(connection, mine, broadcast).settings == config


def test_a_fresh_broadcast_is_stopped(connection, mine):
    row = broadcasts.find_broadcast(connection, mine, add_broadcast(connection, mine, text(), name="Mine"))
    assert (row.name, row.type, row.status) == ("Mine", BroadcastType.TEXT, BroadcastStatus.STOPPED)
    assert row.created_at == row.modified_at == NOW


def test_a_broadcast_of_another_account_is_not_found(connection, mine, others):
    theirs = add_broadcast(connection, others)
    assert broadcasts.find_broadcast(connection, mine, theirs) is None
    assert broadcasts.find_broadcast(connection, mine, 0) is None


def test_a_change_is_dated(connection, mine):
    broadcast, other = add_broadcast(connection, mine), add_broadcast(connection, mine)
    later = NOW + timedelta(minutes=1)
    broadcasts.change_broadcast(connection, broadcast, later, status=BroadcastStatus.RUNNING, max_active=5)
    row = broadcasts.find_broadcast(connection, mine, broadcast)
    assert (row.status, row.max_active, row.modified_at) == (BroadcastStatus.RUNNING, 5, later)
    assert broadcasts.find_broadcast(connection, mine, other).modified_at == NOW


def page(connection, account, wanted=BroadcastFilter(), first=0, limit=1000):  # noqa: B008 -- it never changes
    total, rows = broadcasts.page_of_broadcasts(connection, account, wanted, first, limit)
    return total, [row.id for row in rows]


def test_broadcasts_are_listed_oldest_first(connection, mine, others):
    ids = [add_broadcast(connection, mine) for _ in range(5)]
    add_broadcast(connection, others)
    assert page(connection, mine) == (5, ids)
    assert page(connection, mine, first=1, limit=2) == (5, ids[1:3])
    assert page(connection, mine, first=5) == (5, [])
    assert page(connection, mine, first=99) == (5, [])


def test_archived_broadcasts_are_found_but_not_listed(connection, mine):
    archived = add_broadcast(connection, mine, status=BroadcastStatus.ARCHIVED)
    assert page(connection, mine) == (0, [])
    assert broadcasts.find_broadcast(connection, mine, archived).id == archived


def test_broadcasts_are_filtered_by_type(connection, mine):
    voice_, text_, ivr_ = (add_broadcast(connection, mine, config) for config in (voice(), text(), ivr()))
    assert page(connection, mine, BroadcastFilter(types=[BroadcastType.TEXT])) == (1, [text_])
    both = BroadcastFilter(types=[BroadcastType.VOICE, BroadcastType.IVR])
    assert page(connection, mine, both) == (2, [voice_, ivr_])


def test_broadcasts_about_to_run_are_filtered_as_running(connection, mine):
    by_status = {
        status: add_broadcast(connection, mine, status=status)
        for status in list(BroadcastStatus)[:5]
        if status is not BroadcastStatus.ARCHIVED
    }
    running = [by_status[BroadcastStatus.START_PENDING], by_status[BroadcastStatus.RUNNING]]
    resting = [by_status[BroadcastStatus.STOPPED], by_status[BroadcastStatus.FINISHED]]
    assert page(connection, mine, BroadcastFilter(is_running=True)) == (2, running)
    assert page(connection, mine, BroadcastFilter(is_running=False)) == (2, resting)


def test_broadcasts_are_filtered_by_label(connection, mine):
    first, _second, third = (add_broadcast(connection, mine) for _ in range(3))
    labels.label_broadcast(connection, mine, first, ["a b", "c"])
    labels.label_broadcast(connection, mine, third, ["a b"])
    wanted = BroadcastFilter(label_id=labels.find_label(connection, mine, "a b"))
    assert page(connection, mine, wanted) == (2, [first, third])


class TestActive:
    """What the dispatcher asks for."""

    @staticmethod
    def active(connection):
        return [(row.id, due) for row, due in broadcasts.active_broadcasts(connection)]

    def test_broadcasts_of_all_accounts_that_run_are_active(self, connection, mine, others):
        for status in BroadcastStatus:
            add_broadcast(connection, mine, status=status)
        running = add_broadcast(connection, others, status=BroadcastStatus.RUNNING)
        statuses = {row.status for row, _ in broadcasts.active_broadcasts(connection)}
        assert statuses == {BroadcastStatus.START_PENDING, BroadcastStatus.RUNNING}
        assert self.active(connection)[-1] == (running, None)

    def test_work_is_due_when_its_first_action_is(self, connection, mine):
        broadcast = add_broadcast(connection, mine, status=BroadcastStatus.RUNNING)
        for minutes in (9, 5, 7):
            due = NOW + timedelta(minutes=minutes)
            add_actions(connection, mine, broadcast, los_angeles(), due=due)
        assert self.active(connection) == [(broadcast, NOW + timedelta(minutes=5))]


class TestLabels:
    """Labels are made as they are needed."""

    def test_a_label_is_made_once(self, connection, mine):
        first, second = add_broadcast(connection, mine), add_broadcast(connection, mine)
        labels.label_broadcast(connection, mine, first, ["news", "news"])
        labels.label_broadcast(connection, mine, second, ["news", "old"])
        labels.label_broadcast(connection, mine, second, ["old"])
        found = labels.labels_of_broadcasts(connection, [first, second])
        assert dict(found) == {first: ["news"], second: ["news", "old"]}

    def test_labels_of_accounts_are_kept_apart(self, connection, mine, others):
        labels.label_broadcast(connection, mine, add_broadcast(connection, mine), ["news"])
        assert labels.find_label(connection, others, "news") is None
        labels.label_broadcast(connection, others, add_broadcast(connection, others), ["news"])
        assert labels.find_label(connection, others, "news") != labels.find_label(connection, mine, "news")

    def test_a_broadcast_without_labels_has_none(self, connection, mine):
        assert not labels.labels_of_broadcasts(connection, [add_broadcast(connection, mine)])
        assert not labels.labels_of_broadcasts(connection, [])
