"""The rows of a slice by the cases that they belong to.

Not here: what the rows say (`solver.batch.distinct`), or what becomes of a case (`solver.batch.numbered`).
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from solver.batch.records import Span
from solver.chunks.arrays import NOBODY, Numbers


def owners(spans: Sequence[Span]) -> Numbers:
    """For each row, from the first of these cases to the last, the place of the case that it belongs to; `NOBODY` for
    those that no whole case has."""
    whole, first = [place for place, one in enumerate(spans) if one.whole], spans[0].begin
    begins = np.array([spans[place].begin - first for place in whole], np.int64)
    sizes = np.array([spans[place].end - first for place in whole], np.int64) - begins
    found = np.full(spans[-1].end - first, NOBODY)
    found[np.repeat(begins - np.cumsum(sizes) + sizes, sizes) + np.arange(sizes.sum())] = np.repeat(whole, sizes)
    return found


def bounds(spans: Sequence[Span], some: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """For each case how many of some rows stand before it, and up to its end."""
    before = [0, *np.cumsum(some).tolist()]
    return [(before[one.begin], before[one.end]) for one in spans]
