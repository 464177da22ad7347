"""Which policy speaks of a line: by plan, code, date of service and kind of review; and how its codes are judged."""

from functools import cache
from typing import Any

import pytest
from msgspec import json

from kb.intake.case_file import read_case
from kb.load import OURS, load_texts, read_texts
from solver.decide import LineDecision, Outcome, Solver
from solver.render.decision import decision_text

POLICY = """---
id: {id}
title: made up
---
# All {{#{id}-1}}
Made up.

```datalog
in_scope({symbol}, Line) :- code(Line, "12345").
necessary({symbol}, Line) :- code(Line, "12345"), history_taken.
{more}
```
"""


@cache
def solver(one: str, other: str = "") -> Solver:
    """Our policies with two made-up ones, ONE and TWO, and what they say besides."""
    own = {
        f"{name}.md": POLICY.format(id=name, symbol=name.lower(), more=more)
        for name, more in (("ONE", one), ("TWO", other))
    }
    return Solver(load_texts({**read_texts((OURS,)), **own}))


def decided(solver: Solver, findings: tuple[dict[str, Any], ...] = (), **request: str) -> Outcome:
    case = {
        "case": "made-up",
        "request": request,
        "lines": [{"id": "visit", "code": "12345"}],
        "findings": [{"finding": "history_taken"}, *findings],
    }
    return solver.decide(read_case("case.json", solver.kb, text=json.encode(case)))


def lines(solver: Solver, findings: tuple[dict[str, Any], ...] = (), **request: str) -> tuple[LineDecision, ...]:
    return decided(solver, findings, **request).lines


def who(solver: Solver, **request: str) -> list[tuple[str | None, str]]:
    return [(line.policy, line.verdict) for line in lines(solver, (), **request)]


# Plan -----------------------------------------------------------------------------------------------------------------


PLANS = 'uses("Gold", one).'


def test_without_a_plan_each_policy_gives_a_verdict_of_its_own() -> None:
    assert who(solver(PLANS)) == [("one", "necessary"), ("two", "necessary")]


def test_a_plan_picks_the_policy_that_it_uses() -> None:
    assert who(solver(PLANS), plan="gold") == [("one", "necessary")]


def test_a_plan_that_uses_no_policy_here_leaves_the_line_out_of_scope_and_says_which_have_rules() -> None:
    (line,) = lines(solver(PLANS), plan="Silver")
    assert (line.policy, line.verdict) == (None, "out_of_scope")
    assert [note.text[:4] for note in line.notes] == ["ONE ", "TWO "]


def test_a_named_policy_stands_above_the_plan() -> None:
    assert who(solver(PLANS), plan="Silver", policy="TWO") == [("two", "necessary")]


# Date -----------------------------------------------------------------------------------------------------------------

DATED = "in_force_from(one, 2025-03-01)."


@pytest.mark.parametrize(
    ("day", "verdicts"),
    [
        ("2025-02-28", [("two", "necessary")]),
        ("2025-03-01", [("one", "necessary"), ("two", "necessary")]),
    ],
)
def test_a_version_governs_from_its_first_day(day: str, verdicts: list[tuple[str, str]]) -> None:
    assert who(solver(DATED), service_date=day) == verdicts


def test_without_a_date_of_service_a_version_counts_as_in_force() -> None:
    assert ("one", "necessary") in who(solver(DATED))


def test_a_named_version_that_is_not_yet_in_force_says_so() -> None:
    outcome = decided(solver(DATED), policy="ONE", service_date="2025-02-28")
    (line,) = outcome.lines
    assert (line.verdict, [note.criterion for note in line.notes]) == ("out_of_scope", ["ADJUDICATION-GOVERNS"])
    text = " ".join(decision_text(outcome, 200).split())
    assert "ONE does not apply to it" in text and "not yet in force on the date of service" in text


# Kind of review -------------------------------------------------------------------------------------------------------


def test_a_policy_for_one_kind_of_review_keeps_out_of_the_other() -> None:
    both = solver("reviews_only(one, retrospective).")
    assert who(both, review="prospective") == [("two", "necessary")]
    assert who(both, review="retrospective") == [("one", "necessary"), ("two", "necessary")]


# Codes ----------------------------------------------------------------------------------------------------------------

CODED = """judged_by_code(one, Line, {respect}) :- code(Line, "12345").
coded(one, Line, {respect}) :- code(Line, "12345"), physically_examined."""
ABSENT = ({"finding": "physically_examined", "present": False},)
PRESENT = ({"finding": "physically_examined"},)


def coding(respect: str, findings: tuple[dict[str, Any], ...]) -> LineDecision:
    (line,) = lines(solver(CODED.format(respect=respect)), findings, policy="ONE")
    return line


@pytest.mark.parametrize(
    ("respect", "findings", "verdict", "result", "collides"),
    [
        ("right_code", PRESENT, "necessary", "accepted", False),
        ("right_code", (), "necessary", "undetermined", False),
        ("right_code", (*PRESENT, *ABSENT), "necessary", "review", False),
        ("right_code", ABSENT, "coding_error", "coding_error", False),
        ("covered_code", ABSENT, "necessary", "not_covered", True),
        ("within_limit", ABSENT, "necessary", "over_limit", False),
    ],
)
def test_the_coding_is_judged_apart(
    respect: str, findings: tuple[dict[str, Any], ...], verdict: str, result: str, collides: bool
) -> None:
    line = coding(respect, findings)
    assert (line.verdict, line.criteria.verdict) == (verdict, "necessary")
    assert line.coding is not None and line.coding.verdict == result
    assert any("both are shown" in note.text for note in line.notes) == collides
    assert line.because == (line.criteria.because if verdict == "necessary" else line.coding.because)


def test_a_line_whose_coding_is_not_accepted_does_not_make_the_request_approved() -> None:
    kb = solver(CODED.format(respect="covered_code"))
    assert [group.verdict for group in decided(kb, PRESENT, policy="ONE").groups] == ["necessary"]
    assert [group.verdict for group in decided(kb, ABSENT, policy="ONE").groups] == ["undetermined"]


def test_a_policy_that_does_not_judge_codes_shows_no_coding() -> None:
    assert [line.coding for line in lines(solver(PLANS), policy="TWO")] == [None]


# Classes --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["incidental", "not_separately_reimbursed", "investigational", "not_covered"])
def test_a_class_stands_above_what_is_necessary_and_brings_its_own_reasons(name: str) -> None:
    (line,) = lines(solver(f'{name}(one, Line) :- code(Line, "12345"), physically_examined.'), PRESENT, policy="ONE")
    assert line.verdict == name
    assert "physical" in line.because.criteria[0].text or line.because.criteria[0].type == "met"
    (line,) = lines(solver(f'{name}(one, Line) :- code(Line, "12345"), physically_examined.'), ABSENT, policy="ONE")
    assert line.verdict == "necessary"
