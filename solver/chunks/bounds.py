"""Intervals of values: what can be met, or refuted, whatever is documented of that on which a record is silent.

An interval for each value, as for partial information (M. Fitting, "A Kripke-Kleene semantics for logic programs",
J. Logic Programming 2, 1985), for many cases at once. What is independent of the rest can turn out either way. Not
here: what has an interval (`solver.chunks.prospects`).
"""

from collections.abc import Iterable
from typing import NamedTuple

from solver.chunks.sides import Sides, counted


class Bounds(NamedTuple):
    """The cases in which something can be met, and of these the ones in which it is anyway; likewise refuted.

    No set holds a case that is not among all cases, which are `everywhere`.
    """

    met: int
    surely_met: int
    refuted: int
    surely_refuted: int

    @property
    def opposite(self) -> "Bounds":
        """Those of the negation."""
        return Bounds(self.refuted, self.surely_refuted, self.met, self.surely_met)

    def within(self, cases: int) -> "Bounds":
        """Those in some of the cases; in the others it is neither met nor refuted."""
        return Bounds(self.met & cases, self.surely_met & cases, self.refuted & cases, self.surely_refuted & cases)

    def undecided(self, *, met: bool) -> int:
        """The cases in which it is not settled whether it is met, or refuted."""
        return self.met ^ self.surely_met if met else self.refuted ^ self.surely_refuted


def settled(of: Sides) -> Bounds:
    """The bounds of what nothing can change."""
    return Bounds(of.met, of.met, of.refuted, of.refuted)


def either_way(of: Sides, free: int) -> Bounds:
    """The bounds of what can turn out either way in some cases, and has its value in the others."""
    met, refuted = of.met & ~free, of.refuted & ~free
    return Bounds(met | free, met, refuted | free, refuted)


def yes_or_no(can: int, is_so: int, everywhere: int) -> Bounds:
    """The bounds of what is refuted wherever it is not met."""
    return Bounds(can, is_so, everywhere ^ is_so, everywhere ^ can)


def every(parts: Iterable[tuple[Bounds, int]], everywhere: int) -> Bounds:
    """All parts together, each with the cases in which it is one of them."""
    met = surely_met = everywhere
    refuted = surely_refuted = 0
    for one, cases in parts:
        if cases is everywhere:
            met &= one.met
            surely_met &= one.surely_met
            refuted |= one.refuted
            surely_refuted |= one.surely_refuted
        else:
            without = everywhere ^ cases
            met &= without | one.met
            surely_met &= without | one.surely_met
            refuted |= one.refuted & cases
            surely_refuted |= one.surely_refuted & cases
    return Bounds(met, surely_met, refuted, surely_refuted)


def any_of(parts: Iterable[tuple[Bounds, int]], everywhere: int) -> Bounds:
    """At least one part, each with the cases in which it is one of them."""
    return every(((one.opposite, cases) for one, cases in parts), everywhere).opposite


def at_least(number: int, parts: Iterable[tuple[Bounds, int]], everywhere: int) -> Bounds:
    """That so many parts are met, each with the cases in which it is one of them."""
    met, surely_met, left, surely_left = ([everywhere, *[0] * number] for _ in range(4))
    for one, cases in parts:
        counted(met, one.met & cases)
        counted(surely_met, one.surely_met & cases)
        counted(left, cases & ~one.surely_refuted)
        counted(surely_left, cases & ~one.refuted)
    return Bounds(met[number], surely_met[number], everywhere & ~surely_left[number], everywhere & ~left[number])
