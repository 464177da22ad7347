"""The distinct statements of a slice, and the distinct places in the documents where they stand, each read once.

Not here: which of them make up a case (`solver.batch.numbered`), or what a row says
(`solver.batch.reading.statements`).
"""

from collections.abc import Iterable
from typing import Any

from kb.intake.scope import Names
from solver.batch.reading.long_parquet import cell
from solver.batch.reading.statements import COLUMNS, FINDING, Cell, Fields, Misfit, Row, Said, evidence, put, said
from solver.chunks.forms import Given
from solver.chunks.intake import FindingPart, Intake, Part, Unusual

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
NO_GROUP = -1
"""The group of what is no finding, or of one that says another thing in another case."""
ANY = Names(None, None, None)


class Statements:
    """What statements come to, in the order of their numbers: `kinds` by their places in `KINDS`, `names` those of
    lines and documents; for findings the canonical form up to their evidence, and the `groups` of their facts with the
    slots of these."""

    def __init__(self, intake: Intake, cells: Iterable[tuple[Any, ...]]) -> None:
        self._intake = intake
        self._said = [_said(one) for one in cells]
        self.findings = [self._finding(one) for one in self._said]
        self.kinds = [_kind(*one) for one in zip(self._said, self.findings, strict=True)]
        self.names = [one.name if one else "" for one in self._said]
        self.canonical = [one.canonical if one else b"" for one in self.findings]
        anywhere = [one.anywhere if one else None for one in self.findings]
        self.groups = [one[0] if one else NO_GROUP for one in anywhere]
        self.slots = {one[0]: one[1] for one in anywhere if one}

    def given(self, kind: str, name: str, numbers: Iterable[int]) -> Given:
        """The part of a case, with its name, that these statements are about. Raises `Unusual`."""
        fields: Fields = {"id": name} if name else {}
        try:
            for number in numbers:
                found = self._said[number]
                assert found is not None
                put(fields, found)
        except Misfit:
            raise Unusual from None
        return self._intake.given(kind, fields)

    def _finding(self, found: Said | None) -> FindingPart | None:
        """What a finding comes to, whatever case it is in; None where that is nothing."""
        if found is None or found.part != FINDING:
            return None
        try:
            return self._intake.finding(self._intake.given(FINDING, found.fields), ANY)
        except Unusual:
            return None


class Proofs:
    """What evidence comes to, in the order of its numbers: its kind, its canonical form, and the document that it
    refers to."""

    def __init__(self, intake: Intake, cells: Iterable[Any]) -> None:
        given = [cell(one) for one in cells]
        found = [_proof(intake, one) for one in given]
        self.kinds = [
            NOWHERE if part is None else STANDS if one else NOTHING for one, part in zip(given, found, strict=True)
        ]
        self.canonical = [one.canonical if one else b"" for one in found]
        self.refers = [one.refers if one else None for one in found]


def _proof(intake: Intake, found: Cell) -> Part | None:
    try:
        fields = evidence(Row(0, {WHERE: found}))
        return intake.evidence(intake.given(WHERE, fields), ANY) if fields else Part(0, intake.nowhere)
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
