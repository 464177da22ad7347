"""Rows as CSV: a header, then a line for each row. Lists are joined by `;`; what there is none of is empty."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import BinaryIO

from solver.batch.rows import Row
from solver.batch.sheet import Sheet

COLUMNS = Row.__struct_fields__
LINE, DIGEST = COLUMNS.index("line"), COLUMNS.index("digest")
SIGN = ";"


def encode(rows: Sheet) -> Iterator[bytes]:
    """The rows of a part."""
    said = [[_cell(getattr(one, name)) for name in COLUMNS] for one in rows.said]
    columns = (rows.cases, rows.lines, rows.digests, map(said.__getitem__, rows.numbers))
    yield _lines(
        (case, line, *cells[LINE + 1 : DIGEST], digest, *cells[DIGEST + 1 :])
        for case, line, digest, cells in zip(*columns, strict=True)
    )


def join(parts: Iterable[Iterable[bytes]], file: BinaryIO) -> None:
    """Write the header and all parts."""
    file.write(_lines([COLUMNS]))
    file.writelines(chain.from_iterable(parts))


def rows(path: str) -> Iterator[Row]:
    """The rows of a file. Raises `ValueError` where it holds something else."""
    with open(path, encoding="utf-8", newline="") as file:
        found = csv.DictReader(file)
        if tuple(found.fieldnames or ()) != COLUMNS:
            raise ValueError("the columns are not those of a batch")
        for cells in found:
            yield _row(cells)


def _lines(table: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(table)
    return text.getvalue().encode()


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case tuple():
            return SIGN.join(value)
        case _:
            return str(value)


def _row(cells: dict[str, str]) -> Row:
    return Row(
        case=cells["case"],
        line=cells["line"],
        policy=cells["policy"] or None,
        verdict=cells["verdict"],
        coding=cells["coding"] or None,
        because=_list(cells["because"]),
        flags=_list(cells["flags"]),
        reasons=_list(cells["reasons"]) or None,
        missing=_list(cells["missing"]) or None,
        knowledge=cells["knowledge"],
        digest=cells["digest"],
        moot=cells["moot"] == "true",
        request=cells["request"] or None,
    )


def _list(cell: str) -> tuple[str, ...]:
    return tuple(cell.split(SIGN)) if cell else ()
