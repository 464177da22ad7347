"""What became of the cases of a chunk, as columns: what many rows say is there once.

Not here: the formats in which rows are written (`solver.batch.writing`).
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import compress

from msgspec import Struct
from msgspec.structs import replace

from solver.batch.rows import Judged, Reject, Row, is_decided, is_refused
from solver.chunks.numbering import Numbering


class Sheet(Struct, frozen=True):
    """Rows in the order of the cases: for each the place of its case among those of the chunk, the ids of case and
    line, the digest of the case, and the number of what it `said`, which is a row without these three."""

    places: Sequence[int] = ()
    cases: Sequence[str] = ()
    lines: Sequence[str] = ()
    digests: Sequence[str] = ()
    numbers: Sequence[int] = ()
    said: Sequence[Row] = ()

    def __len__(self) -> int:
        return len(self.numbers)

    def __iter__(self) -> Iterator[Row]:
        for case, line, digest, number in zip(self.cases, self.lines, self.digests, self.numbers, strict=True):
            yield replace(self.said[number], case=case, line=line, digest=digest)

    def only(self, policies: Collection[str]) -> "Sheet":
        """The rows of some policies."""
        some = [one.policy in policies for one in self.said]
        kept = [some[number] for number in self.numbers]
        return Sheet(
            list(compress(self.places, kept)),
            list(compress(self.cases, kept)),
            list(compress(self.lines, kept)),
            list(compress(self.digests, kept)),
            list(compress(self.numbers, kept)),
            self.said,
        )

    def by_case(self) -> dict[int, list[Row]]:
        """What is said of each case that has rows, by its place."""
        found: dict[int, list[Row]] = {}
        for place, number in zip(self.places, self.numbers, strict=True):
            found.setdefault(place, []).append(self.said[number])
        return found


class AllJudged(Struct, frozen=True):
    """What became of so many cases: the rows of all, and the problems of those that were refused, by their places."""

    size: int
    rows: Sheet
    refused: Mapping[int, tuple[Reject, ...]]

    def each(self) -> list[Judged]:
        """The same, case by case."""
        found: list[list[Row]] = [[] for _ in range(self.size)]
        for place, row in zip(self.rows.places, self.rows, strict=True):
            found[place].append(row)
        return [self.refused.get(place) or tuple(rows) for place, rows in enumerate(found)]


def together(each: Sequence[Judged]) -> AllJudged:
    """What became of cases that were judged one by one."""
    found = [(place, row) for place, one in enumerate(each) if is_decided(one) for row in one]
    places, rows = [place for place, _ in found], [row for _, row in found]
    refused = {place: one for place, one in enumerate(each) if is_refused(one)}
    said = Numbering[Row]()
    numbers = [said[replace(row, case="", line="", digest="")] for row in rows]
    cases, lines, digests = [one.case for one in rows], [one.line for one in rows], [one.digest for one in rows]
    return AllJudged(len(each), Sheet(places, cases, lines, digests, numbers, list(said)), refused)
