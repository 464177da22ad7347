"""What a request says of levels, codes and policies, and what the assessment makes of it."""

import pytest

from tests.policies.tsa.charts import decide, deciding, fusion, levels, line

BOTH = fusion("L4-L5", "L5-S1")


@pytest.mark.parametrize(
    "asked", [("L4-S1",), ("L4-L5", "L5-S1"), ("L5-S1", "L4-L5"), ("L4-5", "L5/S1"), ("L4-S1", "L4-L5")]
)
def test_a_span_and_a_list_of_its_interspaces_mean_the_same(asked: tuple[str, ...]) -> None:
    span, listed = decide([line("22633", "L4-S1")], BOTH)["22633"], decide([line("22633", *asked)], BOTH)["22633"]
    assert levels(listed) == levels(span) == {"L4-L5": "necessary", "L5-S1": "necessary"}
    assert (listed.verdict, listed.because) == (span.verdict, span.because)


def test_a_name_and_a_code_for_the_same_service_are_decided_alike() -> None:
    lines = [line("22633", "L4-L5"), {"id": "named", "procedure": "fusion", "levels": ["L4-L5"]}]
    decided = decide(lines, fusion("L4-L5"))
    assert decided["named"].verdict == decided["22633"].verdict == "necessary"
    assert deciding(decided["named"]) == deciding(decided["22633"])


def test_without_a_named_policy_the_assessment_still_speaks_for_its_codes() -> None:
    named, unnamed = (decide([line("22633", "L4-L5")], fusion("L4-L5"), policy)["22633"] for policy in ("TSA", None))
    assert (unnamed.verdict, unnamed.because) == (named.verdict, named.because)


def test_with_a_named_policy_no_other_policy_speaks() -> None:
    assert {d.policy for d in decide([line("22633", "L4-L5")], fusion("L4-L5")).outcome.lines} == {"tsa"}


def test_a_code_outside_the_named_policy_is_out_of_its_scope() -> None:
    decided = decide([line("99213"), line("22633", "L4-L5")], fusion("L4-L5"))
    assert (decided["99213"].verdict, decided["22633"].verdict) == ("out_of_scope", "necessary")
    assert decided.group("request").verdict == "necessary"


def test_a_code_that_no_policy_knows_belongs_to_none() -> None:
    (alone,) = decide([line("99213")], policy=None).outcome.lines
    assert (alone.verdict, alone.policy) == ("out_of_scope", None)


def test_an_unknown_policy_never_lends_its_name_to_a_verdict_on_the_merits() -> None:
    outcome = decide([line("22633", "L4-L5")], fusion("L4-L5"), policy="NOSUCH").outcome
    assert [d.verdict for d in outcome.lines] == ["out_of_scope"]
    assert outcome.groups == ()


def test_two_lines_with_one_code_are_decided_apart() -> None:
    decided = decide([line("22633", "L4-L5", id="one"), line("22633", "L2-L3", id="other")], fusion("L4-L5"))
    assert (decided["one"].verdict, decided["other"].verdict) == ("necessary", "undetermined")
