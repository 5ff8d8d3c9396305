"""What calls with a dialplan leave behind: answers, recordings, texts."""

from collections.abc import Sequence
from datetime import datetime

from callfire_soap.conduct.texts import OwnText, send
from callfire_soap.dispatch.runners import Runner
from callfire_soap.domain.outcomes import Effects, Recording, SentText
from callfire_soap.domain.phone_numbers import SHARED_SHORT_CODE
from callfire_soap.media import tones
from callfire_soap.store import question_responses, recordings
from callfire_soap.store.question_responses import NewResponse
from callfire_soap.store.unit_of_work import UnitOfWork


def keep(
    unit: UnitOfWork, runner: Runner, effects: Effects, calls: Sequence[tuple[int, int]], now: datetime
) -> None:
    """Keep what calls that went alike left behind; they are pairs of attempt and action.

    "Empty stash branches yield no QuestionResponse" -- what programs in production rely on.
    """
    question_responses.add_responses(
        unit.connection,
        [
            NewResponse(attempt, position, question, response)
            for attempt, _ in calls
            for position, (question, response) in enumerate(effects.answers)
            if response
        ],
    )
    for recording in effects.recordings:
        _keep_recording(unit, runner, recording, calls)
    for text in effects.texts:
        _send(unit, runner.account.id, text, len(calls), now)


def _keep_recording(
    unit: UnitOfWork, runner: Runner, recording: Recording, calls: Sequence[tuple[int, int]]
) -> None:
    """Keep a recording of what the simulated callee said: a steady tone as long as the script says."""
    wav = tones.tone(recording.seconds).wav
    for attempt, action in calls:
        recordings.add_recording(
            unit.connection,
            runner.account.id,
            action,
            attempt,
            recording.name,
            recording.begun_at,
            wav=wav,
            seconds=recording.seconds,
            alias=recording.alias or None,
        )


def _send(unit: UnitOfWork, account: int, text: SentText, times: int, now: datetime) -> None:
    """Send a text, once for each of so many calls.

    "Sender = the account's default texting number or shared short code". Inferred: the short code.
    """
    send(unit, OwnText(account, SHARED_SHORT_CODE, text.to_number, text.message), now, times)
