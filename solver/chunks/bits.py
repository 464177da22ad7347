"""Bit sets of cases by way of arrays: made from their members, and told apart by them.

Not here: what is done with bit sets as whole numbers (`solver.engines.bitsets`).
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from solver.chunks.arrays import Numbers, changes

BYTE, SHORT = 8, 1 << 16
WORD = 32
"""Bit sets that are looked at together: with as many bits for the ways so far they make a number of 64 bits."""


def bit_sets(numbers: Numbers, cases: Numbers, size: int) -> dict[int, int]:
    """For each number the bit set of the cases, among so many, beside which it stands. It is fast where the cases are
    in order, or nearly so."""
    width = size // BYTE + 1
    order = np.argsort(_small(numbers), kind="stable")
    bits = np.sort(numbers[order] * (BYTE * width) + cases[order], kind="stable")
    begins = changes(bits // BYTE)
    cells = bits[begins] // BYTE
    values = np.bitwise_or.reduceat(np.left_shift(1, bits % BYTE).astype(np.uint8), begins) if len(bits) else cells
    owners = cells // width
    firsts = changes(owners)
    ranks = np.repeat(np.arange(len(firsts)), np.diff(np.append(firsts, len(owners))))
    found = owners[firsts]
    held = np.zeros((len(found), width), np.uint8)
    held[ranks, cells % width] = values
    return {number: int.from_bytes(row, "little") for number, row in zip(found.tolist(), held, strict=True)}


def _small(numbers: Numbers) -> NDArray[Any]:
    """The same numbers in two bytes, if that can be: then sorting them takes no comparing."""
    return numbers.astype(np.uint16) if numbers.max(initial=0) < SHORT else numbers


def members(cases: int) -> Numbers:
    """The cases of a bit set, in order."""
    return np.flatnonzero(_flags([cases], cases.bit_length()))


def ways(sets: Sequence[int], cases: Numbers, size: int) -> tuple[Numbers, NDArray[np.bool_]]:
    """The ways in which cases, among so many, are in these bit sets or not: for each case the number of its way, and
    for each way whether it is in each of the sets."""
    inside = _flags(sets, size)[:, cases]
    found = np.zeros(len(cases), np.int64)
    firsts = np.zeros(min(1, len(cases)), np.int64)
    for begin in range(0, len(sets), WORD):
        word = np.zeros((len(cases), WORD // BYTE), np.uint8)
        packed = np.packbits(inside[begin : begin + WORD], axis=0)
        word[:, : len(packed)] = packed.T
        both = found << WORD | word.view(np.uint32)[:, 0]
        _, firsts, found = np.unique(both, return_index=True, return_inverse=True)
    return found, inside[:, firsts].T


def _flags(sets: Sequence[int], size: int) -> NDArray[np.bool_]:
    """A row for each bit set, with a flag for each of so many cases."""
    width = size // BYTE + 1
    held = np.frombuffer(b"".join([one.to_bytes(width, "little") for one in sets]), np.uint8)
    bits = np.unpackbits(held.reshape(-1, width), axis=1, count=size, bitorder="little")
    return bits.astype(np.bool_)
