"""On every example and on tests of our policies: each change set gives its verdict and none is too large; decisive facts change the
proof, and moot ones change no verdict."""

import os
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import product
from pathlib import Path
from random import Random

import pytest

from kb.case import Case
from kb.intake.case_file import case_from
from kb.intake.scope import vocabulary
from solver.alternatives.changes import ChangeSet, Explorer, Target
from solver.alternatives.missing import missing
from solver.alternatives.question import Question, questions, verdicts
from solver.alternatives.saying import change_text
from solver.compile import compile_program
from solver.decide import Outcome, Solver
from solver.engines.bitsets import BitSets, gathered
from solver.facts import facts
from solver.testing.files import files, read_tests
from tests.explain import fusion
from tests.ours import EXAMPLES, example, knowledge_base, solver

ONE_IN = int(os.environ.get("ONE_IN", "150"))
"""Of the tests of policies, one in so many is looked at; `ONE_IN=1 pytest tests/explain` looks at all, for half an hour."""
TOGETHER = 4096
"""Changed cases that are decided at once."""
States = dict[int, int]


def policy_tests() -> dict[str, Case]:
    """Some of the cases in the tests of our policies, by a name."""
    known = vocabulary(knowledge_base())
    found = [test for file in files([str(Path(__file__).parents[1] / "policies")]) for test in read_tests(file)]
    return {f"{Path(test.file).stem}: {test.name}": test.case(known) for test in found[::ONE_IN]}


ADDED = """{"case": "added", "request": {"policy": "TSA"}, "findings": [
    {"finding": "neural_compression", "level": "L4-L5", "present": false},
    {"finding": "physical_therapy", "value": "8 weeks"}
], "lines": [
    {"id": "main", "code": "22633", "levels": ["L4-L5"]}, {"id": "more", "code": "22634", "levels": ["L5-S1"]}
]}"""
CASES = {**{path.stem: example(path.stem) for path in EXAMPLES}, **policy_tests()}


@cache
def engine() -> BitSets:
    """The engine for chunks, with all our policies."""
    return BitSets(compile_program(knowledge_base()))


@cache
def deciding() -> Solver:
    """Our policies on the engine for chunks, which decides the same case again and again in a tenth of the time."""
    return Solver(knowledge_base(), engine())


@lru_cache(maxsize=1)
def explored(name: str) -> tuple[Outcome, Explorer]:
    """The decision of a case, and what it could be."""
    case = CASES[name]
    return solver().decide(case), Explorer(deciding(), case)


def asked(outcome: Outcome) -> Iterator[Question]:
    """Every question about the lines of a case."""
    for decision in outcome.lines:
        if decision.policy is not None:
            yield from dict.fromkeys((Question(decision), *questions(decision)))


def slots_of(way: ChangeSet) -> frozenset[tuple[str, tuple[str | int, ...]]]:
    """The slots that a change set changes."""
    return frozenset(change.atom for change in way.changes)


def sets(explorer: Explorer, condition: int) -> frozenset[frozenset[int]]:
    """All change sets that reach a condition, each search with a budget of its own."""
    explorer.completions.diagrams.budget = explorer.budget
    return explorer.completions.diagrams.minimal_changes(condition)


def see_reached(explorer: Explorer, tried: list[tuple[States, Target]]) -> None:
    """See that the case with each of these states has its target: all of them decided again, at once."""
    kb = knowledge_base()
    chunk = gathered(facts(kb, explorer.changed(states)) for states, _ in tried)
    tables = engine().solve_all(chunk, (1 << len(tried)) - 1)
    for place, (states, (name, row)) in enumerate(tried):
        assert tables.get(name, {}).get(row, 0) >> place & 1, states


every_case = pytest.mark.parametrize("name", CASES, scope="module")  # one case after the other: few are kept


@every_case
def test_every_change_set_gives_its_verdict(name: str) -> None:
    """Each set for each verdict, in the first states that it allows and in others by chance."""
    outcome, explorer = explored(name)
    chance, diagrams = Random(name), explorer.completions.diagrams
    tried: list[tuple[States, Target]] = []
    for question, verdict in product(asked(outcome), verdicts(outcome.kb)):
        target = question.target(outcome.kb, verdict)
        condition = explorer.completions.condition(*target)
        for way in sets(explorer, condition):
            for box in diagrams.boxes(condition, way):
                assert box.keys() == way
                tried.append(({variable: min(allowed) for variable, allowed in box.items()}, target))
                tried.append(({variable: chance.choice(sorted(allowed)) for variable, allowed in box.items()}, target))
    for place in range(0, len(tried), TOGETHER):
        see_reached(explorer, tried[place : place + TOGETHER])


@every_case
def test_change_sets_are_complete_and_none_is_part_of_another(name: str) -> None:
    """No proper part of a set reaches the verdict in any states, and every random way to the verdict contains a set."""
    outcome, explorer = explored(name)
    diagrams, chance = explorer.completions.diagrams, Random(name)
    sizes = dict(enumerate(diagrams.sizes))
    for question in asked(outcome):
        for verdict in verdicts(outcome.kb):
            condition = explorer.completions.condition(*question.target(outcome.kb, verdict))
            ways = sets(explorer, condition)
            for way in ways:
                assert all(not list(diagrams.boxes(condition, way - {variable})) for variable in way)
            for _ in range(10):
                tried = {
                    v: chance.randrange(1, size) for v, size in sizes.items() if size > 1 and chance.random() < 0.3
                }
                if diagrams.holds(condition, tried):
                    assert any(way <= tried.keys() for way in ways)


@pytest.mark.parametrize("name", [path.stem for path in EXAMPLES])
def test_every_set_of_an_example_is_decided_again_and_found_complete(name: str) -> None:
    outcome, explorer = explored(name)
    for question in asked(outcome):
        if question.verdict not in ("necessary", "out_of_scope"):
            found = explorer.changes(question.target(outcome.kb, "necessary"))
            assert found.complete
            assert all(len(slots_of(one)) == len(one.changes) for one in found.sets)


@every_case
def test_a_decisive_fact_changes_the_proof_and_a_moot_one_no_verdict(name: str) -> None:
    outcome, explorer = explored(name)
    chance, slots = Random(name), explorer.completions.slots
    for question in asked(outcome):
        found = missing(explorer, outcome, question)
        assert found.complete
        assert not set(found.decisive) & {*found.moot, *found.later}
        silent = {slot.atom: variable for variable, slot in enumerate(slots) if not slot.stated}
        for atom in found.decisive:
            variable = silent[atom]
            after = (explorer.outcome({variable: state}) for state in range(1, len(slots[variable].states)))
            assert any(proved(one, question) != proved(outcome, question) for one in after), atom
        idle = [silent[atom] for atom in found.moot if atom in silent]
        alone = [{variable: state} for variable in idle for state in range(1, len(slots[variable].states))]
        at_once = {variable: chance.randrange(1, len(slots[variable].states)) for variable in idle}
        see_reached(explorer, [(states, question.target(outcome.kb, question.verdict)) for states in (*alone, at_once)])


def verdict_name(question: Question) -> str:
    """The relation that a question looks at."""
    return "verdict" if question.level is None else "level_verdict"


def proved(outcome: Outcome, question: Question) -> set[str]:
    """The ids of the steps that a question rests on, in an outcome of the same line."""
    one = next(d for d in outcome.lines if (d.line, d.policy) == (question.decision.line, question.decision.policy))
    return {node.id for goal in one.goals for node in outcome.proof.walk(goal)}


@every_case
def test_what_is_decided_anyway_stays_whatever_is_documented(name: str) -> None:
    outcome, explorer = explored(name)
    chance, slots = Random(name), explorer.completions.slots
    for question in asked(outcome):
        anyway = missing(explorer, outcome, question).anyway
        if anyway is not None:
            states = {
                v: chance.randrange(1, len(slot.states))
                for v, slot in enumerate(slots)
                if not slot.stated and len(slot.states) > 1
            }
            row = question.target(outcome.kb, anyway)[1]
            assert row in explorer.outcome(states).model[verdict_name(question)]


# What is said ---------------------------------------------------------------------------------------------------------


def test_a_bar_is_said_as_a_range() -> None:
    outcome, explorer = explored("therapy_41_days")
    (way,) = explorer.changes(Question(outcome.lines[0]).target(outcome.kb, "necessary")).sets
    (change,) = way.changes
    assert (change.kind, change.absent, change.ranged, change.least, change.most) == ("revise", False, True, 42, None)
    assert "at least 42 days" in change_text(outcome.kb, change)


def test_grades_are_said_as_a_range_and_each_slot_as_addition_or_revision() -> None:
    outcome, explorer, kb = fusion.outcome(), fusion.explorer(), fusion.solver().kb
    upper = next(one for one in questions(outcome.lines[0]) if one.level == "L2-L3")
    (way,) = explorer.changes(upper.target(kb, "necessary")).sets
    assert [(change.kind, change.atom[0], change_text(kb, change)) for change in way.changes] == [
        ("revise", "stenosis", "stenosis at L2-L3 is documented as at least moderate to severe"),
        ("revise", "instability_documented", "instability at L2-L3 is documented"),
        ("add", "neural_compression", "compression of neural tissue at L2-L3 is documented"),
    ]


def test_a_refused_level_is_decided_anyway_and_the_other_waits_for_one_fact() -> None:
    outcome, explorer = fusion.outcome(), fusion.explorer()
    upper, lower = (missing(explorer, outcome, one) for one in questions(outcome.lines[0]))
    assert (upper.anyway, upper.decisive, upper.moot) == ("not_necessary", (), (("neural_compression", ("L2-L3",)),))
    assert (lower.anyway, lower.decisive, lower.moot) == (None, (("instability_documented", ("L4-L5",)),), ())


def test_a_contradicted_slot_is_revised_to_one_statement() -> None:
    outcome, explorer = explored("contradiction_one_level")
    torn = next(one for one in asked(outcome) if one.verdict == "review")
    found = explorer.changes(torn.target(outcome.kb, "necessary"))
    assert found.sets
    stated = {(one.predicate, one.key) for one in explorer.case.findings}
    kinds = {change.atom: change.kind for way in found.sets for change in way.changes}
    assert kinds == {atom: "revise" if atom in stated else "add" for atom in kinds}


def test_an_open_request_calls_nothing_moot() -> None:
    outcome, explorer = explored("two_stage")
    line = next(one for one in outcome.lines if one.line == "22633")
    (question,) = questions(line)
    found = missing(explorer, outcome, question)
    assert question.level is None
    assert found.request
    assert found.anyway is None
    assert found.moot == ()
    assert ("stenosis", ("unnamed",)) in found.later


def test_a_line_that_follows_another_is_asked_about_as_a_whole() -> None:
    case = case_from(ADDED, "added.json", vocabulary(knowledge_base()))
    explorer, outcome = Explorer(solver(), case), solver().decide(case)
    main, more = outcome.lines
    assert (main.verdict, more.verdict, more.levels[0].verdict) == ("not_necessary", "not_necessary", "undetermined")
    assert [one.level for one in questions(main)] == ["L4-L5"] and [one.level for one in questions(more)] == [None]
    found = missing(explorer, outcome, *questions(more))
    assert (found.decisive, found.anyway) == ((), "not_necessary")


def test_an_exhausted_budget_is_said_and_raises_nothing() -> None:
    outcome, case = explored("two_stage")[0], CASES["two_stage"]
    question = Question(next(one for one in outcome.lines if one.line == "22214"))
    for budget in (1, 100, 500):
        explorer = Explorer(solver(), case, budget)
        assert explorer.changes(question.target(outcome.kb, "necessary")).sets == ()
        assert not explorer.changes(question.target(outcome.kb, "necessary")).complete
        assert not missing(explorer, outcome, question).complete


def test_what_was_found_before_the_budget_was_exhausted_is_kept() -> None:
    outcome, explorer = explored("two_stage")
    target = Question(next(one for one in outcome.lines if one.line == "22214")).target(outcome.kb, "necessary")
    every = explorer.changes(target)
    some = Explorer(solver(), CASES["two_stage"])
    assert some.completions.slots
    some.budget = 500
    found = some.changes(target)
    assert not found.complete
    assert 0 < len(found.sets) < len(every.sets)
    assert found.sets == every.sets[: len(found.sets)]
