"""What the values of a chunk can still become, from the verdicts down to the slots on which the records are silent.

Criteria, their clauses and premises are nodes with bounds, and so are the relations that rest on findings. Each silent
slot can turn out either way, independently of all others. Members that nobody named, and slots of codes and days that
nobody mentioned, are not made up. Not here: which slots matter to a verdict (`solver.chunks.open_slots`).
"""

from collections.abc import Iterable, Iterator
from functools import reduce
from itertools import product
from operator import and_
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from kb.clauses import variables
from kb.language.syntax import Comparison, Count, Every, Literal
from kb.values import is_unnamed, listed
from solver import names
from solver.chunks.bounds import Bounds, any_of, at_least, either_way, every, settled, yes_or_no
from solver.chunks.instances import Applied, Ground, instances
from solver.chunks.rows import Bindings, ground
from solver.chunks.weighing import Part, Unit, Weighed, Weighing
from solver.datalog import Row
from solver.engines.bitsets import either

OPEN = "_"


class Node(Struct, frozen=True):
    """Something with a value: a slot, or what rests on the nodes that tell whether it is met, or refuted. That of an
    atom is `shared`."""

    bounds: Bounds
    slot: Ground | None = None
    to_meet: tuple["Side", ...] = ()
    to_refute: tuple["Side", ...] = ()
    shared: bool = False


class Side(NamedTuple):
    """Whether a node is met, or whether it is refuted, in some cases."""

    node: Node
    met: bool
    cases: int


class Child(NamedTuple):
    """A node as a part of another, and the cases in which it is one."""

    node: Node
    cases: int
    negated: bool = False

    @property
    def bounds(self) -> tuple[Bounds, int]:
        """What it contributes."""
        return self.node.bounds.opposite if self.negated else self.node.bounds, self.cases


class Prospects:
    """The nodes of one chunk. What is found once is kept."""

    def __init__(self, weighing: Weighing) -> None:
        self.weighing, self.rows, self.everywhere = weighing, weighing.rows, weighing.everywhere
        self.kb, self._sources = weighing.kb, weighing.sources
        self._atoms: dict[Ground, Node] = {}
        self._slots: dict[Ground, int] = {}
        self._bound: dict[str, bool] = {}

    def atom(self, atom: Ground) -> Node:
        """The node of an atom of a criterion, or of a relation."""
        if atom not in self._atoms:
            relation = self.kb.predicates[atom[0]].kind == "relation"
            now = self.rows.cases(*atom)
            self._atoms[atom] = self._sure(now) if relation else Node(settled(self.weighing.value(atom)))
            found = self._relation(atom) if relation else self._criterion(atom)
            self._atoms[atom] = replace(found, shared=True)
        return self._atoms[atom]

    def _sure(self, cases: int) -> Node:
        """What holds in these cases, and in no others, whatever is documented."""
        return Node(yes_or_no(cases, cases, self.everywhere))

    # Criteria ---------------------------------------------------------------------------------------------------------

    def _criterion(self, atom: Ground) -> Node:
        """Any of the clauses that apply; where none does, it is refuted if one fails to."""
        clauses = tuple(self._clauses(atom))
        children = [Child(self._clause(one, clauses), one.applies) for one in clauses if one.applies]
        there = either(one.applies | one.fails for one in clauses)
        return _node(any_of((child.bounds for child in children), self.everywhere).within(there), children)

    def _clauses(self, atom: Ground) -> Iterable[Weighed]:
        """The clauses of a criterion, their guards that rest on findings alone left unchecked."""
        if atom[0] not in self._sources.guarded_by_findings:
            return self.weighing.clauses(atom)
        return map(self.weighing.weighed, instances(self._sources, self.rows, atom, self._sources.of_findings))

    def _clause(self, one: Weighed, clauses: Iterable[Weighed]) -> Node:
        """All units of a clause, which is one of these, and its unchecked guards; an unnamed member cannot support."""
        guards = [self._guard(guard, one.applied.bindings) for guard in one.applied.unchecked]
        units = [self._unit(unit) for unit in one.units]
        bounds = every((child.bounds for child in (*guards, *units)), self.everywhere)
        if nobody := self.weighing.nobody(one.applied):
            met, surely_met, *refuted = bounds
            bounds = Bounds(met & ~nobody, surely_met & ~nobody, *refuted)
        bounds = bounds.within(one.applies & ~one.applied.unsure if one.applied.unsure else one.applies)
        if not guards:
            return _node(bounds, units)
        now = self._now(one)
        below = _node(bounds, (Child(node, cases & now, negated) for node, cases, negated in units))
        others = [other for other in clauses if other is not one]
        to_meet, to_refute = zip(*self._telling(one, guards, others), strict=True)
        return Node(bounds, None, (*to_meet, *below.to_meet), (*to_refute, *below.to_refute))

    def _telling(self, one: Weighed, guards: list[Child], others: Iterable[Weighed]) -> Iterator[tuple[Side, Side]]:
        """Each unchecked guard of a clause, where the rest of the clause and the other clauses leave it to it whether
        they are met together, and whether they are refuted."""
        met = either(other.sides.met & self._now(other) for other in others)
        open_ones = either(self._now(other) & ~other.sides.refuted for other in others)
        passed = self._passed(one)
        for place, (node, _, negated) in enumerate(guards):
            rest = reduce(and_, (*passed[:place], *passed[place + 1 :]), one.applies)
            asking = list(_slots(node, rest))
            free = [self._asked(unit, asking) for unit in one.units]
            values = list(zip((unit.sides for unit in one.units), free, strict=True))
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

    def _guard(self, guard: Literal, bindings: Bindings) -> Child:
        node = self.atom((guard.atom.predicate, ground(self.rows.pattern(guard.atom), bindings)))
        return Child(node, self.everywhere, guard.negated)

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
        return Child(_node(bounds, slots), self.everywhere)

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
            return Child(_node(Bounds(met & some, surely_met & some, *refuted), children), cases)
        most = premise.bound == "most"
        bounds = at_least(premise.number + 1 if most else premise.number, found, self.everywhere)
        return Child(_node(bounds, children), cases, most)

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

    # Relations that rest on findings ----------------------------------------------------------------------------------

    def _relation(self, atom: Ground) -> Node:
        """Any of the clauses that yield a row, where each can be looked at for this row alone; else as it is."""
        if atom[0] not in self._sources.varying:
            return self._sure(self.rows.cases(*atom))
        children = list[Child]()
        for one in instances(self._sources, self.rows, atom, self._sources.varying):
            if not one.applies:
                continue
            if not self._is_bound(one):
                return self._sure(self.rows.cases(*atom))
            if child := self._derivation(one):
                children.append(child)
        return _node(any_of((child.bounds for child in children), self.everywhere), children)

    def _derivation(self, one: Applied) -> Child | None:
        """A clause of a relation, where its comparisons hold."""
        cases, premises = one.applies & ~one.unsure, [premise for _, premise in one.shape.premises]
        for premise in premises:
            if isinstance(premise, Comparison):
                cases &= self.weighing.passes(one.shape, premise, one.bindings)
        if not cases:
            return None
        children = [self._guard(guard, one.bindings) for guard in one.unchecked]
        children += [self._looked_at(one, premise) for premise in premises if isinstance(premise, Literal)]
        bounds = every((child.bounds for child in children), self.everywhere)
        can, surely = bounds.met & cases, bounds.surely_met & cases
        return Child(_node(yes_or_no(can, surely, self.everywhere), children), cases)

    def _is_bound(self, one: Applied) -> bool:
        """Whether head and guards give all variables of the premises: it is the same for all instances of a clause."""
        if one.rule.id not in self._bound:
            looked_at = {name for _, premise in one.shape.premises for name in variables(premise)}
            self._bound[one.rule.id] = looked_at <= one.bindings.keys()
        return self._bound[one.rule.id]

    def _looked_at(self, one: Applied, premise: Literal) -> Child:
        """One side of a finding or a criterion."""
        found = [self._rail(premise, row) for row in self._rows(premise, one.bindings)]
        children = [Child(node, self.everywhere) for node in found]
        node = _node(any_of((child.bounds for child in children), self.everywhere), children)
        return Child(node, self.everywhere, premise.negated)

    def _rows(self, literal: Literal, bindings: Bindings) -> Iterator[Row]:
        """The rows that a literal looks at: an open argument stands for each member of its type, if it is a list."""
        row = ground(self.rows.pattern(literal.atom), bindings)
        keys = self.kb.predicates[literal.atom.predicate].keys
        ways = [
            listed(self.kb.types[kind.type]) or (part,) if part == OPEN else (part,)
            for part, kind in zip(row, keys, strict=False)
        ]
        return ((*key, *row[len(keys) :]) for key in product(*ways))

    def _rail(self, literal: Literal, row: Row) -> Node:
        """Whether one side of a finding or a criterion is there."""
        declared, rail = self.kb.predicates[literal.atom.predicate], names.on_rail(literal)
        keys = len(declared.keys)
        given = tuple(place for place, part in enumerate(row) if part != OPEN)
        if literal.rail in names.WITHOUT_VALUE:
            given = tuple(place for place in given if place < keys)
        now = either(cases for _, cases in self.rows.near(rail, given, tuple(row[place] for place in given)))
        if OPEN in row[:keys] or (declared.kind == "finding" and literal.rail == "conflicting"):
            return self._sure(now)
        if declared.kind == "finding":
            slot = literal.atom.predicate, row[:keys]
            return Node(yes_or_no(now | self.silent(slot), now, self.everywhere), slot)
        whole = self.atom((literal.atom.predicate, row))
        if literal.rail == "conflicting":
            settled_otherwise = whole.bounds.met | whole.bounds.refuted
            sides = tuple(Side(whole, met, self.everywhere) for met in (True, False))
            return Node(yes_or_no(now, now & ~settled_otherwise, self.everywhere), None, sides, sides)
        met = literal.rail == "supported"
        can, surely, *_ = whole.bounds if met else whole.bounds.opposite
        side = (Side(whole, met, self.everywhere),)
        return Node(yes_or_no(can, surely, self.everywhere), None, side, side)


def _node(bounds: Bounds, children: Iterable[Child]) -> Node:
    """A node that is met or refuted as its parts are."""
    parts = tuple(children)
    to_meet = tuple([Side(node, not negated, cases) for node, cases, negated in parts])
    return Node(bounds, None, to_meet, tuple([Side(node, negated, cases) for node, cases, negated in parts]))


def _slots(node: Node, cases: int) -> Iterator[tuple[Ground, int]]:
    """The slots that tell whether a node is met, with those of the cases in which they do."""
    if node.slot is not None:
        yield node.slot, cases
    for below, _, there in node.to_meet:
        if some := cases & there:
            yield from _slots(below, some)
