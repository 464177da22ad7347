"""Whether the file of a proof holds: it is about this case and these policies, every step follows, and the sentences
are those of the steps.

The steps are checked by `solver.check_proof` alone; the sentences, which prove nothing, are made anew and compared.
"""

from collections.abc import Iterator

from kb.case import Case
from kb.knowledge import KnowledgeBase
from kb.problems import Problem
from solver.check_proof import Checker
from solver.explain.leaves import section_of
from solver.explain.wording import sentence
from solver.proof import Node, Proof
from solver.proof_file import ProofFile, Step


def told(kb: KnowledgeBase, proof: Proof, node: Node) -> Step:
    """A step with its sentence, and for a clause with the headings above it."""
    clause = node.kind in ("clause", "inapplicable")
    said = {name: getattr(node, name) for name in Node.__struct_fields__}
    citation = kb.sections[section_of(node)].path if clause else ()
    return Step(**said, text=sentence(kb, proof, node), citation=citation)


def verify(kb: KnowledgeBase, case: Case, proof: ProofFile, name: str) -> tuple[Problem, ...]:
    """All that is wrong with a proof, none if it is accepted; `name` is what problems call it."""
    return tuple(_other(kb, case, proof, name)) or tuple(_wrong(kb, case, proof, name))


def _other(kb: KnowledgeBase, case: Case, proof: ProofFile, name: str) -> Iterator[Problem]:
    if (proof.case, proof.case_digest) != (case.id, case.digest):
        found, expected = f"{proof.case}, {proof.case_digest}", f"{case.id}, {case.digest}"
        message = "the proof is about another case, or about another state of this one"
        yield Problem(code="N602", message=message, file=name, found=found, expected=expected)
    if proof.knowledge_base != kb.digest:
        message = "the proof was made with other policies, or with another version of them"
        hint = "give the folders of policies that it was made with: --policies DIR"
        yield Problem(
            code="N603", message=message, file=name, found=proof.knowledge_base, expected=kb.digest, hint=hint
        )


def _wrong(kb: KnowledgeBase, case: Case, proof: ProofFile, name: str) -> Iterator[Problem]:
    if failure := Checker(kb).check(case, proof.nodes, proof.roots):
        said = {step.id: step.text for step in proof.nodes}
        yield Problem(
            code="N604", message=failure.why, file=name, field=failure.node, found=said.get(failure.node or "")
        )
        return
    nodes = Proof({step.id: step for step in proof.nodes}, proof.roots)
    for step in proof.nodes:
        own = told(kb, nodes, step)
        if own != step:
            expected = own.text if own.text != step.text else " > ".join(own.citation)
            found = step.text if own.text != step.text else " > ".join(step.citation)
            message = "the step holds, and is told in other words than those of the policies"
            yield Problem(code="N605", message=message, file=name, field=step.id, found=found, expected=expected)
