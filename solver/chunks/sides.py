"""The four truth values of many cases at once: for each value but *not documented* the bit set of the cases with it.

The connectives are those of `solver.values`, bit by bit. Not here: what has a value (`solver.chunks.weighing`).
"""

from collections.abc import Iterable
from typing import NamedTuple


class Sides(NamedTuple):
    """The cases in which something is met (T), refuted (F) or contradicted (B); in all others it is not documented."""

    met: int
    refuted: int
    torn: int

    @property
    def said(self) -> int:
        """The cases in which it is anything but not documented."""
        return self.met | self.refuted | self.torn


SILENT = Sides(0, 0, 0)


def sides(supported: int, refuted: int) -> Sides:
    """The value of something with evidence for it, and against it."""
    both = supported & refuted
    return Sides(supported & ~both, refuted & ~both, both)


def opposite(of: Sides) -> Sides:
    """Negation."""
    return Sides(of.refuted, of.met, of.torn)


def conjunction(parts: Iterable[tuple[Sides, int]], everywhere: int) -> Sides:
    """All parts together, each with the cases in which it is one of them; where there is none, T."""
    refuted = torn = silent = 0
    for side, cases in parts:
        refuted |= side.refuted & cases
        torn |= side.torn & cases
        silent |= cases & ~side.said
    torn &= ~refuted
    return Sides(everywhere & ~(refuted | torn | silent), refuted, torn)


def at_least(number: int, parts: Iterable[tuple[Sides, int]], everywhere: int) -> Sides:
    """That so many parts are met, each part with the cases in which it is one of them."""
    met, open_ones = [everywhere, *[0] * number], [everywhere, *[0] * number]
    torn = 0
    for side, cases in parts:
        counted(met, side.met & cases)
        counted(open_ones, cases & ~side.refuted)
        torn |= side.torn & cases
    refuted = everywhere & ~open_ones[number]
    return Sides(met[number], refuted, torn & ~met[number] & ~refuted)


def counted(so_far: list[int], cases: int) -> None:
    """Count one more: `so_far` holds the cases that have at least 0, 1, 2, … of something."""
    for number in range(len(so_far) - 1, 0, -1):
        so_far[number] |= so_far[number - 1] & cases
