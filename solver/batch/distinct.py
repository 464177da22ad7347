"""The distinct statements of a slice, and the distinct places in the documents where they stand, each read once.

Not here: which of them make up a case (`solver.batch.numbered`), or what a row says
(`solver.batch.reading.statements`).
"""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from msgspec import json

from solver.batch.reading.long_parquet import cell
from solver.batch.reading.statements import COLUMNS, FINDING, Cell, Fields, Misfit, Row, Said, evidence, put, said
from solver.chunks.arrays import NOBODY, Numbers
from solver.chunks.parts import Parts, Unusual

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
    """What statements come to, by their numbers: `kinds` by their places in `KINDS`, `sizes` in bytes, the `names` of
    lines and documents, and for findings the numbers of the `parts`."""

    def __init__(self, parts: Parts, cells: Iterable[tuple[Any, ...]]) -> None:
        self._parts, self._made = parts, dict[tuple[int, ...], int]()
        self._said = [_said(one) for one in cells]
        self.parts = _array([self._finding(one) for one in self._said])
        self.kinds = _array([_kind(*one) for one in zip(self._said, self.parts, strict=True)])
        self.sizes = _array([len(json.encode(one.fields)) if one else 0 for one in self._said])
        self.names = _array([parts.names[one.name] if one else NOBODY for one in self._said])

    def part(self, numbers: tuple[int, ...]) -> int:
        """The number of the request, the line or the document that these statements are about; `NOBODY` where it is
        not right."""
        if numbers not in self._made:
            self._made[numbers] = self._part([found for number in numbers if (found := self._said[number])])
        return self._made[numbers]

    def _part(self, found: Sequence[Said]) -> int:
        part, name = found[0].part, found[0].name
        fields: Fields = {"id": name} if name else {}
        try:
            for one in found:
                put(fields, one)
            return self._parts.piece(part, json.encode(fields))
        except (Misfit, Unusual):
            return NOBODY

    def _finding(self, found: Said | None) -> int:
        """The number of a finding, whatever case it is in; `NOBODY` where it is none, or not right."""
        if found is None or found.part != FINDING:
            return NOBODY
        try:
            return self._parts.piece(FINDING, json.encode(found.fields))
        except Unusual:
            return NOBODY


class Proofs:
    """What evidence comes to, by its number: its kind, its size in bytes, and the numbers of the `parts`."""

    def __init__(self, parts: Parts, cells: Iterable[Any]) -> None:
        given = [cell(one) for one in cells]
        found = [_proof(parts, one) for one in given]
        self.parts = _array(found)
        self.kinds = _array([_kind_of_proof(one, part) for one, part in zip(given, found, strict=True)])
        self.sizes = _array([len(json.encode(one)) for one in given])


def _array(found: list[int]) -> Numbers:
    return np.array(found, np.int64)


def _proof(parts: Parts, found: Cell) -> int:
    try:
        fields = evidence(Row(0, {WHERE: found}))
        return parts.piece("evidence", json.encode(fields or {}))
    except (Misfit, Unusual):
        return NOBODY


def _said(cells: tuple[Any, ...]) -> Said | None:
    """What a row says whose cells these are, apart from evidence; None where it does not fit."""
    given = {name: cell(one) for name, one in zip(STATED, cells, strict=True)}
    try:
        return said(Row(0, {**dict.fromkeys(COLUMNS, ""), **given}))
    except Misfit:
        return None


def _kind(found: Said | None, finding: int) -> int:
    """The place of what is said in `KINDS`."""
    return MISFIT if found is None or (found.part == FINDING and finding == NOBODY) else KINDS.index(found.part)


def _kind_of_proof(given: Cell, part: int) -> int:
    return NOWHERE if part == NOBODY else STANDS if given else NOTHING
