"""What would have to be documented, or documented otherwise, for a line to get another verdict.

All inclusion-minimal sets of slots are found on the conditional model (`completions`), each with the states that it
allows; ordered values are put together into ranges. Nothing is promised that was not run: `Explorer.reaches` decides
the changed case again. Not here: how a set is printed (`solver.render`).
"""

from collections.abc import Iterator
from functools import cached_property
from typing import Literal as OneOf

from msgspec import Struct, structs

from kb.candidates import candidates
from kb.case import Case, Evidence, Finding
from kb.knowledge import KnowledgeBase
from kb.language.syntax import Scale
from solver.datalog import Constant, Row
from solver.decide import Outcome, Solver
from solver.explain.completions import Completions, Slot
from solver.explain.diagrams import EXHAUSTED, Diagrams, TooLarge
from solver.proof import Ground

BUDGET = 500_000
PRICE_OF_DECIDING = 200
"""What deciding a case again costs of the budget, where a diagram costs one."""
Target = tuple[str, Row]
"""A row of the model that is wanted, such as a `verdict` of a line."""


class Change(Struct, frozen=True):
    """One slot to change: `add` where the record is silent, `revise` where it says something. `absent` tells whether a
    documented absence will do; `present` whether a documented presence will, with one of `values` if it has one.
    `least` and `most` bound values that are a range; None leaves that end open."""

    atom: Ground
    kind: OneOf["add", "revise"]
    absent: bool
    present: bool
    values: tuple[Constant, ...] = ()
    ranged: bool = False
    least: Constant | None = None
    most: Constant | None = None


class ChangeSet(Struct, frozen=True):
    """Changes that together reach a verdict, and of which none can be left out."""

    changes: tuple[Change, ...]


class Found(Struct, frozen=True):
    """The change sets, smallest first; `complete` is false where the budget was exhausted before all were found."""

    sets: tuple[ChangeSet, ...]
    complete: bool


class Explorer:
    """What a case could be, under its policies."""

    def __init__(self, solver: Solver, case: Case, budget: int = BUDGET) -> None:
        self.solver, self.case, self.budget = solver, case, budget

    @property
    def kb(self) -> KnowledgeBase:
        """The knowledge base."""
        return self.solver.kb

    @property
    def completions(self) -> Completions:
        """The conditional model of the case. Raises `TooLarge` where it exceeds the budget."""
        if self._completed is None:
            raise TooLarge
        return self._completed

    @cached_property
    def _completed(self) -> Completions | None:
        program = self.solver.program(candidates(self.kb, self.case))
        try:
            return Completions(self.kb, program, self.case, Diagrams(self.budget))
        except EXHAUSTED:
            return None

    def changes(self, target: Target) -> Found:
        """All minimal change sets that reach a target. Each has been decided again, which counts towards the budget."""
        found: list[ChangeSet] = []
        try:
            diagrams, condition = self.completions.diagrams, self.completions.condition(*target)
            diagrams.budget = self.budget
            for way in sorted(diagrams.minimal_changes(condition), key=lambda way: (len(way), sorted(way))):
                for box in diagrams.boxes(condition, way):
                    diagrams.pay(PRICE_OF_DECIDING)
                    found.append(self._checked(box, target))
        except EXHAUSTED:
            return Found(tuple(found), complete=False)
        return Found(tuple(found), complete=True)

    def _checked(self, box: dict[int, frozenset[int]], target: Target) -> ChangeSet:
        if not self.reaches({variable: min(allowed) for variable, allowed in box.items()}, target):
            raise AssertionError(f"a change set must reach what it was asked for: {target}")
        return ChangeSet(tuple(self._change(variable, allowed) for variable, allowed in sorted(box.items())))

    def reaches(self, states: dict[int, int], target: Target) -> bool:
        """Whether the case with these states of its slots, decided again, has the target in its model."""
        name, row = target
        return row in self.outcome(states).model.get(name, ())

    def outcome(self, states: dict[int, int]) -> Outcome:
        """The decision on the case with these states of its slots."""
        return self.solver.decide(self.changed(states))

    def changed(self, states: dict[int, int]) -> Case:
        """The case with these states of its slots."""
        slots = {self.completions.slots[variable].atom for variable, state in states.items() if state}
        kept = tuple(f for f in self.case.findings if (f.predicate, f.key) not in slots)
        new = (self._finding(variable, state) for variable, state in states.items() if state)
        return structs.replace(self.case, findings=(*kept, *new))

    def _finding(self, variable: int, state: int) -> Finding:
        slot = self.completions.slots[variable]
        said = slot.states[state]
        return Finding(*slot.atom, said.kind == "present", said.value, Evidence(), 0)

    def _change(self, variable: int, allowed: frozenset[int]) -> Change:
        slot = self.completions.slots[variable]
        states = [slot.states[state] for state in sorted(allowed)]
        present = [state.value for state in states if state.kind == "present"]
        values = tuple(value for value in present if value is not None)
        change = Change(
            slot.atom,
            "revise" if slot.stated else "add",
            any(state.kind == "absent" for state in states),
            bool(present),
            values,
        )
        return self._ranged(slot, change)

    def _ranged(self, slot: Slot, change: Change) -> Change:
        """A change whose values follow each other, as a range of them."""
        declared = self.kb.predicates[slot.atom[0]].value
        possible = sorted({*self._possible(slot), *change.values}, key=_number)
        if declared is None or not change.values or not all(isinstance(value, int) for value in possible):
            return change
        first, last = possible.index(change.values[0]), possible.index(change.values[-1])
        if tuple(possible[first : last + 1]) != change.values:
            return change
        scale = isinstance(self.kb.types[declared.type], Scale)
        return structs.replace(
            change,
            ranged=len(change.values) > 1 or not scale,
            least=None if first == 0 else change.values[0],
            most=None if last == len(possible) - 1 else change.values[-1],
        )

    def _possible(self, slot: Slot) -> Iterator[Constant]:
        """The values that a slot could have, and those that the case states."""
        stated = (f.value for f in self.case.findings if (f.predicate, f.key) == slot.atom)
        return (value for value in (*stated, *(state.value for state in slot.states)) if value is not None)


def _number(value: Constant) -> int:
    return value if isinstance(value, int) else 0
