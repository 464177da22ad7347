"""Cases of a chunk, column by column. Not here: how they are read, one by one (`solver.chunks.intake`)."""

from collections.abc import Sequence
from itertools import accumulate, chain

import numpy as np
from msgspec import Struct

from solver.chunks.bits import Numbers
from solver.chunks.intake import Read


class Cases(Struct, frozen=True):
    """Cases by their places: names, ids of lines, digests, and the only policy that can have rules for each, if there
    is such a one. Each of `groups` are facts (`Groups`) of the case beside it, in `places`."""

    names: Sequence[str]
    lines: Sequence[tuple[str, ...]]
    digests: Sequence[str]
    policies: Sequence[str | None]
    places: Numbers
    groups: Numbers

    @property
    def size(self) -> int:
        """The number of cases."""
        return len(self.names)


def joined(found: Sequence[Cases]) -> Cases:
    """Cases, one after the other."""
    before = accumulate([one.size for one in found], initial=0)
    return Cases(
        list(chain.from_iterable(one.names for one in found)),
        list(chain.from_iterable(one.lines for one in found)),
        list(chain.from_iterable(one.digests for one in found)),
        list(chain.from_iterable(one.policies for one in found)),
        np.concatenate([one.places + number for one, number in zip(found, before, strict=False)]),
        np.concatenate([one.groups for one in found]),
    )


def in_columns(cases: Sequence[Read]) -> Cases:
    """Cases that were read one by one."""
    counts = [len(one.groups) for one in cases]
    return Cases(
        [one.name for one in cases],
        [one.lines for one in cases],
        [one.digest for one in cases],
        [one.policy for one in cases],
        np.repeat(np.arange(len(cases)), counts),
        np.fromiter(chain.from_iterable([one.groups for one in cases]), np.int64, sum(counts)),
    )
