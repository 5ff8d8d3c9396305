"""Texts that go to a number of an account: they arrive there."""

from collections.abc import Sequence
from datetime import datetime

from callfire_soap.conduct.inbound import take_text
from callfire_soap.dispatch.settling import Ended
from callfire_soap.domain.auto_replies import TextRules
from callfire_soap.domain.dispositions import Disposition
from callfire_soap.store import senders
from callfire_soap.store.unit_of_work import UnitOfWork


def deliver(unit: UnitOfWork, rules: TextRules, ended: Sequence[Ended], now: datetime) -> None:
    """Let texts arrive that were sent to numbers of accounts, each part as the text it is.

    What arrives that way is never answered by itself, so nothing goes back and forth.
    """
    sent = [open_ for group in ended if group.disposition is Disposition.SENT for _, open_ in group.attempts]
    own = senders.numbers_that_take_texts(unit.connection, {open_.to_number for open_ in sent})
    for open_ in sent:
        for part in open_.parts if open_.to_number in own else ():
            take_text(unit, rules, open_.from_number, open_.to_number, part, now)
