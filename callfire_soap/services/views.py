"""From rows to what clients see."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TypedDict

from callfire_soap.contract.actions import AutoReply, Call, CallRecord, QuestionResponse, Text, TextRecord
from callfire_soap.contract.broadcasts import Broadcast, BroadcastSchedule, ContactBatch
from callfire_soap.contract.common import ToNumber
from callfire_soap.contract.contacts import Contact, ContactList
from callfire_soap.contract.dnc import DncList, DncNumber
from callfire_soap.contract.labels import Label
from callfire_soap.contract.sounds import RecordingMeta, SoundMeta
from callfire_soap.domain.actions import ActionState, shown_state
from callfire_soap.domain.contacts import Person, shown_status
from callfire_soap.domain.dispositions import Disposition
from callfire_soap.domain.outcomes import shown_seconds
from callfire_soap.domain.schedules import DayOfWeek
from callfire_soap.domain.sounds import whole_seconds
from callfire_soap.services.views_of_configs import config_view
from callfire_soap.store.actions import ActionRow
from callfire_soap.store.attempts import AttemptRow
from callfire_soap.store.auto_replies import AutoReplyRow
from callfire_soap.store.batches import BatchRow
from callfire_soap.store.broadcasts import BroadcastRow
from callfire_soap.store.contact_lists import ContactListRow
from callfire_soap.store.dnc import DncEntryRow, DncListRow
from callfire_soap.store.question_responses import ResponseRow
from callfire_soap.store.recordings import RecordingRow
from callfire_soap.store.schedules import ScheduleRow
from callfire_soap.store.sounds import SoundRow


def broadcast_view(row: BroadcastRow, labels: Sequence[str]) -> Broadcast:
    """Show a broadcast."""
    return Broadcast(
        id=row.id,
        name=row.name,
        status=row.status,
        last_modified=row.modified_at,
        type=row.type,
        label=tuple(labels),
        resume_next_day=row.resume_next_day,
        config=config_view(row.settings, row.created_at),
    )


def batch_view(row: BatchRow) -> ContactBatch:
    """Show a batch; whether it is enabled cannot be read."""
    return ContactBatch(
        id=row.id,
        name=row.name,
        status=row.status,
        broadcast_id=row.broadcast_id,
        created=row.created_at,
        size=row.size,
        remaining=row.remaining,
    )


def schedule_view(row: ScheduleRow) -> BroadcastSchedule:
    """Show a schedule as it was given."""
    return BroadcastSchedule(
        id=row.id,
        start_time_of_day=row.start,
        stop_time_of_day=row.stop,
        time_zone=row.zone,
        begin_date=row.begin,
        end_date=row.end,
        days_of_week=tuple(DayOfWeek(day) for day in row.days),
    )


def sound_view(row: SoundRow) -> SoundMeta:
    """Show what is known of a sound; its length in whole seconds."""
    seconds = None if row.seconds is None else whole_seconds(row.seconds)
    return SoundMeta(
        id=row.id, status=row.status, name=row.name, created=row.created_at, length_in_seconds=seconds
    )


def contact_view(contact_id: int, person: Person) -> Contact:
    """Show a contact; "a NULL field is not emitted"."""
    known = person._asdict() | {"fields": None}
    fixed = {name: value for name, value in known.items() if value is not None}
    return Contact(id=contact_id, **fixed, open_attributes=person.fields or {})


def contact_list_view(row: ContactListRow) -> ContactList:
    """Show a list."""
    status = shown_status(row.status)
    return ContactList(id=row.id, name=row.name, size=row.size, created=row.created_at, status=status)


def dnc_list_view(row: DncListRow) -> DncList:
    """Show a do-not-contact list."""
    return DncList(id=row.id, campaign_id=row.broadcast_id, name=row.name, size=row.size)


def dnc_number_view(row: DncEntryRow) -> DncNumber:
    """Show a number on a list."""
    return DncNumber(
        number=row.number,
        dnc_list_id=row.dnc_list_id,
        call_dnc=row.forbids_calls,
        text_dnc=row.forbids_texts,
    )


def auto_reply_view(row: AutoReplyRow) -> AutoReply:
    """Show an answer; "a keyword that is absent is returned absent"."""
    return AutoReply(id=row.id, number=row.number, keyword=row.keyword, match=row.match, message=row.message)


def call_view(
    row: ActionRow,
    records: Sequence[AttemptRow],
    labels: tuple[Label, ...],
    recordings: Mapping[int, Sequence[RecordingRow]],
    responses: Mapping[int, Sequence[ResponseRow]],
) -> Call:
    """Show a call with its attempts, newest first, and the recordings and answers they left."""
    shown = [
        _call_record(record, recordings.get(record.id, ()), responses.get(record.id, ()))
        for record in records
    ]
    return Call(**_action(row, labels), call_record=tuple(shown))


def text_view(
    row: ActionRow, records: Sequence[AttemptRow], labels: tuple[Label, ...], message: str | None
) -> Text:
    """Show a text with its attempts, newest first."""
    return Text(
        **_action(row, labels),
        message=message,
        text_record=tuple(
            TextRecord(
                id=record.id,
                result=record.result,
                finish_time=record.finished_at,
                billed_amount=float(record.billed),
                message=record.message or "",
            )
            for record in records
        ),
    )


class _ActionFields(TypedDict):
    id: int
    from_number: str
    to_number: ToNumber
    state: ActionState
    batch_id: int | None
    broadcast_id: int | None
    contact_id: int
    inbound: bool
    created: datetime
    modified: datetime
    final_result: Disposition | None
    label: tuple[Label, ...]


def _action(row: ActionRow, labels: tuple[Label, ...]) -> _ActionFields:
    return {
        "id": row.id,
        "from_number": row.from_number,
        "to_number": _to_number(row.to_number, row.attributes),
        "state": shown_state(row.state),
        "batch_id": row.batch_id,
        "broadcast_id": row.broadcast_id,
        "contact_id": row.contact_id,
        "inbound": row.is_inbound,
        "created": row.created_at,
        "modified": row.modified_at,
        "final_result": row.result,
        "label": labels,
    }


def _to_number(number: str, attributes: Mapping[str, Any] | None) -> ToNumber:
    if not attributes:
        return ToNumber(number=number)
    others = {name: value for name, value in attributes.items() if name != "ClientData"}
    return ToNumber(number=number, client_data=attributes.get("ClientData"), open_attributes=others)


def _call_record(
    row: AttemptRow, recordings: Sequence[RecordingRow], responses: Sequence[ResponseRow]
) -> CallRecord:
    return CallRecord(
        id=row.id,
        result=row.result,
        finish_time=row.finished_at,
        billed_amount=float(row.billed),
        question_response=tuple(
            QuestionResponse(question=each.question, response=each.response) for each in responses
        )
        if responses
        else (),
        originate_time=row.originated_at,
        answer_time=row.answered_at,
        duration=row.seconds,
        recording_meta=tuple(_recording_meta(each, row.finished_at) for each in recordings),
    )


def _recording_meta(row: RecordingRow, call_ended_at: datetime) -> RecordingMeta:
    """Show a recording; rounded up it must not end after the call that it was made in."""
    seconds = min(whole_seconds(row.seconds), shown_seconds(row.created_at, call_ended_at))
    return RecordingMeta(id=row.id, name=row.name, created=row.created_at, length_in_seconds=seconds)
