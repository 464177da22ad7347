"""Changed proofs are rejected, each for its reason."""

from random import Random

import pytest
from msgspec.structs import replace

from kb.case import Evidence
from solver.check_proof import Checker, Failure
from solver.proof import Node, Proof
from tests.checker.mutations import CHANGES, Change, mutated, resealed
from tests.ours import EXAMPLES, example, knowledge_base, solver

CHECKER = Checker(knowledge_base())
CASES = {path.stem: example(path.stem) for path in EXAMPLES}
PROOFS = {name: solver().decide(case).complete_proof() for name, case in CASES.items()}
EACH = 100


def check(name: str, proof: Proof) -> Failure | None:
    return CHECKER.check(CASES[name], proof.nodes.values(), proof.roots)


@pytest.mark.parametrize("change", CHANGES, ids=[change.__name__ for change in CHANGES])
def test_a_proof_with_one_change_and_new_ids_is_rejected(change: Change) -> None:
    chance, tried = Random(change.__name__), 0
    while tried < EACH:
        name = chance.choice(list(PROOFS))
        changed = mutated(chance, knowledge_base(), PROOFS[name], change)
        if changed is not None:
            tried += 1
            assert check(name, changed) is not None, (
                name,
                set(changed.nodes.values()) - set(PROOFS[name].nodes.values()),
            )


def test_a_proof_with_one_edited_hash_is_rejected() -> None:
    chance = Random(0)
    for _ in range(EACH):
        name = chance.choice(list(PROOFS))
        nodes = list(PROOFS[name].nodes.values())
        place = chance.randrange(len(nodes))
        nodes[place] = replace(nodes[place], id=f"{chance.getrandbits(64):016x}")
        assert CHECKER.check(CASES[name], nodes, PROOFS[name].roots) == Failure(
            nodes[place].id, "its id is not the hash of what it says"
        )


def test_a_proof_of_which_a_step_is_left_out_is_rejected() -> None:
    chance = Random(0)
    for _ in range(EACH):
        name = chance.choice(list(PROOFS))
        nodes = list(PROOFS[name].nodes.values())
        del nodes[chance.randrange(len(nodes))]
        assert CHECKER.check(CASES[name], nodes, PROOFS[name].roots) is not None


def test_a_proof_does_not_hold_for_a_case_with_one_finding_less() -> None:
    case = CASES["two_stage"]
    for place in range(len(case.findings)):
        less = replace(case, findings=(*case.findings[:place], *case.findings[place + 1 :]))
        proof = PROOFS["two_stage"]
        used = any(node.atom and node.atom[0] == case.findings[place].predicate for node in proof.nodes.values())
        assert (CHECKER.check(less, proof.nodes.values(), proof.roots) is not None) == used


# One reason each ------------------------------------------------------------------------------------------------------


def only(name: str, kind: str, **fields: object) -> Node:
    """The first step of a kind with some fields."""
    nodes = PROOFS[name].nodes.values()
    return next(n for n in nodes if n.kind == kind and all(getattr(n, key) == said for key, said in fields.items()))


def why(name: str, changed: Node, node: Node) -> str:
    """The reason for which a proof with one step changed is rejected."""
    failure = check(name, resealed(PROOFS[name], {node.id: changed}))
    assert failure is not None
    return failure.why


def test_a_level_that_is_skipped_in_for_every_is_named() -> None:
    node = next(n for n in PROOFS["two_stage"].nodes.values() if n.kind == "every" and len(n.children) > 1)
    skipped = replace(node, children=node.children[1:])
    assert why("two_stage", skipped, node).endswith("is missing")
    assert "the claim" in why("two_stage", skipped, node)


def test_an_instance_that_is_left_out_is_named() -> None:
    node = next(n for n in PROOFS["two_stage"].nodes.values() if n.kind == "goal" and len(n.children) > 1)
    assert "is missing" in why("two_stage", replace(node, children=node.children[1:]), node)


def test_a_statement_that_is_left_out_is_counted() -> None:
    node = next(
        n for n in PROOFS["contradiction_one_level"].nodes.values() if n.kind == "finding" and len(n.children) == 2
    )
    left = replace(node, children=node.children[:1])
    assert why("contradiction_one_level", left, node) == "it shows 1 statements and the case makes 2 about this slot"


def test_silence_cannot_be_passed_off_as_refusal() -> None:
    node = only("two_stage", "finding", value="N", world="open")
    assert why("two_stage", replace(node, value="F"), node) == "the value is F and should be N"


def test_a_made_up_source_is_noticed() -> None:
    node = only("two_stage", "evidence", value="F")
    changed = replace(node, evidence=Evidence("mri", 3))
    assert why("two_stage", changed, node) == "the case has no such statement"


def test_a_verdict_that_something_prevails_over_is_not_proved() -> None:
    node = only("two_stage", "relation", value="F")
    assert "rows of" in why("two_stage", replace(node, value="T"), node)


def test_what_a_relation_looked_at_must_be_proved_before() -> None:
    node = next(n for n in PROOFS["two_stage"].nodes.values() if n.kind == "relation" and n.rests)
    assert "`rests` names other criteria" in why("two_stage", replace(node, rests=node.rests[1:]), node) or (
        "which no step before it proves" in why("two_stage", replace(node, rests=node.rests[1:]), node)
    )


def test_a_step_on_which_nothing_rests_is_no_part_of_a_proof() -> None:
    proof = PROOFS["therapy_41_days"]
    other = next(n for n in PROOFS["therapy_42_days"].nodes.values() if n.kind == "finding" and n.id not in proof.nodes)
    stray = only("therapy_41_days", "goal")
    nodes = [*proof.nodes.values(), replace(stray, id=stray.id)]
    assert CHECKER.check(CASES["therapy_41_days"], nodes, proof.roots) == Failure(stray.id, "it is there twice")
    assert other.kind == "finding"
    failure = CHECKER.check(CASES["therapy_41_days"], proof.nodes.values(), ())
    assert failure is not None and failure.why == "nothing rests on it, and it is not to be proved"


def test_what_is_to_be_proved_must_be_there() -> None:
    proof = PROOFS["therapy_41_days"]
    failure = CHECKER.check(CASES["therapy_41_days"], proof.nodes.values(), (*proof.roots, "0" * 16))
    assert failure == Failure("0" * 16, "it is to be proved, and no goal and no record has this id")
