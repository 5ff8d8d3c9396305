"""Sources of contacts, read some rows at a time: what they hold, and first whether they can be read at all."""

import json
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from callfire_soap.domain.contact_files import Layout, records_of, without_header
from callfire_soap.domain.contacts import Record
from callfire_soap.domain.file_rows import ROWS_AT_ONCE, Block
from callfire_soap.domain.file_texts import lines_of_text
from callfire_soap.domain.left_out import LeftOut, Reason
from callfire_soap.domain.text_lengths import MOST_CHARACTERS

_LINES_PER_LOOK = 20_000


class Portion(NamedTuple):
    """Some contacts, each with the number of its line; `rows` counts them and what was left out between them."""

    rows: int
    lines: Sequence[int]
    records: Sequence[Record]


def portions_of(
    lines: Iterable[str],
    layout: Layout,
    left_out: LeftOut,
    *,
    done: int = 0,
    keeps_all: bool = False,
    is_plain: bool = False,
) -> Iterator[Portion]:
    """Yield what a source holds behind the first rows, which were `done` before.

    Rows without a phone are left out unless all are kept; what cannot be read raises Unusable. `is_plain` is what
    a look through the source has said.
    """
    if layout.has_records:
        yield from portions_of_records((tuple(json.loads(line)) for line in lines), left_out, done=done)
        return
    is_header = layout.has_header
    for block in layout.blocks(lines, is_plain=is_plain):
        rows = without_header(block) if is_header else block
        is_header = is_header and not rows.rows
        if done:
            known, done = done, max(0, done - len(rows.rows))
            rows = Block(rows.lines[known:], rows.rows[known:])
        if rows.rows:
            found = records_of(rows, layout.names, left_out, keeps_all=keeps_all)
            yield Portion(len(rows.rows), found.lines, found.records)


def portions_of_records(records: Iterable[Record], left_out: LeftOut, *, done: int = 0) -> Iterator[Portion]:
    """Yield contacts behind those that were `done` before; who has no phone is left out."""
    waiting = enumerate(islice(records, done, None), 1 + done)
    while some := list(islice(waiting, ROWS_AT_ONCE)):
        reachable = [(at, record) for at, record in some if record[3] or record[4] or record[5]]
        if len(reachable) < len(some):
            there = {at for at, _ in reachable}
            left_out.add_rows(Reason.NO_PHONE, (at for at, _ in some if at not in there))
        yield Portion(len(some), [at for at, _ in reachable], [record for _, record in reachable])


def check(lines: Iterable[str], layout: Layout) -> None:
    """Read a file for nothing; what is no table, or has a cell too large, raises Unusable."""
    for _ in _checked(lines, layout):
        pass


def look_through(open_lines: Callable[[], Iterable[str]], layout: Layout) -> Generator[None, None, bool]:
    """Check a source, yielding now and then; answers whether it is plain, which takes a tenth of the time.

    Nothing can be wrong with lines that have no quotes, if neither they nor all of them are too long.
    """
    if layout.has_records:
        return False
    is_plain = yield from _is_plain(open_lines(), layout)
    if not is_plain:
        yield from _checked(open_lines(), layout)
    return is_plain


def _is_plain(lines: Iterable[str], layout: Layout) -> Generator[None, None, bool]:
    waiting = iter(lines_of_text(lines, layout.odd))
    too_long = min(MOST_CHARACTERS, layout.limits.columns)
    cells = 0
    while some := list(islice(waiting, _LINES_PER_LOOK)):
        joined = "".join(some)
        cells += joined.count(layout.delimiter) + len(some)
        if '"' in joined or cells > layout.limits.cells or max(map(len, some)) >= too_long:
            return False
        yield
    return True


def _checked(lines: Iterable[str], layout: Layout) -> Iterator[None]:
    for block in layout.blocks(lines):
        records_of(block, layout.names, LeftOut())
        yield
