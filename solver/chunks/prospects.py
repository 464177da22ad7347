"""What the values of a chunk can still become, from the verdicts down to the slots on which the records are silent.

Criteria, their clauses and premises are nodes with bounds, as are the relations that rest on findings. Each silent
slot can turn out either way, independently of all others. Members that nobody named, and slots of codes and days that
nobody mentioned, are not made up. Not here: which slots matter to a verdict (`solver.chunks.open_slots`).
"""

from collections.abc import Iterable, Iterator
from functools import reduce
from operator import and_
from typing import NamedTuple

from msgspec.structs import replace

from kb.language.syntax import Count, Every, Literal
from kb.values import is_unnamed
from solver import names
from solver.chunks.bounds import Bounds, any_of, at_least, either_way, every, settled
from solver.chunks.derivations import Derivations
from solver.chunks.instances import Ground, instances
from solver.chunks.nodes import Child, Node, Side, gathered, slots_below
from solver.chunks.rows import ground
from solver.chunks.weighing import Part, Unit, Weighed, Weighing
from solver.engines.bitsets import either


class Standing(NamedTuple):
    """A clause as things are: the cases in which each of its unchecked guards is passed, and in which it applies."""

    clause: Weighed
    passed: tuple[int, ...]
    now: int


class Prospects(Derivations):
    """The nodes of one chunk. What is found once is kept."""

    def __init__(self, weighing: Weighing) -> None:
        super().__init__(weighing)
        self._atoms: dict[Ground, Node] = {}
        self._slots: dict[Ground, int] = {}

    def atom(self, atom: Ground) -> Node:
        """The node of an atom of a criterion, or of a relation."""
        if atom not in self._atoms:
            relation = self.kb.predicates[atom[0]].kind == "relation"
            now = self.as_it_is(atom) if relation else Node(settled(self.weighing.value(atom)))
            self._atoms[atom] = now  # what it is taken for where it rests on itself
            found = self.relation(atom) if relation else self._criterion(atom)
            self._atoms[atom] = replace(found, shared=True)
        return self._atoms[atom]

    # Criteria ---------------------------------------------------------------------------------------------------------

    def _criterion(self, atom: Ground) -> Node:
        """Any of the clauses that apply; where none does, it is refuted if one fails to."""
        clauses = tuple(map(self._as_it_stands, self._clauses(atom)))
        children = [Child(self._clause(one, clauses), one.clause.applies) for one in clauses if one.clause.applies]
        there = either(one.clause.applies | one.clause.fails for one in clauses)
        return gathered(any_of((child.bounds for child in children), self.everywhere).within(there), children)

    def _clauses(self, atom: Ground) -> Iterable[Weighed]:
        """The clauses of a criterion, their guards that rest on findings alone left unchecked."""
        if atom[0] not in self.sources.guarded_by_findings:
            return self.weighing.clauses(atom)
        return map(self.weighing.weighed, instances(self.sources, self.rows, atom, self.sources.of_findings))

    def _as_it_stands(self, one: Weighed) -> Standing:
        rows = ((guard, ground(self.rows.pattern(guard.atom), one.applied.bindings)) for guard in one.applied.unchecked)
        found = ((guard.negated, self.rows.cases(guard.atom.predicate, row)) for guard, row in rows)
        passed = tuple(self.everywhere ^ some if negated else some for negated, some in found)
        return Standing(one, passed, reduce(and_, passed, one.applies))

    def _clause(self, one: Standing, clauses: Iterable[Standing]) -> Node:
        """All units of a clause, which is one of these, and its unchecked guards; an unnamed member cannot support."""
        applied = one.clause.applied
        guards = [self.guard(guard, applied.bindings) for guard in applied.unchecked]
        units = [self._unit(unit) for unit in one.clause.units]
        bounds = every((child.bounds for child in (*guards, *units)), self.everywhere)
        if nobody := self.weighing.nobody(applied):
            met, surely_met, *refuted = bounds
            bounds = Bounds(met & ~nobody, surely_met & ~nobody, *refuted)
        bounds = bounds.within(applied.applies & ~applied.unsure if applied.unsure else applied.applies)
        if not guards:
            return gathered(bounds, units)
        below = gathered(bounds, (Child(node, cases & one.now, negated) for node, cases, negated in units))
        others = [other for other in clauses if other is not one]
        to_meet, to_refute = zip(*self._telling(one, guards, others), strict=True)
        return Node(bounds, None, (*to_meet, *below.to_meet), (*to_refute, *below.to_refute))

    def _telling(self, one: Standing, guards: list[Child], others: Iterable[Standing]) -> Iterator[tuple[Side, Side]]:
        """Each unchecked guard of a clause, where the rest of the clause and the other clauses leave it to it whether
        they are met together, and whether they are refuted."""
        met = either(other.clause.sides.met & other.now for other in others)
        open_ones = either(other.now & ~other.clause.sides.refuted for other in others)
        for place, (node, _, negated) in enumerate(guards):
            rest = reduce(and_, (*one.passed[:place], *one.passed[place + 1 :]), one.clause.applies)
            asking = list(slots_below(node, rest))
            values = [(unit.sides, self._asked(unit, asking)) for unit in one.clause.units]
            to_meet = reduce(and_, (sides.met | some for sides, some in values), rest & ~met)
            to_refute = reduce(and_, (some | ~sides.refuted for sides, some in values), rest & ~open_ones)
            yield Side(node, not negated, to_meet), Side(node, negated, to_refute)

    def _asked(self, unit: Unit, asking: Iterable[tuple[Ground, int]]) -> int:
        """The cases in which a unit looks at a silent slot that a guard looks at, too."""
        looked_at = {part.slot for part in unit.parts}
        return either(self.silent(slot) & cases for slot, cases in asking if slot in looked_at)

    def _now(self, one: Weighed) -> int:
        """The cases in which a clause applies as things are."""
        return reduce(and_, self._passed(one), one.applies)

    def _passed(self, one: Weighed) -> list[int]:
        """The cases in which its unchecked guards are passed as things are."""
        found = ((self.rows.holding(guard.atom, one.applied.bindings), guard) for guard in one.applied.unchecked)
        return [self.everywhere ^ some if guard.negated else some for some, guard in found]

    # Premises ---------------------------------------------------------------------------------------------------------

    def _unit(self, unit: Unit) -> Child:
        """Premises together: where they look at a silent slot, they are open, unless one of them fails."""
        if len(unit.parts) == 1:
            return self._part(unit.parts[0], self.everywhere)
        slots = [Child(self._slot(part.slot), self.everywhere) for part in unit.parts if part.slot]
        silent = either(self.silent(part.slot) for part in unit.parts if part.slot)
        failed = either(self._failed(part) for part in unit.parts)
        met, surely_met, refuted, surely_refuted = either_way(unit.sides, silent)
        bounds = Bounds(met & ~(silent & failed), surely_met, refuted, surely_refuted | silent & failed)
        return Child(gathered(bounds, slots), self.everywhere)

    def _failed(self, part: Part) -> int:
        """The cases in which a part of a unit fails by what is documented."""
        failed = part.sides.refuted | part.sides.torn
        return failed & ~self.silent(part.slot) if part.slot else failed

    def _part(self, part: Part, cases: int) -> Child:
        """A premise, or a member of one."""
        if part.atom is not None:
            return Child(self.atom(part.atom), cases, isinstance(part.premise, Literal) and part.premise.negated)
        if part.slot is not None:
            return Child(Node(either_way(part.sides, self.silent(part.slot)), part.slot), cases)
        if isinstance(part.premise, Every | Count):
            return self._quantified(part, part.premise, cases)
        return Child(Node(settled(part.sides)), cases)

    def _quantified(self, part: Part, premise: Every | Count, cases: int) -> Child:
        """*For every* is never vacuously true; *at most* denies one more."""
        children = [self._part(member, member.cases) for member in part.members]
        found = [child.bounds for child in children]
        if isinstance(premise, Every):
            met, surely_met, *refuted = every(found, self.everywhere)
            some = either(member.cases for member in part.members)
            return Child(gathered(Bounds(met & some, surely_met & some, *refuted), children), cases)
        most = premise.bound == "most"
        bounds = at_least(premise.number + 1 if most else premise.number, found, self.everywhere)
        return Child(gathered(bounds, children), cases, most)

    def _slot(self, slot: Ground) -> Node:
        """A slot on its own: open where the record is silent."""
        silent = self.silent(slot)
        return Node(Bounds(silent, 0, silent, 0), slot)

    def silent(self, slot: Ground) -> int:
        """The cases in which the record is silent on a slot and could speak of it."""
        if slot not in self._slots:
            name, key = slot
            told = self.rows.cases(names.told(name), key)
            self._slots[slot] = 0 if any(map(is_unnamed, key)) else self.everywhere & ~told
        return self._slots[slot]
