"""The checker accepts what is proved and rejects what is changed, over random knowledge bases and cases, and over random
cases under our policies.
"""

from random import Random

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as some

from kb.case import Case
from kb.knowledge import KnowledgeBase
from solver.check_proof import Checker
from solver.facts import facts
from solver.names import supported
from solver.proof import Proof
from solver.prove import Prover, Sources
from solver.rests import Completion
from tests.checker.mutations import CHANGES, Change, mutated
from tests.engines.programs import clingo_model
from tests.ours import knowledge_base, solver
from tests.properties import charts
from tests.properties.cases import cases
from tests.properties.knowledge import Knowledge, knowledge
from tests.properties.test_programs import asked, checked, compiled

RANDOM = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


def proved(kb: KnowledgeBase, found: Knowledge, case: Case) -> Proof:
    """A proof of every criterion that is asked, of every note that is said, and of every row of the relations."""
    model = clingo_model(compiled(kb), facts(kb, case))
    prover = Prover(Sources(kb), case, model)
    sides = {one.name: supported(one.name) if one.kind == "note" else one.name for one in found.concluded}
    said = [(name, row) for name, side in sides.items() for row in sorted(model.get(side, ()), key=str)]
    return Completion(prover).complete(dict.fromkeys(prover.goal(*atom) for atom in (*asked(model, found), *said)))


@RANDOM
@given(knowledge(), charts.cases(), some.randoms(use_true_random=False), some.sampled_from(CHANGES))
def test_over_any_knowledge_base_proofs_are_accepted_and_changed_ones_are_not(
    found: Knowledge, case: Case, chance: Random, change: Change
) -> None:
    kb = checked(found.texts)
    proof, checker = proved(kb, found, case), Checker(kb)
    assert checker.check(case, proof.nodes.values(), proof.roots) is None
    changed = mutated(chance, kb, proof, change) if proof.nodes else None
    if changed is not None:
        event(change.__name__)
        assert checker.check(case, changed.nodes.values(), changed.roots) is not None


@RANDOM
@given(cases())
def test_a_proof_of_any_case_under_our_policies_is_accepted(case: Case) -> None:
    proof = solver().decide(case).complete_proof()
    assert Checker(knowledge_base()).check(case, proof.nodes.values(), proof.roots) is None
