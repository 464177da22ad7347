"""Relations that read themselves, over criteria too: what is proved is accepted, and what does not follow is not."""

from msgspec.structs import replace

from kb.load import load_texts
from solver.check_proof import Checker
from solver.compile import compile_program
from solver.engines.pydatalog import PyDatalog
from solver.facts import facts
from solver.proof import Proof
from solver.prove import Prover, Sources
from solver.rests import Completion
from tests.checker.mutations import resealed
from tests.solver.test_corners import VOCABULARY, WORDED, case

RULES = """
relation ring(One: level, Other: level) W.
ring("A", "B"). ring("B", "C"). ring("C", "A"). ring("C", "D"). ring("E", "D").
criterion open_at(Level: level) W.
open_at(Level) :- sign(Level).
relation reached(Level: level) W.
reached(Level) :- reached(Before), ring(Before, Level), supported open_at(Level).
reached("A").
relation away(Level: level) W.
away(Level) :- ring(_, Level), not reached(Level).
"""
TEXT = f"---\nid: P\ntitle: Policy\n---\n# Rules {{#P-RULES .output}}\n```datalog\n{RULES}```\n"
KB = load_texts({"words.md": VOCABULARY, "p.md": TEXT.replace(" W", " " + WORDED)})
CASE = case(*(("sign", (level,), level != "D", None) for level in "ABCD"))


def proof(relation: str) -> Proof:
    """The proof of every row of a relation."""
    model = PyDatalog(compile_program(KB)).solve(facts(KB, CASE))
    prover = Prover(Sources(KB), CASE, model)
    return Completion(prover).complete([prover.goal(relation, row) for row in sorted(model[relation], key=str)])


def test_a_relation_that_reads_itself_in_a_ring_is_proved_and_checked() -> None:
    found = proof("reached")
    assert {found.nodes[root].atom for root in found.roots} == {("reached", (level,)) for level in "ABC"}
    assert Checker(KB).check(CASE, found.nodes.values(), found.roots) is None


def test_that_a_relation_does_not_reach_is_proved_and_checked() -> None:
    found = proof("away")
    assert {found.nodes[root].atom for root in found.roots} == {("away", ("D",))}
    assert Checker(KB).check(CASE, found.nodes.values(), found.roots) is None
    node = next(node for node in found.nodes.values() if node.atom == ("reached", ("D",)))
    assert {found.nodes[one].atom for one in node.rests} == {("open_at", (level,)) for level in "ABCD"}
    changed = resealed(found, {node.id: replace(node, value="T")})
    failure = Checker(KB).check(CASE, changed.nodes.values(), changed.roots)
    assert (
        failure is not None and failure.why == "its value is T, and 0 rows of reached(D) follow from clauses and case"
    )
