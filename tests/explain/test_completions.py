"""The conditional model says of every state of the slots what an engine finds for the case in that state."""

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from msgspec.structs import replace

from kb.candidates import candidates
from kb.case import Case, Constant, Evidence, Finding
from kb.intake.scope import vocabulary
from kb.knowledge import KnowledgeBase
from kb.load import load_texts
from solver import names
from solver.alternatives.completions import Completions
from solver.alternatives.diagrams import Diagrams
from solver.compile import compile_program
from solver.datalog import Program
from solver.engines.bitsets import BitSets
from solver.engines.engine import Engine
from solver.engines.pydatalog import PyDatalog
from solver.facts import facts
from solver.testing.cases import PolicyTest
from solver.testing.files import files, read_tests
from tests.engines.programs import clingo_model
from tests.ours import EXAMPLES, example, knowledge_base, solver
from tests.properties.charts import VALUES, cases
from tests.properties.knowledge import FINDINGS, Criterion, Knowledge, knowledge
from tests.properties.test_programs import checked, compiled

RANDOM = settings(deadline=None, suppress_health_check=list(HealthCheck))
READ = ("verdict", "coding", "level_verdict", "rollup", "moot", "wanted")
ENOUGH = 20_000_000
ONE_IN = int(os.environ.get("ONE_IN", "150"))
"""Of the tests of policies, one in so many is looked at; `ONE_IN=1 pytest tests/explain` looks at all, for half an hour."""
States = dict[int, int]


def changed(case: Case, completions: Completions, states: States) -> Case:
    """The case with slots in these states; state 0 leaves a slot as it is."""
    there = {completions.slots[v].atom: completions.slots[v].states[state] for v, state in states.items() if state}
    kept = tuple(one for one in case.findings if (one.predicate, one.key) not in there)
    new = (Finding(*slot, said.kind == "present", said.value, Evidence(), 0) for slot, said in there.items())
    return replace(case, findings=(*kept, *new))


def drawn(chance: Random, completions: Completions) -> Iterator[States]:
    """The case as it is, and with few, half and all of its slots in other states."""
    sizes = dict(enumerate(completions.diagrams.sizes))
    for share in (0.0, 0.1, 0.5, 1.0):
        yield {v: chance.randrange(1, size) for v, size in sizes.items() if size > 1 and chance.random() < share}


def holding(completions: Completions, predicate: str, states: States) -> set[tuple[Constant, ...]]:
    """The rows that hold in these states."""
    rows = completions.rows(predicate)
    return {row for row, condition in rows.items() if completions.diagrams.holds(condition, states)}


# Our policies ---------------------------------------------------------------------------------------------------------


@cache
def engine(policies: tuple[str, ...]) -> Engine:
    """An engine for these policies, prepared once: of many cases, that for chunks."""
    program = solver().program(policies)
    return PyDatalog(program) if ONE_IN > 1 else BitSets(program)


def compare(case: Case, seed: str) -> None:
    kb, policies = knowledge_base(), candidates(knowledge_base(), case)
    completions = Completions(kb, solver().program(policies), case, Diagrams(ENOUGH))
    for states in drawn(Random(seed), completions):
        model = engine(policies).solve(facts(kb, changed(case, completions, states)))
        for predicate in READ:
            assert holding(completions, predicate, states) == set(model.get(predicate, ())), (predicate, states)


@pytest.mark.parametrize("name", [path.stem for path in EXAMPLES])
@pytest.mark.parametrize("named", [True, False], ids=["as it is", "under every policy"])
def test_an_example_comes_to_the_same_in_every_state(name: str, *, named: bool) -> None:
    case = example(name)
    compare(case if named else replace(case, request=replace(case.request, policy=None)), name)


def some_tests() -> list[PolicyTest]:
    """Some of the tests of our policies, of each file."""
    folder = Path(__file__).parents[1] / "policies"
    return [test for file in files([str(folder)]) for test in read_tests(file)][::ONE_IN]


@pytest.mark.parametrize("test", some_tests(), ids=lambda test: f"{Path(test.file).stem}: {test.name}")
def test_a_test_of_a_policy_comes_to_the_same_in_every_state(test: PolicyTest) -> None:
    compare(test.case(vocabulary(knowledge_base())), test.name)


# Random knowledge bases -----------------------------------------------------------------------------------------------


def sides(one: Criterion) -> tuple[str, ...]:
    """The compiled predicates of what a knowledge base concludes."""
    if one.kind == "relation":
        return (one.name,)
    return names.supported(one.name), names.refuted(one.name), names.conflicting(one.name)


@settings(RANDOM, max_examples=60)
@given(knowledge(), cases(), some.randoms())
def test_a_random_knowledge_base_comes_to_the_same_in_every_state(found: Knowledge, case: Case, chance: Random) -> None:
    kb = checked(found.texts)
    program = compiled(kb)
    completions = Completions(kb, program, case, Diagrams(ENOUGH))
    for states in drawn(chance, completions):
        model = clingo_model(program, facts(kb, changed(case, completions, states)))
        for predicate in (side for one in found.concluded for side in sides(one)):
            assert holding(completions, predicate, states) == set(model.get(predicate, ())), predicate


@settings(RANDOM, max_examples=60)
@given(knowledge(), cases(), some.data())
def test_the_states_of_a_slot_stand_for_all_its_values(found: Knowledge, case: Case, data: some.DataObject) -> None:
    """Whatever value a slot is given, one of its states comes to the same."""
    kb = checked(found.texts)
    program = compiled(kb)
    completions = Completions(kb, program, case, Diagrams(ENOUGH))
    valued = [v for v, slot in enumerate(completions.slots) if FINDINGS[slot.atom[0]][1] in ("duration", "date")]
    if not valued:
        return
    variable = data.draw(some.sampled_from(valued))
    slot, kind = completions.slots[variable].atom, str(FINDINGS[completions.slots[variable].atom[0]][1])
    near = [value + step for value in VALUES[kind] if isinstance(value, int) for step in (0, 5, 17)]
    said = Finding(*slot, True, data.draw(some.sampled_from(near)), Evidence(), 0)
    kept = (one for one in case.findings if (one.predicate, one.key) != slot)
    wanted = derived(kb, program, replace(case, findings=(*kept, said)), found)
    states = range(completions.diagrams.sizes[variable])
    assert wanted in [derived(kb, program, changed(case, completions, {variable: state}), found) for state in states]


def derived(kb: KnowledgeBase, program: Program, case: Case, found: Knowledge) -> dict[str, frozenset[object]]:
    """What is concluded of a case."""
    model = clingo_model(program, facts(kb, case))
    return {side: frozenset(model.get(side, ())) for one in found.concluded for side in sides(one)}


# Slots that are met late ----------------------------------------------------------------------------------------------

WORDED = 'holds "yes" fails "no" silent "unsaid" conflict "both"'
SCANNED = f"""---
id: P
title: P
---
# P {{#P-1 .input .output}}
```datalog
entity level.
relation place(A: level) holds "yes" fails "no".
place("A").
place("B").
finding sign(A: level) open {WORDED} ask "what?".
relation some_sign holds "yes" fails "no".
some_sign :- supported sign(_).
relation no_sign(A: level) holds "yes" fails "no".
no_sign(Level) :- place(Level), not some_sign.
criterion signed(A: level) {WORDED}.
signed(Level) :- place(Level), sign(Level).
relation late(A: level) holds "yes" fails "no".
late(Level) :- place(Level), supported signed(Level).
```
"""


def test_a_rule_over_all_slots_sees_those_that_are_met_after_it() -> None:
    kb = load_texts({"p.md": SCANNED, "case.md": CASE_RELATIONS})
    program, case = compile_program(kb), replace(example("two_stage"), lines=(), findings=(), documents=())
    completions = Completions(kb, program, case, Diagrams())
    completions.rows("late")
    (first, second) = sorted(range(2), key=lambda variable: completions.slots[variable].atom)
    for states in ({}, {first: 2}, {first: 1}, {second: 2}, {first: 2, second: 2}):
        model = PyDatalog(program).solve(facts(kb, changed(case, completions, states)))
        for predicate in ("some_sign", "no_sign", "late"):
            assert holding(completions, predicate, states) == set(model.get(predicate, ())), (predicate, states)


CASE_RELATIONS = """---
id: C
kind: shared
title: Case
---
# Case {#C-1 .input .output}
```datalog
entity line.
relation line(A: line) holds "yes" fails "no".
```
"""
