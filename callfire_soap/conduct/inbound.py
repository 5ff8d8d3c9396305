"""Texts and calls that arrive."""

from datetime import datetime, timedelta

from callfire_soap.conduct.arrivals import Arrival
from callfire_soap.conduct.auto_replies import reply
from callfire_soap.conduct.opt_outs import Asked, asked_in, grant
from callfire_soap.domain.actions import ActionKind
from callfire_soap.domain.auto_replies import USUAL_TEXT_RULES, TextRules, first_word
from callfire_soap.domain.billing import CREDITS_PER_TEXT, call_credits
from callfire_soap.domain.dispositions import Disposition
from callfire_soap.domain.errors import NotFound
from callfire_soap.domain.phone_numbers import SHARED_SHORT_CODE
from callfire_soap.domain.reactions import Reaction
from callfire_soap.store import accounts, actions, auto_replies, senders
from callfire_soap.store.attempts import AttemptKind, End
from callfire_soap.store.unit_of_work import Store, UnitOfWork

_DEFAULT_TALK_SECONDS = 30
"""Inferred: how long an inbound call lasts when nothing is scripted."""


class Inbound:
    """Keeps what arrives for the account whose number it is."""

    def __init__(self, store: Store, rules: TextRules = USUAL_TEXT_RULES) -> None:
        """Keep it in this store."""
        self._store, self._rules = store, rules

    def text(self, from_number: str, to_number: str, message: str, now: datetime) -> int | None:
        """Keep a text, as `take_text` does, and answer its id."""
        with self._store.writing() as unit:
            text = take_text(unit, self._rules, from_number, to_number, message, now)
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
            arrival = Arrival(unit, account, from_number, to_number, now)
            call = arrival.keep(ActionKind.CALL, Disposition.LIVE_ANSWER, None, None)
            answered = now - timedelta(seconds=seconds)
            rung = answered - timedelta(seconds=reaction.ring)
            cost = call_credits(seconds, rate)
            end = End(rung, answered, now, Disposition.LIVE_ANSWER, seconds, cost)
            arrival.bill(call, AttemptKind.CALL, end, None)
            unit.commit()
            return call


def take_text(
    unit: UnitOfWork, rules: TextRules, from_number: str, to_number: str, message: str, now: datetime
) -> int | None:
    """Keep a text: "State FINISHED, FinalResult RECEIVED, Inbound true, billed 1.0"; answers its id.

    A number that nobody has raises NotFound. An opt-out from the short code, and its end, count although no account
    is concerned; the text itself is kept by none then, and has no id. Nor is HELP, to which nobody could send an
    answer and pay for it.
    """
    asked = asked_in(unit, rules.opt_outs, from_number, to_number, message)
    found = _addressee_of_text(unit, from_number, to_number, asked, message)
    if found is None:
        if asked is None or to_number != SHARED_SHORT_CODE:
            raise _nobody(ActionKind.TEXT, to_number)
        grant(unit, asked, None, from_number, to_number, now)
        return None
    account, broadcast = found
    arrival = Arrival(unit, account, from_number, to_number, now)
    text = arrival.keep(ActionKind.TEXT, Disposition.RECEIVED, broadcast, message)
    end = End(now, None, now, Disposition.RECEIVED, billed=CREDITS_PER_TEXT)
    arrival.bill(text, AttemptKind.TEXT, end, message)
    is_granted = asked is not None and grant(unit, asked, account, from_number, to_number, now)
    reply(arrival, rules, message, asked, is_granted=is_granted)
    return text


def _addressee_of_text(
    unit: UnitOfWork, from_number: str, to_number: str, asked: Asked | None, message: str
) -> tuple[int, int | None] | None:
    """Answer the account that a text is for, if there is one, and the broadcast that it replies to.

    Inferred: a reply belongs to the last broadcast that texted this person from this number. The short code, which
    all accounts share, belongs to the owner of the keyword that is named or comes first, else to whoever texted last.
    What people say to whoever texts them, such as START, is no keyword, even if somebody has it as one.
    """
    last = actions.last_text(unit.connection, from_number, to_number)
    owner = _owner(unit, ActionKind.TEXT, to_number)
    if to_number == SHARED_SHORT_CODE:
        first = auto_replies.owner_of_keyword(unit.connection, to_number, first_word(message))
        owner = (first if asked is None else asked.owner) or (last.account_id if last else None)
    if owner is None:
        return None
    replied = last.broadcast_id if last is not None and last.account_id == owner else None
    return owner, replied


def _owner(unit: UnitOfWork, kind: ActionKind, number: str) -> int | None:
    own = senders.find_own_number(unit.connection, number)
    takes = own is not None and (own.takes_texts if kind is ActionKind.TEXT else own.takes_calls)
    return own.account_id if own is not None and takes else None


def _nobody(kind: ActionKind, number: str) -> NotFound:
    return NotFound(f"nobody takes {kind}s at {number}")
