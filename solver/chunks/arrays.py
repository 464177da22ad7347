"""Arrays of numbers side by side, each place a row: what stands in several rows together, and where something stands.

Not here: what the numbers are.
"""

from typing import Any

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
NOBODY = -1
"""The number of what is not there."""
BITS = 32
"""By so much the first of two numbers is shifted that make one; none of them has more than 31 bits."""


def changes(numbers: NDArray[Any]) -> Numbers:
    """The places of the numbers that are other than the one before; the first is."""
    return np.append(0, np.flatnonzero(numbers[1:] != numbers[:-1]) + 1)[: len(numbers)]


def ranks(of_each: NDArray[Any]) -> Numbers:
    """How many rows before each, among those that are next to it, are of the same."""
    begins = changes(of_each)
    return np.arange(len(of_each)) - np.repeat(begins, np.diff(np.append(begins, len(of_each))))


class Sequences(Struct, frozen=True):
    """What stands in the rows of each owner, in order: the number of its sequence, and each sequence once."""

    numbers: Numbers
    each: list[tuple[int, ...]]


def sequences(of_each: Numbers, numbers: Numbers, size: int) -> Sequences:
    """The sequences of the numbers of so many owners, each of which has a row."""
    order = np.argsort(of_each, kind="stable")
    owner, number = of_each[order], numbers[order]
    base, rank = int(numbers.max(initial=0)) + 1, ranks(owner)
    by_rank, steps = np.argsort(rank, kind="stable"), np.bincount(rank)
    found, known = np.zeros(size, np.int64), 0
    for there in np.split(by_rank, np.cumsum(steps)[:-1]):
        _, ways = np.unique(found[owner[there]] * base + number[there], return_inverse=True)
        found[owner[there]] = known + 1 + ways
        known += 1 + int(ways.max(initial=0))
    _, firsts, made = np.unique(found, return_index=True, return_inverse=True)
    begins, ends = np.searchsorted(owner, firsts), np.searchsorted(owner, firsts, "right")
    pairs = zip(begins.tolist(), ends.tolist(), strict=True)
    return Sequences(made, [tuple(number[begin:end].tolist()) for begin, end in pairs])


class Keys:
    """Pairs of numbers, by which something is found."""

    def __init__(self, ones: Numbers, others: Numbers) -> None:
        keys, self._ones = _paired(ones, others), ones
        self._order = np.argsort(keys)
        self._keys = keys[self._order]

    @property
    def twice(self) -> Numbers:
        """The first numbers of the pairs that are there more than once."""
        again = np.flatnonzero(self._keys[1:] == self._keys[:-1])
        return self._ones.take(self._order[again])

    def find(self, ones: Numbers, others: Numbers) -> Numbers:
        """The places of pairs; `NOBODY` where one is not there."""
        wanted = _paired(ones, others)
        near = np.minimum(np.searchsorted(self._keys, wanted), len(self._keys) - 1)
        if not len(self._keys):
            return np.full(len(wanted), NOBODY)
        return np.where(self._keys[near] == wanted, self._order[near], NOBODY)


def _paired(ones: Numbers, others: Numbers) -> Numbers:
    return (ones << BITS) + others


def distinct(*columns: Numbers) -> tuple[list[tuple[int, ...]], Numbers]:
    """The distinct rows of some columns, and for each row the number of its own."""
    numbers, firsts = np.zeros(len(columns[0]), np.int64), np.zeros(0, np.int64)
    for column in columns:
        _, firsts, numbers = np.unique(_paired(numbers, column), return_index=True, return_inverse=True)
    return list(zip(*(column[firsts].tolist() for column in columns), strict=True)), numbers
