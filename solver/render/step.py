"""What a drawing says of a step of a proof: its sentence, with its clause or its evidence.

Not here: where the steps of a drawing stand, and their shapes.
"""

from solver.decide import Outcome
from solver.explain.wording import sentence
from solver.proof import Node
from solver.render.tree import WORDS, evidence_text


def said(outcome: Outcome, node: Node) -> str:
    """A step in one line."""
    text = sentence(outcome.kb, outcome.proof, node)
    if node.kind in ("clause", "inapplicable"):
        return f"{node.rule}: {text}"
    return f"{text} [{evidence_text(node.evidence)}]" if node.evidence is not None else text


def valued(node: Node, *, cut: bool) -> str:
    """The value of a step in words, with a sign where it rests on steps that are left out."""
    return f"({WORDS[node.value]})" + (" ..." if cut else "")
