"""What would have to be documented, or documented otherwise, for a line to get another verdict.

All inclusion-minimal sets of slots are found on the conditional model (`completions`), each with the states that it
allows; ordered values are put together into ranges. Nothing is promised that was not run: `Explorer.reaches` decides
the changed case again. Not here: how a set is printed (`solver.render`).
"""

from collections.abc import Iterator
from functools import cached_property
from itertools import groupby, product
from typing import Literal as OneOf

from msgspec import Struct, structs

from kb.candidates import candidates
from kb.case import Case, Evidence, Finding
from kb.knowledge import KnowledgeBase
from kb.language.syntax import Scale
from kb.values import Type
from solver.alternatives.completions import Completions, Slot
from solver.alternatives.diagrams import BUDGET, EXHAUSTED, Diagrams, TooLarge
from solver.datalog import Constant, Row
from solver.decide import Outcome, Solver
from solver.proof import Ground

Box = dict[int, frozenset[int]]
"""The states that are allowed to each of some slots."""
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
                for box in (part for whole in diagrams.boxes(condition, way) for part in self._parts(whole)):
                    diagrams.pay(PRICE_OF_DECIDING)
                    found.append(self._checked(box, target))
        except EXHAUSTED:
            return Found(tuple(found), complete=False)
        return Found(tuple(found), complete=True)

    def _checked(self, box: Box, target: Target) -> ChangeSet:
        if not self.reaches({variable: min(allowed) for variable, allowed in box.items()}, target):
            raise AssertionError(f"a change set must reach what it was asked for: {target}")
        return ChangeSet(tuple(self._ranged(variable, box) for variable in sorted(box)))

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

    def _parts(self, box: Box) -> Iterator[Box]:
        """The boxes of which a box consists, so that the numbers that each allows to a slot follow each other."""
        slots = self.completions.slots
        ways = (self._runs(slots[v], one) if self._is_free(v, box) else [one] for v, one in box.items())
        return (dict(zip(box, way, strict=True)) for way in product(*ways))

    def _is_free(self, variable: int, box: Box) -> bool:
        """Whether the values of a slot make a range: not where they are compared with those of another slot that
        changes too."""
        slots = self.completions.slots
        others = {slots[other].atom[0] for other in box if other != variable}
        return others.isdisjoint(self.completions.breakpoints.rivals[slots[variable].atom[0]])

    def _runs(self, slot: Slot, allowed: frozenset[int]) -> list[frozenset[int]]:
        """The states that a slot is allowed, apart where there is a gap between their numbers; absence goes with the
        first of them. What is no number is taken as it is."""
        numbers = [state for state in sorted(allowed) if isinstance(slot.states[state].value, int)]
        if not numbers or isinstance(self._type(slot), Scale):
            return [allowed]
        place = {value: number for number, value in enumerate(self._possible(slot))}
        apart = groupby(enumerate(numbers), lambda found: place[slot.states[found[1]].value or 0] - found[0])
        first, *rest = (frozenset(state for _, state in run) for _, run in apart)
        return [first | (allowed - set(numbers)), *rest]

    def _change(self, variable: int, allowed: frozenset[int]) -> Change:
        slot = self.completions.slots[variable]
        states = [slot.states[state] for state in sorted(allowed)]
        present = [state.value for state in states if state.kind == "present"]
        values = tuple(value for value in present if value is not None)
        return Change(
            slot.atom,
            "revise" if slot.stated else "add",
            any(state.kind == "absent" for state in states),
            bool(present),
            values,
        )

    def _ranged(self, variable: int, box: Box) -> Change:
        """The change of a slot; values that follow each other as a range of them."""
        slot, change = self.completions.slots[variable], self._change(variable, box[variable])
        possible = self._possible(slot)
        if not change.values or not self._is_free(variable, box) or any(isinstance(one, str) for one in possible):
            return change
        first, last = possible.index(change.values[0]), possible.index(change.values[-1])
        if tuple(possible[first : last + 1]) != change.values:
            return change
        return structs.replace(
            change,
            ranged=len(change.values) > 1 or not isinstance(self._type(slot), Scale),
            least=None if first == 0 else change.values[0],
            most=None if last == len(possible) - 1 else change.values[-1],
        )

    def _possible(self, slot: Slot) -> tuple[Constant, ...]:
        """All values of a slot that matter, that of the case among them."""
        return self.completions.breakpoints.values(slot.atom[0])

    def _type(self, slot: Slot) -> Type:
        declared = self.kb.predicates[slot.atom[0]].value
        assert declared is not None
        return self.kb.types[declared.type]
