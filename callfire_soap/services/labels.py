"""LabelService."""

from dataclasses import dataclass

from callfire_soap.contract.common import Query
from callfire_soap.contract.labels import (
    DeleteLabel,
    IdLabelRequest,
    Label,
    LabelQueryResult,
    NumberLabelRequest,
)
from callfire_soap.contract.services import LabelService
from callfire_soap.domain.errors import NotFound
from callfire_soap.domain.labels import label_name, sought_label
from callfire_soap.domain.phone_numbers import normalize
from callfire_soap.services import sending
from callfire_soap.services.actions import known_label
from callfire_soap.services.numbers import unknown_number
from callfire_soap.services.scope import Scope, page_of
from callfire_soap.store import broadcasts, labels, senders


@dataclass(frozen=True, slots=True)
class Labels(LabelService):
    """Labels on broadcasts and numbers."""

    scope: Scope

    def delete_label(self, request: DeleteLabel) -> None:
        """Delete a label, off everything that carries it."""
        labels.delete_label(self.scope.connection, known_label(self.scope, sought_label(request.label_name)))

    def query_labels(self, request: Query) -> LabelQueryResult:
        """List all labels, sorted by name, whether or not anything carries them."""
        page = page_of(request)
        total, names = labels.page_of_labels(
            self.scope.connection, self.scope.account_id, page.first, page.limit
        )
        return LabelQueryResult(total_results=total, label=tuple(Label(name=name) for name in names))

    def label_broadcast(self, request: IdLabelRequest) -> None:
        """Label a broadcast, making the label if it is new; twice is once."""
        name = label_name(request.label_name)
        row = sending.get_broadcast(self.scope, request.id)
        labels.label_broadcast(self.scope.connection, self.scope.account_id, row.id, [name])

    def unlabel_broadcast(self, request: IdLabelRequest) -> None:
        """Take a label off a broadcast; the label stays defined."""
        name, connection = sought_label(request.label_name), self.scope.connection
        row = broadcasts.find_broadcast(connection, self.scope.account_id, request.id)
        # "label not attached, or unknown broadcast: NOT_FOUND, message contains `no label`".
        if row is None or not labels.unlabel_broadcast(connection, row.id, known_label(self.scope, name)):
            message = f"broadcast {request.id} has no label {name}"
            raise NotFound(message)

    def label_number(self, request: NumberLabelRequest) -> None:
        """Label a number of the account."""
        name, number = label_name(request.label_name), self._number(request.number)
        labels.label_number(self.scope.connection, self.scope.account_id, number, name)

    def unlabel_number(self, request: NumberLabelRequest) -> None:
        """Take a label off a number; the label stays defined."""
        name, number = sought_label(request.label_name), self._number(request.number)
        if not labels.unlabel_number(self.scope.connection, number, known_label(self.scope, name)):
            message = f"number {request.number} has no label {name}"
            raise NotFound(message)

    def _number(self, given: str) -> int:
        """Answer the id of an own number; "404 if number or label is not linked"."""
        number = normalize(given)
        row = senders.find_leased_number(self.scope.connection, self.scope.account_id, number)
        if row is None:
            raise unknown_number(number)
        return row.id
