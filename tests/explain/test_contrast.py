"""Two cases with different verdicts: the smallest sets of findings that carry a verdict over, each decided again."""

from itertools import combinations
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import json, structs

from cli import main
from kb.case import Case
from kb.intake.written import written_findings
from solver.alternatives.contrast import Contrast, contrasts, request_differences, taken_over
from solver.alternatives.what_if import supposed
from solver.decide import Outcome
from solver.proof import Ground
from tests.explain.fusion import case, solver
from tests.ours import FOLDER, example
from tests.ours import solver as ours

SLOTS = ("stenosis[{}]", "neural_compression[{}]", "instability_documented[{}]")
SAID = {"stenosis": ("mild", "severe", "absent"), "neural_compression": ("present", "absent")}


def charted(*stated: str) -> Case:
    """The example with another chart."""
    bare = structs.replace(case(), findings=())
    return supposed(bare, written_findings(stated, solver().kb, bare))


FULL = charted(
    *(f"{name.format(level)}{'=severe' if 'sten' in name else ''}" for level in ("L2-L3", "L4-L5") for name in SLOTS),
    "physical_therapy=8 weeks",
)


def found(one: Case, other: Case) -> dict[str | None, Contrast]:
    told = contrasts(solver(), solver().decide(one), solver().decide(other))
    return {contrast.pair.question.level: contrast for contrast in told}


def verdict(one: Case) -> str:
    return solver().decide(one).lines[0].verdict


def of_examples(one: str, other: str) -> tuple[Outcome, Outcome, tuple[Contrast, ...]]:
    before, after = (ours().decide(example(name)) for name in (one, other))
    return before, after, contrasts(ours(), before, after)


@pytest.mark.parametrize(
    ("one", "other", "slot"),
    [
        ("therapy_41_days", "therapy_42_days", ("physical_therapy", ())),
        ("therapy_42_days", "therapy_41_days", ("physical_therapy", ())),
    ],
)
def test_a_pair_that_differs_in_one_finding_is_explained_by_it(one: str, other: str, slot: Ground) -> None:
    _, _, (contrast,) = of_examples(one, other)
    (swap,) = contrast.swaps
    assert swap.slots == (slot,) and not contrast.by_request
    assert [turn.criterion for turn in swap.turns] == ["TSA-FUS-1"]


def test_all_that_the_first_case_lacks_is_one_set() -> None:
    (contrast,) = (one for level, one in found(case(), FULL).items() if level is None)
    (swap,) = contrast.swaps
    assert set(swap.slots) == {
        ("stenosis", ("L2-L3",)),
        ("instability_documented", ("L2-L3",)),
        ("instability_documented", ("L4-L5",)),
        ("neural_compression", ("L2-L3",)),
    }


def test_each_thing_that_is_enough_by_itself_is_a_set() -> None:
    assert [swap.slots for swap in found(FULL, case())["L2-L3"].swaps] == [
        (("stenosis", ("L2-L3",)),),
        (("instability_documented", ("L2-L3",)),),
    ]


def test_verdicts_that_agree_are_not_contrasted() -> None:
    assert found(FULL, FULL) == {}


CHARTS = st.fixed_dictionaries(
    {
        f"{name}[{level}]": st.sampled_from([None, *SAID.get(name, ("present", "absent"))])
        for name in ("stenosis", "neural_compression", "instability_documented")
        for level in ("L2-L3", "L4-L5")
    }
    | {"physical_therapy": st.sampled_from([None, "5 weeks", "6 weeks"])}
).map(lambda chart: charted(*(f"{slot}={value}" for slot, value in chart.items() if value)))


@settings(max_examples=15, deadline=None)
@given(CHARTS, CHARTS)
def test_the_sets_are_those_that_trying_every_set_finds(one: Case, other: Case) -> None:
    told = found(one, other)
    slots = {(f.predicate, f.key) for both in (one, other) for f in both.findings}
    wanted, carrying = verdict(other), list[set[Ground]]()
    if None not in told:
        assert verdict(one) == wanted
        return
    for size in range(1, len(slots) + 1):
        for some in map(set, combinations(sorted(slots), size)):
            if not any(known <= some for known in carrying) and verdict(taken_over(one, other, tuple(some))) == wanted:
                carrying.append(some)
    assert sorted(map(sorted, carrying)) == sorted(sorted(swap.slots) for swap in told[None].swaps)


def test_a_request_that_differs_is_told_apart() -> None:
    other = structs.replace(FULL, request=structs.replace(FULL.request, service_date="2025-06-01"), documents=())
    assert [(one.line, one.field, one.one, one.other) for one in request_differences(FULL, other)] == [
        (None, "service date", "2025-05-12", "2025-06-01"),
        (None, "documents", "imaging report, office note", "-"),
    ]


def test_a_request_that_explains_the_verdict_alone_is_said_to() -> None:
    (line,) = case().lines
    other = structs.replace(FULL, lines=(structs.replace(line, procedure="decompression"),))
    assert contrasts(solver(), solver().decide(FULL), solver().decide(other))[0].by_request


def test_findings_that_carry_only_with_the_other_request_are_said_to() -> None:
    _, _, told = of_examples("two_stage", "two_stage_documented")
    assert told and all(one.after_request and one.swaps and not one.by_request for one in told)


def test_a_budget_that_is_too_small_is_said_to_be() -> None:
    one, other = solver().decide(case()), solver().decide(FULL)
    told = contrasts(solver(), one, other, budget=1)
    assert told and not any(contrast.complete or contrast.swaps for contrast in told)


def test_the_command_shows_both_sides_and_the_json_has_them() -> None:
    paths = [str(FOLDER / f"{name}.yaml") for name in ("therapy_41_days", "therapy_42_days")]
    done = CliRunner().invoke(main, ["contrast", *paths])
    assert done.exit_code == 0 and "through TSA-FUS-1/1" in done.output and "41 days" in done.output
    found: dict[str, Any] = json.decode(CliRunner().invoke(main, ["contrast", "--json", *paths]).stdout)
    (told,) = found["contrasts"]
    assert (told["from"], told["to"], told["complete"]) == ("not_necessary", "necessary", True)
    assert [one["finding"] for way in told["sets"] for one in way["findings"]] == ["physical_therapy"]


@pytest.mark.parametrize("words", [["a.yaml"], ["a.yaml", "b.yaml", "c.yaml"], ["--policy", "x", "y", "a", "b"]])
def test_the_wrong_number_of_cases_is_wrong_usage(words: list[str]) -> None:
    assert CliRunner().invoke(main, ["contrast", *words]).exit_code == 2
