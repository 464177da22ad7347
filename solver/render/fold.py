"""Which steps of a proof are told on the line of another: what a negation denies, and a clause that stands alone.

Not here: the look of a line (`solver.render.tree`, `solver.render.page`).
"""

from collections.abc import Iterator

from solver.proof import Node, Proof


def told(proof: Proof, node: Node) -> Iterator[Node]:
    """The steps that are told on the line of a step, itself first."""
    yield node
    if node.kind in ("not", "goal") and len(node.children) == 1:
        yield from told(proof, proof.nodes[node.children[0]])


def beneath(proof: Proof, node: Node) -> tuple[Node, ...]:
    """The steps that stand below the line of a step; a test without a value to look at stands nowhere."""
    *_, last = told(proof, node)
    found = (*proof.guards(last), *proof.children(last))
    return tuple(child for child in found if not (child.kind == "comparison" and child.value == "N"))
