"""Our own edge around prebuilt answers, as the baseline answers them: what SOAP itself costs here.

`python -m tests.benchmarks.edge PORT` serves it.
"""

import sys

from callfire_soap.contract.actions import Call, CallQueryResult, CallRecord
from callfire_soap.contract.broadcasts import (
    Broadcast,
    LocalTimeZoneRestriction,
    RetryConfig,
    VoiceBroadcastConfig,
)
from callfire_soap.contract.common import ToNumber
from callfire_soap.domain.actions import ActionState
from callfire_soap.domain.answering import AnsweringMachineConfig
from callfire_soap.domain.broadcasts import BroadcastStatus, BroadcastType
from callfire_soap.domain.dispositions import Disposition
from callfire_soap.serving import Server, ServerSettings
from callfire_soap.soap.application import build_application
from callfire_soap.soap.limits import HttpLimits
from tests.benchmarks import answers

WORDS = {
    "status": BroadcastStatus,
    "type": BroadcastType,
    "state": ActionState,
    "result": Disposition,
    "final_result": Disposition,
    "answering_machine_config": AnsweringMachineConfig,
}


def typed(fields):
    """Give words their enumerations, and lists their form."""
    return {
        key: WORDS[key](value) if key in WORDS else tuple(value) if isinstance(value, list) else value
        for key, value in fields.items()
    }


def prebuilt_broadcast():
    retries = {**answers.RETRIES, "retry_results": tuple(map(Disposition, answers.RETRIES["retry_results"]))}
    return Broadcast(
        **typed(answers.BROADCAST),
        last_modified=answers.MOMENT,
        config=VoiceBroadcastConfig(
            **typed(answers.VOICE_CONFIG),
            local_time_zone_restriction=LocalTimeZoneRestriction(**answers.HOURS),
            retry_config=RetryConfig(**retries),
        ),
    )


def prebuilt_call(number):
    to_number, client_data = answers.recipient(number)
    return Call(
        **typed(answers.call(number)),
        to_number=ToNumber(number=to_number, client_data=client_data),
        call_record=(CallRecord(**typed(answers.call_record(number))),),
    )


class PrebuiltAnswers:
    """Answers the three operations of the benchmarks."""

    def __init__(self):
        self._answers = {
            "GetBroadcast": prebuilt_broadcast(),
            "QueryCalls": CallQueryResult(
                total_results=len(answers.CALL_NUMBERS),
                call=tuple(prebuilt_call(number) for number in answers.CALL_NUMBERS),
            ),
            "SendCall": answers.CREATED_ID,
        }

    def handle(self, account, operation, request):
        return self._answers[operation.name]


def edge_app():
    """Return the edge as a WSGI application; any credentials will do."""
    return build_application(
        handler=PrebuiltAnswers(),
        authenticate=lambda login, password: login,
        settings=HttpLimits(),
        public_url="http://127.0.0.1:8080",
        sandbox=None,
        is_healthy=lambda: True,
    )


def main():
    Server(edge_app(), "127.0.0.1", int(sys.argv[1]), ServerSettings()).run()


if __name__ == "__main__":
    main()
