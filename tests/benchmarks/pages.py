"""QueryCalls over a million calls: late pages against early ones, and every filter against none.

Run by hand: `python -m tests.benchmarks.pages [CALLS]`. Prints ratios of the same run.
"""

import sys
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from sqlalchemy import insert

from callfire_soap import bootstrap
from callfire_soap.config import ClockChoice, Config
from callfire_soap.contract.actions import ActionQuery
from callfire_soap.contract.broadcasts import GetBroadcastStats
from callfire_soap.contract.common import IdRequest
from callfire_soap.domain.actions import ActionKind, ActionState
from callfire_soap.domain.broadcasts import BroadcastType
from callfire_soap.domain.configs import VoiceConfig
from callfire_soap.domain.dispositions import Disposition
from callfire_soap.services.broadcasts import Broadcasts
from callfire_soap.services.calls import Calls
from callfire_soap.services.scope import Scope, ServiceSettings
from callfire_soap.store import actions, attempts, batches, broadcasts, contacts, labels, statistics
from callfire_soap.store.attempts import AttemptKind, End, NewAttempt, PastAttempts
from callfire_soap.store.ids import reserve

BEGIN = datetime(2026, 1, 5, 17, tzinfo=UTC)
AT_ONCE = 50_000
PAGE = 1_000
ACCOUNT = 1
STATES = (ActionState.FINISHED,) * 8 + (ActionState.READY, ActionState.INVALID)
RESULTS = {
    ActionState.FINISHED: (Disposition.LIVE_ANSWER,) * 3 + (Disposition.ANSWERING_MACHINE, Disposition.BUSY)
}


def fill(store, calls):
    """Add one large broadcast and one small one."""
    with store.writing() as unit:
        connection = unit.connection
        config = VoiceConfig(from_number="13105551212", live_sound=9)
        ids = [
            broadcasts.add_broadcast(connection, ACCOUNT, name, BroadcastType.VOICE, config, BEGIN)
            for name in ("large", "small")
        ]
        for broadcast in ids:
            statistics.begin_statistics(connection, broadcast)
        labels.label_broadcast(connection, ACCOUNT, ids[0], ["many"])
        labels.label_broadcast(connection, ACCOUNT, ids[1], ["few"])
        made = [batches.add_batch(connection, ACCOUNT, broadcast, "batch", BEGIN) for broadcast in ids]
        contact = contacts.add_on_the_fly(connection, ACCOUNT, ["18185551212"], BEGIN)[0]
        unit.commit()
    for start in range(0, calls, AT_ONCE):
        add(store, ids, made, contact, start, min(AT_ONCE, calls - start))
    return ids, made


def add(store, ids, made, contact, start, many):
    """Add some of the calls, with a record for those that are finished."""
    with store.writing() as unit:
        numbers = reserve(unit.connection, actions.action, many)
        rows, records = [], []
        for position, number in enumerate(numbers, start):
            which = 1 if position % 1000 == 0 else 0
            state = STATES[position % len(STATES)]
            result = RESULTS[state][position % 5] if state in RESULTS else None
            at = BEGIN + timedelta(seconds=position)
            rows.append(
                {
                    "id": number,
                    "account_id": ACCOUNT,
                    "broadcast_id": ids[which],
                    "batch_id": made[which],
                    "contact_id": contact,
                    "kind": ActionKind.CALL,
                    "is_inbound": position % 5000 == 0,
                    "from_number": "13105551212",
                    "to_number": f"1818{2000000 + position}",
                    "state": state,
                    "result": result,
                    **dict.fromkeys(("created_at", "modified_at", "due_at"), at),
                    "attempts": 1,
                }
            )
            if result:
                end = End(at, at, at, result, 5, Decimal(1))
                records.append((end, NewAttempt(number, number, "18185551212")))
        unit.connection.execute(insert(actions.action), rows)
        attempts.reserve_attempts(unit.connection, many)
        past = [PastAttempts(AttemptKind.CALL, end, [record]) for end, record in records]
        attempts.add_past(unit.connection, past)
        unit.commit()


def seconds(task):
    """Time a task: the median of five."""
    task()
    times = []
    for _ in range(5):
        begun = perf_counter()
        task()
        times.append(perf_counter() - begun)
    return median(times)


def run(calls):
    """Build the calls and print the ratios."""
    with TemporaryDirectory() as folder:
        database = f"{folder}/pages.db"
        bootstrap.upgrade_database(database)
        system = bootstrap.build(Config(sandbox=True, database=database, clock=ClockChoice.MANUAL))
        ids, made = fill(system.store, calls)

        def query(**filters):
            with system.store.reading() as unit:
                scope = Scope(unit, ACCOUNT, BEGIN, ServiceSettings())
                return Calls(scope).query_calls(ActionQuery(**filters))

        def broadcast(method, request):
            with system.store.reading() as unit:
                return getattr(Broadcasts(Scope(unit, ACCOUNT, BEGIN, ServiceSettings())), method)(request)

        plain = seconds(query)
        print(f"a page of {PAGE} of {calls} calls: 1.00 (the measure of the following)")
        for name, first in (("in the middle", calls // 2), ("at the end", calls - PAGE)):
            print(f"a page {name}: {seconds(lambda first=first: query(first_result=first)) / plain:.2f}")
        for name, filters in filters_of(calls, ids, made).items():
            total = query(**filters).total_results
            print(f"{name} ({total} match): {seconds(lambda filters=filters: query(**filters)) / plain:.2f}")
        one = seconds(lambda: query(max_results=10))
        print(f"a page of 10 of {calls} calls: 1.00 (the measure of the following)")
        for name, filters in filters_of(calls, ids, made).items():
            small = {**filters, "max_results": 10}
            print(f"{name}: {seconds(lambda small=small: query(**small)) / one:.2f}")
        get = seconds(lambda: broadcast("get_broadcast", IdRequest(id=ids[0])))
        stats = seconds(lambda: broadcast("get_broadcast_stats", GetBroadcastStats(id=ids[0])))
        print(f"GetBroadcastStats of {calls} actions / GetBroadcast: {stats / get:.1f}")
        system.stop()


def filters_of(calls, ids, made):
    """Answer every filter of QueryCalls alone."""
    return {
        "BroadcastId": {"broadcast_id": ids[0]},
        "BatchId": {"batch_id": made[0]},
        "State FINISHED": {"state": (ActionState.FINISHED,)},
        "State READY": {"state": (ActionState.READY,)},
        "State, three of them": {"state": (ActionState.READY, ActionState.FINISHED, ActionState.INVALID)},
        "Result LA": {"result": (Disposition.LIVE_ANSWER,)},
        "Result, two of them": {"result": (Disposition.LIVE_ANSWER, Disposition.BUSY)},
        "Inbound true": {"inbound": True},
        "Inbound false": {"inbound": False},
        "IntervalBegin": {"interval_begin": BEGIN + timedelta(seconds=calls // 2)},
        "IntervalEnd": {"interval_end": BEGIN + timedelta(seconds=calls // 2)},
        "FromNumber": {"from_number": "13105551212"},
        "ToNumber": {"to_number": "18182000005"},
        "LabelName of many": {"label_name": "many"},
        "LabelName of few": {"label_name": "few"},
    }


if __name__ == "__main__":
    run(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
