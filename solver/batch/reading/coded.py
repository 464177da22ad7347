"""Columns of a table as numbers: each distinct cell once, and for each row the number of its cell.

Arrow finds what is distinct, so that nothing is done here for each row, unless a column is of an unusual type. Not
here: what a cell says (`solver.batch.reading.statements`).
"""

from collections.abc import Iterable, Sequence
from math import prod
from typing import Any

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from solver.batch.libraries import library

Column = Any
"""An array of Arrow, which has no types."""
Numbers = NDArray[np.int64]
BYTE = 8
LARGEST = 2**62
"""A number that has room in 64 bits."""


class Coded(Struct, frozen=True):
    """The number of each row's cell, and the cells in the order of their numbers; two of them may be the same."""

    numbers: NDArray[Any]
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
    """Columns side by side as one, whose cells are tuples: the numbers of their cells are the digits of one number."""
    bases = [len(one.cells) for one in columns]
    if prod(bases) > LARGEST:
        pairs = together([together(columns[:-1]), columns[-1]])
        return Coded(pairs.numbers, [(*others, last) for others, last in pairs.cells])
    whole = columns[0].numbers.astype(np.int64)
    for one in columns[1:]:
        whole *= len(one.cells)
        whole += one.numbers
    found = column_of(whole).dictionary_encode()
    digits: list[list[int]] = []
    left = numbers_of(found.dictionary)
    for base in reversed(bases):
        left, last = np.divmod(left, max(1, base))
        digits.append(last.tolist())
    cells = [one.cells for one in columns]
    each = zip(*reversed(digits), strict=True)
    return Coded(
        numbers_of(found.indices), [tuple([of[one] for of, one in zip(cells, row, strict=True)]) for row in each]
    )


def numbers_of(column: Column) -> NDArray[Any]:
    """The values of a column of whole numbers; those of nulls are any."""
    held: NDArray[Any] = np.frombuffer(column.buffers()[1], f"i{column.type.bit_width // BYTE}")
    return held[column.offset : column.offset + len(column)]


def column_of(numbers: Numbers) -> Column:
    """A column of whole numbers. (Arrow's own way looks for a library that takes long to import.)"""
    arrow = library("pyarrow", "Parquet files")
    held = np.ascontiguousarray(numbers, np.int64)
    return arrow.Array.from_buffers(arrow.int64(), len(held), [None, arrow.py_buffer(held)])


def _with_null(indices: Column, cells: list[Any]) -> Coded:
    """Numbers of which some are null, for an empty cell."""
    found = numbers_of(indices)
    if not indices.null_count:
        return Coded(found, cells)
    end = indices.offset + len(indices)
    there = np.unpackbits(np.frombuffer(indices.buffers()[0], np.uint8), count=end, bitorder="little")
    found = found.astype(np.int32)
    found[there[indices.offset :] == 0] = len(cells)
    return Coded(found, [*cells, None])


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
    texts = column_of(pairs.numbers).cast(arrow.string())
    lists = compute.binary_join(arrow.ListArray.from_arrays(column.offsets, texts), " ")
    whole = coded(compute.if_else(column.is_valid(), lists, None))
    return Coded(
        whole.numbers, [None if cell is None else [pairs.cells[int(n)] for n in cell.split()] for cell in whole.cells]
    )


def _one_by_one(cells: Iterable[Any]) -> Coded:
    """Any cells, by how they are written."""
    found: dict[str, tuple[int, Any]] = {}
    each = [found.setdefault(repr(cell), (len(found), cell))[0] for cell in cells]
    return Coded(np.array(each, np.int64), [cell for _, cell in found.values()])


def _is_text(kind: Any) -> bool:  # noqa: ANN401 - pyarrow has no types
    kinds = library("pyarrow.types", "Parquet files")
    return bool(kinds.is_string(kind) or kinds.is_large_string(kind))
