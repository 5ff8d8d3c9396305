"""From calls and texts to what clients see of them, with all that belongs to them."""

from collections.abc import Sequence

from callfire_soap.contract.actions import Call, Text
from callfire_soap.domain.texts import PART_LENGTH, has_variables, render, template_values
from callfire_soap.services import views
from callfire_soap.services.actions import labels_of
from callfire_soap.services.scope import Scope
from callfire_soap.store import attempts, broadcasts, contacts, question_responses, recordings
from callfire_soap.store.actions import ActionRow
from callfire_soap.store.attempts import AttemptRow


def call_views(scope: Scope, rows: Sequence[ActionRow]) -> list[Call]:
    """Show calls with all that belongs to them."""
    connection = scope.connection
    records = attempts.attempts_of(connection, [row.id for row in rows])
    ids = [record.id for found in records.values() for record in found]
    recorded = recordings.recordings_of(connection, ids)
    answered = question_responses.responses_of(connection, ids)
    named = labels_of(scope, rows)
    return [
        views.call_view(row, records.get(row.id, ()), named.get(row.id, ()), recorded, answered)
        for row in rows
    ]


def text_views(scope: Scope, rows: Sequence[ActionRow]) -> list[Text]:
    """Show texts with all that belongs to them."""
    connection = scope.connection
    records = attempts.attempts_of(connection, [row.id for row in rows])
    named = labels_of(scope, rows)
    unsent = [row for row in rows if row.id not in records]
    words = {row.id: message for row, message in zip(unsent, _messages(scope, unsent), strict=True)}
    words.update({action: _as_sent(found) for action, found in records.items()})
    return [
        views.text_view(row, records.get(row.id, ()), named.get(row.id, ()), words[row.id]) for row in rows
    ]


def _messages(scope: Scope, rows: Sequence[ActionRow]) -> list[str | None]:
    """Answer the words of texts: their own, or the message of their broadcast with their values in it."""
    connection = scope.connection
    ids = {row.broadcast_id for row in rows if row.broadcast_id is not None and row.message is None}
    found = broadcasts.broadcasts_by_id(connection, ids) if ids else {}
    templates: dict[int | None, str | None] = {each: row.config.get("message") for each, row in found.items()}
    words = [row.message if row.message is not None else templates.get(row.broadcast_id) for row in rows]
    personal = {
        row.contact_id
        for row, message in zip(rows, words, strict=True)
        if message and not row.is_inbound and has_variables(message)
    }
    if not personal:
        return words
    fields = contacts.fields_of(connection, personal)
    return [
        render(message, template_values(fields.get(row.contact_id, {}), row.attributes or {}))
        if message and not row.is_inbound
        else message
        for row, message in zip(rows, words, strict=True)
    ]


def _as_sent(records: Sequence[AttemptRow]) -> str:
    """Put the parts of the last attempt together, of records given newest first.

    What was said stays what was said when the broadcast or the contact is changed later.
    """
    last, *earlier = records
    parts = [last.message or ""]
    for record in earlier:
        belongs = (record.originated_at, record.result) == (last.originated_at, last.result)
        # Only the last part of a message is shorter than a whole one.
        if not belongs or len(record.message or "") < PART_LENGTH:
            break
        parts.append(record.message or "")
    return "".join(reversed(parts))
