"""Random knowledge bases and cases: what the compiled program says of every criterion is what its clauses mean."""

from collections.abc import Iterator
from itertools import product

from hypothesis import HealthCheck, event, given, reject, settings

from kb.case import Case
from kb.knowledge import KnowledgeBase
from kb.load import load_texts
from kb.problems import Rejected
from kb.values import UNNAMED, is_unnamed
from solver import names
from solver.compile import compile_program
from solver.datalog import Model, Program
from solver.engines.pydatalog import PyDatalog
from solver.facts import facts
from solver.prove import Prover, Sources
from solver.values import Value, disjunction
from tests.engines.programs import clingo_model
from tests.properties.charts import cases
from tests.properties.evaluator import Evaluator, Row
from tests.properties.knowledge import PLACES, Criterion, Knowledge, knowledge

RANDOM = settings(max_examples=600, deadline=None, suppress_health_check=list(HealthCheck))


def checked(texts: dict[str, str]) -> KnowledgeBase:
    """The knowledge base; one with a clause that can never hold is no example, and any other problem is a mistake here."""
    try:
        return load_texts(texts)
    except Rejected as rejected:
        if {problem.code for problem in rejected.problems} != {"N210"}:
            raise
        reject()


def said(model: Model, predicate: str, args: Row) -> Value:
    """The value that a model gives to an atom."""
    sides: tuple[tuple[Value, str], ...] = (
        ("T", names.supported(predicate)),
        ("F", names.refuted(predicate)),
        ("B", names.conflicting(predicate)),
    )
    holding = [side for side, name in sides if args in model.get(name, ())]
    assert len(holding) <= 1
    return holding[0] if holding else "N"


def asked(model: Model, found: Knowledge) -> Iterator[tuple[str, Row]]:
    """The atoms of criteria that the case raises, in a fixed order."""
    for one in found.concluded:
        if one.kind == "criterion":
            yield from ((one.name, row) for row in sorted(model.get(names.asked(one.name), ()), key=str))


def compiled(kb: KnowledgeBase) -> Program:
    """The program of a knowledge base; one in which asking would depend on answering is refused, and drawn again."""
    try:
        return compile_program(kb)
    except Rejected as rejected:
        assert [problem.code for problem in rejected.problems] == ["N207"]
        reject()


def must_be_asked(found: Knowledge, case: Case) -> Iterator[tuple[str, Row]]:
    """The atoms that the roots of the knowledge base ask for, apart from unnamed members."""
    members = {"line": [line.id for line in case.lines], "level": PLACES}
    for one in found.concluded:
        if one.kind == "criterion":
            yield from ((one.name, row) for row in product(*(members[key] for key in one.keys)))


def noted(note: Criterion, case: Case, meant: Evaluator) -> Iterator[Row]:
    """Where a note holds, unnamed members included."""
    members = {"line": [*(line.id for line in case.lines), UNNAMED], "level": [*PLACES, UNNAMED]}
    yield from (row for row in product(*(members[key] for key in note.keys)) if meant.value(note.name, row) == "T")


@RANDOM
@given(knowledge(), cases())
def test_the_model_says_what_the_clauses_mean(found: Knowledge, case: Case) -> None:
    kb = checked(found.texts)
    program, given_facts = compiled(kb), facts(kb, case)
    model, meant = clingo_model(program, given_facts), Evaluator(kb, case)
    atoms = list(asked(model, found))
    assert set(must_be_asked(found, case)) <= set(atoms)
    for name, row in atoms:
        seen = said(model, name, row)
        event(f"{seen}{' of an unnamed member' if any(map(is_unnamed, row)) else ''}")
        assert (name, row, seen) == (name, row, meant.value(name, row))
    for one in found.concluded:
        if one.kind == "relation":
            assert model.get(one.name, frozenset()) == meant.rows(one.name)
        elif one.kind == "note":
            assert model.get(names.supported(one.name), frozenset()) == set(noted(one, case, meant))


@settings(RANDOM, max_examples=150)
@given(knowledge(), cases())
def test_both_engines_find_the_same_model(found: Knowledge, case: Case) -> None:
    kb = checked(found.texts)
    program, given_facts = compiled(kb), facts(kb, case)
    assert PyDatalog(program).solve(given_facts) == clingo_model(program, given_facts)


@settings(RANDOM, max_examples=300)
@given(knowledge(), cases())
def test_every_goal_of_a_proof_is_the_disjunction_of_its_clauses(found: Knowledge, case: Case) -> None:
    kb = checked(found.texts)
    model = clingo_model(compiled(kb), facts(kb, case))
    prover = Prover(Sources(kb), case, model)
    for name, row in asked(model, found):
        prover.goal(name, row)
    proof = prover.proof()
    for node in proof.nodes.values():
        if node.kind == "goal" and node.atom is not None and kb.predicates[node.atom[0]].kind == "criterion":
            assert node.value == said(model, *node.atom)
            assert node.value == disjunction(child.value for child in proof.children(node)), node.atom
