"""The digests of many cases at once, whose marks are numbers of hashes.

Not here: what a digest is (`kb.intake.digest`).
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from kb.intake.digest import HASH, SIZE, of_sorted
from solver.chunks.arrays import Numbers
from solver.chunks.numbering import Numbering

AT_ONCE = 1024
"""Cases whose marks are written out together."""


class Hashes(Numbering[bytes]):
    """The numbers of hashes."""

    def digests(self, names: Sequence[str], cases: Numbers, said: Numbers, proofs: Numbers) -> list[str]:
        """The digests of cases with these names. Each mark belongs to the case beside it, and is made up of the hash of
        what is said, and that of the evidence for it."""
        inorder = sorted(self)
        bits, table = len(inorder).bit_length(), np.frombuffer(b"".join(inorder), f"V{HASH}")
        ranks = np.zeros(len(inorder), np.int64)
        ranks[[self[one] for one in inorder]] = np.arange(len(inorder))
        marks = np.sort((cases << 2 * bits) | (ranks[said] << bits) | ranks[proofs], kind="stable")
        mask = (1 << bits) - 1
        ends = [0, *np.cumsum(np.bincount(cases, minlength=len(names))).tolist()]
        found: list[str] = []
        for begin in range(0, len(names), AT_ONCE):
            some, bounds = names[begin : begin + AT_ONCE], ends[begin : begin + AT_ONCE + 1]
            of_some = marks[bounds[0] : bounds[-1]]
            halves = np.stack((of_some >> bits & mask, of_some & mask), axis=1)
            data = memoryview(table.take(halves.ravel()).tobytes())
            parts = pairwise([SIZE * (bound - bounds[0]) for bound in bounds])
            found += [of_sorted(name, data[one:two]) for name, (one, two) in zip(some, parts, strict=True)]
        return found
