"""Which clauses of relations stand behind the records that a proof rests on.

A proof shows a record as one step; here it is followed to the clauses and facts that yield it in the model. Not here:
the clauses of criteria, which a proof shows by itself.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import product

from kb.clauses import Shape, atoms, variables
from kb.knowledge import KnowledgeBase, Rule
from kb.language.syntax import Atom, Comparison, Count, Every, Literal, Premise
from solver import names
from solver.datalog import Row
from solver.instances import Bindings, Rows, unify
from solver.passing import passes
from solver.proof import Ground
from solver.prove import Prover, Sources
from solver.slots import ground

OPEN = "_"
"""What stands for an argument that nothing binds."""


class Behind:
    """What can stand behind a record of a knowledge base: the ids of `facts` that state it, and the `rules` with a body
    that conclude its predicate."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self.facts: defaultdict[Ground, list[str]] = defaultdict(list)
        self.rules: defaultdict[str, list[Rule]] = defaultdict(list)
        for rule in kb.rules:
            head = rule.clause.head
            if rule.clause.body:
                self.rules[head.predicate].append(rule)
            else:
                self.facts[head.predicate, ground(kb, head, {})].append(rule.id)


class Uses:
    """The rules of relations that are used in one model, as `of` and `of_clause` are told of records and clauses."""

    def __init__(self, sources: Sources, behind: Behind, prover: Prover) -> None:
        self.kb, self.sources, self.behind = sources.kb, sources, behind
        self.rows, self.slots = prover.rows, prover.slots
        self.rules: set[str] = set()
        self._seen: set[Ground] = set()

    def of(self, atom: Ground) -> None:
        """Note the rules that yield a record, and those behind what they look at."""
        if atom in self._seen:
            return
        self._seen.add(atom)
        self.rules.update(self.behind.facts.get(atom, ()))
        for rule in self.behind.rules.get(atom[0], ()):
            bound = unify(self.kb, rule.clause.head, atom[1], {})
            if (
                bound is not None
                and (way := next(_ways(self.rows, self.sources.shapes[rule], bound), None)) is not None
            ):
                self.rules.add(rule.id)
                self._below(rule.clause.body, way)

    def of_clause(self, rule: Rule, bindings: Bindings) -> None:
        """Note the rules behind the records that an instance of a criterion's clause looks at."""
        shape = self.sources.shapes[rule]
        for premise in rule.clause.body:
            wanted = [name for name in variables(premise) if name in shape.values and name not in bindings]
            found = (self.slots.values(shape.values[name], bindings) for name in wanted)
            for values in product(*found):
                self._below((premise,), {**bindings, **dict(zip(wanted, values, strict=True))})

    def _below(self, premises: tuple[Premise, ...], way: Bindings) -> None:
        for atom in (atom for premise in premises for atom in _looked_up(self.kb, premise)):
            for row in self._matching(atom, way):
                self.of((atom.predicate, row))

    def _matching(self, atom: Atom, way: Bindings) -> Iterable[Row]:
        """The rows that an atom finds; one alone, where nothing in it is open."""
        row = ground(self.kb, atom, way)
        if OPEN not in row:
            return (row,) if self.rows.has(atom.predicate, row) else ()
        return [found for found in self.rows.of(atom.predicate) if unify(self.kb, atom, found, way) is not None]


def _looked_up(kb: KnowledgeBase, premise: Premise) -> Iterator[Atom]:
    """The relations that a premise finds rows of."""
    if isinstance(premise, Literal) and premise.negated:
        return
    found = atoms(premise) if isinstance(premise, Literal | Every | Count) else ()
    yield from (atom for atom in found if kb.predicates[atom.predicate].kind == "relation")


def _ways(rows: Rows, shape: Shape, bound: Bindings) -> Iterator[Bindings]:
    """The ways in which the body of a relation's clause holds in the model."""
    body = shape.rule.clause.body
    ways = [dict(bound)]
    for premise in body:
        if isinstance(premise, Literal) and not premise.negated:
            ways = [more for way in ways for more in _matches(rows, premise, way)]
    tests = [p for p in body if isinstance(p, Comparison) or (isinstance(p, Literal) and p.negated)]
    yield from (way for way in ways if all(_passes(rows, shape, test, way) for test in tests))


def _passes(rows: Rows, shape: Shape, test: Premise, way: Bindings) -> bool:
    if isinstance(test, Literal):
        return next(_matches(rows, test, way), None) is None
    return passes(rows, shape, test, way)


def _matches(rows: Rows, literal: Literal, way: Bindings) -> Iterator[dict[str, str | int]]:
    """The bindings under which the side that a literal reads has a row; some sides of a finding have no value."""
    atom = literal.atom
    if literal.rail in names.WITHOUT_VALUE and rows.kb.predicates[atom.predicate].value is not None:
        atom = Atom(atom.predicate, atom.args[:-1], atom.span)
    return rows.matches(atom, way, names.on_rail(literal))
