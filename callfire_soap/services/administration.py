"""What only the operator may ask for: accounts, and numbers without verification or order."""

import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from zoneinfo import available_timezones

from callfire_soap.conduct.opt_outs import lift
from callfire_soap.domain.errors import BadRequest, NotFound
from callfire_soap.domain.opt_outs import THE_USUAL, OptOutRules, Wish
from callfire_soap.domain.phone_numbers import (
    SHARED_SHORT_CODE,
    is_dialable,
    is_short_code,
    is_toll_free,
    normalize,
)
from callfire_soap.domain.phone_spellings import read_phone
from callfire_soap.services.accounts import hash_password
from callfire_soap.store import (
    accounts,
    auto_replies,
    contact_lists,
    contact_remarks,
    opt_outs,
    schedules,
    senders,
)
from callfire_soap.store.accounts import AccountRow
from callfire_soap.store.contact_lists import ContactListRow
from callfire_soap.store.contact_remarks import RemarkRow
from callfire_soap.store.senders import OwnNumberRow
from callfire_soap.store.unit_of_work import UnitOfWork

NEW_ACCOUNT: dict[str, object] = {
    # The platform was at home there.
    "time_zone": "America/Los_Angeles",
    "credits": Decimal(1_000_000),
    # "1 credit = 1 text or 1 minute" -- the platform's price list.
    "credits_per_minute": Decimal(1),
    # Inferred: no figure was documented; a carrier's limit is far below it.
    "max_active": 10_000,
}
"""What an account starts with."""

# HTTP Basic separates login and password by a colon.
_LOGIN = re.compile(r"[^\s:\x00-\x1f\x7f]{1,128}")

# What a terminal sends that is no text arrives as lone surrogates.
_CONTROL_OR_SURROGATE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")

# "an own, dedicated short code" -- senders of texts. Those of the United States and Canada have 5 or 6 digits.
_SHORT_CODE = re.compile(r"[0-9]{5,6}")

_KEYWORD = re.compile(r"[A-Za-z0-9]{1,64}")
_MEANINGS = {Wish.STOP: "opt out", Wish.START: "lift an opt-out", Wish.HELP: "ask for help"}


def add_account(unit: UnitOfWork, now: datetime, login: str, password: str, **settings: object) -> int:
    """Add an account and answer its id; a login that is taken or cannot be sent raises BadRequest.

    `settings` replace those of NEW_ACCOUNT.
    """
    check_login(login)
    check_new_password(password)
    hashed = hash_password(password)
    if accounts.find_login(unit.connection, login) is not None:
        raise BadRequest(f"there is already an account {login}")
    columns = {**NEW_ACCOUNT, **settings}
    return accounts.add_account(unit.connection, login, hashed, now, **columns)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountSettings:
    """What an account is set to; None leaves it as it is."""

    password: str | None = None
    credits: float | None = None
    # Credits.
    minute_price: float | None = None
    time_zone: str | None = None
    # How long a number that was reached is left alone; 0 is no time.
    one_call_hours: int | None = None
    keep_opt_outs: bool | None = None

    def columns(self) -> dict[str, object]:
        """Answer what is to be written; an empty password and an unknown time zone raise BadRequest."""
        wanted: dict[str, object] = {}
        if self.password is not None:
            check_new_password(self.password)
            wanted["password_hash"] = hash_password(self.password)
        if self.credits is not None:
            wanted["credits"] = Decimal(str(self.credits))
        if self.minute_price is not None:
            wanted["credits_per_minute"] = Decimal(str(self.minute_price))
        if self.time_zone is not None:
            check_time_zone(self.time_zone)
            wanted["time_zone"] = self.time_zone
        if self.one_call_hours is not None:
            wanted["one_call_hours"] = self.one_call_hours or None
        if self.keep_opt_outs is not None:
            wanted["keeps_opt_outs"] = self.keep_opt_outs
        return wanted


def settings_of_account(unit: UnitOfWork, login: str) -> tuple[AccountRow, bool]:
    """Answer an account, and whether it is let in; an unknown login raises NotFound."""
    row = accounts.find_login(unit.connection, login)
    if row is None:
        raise _no_account(login)
    return accounts.get_account(unit.connection, row.id), row.enabled


def change_account(unit: UnitOfWork, now: datetime, login: str, settings: AccountSettings) -> None:
    """Change settings of an account; an unknown login raises NotFound."""
    account_id, columns = _account_of(unit, login), settings.columns()
    if not columns:
        raise BadRequest("nothing is to be changed")
    accounts.change_account(unit.connection, account_id, **columns)
    if settings.time_zone is not None:
        # Schedules without a zone of their own open and close by the new one.
        for row in schedules.schedules_without_zone(unit.connection, account_id):
            changes_at = row.rule(settings.time_zone).next_change(now)
            schedules.see_schedule(unit.connection, row.id, now, changes_at, row.resumes)


def set_enabled(unit: UnitOfWork, login: str, *, enabled: bool) -> None:
    """Let an account in or out; an unknown login raises NotFound."""
    if not accounts.set_enabled(unit.connection, login, enabled=enabled):
        raise _no_account(login)


def add_caller_id(unit: UnitOfWork, now: datetime, login: str, text: str) -> str:
    """Let an account call from a number and answer how it is spelled; one that is none raises BadRequest."""
    number = dialable(text)
    senders.add_caller_id(unit.connection, _account_of(unit, login), number, now)
    return number


def add_number(unit: UnitOfWork, now: datetime, login: str, text: str) -> str:
    """Give an account a number or short code and answer how it is spelled; one that is taken raises BadRequest."""
    number = own_number(text)
    account_id = _account_of(unit, login)
    if senders.find_own_number(unit.connection, number) is not None:
        raise BadRequest(f"{number} belongs to an account already")
    # "toll-free, calls only": nobody can text those.
    takes_texts = not is_toll_free(number)
    row = OwnNumberRow(account_id, number, takes_calls=not is_short_code(number), takes_texts=takes_texts)
    senders.add_own_number(unit.connection, row, now)
    return number


def add_keyword(
    unit: UnitOfWork, now: datetime, login: str, word: str, rules: OptOutRules = THE_USUAL
) -> None:
    """Give an account a keyword on the short code; one that is taken or no single word raises BadRequest.

    So does a word that people say to whoever texts them, by these rules or the usual ones.
    """
    check_keyword(word, rules)
    account_id = _account_of(unit, login)
    if auto_replies.owner_of_keyword(unit.connection, SHARED_SHORT_CODE, word) is not None:
        raise BadRequest(f"keyword {word} belongs to an account already")
    auto_replies.add_keyword(unit.connection, account_id, SHARED_SHORT_CODE, word, now)


def add_opt_out(unit: UnitOfWork, now: datetime, text: str) -> str:
    """Keep texts from the short code away from a number and answer how it is spelled; twice is as good as once."""
    number = dialable(text)
    opt_outs.add(unit.connection, number, now, by_operator=True)
    return number


def lift_opt_out(unit: UnitOfWork, text: str) -> None:
    """Let a number be texted from the short code again; one that nobody opted out raises NotFound."""
    if not lift(unit, _spelled(text)):
        raise NotFound(f"{text} is not opted out")


def contact_lists_of(unit: UnitOfWork, login: str) -> list[tuple[ContactListRow, int]]:
    """Answer the contact lists of an account, each with how many rows were left out of it."""
    rows = contact_lists.all_lists(unit.connection, _account_of(unit, login))
    left_out = contact_remarks.rows_left_out(unit.connection, [row.id for row in rows])
    return [(row, left_out.get(row.id, 0)) for row in rows]


def remarks_on_list(unit: UnitOfWork, login: str, list_id: int) -> tuple[ContactListRow, list[RemarkRow]]:
    """Answer a contact list and what was left out of it; one that is not the account's raises NotFound."""
    row = contact_lists.find_list(unit.connection, _account_of(unit, login), list_id)
    if row is None:
        raise NotFound(f"{login} has no contact list {list_id}")
    return row, contact_remarks.remarks_on(unit.connection, list_id)


def _spelled(text: str) -> str:
    return normalize(read_phone(text).number or "")


def check_password(password: str) -> None:
    """Raise BadRequest for a password that HTTP Basic cannot carry, or that is no text."""
    if _CONTROL_OR_SURROGATE.search(password):
        raise BadRequest("a password cannot hold control characters, nor bytes that are no text")


def check_new_password(password: str) -> None:
    """Raise BadRequest for a password that nobody can have, the empty one included."""
    if not password:
        raise BadRequest("a password cannot be empty")
    check_password(password)


def check_login(login: str) -> None:
    """Raise BadRequest for a login that cannot be sent."""
    if not _LOGIN.fullmatch(login):
        raise BadRequest(f"{login!r} cannot be a login: 1 to 128 characters without blanks and colons can")


def check_time_zone(name: str) -> None:
    """Raise BadRequest for what names no time zone: calling hours go by it too, and know no abbreviations."""
    if name not in available_timezones():
        raise BadRequest(f"{name} is not a known time zone: America/Chicago is one")


def check_keyword(word: str, rules: OptOutRules) -> None:
    """Raise BadRequest for what is no single word, or one that people say to whoever texts them."""
    if not _KEYWORD.fullmatch(word):
        raise BadRequest(f"{word!r} cannot be a keyword: one word of 1 to 64 letters and digits can")
    meaning = next((_MEANINGS[wish] for each in (rules, THE_USUAL) if (wish := each.wish_of(word))), None)
    if meaning is not None:
        raise BadRequest(f"{word} cannot be a keyword: people {meaning} by it")


def own_number(text: str) -> str:
    """Spell a number or a short code that an account may own; another one raises BadRequest."""
    is_own_code = _SHORT_CODE.fullmatch(text) is not None and text != SHARED_SHORT_CODE
    return text if is_own_code else dialable(text)


def dialable(text: str) -> str:
    """Spell a number that can be dialled; another text raises BadRequest."""
    number = _spelled(text)
    if not is_dialable(number):
        raise BadRequest(f"{text} is not a phone number of the United States or Canada")
    return number


def _account_of(unit: UnitOfWork, login: str) -> int:
    row = accounts.find_login(unit.connection, login)
    if row is None:
        raise _no_account(login)
    return row.id


def _no_account(login: str) -> NotFound:
    return NotFound(f"there is no account {login}")
