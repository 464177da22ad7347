"""What explanations say: silence and documented absence never read alike, and no sentence shows the machinery."""

import re

import pytest
from hypothesis import HealthCheck, given, settings

from kb.case import Case, Evidence, Finding
from kb.clauses import names, parameters
from kb.clauses import variables as variables_of
from kb.language.syntax import Predicate
from solver.decide import Outcome
from solver.explain.reasons import Reason
from solver.explain.wording import question, sentence, slot_sentence
from solver.proof import Node, Proof
from tests.ours import EXAMPLES, example, knowledge_base, solver
from tests.properties.cases import cases

FINDINGS = [one for one in knowledge_base().predicates.values() if one.kind == "finding"]
CRITERIA = [one for one in knowledge_base().predicates.values() if one.kind == "criterion"]


def _key(declared: Predicate) -> tuple[str, ...]:
    return tuple(
        f"some-{parameter.type}" if parameter.type not in knowledge_base().types else "x" for parameter in declared.keys
    )


def _slot(declared: Predicate, *states: bool) -> str:
    """The sentence of a finding with evidence in the given states."""
    key = _key(declared)
    shown = ("3",) if declared.value is not None else ()
    leaves = [
        Node(f"e{place}", "evidence", "T" if state else "F", atom=(declared.name, key), shown=shown if state else ())
        for place, state in enumerate(states)
    ]
    node = Node("slot", "finding", "N", children=tuple(leaf.id for leaf in leaves), atom=(declared.name, key))
    proof = Proof({leaf.id: leaf for leaf in leaves} | {"slot": node}, ("slot",))
    return slot_sentence(knowledge_base(), proof, node)


@pytest.mark.parametrize("declared", FINDINGS, ids=lambda one: one.name)
def test_presence_absence_silence_and_conflict_read_differently(declared: Predicate) -> None:
    said = [_slot(declared, *states) for states in ((True,), (False,), (), (True, False))]
    assert len(set(said)) == 4
    assert all(said)


@pytest.mark.parametrize("declared", FINDINGS, ids=lambda one: one.name)
def test_only_absence_that_is_documented_is_said_to_be_documented(declared: Predicate) -> None:
    silent = _slot(declared)
    assert re.search(r"\bnot\b|\bnothing\b|\bno\b|\bsilent\b|\bwithout\b", silent), silent


@pytest.mark.parametrize("declared", FINDINGS, ids=lambda one: one.name)
def test_every_silence_has_a_question(declared: Predicate) -> None:
    asked = question(knowledge_base(), Node("slot", "finding", "N", atom=(declared.name, _key(declared))))
    assert asked.endswith("?") and "{" not in asked


@pytest.mark.parametrize("declared", CRITERIA, ids=lambda one: one.name)
def test_the_four_values_of_a_criterion_read_differently(declared: Predicate) -> None:
    wordings = declared.wordings
    assert len({wordings.holds, wordings.fails, wordings.silent, wordings.conflict}) == 4


# Sentences of whole proofs --------------------------------------------------------------------------------------------

VARIABLES = {
    name
    for rule in knowledge_base().rules
    for name in (*names(rule.clause.head.args), *(n for premise in rule.clause.body for n in variables_of(premise)))
} | {parameter.name for one in knowledge_base().predicates.values() for parameter in parameters(one)}
MACHINERY = re.compile(rf"[{{}}]|__|\b(?:{'|'.join(sorted(VARIABLES))})\b|-1000000000")


def _said(outcome: Outcome) -> list[str]:
    """Every sentence about a node of the proof; clauses are named by their headings, which may hold any word."""
    proof = outcome.proof
    nodes = [node for node in proof.nodes.values() if node.kind not in ("clause", "inapplicable")]
    reasons = [reason for line in outcome.lines for reason in (*line.because.criteria, *outcome.reasons(line))]
    told = [sentence(outcome.kb, proof, node) for node in nodes]
    return [*told, *(reason.text for reason in reasons), *(note.text for line in outcome.lines for note in line.notes)]


@pytest.mark.parametrize("name", [path.stem for path in EXAMPLES])
def test_no_sentence_of_an_example_shows_a_variable_or_a_generated_name(name: str) -> None:
    said = _said(solver().decide(example(name)))
    assert said
    assert [text for text in said if not text or MACHINERY.search(text)] == []


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(cases())
def test_no_sentence_of_a_random_case_shows_a_variable_or_a_generated_name(case: Case) -> None:
    assert [text for text in _said(solver().decide(case)) if not text or MACHINERY.search(text)] == []


def test_the_machinery_would_be_noticed() -> None:
    assert {"Line", "Level", "Grade"} <= VARIABLES
    for text in ("{Level} is unstable", "Grade is severe", "p__supported", "on -1000000000"):
        assert MACHINERY.search(text)
    assert not MACHINERY.search("stenosis at L4-L5 is documented as severe")


def test_silence_read_as_not_met_is_not_called_documented_absence() -> None:
    stated = Finding("scoliosis", (), present=False, value=None, evidence=Evidence(), number=900)
    silent = example("two_stage")
    absent = Case(silent.id, silent.request, silent.lines, (*silent.findings, stated), silent.documents, "")
    texts = [
        {r.text for r in _reasons(solver().decide(case), "22214") if "scoliosis" in r.text} for case in (silent, absent)
    ]
    assert texts[0] and texts[1] and not texts[0] & texts[1]


def _reasons(outcome: Outcome, line: str) -> tuple[Reason, ...]:
    return outcome.reasons(next(one for one in outcome.lines if one.line == line))
