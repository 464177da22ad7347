"""The distinct statements of a slice, and the distinct places in the documents where they stand, each read once.

Not here: which of them make up a case (`solver.batch.numbered`), or what a row says
(`solver.batch.reading.statements`).
"""

from collections.abc import Iterable
from typing import Any

from msgspec import json

from solver.batch.reading.long_parquet import cell
from solver.batch.reading.statements import COLUMNS, FINDING, Cell, Fields, Misfit, Row, Said, evidence, put, said
from solver.chunks.groups import NOTHING as NO_GROUP
from solver.chunks.parts import FindingPart, Parts, Proof, Unusual

STATED = ("line", "predicate", "arguments", "value", "polarity")
"""The columns that say something; `evidence` tells where that stands."""
WHERE = "evidence"
KINDS = ("request", "line", "document", FINDING)
MISFIT = len(KINDS)
"""The kind of a statement that does not fit, or is not right."""
NOTHING, STANDS, NOWHERE = range(3)
"""The kinds of evidence: none, some, and what does not fit or is not right."""
ODD = tuple(
    (kind, proof)
    for kind, name in enumerate((*KINDS, None))
    for proof in (NOTHING, STANDS, NOWHERE)
    if name is None or proof == NOWHERE or (proof == STANDS and name != FINDING)
)
"""The kinds of statements and evidence that a case is not read with by numbers."""


class Statements:
    """What statements come to, in the order of their numbers: `kinds` by their places in `KINDS`, `names` those of
    lines and documents; for findings their `marks`, and the `groups` of their facts where these are the same
    in every case; `sizes` in bytes."""

    def __init__(self, parts: Parts, cells: Iterable[tuple[Any, ...]]) -> None:
        self._parts = parts
        self._said = [_said(one) for one in cells]
        self.findings = [self._finding(one) for one in self._said]
        self.kinds = [_kind(*one) for one in zip(self._said, self.findings, strict=True)]
        self.names = [one.name if one else "" for one in self._said]
        self.marks = [one.mark if one else b"" for one in self.findings]
        self.sizes = [len(json.encode(one.fields)) if one else 0 for one in self._said]
        self.groups = [one.group if one else NO_GROUP for one in self.findings]

    def written(self, name: str, numbers: Iterable[int]) -> bytes:
        """The text of the part of a case, with its name, that these statements are about. Raises `Unusual`."""
        fields: Fields = {"id": name} if name else {}
        try:
            for number in numbers:
                found = self._said[number]
                assert found is not None
                put(fields, found)
        except Misfit:
            raise Unusual from None
        return json.encode(fields)

    def _finding(self, found: Said | None) -> FindingPart | None:
        """What a finding comes to, whatever case it is in; None where that is nothing."""
        if found is None or found.part != FINDING:
            return None
        try:
            return self._parts.finding(json.encode(found.fields))
        except Unusual:
            return None


class Proofs:
    """What evidence comes to, in the order of its numbers: its kind, its mark, its size in bytes, and the document
    that it refers to."""

    def __init__(self, parts: Parts, cells: Iterable[Any]) -> None:
        given = [cell(one) for one in cells]
        found = [_proof(parts, one) for one in given]
        self.kinds = [
            NOWHERE if part is None else STANDS if one else NOTHING for one, part in zip(given, found, strict=True)
        ]
        self.marks = [one.mark if one else b"" for one in found]
        self.sizes = [len(json.encode(one)) for one in given]
        self.refers = [one.refers if one else None for one in found]


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
