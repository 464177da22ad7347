"""The long form as Parquet: the seven columns, texts or, for arguments and evidence, also maps or structs.

Not here: what the rows say.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from kb.problems import Rejected
from solver.batch.libraries import library
from solver.batch.reading.long_csv import columns
from solver.batch.reading.long_form import cases
from solver.batch.reading.statements import COLUMNS, Cell, Row
from solver.batch.reading.streams import Follow, readable, unreadable
from solver.batch.records import Entry

AT_ONCE = 16_384
"""Rows that are taken out of a file at a time."""


def entries(path: str, follow: Follow) -> Iterator[Entry]:
    """The cases of a file. Raises `Rejected` where it cannot be read, or has other columns."""
    parquet = library("pyarrow.parquet", "Parquet files")
    with _whole(path), parquet.ParquetFile(path) as file:
        columns(file.schema_arrow.names, path)
        yield from cases(_rows(file, path, follow), path)


def _rows(file: Any, path: str, follow: Follow) -> Iterator[Row]:  # noqa: ANN401 - pyarrow has no types
    number, size, total = 0, os.path.getsize(path), max(1, file.metadata.num_rows)
    follow(lambda: size * number // total)
    for batch in file.iter_batches(batch_size=AT_ONCE, columns=list(COLUMNS)):
        for cells in zip(*(batch.column(name).to_pylist() for name in COLUMNS), strict=True):
            number += 1
            yield Row(number, {name: _cell(cell) for name, cell in zip(COLUMNS, cells, strict=True)})


@contextmanager
def _whole(path: str) -> Iterator[None]:
    """Whatever pyarrow says of a damaged file is a problem of that file."""
    arrow = library("pyarrow", "Parquet files")
    try:
        with readable(path):
            yield
    except arrow.ArrowException:
        raise Rejected([unreadable(path, "this is no Parquet file, or it is damaged")]) from None


def _cell(cell: object) -> Cell:
    """What stands in a column, whatever type it has there."""
    match cell:
        case None:
            return ""
        case str():
            return cell
        case dict():
            return {str(name): str(value) for name, value in cell.items() if value is not None}
        case list() if all(isinstance(pair, tuple) for pair in cell):
            return {str(name): str(value) for name, value in cell if value is not None}
        case _:
            return str(cell)
