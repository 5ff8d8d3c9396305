"""The whole stack against Spyne as it comes, and against a plain sqlite3 script; every figure is a ratio of one run.

Run by hand: `python -m tests.benchmarks.foundation`. It takes some minutes.
"""

import gc
import json
import re
import resource
import sqlite3
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from callfire_soap import bootstrap
from callfire_soap.config import ClockChoice, Config
from tests.benchmarks.baseline import baseline_app
from tests.benchmarks.bench_edge import ask, running
from tests.benchmarks.load import measure
from tests.benchmarks.messages import SERVICE, baseline_body, envelope, request_body

RECIPIENTS = 100_000
AT_ONCE = 1_000
ROUNDS = 5


@contextmanager
def whole_stack():
    """Build the whole service over a database of its own, its clock standing."""
    with TemporaryDirectory() as folder:
        database = f"{folder}/benchmark.db"
        bootstrap.upgrade_database(database)
        system = bootstrap.build(Config(sandbox=True, database=database, clock=ClockChoice.MANUAL))
        system.start()
        try:
            yield system
        finally:
            system.stop()


def send_call(recipients):
    """Write a SendCall to so many numbers."""
    numbers = "".join(f"<svc:ToNumber>{13102000000 + n}</svc:ToNumber>" for n in range(recipients))
    config = "<data:FromNumber>13105551212</data:FromNumber><data:LiveSoundId>9</data:LiveSoundId>"
    return envelope(
        f"<svc:SendCall>{numbers}<data:VoiceBroadcastConfig>{config}</data:VoiceBroadcastConfig></svc:SendCall>"
    )


def finish(system):
    """Dispatch until everything is finished."""
    system.dispatcher.advance(system.clock.now() + timedelta(hours=6))


def seconds(task):
    """Time a task; other garbage does not count."""
    gc.collect()
    begun = time.perf_counter()
    task()
    return time.perf_counter() - begun


def alternately(ours, theirs, times=ROUNDS):
    """Time two tasks in turns, so that what else the machine does hits both; answers the medians."""
    pairs = [(seconds(ours), seconds(theirs)) for _ in range(times)]
    return tuple(median(column) for column in zip(*pairs, strict=True))


def many(task, rounds):
    """Repeat a task."""

    def repeated():
        for _ in range(rounds):
            task()

    return repeated


def against_spyne():
    """Compare requests in process."""
    baseline = baseline_app()
    with whole_stack() as system:
        ask(system.wsgi, send_call(1_000))
        finish(system)
        assert ask(system.wsgi, request_body("QueryCalls")).count(b"<CallRecord ") == AT_ONCE
        assert ask(baseline, baseline_body("QueryCalls")).count(b"CallRecord id") == AT_ONCE
        for name, rounds, least in (("GetBroadcast", 500, 1.5), ("QueryCalls", 4, 8)):
            ours, theirs = alternately(
                many(lambda name=name: ask(system.wsgi, request_body(name)), rounds),
                many(lambda name=name: ask(baseline, baseline_body(name)), rounds),
            )
            print(f"{name}: {theirs / ours:.2f} times as many requests as stock Spyne (at least {least})")
        body, plain = request_body("SendCall to many"), baseline_body("SendCall to many")
        ours, theirs = alternately(lambda: ask(system.wsgi, body), lambda: ask(baseline, plain), 3)
        print(
            f"SendCall of {RECIPIENTS}: {ours / theirs:.2f} of the time stock Spyne reads it in (at most 1)"
        )


def over_http():
    """Compare requests over 16 keep-alive connections, in turns."""
    path, body = "/api/1.1/soap12/broadcast", request_body("GetBroadcast")
    with sandbox() as mine, running("tests.benchmarks.baseline") as (_, stock):
        assert measure(f"{mine}{path}", send_call(1), seconds=0.2, connections=1).errors == 0
        pairs = []
        for _ in range(ROUNDS):
            ours, theirs = measure(f"{mine}{path}", body, seconds=2), measure(stock, body, seconds=2)
            assert ours.errors == theirs.errors == 0
            pairs.append(ours.per_second / theirs.per_second)
    print(
        f"GetBroadcast over HTTP: {median(pairs):.2f} times as many requests as stock Spyne on waitress"
        f" (at least 2; rounds from {min(pairs):.2f} to {max(pairs):.2f})"
    )


@contextmanager
def sandbox():
    """Run the sandbox in a process of its own."""
    command = [sys.executable, "-m", "callfire_soap", "sandbox", "--port", "0", "--clock", "manual"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            for line in process.stdout:
                found = re.match(r"ready (\S+)", line)
                if found:
                    yield found[1]
                    return
        finally:
            process.terminate()


# The rows that a recipient costs: a contact, an action, an attempt, and an entry in the carrier's journal, which is
# committed by itself. Of the indexes, those without which nothing can be claimed, shown or recognised.
SCHEMA = """
PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;
CREATE TABLE contact (id INTEGER PRIMARY KEY, account INTEGER, phone TEXT, created INTEGER);
CREATE INDEX phones ON contact (account, phone);
CREATE TABLE action (id INTEGER PRIMARY KEY, account INTEGER, broadcast INTEGER, contact INTEGER, sender TEXT,
                     number TEXT, state TEXT, result TEXT, created INTEGER, modified INTEGER);
CREATE INDEX ready ON action (broadcast, state, id);
CREATE TABLE attempt (id INTEGER PRIMARY KEY, action INTEGER, number TEXT, begun INTEGER, answered INTEGER,
                      finished INTEGER, result TEXT, seconds INTEGER, billed INTEGER);
CREATE INDEX attempts ON attempt (action, id);
CREATE TABLE journal (id INTEGER PRIMARY KEY, handed INTEGER, action INTEGER, attempt INTEGER UNIQUE, sender TEXT,
                      number TEXT, outcome TEXT);
"""
TIMES = ("2026-01-05T17:00:00+00:00", "2026-01-05T17:00:04+00:00", "2026-01-05T17:00:11+00:00")
OUTCOME = json.dumps({"answer": "live", "leg": TIMES})


def plain_script(recipients):
    """Insert, claim and finish as many rows with the same durability, and nothing else."""
    with TemporaryDirectory() as folder:
        connection = sqlite3.connect(Path(folder) / "plain.db", isolation_level=None)
        connection.executescript(SCHEMA)
        numbers = [f"{13_102_000_000 + n}" for n in range(recipients)]
        with committed(connection):
            contacts = ((n, 1, number, 0) for n, number in enumerate(numbers, 1))
            connection.executemany("INSERT INTO contact VALUES (?,?,?,?)", contacts)
            actions = (
                (n, 1, 1, n, "13105551212", number, "READY", None, 0, 0)
                for n, number in enumerate(numbers, 1)
            )
            connection.executemany("INSERT INTO action VALUES (?,?,?,?,?,?,?,?,?,?)", actions)
        while claimed := _claim(connection):
            _finish(connection, claimed)
        finished = connection.execute("SELECT count(*) FROM action WHERE state = 'FINISHED'").fetchone()
        assert finished == (recipients,)
        connection.close()


@contextmanager
def committed(connection):
    """Do something in one transaction."""
    connection.execute("BEGIN IMMEDIATE")
    yield
    connection.execute("COMMIT")


def _claim(connection):
    claim = """UPDATE action SET state = 'SELECTED' WHERE id IN
               (SELECT id FROM action WHERE broadcast = 1 AND state = 'READY' ORDER BY id LIMIT ?)
               RETURNING id, number"""
    with committed(connection):
        claimed = sorted(connection.execute(claim, (AT_ONCE,)).fetchall())
        attempts = ((n, n, number, 0) for n, number in claimed)
        connection.executemany("INSERT INTO attempt (id, action, number, begun) VALUES (?,?,?,?)", attempts)
    with committed(connection):
        entries = ((None, 0, n, n, "13105551212", number, OUTCOME) for n, number in claimed)
        connection.executemany("INSERT INTO journal VALUES (?,?,?,?,?,?,?)", entries)
    return claimed


def _finish(connection, claimed):
    ended = [(4, 11, "LA", 7, 10_000, n) for n, _ in claimed]
    with committed(connection):
        connection.executemany(
            "UPDATE attempt SET answered = ?, finished = ?, result = ?, seconds = ?, billed = ? WHERE id = ?",
            ended,
        )
        connection.executemany(
            "UPDATE action SET state = 'FINISHED', result = 'LA', modified = 11 WHERE id = ?",
            [(n,) for n, _ in claimed],
        )


def send_and_finish(recipients):
    """Send to so many numbers and dispatch them all; answers the seconds, parsing of the request included."""
    with whole_stack() as system:
        body = send_call(recipients)

        def run():
            ask(system.wsgi, body)
            finish(system)

        taken = seconds(run)
        found = re.search(rb"<Finished>(\d+)</Finished>", ask(system.wsgi, stats_request()))
        assert int(found[1]) == recipients
        return taken


def stats_request():
    """Ask for the statistics of the first broadcast."""
    return envelope("<svc:GetBroadcastStats><svc:Id>1</svc:Id></svc:GetBroadcastStats>")


def against_sqlite():
    """Compare sending and finishing with the plain script."""
    pairs = [(send_and_finish(RECIPIENTS), seconds(lambda: plain_script(RECIPIENTS))) for _ in range(3)]
    ours, theirs = (median(column) for column in zip(*pairs, strict=True))
    print(
        f"SendCall of {RECIPIENTS} to FINISHED: {ours / theirs:.2f} times a plain sqlite3 script (at most 4)"
    )


def flatness():
    """Compare the cost of a recipient among few and among many."""
    sizes = (10_000, 30_000, 100_000, 300_000)
    costs = {size: median(send_and_finish(size) / size for _ in range(3)) for size in sizes}
    for size in sizes:
        print(
            f"cost of a recipient among {size}: {costs[size] / costs[sizes[0]]:.2f} of one among {sizes[0]}"
        )


def peak_memory():
    """Send and finish in a process of its own, and look at its peak; it inherits the peak of this one, if higher."""
    code = "from tests.benchmarks.foundation import *; send_and_finish(RECIPIENTS); print(peak())"
    output = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    print(f"peak memory of SendCall of {RECIPIENTS} to FINISHED: {output.split()[-1]} MB (under 500)")


def peak():
    """Answer the largest size of this process, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main():
    """Print all ratios."""
    print(f"SOAP namespace {SERVICE}")
    for part in (peak_memory, against_spyne, over_http, against_sqlite, flatness):
        part()


if __name__ == "__main__":
    main()
