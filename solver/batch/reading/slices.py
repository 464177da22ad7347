"""Parquet in slices of whole cases, as columns: what is in the rows is left to whoever decides them.

A slice ends where one case stops and the next begins, with no row between them that nobody owns. A file that has no
such place for long is read row by row from there on. Not here: what the rows say (`solver.batch.numbered`).
"""

import os
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

import numpy as np

from solver.batch.libraries import library
from solver.batch.reading.coded import coded, column_of, numbers_of
from solver.batch.reading.long_csv import columns
from solver.batch.reading.long_form import cases
from solver.batch.reading.long_parquet import cell, rows, whole
from solver.batch.reading.statements import COLUMNS, owner
from solver.batch.reading.streams import Follow
from solver.batch.reading.together import Together
from solver.batch.records import LARGEST, Entry, Slice, Span

AT_ONCE = 65_536
"""Rows that are taken out of a file at a time."""
MOST_ROWS = 2_000_000
"""Rows that are held at most."""
Runs = list[tuple[int, str | None]]
"""Where rows begin that name the same case, or none, and its name."""


def slices(path: str, follow: Follow, most: int) -> Iterator[Slice | Entry]:
    """The cases of a file in slices of so many at most. Raises `Rejected` where it cannot be read, or has other
    columns."""
    parquet, arrow = library("pyarrow.parquet", "Parquet files"), library("pyarrow", "Parquet files")
    arrow.set_memory_pool(arrow.system_memory_pool())  # Arrow's own asks for new pages again and again
    with whole(path):
        known = parquet.read_metadata(path)
        columns(known.schema.to_arrow_schema().names, path)
        with parquet.ParquetFile(path, metadata=known, read_dictionary=_texts(known.schema)) as file:
            batches = map(_without_views, file.iter_batches(AT_ONCE, columns=list(COLUMNS)))
            yield from _sliced(batches, known.num_rows, path, follow, most)


def _texts(schema: Any) -> list[str]:  # noqa: ANN401 - pyarrow has no types
    """The columns of texts that come up again and again, which most often have numbers in the file, too."""
    found = (schema.column(place) for place in range(len(schema.names)))
    return [one.path for one in found if one.path in COLUMNS[1:] and one.physical_type == "BYTE_ARRAY"]


def _without_views(batch: Any) -> Any:  # noqa: ANN401 - likewise
    """The same rows with texts as Arrow mostly has them: it cannot do all things with other kinds of texts."""
    arrow = library("pyarrow", "Parquet files")
    plain = {"string_view": arrow.string(), "binary_view": arrow.binary()}
    for place, name in enumerate(batch.schema.names):
        if str(batch.column(place).type) in plain:
            column = batch.column(place).cast(plain[str(batch.column(place).type)])
            batch = batch.set_column(place, name, column)
    return batch


def _sliced(batches: Iterator[Any], total: int, path: str, follow: Follow, most: int) -> Iterator[Slice | Entry]:
    held, gone, size = _Held(path), Together(), os.path.getsize(path)
    follow(lambda: size * held.last // max(1, total))
    for batch in batches:
        held.add(batch)
        while border := held.border(most):
            yield held.cut(border, gone)
        if held.is_full:
            yield from cases(rows(chain(held.batches, held.counted(batches)), held.line), path, gone)
            return
    if held.batches:
        yield held.cut(len(held.spans()), gone)


class _Held:
    """Rows that are not yet in a slice."""

    def __init__(self, path: str) -> None:
        self.batches: list[Any] = []
        self.last = 0
        self._path, self._runs, self._size = path, Runs(), 0
        self.line = 1

    @property
    def is_full(self) -> bool:
        """Whether no more rows can be held."""
        return self._rows >= MOST_ROWS or self._size >= LARGEST

    @property
    def _rows(self) -> int:
        return self.last + 1 - self.line

    def add(self, batch: Any) -> None:  # noqa: ANN401 - pyarrow has no types
        """Hold more rows."""
        for begin, name in _runs(batch.column("case")):
            if not self._runs or self._runs[-1][1] != name:
                self._runs.append((self._rows + begin, name))
        self.batches.append(batch)
        self.last += len(batch)
        self._size += batch.nbytes

    def counted(self, batches: Iterable[Any]) -> Iterator[Any]:
        """Further rows, which are not held."""
        for batch in batches:
            self.last += len(batch)
            yield batch

    def spans(self) -> list[Span]:
        """The cases of all rows that are held."""
        return list(_spans(self._runs, self._rows))

    def border(self, most: int) -> int:
        """How many of the cases make a slice: as many as may be, or more up to the next clean border. 0 where more rows
        are awaited, or no border is clean."""
        if len(self._runs) <= most and not self.is_full:
            return 0
        found = self.spans()
        if len(found) <= most and not self.is_full:
            return 0
        clean = [one for one in range(1, len(found)) if found[one - 1].end == found[one].begin]
        return max((one for one in clean if one <= most), default=min(clean, default=0))

    def cut(self, cases: int, gone: Together) -> Slice:
        """Let go of so many cases, as a slice. `gone` are the names that have gone by."""
        arrow = library("pyarrow", "Parquet files")
        spans, held = self.spans()[:cases], arrow.Table.from_batches(self.batches)
        end = spans[-1].end
        made = Slice(self._path, self.line, tuple(_seen(one, gone) for one in spans), _whole(held.slice(0, end)))
        self.batches = held.slice(end).to_batches()
        self._runs = [(begin - end, name) for begin, name in self._runs if begin >= end]
        self._size = sum(batch.nbytes for batch in self.batches)
        self.line += end
        return made


def _seen(span: Span, gone: Together) -> Span:
    """The same, and whether its name has gone by before."""
    if span.name is None or gone.is_new(span.name):
        return span
    return Span(span.name, span.begin, span.end, span.whole, apart=True)


def _runs(column: Any) -> Iterator[tuple[int, str | None]]:  # noqa: ANN401 - pyarrow has no types
    compute, kinds = library("pyarrow.compute", "Parquet files"), library("pyarrow.types", "Parquet files")
    plain = kinds.is_string(column.type) and not column.null_count
    names = column if plain else column_of(coded(column).numbers)
    changes = numbers_of(compute.indices_nonzero(compute.not_equal(names[1:], names[:-1])))
    begins = np.append(0, changes.astype(np.int64) + 1)
    cells = column.take(column_of(begins)).to_pylist()
    return ((begin, owner(cell(one))) for begin, one in zip(begins.tolist(), cells, strict=True))


def _spans(runs: Runs, end: int) -> Iterator[Span]:
    """The rows of each case. Rows that nobody owns are among those before them and those behind them."""
    begin, name, astray, is_whole = 0, None, None, True
    for place, other in runs:
        if other is None:
            astray = place
            continue
        if name is not None and other != name:
            yield Span(name, begin, place, is_whole and astray is None)
            begin, is_whole = place if astray is None else astray, True
        name, is_whole, astray = other, is_whole and astray is None, None
    if runs:
        yield Span(name, begin, end, is_whole and astray is None)


def _whole(table: Any) -> Any:  # noqa: ANN401 - likewise
    """A table in one piece. Raises what Arrow does where it is damaged."""
    (batch,) = _lean(table.select(list(COLUMNS))).unify_dictionaries().combine_chunks().to_batches()
    batch.validate(full=True)
    return batch


def _lean(table: Any) -> Any:  # noqa: ANN401 - likewise
    """The table without dictionaries that are larger than itself."""
    kinds = library("pyarrow.types", "Parquet files")
    for place, name in enumerate(table.column_names):
        column = table.column(place)
        if kinds.is_dictionary(column.type) and sum(len(one.dictionary) for one in column.chunks) > len(table):
            table = table.set_column(place, name, column.cast(column.type.value_type))
    return table
