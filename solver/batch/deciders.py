"""Records become rows or rejects: what a batch asks of an engine, and the engines that there are.

Nothing else in a batch knows which of them runs. Not here: reading and writing, nor the decision of a single case
(`solver.decide`).
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from kb.intake.case_file import case_from
from kb.intake.scope import vocabulary
from kb.intake.text import content
from kb.knowledge import KnowledgeBase
from kb.problems import Rejected
from solver.batch.numbered import Numbered
from solver.batch.records import Record, Slice
from solver.batch.rows import Judged, Reject, Row, rejects
from solver.chunks.chunk import Chunks, Decided, Decision
from solver.chunks.intake import Intake, Read
from solver.chunks.parts import Unusual
from solver.chunks.places import with_lines
from solver.decide import LineDecision, Outcome, Solver
from solver.explain.reasons import settling_leaves
from solver.explain.short import Order
from solver.explain.wording import word
from solver.names import WHOLE

ENGINES: Mapping[str, int] = {"batch": 24_576, "pydatalog": 64, "spark": 4096}
"""The engines by name, and how many cases each takes at a time. On Spark it is the first one that decides."""
IN_SLICES = "batch"
"""The engine that takes slices of tables, too."""
WRITTEN = (".json", ".yaml", ".yml")
Told = tuple[tuple[str, ...], tuple[str, ...]]
"""Reasons, and what is missing, of one of the decisions of a chunk, in a case with some lines."""


class Decider(Protocol):
    """Something that decides records."""

    def decide(self, records: Sequence[Record]) -> list[Judged]:
        """For each record in order its rows, or all its problems."""


def decider(kb: KnowledgeBase, engine: str, *, explain: bool) -> Decider:
    """The decider by the name of its engine; `explain` asks for reasons and for what is missing."""
    assert engine in ENGINES
    return OneByOne(kb, explain=explain) if engine == "pydatalog" else Together(kb, explain=explain)


class Together:
    """All cases of a chunk in one evaluation of the program."""

    def __init__(self, kb: KnowledgeBase, *, explain: bool = False) -> None:
        self._kb, self._explain, self._order = kb, explain, Order(kb)
        self._intake, self._chunks = Intake(kb), Chunks(kb, explain=explain)
        self._told: dict[tuple[int, tuple[str, ...]], Told] = {}
        self._policies: dict[str | None, str | None] = {one: word(kb, "policy", one) for one in kb.policies}

    def decide(self, records: Sequence[Record]) -> list[Judged]:
        """The rows or the problems of each record."""
        self._intake.forget()
        return self._decided([self._read(record) for record in records])

    def decide_slice(self, whole: Slice) -> list[Judged]:
        """The rows or the problems of each case of a slice."""
        self._intake.forget()
        numbered = Numbered(self._intake, whole)
        return self._decided([self._numbered(numbered, place) for place in range(len(whole.spans))])

    def _decided(self, read: Sequence[Read | tuple[Reject, ...]]) -> list[Judged]:
        self._told.clear()
        cases = [one for one in read if isinstance(one, Read)]
        decided = iter(zip(cases, self._chunks.decide(self._intake, cases), strict=True))
        return [self._rows(*next(decided)) if isinstance(one, Read) else one for one in read]

    def _read(self, record: Record) -> Read | tuple[Reject, ...]:
        try:
            return self._intake.read(record.text, _named(record))
        except Rejected as rejected:
            return rejects(rejected.problems, record.file, record.line)

    def _numbered(self, numbered: Numbered, place: int) -> Read | tuple[Reject, ...]:
        """A case of a slice, which is read in full where it is unusual."""
        try:
            return numbered.read(place)
        except Unusual:
            entry = numbered.entry(place)
            return self._read(entry) if isinstance(entry, Record) else entry

    def _rows(self, case: Read, decided: Decided) -> tuple[Row, ...]:
        return tuple([self._row(case, case.lines[place], decision) for place, decision in decided])

    def _row(self, case: Read, line: str, found: Decision) -> Row:
        reasons, missing = self._explained(case, found) if self._explain else (None, None)
        return Row(
            case.name,
            line,
            self._policies.get(found.policy, found.policy),
            found.verdict,
            found.coding,
            found.because,
            found.notes,
            reasons,
            missing,
            self._kb.digest,
            case.digest,
            found.moot,
            found.request,
        )

    def _explained(self, case: Read, found: Decision) -> Told:
        """The reasons and the missing facts of a decision, with the lines of the case in their places."""
        if not found.names_lines:
            return found.reasons, found.missing
        key = id(found), case.lines
        if key not in self._told:
            reasons = self._order.sort([with_lines(text, case.lines) for text in found.reasons])
            self._told[key] = reasons, tuple(sorted(with_lines(text, case.lines) for text in found.missing))
        return self._told[key]


class OneByOne:
    """Each case by itself, through the intake, the program and the proof of `decide`."""

    def __init__(self, kb: KnowledgeBase, *, explain: bool = False) -> None:
        self._solver, self._known, self._explain = Solver(kb), vocabulary(kb), explain

    def decide(self, records: Sequence[Record]) -> list[Judged]:
        """The rows or the problems of each record."""
        return [self._decide(record) for record in records]

    def outcome(self, record: Record) -> Outcome:
        """The decision on a record. Raises `Rejected`."""
        name = _named(record)
        return self._solver.decide(case_from(content(name, record.text), name, self._known))

    def rows(self, outcome: Outcome) -> tuple[Row, ...]:
        """A decision as rows."""
        order, requests = Order(outcome.kb), {one.policy: one.verdict for one in outcome.groups if one.group == WHOLE}
        return tuple(_row(outcome, line, requests, order, explain=self._explain) for line in outcome.lines)

    def _decide(self, record: Record) -> Judged:
        try:
            return self.rows(self.outcome(record))
        except Rejected as rejected:
            return rejects(rejected.problems, record.file, record.line)


def _named(record: Record) -> str:
    """What the record is called by its reader: text that is not YAML is JSON."""
    return record.file if record.file.lower().endswith(WRITTEN) else f"{record.file}.json"


def _row(outcome: Outcome, line: LineDecision, requests: Mapping[str, str], order: Order, *, explain: bool) -> Row:
    kb = outcome.kb
    found = tuple(_leaves(outcome, line)) if explain else ()
    return Row(
        case=outcome.case.id,
        line=line.line,
        policy=None if line.policy is None else word(kb, "policy", line.policy),
        verdict=line.verdict,
        coding=None if line.coding is None else line.coding.verdict,
        because=order.sort(reason.criterion for reason in line.because.criteria),
        flags=order.sort(note.criterion for note in line.notes),
        reasons=order.sort((text for text, _ in found)) if explain else None,
        missing=tuple(sorted({slot for _, slot in found if slot is not None})) if explain else None,
        knowledge=kb.digest,
        digest=outcome.case.digest,
        moot=line.moot,
        request=requests.get(line.policy or ""),
    )


def _leaves(outcome: Outcome, line: LineDecision) -> Iterator[tuple[str, str | None]]:
    """The reasons of a line, each with the slot that is missing, if there is one."""
    for reason in line.because.criteria:
        yield from settling_leaves(outcome.kb, outcome.proof, reason)
