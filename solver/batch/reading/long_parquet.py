"""The long form as Parquet: the seven columns, texts or, for arguments and evidence, also maps or structs.

Not here: what the rows say.
"""

import os
from collections.abc import Iterable, Iterator
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
    with whole(path), parquet.ParquetFile(path) as file:
        columns(file.schema_arrow.names, path)
        yield from cases(_followed(rows(file.iter_batches(AT_ONCE, columns=list(COLUMNS))), file, path, follow), path)


def _followed(found: Iterator[Row], file: Any, path: str, follow: Follow) -> Iterator[Row]:  # noqa: ANN401 - pyarrow has no types
    number, size, total = 0, os.path.getsize(path), max(1, file.metadata.num_rows)
    follow(lambda: size * number // total)
    for row in found:
        number = row.number
        yield row


def rows(batches: Iterable[Any], first: int = 1) -> Iterator[Row]:
    """The rows of batches, counted from a first."""
    number = first
    for batch in batches:
        for cells in zip(*(batch.column(name).to_pylist() for name in COLUMNS), strict=True):
            yield Row(number, {name: cell(one) for name, one in zip(COLUMNS, cells, strict=True)})
            number += 1


@contextmanager
def whole(path: str) -> Iterator[None]:
    """Whatever pyarrow says of a damaged file is a problem of that file."""
    arrow = library("pyarrow", "Parquet files")
    try:
        with readable(path):
            yield
    except (arrow.ArrowException, UnicodeDecodeError):
        raise Rejected([unreadable(path, "this is no Parquet file, or it is damaged")]) from None


def cell(found: object) -> Cell:
    """What stands in a column, whatever type it has there."""
    match found:
        case None:
            return ""
        case str():
            return found
        case dict():
            return {str(name): str(value) for name, value in found.items() if value is not None}
        case list() if all(isinstance(pair, tuple) for pair in found):
            return {str(name): str(value) for name, value in found if value is not None}
        case _:
            return str(found)
