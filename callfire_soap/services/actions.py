"""What calls and texts have in common: filters, pages, labels."""

from collections.abc import Sequence

from callfire_soap.contract.actions import ActionQuery
from callfire_soap.contract.labels import Label
from callfire_soap.domain.actions import ActionKind, states_shown_as
from callfire_soap.domain.broadcasts import kind_of
from callfire_soap.domain.errors import BadRequest, NotFound
from callfire_soap.domain.phone_numbers import is_dialable, is_restricted, is_short_code, normalize
from callfire_soap.services.scope import Scope, last_shown_as, page_of
from callfire_soap.store import action_pages, batches, broadcasts, labels, senders
from callfire_soap.store.action_pages import ActionFilter
from callfire_soap.store.actions import ActionRow


def page_of_actions(scope: Scope, kind: ActionKind, query: ActionQuery) -> tuple[int, list[ActionRow]]:
    """Answer how many actions match a query, and the page that it asks for."""
    page, wanted = page_of(query), _filter(scope, kind, query)
    if wanted is None:
        return 0, []
    return action_pages.page_of_actions(scope.connection, wanted, page.first, page.limit)


def _filter(scope: Scope, kind: ActionKind, query: ActionQuery) -> ActionFilter | None:
    """Answer what a query means, or None when nothing can match: "unknown BatchId or BroadcastId: empty"."""
    wanted = ActionFilter(
        account_id=scope.account_id,
        kind=kind,
        states=[state for each in query.state for state in states_shown_as(each)],
        results=query.result,
        is_inbound=query.inbound,
        created_from=query.interval_begin,
        created_until=last_shown_as(query.interval_end),
        from_number=_number(query.from_number),
        to_number=_number(query.to_number),
    )
    of_broadcasts = _broadcasts(scope, kind, query)
    if of_broadcasts is None and query.batch_id is None:
        return wanted
    arrived_at = _labelled_numbers(scope, query)
    if arrived_at:
        return wanted._replace(broadcast_ids=of_broadcasts, arrived_at=arrived_at)
    if of_broadcasts == []:
        return None
    return _in_batch(scope, kind, wanted._replace(broadcast_ids=of_broadcasts), query.batch_id)


def _broadcasts(scope: Scope, kind: ActionKind, query: ActionQuery) -> list[int] | None:
    """Answer the broadcasts that a query names by id or label; None when it names none."""
    connection, found = scope.connection, None
    # Inferred: 0 is what the later API called "outside of broadcasts", so here it filters nothing.
    if query.broadcast_id:
        row = broadcasts.find_broadcast(connection, scope.account_id, query.broadcast_id)
        found = [row.id] if row is not None and kind_of(row.type) is kind else []
    label = label_named(scope, query.label_name)
    if label is not None:
        labelled = broadcasts.labelled_broadcasts(connection, label)
        of_kind = [row_id for row_id, type_ in labelled if kind_of(type_) is kind]
        found = of_kind if found is None else [each for each in found if each in of_kind]
    return found


def _labelled_numbers(scope: Scope, query: ActionQuery) -> Sequence[str]:
    """Answer the own numbers that carry the label of a query; what arrives at them belongs to no batch."""
    label = label_named(scope, query.label_name)
    if label is None or query.broadcast_id or query.batch_id is not None:
        return ()
    return senders.labelled_numbers(scope.connection, label)


def _in_batch(
    scope: Scope, kind: ActionKind, wanted: ActionFilter, batch_id: int | None
) -> ActionFilter | None:
    if batch_id is None:
        return wanted
    batch = batches.find_batch(scope.connection, scope.account_id, batch_id)
    if batch is None or (wanted.broadcast_ids is not None and batch.broadcast_id not in wanted.broadcast_ids):
        return None
    row = broadcasts.find_broadcast(scope.connection, scope.account_id, batch.broadcast_id)
    if row is None or kind_of(row.type) is not kind:
        return None
    return wanted._replace(broadcast_ids=None, batch_id=batch.id)


def _number(given: str | None) -> str | None:
    """Answer the number of a filter: "an impossible number is a business fault"; a short code is fine."""
    if given is None:
        return None
    number = normalize(given)
    # Inferred: a number that is not called for what it costs is none the less possible.
    if not (is_dialable(number) or is_restricted(number) or is_short_code(number)):
        message = f"{given} is not a valid number"
        raise BadRequest(message)
    return number


def label_named(scope: Scope, name: str | None) -> int | None:
    """Answer the label of a filter; no name, no filter."""
    name = (name or "").strip()
    return known_label(scope, name) if name else None


def known_label(scope: Scope, name: str) -> int:
    """Answer a label that the account has; raises NotFound for another.

    "a label name that does not exist is a business fault, not an empty result" -- seen with texts, so everywhere.
    """
    found = labels.find_label(scope.connection, scope.account_id, name)
    if found is None:
        message = f"no label {name}"
        raise NotFound(message)
    return found


def labels_of(scope: Scope, rows: Sequence[ActionRow]) -> dict[int, tuple[Label, ...]]:
    """Answer the labels that actions show: those of their broadcast, and of the number they arrived at."""
    connection = scope.connection
    broadcasts = {row.broadcast_id for row in rows if row.broadcast_id is not None}
    of_broadcasts = labels.labels_of_broadcasts(connection, sorted(broadcasts))
    arrived_at = {row.to_number for row in rows if row.is_inbound}
    of_numbers = senders.labels_of_own_numbers(connection, arrived_at) if arrived_at else {}
    found: dict[int, tuple[Label, ...]] = {}
    for row in rows:
        names = [*of_broadcasts.get(row.broadcast_id or 0, ())]
        names += of_numbers.get(row.to_number, ()) if row.is_inbound else ()
        if names:
            found[row.id] = tuple(Label(name=name) for name in dict.fromkeys(names))
    return found
