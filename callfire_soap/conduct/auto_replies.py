"""Texts that are answered by themselves: one answer, the most specific, and not again and again."""

from collections.abc import Iterator
from typing import NamedTuple

from callfire_soap.conduct.arrivals import Arrival
from callfire_soap.conduct.opt_outs import Asked
from callfire_soap.domain.actions import ActionKind
from callfire_soap.domain.auto_replies import TextRules, best_reply
from callfire_soap.domain.opt_outs import OptOutRules, Wish, plain_words
from callfire_soap.domain.phone_numbers import SHARED_SHORT_CODE
from callfire_soap.store import actions, auto_replies, dnc, opt_outs, senders


class _Answer(NamedTuple):
    """What may be answered; one that is let through goes out although the recipient opted out."""

    message: str
    is_let_through: bool = False


def reply(arrival: Arrival, rules: TextRules, message: str, asked: Asked | None, *, is_granted: bool) -> None:
    """Answer a text from the number that received it; nothing is answered to what may be such an answer itself.

    Of what fits, the first goes out that the person did not get a short while ago.
    """
    if _is_answer(arrival):
        return
    if asked is None:
        fitting = _fitting(_known(arrival), message)
    else:
        fitting = _to_wish(arrival, rules.opt_outs, message, asked, is_granted=is_granted)
    for answer in fitting:
        if _is_due(arrival, rules, answer.message):
            arrival.answer(answer.message, is_let_through=answer.is_let_through)
            return


def _to_wish(
    arrival: Arrival, rules: OptOutRules, message: str, asked: Asked, *, is_granted: bool
) -> Iterator[_Answer]:
    """Answer what may be said to a wish, the best first.

    Inferred: what the account answers to that very word comes before what the service answers, but not what it says
    to all texts alike, and to STOP at most the one confirmation is due: "limit text senders to a one-time text message
    confirming". HELP is answered "regardless of whether the recipient is subscribed".
    """
    wish = asked.wish
    known = [] if wish is Wish.STOP else _known(arrival)
    # Whatever its letters look like, and wherever the keyword stands.
    heard = " ".join([asked.keyword, message, *plain_words(message)]).strip()
    made_for_it = [each for each in known if rules.names(wish, f"{each.keyword or ''} {each.match}")]
    is_help = wish is Wish.HELP
    yield from _fitting(made_for_it, heard, is_let_through=is_help)
    of_service = rules.answer_to(wish) if is_granted or is_help else ""
    if of_service:
        yield _Answer(of_service, is_let_through=True)
    elif not (is_help and _is_opted_out(arrival)):
        yield from _fitting(known, heard)


def _known(arrival: Arrival) -> list[auto_replies.AutoReplyRow]:
    return auto_replies.replies_at(arrival.unit.connection, arrival.account, arrival.to_number)


def _fitting(
    known: list[auto_replies.AutoReplyRow], message: str, *, is_let_through: bool = False
) -> Iterator[_Answer]:
    """Answer the one answer of an account that fits, if any does."""
    found = best_reply(known, message)
    if found is not None:
        yield _Answer(found.message, is_let_through)


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


def _is_due(arrival: Arrival, rules: TextRules, message: str) -> bool:
    """Tell whether the person did not get the same answer a short while ago."""
    since = arrival.now - rules.reply_pause
    told = actions.last_told(
        arrival.unit.connection, arrival.account, arrival.from_number, arrival.to_number, message
    )
    return told is None or told <= since
