"""Texts and calls that arrive."""

from datetime import datetime, timedelta
from decimal import Decimal

from callfire_soap.domain.actions import ActionKind, ActionState
from callfire_soap.domain.billing import CREDITS_PER_TEXT, call_credits
from callfire_soap.domain.dispositions import Disposition
from callfire_soap.domain.errors import NotFound
from callfire_soap.domain.events import ActionsMoved
from callfire_soap.domain.phone_numbers import SHARED_SHORT_CODE
from callfire_soap.domain.reactions import Reaction
from callfire_soap.store import accounts, actions, attempts, contacts, dnc, senders
from callfire_soap.store.attempts import AttemptKind
from callfire_soap.store.columns import micros, ten_thousandths
from callfire_soap.store.ids import reserve
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
            account, broadcast = self._addressee(unit, ActionKind.TEXT, from_number, to_number)
            if message.strip().upper() == "STOP":
                # "A reply whose text is STOP puts the sender on the do-not-text list".
                dnc.forbid(unit.connection, account, from_number, ActionKind.TEXT, now)
            row = _Arrived(unit, account, ActionKind.TEXT, from_number, to_number, now)
            action = row.keep(Disposition.RECEIVED, broadcast, message)
            stamp = micros(now)
            times = (stamp, None, stamp, str(Disposition.RECEIVED), 0)
            row.bill(action, (AttemptKind.TEXT.value, from_number, *times), CREDITS_PER_TEXT, message)
            unit.commit()
            return action

    def call(self, from_number: str, to_number: str, reaction: Reaction, now: datetime) -> int:
        """Keep a call that has just ended: "Inbound true, no Batch/Broadcast, result LA, billed"; answers its id."""
        with self._store.writing() as unit:
            account, _ = self._addressee(unit, ActionKind.CALL, from_number, to_number)
            rate = accounts.get_account(unit.connection, account).credits_per_minute
            seconds = int(_DEFAULT_TALK_SECONDS if reaction.talk is None else reaction.talk)
            row = _Arrived(unit, account, ActionKind.CALL, from_number, to_number, now)
            action = row.keep(Disposition.LIVE_ANSWER, None, None)
            answered = now - timedelta(seconds=seconds)
            rung = answered - timedelta(seconds=reaction.ring)
            times = (micros(rung), micros(answered), micros(now), str(Disposition.LIVE_ANSWER), seconds)
            row.bill(action, (AttemptKind.CALL.value, to_number, *times), call_credits(seconds, rate), None)
            unit.commit()
            return action

    def _addressee(
        self, unit: UnitOfWork, kind: ActionKind, from_number: str, to_number: str
    ) -> tuple[int, int | None]:
        """Answer the account that a number belongs to, and the broadcast that is replied to.

        Inferred: a reply belongs to the last broadcast that texted this person from this number; the short code,
        which all accounts share, belongs to whoever did that last.
        """
        last = actions.last_text(unit.connection, from_number, to_number) if kind is ActionKind.TEXT else None
        own = senders.find_own_number(unit.connection, to_number)
        if own is not None and (own.takes_texts if kind is ActionKind.TEXT else own.takes_calls):
            replied = last.broadcast_id if last is not None and last.account_id == own.account_id else None
            return own.account_id, replied
        if to_number == SHARED_SHORT_CODE and last is not None:
            return last.account_id, last.broadcast_id
        message = f"nobody takes {kind}s at {to_number}"
        raise NotFound(message)


class _Arrived:
    """One thing that arrived, on its way into the rows."""

    def __init__(
        self,
        unit: UnitOfWork,
        account: int,
        kind: ActionKind,
        from_number: str,
        to_number: str,
        now: datetime,
    ) -> None:
        self._unit, self._account, self._kind, self._now = unit, account, kind, now
        self._from, self._to = from_number, to_number

    def keep(self, result: Disposition, broadcast: int | None, message: str | None) -> int:
        """Add the action, over as soon as it is there."""
        connection, stamp = self._unit.connection, micros(self._now)
        action = reserve(connection, actions.action, 1)[0]
        before = (action, self._account, broadcast, None, self._contact(), self._kind.value, True)
        after = (
            self._from,
            self._to,
            ActionState.FINISHED.value,
            str(result),
            stamp,
            stamp,
            stamp,
            1,
            None,
            message,
        )
        actions.insert_actions(connection, [(*before, *after)])
        self._unit.note(ActionsMoved([action], ActionState.FINISHED, self._now))
        return action

    def bill(self, action: int, record: tuple[object, ...], cost: Decimal, message: str | None) -> None:
        """Add the record, and charge the account: "Inbound texts and calls are billed"."""
        connection = self._unit.connection
        record_id = attempts.reserve_attempts(connection, 1)[0]
        attempts.add_ended(connection, [(record_id, action, *record, ten_thousandths(cost), message)])
        accounts.charge(connection, self._account, cost)

    def _contact(self) -> int:
        connection = self._unit.connection
        known = contacts.holders(connection, self._account, [self._from]).get(self._from)
        return known or contacts.add_on_the_fly(connection, self._account, [self._from], self._now)[0]
