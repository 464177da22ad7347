"""What tests have seen of the clauses: the values of each clause and each premise, gathered from the proofs of their
outcomes.

A proof is made of everything that a case raises, whether or not a verdict turns on it. Not here: what there is to be
seen (`solver.testing.coverage`).
"""

from collections import defaultdict
from collections.abc import Iterable

from kb.knowledge import KnowledgeBase
from solver import names
from solver.decide import Outcome
from solver.proof import Node, Proof
from solver.prove import Prover, Sources
from solver.testing.cases import PolicyTest
from solver.testing.uses import Behind, Uses
from solver.values import Value, conjunction

Place = tuple[str, int]
"""The id of a rule and the place of a premise in its body; 0 stands for the clause."""


class Seen:
    """`values` of clauses and premises, `used` rules of relations, `asked` criteria, the sections of `withheld` notes,
    and the `policies` that decided a line."""

    def __init__(self) -> None:
        self.values: defaultdict[Place, set[Value]] = defaultdict(set)
        self.used: set[str] = set()
        self.asked: set[str] = set()
        self.withheld: set[str] = set()
        self.policies: set[str] = set()

    def add(self, other: "Seen") -> None:
        """Take in what others have seen."""
        for place, values in other.values.items():
            self.values[place] |= values
        self.used |= other.used
        self.asked |= other.asked
        self.withheld |= other.withheld
        self.policies |= other.policies


class Watch:
    """Looks at the outcomes of tests over one knowledge base."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self.kb, self.sources, self.behind = kb, Sources(kb), Behind(kb)
        derived = {rule.clause.head.predicate for rule in kb.rules if rule.clause.body}
        self.relations = {name for name in derived if kb.predicates[name].kind == "relation"}

    def seen(self, test: PolicyTest, outcome: Outcome) -> Seen:
        """What a test has seen."""
        prover = Prover(self.sources, outcome.case, outcome.model)
        uses, found = Uses(self.sources, self.behind, prover), Seen()
        roots = self._raised(prover)
        proof = prover.proof(roots)
        for node in tuple(prover.nodes.values()):
            self._look(proof, node, found, uses)
        for name in self.relations & outcome.model.keys():
            for row in outcome.model[name]:
                uses.of((name, row))
        found.used = uses.rules
        found.policies = {decision.policy for decision in outcome.lines if decision.policy}
        found.withheld = {str(section) for wanted in test.form.expect for section in wanted.without}
        return found

    def _raised(self, prover: Prover) -> Iterable[str]:
        """Every question of the case, and every note, as goals."""
        sides = {"criterion": names.asked, "note": names.supported}
        found = ((name, sides.get(declared.kind)) for name, declared in self.kb.predicates.items())
        return [
            prover.goal(name, row) for name, side in found if side is not None for row in prover.rows.of(side(name))
        ]

    def _look(self, proof: Proof, node: Node, found: Seen, uses: Uses) -> None:
        if node.kind == "goal" and node.atom is not None:
            found.asked.add(node.atom[0])
        if node.kind in ("goal", "relation") and node.atom is not None and node.value == "T":
            uses.of(node.atom)
        if node.kind == "clause" and node.rule is not None:
            self._look_at_clause(proof, node, found, uses)

    def _look_at_clause(self, proof: Proof, node: Node, found: Seen, uses: Uses) -> None:
        rule = self.kb.rule(node.rule or "")
        if self.kb.predicates[rule.clause.head.predicate].kind == "relation":
            return
        found.values[rule.id, 0].add(node.value)
        shape, below = self.sources.shapes[rule], proof.children(node)
        values = {place: child.value for (place, _), child in zip(shape.premises, below, strict=False)}
        for unit in shape.units if values else ():
            found.values[rule.id, unit[0][0]].add(conjunction(values[place] for place, _ in unit))
        uses.of_clause(rule, dict(node.bindings))
