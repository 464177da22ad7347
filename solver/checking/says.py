"""What a step of a proof is about, so that it can be held against the literal that it is to stand for."""

from msgspec import Struct

from kb.knowledge import KnowledgeBase
from solver.checking.bodies import Body, Claim
from solver.checking.relations import Relations
from solver.checking.terms import Bindings, Row, match, wanted, written
from solver.proof import Node
from solver.values import Value


class About(Struct, frozen=True, order=True):
    """A literal under bindings, or what a node says of one: the atom, and for a finding the policy that reads it and
    the value that is insisted on."""

    negated: bool
    predicate: str
    args: Row
    policy: str | None = None
    shown: tuple[str, ...] = ()

    def __str__(self) -> str:
        """The literal as a clause writes it."""
        return f"{'not ' if self.negated else ''}{self.predicate}({', '.join(map(str, self.args))})"


def asked(relations: Relations, body: Body, claim: Claim, bindings: Bindings) -> About:
    """What a claim of a clause is about, under bindings."""
    declared, args = relations.kb.predicates[claim.of.predicate], written(claim.of, bindings)
    if declared.kind != "finding":
        return About(claim.negated, declared.name, args)
    insisted = wanted(claim.of, {})[-1] if declared.value else None
    shown = relations.chart.show(declared.name, insisted)
    return About(claim.negated, declared.name, args[: len(declared.keys)], body.rule.policy, shown)


def said(nodes: dict[str, Node], node: Node) -> About | None:
    """What a node is about: that of the node behind a `not`; None for a step that is about no atom."""
    inner = nodes[node.children[0]] if node.kind == "not" else node
    if inner.kind not in ("goal", "relation", "finding") or inner.atom is None:
        return None
    shown = inner.shown if inner.kind == "finding" else ()
    return About(node.kind == "not", *inner.atom, inner.policy, shown)


def records(kb: KnowledgeBase, nodes: dict[str, Node], node: Node, guard: Claim, bindings: Bindings) -> Value | None:
    """The value that a node gives to a relation literal of a clause, or None where it is about something else: the very
    literal, or where it holds a row that it matches.
    """
    found = said(nodes, node)
    if found is None or (found.negated, found.predicate) != (guard.negated, guard.of.predicate):
        return None
    if kb.predicates[found.predicate].kind != "relation" or len(found.args) != len(guard.of.args):
        return None
    exact = found.args == written(guard.of, bindings)
    matches = match(guard.of, found.args, bindings) is not None
    return node.value if exact or (node.value != "F" and matches) else None
