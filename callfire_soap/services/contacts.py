"""ContactService."""

from dataclasses import dataclass

from callfire_soap.contract.common import CreatedId, IdRequest, Query
from callfire_soap.contract.contacts import (
    Contact,
    ContactHistory,
    ContactList,
    ContactListQueryResult,
    ContactListRequest,
    ContactQueryResult,
    CreateContactList,
    GetContactHistory,
    QueryContacts,
    RemoveContacts,
    RemoveContactsFromList,
    UpdateContacts,
)
from callfire_soap.contract.dnc import (
    CreateDncListRequest,
    DncList,
    DncNumbersRequest,
    QueryDncListsRequest,
    QueryDncListsResponse,
    QueryDncNumbersRequest,
    QueryDncNumbersResponse,
    UpdateDncNumberRequest,
)
from callfire_soap.contract.services import ContactService
from callfire_soap.domain.contacts import COLUMN_BY_NAME, Person
from callfire_soap.domain.errors import BadRequest, NotFound
from callfire_soap.services import contact_lists, dnc, history
from callfire_soap.services.scope import Scope, page_of
from callfire_soap.services.views import contact_list_view, contact_view, dnc_list_view
from callfire_soap.store import contact_lists as list_rows
from callfire_soap.store import contact_search, contacts
from callfire_soap.store.contact_search import ContactFilter


@dataclass(frozen=True, slots=True)
class Contacts(ContactService):
    """Contacts, their lists, and numbers that must not be called."""

    scope: Scope

    def query_contacts(self, request: QueryContacts) -> ContactQueryResult:
        """List contacts; all filters hold together, an unknown list has none."""
        connection, page = self.scope.connection, page_of(request)
        wanted = ContactFilter(request.contact_list_id, request.field or None, request.string or None)
        if wanted.list_id is not None and not self._has_list(wanted.list_id):
            return ContactQueryResult(total_results=0)
        account = self.scope.account_id
        total, rows = contact_search.page_of_contacts(connection, account, wanted, page.first, page.limit)
        found = tuple(contact_view(contact_id, person) for contact_id, person in rows)
        return ContactQueryResult(total_results=total, contact=found)

    def update_contacts(self, request: UpdateContacts) -> None:
        """Change what is given of contacts and leave the rest; unknown ids are skipped."""
        if any(each.id is None for each in request.contact):
            message = "Contact id is required"
            raise BadRequest(message)
        connection = self.scope.connection
        known = contacts.present_among(
            connection, self.scope.account_id, (each.id or 0 for each in request.contact)
        )
        people = contacts.people_of(connection, known)
        owners: dict[str, int] = {}
        for change in request.contact:
            before = people.get(change.id or 0)
            if before is not None and change.id is not None:
                people[change.id] = after = _changed(before, change)
                owners.update(dict.fromkeys(after.numbers - before.numbers, change.id))
        contacts.change_contacts(connection, self._with_numbers_moved(people, owners))

    def remove_contacts(self, request: RemoveContacts) -> None:
        """Take contacts out of the account and off all lists; unknown ids are skipped."""
        connection = self.scope.connection
        known = contacts.present_among(connection, self.scope.account_id, request.contact_id)
        list_rows.remove_from_all_lists(connection, self.scope.account_id, known)
        contacts.remove_contacts(connection, known)

    def get_contact(self, request: IdRequest) -> Contact:
        """Show a contact, a removed one too."""
        person = contacts.find_contact(self.scope.connection, self.scope.account_id, request.id)
        if person is None:
            message = f"contact {request.id} does not exist"
            raise NotFound(message)
        return contact_view(request.id, person)

    def get_contact_history(self, request: GetContactHistory) -> ContactHistory:
        """List the calls and texts of a contact; an unknown one has none."""
        return history.of_contact(self.scope, request.contact_id, page_of(request))

    def create_contact_list(self, request: CreateContactList) -> CreatedId:
        """Make a list; a large one that is to be validated is VALIDATING until that is done."""
        return CreatedId(
            contact_lists.create(self.scope, request.name, request.contact_source, validates=request.validate)
        )

    def query_contact_lists(self, request: Query) -> ContactListQueryResult:
        """List the lists that are not deleted, oldest first."""
        page = page_of(request)
        total, rows = list_rows.page_of_lists(
            self.scope.connection, self.scope.account_id, page.first, page.limit
        )
        # "totalResults -1: not counted" -- the documentation's sample of QueryContactLists.
        shown = total if self.scope.settings.counts_contact_lists else -1
        return ContactListQueryResult(total_results=shown, contact_list=tuple(map(contact_list_view, rows)))

    def delete_contact_list(self, request: IdRequest) -> None:
        """Delete a list, not its contacts; "unknown id: no fault"."""
        contact_lists.delete(self.scope, request.id)

    def add_contacts_to_list(self, request: ContactListRequest) -> None:
        """Add contacts to a list, from any source."""
        row = contact_lists.get(self.scope, request.contact_list_id)
        contact_lists.extend(self.scope, row, request.contact_source, validates=request.validate)

    def get_contact_list(self, request: IdRequest) -> ContactList:
        """Show a list, a deleted one too."""
        row = list_rows.find_list(self.scope.connection, self.scope.account_id, request.id)
        if row is None:
            raise contact_lists.unknown(request.id)
        return contact_list_view(row)

    def remove_contacts_from_list(self, request: RemoveContactsFromList) -> None:
        """Take contacts off a list, by their ids or by any of their numbers; who is not on it is skipped."""
        row = contact_lists.get(self.scope, request.contact_list_id)
        contact_lists.shorten(self.scope, row, request.contact_id, request.numbers)

    def query_dnc_numbers(self, request: QueryDncNumbersRequest) -> QueryDncNumbersResponse:
        """List numbers that must not be called or texted."""
        return dnc.query_numbers(self.scope, request)

    def update_dnc_number(self, request: UpdateDncNumberRequest) -> None:
        """Change what a number refuses, on every list that it is on."""
        dnc.update_number(self.scope, request)

    def query_dnc_lists(self, request: QueryDncListsRequest) -> QueryDncListsResponse:
        """List the lists of such numbers."""
        return dnc.query_lists(self.scope, request)

    def create_dnc_list(self, request: CreateDncListRequest) -> CreatedId:
        """Make such a list, for the whole account or for one broadcast."""
        return CreatedId(dnc.create_list(self.scope, request))

    def get_dnc_list(self, request: IdRequest) -> DncList:
        """Show such a list."""
        return dnc_list_view(dnc.get_list(self.scope, request.id))

    def delete_dnc_list(self, request: IdRequest) -> None:
        """Delete such a list; its numbers may be reached again unless another list holds them."""
        dnc.delete_list(self.scope, request.id)

    def add_numbers_to_dnc_list(self, request: DncNumbersRequest) -> None:
        """Put numbers on such a list; a malformed one is refused, and nothing is stored."""
        dnc.add_numbers(self.scope, request)

    def remove_numbers_from_dnc_list(self, request: DncNumbersRequest) -> None:
        """Take numbers off such a list; those not on it are ignored."""
        dnc.remove_numbers(self.scope, request)

    def _with_numbers_moved(self, people: dict[int, Person], owners: dict[str, int]) -> dict[int, Person]:
        """Answer contacts, and those whose numbers became the numbers of others: a number belongs to one contact."""
        connection = self.scope.connection
        holders = contacts.holders_of_each(connection, self.scope.account_id, owners)
        everybody = {**contacts.people_of(connection, holders - people.keys()), **people}
        return {
            contact_id: person.without(
                {each for each in person.numbers if owners.get(each, contact_id) != contact_id}
            )
            for contact_id, person in everybody.items()
        }

    def _has_list(self, list_id: int) -> bool:
        return list_rows.find_list(self.scope.connection, self.scope.account_id, list_id) is not None


def _changed(person: Person, change: Contact) -> Person:
    """Answer a contact after a change. Inferred: an attribute with an empty value clears the field."""
    contact_lists.check_fields(change)
    given = {name: getattr(change, name) for name in COLUMN_BY_NAME.values()}
    fixed = {name: contact_lists.written(name, value) for name, value in given.items() if value is not None}
    own = {**(person.fields or {}), **change.open_attributes}
    return person._replace(**fixed, fields={name: value for name, value in own.items() if value} or None)
