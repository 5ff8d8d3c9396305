"""What callees answered to the questions of a dialplan."""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Column, Connection, Index, Integer, Table, insert, select

from callfire_soap.store.bulk import Bulk
from callfire_soap.store.columns import belongs_to, identity, metadata, text

question_response = Table(
    "question_response",
    metadata,
    identity(),
    # The attempt whose record shows it: "a retry starts empty".
    belongs_to("attempt"),
    Column("position", Integer, nullable=False),
    text("question"),
    text("response"),
    Index(None, "attempt_id", "position"),
)


class ResponseRow(NamedTuple):
    """One answer."""

    question: str
    response: str


class NewResponse(NamedTuple):
    """An answer that was just given."""

    attempt_id: int
    position: int
    question: str
    response: str


_INSERT = Bulk(insert(question_response), NewResponse._fields)
_READ = (question_response.c.attempt_id, question_response.c.question, question_response.c.response)


def add_responses(connection: Connection, responses: Sequence[NewResponse]) -> None:
    """Keep answers."""
    _INSERT.execute(connection, responses)


def responses_of(connection: Connection, attempt_ids: Sequence[int]) -> dict[int, list[ResponseRow]]:
    """Answer the answers of attempts, in the order of their questions."""
    found: dict[int, list[ResponseRow]] = defaultdict(list)
    has_any = select(question_response.c.id).limit(1)
    if not attempt_ids or connection.execute(has_any).first() is None:
        return found
    column = question_response.c.attempt_id
    of_page = column.between(min(attempt_ids), max(attempt_ids))
    wanted = set(attempt_ids)
    for attempt, question, response in connection.execute(
        select(*_READ).where(of_page).order_by(column, question_response.c.position)
    ):
        if attempt in wanted:
            found[attempt].append(ResponseRow(question, response))
    return found
