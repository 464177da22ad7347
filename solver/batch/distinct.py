"""The distinct statements of a slice, and the distinct places in the documents where they stand, each read once.

Not here: which of them make up a case (`solver.batch.numbered`), or what a row says
(`solver.batch.reading.statements`).
"""

from collections.abc import Iterable
from typing import Any

import numpy as np
from msgspec import json

from solver.batch.layout import NOBODY, Numbers
from solver.batch.reading.long_parquet import cell
from solver.batch.reading.statements import COLUMNS, FINDING, Cell, Fields, Misfit, Row, Said, evidence, put, said
from solver.chunks.groups import NOTHING as NO_GROUP
from solver.chunks.numbering import Numbering
from solver.chunks.parts import FindingPart, Parts, Proof, Unusual

STATED = ("line", "predicate", "arguments", "value", "polarity")
"""The columns that say something; `evidence` tells where that stands."""
WHERE = "evidence"
KINDS = ("request", "line", "document", FINDING)
MISFIT = len(KINDS)
"""The kind of a statement that does not fit, or is not right."""
NOTHING, STANDS, NOWHERE = range(3)
"""The kinds of evidence: none, some, and what does not fit or is not right."""
ODD = np.array(
    [
        [kind == MISFIT or proof == NOWHERE or (proof == STANDS and kind != KINDS.index(FINDING)) for proof in range(3)]
        for kind in range(MISFIT + 1)
    ]
)
"""The kinds of statements and of evidence with which a case is not read by numbers."""


class Statements:
    """What statements come to, by their numbers: `kinds` by their places in `KINDS`, `names` those of lines and
    documents, `sizes` in bytes; for findings the hashes of what is `said`, the `groups` of their facts where these are
    the same in every case, and the `lines` and `stages` that they name. Names and hashes have numbers, too."""

    def __init__(
        self, parts: Parts, cells: Iterable[tuple[Any, ...]], names: Numbering[str], hashes: Numbering[bytes]
    ) -> None:
        self._known, self._parts = parts, dict[tuple[int, ...], Any]()
        self._said = [_said(one) for one in cells]
        self.findings = [self._finding(one) for one in self._said]
        pairs = list(zip(self._said, self.findings, strict=True))
        self.kinds = _array([_kind(one, finding) for one, finding in pairs])
        self.sizes = _array([len(json.encode(one.fields)) if one else 0 for one in self._said])
        self.names = _array([names[one.name] if one else NOBODY for one in self._said])
        self.said = _array([hashes[one.mark] if one else NOBODY for one in self.findings])
        self.groups = _array([one.group if one else NO_GROUP for one in self.findings])
        self.lines = _array([_named(names, one.line) if one else NOBODY for one in self.findings])
        self.stages = _array([_named(names, one.stage) if one else NOBODY for one in self.findings])

    def part(self, numbers: tuple[int, ...]) -> Any:  # noqa: ANN401 - a part of its kind
        """The request, the line or the document that these statements are about; None where it is not right."""
        if numbers not in self._parts:
            self._parts[numbers] = self._part(numbers)
        return self._parts[numbers]

    def _part(self, numbers: tuple[int, ...]) -> Any:  # noqa: ANN401 - likewise
        first, fields = self._said[numbers[0]], Fields()
        assert first is not None
        if first.name:
            fields["id"] = first.name
        try:
            for number in numbers:
                found = self._said[number]
                assert found is not None
                put(fields, found)
            return self._known.piece(first.part, json.encode(fields))
        except (Misfit, Unusual):
            return None

    def finding(self, number: int) -> FindingPart:
        """What a finding comes to."""
        found = self.findings[number]
        assert found is not None
        return found

    def _finding(self, found: Said | None) -> FindingPart | None:
        """What a finding comes to, whatever case it is in; None where that is nothing."""
        if found is None or found.part != FINDING:
            return None
        try:
            return self._known.finding(json.encode(found.fields))
        except Unusual:
            return None


class Proofs:
    """What evidence comes to, by its number: its kind, the number of its hash, its size in bytes, and the number of the
    name of the document that it refers to."""

    def __init__(self, parts: Parts, cells: Iterable[Any], names: Numbering[str], hashes: Numbering[bytes]) -> None:
        given = [cell(one) for one in cells]
        found = [_proof(parts, one) for one in given]
        self.kinds = _array([_kind_of_proof(one, part) for one, part in zip(given, found, strict=True)])
        self.marks = _array([hashes[one.mark] if one else NOBODY for one in found])
        self.sizes = _array([len(json.encode(one)) for one in given])
        self.refers = _array([_named(names, one.refers) if one else NOBODY for one in found])


def _array(found: list[int]) -> Numbers:
    return np.array(found, np.int64)


def _named(names: Numbering[str], name: str | None) -> int:
    return NOBODY if name is None else names[name]


def _proof(parts: Parts, found: Cell) -> Proof | None:
    try:
        fields = evidence(Row(0, {WHERE: found}))
        return parts.evidence(json.encode(fields or {}))
    except (Misfit, Unusual):
        return None


def _said(cells: tuple[Any, ...]) -> Said | None:
    """What a row says whose cells these are, apart from evidence; None where it does not fit."""
    given = {name: cell(one) for name, one in zip(STATED, cells, strict=True)}
    try:
        return said(Row(0, {**dict.fromkeys(COLUMNS, ""), **given}))
    except Misfit:
        return None


def _kind(found: Said | None, finding: FindingPart | None) -> int:
    """The place of what is said in `KINDS`."""
    return MISFIT if found is None or (found.part == FINDING and finding is None) else KINDS.index(found.part)


def _kind_of_proof(given: Cell, part: Proof | None) -> int:
    return NOWHERE if part is None else STANDS if given else NOTHING
