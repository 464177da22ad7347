"""Each policy decides its own cases as they expect.

A file holds a whole case and tests; each test changes the case (`set`, `unset`, `request`, `lines`, `documents`) and
says what is expected of a line, or of one criterion under it.
"""

from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from msgspec import json

from kb.intake.case_file import read_case
from kb.load import load
from solver.decide import LineDecision, Outcome, Solver
from solver.explain.reasons import section_of
from solver.render.decision import policy_name
from solver.render.tree import WORDS

FILES = sorted(Path(__file__).parent.glob("*/*.yaml"))
TESTS = [(path, test) for path in FILES for test in yaml.safe_load(path.read_text(encoding="utf-8"))["tests"]]


@cache
def solver() -> Solver:
    return Solver(load())


def changed(case: dict[str, Any], test: dict[str, Any]) -> dict[str, Any]:
    """The case as a test changes it; what it sets or unsets replaces all findings of the same slot."""
    found = deepcopy(case)
    gone = [slot(finding) for finding in (*test.get("set", ()), *test.get("unset", ()))]
    kept = [finding for finding in found.get("findings", ()) if slot(finding) not in gone]
    found["findings"] = [*kept, *test.get("set", ())]
    found["request"] = {**found.get("request", {}), **test.get("request", {})}
    return found | {key: test[key] for key in ("lines", "documents") if key in test}


def slot(finding: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(finding.get(key) for key in ("finding", "level", "line", "stage", "at"))


def value_of(outcome: Outcome, decision: LineDecision, criterion: str) -> str | None:
    """The value of the topmost goal that a criterion's section decides, in words."""
    proof = outcome.proof
    goals = (node for node in proof.walk(decision.goals[0] if decision.goals else "") if node.kind == "goal")
    return next((WORDS[g.value] for g in goals if criterion in map(section_of, proof.children(g))), None)


@pytest.mark.parametrize(("path", "test"), TESTS, ids=[f"{path.stem}: {test['name']}" for path, test in TESTS])
def test_a_policy_decides_as_its_cases_expect(path: Path, test: dict[str, Any]) -> None:
    case = changed(yaml.safe_load(path.read_text(encoding="utf-8"))["case"], test)
    outcome = solver().decide(read_case("case.json", solver().kb, text=json.encode(case)))
    for wanted in test["expect"]:
        lines = [d for d in outcome.lines if d.line == wanted["line"]]
        (decision,) = [d for d in lines if wanted.get("policy") in (None, policy_name(outcome, d.policy or ""))]
        if "verdict" in wanted:
            assert decision.verdict == wanted["verdict"]
        if "because" in wanted:
            assert {reason.criterion for reason in decision.because.criteria} == set(wanted["because"])
        assert set(wanted.get("notes", ())) <= {note.criterion for note in decision.notes}
        if "criterion" in wanted:
            assert value_of(outcome, decision, wanted["criterion"]) == wanted["value"]
