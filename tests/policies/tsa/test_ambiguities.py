"""Where the assessment can be read in two ways, the reading that this project takes: one test for each row of the list of ambiguities."""

import pytest

from tests.policies.tsa.charts import (
    UNSTABLE,
    absent,
    decide,
    decide_example,
    deciding,
    found,
    fusion,
    levels,
    line,
    notes,
    reopenable,
    silent_on,
    stable,
    stay,
    types,
)


def test_amb_15_a_destabilising_decompression_is_a_fourth_way_to_be_unstable() -> None:
    chart = (*silent_on(stable("L4-L5"), UNSTABLE[2]), found(UNSTABLE[2], "L4-L5"))
    assert decide([line("22633", "L4-L5")], chart)["22633"].verdict == "necessary"


def test_amb_16_moderate_stenosis_with_compression_is_below_the_bar_and_only_noted() -> None:
    chart = (*silent_on(fusion("L4-L5"), "stenosis"), found("stenosis", "L4-L5", "moderate"))
    decided = decide([line("22633", "L4-L5")], chart)["22633"]
    assert (decided.verdict, deciding(decided)) == ("not_necessary", ("TSA-FUS-2a",))
    assert "TSA-FUS-7" in notes(decided)


def test_amb_17_silence_refuses_some_lines_and_leaves_others_open() -> None:
    decided = decide_example("two_stage")
    refused = {d.line for d in decided.outcome.lines if d.verdict == "not_necessary" and reopenable(d)}
    assert refused == {"22214", "22216", "27280"}
    left = {d.line for d in decided.outcome.lines if d.verdict == "undetermined" and d.line.isdecimal()}
    assert left == {"63052", "63053", "22633", "22634", "22843", "22848"}


def test_amb_18_stage_1_rests_on_stenosis_and_not_on_instability() -> None:
    decided = decide_example("two_stage")["stage-1-fusion"]
    assert deciding(decided) == ("TSA-FUS-2a",)
    unstable = (found("spondylolisthesis", "L2-L3"), found("spondylolisthesis", "L3-L4"))
    chart = (absent("stenosis", "L2-L3"), absent("stenosis", "L3-L4"), *unstable)
    assert decide([line("22633", "L2-L4")], chart)["22633"].verdict == "not_necessary"


def test_amb_19_a_partial_stage_needs_no_approved_line() -> None:
    group = decide_example("two_stage").group("2")
    assert (group.verdict, group.approved) == ("partial", False)


def test_amb_20_exploration_is_incidental_beside_open_lines_and_refused_alone() -> None:
    assert decide([line("22830"), line("22633")])["22830"].verdict == "incidental"
    assert decide([line("22830")])["22830"].verdict == "not_necessary"


def test_amb_21_the_lower_end_of_a_printed_range_decides_and_the_range_is_noted() -> None:
    chart = (*silent_on(fusion("L4-L5"), "physical_therapy"), found("physical_therapy", value="42 days"))
    decided = decide([line("22633", "L4-L5")], chart)["22633"]
    assert decided.verdict == "necessary"
    assert "TSA-FUS-1" in notes(decided)


def test_amb_22_l2_l4_is_two_interspaces_of_a_line_without_a_code() -> None:
    decided = decide([{"id": "upper", "procedure": "fusion", "levels": ["L2-L4"]}], fusion("L2-L3"))["upper"]
    assert levels(decided) == {"L2-L3": "necessary", "L3-L4": "undetermined"}


def test_amb_23_broken_hardware_leaves_instability_open() -> None:
    chart = (*silent_on(fusion("L4-L5"), *UNSTABLE), found("broken_hardware"))
    decided = decide([line("22633", "L4-L5")], chart)["22633"]
    assert (decided.verdict, deciding(decided)) == ("undetermined", ("TSA-FUS-3",))


def test_amb_24_either_reason_will_do_for_the_pelvis_and_the_mechanical_one_is_open() -> None:
    lines = [line("22633", "L5-S1"), line("22848")]
    for more, verdict in (((), "undetermined"), ((found("pelvic_support_required"),), "necessary")):
        assert decide(lines, (*fusion("L5-S1"), absent("significant_deformity"), *more))["22848"].verdict == verdict


def test_amb_25_asking_for_documents_does_not_open_a_refused_line() -> None:
    decided = decide_example("two_stage")
    for code, item in (("22214", "scoliosis_or_deformity"), ("27280", "sacroiliac_manoeuvres")):
        assert (decided[code].verdict, decided[code].wanted) == ("not_necessary", (item,))
        assert reopenable(decided[code])


def test_amb_26_the_stay_of_a_refused_stage_is_undetermined_and_moot_and_days_are_no_limit() -> None:
    refused = decide_example("two_stage")["stage-1-stay"]
    assert (refused.verdict, refused.moot) == ("undetermined", True)
    days = {"finding": "days_requested", "line": "stay", "value": 9}
    assert decide([line("22633", "L4-L5"), stay()], (*fusion("L4-L5"), days))["stay"].verdict == "necessary"


@pytest.mark.parametrize(("more", "verdict"), [((absent("stenosis", "L4-L5"),), "not_necessary"), ((), "undetermined")])
def test_amb_27_an_addition_inherits_a_refused_or_open_parent(
    more: tuple[dict[str, object], ...], verdict: str
) -> None:
    lines = [line("22633", "L4-L5"), line("22634", "L5-S1")]
    assert decide(lines, (*fusion("L5-S1"), *more))["22634"].verdict == verdict


def test_amb_28_isolated_stenosis_is_not_said_of_levels_without_stenosis() -> None:
    assert "TSA-FUS-6" not in notes(decide_example("two_stage")["stage-1-fusion"])


def test_amb_76_every_verdict_names_its_policy_and_a_named_policy_speaks_alone() -> None:
    assert {d.policy for d in decide_example("two_stage").outcome.lines} == {"tsa"}


def test_amb_77_silence_documented_absence_and_conflict_are_three_things() -> None:
    said = found("neural_compression", "L4-L5")
    denied = absent("neural_compression", "L4-L5")
    chart = silent_on(fusion("L4-L5"), "neural_compression")
    found_types = [
        types(decide([line("22633", "L4-L5")], (*chart, *more))["22633"]) for more in ((), (denied,), (said, denied))
    ]
    assert found_types == [{"silent"}, {"absent"}, {"conflict"}]


def test_amb_78_an_undetermined_line_counts_neither_as_approved_nor_as_refused() -> None:
    decided = decide([line("22633")])
    assert decided["22633"].verdict == "undetermined"
    group = decided.group("request")
    assert (group.verdict, group.approved) == ("undetermined", False)


@pytest.mark.parametrize(
    ("code", "bar"),
    [("22633", found("physical_therapy", value="6 weeks")), ("27280", found("si_injection_relief", value=50))],
)
def test_amb_79_at_least_includes_the_bar(code: str, bar: dict[str, object]) -> None:
    others = (
        *silent_on(fusion("L4-L5"), "physical_therapy"),
        found("si_manoeuvres_positive", value=3),
        found("si_joint_findings"),
        found("si_conservative_care_failed"),
    )
    assert decide([line(code, "L4-L5")], (*others, bar))[code].verdict == "necessary"


def test_amb_80_a_line_is_judged_by_its_own_levels_and_stage_and_not_by_its_code() -> None:
    lines = [line("22633", "L4-L5", id="here", stage=1), line("22633", "L2-L3", id="there", stage=2)]
    decided = decide(lines, (*fusion("L4-L5"), absent("stenosis", "L2-L3")))
    assert (decided["here"].verdict, decided["there"].verdict) == ("necessary", "not_necessary")
    assert (decided.group("1").verdict, decided.group("2").verdict) == ("necessary", "not_necessary")
