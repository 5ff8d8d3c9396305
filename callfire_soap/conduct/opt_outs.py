"""What people ask for by text, no more texts or texts again, and what follows from it.

"On the shared short code plain STOP opts out of everything sent from it, STOP keyword only of that keyword's owner."
Either is a fact that no account can undo: only the person can, and the operator. The do-not-call lists of accounts
repeat it, so that their programs learn of it; what becomes of those entries changes nothing here. "Whoever answers
STOP gets no more texts of the account": whom an account had texted from there it texts from no other number either.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from callfire_soap.domain.opt_outs import OptOutRules, Wish
from callfire_soap.domain.phone_numbers import SHARED_SHORT_CODE
from callfire_soap.store import actions, auto_replies, dnc, opt_outs
from callfire_soap.store.dnc import FROM_THERE_ALONE
from callfire_soap.store.unit_of_work import UnitOfWork


class Asked(NamedTuple):
    """What a text asks for: of the owner of a keyword, if it names one."""

    wish: Wish
    owner: int | None = None
    keyword: str = ""


def asked_in(
    unit: UnitOfWork, rules: OptOutRules, from_number: str, to_number: str, message: str
) -> Asked | None:
    """Answer what a text asks for, if anything.

    "STOP keyword: only of that keyword's owner". Words beside STOP that are nobody's keyword are words like others.
    What comes from the short code is sent by an account, not by a person.
    """
    if from_number == SHARED_SHORT_CODE:
        return None
    wish = rules.wish_of(message)
    if wish is not None:
        return Asked(wish)
    named = rules.keyword_in(message) if to_number == SHARED_SHORT_CODE else None
    if named is None:
        return None
    wish, keyword = named
    owner = auto_replies.owner_of_keyword(unit.connection, to_number, keyword)
    return None if owner is None else Asked(wish, owner, keyword)


def grant(
    unit: UnitOfWork, asked: Asked, account: int | None, from_number: str, to_number: str, now: datetime
) -> bool:
    """Opt a person out or in; answers whether that changes anything; "calls stay allowed".

    `account` is the one that gets the text; a number of its own concerns it alone.
    """
    if asked.wish is Wish.HELP:
        return False
    connection, person = unit.connection, from_number
    if to_number != SHARED_SHORT_CODE and account is not None:
        if asked.wish is Wish.START:
            return _lift_own(unit, account, person, now)
        return dnc.opt_out(connection, account, person, to_number, now)
    if asked.wish is Wish.START:
        return lift(unit, person, asked.owner)
    is_new = opt_outs.add(connection, person, now, asked.owner)
    concerned = {asked.owner} if asked.owner is not None else {account}
    if asked.owner is None:
        concerned |= actions.accounts_that_texted(connection, person, to_number)
    for each in sorted(each for each in concerned if each is not None):
        _repeat(unit, each, person, now)
    return is_new


def lift(unit: UnitOfWork, person: str, account_id: int | None = None) -> bool:
    """Let a person be texted from the short code, by the owner of a keyword or, also by those, by all.

    Answers whether anything was lifted. A STOP to a number of an account stays.
    """
    connection = unit.connection
    is_gone = opt_outs.remove(connection, person, account_id)
    if account_id is not None and opt_outs.stopped(connection, account_id, [person]):
        if not _concerns(unit, account_id, person):
            opt_outs.narrow(connection, person, account_id)
        return is_gone
    return opt_outs.unlist(connection, person, account_id, said_to_short_code=True) or is_gone


def inherit(
    unit: UnitOfWork, account_id: int, from_number: str, numbers: Sequence[str], now: datetime
) -> set[str]:
    """Answer whom an account that is about to text must leave alone because of what they texted to the short code.

    Who is about to be texted for the first time gets onto the own list of the account. Whoever had texted a person
    before the STOP had the number put there at once; what they do with the entry is up to them.
    """
    if from_number != SHARED_SHORT_CODE:
        return set()
    connection = unit.connection
    found = opt_outs.stopped(connection, account_id, numbers)
    for person in sorted(found):
        if account_id not in actions.accounts_that_texted(connection, person, from_number):
            # What an own number may does not hang on whether the short code was tried.
            dnc.opt_out(connection, account_id, person, FROM_THERE_ALONE, now)
    return found


def _repeat(unit: UnitOfWork, account_id: int, person: str, now: datetime) -> None:
    """Put who opted out from the short code on the own list of an account as well, if need be for all its numbers."""
    by = SHARED_SHORT_CODE if _concerns(unit, account_id, person) else FROM_THERE_ALONE
    dnc.opt_out(unit.connection, account_id, person, by, now)


def _concerns(unit: UnitOfWork, account_id: int, person: str) -> bool:
    """Tell whether a person answered STOP to an account itself: to a text of it, or by naming its keyword."""
    whose = opt_outs.askers(unit.connection, person)
    if account_id in whose:
        return True
    return None in whose and actions.has_reached(unit.connection, account_id, person, SHARED_SHORT_CODE)


def _lift_own(unit: UnitOfWork, account_id: int, person: str, now: datetime) -> bool:
    """Let an account text a person from its own numbers; a STOP to the short code stays."""
    is_lifted = opt_outs.unlist(unit.connection, person, account_id, said_to_short_code=False)
    if is_lifted and opt_outs.stopped(unit.connection, account_id, [person]):
        _repeat(unit, account_id, person, now)
    return is_lifted
