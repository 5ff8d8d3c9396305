"""What an operation works with, and what is common to all of them."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from callfire_soap.contract.common import Query
from callfire_soap.domain.file_rows import USUAL_LIMITS, FileLimits
from callfire_soap.services.aside import Aside
from callfire_soap.store import accounts
from callfire_soap.store.accounts import AccountRow
from callfire_soap.store.unit_of_work import Connection, Store, UnitOfWork

MOST_RESULTS = 1_000
"""The largest page: "MaxResults default 1000, capped at 1000; larger values are not a fault"."""


@dataclass(frozen=True, slots=True)
class ServiceSettings:
    """What the operator decides about services."""

    # How long a started broadcast stays START_PENDING, in seconds.
    start_delay: float = 0.0
    # Whether QueryContactLists counts, where the original service answered -1.
    counts_contact_lists: bool = False
    # Whether the codes that verify caller ids repeat themselves from run to run.
    has_predictable_codes: bool = False
    # Whether columns of a file keep their headers where these can be names of fields.
    keeps_column_names: bool = False
    # Whether of several zones in which a number may be only the likeliest counts.
    likely_zone: bool = False
    # How large the files of contacts may be.
    file_limits: FileLimits = USUAL_LIMITS
    # How many numbers, contacts or ids one request may name.
    max_recipients: int = 500_000


@dataclass(frozen=True, slots=True)
class Scope:
    """One call: the unit of work it is part of, whose call it is, and when it came."""

    unit: UnitOfWork
    account_id: int
    now: datetime
    settings: ServiceSettings
    # Does what takes long while nobody waits.
    aside: Aside = field(default_factory=Aside)
    # Where what is long is written in pieces, aside; all at once within the unit where there is none.
    store: Store | None = None

    @property
    def connection(self) -> Connection:
        """The connection of the unit, for queries."""
        return self.unit.connection

    @property
    def account(self) -> AccountRow:
        """The account as it stands in this unit."""
        return accounts.get_account(self.connection, self.account_id)

    @property
    def starts_at(self) -> datetime:
        """When a broadcast that is started now begins to run."""
        return self.now + timedelta(seconds=self.settings.start_delay)


def last_shown_as(moment: datetime | None) -> datetime | None:
    """Answer the last moment that clients see as this one: they see "whole seconds".

    So an interval that ends with a time that was answered has in it what the time was answered for. Whoever asks
    for a part of a second means it.
    """
    if moment is None or moment.microsecond:
        return moment
    return moment.replace(microsecond=999_999)


class Page(NamedTuple):
    """Which part of a list is wanted."""

    first: int
    limit: int


def page_of(query: Query) -> Page:
    """Answer the page a query asks for.

    Inferred: a MaxResults or FirstResult that makes no sense means the default.
    """
    limit = query.max_results if query.max_results > 0 else MOST_RESULTS
    return Page(first=max(query.first_result, 0), limit=min(limit, MOST_RESULTS))
