"""Where the proof of a line begins: at its verdict, and at what its sides rest on and the verdict does not.

A coding that changes no verdict is judged all the same, so its criteria have proofs of their own.
"""

from solver.decide import LineDecision
from solver.proof import Proof


def roots(proof: Proof, decision: LineDecision) -> tuple[str, ...]:
    """The node that proves a verdict, then the goals of its sides that are not below it; none without a proof."""
    if decision.proof is None:
        return ()
    below = {node.id for node in proof.walk(decision.proof)}
    return (decision.proof, *(goal for goal in decision.goals if goal not in below))
