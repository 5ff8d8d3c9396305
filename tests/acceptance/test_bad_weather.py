"""What the service does while its database cannot be used, and afterwards."""

import os
import resource
import shutil
import sqlite3
import threading
import time
from contextlib import closing, contextmanager

import pytest
import requests
import zeep

from tests.acceptance.golden_cases import SOUND
from tests.clients import Sandbox, Zeep, fault_code

NUMBERS = [f"1213220{number}" for number in range(1000, 1020)]
# When a test gives up.
PATIENCE = 300


class Running:
    """A sandbox over a database that the test can reach, and clients of it."""

    def __init__(self, program, *arguments):
        self.database = program.folder / "kept.db"
        self.service = program.start("sandbox", "--database", str(self.database), *arguments)
        self.sandbox, self.client = Sandbox(self.service.url), Zeep(self.service.url)

    def health(self):
        return requests.get(f"{self.service.url}/health", timeout=PATIENCE).status_code

    def await_health(self, status):
        until = time.monotonic() + PATIENCE
        while self.health() != status:
            assert time.monotonic() < until, f"never {status}"
            time.sleep(0.05)

    def send(self, numbers):
        return self.client.SendCall(ToNumber=numbers, VoiceBroadcastConfig=SOUND)

    def refusal(self, numbers=("12132201000",)):
        with pytest.raises(zeep.exceptions.Fault) as refused:
            self.send(list(numbers))
        return fault_code(refused.value)

    def await_end(self, broadcast):
        until = time.monotonic() + PATIENCE
        while self.client.GetBroadcast(Id=broadcast).Status != "FINISHED":
            assert time.monotonic() < until, "the broadcast does not end"
            time.sleep(0.05)

    def dialled(self):
        return sorted(entry["to"] for entry in self.sandbox.carrier())

    def end(self):
        """End it, and answer what it has logged, without the times."""
        self.sandbox.close()
        self.client.close()
        status, errors = self.service.stop()
        assert status == 0
        assert "Traceback" not in errors
        return [line.partition(f"{self.database}: ")[2] for line in errors.splitlines()]


@pytest.fixture
def started(program):
    """Answer what starts a service; it does not outlive the test."""
    made = []

    def start(*arguments):
        made.append(Running(program, *arguments))
        return made[-1]

    yield start
    for each in made:
        if each.service.process.poll() is None:
            each.service.kill()


@contextmanager
def locked(database, how="IMMEDIATE"):
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute(f"BEGIN {how}")
        yield
        other.rollback()


def cannot_grow(service, is_so):
    """Let a program write no file beyond a page, as on a full disk, or let it write again."""
    hard = resource.prlimit(service.process.pid, resource.RLIMIT_FSIZE)[1]
    resource.prlimit(service.process.pid, resource.RLIMIT_FSIZE, (4096 if is_so else hard, hard))


@pytest.mark.parametrize("how", ["IMMEDIATE", "EXCLUSIVE"])
def test_reading_goes_on_while_more_writers_wait_than_there_are_threads(started, how):
    running = started("--threads", "2", "--write-wait", "60", "--speed", "100")
    broadcast = running.send(NUMBERS[:1])
    running.await_end(broadcast)
    written = []

    def write(number):
        with closing(Zeep(running.service.url)) as client:
            written.append(client.SendCall(ToNumber=[number], VoiceBroadcastConfig=SOUND))

    writers = [threading.Thread(target=write, args=[number]) for number in NUMBERS[1:9]]
    with locked(running.database, how):
        for writer in writers:
            writer.start()
        for _ in range(20):
            assert running.health() == 200
            assert running.client.GetBroadcast(Id=broadcast).Status == "FINISHED"
            assert running.sandbox.now()
        assert written == []
    for writer in writers:
        writer.join()
    for each in written:
        running.await_end(each)
    assert running.dialled() == NUMBERS[:9]
    assert running.end() == []


def test_who_waits_for_too_long_is_refused_and_everything_goes_on_afterwards(started):
    running = started("--write-wait", "0.2", "--speed", "100")
    broadcast = running.send(NUMBERS)
    with locked(running.database):
        assert [running.refusal() for _ in range(3)] == ["UNAVAILABLE"] * 3
        assert running.sandbox.ask("DELETE", f"phones/{NUMBERS[0]}").status_code == 503
        text = {"from": NUMBERS[0], "to": "67076", "message": "hello"}
        assert running.sandbox.ask("POST", "texts", text).status_code == 503
        assert running.health() == 200
    running.await_end(broadcast)
    assert running.dialled() == NUMBERS
    locks, again = running.end()
    assert locks.startswith("The database is locked: no change could be written since ")
    assert f"fuser {running.database}" in locks
    assert again == "The database is written to again"


def test_commands_say_that_the_database_is_locked(program, started):
    running = started()
    arguments = ["--database", str(running.database)]
    with locked(running.database):
        assert program.run("account", "list", *arguments).stdout == "sandbox  enabled\nsandbox2  enabled\n"
        ended = program.run("serve", "--port", "0", "--write-wait", "0.1", *arguments)
        assert (ended.returncode, ended.stdout) == (1, f"starting  {running.database}\n")
        assert ended.stderr.startswith(f"Error: {running.database}: The database is locked")
        assert ended.stderr.count("\n") == 1
    running.end()


def test_a_disk_that_is_full_is_told_until_there_is_room(started):
    running = started("--speed", "100")
    before = running.send(NUMBERS[:10])
    cannot_grow(running.service, is_so=True)
    assert [running.refusal() for _ in range(3)] == ["UNAVAILABLE"] * 3
    assert [running.health() for _ in range(3)] == [503] * 3
    assert running.client.GetBroadcast(Id=before).id == before
    cannot_grow(running.service, is_so=False)
    running.await_health(200)
    after = running.send(NUMBERS[10:])
    for broadcast in (before, after):
        running.await_end(broadcast)
    assert running.dialled() == NUMBERS
    full, again = running.end()
    assert full.startswith("The database cannot be read or written")
    assert again == "The database is written to again"


def test_a_database_that_was_moved_away_takes_nothing_until_it_is_back(started):
    running = started("--speed", "100")
    before = running.send(NUMBERS[:10])
    file, elsewhere = running.database, running.database.with_name("elsewhere.db")
    file.rename(elsewhere)
    assert [running.refusal() for _ in range(2)] == ["UNAVAILABLE"] * 2
    assert running.health() == 503
    elsewhere.rename(file)
    running.await_health(200)
    after = running.send(NUMBERS[10:])
    for broadcast in (before, after):
        running.await_end(broadcast)
    assert running.dialled() == NUMBERS
    removed, again = running.end()
    assert (removed, again) == ("The database was removed", "The database is written to again")


def replaced_by_a_copy(database):
    shutil.copy(database, f"{database}.copy")
    os.replace(f"{database}.copy", database)  # noqa: PTH105


def truncated(database):
    os.truncate(database, 8192)


def without_log(database):
    database.with_name("kept.db-wal").unlink()


def without_index(database):
    database.with_name("kept.db-shm").unlink()


@pytest.mark.parametrize("harm", [replaced_by_a_copy, truncated, without_log, without_index, os.unlink])
def test_a_service_takes_nothing_that_nobody_will_find(started, harm):
    running = started()
    running.send(NUMBERS[:1])
    harm(running.database)
    assert [running.refusal() for _ in range(2)] == ["UNAVAILABLE"] * 2
    assert [running.health() for _ in range(2)] == [503] * 2
    told = running.end()
    assert told
    assert len(told) == len(set(told))


def test_what_was_answered_outlives_a_log_that_was_removed(started, program):
    first = started("--speed", "100")
    broadcast = first.send(NUMBERS)
    without_log(first.database)
    assert first.refusal() == "UNAVAILABLE"
    told = first.end()
    second = started("--speed", "100")
    second.await_end(broadcast)
    assert second.dialled() == NUMBERS
    # Both write to one file.
    assert second.end() == told


def test_a_name_that_leads_to_another_database_is_noticed(started, program):
    file, other = program.folder / "file.db", program.folder / "other.db"
    (program.folder / "kept.db").symlink_to(file)
    running = started()
    running.send(NUMBERS[:1])
    shutil.copy(file, other)
    running.database.unlink()
    running.database.symlink_to(other)
    # Not even a connection that is new since then would lead to the one that everybody finds by the name.
    assert [running.refusal() for _ in range(2)] == ["UNAVAILABLE"] * 2
    assert running.health() == 503
    assert running.end() == ["The database was replaced: start the service again"]


def test_a_database_that_vacuum_has_made_shorter_is_the_same(started):
    running = started("--clock", "manual")
    for _ in range(3):
        running.send(NUMBERS)
    running.sandbox.reset()
    with closing(sqlite3.connect(running.database, isolation_level=None)) as other:
        other.execute("VACUUM")
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    running.send(NUMBERS)
    assert running.health() == 200
    assert running.end() == []


def broken(file):
    with file.open("r+b") as written:
        written.seek(8192)
        written.write(b"\xff" * 65536)


def no_database(file):
    file.write_bytes(b"id,name\n" * 1000)


def with_a_broken_header(file):
    with file.open("r+b") as written:
        written.write(b"garbage")


def of_a_later_release(file):
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")


@pytest.mark.parametrize("harm", [broken, no_database, with_a_broken_header, of_a_later_release])
def test_a_database_that_cannot_be_relied_on_is_not_served(program, harm):
    assert program.run("database", "upgrade").returncode == 0
    harm(program.folder / "callfire-soap.db")
    ended = program.run("serve", "--port", "0")
    assert (ended.returncode, "ready" in ended.stdout) == (1, False)
    assert ended.stderr.startswith("Error: callfire-soap.db")
    assert ended.stderr.count("\n") == 1


@pytest.mark.parametrize("command", ["serve", "sandbox"])
def test_a_database_that_cannot_be_written_to_is_not_served(program, command):
    assert program.run("database", "upgrade").returncode == 0
    # What holds also for root, whom permissions do not stop.
    url = f"sqlite:///file:{program.folder}/callfire-soap.db?mode=ro&uri=true"
    ended = program.run(command, "--port", "0", "--database", url)
    assert (ended.returncode, "ready" in ended.stdout) == (1, False)
    assert "read-only" in ended.stderr
    assert ended.stderr.count("\n") == 1


@pytest.mark.parametrize("link", [os.link, os.symlink])
def test_one_database_by_two_names_has_one_service(program, started, link):
    running = started()
    link(running.database, program.folder / "other.db")
    ended = program.run("serve", "--port", "0", "--database", "other.db")
    assert (ended.returncode, ended.stdout) == (1, "starting  other.db\n")
    assert ended.stderr.startswith("Error: another service is running on ")
    running.end()
