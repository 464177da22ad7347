"""The leaves of a proof that settle a value: what supports a criterion that is met, what keeps one from being met.

Below a negation, and below *at most*, the leaves that count are those that settle the contrary. Not here: how a leaf
is called as a reason (`solver.explain.reasons`).
"""

from collections.abc import Iterator

from kb.knowledge import KnowledgeBase
from kb.language.syntax import Count
from solver.proof import Node, Proof
from solver.values import Value

LEAVES = frozenset({"finding", "comparison", "never", "relation"})


class Leaves:
    """The leaves of one proof over a knowledge base. Without `records`, what lets a clause apply is no leaf: only what
    keeps one from applying is."""

    def __init__(self, kb: KnowledgeBase, proof: Proof, *, records: bool = True) -> None:
        self.kb, self.proof, self._records = kb, proof, records

    def settling(self, node: Node) -> Iterator[Node]:
        """The leaves that give a node its value, each once, in reading order."""
        waiting, seen = [node], {node.id}
        while waiting:
            found = waiting.pop()
            below = [n for n in self.settled_by(found) if n.id not in seen]
            seen.update(n.id for n in below)
            waiting.extend(reversed(below))
            if found.kind in LEAVES:
                yield found

    def open(self, start: Node) -> Iterator[tuple[str, Node]]:
        """Leaves below a goal that is not met, each with its section, reached only through steps that are not met;
        below what must not hold, the leaves by which it holds."""
        waiting: list[tuple[str, Node]] = [("", start)]
        seen: set[str] = set()
        while waiting:
            section, node = waiting.pop()
            if node.id in seen or node.value == "T":
                continue
            seen.add(node.id)
            if node.kind in LEAVES:
                if not (node.kind == "comparison" and node.value == "N"):
                    yield section, node
            elif node.kind == "not" or self._at_most(node):
                yield from ((section, leaf) for leaf in self.settling(node))
            else:
                here = section_of(node) if node.kind in ("clause", "inapplicable") else section
                below = (*self.proof.guards(node), *self.proof.children(node))
                waiting.extend((here, child) for child in reversed(below) if child.kind != "evidence")

    def supporting(self, start: Node) -> Iterator[tuple[str, Node]]:
        """The findings by which a goal is met, each with its section, reached only through steps that are met; a
        negation is met by what settles the contrary."""
        for node in self.proof.walk(start.id):
            if node.kind == "clause" and node.value == "T":
                below = self.proof.children(node)
                yield from ((section_of(node), leaf) for leaf in below if leaf.kind == "finding")
                denied = (child for child in below if child.kind == "not" and child.value == "T")
                yield from ((section_of(node), leaf) for child in denied for leaf in self.settling(child))

    def settled_by(self, node: Node) -> tuple[Node, ...]:
        """The steps below a node that give it its value."""
        if node.kind == "goal":
            return responsible_clauses(self.proof, node)
        if node.kind in ("clause", "inapplicable"):
            parts = tuple(responsible_premises(self.proof, node))
            guards = tuple(g for g in records(self.proof, node) if g.value == node.value)
            if node.value == "N":
                return (*guards, *parts)
            return parts or (guards if self._records or node.kind == "inapplicable" else ())
        if node.kind == "count":
            return self._counted(node)
        return () if node.kind in LEAVES else self.proof.children(node)

    def _counted(self, node: Node) -> tuple[Node, ...]:
        """The members that settle a count: for *at most*, those that hold refute it."""
        holding: Value = "F" if self._at_most(node) else "T"
        return tuple(c for c in self.proof.children(node) if (c.value == holding) == (node.value == "T"))

    def _at_most(self, node: Node) -> bool:
        if node.kind != "count" or node.rule is None or node.place is None:
            return False
        premise = self.kb.rule(node.rule).clause.body[node.place - 1]
        return isinstance(premise, Count) and premise.bound == "most"


def section_of(clause: Node) -> str:
    """The section that a clause node stands in."""
    return (clause.rule or "").rpartition("/")[0]


def records(proof: Proof, clause: Node) -> tuple[Node, ...]:
    """The records by which a clause applies, and those of members that nobody named by which a quantifier in it has its
    value."""
    quantified = (child for child in proof.children(clause) if child.kind in ("every", "count"))
    open_ones = (one for child in quantified for one in proof.guards(child) if one.value == child.value)
    return (*proof.guards(clause), *open_ones)


def responsible_clauses(proof: Proof, goal: Node) -> tuple[Node, ...]:
    """The clause instances that give a goal its value: those that support it, or all that fail to."""
    below = proof.children(goal)
    return tuple(c for c in below if c.value == goal.value) if goal.value in ("T", "B") else below


def responsible_premises(proof: Proof, clause: Node) -> Iterator[Node]:
    """The premises that give a clause instance its value, seen through `for every`."""
    below = proof.children(clause)
    parts = [p for p in below if p.value == clause.value] or [p for p in below if shares(clause.value, p.value)]
    for premise in parts:
        yield from _seen_through(proof, premise)


def _seen_through(proof: Proof, premise: Node) -> Iterator[Node]:
    if premise.kind == "every":
        for child in proof.children(premise):
            if shares(premise.value, child.value):
                yield from _seen_through(proof, child)
    else:
        yield premise


def shares(whole: Value, part: Value) -> bool:
    """Whether a part of a conjunction is among what gives the whole its value; a value that fails a test gives a
    refuted whole, also where another value passes it.
    """
    return whole == part or (whole, part) == ("F", "B")
