"""Every change of a policy that its tests do not notice is found, and no other."""

import pytest

from kb.knowledge import KnowledgeBase
from solver.testing.cases import PolicyTest
from solver.testing.chosen import named, sampled
from solver.testing.mutants import mutants, mutated
from solver.testing.mutation import Bench, Judged, judge
from solver.testing.run import Runner
from solver.testing.survivors import tally
from tests.testing import small


def judged(kb: KnowledgeBase, tests: tuple[PolicyTest, ...]) -> tuple[Judged, ...]:
    bench = Bench(kb, "knees")
    bench.prepare(tests, 1, lambda: None)
    return tuple(judge([bench], mutants(bench.kb, "knees"), 1, lambda: None))


def survivors(found: tuple[Judged, ...]) -> set[tuple[str, str]]:
    return {(one.mutant.of, one.mutant.said) for one in found if one.fate == "survived"}


def test_a_bar_that_is_tested_from_afar_can_be_moved_unnoticed(kb: KnowledgeBase) -> None:
    found = judged(kb, small.tests(small.MET, small.REFUSED))
    moved = ("KNEES-1/1", "`Length >= 6 weeks` becomes `Length >= 41 days`")
    stricter = ("KNEES-1/1", "`Length >= 6 weeks` becomes `Length > 6 weeks`")
    assert moved in survivors(found) and stricter not in survivors(found)


def test_close_tests_notice_every_change_that_changes_anything(kb: KnowledgeBase) -> None:
    tests = small.tests(small.MET, small.REFUSED, small.BROKEN, small.WHOLE, small.CLOSER)
    asked_of_knees_alone = ("KNEES-LINES/5", "`knee_line(Line)` is dropped")
    assert survivors(judged(kb, tests)) == {asked_of_knees_alone}


def test_every_kind_of_change_is_made(kb: KnowledgeBase) -> None:
    kinds = {mutant.kind for mutant in mutants(kb, "knees")}
    assert kinds == {"drop clause", "drop fact", "drop premise", "negate", "or to and", "silence", "threshold"}


def test_fates_are_those_of_running_every_test_on_the_whole_mutant(kb: KnowledgeBase) -> None:
    tests = small.tests(small.MET, small.REFUSED, small.BROKEN)
    for one in judged(kb, tests):
        if one.fate != "refused":
            runner = Runner(mutated(kb, one.mutant))
            assert (one.fate == "survived") == all(runner.run(test)[0].passed for test in tests), one.mutant.said


def test_a_change_that_the_checks_refuse_does_not_count(kb: KnowledgeBase) -> None:
    found = judged(kb, small.tests(small.MET))
    refused = {one.mutant.said for one in found if one.fate == "refused"}
    assert "`procedure(Line, Name)` becomes `not procedure(Line, Name)`" in refused
    (one, together) = tally(found, {"knees": 1})
    assert one.noticed + one.survived + one.refused == one.mutants == len(found) == together.mutants


def test_a_sample_follows_from_its_seed_and_keeps_the_order(kb: KnowledgeBase) -> None:
    every = mutants(kb, "knees")
    assert sampled(every, 5, 1) == sampled(every, 5, 1) != sampled(every, 5, 2)
    chosen = [every.index(mutant) for mutant in sampled(every, 5, 1)]
    assert chosen == sorted(chosen)
    assert sampled(every, None, 1) == sampled(every, len(every), 1) == every


def test_policies_are_named_by_id_or_symbol(kb: KnowledgeBase) -> None:
    assert named(kb, ["KNEES", "knees", "shared"]) == ("knees", "shared")
    assert named(kb, []) == ("knees",)


@pytest.mark.parametrize("jobs", [1, 2])
def test_several_processes_come_to_the_same(kb: KnowledgeBase, jobs: int) -> None:
    bench = Bench(kb, "knees")
    bench.prepare(small.tests(small.MET, small.BROKEN), jobs, lambda: None)
    told: list[int] = []
    found = tuple(judge([bench], mutants(bench.kb, "knees"), jobs, lambda: told.append(1)))
    assert len(told) == len(found) and found == judged(kb, small.tests(small.MET, small.BROKEN))
