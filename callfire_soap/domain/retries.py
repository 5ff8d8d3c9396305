"""When an action is tried again, and on which phone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from callfire_soap.domain.dispositions import Disposition
from callfire_soap.domain.phone_numbers import is_dialable, normalize


class RetryPhoneType(StrEnum):
    """Which phone of a contact an attempt uses."""

    FIRST_NUMBER = "FIRST_NUMBER"
    HOME_PHONE = "HOME_PHONE"
    WORK_PHONE = "WORK_PHONE"
    MOBILE_PHONE = "MOBILE_PHONE"


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often, when and on which phones an action is tried."""

    # "Max attempts to retry broadcast (default: 1)" -- SendCall. The default means no retry, so all attempts count.
    max_attempts: int = 1
    # "default: 60" -- SendCall, MinutesBetweenAttempts.
    minutes_between_attempts: int = 60
    results: tuple[Disposition, ...] = ()
    phone_types: tuple[RetryPhoneType, ...] = (RetryPhoneType.FIRST_NUMBER,)

    def next_attempt(self, attempts: int, ended: Disposition, finished_at: datetime) -> datetime | None:
        """Answer when to try again after `attempts` attempts, or None when it was the last.

        Inferred: the minutes are counted from the end of the attempt; less than one attempt means one.
        """
        if attempts >= self.max_attempts or ended not in self.results:
            return None
        return finished_at + timedelta(minutes=max(self.minutes_between_attempts, 0))

    def phone_of(self, attempt: int, first_number: str, phones: Mapping[RetryPhoneType, str]) -> str:
        """Answer the number of the attempt (1 is the first) among the contact's phones.

        Inferred: the listed types are walked in a circle, absent phones skipped; none present: the first number.
        A phone that cannot be dialled, as 911, counts as absent: contacts may hold any number.
        """
        spelled = {kind: normalize(phone) for kind, phone in phones.items()}
        known = {kind: phone for kind, phone in spelled.items() if is_dialable(phone)}
        known[RetryPhoneType.FIRST_NUMBER] = first_number
        present = [known[kind] for kind in self.phone_types if kind in known]
        return present[(attempt - 1) % len(present)] if present else first_number
