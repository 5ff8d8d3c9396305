"""What the answers of the benchmarks hold: plain values, for the service and the baseline alike."""

from datetime import UTC, datetime, time

from tests.benchmarks.messages import CALLS_PER_PAGE

MOMENT = datetime(2012, 1, 1, 21, 32, 52, tzinfo=UTC)

BROADCAST = {"id": 1, "name": "Reminder", "status": "RUNNING", "type": "VOICE", "label": ["spring", "west"]}
VOICE_CONFIG = {
    "id": 1,
    "from_number": "13105551212",
    "answering_machine_config": "AM_AND_LIVE",
    "live_sound_text": "Hello",
    "machine_sound_text": "Goodbye",
    "transfer_digit": "1",
    "transfer_number": "13105551213",
    "max_active_transfers": 3,
}
HOURS = {"begin_time": time(9), "end_time": time(20)}
RETRIES = {"max_attempts": 3, "minutes_between_attempts": 15, "retry_results": ["NO_ANS", "BUSY"]}

CALL_NUMBERS = range(CALLS_PER_PAGE)
CREATED_ID = 4711


def call(number):
    """Return the plain fields of one call."""
    return {
        "id": number,
        "from_number": "13105551212",
        "state": "FINISHED",
        "batch_id": 7,
        "broadcast_id": 1,
        "contact_id": 1_000 + number,
        "inbound": False,
        "created": MOMENT,
        "modified": MOMENT,
        "final_result": "LA",
    }


def call_record(number):
    """Return the plain fields of the record of one call."""
    return {
        "id": 5_000 + number,
        "result": "LA",
        "finish_time": MOMENT,
        "billed_amount": 1.0,
        "switch_id": "switch-1",
        "originate_time": MOMENT,
        "answer_time": MOMENT,
        "duration": 42,
    }


def recipient(number):
    """Return number and client data of the callee."""
    return str(13105550000 + number), f"order {number}"
