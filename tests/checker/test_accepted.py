"""Every proof that is written is accepted: of our examples, of all cases of the policies, of one line alone."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from msgspec import json as fast

from kb.case import Case
from kb.intake.scope import vocabulary
from kb.problems import Rejected
from solver.check_proof import Checker, Failure
from solver.proof import Proof
from solver.proof_file import read_proof, schema
from solver.render.proof_json import proof_json
from solver.testing.cases import PolicyTest
from solver.testing.files import files, read_tests
from solver.verify import verify
from tests.ours import EXAMPLES, example, knowledge_base, solver

FILES = files([str(Path(__file__).parents[1] / "policies")])
PUBLISHED = Path(__file__).parents[2] / "docs" / "proof.schema.json"
CHECKER = Checker(knowledge_base())
NAMES = [path.stem for path in EXAMPLES]


def failure(case: Case, proof: Proof) -> Failure | None:
    return CHECKER.check(case, proof.nodes.values(), proof.roots)


@pytest.mark.parametrize("name", NAMES)
def test_the_file_of_an_example_is_accepted(name: str) -> None:
    case = example(name)
    written = fast.encode(proof_json(solver().decide(case), None))
    assert verify(knowledge_base(), case, read_proof("proof.json", written), "proof.json") == ()


@pytest.mark.parametrize("name", NAMES)
def test_the_proof_of_each_line_alone_is_accepted(name: str) -> None:
    case = example(name)
    outcome = solver().decide(case)
    proofs = [outcome.complete_proof(line.proof) for line in outcome.lines if line.proof]
    assert proofs
    assert [failure(case, proof) for proof in proofs] == [None] * len(proofs)


def decidable(test: PolicyTest) -> list[Case]:
    """The case of a test, none where the test is about a case that is refused."""
    try:
        return [test.case(vocabulary(knowledge_base()))]
    except Rejected:
        return []


@pytest.mark.parametrize("file", FILES, ids=[Path(file).stem for file in FILES])
def test_the_proofs_of_all_cases_of_the_policies_are_accepted(file: str) -> None:
    cases = [case for test in read_tests(file) for case in decidable(test)]
    assert cases
    for case in cases:
        outcome = solver().decide(case)
        complete = outcome.complete_proof()
        assert failure(case, complete) is None, case.id
        proved = {complete.nodes[root].atom for root in complete.roots}
        lines = {line.line for line in outcome.lines if line.policy is not None}
        assert lines <= {str(atom[1][1]) for atom in proved if atom is not None}


def test_a_written_proof_has_the_same_ids_as_the_decision() -> None:
    outcome = solver().decide(example("two_stage"))
    complete = outcome.complete_proof()
    assert complete.roots == tuple(line.proof for line in outcome.lines)
    assert set(outcome.proof.walk(complete.roots[0])) - set(complete.nodes.values()) == {
        node for node in outcome.proof.walk(complete.roots[0]) if complete.nodes[node.id].rests
    }


def test_a_criterion_that_only_a_refusal_rests_on_is_proved_as_well() -> None:
    complete = solver().decide(example("si_two_of_five")).complete_proof()
    (outranked,) = (node for node in complete.nodes.values() if node.atom and node.atom[0] == "outranked")
    looked_at = {atom[0] for one in outranked.rests if (atom := complete.nodes[one].atom)}
    assert outranked.value == "F"
    assert looked_at == {"necessary", "incidental", "investigational", "not_covered", "not_separately_reimbursed"}


def test_the_published_schema_is_the_one_of_the_structs_and_fits_a_proof() -> None:
    assert json.loads(PUBLISHED.read_text(encoding="utf-8")) == schema()
    Draft202012Validator.check_schema(schema())
    written = json.loads(fast.encode(proof_json(solver().decide(example("two_stage")), None)))
    assert list(Draft202012Validator(schema()).iter_errors(written)) == []
