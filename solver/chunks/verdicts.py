"""The verdicts of a chunk, read off its model: for each line and policy what it comes to, why, and in which cases.

It says of many cases what `solver.decide` says of one. Not here: the rows of an output (`solver.batch`).
"""

from collections.abc import Iterator
from functools import cached_property

from msgspec import Struct

from kb.knowledge import KnowledgeBase
from kb.language.syntax import Scale
from solver import names
from solver.chunks.deciding import Deciding
from solver.chunks.rows import Rows
from solver.chunks.weighing import Ground, Weighing
from solver.prove import Sources

OF_VALUES = ("accepted", "undetermined", "review")
"""What a coding respect comes to that is met, not documented, contradicted."""


class Verdict(Struct, frozen=True):
    """A verdict on a line under a policy, with the cases that have it. `because` are the criteria that decide it,
    `notes` the sections of what informs, `coding` the results on the coding side, each with its cases; `moot` are the
    cases in which the question no longer arises."""

    line: str
    policy: str | None
    verdict: str
    cases: int
    coding: tuple[tuple[str, int], ...]
    because: tuple[tuple[str, int], ...]
    notes: tuple[tuple[str, int], ...]
    moot: int = 0


class Verdicts:
    """All verdicts of one chunk."""

    def __init__(self, sources: Sources, rows: Rows) -> None:
        self.kb, self.rows, self.weighing = sources.kb, rows, Weighing(sources, rows)
        self._walks: dict[str, Deciding] = {}
        self._places = {section: place for place, section in enumerate(self.kb.sections)}

    def all(self) -> Iterator[Verdict]:
        """The verdicts, line by line in the order of their names."""
        for (policy, line, rank), cases in self.rows.table("verdict").items():
            yield self._verdict(str(policy), str(line), int(rank), cases)
        for (line,), cases in self.rows.table("ungoverned").items():
            yield Verdict(str(line), None, "out_of_scope", cases, (), (), self._notes(None, str(line), cases))

    def _verdict(self, policy: str, line: str, rank: int, cases: int) -> Verdict:
        verdict = _names(self.kb, "verdict_kind")[rank]
        coding = tuple(self._codings(policy, line, cases))
        because: dict[str, int] = {}
        judged = cases & self.rows.cases("by_criteria", (policy, line, rank))
        self._add(because, self._by_criteria(policy, line, verdict), line, judged)
        for result, some in coding:
            for goal, there in self._by_coding(policy, line, result, some & ~judged):
                self._add(because, goal, line, there)
        ordered = sorted(because.items(), key=lambda one: self._places[one[0]])
        moot = cases & self.rows.cases("moot", (policy, line))
        return Verdict(line, policy, verdict, cases, coding, tuple(ordered), self._notes(policy, line, cases), moot)

    def _add(self, because: dict[str, int], goal: Ground | None, line: str, cases: int) -> None:
        if goal is None or not cases:
            return
        if line not in self._walks:
            self._walks[line] = Deciding(self.weighing, line)
        for section, some in self._walks[line].because(goal, cases).items():
            because[section] = because.get(section, 0) | some

    def _by_criteria(self, policy: str, line: str, verdict: str) -> Ground | None:
        """The goal that a verdict rests on: a class of its own name, or what is necessary."""
        if verdict == "out_of_scope":
            return None
        named = self.kb.predicates.get(verdict)
        return (verdict if named is not None and named.kind == "criterion" else "necessary"), (policy, line)

    def _codings(self, policy: str, line: str, cases: int) -> Iterator[tuple[str, int]]:
        kinds = _names(self.kb, "coding_kind")
        for rank, kind in enumerate(kinds):
            if some := cases & self.rows.cases("coding", (policy, line, rank)):
                yield kind, some

    def _by_coding(self, policy: str, line: str, result: str, cases: int) -> Iterator[tuple[Ground, int]]:
        """The respects of the coding that come to a result: a fault by its kind, else what its value says."""
        rank = _names(self.kb, "coding_kind").index(result)
        for row, some in self.rows.table("judged_by_code").items():
            if row[:2] == (policy, line):
                goal = "coded", row
                value = self.weighing.value(goal)
                of_values = dict(zip(OF_VALUES, (value.met, ~value.said, value.torn), strict=True))
                fault = value.refuted & self.rows.cases("fault", (row[2], rank))
                yield goal, cases & some & (of_values.get(result, 0) | fault)

    def _notes(self, policy: str | None, line: str, cases: int) -> tuple[tuple[str, int], ...]:
        """The notes that hold for a line, whose arguments name it: those of a policy, and the shared ones that name the
        policy; where none governs the line, those that name any."""
        found: dict[str, int] = {}
        for name, policies in self._note_policies:
            for row, some in self.rows.table(names.supported(name)).items():
                if line in row and (policy in policies or policy in (None, *row)) and some & cases:
                    for clause in self.weighing.clauses((name, row)):
                        if there := clause.applies & some & cases:
                            found[clause.rule.section] = found.get(clause.rule.section, 0) | there
        return tuple(sorted(found.items(), key=lambda one: self._places[one[0]]))

    @cached_property
    def _note_policies(self) -> tuple[tuple[str, frozenset[str | None]], ...]:
        notes = (name for name, one in self.kb.predicates.items() if one.kind == "note")
        return tuple((name, frozenset(rule.policy for rule in self.kb.clauses.get(name, ()))) for name in notes)


def _names(kb: KnowledgeBase, scale: str) -> tuple[str, ...]:
    found = kb.types[scale]
    assert isinstance(found, Scale)
    return tuple(member.name for member in found.members)
