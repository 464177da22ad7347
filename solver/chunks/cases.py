"""Cases of a chunk, column by column. Not here: how they are read, one by one (`solver.chunks.intake`)."""

from collections.abc import Callable, Sequence
from itertools import accumulate, chain

import numpy as np
from msgspec import Struct

from solver.chunks.arrays import Numbers

AT_ONCE = 8192
"""Cases of a block."""


class Read(Struct, frozen=True):
    """A case that was read by itself: its id, the ids of its lines, its facts by the numbers of their groups
    (`Groups`), its digest, and the only policy that can have rules for it, if there is such a one."""

    name: str
    lines: tuple[str, ...]
    groups: list[int]
    digest: str
    policy: str | None


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


Some = tuple[list[int], Cases]
"""The places of some cases among others, and what they are."""


def joined(found: Sequence[Cases]) -> Cases:
    """Cases, one after the other."""
    before, none = accumulate([one.size for one in found], initial=0), np.zeros(0, np.int64)
    return Cases(
        list(chain.from_iterable(one.names for one in found)),
        list(chain.from_iterable(one.lines for one in found)),
        list(chain.from_iterable(one.digests for one in found)),
        list(chain.from_iterable(one.policies for one in found)),
        np.concatenate([none, *(one.places + number for one, number in zip(found, before, strict=False))]),
        np.concatenate([none, *(one.groups for one in found)]),
    )


def in_blocks(size: int, read: Callable[[slice], Some]) -> Some:
    """Some of so many cases, which are read in blocks, so that their arrays are at hand."""
    found = [(begin, *read(slice(begin, begin + AT_ONCE))) for begin in range(0, size, AT_ONCE)]
    return [begin + place for begin, places, _ in found for place in places], joined([cases for *_, cases in found])


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
