"""What a batch counts: cases, rows, verdicts, deciding criteria, flags, rejects, and what requests come to.

Tallies of parts add up to that of the whole, in any order. Not here: what a request comes to
(`solver.batch.requests`), or how counts are shown.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TypeVar

from msgspec import Struct, field

from solver.batch.rows import Reject
from solver.batch.sheet import Sheet

Key = TypeVar("Key")
FIRST = 5
"""Rejects that are kept to be shown."""


class Request(Struct, frozen=True, array_like=True):
    """What a request comes to under a policy (a `rollup_kind` of the policies), whether it was expedited, and the
    minutes from its receipt to the decision, None where the case does not say."""

    policy: str
    result: str
    expedited: bool
    minutes: int | None


class Tally(Struct, array_like=True):
    """The counts. Verdicts are by policy, criteria by policy and the verdict that they decide, rejects by code: a
    record counts once for each of its codes. A policy that is None stands for lines that none has rules for."""

    decided: int = 0
    rejected: int = 0
    rows: int = 0
    verdicts: dict[tuple[str | None, str], int] = field(default_factory=dict)
    criteria: dict[tuple[str | None, str, str], int] = field(default_factory=dict)
    flags: dict[str, int] = field(default_factory=dict)
    rejects: dict[str, int] = field(default_factory=dict)
    requests: dict[Request, int] = field(default_factory=dict)
    first: tuple[Reject, ...] = ()

    @property
    def records(self) -> int:
        """All records that came in."""
        return self.decided + self.rejected


COUNTS = ("verdicts", "criteria", "flags", "rejects", "requests")


def tally(rows: Sheet, cases: int, refused: Sequence[Sequence[Reject]], asked: Iterable[Request]) -> Tally:
    """The counts of a part: the rows of so many cases, the problems of each record that was refused, and what the
    requests come to."""
    said = [(rows.said[number], count) for number, count in Counter(rows.numbers).items()]
    return Tally(
        decided=cases,
        rejected=len(refused),
        rows=len(rows),
        verdicts=_sums(((one.policy, one.verdict), count) for one, count in said),
        criteria=_sums(((one.policy, each, one.verdict), count) for one, count in said for each in one.because),
        flags=_sums((each, count) for one, count in said for each in one.flags),
        rejects=Counter(code for record in refused for code in {reject.code for reject in record}),
        requests=Counter(asked),
        first=tuple(reject for record in refused for reject in record)[:FIRST],
    )


def _sums(found: Iterable[tuple[Key, int]]) -> dict[Key, int]:
    """Counts of the same, added up."""
    sums: dict[Key, int] = {}
    for key, count in found:
        sums[key] = sums.get(key, 0) + count
    return sums


def add(whole: Tally, part: Tally) -> None:
    """Add the counts of a part to those of the whole."""
    whole.decided += part.decided
    whole.rejected += part.rejected
    whole.rows += part.rows
    whole.first = (*whole.first, *part.first)[:FIRST]
    for name in COUNTS:
        setattr(whole, name, _sums((*getattr(whole, name).items(), *getattr(part, name).items())))
