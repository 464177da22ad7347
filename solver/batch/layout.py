"""The rows of a slice by what they are about, as numbers of statements for each case: all in Arrow.

Not here: what the statements are (`solver.batch.distinct`), or what becomes of a case (`solver.batch.numbered`).
"""

from collections.abc import Sequence
from typing import Generic, TypeVar

from msgspec import Struct

from solver.batch.libraries import library
from solver.batch.reading.coded import Column, listed
from solver.batch.records import Span

Of = TypeVar("Of")


class Held(Struct, Generic[Of], frozen=True):
    """What is held for some of the rows, one after the other, and for each case where its own begin and end."""

    all: list[Of]
    begins: list[int]
    ends: list[int]

    def of(self, case: int) -> list[Of]:
        """What is held for a case."""
        return self.all[self.begins[case] : self.ends[case]]


def each(held: Held[int], values: Sequence[Of]) -> Held[Of]:
    """For each number that is held its value."""
    return Held(list(map(values.__getitem__, held.all)), held.begins, held.ends)


class Layout:
    """Where the rows of each case begin and end."""

    def __init__(self, spans: Sequence[Span]) -> None:
        arrow = library("pyarrow", "Parquet files")
        self._begins = arrow.array([one.begin for one in spans], arrow.int64())
        self._ends = arrow.array([one.end for one in spans], arrow.int64())

    def held(self, numbers: Column, some: Column) -> Held[int]:
        """The numbers of some of the rows."""
        return Held(listed(numbers.filter(some)), *self.bounds(some))

    def over(self, column: Column, most: int = 0) -> frozenset[int]:
        """The cases in which a column of numbers, or of flags, comes to more than that."""
        begins, ends = self.bounds(column)
        return frozenset(case for case, (begin, end) in enumerate(zip(begins, ends, strict=True)) if end - begin > most)

    def bounds(self, column: Column) -> tuple[list[int], list[int]]:
        """What a column of numbers, or of flags, comes to before each case, and up to its end."""
        arrow, compute = library("pyarrow", "Parquet files"), library("pyarrow.compute", "Parquet files")
        counts = compute.cumulative_sum(column.cast(arrow.int64()))
        before = arrow.concat_arrays([arrow.array([0], arrow.int64()), counts])
        return listed(before.take(self._begins)), listed(before.take(self._ends))


def of_each(values: Sequence[int], numbers: Column) -> Column:
    """The value of each row, by its number."""
    arrow = library("pyarrow", "Parquet files")
    return arrow.array(values, arrow.int64()).take(numbers)


def among(column: Column, values: Sequence[int]) -> Column:
    """The rows whose value is one of these."""
    arrow, compute = library("pyarrow", "Parquet files"), library("pyarrow.compute", "Parquet files")
    return compute.is_in(column, arrow.array(values, arrow.int64()))


def among_pairs(column: Column, other: Column, values: Sequence[tuple[int, int]]) -> Column:
    """The rows whose values in two columns of digits are one of these pairs."""
    compute = library("pyarrow.compute", "Parquet files")
    return among(compute.add(compute.multiply(column, 10), other), [10 * one + another for one, another in values])


def added(one: Column, other: Column) -> Column:
    """The sums of two columns, row by row."""
    return library("pyarrow.compute", "Parquet files").add(one, other)


def apart(some: Column, others: Column) -> Column:
    """The rows that are in the first, and not in the other."""
    return library("pyarrow.compute", "Parquet files").and_not(some, others)


def both(some: Column, others: Column) -> Column:
    """The rows that are in both."""
    return library("pyarrow.compute", "Parquet files").and_(some, others)
