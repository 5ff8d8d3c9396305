"""Texts and calls that arrive."""

from datetime import timedelta
from decimal import Decimal

import pytest

from callfire_soap.conduct import lifecycle
from callfire_soap.conduct.inbound import Inbound
from callfire_soap.domain.actions import ActionKind, ActionState
from callfire_soap.domain.broadcasts import BroadcastEvent, BroadcastStatus
from callfire_soap.domain.dispositions import Disposition
from callfire_soap.domain.errors import NotFound
from callfire_soap.domain.reactions import Reaction
from callfire_soap.store import actions, attempts, auto_replies, dnc, senders
from callfire_soap.store.auto_replies import AutoReplyRow
from callfire_soap.store.senders import OwnNumberRow
from tests.builders import NOW, add_account, los_angeles, text

OWN, PERSON, OTHER = los_angeles(3)
SHORT_CODE = "67076"


@pytest.fixture
def inbound(world):
    with world.writing() as connection:
        row = OwnNumberRow(world.account, OWN, takes_calls=True, takes_texts=True)
        senders.add_own_number(connection, row, NOW)
    return Inbound(world.store)


def add_reply(world, message, *, match="", keyword=None, number=OWN):
    row = AutoReplyRow(0, number, keyword, match, message)
    with world.writing() as connection:
        auto_replies.add_auto_reply(connection, world.account, row, NOW)


def find(world, kind, action):
    return world.reading(actions.find_action, world.account, kind, action)


def replies(world):
    """Answer what was sent back."""
    world.run()
    return [(entry.from_number, entry.to_number, entry.message) for entry in world.journal()]


class TestTexts:
    """Received, billed, answered."""

    def test_a_text_is_kept_and_billed(self, world, inbound):
        kept = inbound.text(PERSON, OWN, "Hello", NOW)
        row = find(world, ActionKind.TEXT, kept)
        assert (row.state, row.result, row.is_inbound) == (ActionState.FINISHED, Disposition.RECEIVED, True)
        assert (row.from_number, row.to_number, row.message) == (PERSON, OWN, "Hello")
        assert (row.broadcast_id, row.batch_id) == (None, None)
        (record,) = world.reading(attempts.attempts_of, [kept])[kept]
        assert (record.result, record.billed, record.message) == (Disposition.RECEIVED, 1, "Hello")
        assert world.credits() == Decimal(999_999)

    def test_a_sender_is_one_contact(self, world, inbound):
        ids = [inbound.text(PERSON, OWN, "Hello", NOW) for _ in range(2)]
        assert len({find(world, ActionKind.TEXT, each).contact_id for each in ids}) == 1

    def test_nobody_takes_texts_elsewhere(self, inbound):
        for number in (OTHER, SHORT_CODE):
            with pytest.raises(NotFound, match=f"nobody takes texts at {number}"):
                inbound.text(PERSON, number, "Hello", NOW)

    def test_a_number_for_calls_takes_no_texts(self, world, inbound):
        with world.writing() as connection:
            row = OwnNumberRow(world.account, OTHER, takes_calls=True, takes_texts=False)
            senders.add_own_number(connection, row, NOW)
        with pytest.raises(NotFound):
            inbound.text(PERSON, OTHER, "Hello", NOW)

    def test_a_reply_belongs_to_the_broadcast_that_texted_last(self, world, inbound):
        world.add([PERSON], text(from_number=OWN))
        second = world.add([PERSON], text(from_number=OWN))
        world.add([OTHER], text(from_number=OWN))
        world.run()
        kept = inbound.text(PERSON, OWN, "Hello", NOW)
        assert find(world, ActionKind.TEXT, kept).broadcast_id == second

    def test_the_short_code_belongs_to_whoever_texted_last(self, world, inbound):
        broadcast = world.add([PERSON], text())
        world.run()
        kept = inbound.text(PERSON, SHORT_CODE, "Hello", NOW)
        assert find(world, ActionKind.TEXT, kept).broadcast_id == broadcast
        with pytest.raises(NotFound):
            inbound.text(OTHER, SHORT_CODE, "Hello", NOW)

    def test_a_keyword_on_the_short_code_names_its_owner(self, world, inbound):
        with world.writing() as connection:
            auto_replies.add_keyword(connection, world.account, SHORT_CODE, "PIZZA", NOW)
        assert find(world, ActionKind.TEXT, inbound.text(OTHER, SHORT_CODE, "pizza please", NOW))


class TestStop:
    """Whoever asks for no more texts gets none."""

    def forbidden(self, world, account=None):
        return world.reading(dnc.forbidden, account or world.account, ActionKind.TEXT, [PERSON])

    @pytest.mark.parametrize("message", ["STOP", "stop", " Stop \n"])
    def test_stop_ends_texts_and_not_calls(self, world, inbound, message):
        inbound.text(PERSON, OWN, message, NOW)
        assert self.forbidden(world) == {PERSON}
        assert world.reading(dnc.forbidden, world.account, ActionKind.CALL, [PERSON]) == set()
        broadcast = world.add([PERSON], text())
        world.run()
        assert world.results(broadcast) == ["DNT"]

    @pytest.mark.parametrize("message", ["please stop", "STOPP", "unstop", ""])
    def test_other_words_end_nothing(self, world, inbound, message):
        inbound.text(PERSON, OWN, message, NOW)
        assert self.forbidden(world) == set()

    def test_stop_to_the_short_code_counts_for_all_who_texted_from_it(self, world, inbound):
        broadcast = world.add([PERSON], text())
        world.run()
        with world.writing() as connection:
            stranger = add_account(connection)
        inbound.text(PERSON, SHORT_CODE, "STOP", NOW)
        assert self.forbidden(world) == {PERSON}
        assert self.forbidden(world, stranger) == set()
        assert world.status(broadcast) is BroadcastStatus.FINISHED


class TestReplies:
    """One answer at most, from the number that received the text."""

    def test_a_text_is_answered(self, world, inbound):
        add_reply(world, "Thank you")
        inbound.text(PERSON, OWN, "Hello", NOW)
        assert replies(world) == [(OWN, PERSON, "Thank you")]
        assert world.credits() == Decimal(999_998)

    def test_the_most_specific_answer_is_given(self, world, inbound):
        add_reply(world, "anything")
        add_reply(world, "words", match="open hours")
        assert inbound.text(PERSON, OWN, "What are your HOURS, are you open?", NOW)
        assert replies(world) == [(OWN, PERSON, "words")]

    def test_part_of_a_word_is_no_word(self, world, inbound):
        add_reply(world, "words", match="open")
        inbound.text(PERSON, OWN, "opening", NOW)
        assert replies(world) == []

    def test_stop_gets_no_answer(self, world, inbound):
        add_reply(world, "Thank you")
        inbound.text(PERSON, OWN, "STOP", NOW)
        assert replies(world) == []

    @pytest.mark.parametrize("sender", [OWN, SHORT_CODE])
    def test_what_may_be_an_answer_gets_none(self, world, inbound, sender):
        add_reply(world, "Thank you")
        inbound.text(sender, OWN, "Hello", NOW)
        assert replies(world) == []

    def test_a_text_is_answered_after_the_default_broadcast_was_archived(self, world, inbound):
        with world.store.writing() as unit:
            standing = lifecycle.default_text_broadcast(unit, world.account, NOW)
            lifecycle.move(unit, standing, BroadcastEvent.ARCHIVE, NOW)
            unit.commit()
        add_reply(world, "Thank you")
        inbound.text(PERSON, OWN, "Hello", NOW)
        assert replies(world) == [(OWN, PERSON, "Thank you")]


class TestCalls:
    """Answered, over, billed."""

    def test_a_call_is_kept_and_billed(self, world, inbound):
        kept = inbound.call(PERSON, OWN, Reaction(talk=61), NOW)
        row = find(world, ActionKind.CALL, kept)
        assert (row.state, row.result, row.is_inbound) == (
            ActionState.FINISHED,
            Disposition.LIVE_ANSWER,
            True,
        )
        assert (row.broadcast_id, row.batch_id) == (None, None)
        (record,) = world.reading(attempts.attempts_of, [kept])[kept]
        assert (record.seconds, record.billed, record.finished_at) == (61, 2, NOW)
        assert record.answered_at == NOW - timedelta(seconds=61)
        assert world.credits() == Decimal(999_998)

    def test_a_call_lasts_half_a_minute_unless_said_otherwise(self, world, inbound):
        kept = inbound.call(PERSON, OWN, Reaction(), NOW)
        (record,) = world.reading(attempts.attempts_of, [kept])[kept]
        assert record.seconds == 30

    def test_nobody_takes_calls_elsewhere(self, inbound):
        with pytest.raises(NotFound, match="nobody takes calls"):
            inbound.call(PERSON, OTHER, Reaction(), NOW)
