"""Rows as JSON Lines: an object on each line, with the fields of `Row`."""

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import BinaryIO

from msgspec import MsgspecError, json

from solver.batch.rows import Row
from solver.batch.sheet import Sheet

AT_ONCE = 2048
"""Rows of a piece."""
BEGIN, DIGEST = '{"case":"","line":""', '"digest":""'
"""What a row holds that is without its case, its line and its digest; no text in it can hold the second."""


def encode(rows: Sheet) -> Iterator[bytes]:
    """The rows of a part. Ids need no quoting."""
    said = [_around(one) for one in rows.said]
    columns = zip(rows.cases, rows.lines, rows.digests, map(said.__getitem__, rows.numbers), strict=True)
    while lines := [
        f'{{"case":"{case}","line":"{line}"{before}"digest":"{digest}"{behind}\n'
        for case, line, digest, (before, behind) in islice(columns, AT_ONCE)
    ]:
        yield "".join(lines).encode()


def _around(said: Row) -> tuple[str, str]:
    """What stands before the digest, and behind it."""
    before, _, behind = json.encode(said).decode().removeprefix(BEGIN).partition(DIGEST)
    return before, behind


def join(parts: Iterable[Iterable[bytes]], file: BinaryIO) -> None:
    """Write all parts."""
    file.writelines(chain.from_iterable(parts))


def rows(path: str) -> Iterator[Row]:
    """The rows of a file. Raises `ValueError` where it holds something else."""
    decoder = json.Decoder(Row)
    with open(path, "rb") as file:
        for line in file:
            try:
                yield decoder.decode(line)
            except MsgspecError as error:
                raise ValueError(str(error)) from None
