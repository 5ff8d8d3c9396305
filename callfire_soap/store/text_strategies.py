"""What becomes of texts that have a message of their own when it is too long.

Beside the actions and not among their columns: few texts need it, and every action would carry it.
"""

from collections.abc import Collection, Iterable

from sqlalchemy import Column, Connection, ForeignKey, Table, insert, select

from callfire_soap.domain.texts import USUAL_STRATEGY, BigMessageStrategy
from callfire_soap.store.bulk import Bulk
from callfire_soap.store.columns import Long, metadata, word

# A text without a row has the usual strategy, not that of its broadcast: an UpdateBroadcast would change that, and
# what was asked for with a text stays with it.
text_strategy = Table(
    "text_strategy",
    metadata,
    Column("action_id", Long, ForeignKey("action.id"), primary_key=True),
    word("strategy", BigMessageStrategy),
)

_ADD = Bulk(insert(text_strategy), ("action_id", "strategy"))


def keep_strategy(connection: Connection, action_ids: Iterable[int], strategy: BigMessageStrategy) -> None:
    """Let texts keep a strategy; the usual one they have anyway."""
    if strategy is not USUAL_STRATEGY:
        _ADD.execute(connection, [(action_id, strategy.value) for action_id in action_ids])


def strategies_of(connection: Connection, action_ids: Collection[int]) -> dict[int, BigMessageStrategy]:
    """Answer the strategies of texts that have another one than the usual."""
    query = select(text_strategy.c.action_id, text_strategy.c.strategy)
    rows = connection.execute(query.where(text_strategy.c.action_id.in_(action_ids)))
    return {row.action_id: row.strategy for row in rows}
