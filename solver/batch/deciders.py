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
from solver.alternatives.changes import Explorer
from solver.alternatives.missing import missing
from solver.alternatives.question import questions
from solver.alternatives.saying import missing_text
from solver.batch.records import Record
from solver.batch.rows import Reject, Row, rejects
from solver.decide import LineDecision, Outcome, Solver
from solver.explain.wording import word

ENGINES: Mapping[str, int] = {"pydatalog": 64}
"""The engines by name, and how many cases each takes at a time."""
WRITTEN = (".json", ".yaml", ".yml")
UNSURE = "more than could be looked at"

Decided = tuple[Row, ...] | tuple[Reject, ...]


class Decider(Protocol):
    """Something that decides records."""

    def decide(self, records: Sequence[Record]) -> list[Decided]:
        """For each record in order its rows, or all its problems."""


def decider(kb: KnowledgeBase, engine: str, *, explain: bool) -> Decider:
    """The decider by the name of its engine; `explain` asks for reasons and for what is missing."""
    assert engine in ENGINES
    return OneByOne(kb, explain=explain)


class OneByOne:
    """Each case by itself, through the intake, the program and the proof of `decide`."""

    def __init__(self, kb: KnowledgeBase, *, explain: bool = False) -> None:
        self._solver, self._known, self._explain = Solver(kb), vocabulary(kb), explain

    def decide(self, records: Sequence[Record]) -> list[Decided]:
        """The rows or the problems of each record."""
        return [self._decide(record) for record in records]

    def outcome(self, record: Record) -> Outcome:
        """The decision on a record. Raises `Rejected`."""
        name = record.file if record.file.lower().endswith(WRITTEN) else f"{record.file}.json"
        return self._solver.decide(case_from(content(name, record.text), name, self._known))

    def rows(self, outcome: Outcome) -> tuple[Row, ...]:
        """A decision as rows."""
        explorer = Explorer(self._solver, outcome.case) if self._explain else None
        return tuple(_row(outcome, line, explorer) for line in outcome.lines)

    def _decide(self, record: Record) -> Decided:
        try:
            return self.rows(self.outcome(record))
        except Rejected as rejected:
            return rejects(rejected.problems, record.file, record.line)


def _row(outcome: Outcome, line: LineDecision, explorer: Explorer | None) -> Row:
    return Row(
        case=outcome.case.id,
        line=line.line,
        policy=None if line.policy is None else word(outcome.kb, "policy", line.policy),
        verdict=line.verdict,
        coding=None if line.coding is None else line.coding.verdict,
        because=tuple(dict.fromkeys(reason.criterion for reason in line.because.criteria)),
        flags=tuple(dict.fromkeys(note.criterion for note in line.notes)),
        reasons=tuple(_reasons(outcome, line)) if explorer else None,
        missing=tuple(dict.fromkeys(_missing(outcome, line, explorer))) if explorer else None,
        knowledge=outcome.kb.digest,
        digest=outcome.case.digest,
        moot=line.moot,
    )


def _reasons(outcome: Outcome, line: LineDecision) -> Iterator[str]:
    for reason in outcome.reasons(line):
        yield f"{reason.criterion} {reason.type}: {reason.text}"


def _missing(outcome: Outcome, line: LineDecision, explorer: Explorer) -> Iterator[str]:
    """The silent facts that can still change a verdict that a policy gives."""
    for question in questions(line) if line.policy is not None else ():
        found = missing(explorer, outcome, question)
        yield from (missing_text(outcome.kb, slot) for slot in found.decisive)
        if not found.complete:
            yield UNSURE
