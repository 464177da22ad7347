"""From a model and the source clauses to a proof: a separate pass that shows the rules which an analyst wrote.

The engine found what holds; the prover asks of each goal which clauses bear on it, goes through all their instances and
all their premises, and records the value of each. It does so for every value alike: a refusal has the same kind of
proof as an approval. Not here: evaluation (`engines`), or what to make of a proof (`explain`).
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import product

from kb.case import Case, Constant, Finding
from kb.clauses import Shape, Shapes, is_open, is_test, late_relations, variables, varying_relations
from kb.clauses import names as names_of
from kb.knowledge import KnowledgeBase
from kb.language.syntax import Atom, Comparison, Count, Every, Literal, Never, Premise
from kb.values import is_unnamed, unnamed
from solver import names
from solver.datalog import Model, Row
from solver.instances import Bindings, Instance, Rows, instances, once, unify
from solver.passing import passes
from solver.proof import Ground, Kind, Node, Proof, identified
from solver.slots import Slots, ground
from solver.values import Value, at_least, conjunction, opposite, value

Unit = tuple[tuple[int, Premise], ...]
REFUTING = frozenset({"F", "B"})


class Sources:
    """What every proof over a knowledge base shares: the shapes of its clauses and its late relations."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self.kb, self.shapes, self.late = kb, Shapes(kb), late_relations(kb)

    @cached_property
    def varying(self) -> frozenset[str]:
        """The relations that findings can change."""
        return varying_relations(self.kb)

    @cached_property
    def of_findings(self) -> frozenset[str]:
        """Those of them that look at no criteria."""
        return self.varying - self.late

    @cached_property
    def guarded_by_findings(self) -> frozenset[str]:
        """The criteria of which some clause has such a guard."""
        found = ((name, self.shapes[rule].guards) for name, rules in self.kb.clauses.items() for rule in rules)
        return frozenset(name for name, guards in found for one in guards if one.atom.predicate in self.of_findings)


class Prover:
    """Proves atoms of one case in one model; what is proved once is shared."""

    def __init__(self, sources: Sources, case: Case, model: Model) -> None:
        self.kb, self.sources = sources.kb, sources
        self.rows, self.slots = Rows(sources.kb, model), Slots(sources.kb, case)
        self.nodes: dict[str, Node] = {}
        self._goals: dict[Ground, str] = {}
        self._begun: set[Ground] = set()

    def proof(self, roots: Iterable[str] = ()) -> Proof:
        """Everything proved so far, with the given roots."""
        return Proof(self.nodes, tuple(roots))

    def goal(self, predicate: str, args: tuple[Constant, ...]) -> str:
        """The id of the node that proves the value of an atom of a criterion, a note or a relation."""
        atom = (predicate, args)
        if atom not in self._goals:
            relation = self.kb.predicates[predicate].kind == "relation"
            self._goals[atom] = self._relation(atom) if relation else self._criterion(atom)
        return self._goals[atom]

    def value(self, atom: Ground) -> Value:
        """The value that the model gives to an atom of a criterion or a note."""
        name, args = atom
        sides: tuple[tuple[Value, str], ...] = (
            ("T", names.supported(name)),
            ("F", names.refuted(name)),
            ("B", names.conflicting(name)),
        )
        return next((side for side, predicate in sides if self.rows.has(predicate, args)), "N")

    # Criteria ---------------------------------------------------------------------------------------------------------

    def _criterion(self, atom: Ground) -> str:
        return self._add("goal", self.value(atom), self.clauses(atom), atom=atom)

    def clauses(self, atom: Ground) -> list[str]:
        """The nodes of the clauses of a criterion in every way in which they apply, or else of where they fail to."""
        found = list(self._instances(atom))
        applicable = [self._clause(shape, one) for shape, one in found if one.failed is None]
        return applicable or [self._inapplicable(shape, one) for shape, one in found]

    def _instances(self, atom: Ground) -> Iterator[tuple[Shape, Instance]]:
        for rule in self.kb.clauses.get(atom[0], ()):
            bindings = unify(self.kb, rule.clause.head, atom[1], {})
            if bindings is not None:
                shape = self.sources.shapes[rule]
                yield from ((shape, found) for found in instances(self.rows, shape, bindings))

    def _inapplicable(self, shape: Shape, found: Instance) -> str:
        assert found.failed is not None
        failing = self._record(found.failed, found.bindings, holds=False)
        return self._add(
            "inapplicable", "F", guards=(failing,), rule=shape.rule.id, bindings=tuple(found.bindings.items())
        )

    def _clause(self, shape: Shape, found: Instance) -> str:
        records = tuple(self._record(guard, found.bindings, holds=True) for guard in found.held)
        below = [] if found.unsure else [self._premise(shape, place, p, found.bindings) for place, p in shape.premises]
        side = "N" if found.unsure else self._instance_value(shape, found, below)
        return self._add(
            "clause", side, below, guards=records, rule=shape.rule.id, bindings=tuple(found.bindings.items())
        )

    def _instance_value(self, shape: Shape, found: Instance, below: list[str]) -> Value:
        """All units together; an unnamed member cannot support."""
        values = {place: self.nodes[node].value for (place, _), node in zip(shape.premises, below, strict=True)}
        together = conjunction(self._unit_value(shape, unit, values, found.bindings) for unit in shape.units)
        return "N" if together == "T" and self._rests_on_unnamed(found) else together

    def _unit_value(self, shape: Shape, unit: Unit, values: Mapping[int, Value], bindings: Bindings) -> Value:
        """A premise alone has its own value; tests on documented values must all be passed by the same ones."""
        if len(unit) == 1:
            return values[unit[0][0]]
        tests = [(place, premise) for place, premise in unit if is_test(self.kb, premise)]
        wanted = dict.fromkeys(name for _, test in tests for name in variables(test) if name in shape.values)
        ways = self._ways(shape, wanted, bindings)
        together = any(all(passes(self.rows, shape, test, way) for _, test in tests) for way in ways)
        return value(supported=together, refuted=any(values[place] in REFUTING for place, _ in unit))

    def _rests_on_unnamed(self, found: Instance) -> bool:
        return any(not g.negated and self.rows.nobody_named(g.atom, found.bindings) for g in found.held)

    def _ways(self, shape: Shape, wanted: Iterable[str], bindings: Bindings) -> Iterator[Bindings]:
        """The bindings extended by documented values of the wanted variables, in every combination; none where a
        member that nobody named would be looked at.
        """
        chosen = tuple(wanted)
        for way in product(*(self.slots.values(shape.values[name], bindings) for name in chosen)):
            yield {**bindings, **dict(zip(chosen, way, strict=True))}

    # Premises ---------------------------------------------------------------------------------------------------------

    def _premise(self, shape: Shape, place: int, premise: Premise, bindings: Bindings) -> str:
        match premise:
            case Never():
                return self._add("never", "F", rule=shape.rule.id, place=place)
            case Every() | Count():
                return self._quantified(shape, place, premise, bindings)
            case Literal() if not is_test(self.kb, premise):
                return self._literal(shape, premise, bindings)
            case _:
                return self._test(shape, place, premise, bindings)

    def _literal(self, shape: Shape, literal: Literal, bindings: Bindings) -> str:
        if self.kb.predicates[literal.atom.predicate].kind == "finding":
            found = self._finding(shape, literal.atom, bindings)
        else:
            found = self.goal(literal.atom.predicate, ground(self.kb, literal.atom, bindings))
        return self._add("not", opposite(self.nodes[found].value), (found,)) if literal.negated else found

    def _finding(self, shape: Shape, atom: Atom, bindings: Bindings) -> str:
        slot, policy, wanted = self.slots.key(atom, bindings), shape.rule.policy, self.slots.wanted(atom)
        leaves = [self._evidence(f) for f in self.slots.said(slot)]
        shown = () if wanted is None else (self.slots.show(atom.predicate, wanted),)
        side, world = self.slots.read(policy, atom, bindings), self.kb.world(policy, atom.predicate)
        return self._add("finding", side, leaves, atom=slot, world=world, policy=policy, shown=shown)

    def _evidence(self, finding: Finding) -> str:
        shown = () if finding.value is None else (self.slots.show(finding.predicate, finding.value),)
        side: Value = "T" if finding.present else "F"
        return self._add(
            "evidence", side, atom=(finding.predicate, finding.key), shown=shown, evidence=finding.evidence
        )

    def _test(self, shape: Shape, place: int, premise: Comparison | Literal, bindings: Bindings) -> str:
        """A premise on documented values: supported by one that passes, refuted by one that fails."""
        wanted = [name for name in variables(premise) if name in shape.values]
        nobody = any(is_unnamed(bindings.get(name)) for name in variables(premise))
        ways = [] if nobody else list(self._ways(shape, wanted, bindings))
        passing = [passes(self.rows, shape, premise, way) for way in ways]
        shown = tuple(
            ", ".join(self.slots.show(shape.values[name].atom.predicate, way[name]) for name in wanted)
            for way in ways
            if wanted
        )
        bound = tuple((name, bindings[name]) for name in variables(premise) if name in bindings)
        side = value(supported=any(passing), refuted=not all(passing))
        return self._add("comparison", side, rule=shape.rule.id, place=place, shown=shown, bindings=bound)

    def _quantified(self, shape: Shape, place: int, premise: Every | Count, bindings: Bindings) -> str:
        claims = (premise.claim,) if isinstance(premise, Every) else premise.claims
        members = [bindings] if premise.domain is None else once(list(self.rows.matches(premise.domain, bindings)))
        below = [self._literal(shape, claim, member) for claim in claims for member in members]
        nobody = any(is_unnamed(bindings.get(name)) for atom in _domain(premise) for name in names_of(atom.args))
        side = "N" if nobody else _quantity(premise, [self.nodes[n].value for n in below])
        bound = tuple((name, bindings[name]) for name in variables(premise) if name in bindings)
        kind: Kind = "every" if isinstance(premise, Every) else "count"
        records = tuple(filter(None, (self._nobody(atom, bindings) for atom in _domain(premise) if members)))
        return self._add(kind, side, below, guards=records, rule=shape.rule.id, place=place, bindings=bound)

    # Relations --------------------------------------------------------------------------------------------------------

    def _relation(self, atom: Ground) -> str:
        """A relation that looks at criteria is proved by the first clause that yields it; any other is a record, and so
        is a row that its own proof comes back to.
        """
        holds = self.rows.has(*atom)
        if holds and atom[0] in self.sources.late and atom not in self._begun:
            self._begun.add(atom)
            found = ((s, i) for s, i in self._instances(atom) if i.failed is None and i.unsure is None)
            derived = ((s, i) for s, i in found if self._derives(s, i.bindings))
            if (first := next(derived, None)) is not None:
                return self._add("goal", "T", (self._derivation(*first),), atom=atom)
        nobody = is_open(self.kb.predicates[atom[0]]) and is_unnamed(atom[1][-1])
        side: Value = "T" if holds and not nobody else "N" if any(map(is_unnamed, atom[1])) else "F"
        return self._add("relation", side, atom=atom)

    def _derives(self, shape: Shape, bindings: Bindings) -> bool:
        return all(
            passes(self.rows, shape, p, bindings) if isinstance(p, Comparison) else self._on_rail(p, bindings)
            for _, p in shape.premises
        )

    def _on_rail(self, premise: Premise, bindings: Bindings) -> bool:
        assert isinstance(premise, Literal)
        args = ground(self.kb, premise.atom, bindings)
        valued = self.kb.predicates[premise.atom.predicate].value is not None
        row = args[:-1] if valued and premise.rail in names.WITHOUT_VALUE else args
        return premise.negated != self.rows.has(names.on_rail(premise), row)

    def _derivation(self, shape: Shape, found: Instance) -> str:
        records = tuple(self._record(guard, found.bindings, holds=True) for guard in found.held)
        railed = [p.atom for _, p in shape.premises if isinstance(p, Literal)]
        criteria = [a for a in railed if self.kb.predicates[a.predicate].kind == "criterion"]
        below = dict.fromkeys(self.goal(a.predicate, ground(self.kb, a, found.bindings)) for a in criteria)
        return self._add(
            "clause", "T", below, guards=records, rule=shape.rule.id, bindings=tuple(found.bindings.items())
        )

    def _record(self, literal: Literal, bindings: Bindings, *, holds: bool) -> str:
        """A relation literal as it stands in an instance; `_` and what is unbound stay open."""
        name, args = literal.atom.predicate, ground(self.kb, literal.atom, bindings)
        if literal.negated:
            inner = self._add("relation", "F" if holds else "T", atom=(name, args))
            return self._add("not", "T" if holds else "F", (inner,))
        if holds and (nobody := self._nobody(literal.atom, bindings)) is not None:
            return nobody
        if holds and (row := self._witness(literal, bindings)) is not None:
            return self.goal(name, row)
        return self._add("relation", "T" if holds else "F", atom=(name, args))

    def _nobody(self, atom: Atom, bindings: Bindings) -> str | None:
        """The record of the member that nobody named, where an atom is matched by no other."""
        if not self.rows.nobody_named(atom, bindings):
            return None
        nobody = unnamed(self.kb.types[self.kb.predicates[atom.predicate].keys[-1].type])
        return self._add("relation", "N", atom=(atom.predicate, (*ground(self.kb, atom, bindings)[:-1], nobody)))

    def _witness(self, literal: Literal, bindings: Bindings) -> Row | None:
        """The first row of the model that a relation literal matches, an unnamed member left aside."""
        rows = self.rows.near(literal.atom, bindings)
        matching = (row for row in rows if unify(self.kb, literal.atom, row, bindings) is not None)
        return next((row for row in matching if not any(map(is_unnamed, row))), None)

    def _add(self, kind: Kind, side: Value, children: Iterable[str] = (), **fields: object) -> str:
        node = identified(kind, side, tuple(children), fields)
        self.nodes.setdefault(node.id, node)
        return node.id


def _domain(premise: Every | Count) -> tuple[Atom, ...]:
    return () if premise.domain is None else (premise.domain,)


def _quantity(premise: Every | Count, values: list[Value]) -> Value:
    """`for every` is never vacuously true: an empty domain settles nothing."""
    if isinstance(premise, Every):
        return conjunction(values) if values else "N"
    if premise.bound == "least":
        return at_least(premise.number, values)
    return opposite(at_least(premise.number + 1, values))
