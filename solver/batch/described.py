"""The requests, lines and documents of a slice: what several rows together come to.

Not here: what a row says (`solver.batch.distinct`), or what becomes of a case (`solver.batch.numbered`).
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from solver.batch.layout import NOBODY, Numbers, sequences


class Described(Struct, frozen=True):
    """Things of one kind that rows describe: for each its case, the number of its name, and the number of what it comes
    to among `parts`, where None is what is not right. In the order of cases, and in each case as they come up."""

    cases: Numbers
    names: Numbers
    numbers: Numbers
    parts: Sequence[Any]

    def only(self, some: NDArray[np.bool_]) -> "Described":
        """Some of them."""
        return Described(self.cases[some], self.names[some], self.numbers[some], self.parts)

    def each(self, value: Callable[[Any], int]) -> Numbers:
        """For each the value of what it comes to; `NOBODY` where it is not right."""
        return np.array([NOBODY if part is None else value(part) for part in self.parts], np.int64)[self.numbers]

    @property
    def wrong(self) -> Numbers:
        """The cases of those that are not right."""
        return self.cases[np.equal(self.each(lambda _: 0), NOBODY)]

    def with_default(self, size: int, part: object) -> "Described":
        """The same, and this for those of so many cases that have none."""
        without = np.setdiff1d(np.arange(size), self.cases)
        return Described(
            np.append(self.cases, without),
            np.append(self.names, np.full(len(without), NOBODY)),
            np.append(self.numbers, np.full(len(without), len(self.parts))),
            [*self.parts, part],
        )


def described(cases: Numbers, names: Numbers, stated: Numbers, part: Callable[[tuple[int, ...]], Any]) -> Described:
    """What rows describe: each belongs to a case, is about what has a name, and states something."""
    _, firsts, owners = np.unique((cases << 32) + names, return_index=True, return_inverse=True)
    found = sequences(owners, stated, len(firsts))
    order = np.lexsort((firsts, cases[firsts]))
    first = firsts[order]
    return Described(cases[first], names[first], found.numbers[order], [part(each) for each in found.each])
