"""Texts that are answered by themselves: one answer, the most specific, and not again and again."""

from callfire_soap.dispatch.arrivals import Arrival
from callfire_soap.domain.actions import ActionKind
from callfire_soap.domain.auto_replies import TextRules, best_reply
from callfire_soap.domain.opt_outs import Wish
from callfire_soap.domain.phone_numbers import SHARED_SHORT_CODE
from callfire_soap.store import actions, auto_replies, dnc, opt_outs, senders


def reply(arrival: Arrival, rules: TextRules, message: str, wish: Wish | None, *, is_granted: bool) -> None:
    """Answer a text from the number that received it.

    Inferred: what the account itself answers comes before what the service does, but for STOP, which gets at most the
    one confirmation: "limit text senders to a one-time text message confirming". HELP is answered "regardless of
    whether the recipient is subscribed": whoever opted out gets what the account says to that word, but nothing that
    it says to all texts alike. Nothing is answered to what may be such an answer itself.
    """
    if _is_answer(arrival):
        return
    if wish is not Wish.STOP:
        known = auto_replies.replies_at(arrival.unit.connection, arrival.account, arrival.to_number)
        found = best_reply(known, message)
        is_help = wish is Wish.HELP and found is not None and bool(found.match or found.keyword)
        if found is not None and (is_help or wish is not Wish.HELP or not _is_opted_out(arrival)):
            _answer_once(arrival, rules, found.message, is_let_through=is_help)
            return
    if wish is not None and (is_granted or wish is Wish.HELP):
        _answer_once(arrival, rules, rules.opt_outs.answer_to(wish), is_let_through=True)


def _is_opted_out(arrival: Arrival) -> bool:
    connection, account, person = arrival.unit.connection, arrival.account, [arrival.from_number]
    if arrival.to_number == SHARED_SHORT_CODE and opt_outs.stopped(connection, account, person):
        return True
    return bool(dnc.forbidden(connection, account, ActionKind.TEXT, person))


def _is_answer(arrival: Arrival) -> bool:
    sender = arrival.from_number
    return sender == SHARED_SHORT_CODE or (
        senders.find_own_number(arrival.unit.connection, sender) is not None
    )


def _answer_once(arrival: Arrival, rules: TextRules, message: str, *, is_let_through: bool) -> None:
    """Answer, unless the person got the same answer a short while ago; an empty one is none."""
    if not message:
        return
    since = arrival.now - rules.reply_pause
    told = actions.last_told(
        arrival.unit.connection, arrival.account, arrival.from_number, arrival.to_number, message
    )
    if told is None or told <= since:
        arrival.answer(message, is_let_through=is_let_through)
