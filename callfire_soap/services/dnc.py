"""Do-not-call lists as operations use them."""

import re
from collections.abc import Iterable

from callfire_soap.contract.dnc import (
    CreateDncListRequest,
    DncNumbersRequest,
    QueryDncListsRequest,
    QueryDncListsResponse,
    QueryDncNumbersRequest,
    QueryDncNumbersResponse,
    UpdateDncNumberRequest,
)
from callfire_soap.domain.errors import BadRequest, NotFound
from callfire_soap.domain.phone_numbers import normalize, part_of_number
from callfire_soap.domain.text_lengths import usable_name
from callfire_soap.services.scope import Scope, page_of
from callfire_soap.services.sending import get_broadcast
from callfire_soap.services.views import dnc_list_view, dnc_number_view
from callfire_soap.store import dnc
from callfire_soap.store.dnc import DncFilter, DncListRow, Flags

_DEFAULT_NAME = "API DNC List"
"""Inferred: Name may be left out and has no documented default."""

# "E.164 digits": an area code and an exchange of the United States or Canada; short codes are no phones.
_WELL_FORMED = re.compile(r"1[2-9][0-9]{2}[2-9][0-9]{6}")


def query_numbers(scope: Scope, request: QueryDncNumbersRequest) -> QueryDncNumbersResponse:
    """List entries, oldest first; all filters hold together."""
    page = page_of(request)
    wanted = DncFilter(
        prefix=part_of_number(request.prefix or "") or None,
        list_id=request.dnc_list_id,
        list_name=request.dnc_list_name or None,
        forbids_calls=request.call_dnc,
        forbids_texts=request.text_dnc,
    )
    connection, account = scope.connection, scope.account_id
    total, rows = dnc.page_of_numbers(connection, account, wanted, page.first, page.limit)
    return QueryDncNumbersResponse(total_results=total, dnc_number=tuple(map(dnc_number_view, rows)))


def update_number(scope: Scope, request: UpdateDncNumberRequest) -> None:
    """Set the flags of a number on every list that holds it; a flag that is left out stays as it is."""
    number = normalize(request.number)
    flags = Flags(request.call_dnc, request.text_dnc)
    if not dnc.change_number(scope.connection, scope.account_id, number, flags):
        message = f"number {number} is on no DNC list"
        raise NotFound(message)


def query_lists(scope: Scope, request: QueryDncListsRequest) -> QueryDncListsResponse:
    """List the lists, oldest first; a name matches in part."""
    page = page_of(request)
    total, rows = dnc.page_of_lists(
        scope.connection,
        scope.account_id,
        request.campaign_id,
        request.name or None,
        page.first,
        page.limit,
    )
    return QueryDncListsResponse(total_results=total, dnc_list=tuple(map(dnc_list_view, rows)))


def create_list(scope: Scope, request: CreateDncListRequest) -> int:
    """Make a list, scoped to a broadcast if one is named, with its first numbers."""
    connection = scope.connection
    numbers = scope.aside(_well_formed, request.numbers)
    broadcast = None if request.campaign_id is None else get_broadcast(scope, request.campaign_id).id
    name = usable_name(request.name, _DEFAULT_NAME)
    row = dnc.add_list(connection, scope.account_id, name, broadcast, scope.now)
    dnc.put_numbers(connection, row, numbers, _flags(request), scope.now)
    return row.id


def get_list(scope: Scope, list_id: int) -> DncListRow:
    """Answer a list of the account, or raise NotFound."""
    row = dnc.find_list(scope.connection, scope.account_id, list_id)
    if row is None:
        message = f"DNC list {list_id} does not exist"
        raise NotFound(message)
    return row


def delete_list(scope: Scope, list_id: int) -> None:
    """Delete a list with its entries."""
    dnc.delete_list(scope.connection, get_list(scope, list_id).id)
    # An account "always has a default list": the deleted one is followed by an empty one.
    dnc.default_list(scope.connection, scope.account_id, scope.now)


def add_numbers(scope: Scope, request: DncNumbersRequest) -> None:
    """Put numbers on a list; "re-adding a number only updates flags"."""
    row = get_list(scope, request.id)
    numbers = scope.aside(_well_formed, request.numbers)
    dnc.put_numbers(scope.connection, row, numbers, _flags(request), scope.now)


def remove_numbers(scope: Scope, request: DncNumbersRequest) -> None:
    """Clear the flags that are asked for, both if none is; an entry with no flag left is deleted."""
    row = get_list(scope, request.id)
    dnc.clear_numbers(scope.connection, row, scope.aside(_normalized, request.numbers), _flags(request))


def _flags(request: CreateDncListRequest | DncNumbersRequest) -> Flags:
    """Answer the flags that a request is about. Inferred: both, if it names none."""
    if request.call_dnc is None and request.text_dnc is None:
        return Flags(forbids_calls=True, forbids_texts=True)
    return Flags(request.call_dnc, request.text_dnc)


def _normalized(numbers: Iterable[str]) -> list[str]:
    return list(map(normalize, numbers))


def _well_formed(numbers: Iterable[str]) -> list[str]:
    found = _normalized(numbers)
    wrong = [number for number in found if not _WELL_FORMED.fullmatch(number)]
    if wrong:
        # Inferred: "malformed number: BAD_REQUEST", nothing is stored.
        message = f"not phone numbers: {' '.join(wrong[:10])}"
        raise BadRequest(message)
    return found
