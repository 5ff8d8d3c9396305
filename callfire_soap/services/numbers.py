"""NumberService."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from callfire_soap.contract.common import Query
from callfire_soap.contract.numbers import (
    GetNumber,
    Keyword,
    KeywordQueryResult,
    LeaseInfo,
    Number,
    NumberConfiguration,
    NumberQueryResult,
    QueryNumbers,
)
from callfire_soap.contract.numbers import Region as WireRegion
from callfire_soap.contract.services import NumberService
from callfire_soap.domain.errors import NotFound
from callfire_soap.domain.leases import current_lease
from callfire_soap.domain.numbers import NumberFeature, NumberStatus
from callfire_soap.domain.phone_numbers import is_short_code, is_toll_free, normalize, part_of_number
from callfire_soap.domain.regions import Region, region_of
from callfire_soap.services.actions import label_named
from callfire_soap.services.scope import Page, Scope, page_of
from callfire_soap.store import auto_replies, senders
from callfire_soap.store.senders import LeasedRow

_ANYWHERE = Region()


@dataclass(frozen=True, slots=True)
class Numbers(NumberService):
    """Leased numbers and keywords."""

    scope: Scope

    def query_numbers(self, request: QueryNumbers) -> NumberQueryResult:
        """List the numbers of the account, oldest lease first."""
        connection, page = self.scope.connection, page_of(request)
        label = label_named(self.scope, request.label_name)
        rows = senders.leased_numbers(connection, self.scope.account_id, label)
        found = self._within(rows, _asked_for(request.region))
        return NumberQueryResult(
            total_results=len(found), number=tuple(self._number_view(row) for row in _part(found, page))
        )

    def get_number(self, request: GetNumber) -> Number:
        """Show a number of the account."""
        number = normalize(request.number)
        row = senders.find_leased_number(self.scope.connection, self.scope.account_id, number)
        if row is None:
            raise unknown_number(number)
        return self._number_view(row)

    def query_keywords(self, request: Query) -> KeywordQueryResult:
        """List the keywords of the account, oldest lease first."""
        page = page_of(request)
        total, rows = auto_replies.page_of_keywords(
            self.scope.connection, self.scope.account_id, page.first, page.limit
        )
        found = tuple(
            Keyword(
                short_code=row.short_code,
                keyword=row.word,
                status=NumberStatus.ACTIVE,
                lease_info=self._lease(row.created_at),
            )
            for row in rows
        )
        return KeywordQueryResult(total_results=total, keyword=found)

    def _number_view(self, row: LeasedRow) -> Number:
        """Show a number; "toll-free numbers have no Region"."""
        has_region = not (is_toll_free(row.number) or is_short_code(row.number))
        return Number(
            number=row.number,
            national_format=_national(row.number),
            toll_free=is_toll_free(row.number),
            region=WireRegion(**asdict(self._region(row.number))) if has_region else None,
            status=NumberStatus.ACTIVE,
            lease_info=self._lease(row.created_at),
            number_configuration=NumberConfiguration(
                call_feature=_feature(is_enabled=row.takes_calls),
                text_feature=_feature(is_enabled=row.takes_texts),
            ),
        )

    def _region(self, number: str) -> Region:
        return region_of(number, likely_zone=self.scope.settings.likely_zone)

    def _within(self, rows: Iterable[LeasedRow], wanted: Region) -> list[LeasedRow]:
        if wanted == _ANYWHERE:
            return list(rows)
        return [
            row for row in rows if not is_short_code(row.number) and self._home(row.number).lies_in(wanted)
        ]

    def _home(self, number: str) -> Region:
        region = self._region(number)
        return Region(prefix=region.prefix) if is_toll_free(number) else region

    def _lease(self, since: datetime) -> LeaseInfo:
        # Inferred: leases begin and end with the days of UTC, as all moments in answers are shown.
        lease = current_lease(since.date(), self.scope.now.date())
        return LeaseInfo(lease_begin=lease.begin, lease_end=lease.end, auto_renew=True)


def unknown_number(number: str) -> NotFound:
    """Make the refusal of a number that the account does not lease.

    "number 213342682 does not exist, or is inactive" -- recorded answer.
    """
    return NotFound(f"number {number} does not exist, or is inactive")


def _asked_for(region: WireRegion) -> Region:
    return replace(Region(**asdict(region)), prefix=part_of_number(region.prefix or "") or None)


def _part(rows: list[LeasedRow], page: Page) -> list[LeasedRow]:
    return rows[page.first : page.first + page.limit]


def _national(number: str) -> str:
    return number if is_short_code(number) else f"({number[1:4]}) {number[4:7]}-{number[7:]}"


def _feature(*, is_enabled: bool) -> NumberFeature:
    """Answer "ENABLED or UNSUPPORTED": nothing else can be set yet."""
    return NumberFeature.ENABLED if is_enabled else NumberFeature.UNSUPPORTED
