"""What calls and texts have in common: filters, pages, labels."""

from collections.abc import Sequence

from callfire_soap.contract.actions import ActionQuery
from callfire_soap.contract.labels import Label
from callfire_soap.domain.actions import ActionKind, states_shown_as
from callfire_soap.domain.errors import BadRequest, NotFound
from callfire_soap.domain.phone_numbers import SHARED_SHORT_CODE, is_dialable, normalize
from callfire_soap.services.scope import Scope, page_of
from callfire_soap.store import actions, labels
from callfire_soap.store.actions import ActionFilter, ActionRow


def page_of_actions(scope: Scope, kind: ActionKind, query: ActionQuery) -> tuple[int, list[ActionRow]]:
    """Answer how many actions match a query, and the page that it asks for."""
    page = page_of(query)
    wanted = _filter(scope, kind, query)
    return actions.page_of_actions(scope.unit.connection, scope.account_id, wanted, page.first, page.limit)


def _filter(scope: Scope, kind: ActionKind, query: ActionQuery) -> ActionFilter:
    return ActionFilter(
        kind=kind,
        # Inferred: 0 is what the later API called "outside of broadcasts", so here it filters nothing.
        broadcast_id=query.broadcast_id or None,
        batch_id=query.batch_id,
        states=[state for wanted in query.state for state in states_shown_as(wanted)],
        results=query.result,
        is_inbound=query.inbound,
        created_from=query.interval_begin,
        created_until=query.interval_end,
        from_number=_number(query.from_number),
        to_number=_number(query.to_number),
        label_id=label_named(scope, query.label_name),
    )


def _number(given: str | None) -> str | None:
    """Answer the number of a filter: "an impossible number is a business fault"; a short code is fine."""
    if given is None:
        return None
    number = normalize(given)
    if not is_dialable(number) and number != SHARED_SHORT_CODE and not _is_short_code(number):
        message = f"{given} is not a valid number"
        raise BadRequest(message)
    return number


def _is_short_code(number: str) -> bool:
    return number.isdigit() and len(number) <= len("123456")


def label_named(scope: Scope, name: str | None) -> int | None:
    """Answer the label of a filter: "a label name that does not exist is a business fault"; no name, no filter."""
    if not name:
        return None
    found = labels.find_label(scope.unit.connection, scope.account_id, name)
    if found is None:
        message = f"no label {name}"
        raise NotFound(message)
    return found


def labels_of(scope: Scope, rows: Sequence[ActionRow]) -> dict[int | None, tuple[Label, ...]]:
    """Answer the labels that actions show: those of their broadcast."""
    broadcasts = {row.broadcast_id for row in rows if row.broadcast_id is not None}
    found = labels.labels_of_broadcasts(scope.unit.connection, sorted(broadcasts))
    return {broadcast: tuple(Label(name=name) for name in names) for broadcast, names in found.items()}
