"""A member that nobody named stays unnamed through a second open relation that looks at a criterion: the record of it
says neither more nor less."""

from msgspec.structs import replace

from solver.check_proof import Checker
from solver.compile import compile_program
from solver.engines.pydatalog import PyDatalog
from solver.facts import facts
from solver.proof import Proof
from solver.prove import Prover, Sources
from solver.rests import Completion
from tests.checker.mutations import resealed
from tests.solver.test_corners import case, knowledge

KB = knowledge("""
criterion told W.
told :- flag.
relation also(Line: line, Level: level) open W.
also(Line, Level) :- sits(Line, Level), not supported told.
criterion met W.
met :- also("1", _), not told.
relation asked W.
asked :- supported met.
criterion each W.
each :- for every sits("1", Level): sign(Level).
""")
CASE = case()
UNNAMED = ("also", ("1", "unnamed"))


def proof(*atoms: tuple[str, tuple[str, ...]]) -> Proof:
    prover = Prover(Sources(KB), CASE, PyDatalog(compile_program(KB)).solve(facts(KB, CASE)))
    return Completion(prover).complete([prover.goal(*atom) for atom in atoms])


def test_the_record_is_open_where_a_clause_asks_and_where_it_stands_alone() -> None:
    for found in (proof(("met", ())), proof(UNNAMED)):
        (record,) = (node for node in found.nodes.values() if node.atom == UNNAMED)
        assert record.value == "N"
        assert Checker(KB).check(CASE, found.nodes.values(), found.roots) is None


def test_a_record_that_says_more_is_not_accepted() -> None:
    found = proof(UNNAMED)
    changed = resealed(found, {one: replace(found.nodes[one], value="T") for one in found.roots})
    failure = Checker(KB).check(CASE, changed.nodes.values(), changed.roots)
    assert failure is not None
    assert failure.why.startswith("its value is T")


def test_a_quantifier_over_a_member_that_nobody_named_has_its_record() -> None:
    found = proof(("each", ()))
    (every,) = (node for node in found.nodes.values() if node.kind == "every")
    assert [found.nodes[one].atom for one in every.guards] == [("sits", ("1", "unnamed"))]
    assert Checker(KB).check(CASE, found.nodes.values(), found.roots) is None
    without = resealed(found, {every.id: replace(every, guards=())})
    failure = Checker(KB).check(CASE, without.nodes.values(), without.roots)
    assert failure is not None
    assert "the number of records" in failure.why
