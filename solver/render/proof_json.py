"""The proof graph as JSON that can be checked: premises before conclusions, each step with its sentence, its citation
and its evidence. Documented in `docs/api.md`, checked by `necessity verify`."""

from msgspec import to_builtins

from solver.decide import Outcome
from solver.proof_file import ProofFile
from solver.verify import told


def proof_json(outcome: Outcome, root: str | None) -> dict[str, object]:
    """The proof of a node, or of every verdict, as plain data."""
    proof = outcome.complete_proof(root)
    steps = tuple(told(outcome.kb, proof, node) for node in proof.nodes.values())
    written = ProofFile(outcome.case.id, outcome.case.digest, outcome.kb.digest, proof.roots, steps)
    plain: dict[str, object] = to_builtins(written)
    return plain
