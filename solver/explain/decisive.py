"""Which steps of a proof are decisive: those that give the criteria of a line their values, and what leads to them.

Not here: the reasons themselves (`solver.explain.reasons`).
"""

from collections.abc import Collection, Iterable

from kb.knowledge import KnowledgeBase
from solver.explain.leaves import Leaves
from solver.proof import Proof


def decisive(kb: KnowledgeBase, proof: Proof, roots: Iterable[str], goals: Collection[str]) -> tuple[str, ...]:
    """The ids of the decisive steps below `roots` in reading order, where `goals` are the criteria that decide."""
    kept = _settling(Leaves(kb, proof), goals) | _leading(proof, goals)
    return tuple(dict.fromkeys(node.id for root in roots for node in proof.walk(root) if node.id in kept))


def _settling(leaves: Leaves, goals: Collection[str]) -> set[str]:
    """Every step that gives one of the goals its value, down to the evidence."""
    waiting, seen = list(goals), set[str]()
    while waiting:
        node = leaves.proof.nodes[waiting.pop()]
        seen.add(node.id)
        below = node.children if node.kind == "finding" else tuple(one.id for one in leaves.settled_by(node))
        waiting.extend(name for name in below if name not in seen)
    return _above(leaves.proof, seen, ("every",))


def _leading(proof: Proof, goals: Collection[str]) -> set[str]:
    """The goals, and every step that rests on one without denying it."""
    return _above(proof, set(goals), ("goal", "clause"))


def _above(proof: Proof, found: set[str], kinds: tuple[str, ...]) -> set[str]:
    """Some steps, with those of certain kinds that rest on them."""
    for node in proof.nodes.values():
        if node.kind in kinds and any(below in found for below in (*node.guards, *node.children)):
            found.add(node.id)
    return found
