"""Kills the service again and again while it calls, and counts what was lost or doubled.

python -m tests.benchmarks.crash --recipients 20000 --kills 20
"""

import argparse
import re
import time
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from tests.clients import Program, Sandbox, Service, post

# Each call takes eleven seconds, or 55 ms at this speed; as many waves as follow each other take a while.
_SPEED = 200
_WAVES_PER_KILL = 25
_LONGEST_PAUSE = 1.0
_PATIENCE_SECONDS = 300

_SEND_CALL = """
<svc:SendCall><svc:RequestId>crash</svc:RequestId>{numbers}<svc:MaxActive>{max_active}</svc:MaxActive>
<data:VoiceBroadcastConfig><data:FromNumber>13105551212</data:FromNumber>
<data:AnsweringMachineConfig>LIVE_WITH_AMD</data:AnsweringMachineConfig><data:LiveSoundId>1</data:LiveSoundId>
</data:VoiceBroadcastConfig></svc:SendCall>
"""


@dataclass
class Figures:
    """What became of the calls."""

    recipients: int
    kills: int
    # How many calls had ended at each kill.
    ended_at_kills: list[int]
    states: dict[str, int]
    results: dict[str, int]
    journal_entries: int
    # Attempts that the carrier saw more than once, and calls without exactly one entry and one record.
    doubled_attempts: int
    calls_with_other_than_one_entry: int
    calls_with_other_than_one_record: int
    counted_attempts: int
    counted_as_finished: int
    remaining_in_batch: int
    ids_answered: set[int]
    seconds: float


def crash(folder: Path, recipients: int, kills: int, seed: int) -> Figures:
    """Call recipients, one attempt each, through kills at random moments; answers what became of them."""
    begin, random, program = time.monotonic(), Random(seed), Program(folder)
    request = _request(recipients, max_active=max(recipients // (_WAVES_PER_KILL * kills), 1))
    service = _start(program)
    ids, ended = {_created(service, request)}, []
    for _ in range(kills):
        time.sleep(random.uniform(0, _LONGEST_PAUSE))
        service.kill()
        service = _start(program)
        ended.append(_ended(service))
        ids.add(_created(service, request))
    _wait(service)
    figures = _count(service, recipients, ended, ids)
    assert service.stop() == (0, "")
    figures.seconds = round(time.monotonic() - begin, 1)
    return figures


def _start(program: Program) -> Service:
    return program.start("sandbox", "--database", "crash.db", "--speed", str(_SPEED))


def _request(recipients: int, max_active: int) -> str:
    # Some of them are machines, busy, silent, or out of order: their last four digits say so.
    numbers = [f"1213{2_200_000 + each}" for each in range(recipients)]
    elements = "".join(f"<svc:ToNumber>{number}</svc:ToNumber>" for number in numbers)
    return _SEND_CALL.format(numbers=elements, max_active=max_active)


def _created(service: Service, request: str) -> int:
    return int(_asked(service, request, "CreatedId")[0])


def _asked(service: Service, body: str, element: str) -> list[str]:
    """Answer the texts of all elements of a name."""
    answer = post(service.url, body)
    assert answer.status_code == 200, answer.text
    return re.findall(rf"<(?:svc:)?{element}(?: [^>]*)?>([^<]*)<", answer.text)


def _ended(service: Service) -> int:
    [finished] = _asked(
        service, "<svc:GetBroadcastStats><svc:Id>1</svc:Id></svc:GetBroadcastStats>", "Finished"
    )
    return int(finished)


def _wait(service: Service) -> None:
    end = time.monotonic() + _PATIENCE_SECONDS
    while _asked(service, "<svc:GetBroadcast><svc:Id>1</svc:Id></svc:GetBroadcast>", "Status") != [
        "FINISHED"
    ]:
        assert time.monotonic() < end, "the broadcast does not come to its end"
        time.sleep(0.1)


def _count(service: Service, recipients: int, ended: list[int], ids: set[int]) -> Figures:
    calls = [call for page in range(0, recipients, 1000) for call in _calls(service, page)]
    sandbox = Sandbox(service.url)
    entries = sandbox.carrier()
    sandbox.close()
    per_action = Counter(entry["action"] for entry in entries)
    per_attempt = Counter(entry["attempt"] for entry in entries)
    stats = "<svc:GetBroadcastStats><svc:Id>1</svc:Id></svc:GetBroadcastStats>"
    batch = "<svc:GetContactBatch><svc:Id>1</svc:Id></svc:GetContactBatch>"
    return Figures(
        recipients=recipients,
        kills=len(ended),
        ended_at_kills=ended,
        states=dict(Counter(state for _, state, _ in calls)),
        results=dict(Counter(result for _, _, results in calls for result in results)),
        journal_entries=len(entries),
        doubled_attempts=sum(1 for times in per_attempt.values() if times > 1),
        calls_with_other_than_one_entry=sum(1 for action, _, _ in calls if per_action[action] != 1),
        calls_with_other_than_one_record=sum(1 for _, _, results in calls if len(results) != 1),
        counted_attempts=int(_asked(service, stats, "Attempts")[0]),
        counted_as_finished=_ended(service),
        remaining_in_batch=int(_asked(service, batch, "Remaining")[0]),
        ids_answered=ids,
        seconds=0.0,
    )


def _calls(service: Service, first: int) -> list[tuple[int, str, list[str]]]:
    """Answer id, state and the results of the records of a page of calls."""
    answer = post(service.url, f"<svc:QueryCalls><svc:FirstResult>{first}</svc:FirstResult></svc:QueryCalls>")
    return [
        (int(id_), re.search("<State>(.*?)<", call)[1], re.findall("<Result>(.*?)<", call))
        for id_, call in re.findall(r'<Call id="(\d+)">(.*?)</Call>', answer.text, re.DOTALL)
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--recipients", type=int, default=20_000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    with TemporaryDirectory() as folder:
        figures = crash(Path(folder), arguments.recipients, arguments.kills, arguments.seed)
    for name, figure in asdict(figures).items():
        print(f"{name:34} {figure}")


if __name__ == "__main__":
    main()
