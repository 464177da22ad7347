"""What every explanation keeps to: all premises named and no variable, alternatives that add up instead of multiplying, levels apart,
and memory that does not grow with the cases."""

import gc
import re
from collections.abc import Iterator
from textwrap import dedent

import pytest
from msgspec import json
from msgspec.structs import replace

from kb.case import Case, Evidence, Finding, Line, Request
from kb.clauses import variables
from kb.intake.digest import sealed
from kb.knowledge import index
from kb.language.literate import read_document
from solver.alternatives.changes import Explorer
from solver.alternatives.missing import missing
from solver.alternatives.question import Question, questions
from solver.decide import Outcome
from solver.explain.wording import sentence
from solver.render.changes import changes_json
from solver.render.missing import missing_json
from solver.render.tree import outline
from tests.explain import fusion
from tests.explain.formulas import HEAD, WORDED, Uncached, shared
from tests.ours import EXAMPLES, example, knowledge_base, solver


def judged(text: str, findings: tuple[Finding, ...] = ()) -> tuple[Uncached, Case]:
    """A policy that judges a line `l0` by the criterion `c`, and a case with that line."""
    judging = """
    in_scope(gen, Line) :- procedure(Line, "p0").
    necessary(gen, Line) :- procedure(Line, "p0"), c.
    """
    body = "\n".join(
        (HEAD, "```", "# Criteria {#GEN-1 .output .input}", "```datalog", dedent(judging), dedent(text), "```", "")
    )
    document, problems = read_document(body, "gen.md")
    assert not problems
    line = Line("l0", None, "p0", None, (), None, None)
    request = Request("GEN", None, "2025-03-10", "prospective")
    return Uncached(index((*shared(), document), "")), Case("case", request, (line,), findings, (), "")


def found(names: list[str], *, present: bool) -> tuple[Finding, ...]:
    """Findings without arguments, all documented as present or all as absent."""
    return tuple(Finding(name, (), present, None, Evidence(), number) for number, name in enumerate(names, 1))


# Sizes ----------------------------------------------------------------------------------------------------------------

PAIRS = [f"{name}{number}" for number in range(6) for name in ("a", "b")]
SIX = "\n".join(
    (
        *(f'finding {name} open {WORDED} ask "what?".' for name in PAIRS),
        *(f"criterion c{n} {WORDED}.\nc{n} :- a{n}, b{n}." for n in range(6)),
        f"criterion c {WORDED}.\nc :- {', '.join(f'c{n}' for n in range(6))}.",
    )
)


def test_six_premises_with_two_reasons_each_give_twelve_reasons() -> None:
    policy, case = judged(SIX, found(PAIRS, present=False))
    outcome = policy.decide(case)
    (line,) = outcome.lines
    assert line.verdict == "not_necessary"
    assert len(outcome.reasons(line)) == len({reason.node for reason in outcome.reasons(line)}) == 12


def test_six_premises_with_two_reasons_each_give_twelve_ways_out() -> None:
    policy, case = judged(SIX, found(PAIRS, present=True))
    outcome = policy.decide(case)
    (line,) = outcome.lines
    ways = Explorer(policy, case).changes(Question(line).target(outcome.kb, "not_necessary")).sets
    assert sorted(change.atom[0] for way in ways for change in way.changes) == sorted(PAIRS)
    assert len(ways) == 12


def test_a_tree_that_doubles_twenty_times_is_a_small_proof() -> None:
    doubling = "\n".join(
        f"criterion c{n} {WORDED}.\nc{n} :- c{n - 1}.\nc{n} :- c{n - 1}, c{n - 1}." for n in range(1, 21)
    )
    text = f'finding a open {WORDED} ask "what?".\ncriterion c0 {WORDED}.\nc0 :- a.\n{doubling}\ncriterion c {WORDED}.\nc :- c20.'
    policy, case = judged(text, found(["a"], present=True))
    outcome = policy.decide(case)
    (line,) = outcome.lines
    assert line.verdict == "necessary"
    assert len(outcome.proof.nodes) < 100
    assert line.proof is not None
    assert len(outline(outcome.kb, outcome.proof, line.proof).splitlines()) < 200


# Premises -------------------------------------------------------------------------------------------------------------

EVERY_SHAPE = f"""
finding fever open {WORDED} ask "what?".
finding cough open {WORDED} ask "what?".
finding rash closed {WORDED} ask "what?".
finding waiver exception {WORDED} ask "what?".
finding mark(K: side) open {WORDED} ask "what?".
finding score_of(K: side -> V: score) open {WORDED} ask "what?".
relation spotted(Side: side) holds "{{Side}} is spotted" fails "{{Side}} is not spotted".
criterion on(First: side, Line: line) {WORDED}.
on(left, Line) :- procedure(Line, _), spotted(left), never.
on(left, Line) :- procedure(Line, "p0"), fever, score_of(left, Score), Score >= -2.5, at least 2 of (cough, rash, mark(both)),
  at most 1 of which_side(Side): mark(Side), for every which_side(Side): mark(Side), not waiver.
criterion c {WORDED}.
c :- line(Line), on(left, Line).
"""


@pytest.mark.parametrize(
    "score",
    [
        None,
        Finding("score_of", ("left",), True, -26, Evidence(), 1),
        Finding("score_of", ("left",), False, None, Evidence(), 1),
    ],
    ids=["silent", "below a negative bar", "absent"],
)
def test_every_premise_of_the_clause_is_named(score: Finding | None) -> None:
    policy, case = judged(EVERY_SHAPE, () if score is None else (score,))
    outcome = policy.decide(case)
    proof = outcome.proof
    (clause,) = (node for node in proof.nodes.values() if node.kind == "clause" and node.rule == "GEN-1/4")
    kinds = [child.kind for child in proof.children(clause)]
    assert kinds == ["finding", "finding", "comparison", "count", "count", "every", "not"]
    assert len(clause.guards) == 1
    assert [len(child.children) for child in proof.children(clause) if child.kind in ("count", "every")] == [3, 3, 3]
    bar = sentence(outcome.kb, proof, proof.children(clause)[2])
    assert "at least -2.5" in bar
    if score is not None and score.present:
        assert "-2.6 points is documented" in bar


# Words ----------------------------------------------------------------------------------------------------------------


def names_of_variables() -> frozenset[str]:
    """The variables of all clauses."""
    bodies = (premise for rule in knowledge_base().rules for premise in rule.clause.body)
    return frozenset(name for premise in bodies for name in variables(premise))


def said(outcome: Outcome) -> Iterator[str]:
    """What the steps of a proof say, the titles of sections apart, which are the source's own words."""
    nodes = outcome.proof.nodes.values()
    yield from (sentence(outcome.kb, outcome.proof, n) for n in nodes if n.kind not in ("clause", "inapplicable"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_no_sentence_shows_a_variable_or_a_generated_name(path: object) -> None:
    outcome = solver().decide(example(getattr(path, "stem", "")))
    hidden = names_of_variables()
    assert len(hidden) > 20
    for text in said(outcome):
        assert "__" not in text
        assert not re.search(r"\{\w+\}", text)
        assert hidden.isdisjoint(re.findall(r"\b[A-Z]\w*\b", text)), text


def test_documented_absent_and_not_documented_never_read_the_same() -> None:
    findings = [one for one in knowledge_base().predicates.values() if one.kind == "finding"]
    assert len(findings) > 50
    for one in findings:
        words = one.wordings
        assert len({words.holds, words.fails, words.silent, words.conflict}) == 4, one.name


# Levels ---------------------------------------------------------------------------------------------------------------


def explained(case: Case, level: str) -> bytes:
    """Everything that is said of one level."""
    outcome, explorer = fusion.solver().decide(case), Explorer(fusion.solver(), case)
    (question,) = (one for one in questions(outcome.lines[0]) if one.level == level)
    ways = explorer.changes(question.target(outcome.kb, "necessary"))
    below = [node for goal in question.goals for node in outcome.proof.walk(goal)]
    return json.encode(
        [
            missing_json(outcome, question, missing(explorer, outcome, question)),
            changes_json(outcome, question, "necessary", ways),
            [(node, sentence(outcome.kb, outcome.proof, node)) for node in below],
        ]
    )


@pytest.mark.parametrize("level", ["L2-L3", "L4-L5"])
def test_a_contradiction_at_one_level_changes_no_byte_at_the_other(level: str) -> None:
    case, other = fusion.case(), {"L2-L3": "L4-L5", "L4-L5": "L2-L3"}[level]
    both = (Finding("neural_compression", (other,), present, None, Evidence(), 90) for present in (True, False))
    torn = sealed(replace(case, findings=(*case.findings, *both)))
    assert explained(torn, level) == explained(case, level)
    assert explained(torn, other) != explained(case, other)


# Memory ---------------------------------------------------------------------------------------------------------------


def test_proving_case_after_case_keeps_no_object() -> None:
    case = example("therapy_41_days")

    def prove(numbers: range) -> int:
        for number in numbers:
            outcome = solver().decide(sealed(replace(case, id=f"case-{number}")))
            assert all(outcome.reasons(line) for line in outcome.lines)
        gc.collect()
        return len(gc.get_objects())

    before = prove(range(20))
    assert prove(range(20, 120)) - before < 100
