"""Which actions a query means, how many they are, and the page it asks for.

Every filter alone is served by an index that ends with the id, so that neither counting nor turning pages reads rows
that are not shown.
"""

from collections.abc import Sequence
from datetime import datetime
from itertools import product
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, func, select, union_all

from callfire_soap.domain.actions import ActionKind, ActionState
from callfire_soap.domain.dispositions import Disposition
from callfire_soap.store.actions import ActionRow, action

_MOST_BRANCHES = 64


class ActionFilter(NamedTuple):
    """What QueryCalls and QueryTexts may ask for; None or nothing means any.

    Whoever names broadcasts or a batch has made sure that they are the account's, and of this kind.
    """

    account_id: int
    kind: ActionKind
    broadcast_ids: Sequence[int] | None = None
    batch_id: int | None = None
    states: Sequence[ActionState] = ()
    results: Sequence[Disposition] = ()
    is_inbound: bool | None = None
    created_from: datetime | None = None
    created_until: datetime | None = None
    from_number: str | None = None
    to_number: str | None = None
    # Own numbers: what arrived at them matches as well as what belongs to the broadcasts.
    arrived_at: Sequence[str] = ()


class _Branch(NamedTuple):
    """A filter with at most one value for each column, which one index serves in the order of ids."""

    broadcast_id: int | None
    state: ActionState | None
    result: Disposition | None
    arrived_at: str | None = None


_ROW = tuple(action.c[name] for name in ActionRow._fields)


def page_of_actions(
    connection: Connection, wanted: ActionFilter, first: int, limit: int
) -> tuple[int, list[ActionRow]]:
    """Answer how many actions match, and a page of them, newest first.

    A page near the end is read from the end: skipping rows is what makes late pages slow.
    """
    everywhere = _conditions(connection, wanted)
    branches = [[*everywhere, *_of_branch(wanted, branch)] for branch in _branches(wanted)]
    total = _count(connection, wanted, branches)
    many = min(limit, total - first)
    if many <= 0:
        return total, []
    behind = total - first - many
    if first <= behind:
        return total, _rows(connection, branches, first, many, newest_first=True)
    return total, _rows(connection, branches, behind, many, newest_first=False)[::-1]


def _branches(wanted: ActionFilter) -> list[_Branch]:
    broadcasts = [None] if wanted.broadcast_ids is None else list(wanted.broadcast_ids)
    states: Sequence[ActionState | None] = wanted.states or [None]
    results: Sequence[Disposition | None] = wanted.results or [None]
    arrived = [_Branch(None, None, None, number) for number in wanted.arrived_at]
    if len(broadcasts) * len(states) * len(results) > _MOST_BRANCHES:
        return [_Branch(None, None, None), *arrived]
    return [*(_Branch(*values) for values in product(broadcasts, states, results)), *arrived]


def _of_branch(wanted: ActionFilter, branch: _Branch) -> list[ColumnElement[bool]]:
    columns = {"broadcast_id": branch.broadcast_id, "state": branch.state, "result": branch.result}
    found = [action.c[name] == value for name, value in columns.items() if value is not None]
    if branch.arrived_at is not None:
        found += _arrived(wanted, branch.arrived_at)
    elif branch.broadcast_id is None and wanted.broadcast_ids is not None:
        found.append(action.c.broadcast_id.in_(wanted.broadcast_ids))
    if branch.state is None and wanted.states:
        found.append(action.c.state.in_(wanted.states))
    if branch.result is None and wanted.results:
        found.append(action.c.result.in_(wanted.results))
    return found


def _arrived(wanted: ActionFilter, number: str) -> list[ColumnElement[bool]]:
    mine = [action.c.account_id == wanted.account_id, action.c.kind == wanted.kind]
    elsewhere = action.c.broadcast_id.is_(None) | action.c.broadcast_id.not_in(wanted.broadcast_ids or ())
    return [*mine, action.c.to_number == number, action.c.is_inbound, elsewhere]


def _conditions(connection: Connection, wanted: ActionFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.batch_id is not None:
        found.append(action.c.batch_id == wanted.batch_id)
    elif wanted.broadcast_ids is None:
        found += [action.c.account_id == wanted.account_id, action.c.kind == wanted.kind]
    columns = {
        "from_number": wanted.from_number,
        "to_number": wanted.to_number,
        "is_inbound": wanted.is_inbound,
    }
    found += [action.c[name] == value for name, value in columns.items() if value is not None]
    # Ids are given out in the order of creation, so a span of time is a span of ids.
    if wanted.created_from is not None:
        found.append(action.c.id >= _first_id(connection, wanted.created_from, is_after=False))
    if wanted.created_until is not None:
        found.append(action.c.id < _first_id(connection, wanted.created_until, is_after=True))
    return found


def _count(
    connection: Connection, wanted: ActionFilter, branches: Sequence[Sequence[ColumnElement[bool]]]
) -> int:
    if wanted.is_inbound is False:
        # Few actions are inbound, and only those have an index: the others are the rest.
        either, inbound = wanted._replace(is_inbound=None), wanted._replace(is_inbound=True)
        return _count_of(connection, either) - _count_of(connection, inbound)
    counts = [
        select(func.count().label("matching")).select_from(action).where(*branch) for branch in branches
    ]
    if not counts:
        return 0
    matching = union_all(*counts).subquery()
    return int(connection.execute(select(func.sum(matching.c.matching))).scalar_one())


def _count_of(connection: Connection, wanted: ActionFilter) -> int:
    everywhere = _conditions(connection, wanted)
    branches = [[*everywhere, *_of_branch(wanted, branch)] for branch in _branches(wanted)]
    return _count(connection, wanted, branches)


def _rows(
    connection: Connection,
    branches: Sequence[Sequence[ColumnElement[bool]]],
    skipped: int,
    many: int,
    *,
    newest_first: bool,
) -> list[ActionRow]:
    order = action.c.id.desc() if newest_first else action.c.id
    if len(branches) == 1:
        page = select(*_ROW).where(*branches[0]).order_by(order).offset(skipped).limit(many)
        return [ActionRow(*row) for row in connection.execute(page)]
    # Each branch answers its ids in order, and no more of them than the page can need.
    ids = [select(action.c.id).where(*branch).order_by(order).limit(skipped + many) for branch in branches]
    merged = union_all(*(select(each.subquery().c.id) for each in ids)).subquery()
    merged_order = merged.c.id.desc() if newest_first else merged.c.id
    chosen = select(merged.c.id).order_by(merged_order).offset(skipped).limit(many).subquery()
    rows = connection.execute(select(*_ROW).join(chosen, chosen.c.id == action.c.id).order_by(order))
    return [ActionRow(*row) for row in rows]


def _first_id(connection: Connection, moment: datetime, *, is_after: bool) -> int:
    """Answer the lowest id that was created at a moment or later, or only later; found by halving."""
    low, high = (
        connection.execute(select(bound(action.c.id))).scalar() or 0 for bound in (func.min, func.max)
    )
    high += 1
    while low < high:
        middle = (low + high) // 2
        nearest = select(action.c.id, action.c.created_at).where(action.c.id >= middle).order_by(action.c.id)
        found = connection.execute(nearest.limit(1)).first()
        if found is None or found[1] > moment or (found[1] == moment and not is_after):
            high = middle
        else:
            low = found[0] + 1
    return low
