"""The verdicts of a chunk, read off its model: for each line and policy what it comes to, why, and in which cases.

It says of many cases what `solver.decide` says of one. Not here: the rows of an output (`solver.batch`).
"""

from collections.abc import Iterator
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from kb.knowledge import KnowledgeBase
from kb.language.syntax import Scale
from solver import names
from solver.chunks.deciding import Deciding, Reason
from solver.chunks.instances import Ground
from solver.chunks.open_slots import OpenSlots
from solver.chunks.places import is_line
from solver.chunks.rows import Rows
from solver.chunks.settling import Leaf, Settling
from solver.chunks.sides import Sides, opposite
from solver.chunks.weighing import Weighing
from solver.explain.short import Order, reason_text
from solver.prove import Sources

OF_VALUES = ("accepted", "undetermined", "review")
"""What a coding respect comes to that is met, not documented, contradicted."""


class Verdict(Struct, frozen=True):
    """A verdict on a line under a policy, with the cases that have it. `because` are the criteria that decide it,
    `notes` the sections of what informs, `coding` the results on the coding side, each with its cases; `moot` are the
    cases in which the question no longer arises, `request` what the whole request rolls up to. Where that is asked for,
    `reasons` are the leaves that settle the deciding criteria, and `missing` the slots of findings of which the record
    is silent and which can still change the verdict."""

    line: str
    policy: str | None
    verdict: str
    cases: int
    coding: tuple[tuple[str, int], ...]
    because: tuple[tuple[str, int], ...]
    notes: tuple[tuple[str, int], ...]
    moot: tuple[tuple[str, int], ...] = ()
    request: tuple[tuple[str, int], ...] = ()
    reasons: tuple[tuple[str, int], ...] = ()
    missing: tuple[tuple[str, int], ...] = ()


class Verdicts:
    """All verdicts of one chunk."""

    def __init__(self, sources: Sources, rows: Rows, *, explain: bool = False) -> None:
        self.kb, self.rows, self.weighing = sources.kb, rows, Weighing(sources, rows)
        self._walks: dict[str, Deciding] = {}
        self._explained_by = (Settling(self.weighing), OpenSlots(self.weighing)) if explain else None
        self._order = Order(self.kb)

    def all(self) -> Iterator[Verdict]:
        """The verdicts, line by line in the order of their names."""
        for (policy, line, rank), cases in self.rows.table("verdict").items():
            yield self._verdict(str(policy), str(line), int(rank), cases)
        for (line,), cases in self.rows.table("ungoverned").items():
            yield Verdict(str(line), None, "out_of_scope", cases, (), (), self._notes(None, str(line), cases))

    def _verdict(self, policy: str, line: str, rank: int, cases: int) -> Verdict:
        verdict = _names(self.kb, "verdict_kind")[rank]
        coding = tuple(self._codings(policy, line, cases))
        because: dict[Reason, int] = {}
        judged = cases & self.rows.cases("by_criteria", (policy, line, rank))
        self._add(because, self._by_criteria(policy, line, verdict), line, judged)
        for result, some in coding:
            for goal, there in self._by_coding(policy, line, result, some & ~judged):
                self._add(because, goal, line, there)
        moot = (("moot", cases & self.rows.cases("moot", (policy, line))),)
        notes = self._notes(policy, line, cases)
        request = self._requests.get(policy, ())
        found = Verdict(line, policy, verdict, cases, coding, self._sections(because), notes, moot, request)
        if self._explained_by is None:
            return found
        settling, open_slots = self._explained_by
        missing = tuple(open_slots.of(policy, line, rank).items())
        return replace(self._explained(found, settling, because), missing=missing)

    def _explained(self, verdict: Verdict, settling: Settling, because: dict[Reason, int]) -> Verdict:
        """A verdict with the leaves that it rests on."""
        reasons: dict[str, int] = {}
        for (section, goal, denied), cases in because.items():
            value, left = self.weighing.value(goal), cases
            value = opposite(value) if denied else value
            for leaf, some in settling.leaves(goal, cases):
                left &= ~some
                self._count(reasons, section, leaf, some, value.met)
            for kind, some in _plain(value).items():
                self._count(reasons, section, Leaf(kind, ""), some & left, value.met)
        return replace(verdict, reasons=self._in_order(reasons))

    def _count(self, reasons: dict[str, int], section: str, leaf: Leaf, cases: int, met: int) -> None:
        """Take in a leaf: one that holds and so keeps a criterion from being met excludes it."""
        kinds = {"met": cases & met, "excluded": cases & ~met} if leaf.type == "met" else {leaf.type: cases}
        for kind, some in kinds.items():
            if some:
                text = reason_text(section, kind, leaf.text)
                reasons[text] = reasons.get(text, 0) | some

    def _sections(self, because: dict[Reason, int]) -> tuple[tuple[str, int], ...]:
        """The sections of reasons, in the order of the documents."""
        found: dict[str, int] = {}
        for (section, *_), cases in because.items():
            found[section] = found.get(section, 0) | cases
        return self._in_order(found)

    def _in_order(self, found: dict[str, int]) -> tuple[tuple[str, int], ...]:
        return tuple((section, found[section]) for section in self._order.sort(found))

    def _add(self, because: dict[Reason, int], goal: Ground | None, line: str, cases: int) -> None:
        if goal is None or not cases:
            return
        if line not in self._walks:
            self._walks[line] = Deciding(self.weighing, line)
        for reason, some in self._walks[line].because(goal, cases).items():
            because[reason] = because.get(reason, 0) | some

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

    @cached_property
    def _requests(self) -> dict[str, tuple[tuple[str, int], ...]]:
        """For each policy what requests roll up to."""
        found: dict[str, tuple[tuple[str, int], ...]] = {}
        for (policy, group, result), cases in self.rows.table("rollup").items():
            if group == names.WHOLE:
                found[str(policy)] = (*found.get(str(policy), ()), (str(result), cases))
        return found

    def _notes(self, policy: str | None, line: str, cases: int) -> tuple[tuple[str, int], ...]:
        """The notes that hold for a line, whose arguments name it: those of a policy, and the shared ones that name the
        policy; where none governs the line, those that name any."""
        found: dict[str, int] = {}
        for policies, section, there in self._all_notes.get(line, ()):
            if (policy is None or policy in policies) and (some := there & cases):
                found[section] = found.get(section, 0) | some
        return self._in_order(found)

    @cached_property
    def _all_notes(self) -> dict[str, list[tuple[frozenset[object], str, int]]]:
        """For each line the sections of its notes, with the policies that they belong to and the cases."""
        found: dict[str, list[tuple[frozenset[object], str, int]]] = {}
        for name in (name for name, one in self.kb.predicates.items() if one.kind == "note"):
            policies = {rule.policy for rule in self.kb.clauses.get(name, ())}
            for row, some in self.rows.table(names.supported(name)).items():
                for clause in self.weighing.applied((name, row)):
                    for line in filter(is_line, row):
                        note = frozenset((*policies, *row)), clause.rule.section, clause.applies & some
                        found.setdefault(line, []).append(note)
        return found


def _plain(value: Sides) -> dict[str, int]:
    """What a value is called that rests on no leaf."""
    return {"met": value.met, "not_met": value.refuted, "conflict": value.torn, "silent": ~value.said}


def _names(kb: KnowledgeBase, scale: str) -> tuple[str, ...]:
    found = kb.types[scale]
    assert isinstance(found, Scale)
    return tuple(member.name for member in found.members)
