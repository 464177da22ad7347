"""What becomes of a case whose findings are changed: verdicts flip, and the criteria through which they do are told."""

from typing import Any

from click.testing import CliRunner, Result
from msgspec import json

from cli import main
from kb.intake.written import written_findings, written_slots
from solver.alternatives.turning import Pair, pairs, turns
from solver.alternatives.what_if import supposed
from solver.decide import Outcome
from tests.explain.fusion import PATH, POLICIES, case, outcome, solver

UNSTABLE = "instability_documented[L4-L5]"
MILD = "stenosis[L4-L5]=mild"


def after(*added: str, unset: tuple[str, ...] = ()) -> Outcome:
    kb = solver().kb
    return solver().decide(supposed(case(), written_findings(added, kb, case()), written_slots(unset, kb, case())))


def at(level: str | None, then: Outcome) -> Pair:
    return next(pair for pair in pairs(outcome(), then) if pair.question.level == level)


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["what-if", PATH, "--policies", POLICIES, *words])


def told(*words: str) -> dict[str, Any]:
    done = run("--json", *words)
    assert done.exit_code == 0, done.output
    found: dict[str, Any] = json.decode(done.stdout)
    return found


def test_the_missing_finding_decides_its_level_and_leaves_the_rest() -> None:
    then = after(UNSTABLE)
    assert [(pair.question.level, *pair.verdicts) for pair in pairs(outcome(), then)] == [
        (None, "not_necessary", "not_necessary"),
        ("L2-L3", "not_necessary", "not_necessary"),
        ("L4-L5", "undetermined", "necessary"),
    ]


def test_the_criterion_that_turns_is_told_with_its_clause_and_its_values() -> None:
    then = after(UNSTABLE)
    (turn,) = turns(outcome(), then, at("L4-L5", then))
    assert (turn.criterion, turn.clauses, turn.before, turn.after) == ("FUSION-1", ("FUSION-1/1",), "N", "T")
    assert then.proof.nodes[turn.node].atom == ("fit_for_fusion", ("L4-L5",))


def test_a_verdict_that_stays_has_nothing_that_turns() -> None:
    then = after(UNSTABLE)
    assert turns(outcome(), then, at("L2-L3", then)) == ()


def test_what_is_set_takes_the_place_of_what_was_stated() -> None:
    assert at("L4-L5", after(MILD)).verdicts == ("undetermined", "not_necessary")


def test_what_is_unset_is_silent_and_not_absent() -> None:
    unset = after("instability_documented[L4-L5]", unset=("stenosis[L4-L5]",))
    absent = after("instability_documented[L4-L5]", "stenosis[L4-L5]=absent")
    assert at("L4-L5", unset).verdicts[1] == "undetermined"
    assert at("L4-L5", absent).verdicts[1] == "not_necessary"


def test_two_things_that_are_set_for_one_slot_contradict_each_other() -> None:
    assert at("L4-L5", after(UNSTABLE, f"{UNSTABLE}=absent")).verdicts[1] == "review"


def test_a_supposed_case_has_a_digest_of_its_own() -> None:
    assert supposed(case(), written_findings([MILD], solver().kb, case())).digest != case().digest


def test_the_command_shows_what_is_supposed_what_flips_and_what_stays() -> None:
    done = run("--set", UNSTABLE)
    assert done.exit_code == 0
    assert "instability at L4-L5 is documented (as it is: instability at L4-L5 is not documented)" in done.output
    assert "2 of 3 verdicts stay as they are" in done.output
    assert done.output.endswith("recommendation needs a clinician's review.\n")


def test_the_json_has_every_verdict_and_what_was_supposed() -> None:
    found = told("--set", UNSTABLE, "--unset", "stenosis[L2-L3]")
    assert {one["finding"]: one["at"]["level"] for one in found["supposed"]} == {
        "instability_documented": "L4-L5",
        "stenosis": "L2-L3",
    }
    flips = {(one["level"], one["flips"]) for one in found["verdicts"]}
    assert flips == {(None, False), ("L2-L3", False), ("L4-L5", True)}


def test_what_is_already_so_changes_nothing() -> None:
    found = told("--set", "stenosis[L4-L5]=severe")
    assert found["supposed"] == [] and not any(one["flips"] for one in found["verdicts"])


def test_to_unset_what_is_not_stated_is_a_problem() -> None:
    done = run("--unset", "stenosis[L1-L2]")
    assert done.exit_code == 1 and "N407" in done.stderr


def test_a_command_without_a_change_is_wrong_usage() -> None:
    assert run().exit_code == 2
