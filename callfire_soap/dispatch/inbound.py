"""Texts and calls that arrive."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from callfire_soap.domain.actions import ActionKind, ActionState
from callfire_soap.domain.auto_replies import best_reply, first_word, is_stop, stopped_keyword
from callfire_soap.domain.billing import CREDITS_PER_TEXT, call_credits
from callfire_soap.domain.broadcasts import BroadcastEvent
from callfire_soap.domain.dispositions import Disposition
from callfire_soap.domain.errors import NotFound
from callfire_soap.domain.events import ActionsMoved
from callfire_soap.domain.phone_numbers import SHARED_SHORT_CODE
from callfire_soap.domain.reactions import Reaction
from callfire_soap.store import accounts, actions, attempts, auto_replies, contacts, dnc, senders, statistics
from callfire_soap.store.attempts import AttemptKind
from callfire_soap.store.columns import micros, ten_thousandths
from callfire_soap.store.ids import reserve
from callfire_soap.store.lifecycle import default_text_broadcast, move
from callfire_soap.store.statistics import Progress
from callfire_soap.store.unit_of_work import Store, UnitOfWork

_DEFAULT_TALK_SECONDS = 30
"""Inferred: how long an inbound call lasts when nothing is scripted."""


class Inbound:
    """Keeps what arrives for the account whose number it is."""

    def __init__(self, store: Store) -> None:
        """Keep it in this store."""
        self._store = store

    def text(self, from_number: str, to_number: str, message: str, now: datetime) -> int:
        """Keep a text: "State FINISHED, FinalResult RECEIVED, Inbound true, billed 1.0"; answers its id."""
        with self._store.writing() as unit:
            account, broadcast = _addressee_of_text(unit, from_number, to_number, message)
            arrival = _Arrival(unit, account, from_number, to_number, now)
            text = arrival.keep(ActionKind.TEXT, Disposition.RECEIVED, broadcast, message)
            times = (micros(now), None, micros(now), str(Disposition.RECEIVED), 0)
            arrival.bill(text, (AttemptKind.TEXT.value, to_number, *times), CREDITS_PER_TEXT, message)
            if not _stop_texts(arrival, message):
                _reply(arrival, message)
            unit.commit()
            return text

    def call(self, from_number: str, to_number: str, reaction: Reaction, now: datetime) -> int:
        """Keep a call that just ended: "Inbound true, no Batch/Broadcast, result LA, billed"; answers its id."""
        with self._store.writing() as unit:
            account = _owner(unit, ActionKind.CALL, to_number)
            if account is None:
                raise _nobody(ActionKind.CALL, to_number)
            rate = accounts.get_account(unit.connection, account).credits_per_minute
            seconds = int(_DEFAULT_TALK_SECONDS if reaction.talk is None else reaction.talk)
            arrival = _Arrival(unit, account, from_number, to_number, now)
            call = arrival.keep(ActionKind.CALL, Disposition.LIVE_ANSWER, None, None)
            answered = now - timedelta(seconds=seconds)
            rung = answered - timedelta(seconds=reaction.ring)
            times = (micros(rung), micros(answered), micros(now), str(Disposition.LIVE_ANSWER), seconds)
            arrival.bill(call, (AttemptKind.CALL.value, to_number, *times), call_credits(seconds, rate), None)
            unit.commit()
            return call


def _addressee_of_text(
    unit: UnitOfWork, from_number: str, to_number: str, message: str
) -> tuple[int, int | None]:
    """Answer the account that a text is for, and the broadcast that it replies to.

    Inferred: a reply belongs to the last broadcast that texted this person from this number. The short code, which
    all accounts share, belongs to the owner of the keyword the text begins with, else to whoever texted last.
    """
    last = actions.last_text(unit.connection, from_number, to_number)
    owner = _owner(unit, ActionKind.TEXT, to_number)
    if to_number == SHARED_SHORT_CODE:
        word = stopped_keyword(message) or first_word(message)
        owner = auto_replies.owner_of_keyword(unit.connection, to_number, word)
        owner = owner or (last.account_id if last else None)
    if owner is None:
        raise _nobody(ActionKind.TEXT, to_number)
    replied = last.broadcast_id if last is not None and last.account_id == owner else None
    return owner, replied


def _owner(unit: UnitOfWork, kind: ActionKind, number: str) -> int | None:
    own = senders.find_own_number(unit.connection, number)
    takes = own is not None and (own.takes_texts if kind is ActionKind.TEXT else own.takes_calls)
    return own.account_id if own is not None and takes else None


def _nobody(kind: ActionKind, number: str) -> NotFound:
    return NotFound(f"nobody takes {kind}s at {number}")


def _stop_texts(arrival: "_Arrival", message: str) -> bool:
    """Put a sender who asks for it on the do-not-text list; answers whether it was asked for.

    "On the shared short code plain STOP opts out of everything sent from it, STOP keyword only of that keyword's
    owner"; "calls stay allowed". Words behind STOP that are nobody's keyword are words like others.
    """
    unit, person, number = arrival.unit, arrival.from_number, arrival.to_number
    stopped: set[int] = set()
    if is_stop(message):
        stopped = {arrival.account}
        if number == SHARED_SHORT_CODE:
            # Accounts that text later find the STOP when they do: `opt_outs.inherit`.
            stopped |= actions.accounts_that_texted(unit.connection, person, number)
    elif number == SHARED_SHORT_CODE:
        keyword = stopped_keyword(message)
        owner = keyword and auto_replies.owner_of_keyword(unit.connection, number, keyword)
        stopped = {owner} if owner else set()
    for each in sorted(stopped):
        dnc.forbid(unit.connection, each, person, ActionKind.TEXT, arrival.now)
    return bool(stopped)


def _reply(arrival: "_Arrival", message: str) -> None:
    """Answer a text by itself, from the number that received it: one answer, the most specific.

    Inferred: never what may be such an answer itself.
    """
    connection = arrival.unit.connection
    if arrival.from_number == SHARED_SHORT_CODE:
        return
    if senders.find_own_number(connection, arrival.from_number) is not None:
        return
    known = auto_replies.replies_at(connection, arrival.account, arrival.to_number)
    reply = best_reply(known, message)
    if reply is not None:
        arrival.answer(reply.message)


@dataclass(frozen=True, slots=True)
class _Arrival:
    """One thing that arrived, on its way into the rows."""

    unit: UnitOfWork
    account: int
    from_number: str
    to_number: str
    now: datetime

    def keep(self, kind: ActionKind, result: Disposition, broadcast: int | None, message: str | None) -> int:
        """Add the action, over as soon as it is there."""
        connection, stamp = self.unit.connection, micros(self.now)
        action = reserve(connection, actions.action, 1)[0]
        before = (action, self.account, broadcast, None, self._contact(), kind.value, True)
        numbers = (self.from_number, self.to_number, ActionState.FINISHED.value, str(result))
        actions.insert_actions(connection, [(*before, *numbers, stamp, stamp, stamp, 1, None, message)])
        self.unit.note(ActionsMoved([action], ActionState.FINISHED, self.now))
        return action

    def bill(self, action: int, record: tuple[object, ...], cost: Decimal, message: str | None) -> None:
        """Add the record, and charge the account: "Inbound texts and calls are billed"."""
        connection = self.unit.connection
        record_id = attempts.reserve_attempts(connection, 1)[0]
        attempts.add_ended(connection, [(record_id, action, *record, ten_thousandths(cost), message)])
        accounts.charge(connection, self.account, cost)

    def answer(self, message: str) -> None:
        """Send a text back through the account's default broadcast, without a batch."""
        connection, stamp = self.unit.connection, micros(self.now)
        broadcast = default_text_broadcast(self.unit, self.account, self.now)
        action = reserve(connection, actions.action, 1)[0]
        before = (action, self.account, broadcast.id, None, self._contact(), ActionKind.TEXT.value, False)
        numbers = (self.to_number, self.from_number, ActionState.READY.value, None)
        actions.insert_actions(connection, [(*before, *numbers, stamp, stamp, stamp, 0, None, message)])
        statistics.add_progress(connection, broadcast.id, Progress(unattempted=1))
        self.unit.note(ActionsMoved([action], ActionState.READY, self.now))
        move(self.unit, broadcast, BroadcastEvent.START, self.now, self.now)

    def _contact(self) -> int:
        connection = self.unit.connection
        known = contacts.holders(connection, self.account, [self.from_number]).get(self.from_number)
        return known or contacts.add_on_the_fly(connection, self.account, [self.from_number], self.now)[0]
