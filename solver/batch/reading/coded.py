"""Columns of a table as numbers: each distinct cell once, and for each row the number of its cell.

Arrow finds what is distinct, so that nothing is done here for each row, unless a column is of an unusual type. Not
here: what a cell says (`solver.batch.reading.statements`).
"""

from collections.abc import Iterable, Sequence
from typing import Any

from msgspec import Struct

from solver.batch.libraries import library

LONG = 64
"""Bits of the longer of the two types in which Arrow has numbers."""
Column = Any
"""An array of Arrow, which has no types."""


class Coded(Struct, frozen=True):
    """The number of each row's cell, an array of Arrow without nulls, and the cells in the order of their numbers; two
    of them may be the same."""

    numbers: Column
    cells: list[Any]


def coded(column: Column) -> Coded:
    """A column as numbers."""
    kinds = library("pyarrow.types", "Parquet files")
    if kinds.is_dictionary(column.type) and _is_text(column.type.value_type):
        return _with_null(column.indices, column.dictionary.to_pylist())
    if _is_text(column.type):
        return coded(column.dictionary_encode())
    if kinds.is_struct(column.type):
        return _struct(column)
    if kinds.is_map(column.type):
        return _map(column)
    return _one_by_one(column.to_pylist())


def together(columns: Sequence[Coded]) -> Coded:
    """Columns side by side as one, whose cells are tuples."""
    whole = Coded(columns[0].numbers, [(cell,) for cell in columns[0].cells])
    for column in columns[1:]:
        whole = _beside(whole, column)
    return whole


def listed(numbers: Column) -> list[int]:
    """An array without nulls as a list, as fast as it can be."""
    view, begin = memoryview(numbers.buffers()[1]), numbers.offset
    whole = view.cast("q") if numbers.type.bit_width == LONG else view.cast("i")
    return whole[begin : begin + len(numbers)].tolist()


def _beside(left: Coded, right: Coded) -> Coded:
    """Two columns as one: the numbers of their cells make a number of two digits."""
    compute, base = library("pyarrow.compute", "Parquet files"), len(right.cells)
    both = compute.add(compute.multiply(_long(left.numbers), base), _long(right.numbers)).dictionary_encode()
    pairs = (divmod(number, base) for number in both.dictionary.to_pylist())
    return Coded(both.indices, [(*left.cells[one], right.cells[other]) for one, other in pairs])


def _with_null(numbers: Column, cells: list[Any]) -> Coded:
    """Numbers of which some are null, for an empty cell."""
    if numbers.null_count:
        return Coded(_long(numbers).fill_null(len(cells)), [*cells, None])
    return Coded(_long(numbers), cells)


def _struct(column: Column) -> Coded:
    """Structs: their fields side by side, and whether there is one at all."""
    there = column.is_valid().cast(library("pyarrow", "Parquet files").string())
    whole = together([coded(there), *map(coded, column.flatten())])
    names = [field.name for field in column.type]
    cells = (dict(zip(names, cell[1:], strict=True)) if cell[0] == "true" else None for cell in whole.cells)
    return Coded(whole.numbers, list(cells))


def _map(column: Column) -> Coded:
    """Maps: each as a text of the numbers of its pairs."""
    arrow, compute = library("pyarrow", "Parquet files"), library("pyarrow.compute", "Parquet files")
    pairs = together([coded(column.keys), coded(column.items)])
    texts = pairs.numbers.cast(arrow.string())
    lists = compute.binary_join(arrow.ListArray.from_arrays(column.offsets, texts), " ")
    whole = coded(compute.if_else(column.is_valid(), lists, None))
    return Coded(
        whole.numbers, [None if cell is None else [pairs.cells[int(n)] for n in cell.split()] for cell in whole.cells]
    )


def _one_by_one(cells: Iterable[Any]) -> Coded:
    """Any cells, by how they are written."""
    arrow = library("pyarrow", "Parquet files")
    found: dict[str, tuple[int, Any]] = {}
    numbers = [found.setdefault(repr(cell), (len(found), cell))[0] for cell in cells]
    return Coded(arrow.array(numbers, arrow.int64()), [cell for _, cell in found.values()])


def _is_text(kind: Any) -> bool:  # noqa: ANN401 - pyarrow has no types
    kinds = library("pyarrow.types", "Parquet files")
    return bool(kinds.is_string(kind) or kinds.is_large_string(kind))


def _long(numbers: Column) -> Column:
    return numbers.cast(library("pyarrow", "Parquet files").int64())
