"""What people ask for by text: no more texts, or texts again."""

from datetime import datetime
from typing import NamedTuple

from callfire_soap.domain.opt_outs import OptOutRules, Wish
from callfire_soap.domain.phone_numbers import SHARED_SHORT_CODE
from callfire_soap.store import actions, auto_replies, dnc, opt_outs
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
            return opt_outs.lift_own(connection, account, person, now)
        return dnc.opt_out(connection, account, person, to_number, now)
    if asked.wish is Wish.START:
        return opt_outs.lift(connection, person, asked.owner)
    is_new = opt_outs.add(connection, person, now, asked.owner)
    concerned = {asked.owner} if asked.owner is not None else {account}
    if asked.owner is None:
        concerned |= actions.accounts_that_texted(connection, person, to_number)
    for each in sorted(each for each in concerned if each is not None):
        opt_outs.repeat(connection, each, person, now)
    return is_new
