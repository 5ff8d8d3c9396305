"""Contacts by the hundred thousand: an import against a plain script, searches in small and large accounts.

Run by hand: python -m tests.benchmarks.contacts. Prints ratios within one run; nothing is judged by seconds.
"""

import argparse
import csv
import gc
import io
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from callfire_soap.dispatch.contact_lists import ListReader
from callfire_soap.domain.contact_files import layout_of
from callfire_soap.domain.contacts import ContactListStatus
from callfire_soap.domain.file_texts import encoding_of, oddities_of
from callfire_soap.store import contact_imports, contact_lists, contact_search, contacts
from callfire_soap.store.contact_imports import lines_in
from callfire_soap.store.contact_search import ContactFilter
from tests.builders import NOW, add_account, make_store

HEADERS = "firstName,lastName,zipcode,homePhone,workPhone,place\n"
COLUMNS = (
    "id, account_id, first_name, last_name, zipcode, home_phone, work_phone, fields, created_at, is_removed"
)


def peak_kib() -> int:
    """Answer the most memory that this program has had, as Linux counts it."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0])


def file_of(rows: int) -> bytes:
    """Make a file of different people."""
    lines = (
        f"First{at},Last{at},90210,1213{220 + at // 9000}{1000 + at % 9000},,Place {at}\n"
        for at in range(rows)
    )
    return (HEADERS + "".join(lines)).encode()


def plain(content: bytes, folder: Path) -> float:
    """Store the same rows by a script that checks nothing: contacts and who is on the list."""
    begin = time.process_time()
    connection = sqlite3.connect(folder / "plain.db")
    connection.execute(f"CREATE TABLE contact ({COLUMNS}, PRIMARY KEY (id))")
    connection.execute(
        "CREATE TABLE member (list_id, contact_id, PRIMARY KEY (list_id, contact_id)) WITHOUT ROWID"
    )
    rows = csv.reader(io.TextIOWrapper(io.BytesIO(content), newline=""))
    next(rows)
    insert = "INSERT INTO contact VALUES (?, 1, ?, ?, ?, ?, ?, ?, 1767632400000000, 0)"
    connection.executemany(insert, ((at, *row) for at, row in enumerate(rows, 1)))
    connection.execute("INSERT INTO member SELECT 1, id FROM contact")
    connection.commit()
    connection.close()
    return time.process_time() - begin


def imported(content: bytes, folder: Path) -> tuple[float, int]:
    """Take the file in as the service does, checked; answers the seconds and how memory grew, in KiB."""
    store = make_store(folder / "service.db")
    with store.writing() as unit:
        account = add_account(unit.connection)
        list_id = contact_lists.add_list(unit.connection, account, "x", ContactListStatus.VALIDATING, NOW)
        unit.commit()
    before, begin = peak_kib(), time.process_time()
    with store.writing() as unit:
        encoding = encoding_of(content)
        layout = layout_of(encoding, lines_in(content, encoding), odd=oddities_of(content, encoding))
        document = layout.to_document()
        contact_imports.add_import(unit.connection, account, list_id, document, content, NOW, is_first=True)
        unit.commit()
    reader = ListReader(store)
    while reader.read_some(NOW):
        pass
    seconds = time.process_time() - begin
    with store.reading() as unit:
        assert contact_lists.find_list(unit.connection, account, list_id).size == content.count(b"\n") - 1
    store.close()
    return seconds, peak_kib() - before


def measure_import(content: bytes, repeats: int) -> None:
    """Compare the import with the plain script, both several times in turn, by the time of the processor."""
    rows = content.count(b"\n") - 1
    ours, theirs = [], []
    for _ in range(repeats):
        with tempfile.TemporaryDirectory() as folder:
            seconds, grown = imported(content, Path(folder))
            ours.append(seconds)
            theirs.append(plain(content, Path(folder)))
    ratio = statistics.median(mine / other for mine, other in zip(ours, theirs, strict=True))
    print(f"import of {rows:,} rows ({len(content):,} bytes): {min(ours):.2f} s, plain {min(theirs):.2f} s")
    print(f"  {ratio:.2f} times the plain script; memory grew by {grown:,} KiB in the last run")


def account_of(folder: Path, how_many: int):
    store = make_store(folder / f"{how_many}.db")
    with store.writing() as unit:
        account = add_account(unit.connection)
        for start in range(0, how_many, 50_000):
            records = [
                (f"First{at}", f"Last{at}", "90210", f"1{2130000000 + at}", None, None, None, None, None)
                for at in range(start, min(start + 50_000, how_many))
            ]
            contacts.add_contacts(unit.connection, account, records, NOW)
        unit.commit()
    return store, account


def seconds_of(store, account, wanted, repeats=200) -> float:
    """Answer the median of a search, in seconds."""
    taken = []
    for _ in range(repeats):
        begin = time.perf_counter()
        with store.reading() as unit:
            contact_search.page_of_contacts(unit.connection, account, wanted, 0, 1000)
        taken.append(time.perf_counter() - begin)
    return statistics.median(taken)


def measure_searches() -> None:
    """Search by number in a small and in a large account, and see who waits for a search through everything."""
    with tempfile.TemporaryDirectory() as folder:
        small, large = (account_of(Path(folder), how_many) for how_many in (10_000, 1_000_000))
        for text in ("12130005555", "2130005555"):
            wanted = ContactFilter(field="homePhone", text=text)
            few, many = seconds_of(*small, wanted), seconds_of(*large, wanted)
            print(
                f"by number {text}: {many * 1000:.2f} ms in 1,000,000 contacts, {many / few:.2f} times 10,000"
            )
        everything = ContactFilter(text="nobody is called so")
        through = seconds_of(*large, everything, repeats=1)
        wanted = ContactFilter(field="homePhone", text="12130005555")
        alone = seconds_of(*large, wanted)
        searching = threading.Thread(target=seconds_of, args=(*large, everything, 3))
        searching.start()
        meanwhile = seconds_of(*large, wanted)
        with large[0].writing() as unit:
            begin = time.perf_counter()
            contacts.add_on_the_fly(unit.connection, large[1], ["12132201001"], NOW)
            unit.commit()
        written = time.perf_counter() - begin
        searching.join()
        print(
            f"through all fields of 1,000,000 contacts: {through:.2f} s; meanwhile a search by number takes"
        )
        times = meanwhile / alone
        print(
            f"  {meanwhile * 1000:.2f} ms, {times:.2f} times as long as alone; writing {written * 1000:.2f} ms"
        )
        small[0].close()
        large[0].close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "file", type=Path, nargs="?", help="import this file, once; else everything is measured"
    )
    arguments = parser.parse_args()
    # As the service sets it: rows form no cycles.
    gc.set_threshold(50_000, *gc.get_threshold()[1:])
    if arguments.file:
        measure_import(arguments.file.read_bytes(), repeats=1)
        return
    measure_import(file_of(200_000), repeats=5)
    # In programs of their own: memory that was used before hides what is used later.
    with tempfile.TemporaryDirectory() as folder:
        for rows in (20_000, 200_000, 1_000_000):
            path = Path(folder) / f"{rows}.csv"
            path.write_bytes(file_of(rows))
            subprocess.run([sys.executable, "-m", "tests.benchmarks.contacts", str(path)], check=True)
    measure_searches()


if __name__ == "__main__":
    main()
