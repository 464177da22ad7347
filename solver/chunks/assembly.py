"""Cases put together from the numbers of their parts, many at a time.

A case whose parts do not fit together is left out. Not here: what a part comes to (`solver.chunks.parts`), or how its
number is found (`solver.chunks.intake`, `solver.batch.numbered`).
"""

from collections.abc import Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from solver.chunks.arrays import NOBODY, Keys, Numbers, distinct, ranks, sequences
from solver.chunks.cases import Cases, Some
from solver.chunks.groups import NOTHING
from solver.chunks.parts import Parts, only

EMPTY = b"{}"
Columns = tuple[Numbers, ...]


class Held(Struct, frozen=True):
    """Parts of one kind, in the order of cases and of what stands in them: the place of the case that has each, and the
    number of the part, `NOBODY` where it is not right; for findings, also the number of the evidence."""

    cases: Numbers
    numbers: Numbers
    evidence: Numbers | None = None

    def only(self, some: NDArray[np.bool_]) -> "Held":
        """Some of them."""
        if some.all():
            return self
        return Held(self.cases[some], self.numbers[some], None if self.evidence is None else self.evidence[some])


class Assembly:
    """Cases of which some are `ordinary`, by flags; those that turn out not to be lose theirs."""

    def __init__(self, parts: Parts, ordinary: NDArray[np.bool_]) -> None:
        self._parts, self._ordinary = parts, ordinary

    def cases(self, names: Sequence[str], requests: Held, lines: Held, documents: Held, findings: Held) -> Some:
        """The places of the ordinary cases among those with these names, and what they are."""
        for one in (requests, lines, documents, findings):
            self._drop(one.cases[one.numbers == NOBODY])
        self._drop(np.setdiff1d(np.flatnonzero(self._ordinary), lines.cases))
        requests = _with_default(requests, len(names), self._parts.piece("request", EMPTY))
        requests, lines, documents, findings = map(self._kept, (requests, lines, documents, findings))
        named = Keys(lines.cases, self._parts.lines.columns.name[lines.numbers])
        self._see_names(named, documents, findings)
        stated = self._parts.findings.columns.group[findings.numbers]
        held = [
            (findings.cases, stated),
            self._placed(findings.only(stated == NOTHING), lines, named),
            self._of_lines(lines, named),
            (requests.cases, self._parts.requests.columns.group[requests.numbers]),
            (documents.cases, self._parts.documents.columns.group[documents.numbers]),
        ]
        places = np.flatnonzero(self._ordinary).tolist()
        owned, groups = self._together(held)
        there, some = groups != NOTHING, [names[place] for place in places]
        return places, Cases(
            some,
            self._ids(lines, len(places)),
            self._parts.hashes.digests(some, *self._together(self._marks(requests, lines, documents, findings))),
            self._policies(requests, lines, len(places)),
            owned[there],
            groups[there],
        )

    def _drop(self, cases: Numbers) -> None:
        """Leave cases out."""
        self._ordinary[cases] = False

    def _kept(self, held: Held) -> Held:
        """What is held by ordinary cases."""
        return held.only(self._ordinary[held.cases])

    def _together(self, found: Sequence[Columns]) -> Columns:
        """What stands beside ordinary cases, one after the other; the cases by their numbers among these."""
        cases, *others = map(np.concatenate, zip(*found, strict=True))
        some = self._ordinary[cases]
        return (np.cumsum(self._ordinary) - 1)[cases[some]], *(other[some] for other in others)

    # Names ------------------------------------------------------------------------------------------------------------

    def _see_names(self, named: Keys, documents: Held, findings: Held) -> None:
        """See that no name is there twice, and that the documents are there to which findings refer."""
        supplied = Keys(documents.cases, self._parts.documents.columns.name[documents.numbers])
        assert findings.evidence is not None
        refers = self._parts.evidence.columns.refers[findings.evidence]
        there = refers != NOBODY
        found = supplied.find(findings.cases[there], refers[there])
        for cases in (named.twice, supplied.twice, findings.cases[there][found == NOBODY]):
            self._drop(cases)

    # Facts ------------------------------------------------------------------------------------------------------------

    def _of_lines(self, lines: Held, named: Keys) -> Columns:
        """The groups of the facts of lines, beside their cases; the parent of a line stands before it."""
        places, parents = ranks(lines.cases), self._parts.lines.columns.parent[lines.numbers]
        above = _taken(places, named.find(lines.cases, parents))
        self._drop(lines.cases[(parents != NOBODY) & ((above == NOBODY) | (above >= places))])
        some = self._ordinary[lines.cases]
        each, numbers = distinct(lines.numbers[some], places[some], above[some])
        groups = [self._parts.line_group(*one) for one in each]
        return lines.cases[some], np.array(groups, np.int64)[numbers]

    def _placed(self, findings: Held, lines: Held, names: Keys) -> Columns:
        """The groups of the facts of findings that name a line or a stage, beside their cases."""
        columns, of_lines = self._parts.findings.columns, self._parts.lines.columns
        named, staged = columns.line[findings.numbers], columns.stage[findings.numbers]
        at = _taken(ranks(lines.cases), names.find(findings.cases, named))
        stages = Keys(lines.cases, of_lines.stage[lines.numbers]).find(findings.cases, staged)
        self._drop(findings.cases[((named != NOBODY) & (at == NOBODY)) | ((staged != NOBODY) & (stages == NOBODY))])
        some = self._ordinary[findings.cases]
        each, numbers = distinct(findings.numbers[some], at[some])
        groups = [self._parts.finding_group(*one) for one in each]
        return findings.cases[some], np.array(groups, np.int64)[numbers]

    # Cases ------------------------------------------------------------------------------------------------------------

    def _marks(self, requests: Held, lines: Held, documents: Held, findings: Held) -> list[Columns]:
        """The numbers of both hashes of the mark of each part, beside its case."""
        assert findings.evidence is not None
        of_requests, of_lines = self._parts.requests.columns, self._parts.lines.columns
        of_documents, of_findings = self._parts.documents.columns, self._parts.findings.columns
        said, proof = of_findings.said[findings.numbers], self._parts.evidence.columns.said[findings.evidence]
        return [
            (requests.cases, of_requests.said[requests.numbers], of_requests.proof[requests.numbers]),
            (lines.cases, of_lines.said[lines.numbers], of_lines.proof[lines.numbers]),
            (documents.cases, of_documents.said[documents.numbers], of_documents.proof[documents.numbers]),
            (findings.cases, said, proof),
        ]

    def _ids(self, lines: Held, size: int) -> list[tuple[str, ...]]:
        """The ids of the lines of each ordinary case."""
        cases, names = self._together([(lines.cases, self._parts.lines.columns.name[lines.numbers])])
        found, texts = sequences(cases, names, size), list(self._parts.names)
        each = [tuple([texts[name] for name in one]) for one in found.each]
        return [each[number] for number in found.numbers.tolist()]

    def _policies(self, requests: Held, lines: Held, size: int) -> list[str | None]:
        """For each ordinary case the only policy that can have rules for it, if there is such a one."""
        known = list(self._parts.policies)
        cases, of_lines = self._together([(lines.cases, self._parts.lines.columns.policies[lines.numbers])])
        by_request, of_requests = self._together(
            [(requests.cases, self._parts.requests.columns.policies[requests.numbers])]
        )
        asked = np.zeros(size, np.int64)
        asked[by_request] = of_requests
        found = sequences(cases, of_lines, size)
        each, numbers = distinct(asked, found.numbers)
        alone = [only(known[one], [known[n] or frozenset() for n in found.each[other]]) for one, other in each]
        return [alone[number] for number in numbers.tolist()]


def _with_default(requests: Held, size: int, default: int) -> Held:
    """A request for each of so many cases: this one for those that have none."""
    found = np.full(size, default)
    found[requests.cases] = requests.numbers
    return Held(np.arange(size), found)


def _taken(places: Numbers, found: Numbers) -> Numbers:
    """The places of what was found."""
    return np.where(found == NOBODY, NOBODY, places[found]) if len(places) else found
