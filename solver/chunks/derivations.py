"""What relations that rest on findings can still become: each row with the clauses that yield it.

A clause reads one side of a finding or of a criterion, and holds or does not. Not here: criteria, which have values
(`solver.chunks.prospects`).
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from itertools import product
from math import prod

from kb.clauses import variables
from kb.language.syntax import Comparison, Literal
from kb.values import listed
from solver import names
from solver.chunks.bounds import any_of, every, yes_or_no
from solver.chunks.instances import MOST_WAYS, Applied, Ground, instances
from solver.chunks.nodes import Child, Node, Side, gathered, sure
from solver.chunks.rows import Bindings, ground
from solver.chunks.weighing import Weighing
from solver.datalog import Row
from solver.engines.bitsets import either

OPEN = "_"


class Derivations(ABC):
    """The rows of such relations in one chunk."""

    def __init__(self, weighing: Weighing) -> None:
        self.weighing, self.rows, self.everywhere = weighing, weighing.rows, weighing.everywhere
        self.kb, self.sources = weighing.kb, weighing.sources
        self._bound: dict[str, bool] = {}

    @abstractmethod
    def atom(self, atom: Ground) -> Node:
        """The node of an atom of a criterion, or of a relation."""

    @abstractmethod
    def silent(self, slot: Ground) -> int:
        """The cases in which the record is silent on a slot and could speak of it."""

    def as_it_is(self, atom: Ground) -> Node:
        """A row that nothing changes."""
        return sure(self.rows.cases(*atom), self.everywhere)

    def guard(self, guard: Literal, bindings: Bindings) -> Child:
        """A guard of a clause, which is such a row."""
        atom = guard.atom.predicate, ground(self.rows.pattern(guard.atom), bindings)
        return Child(self.atom(atom), self.everywhere, guard.negated)

    def relation(self, atom: Ground) -> Node:
        """Any of the clauses that yield a row, where each can be looked at for this row alone; else as it is."""
        if atom[0] not in self.sources.varying:
            return self.as_it_is(atom)
        children = list[Child]()
        for one in instances(self.sources, self.rows, atom, self.sources.varying):
            if not one.applies:
                continue
            if not self._is_bound(one):
                return self.as_it_is(atom)
            if child := self._derivation(one):
                children.append(child)
        return gathered(any_of((child.bounds for child in children), self.everywhere), children)

    def _derivation(self, one: Applied) -> Child | None:
        """A clause of a relation, where its comparisons hold."""
        cases, premises = one.applies & ~one.unsure, [premise for _, premise in one.shape.premises]
        for premise in premises:
            if isinstance(premise, Comparison):
                cases &= self.weighing.passes(one.shape, premise, one.bindings)
        if not cases:
            return None
        children = [self.guard(guard, one.bindings) for guard in one.unchecked]
        children += [self._looked_at(one, premise) for premise in premises if isinstance(premise, Literal)]
        bounds = every((child.bounds for child in children), self.everywhere)
        can, surely = bounds.met & cases, bounds.surely_met & cases
        return Child(gathered(yes_or_no(can, surely, self.everywhere), children), cases)

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
        node = gathered(any_of((child.bounds for child in children), self.everywhere), children)
        return Child(node, self.everywhere, premise.negated)

    def _rows(self, literal: Literal, bindings: Bindings) -> Iterator[Row]:
        """The rows that a literal looks at: an open argument stands for each member of its type, if it is a list."""
        row = ground(self.rows.pattern(literal.atom), bindings)
        keys = self.kb.predicates[literal.atom.predicate].keys
        ways = [
            listed(self.kb.types[kind.type]) or (part,) if part == OPEN else (part,)
            for part, kind in zip(row, keys, strict=False)
        ]
        if prod(map(len, ways)) > MOST_WAYS:
            return iter((row,))
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
            return sure(now, self.everywhere)
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
