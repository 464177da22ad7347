"""The proof graph as JSON: nodes with premises before conclusions, each with its sentence, citation and evidence."""

from msgspec import to_builtins

from solver.decide import Outcome
from solver.explain.leaves import section_of
from solver.explain.wording import sentence
from solver.graph import graph, premises_first
from solver.proof import Node


def proof_json(outcome: Outcome, root: str | None) -> dict[str, object]:
    """The proof of a line's verdict, or of every verdict, as plain data; documented in `docs/api.md`."""
    nodes = premises_first(graph(outcome.proof, root))
    return {
        "case": outcome.case.id,
        "case_digest": outcome.case.digest,
        "knowledge_base": outcome.kb.digest,
        "roots": [root] if root is not None else list(outcome.proof.roots),
        "nodes": [node_json(outcome, node) for node in nodes],
    }


def node_json(outcome: Outcome, node: Node) -> dict[str, object]:
    """A node with what people read of it."""
    plain: dict[str, object] = to_builtins(node)
    plain["text"] = sentence(outcome.kb, outcome.proof, node)
    if node.kind in ("clause", "inapplicable"):
        plain["citation"] = list(outcome.kb.sections[section_of(node)].path)
    return plain
