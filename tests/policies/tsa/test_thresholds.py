"""Every threshold of the assessment from both sides. *At least* includes the bar itself; nothing above the lower bar is asked for."""

import pytest

from tests.policies.tsa.charts import (
    OTHER_SI,
    Chart,
    absent,
    decide,
    deciding,
    decompression,
    found,
    fusion,
    line,
    manoeuvres,
    notes,
    silent_on,
    stay,
    types,
)

CARE = silent_on(fusion("L4-L5"), "physical_therapy")
REST = silent_on(fusion("L4-L5"), "stenosis")


@pytest.mark.parametrize(
    ("length", "verdict"),
    [
        ("0 days", "not_necessary"),
        ("41 days", "not_necessary"),
        ("42 days", "necessary"),
        ("43 days", "necessary"),
        ("5 weeks", "not_necessary"),
        ("6 weeks", "necessary"),
        ("1 month", "not_necessary"),
        ("3 months", "necessary"),
    ],
)
def test_physical_therapy_lasts_six_weeks(length: str, verdict: str) -> None:
    decided = decide([line("22633", "L4-L5")], (*CARE, found("physical_therapy", value=length)))["22633"]
    assert decided.verdict == verdict
    if verdict == "not_necessary":
        assert (deciding(decided), types(decided)) == (("TSA-FUS-1",), {"not_met"})


@pytest.mark.parametrize(
    ("length", "noted"), [("41 days", False), ("42 days", True), ("89 days", True), ("90 days", False)]
)
def test_care_inside_the_printed_range_is_noted(length: str, noted: bool) -> None:
    decided = decide([line("22633", "L4-L5")], (*CARE, found("physical_therapy", value=length)))["22633"]
    assert ("TSA-FUS-1" in notes(decided)) is noted


GRADES = [
    ("none", "not_necessary"),
    ("mild", "not_necessary"),
    ("moderate", "not_necessary"),
    ("moderate_to_severe", "necessary"),
    ("severe", "necessary"),
]


@pytest.mark.parametrize(("grade", "verdict"), GRADES)
def test_a_fusion_asks_for_moderate_to_severe_stenosis(grade: str, verdict: str) -> None:
    decided = decide([line("22633", "L4-L5")], (*REST, found("stenosis", "L4-L5", grade)))["22633"]
    assert decided.verdict == verdict
    if verdict == "not_necessary":
        assert (deciding(decided), types(decided)) == (("TSA-FUS-2a",), {"not_met"})


@pytest.mark.parametrize(("grade", "verdict"), GRADES)
def test_a_decompression_asks_for_moderate_to_severe_stenosis(grade: str, verdict: str) -> None:
    chart = (*silent_on(decompression("L4-L5"), "stenosis"), found("stenosis", "L4-L5", grade))
    decided = decide([line("63052", "L4-L5")], chart)["63052"]
    assert decided.verdict == verdict
    if verdict == "not_necessary":
        assert deciding(decided) == ("TSA-DEC-2",)


@pytest.mark.parametrize("positive", range(6))
def test_three_manoeuvres_are_enough_by_name(positive: int) -> None:
    decided = decide([line("27280")], (*OTHER_SI, *manoeuvres(positive)))["27280"]
    assert decided.verdict == ("necessary" if positive >= 3 else "not_necessary")
    assert "TSA-SIJ-1" in deciding(decided)


@pytest.mark.parametrize("positive", range(6))
def test_three_manoeuvres_are_enough_by_count(positive: int) -> None:
    decided = decide([line("27280")], (*OTHER_SI, found("si_manoeuvres_positive", value=positive)))["27280"]
    assert decided.verdict == ("necessary" if positive >= 3 else "not_necessary")
    assert "TSA-SIJ-1" in deciding(decided)


@pytest.mark.parametrize(("positive", "verdict"), [(3, "necessary"), (2, "not_necessary")])
def test_manoeuvres_that_were_not_done_count_as_not_positive(positive: int, verdict: str) -> None:
    assert decide([line("27280")], (*OTHER_SI, *manoeuvres(positive, done=positive)))["27280"].verdict == verdict


RELIEF = [
    (0, "not_necessary"),
    (49.9, "not_necessary"),
    (50, "necessary"),
    (50.1, "necessary"),
    (75, "necessary"),
    (100, "necessary"),
]


@pytest.mark.parametrize(("relief", "verdict"), RELIEF)
def test_an_injection_brings_half_the_pain_away(relief: float, verdict: str) -> None:
    chart = (*silent_on(OTHER_SI, "si_injection_relief"), *manoeuvres(3), found("si_injection_relief", value=relief))
    decided = decide([line("27280")], chart)["27280"]
    assert decided.verdict == verdict
    if verdict == "not_necessary":
        assert (deciding(decided), types(decided)) == (("TSA-SIJ-2",), {"not_met"})


@pytest.mark.parametrize(("relief", "noted"), [(49.9, False), (50, True), (74.9, True), (75, False)])
def test_relief_inside_the_printed_range_is_noted(relief: float, noted: bool) -> None:
    decided = decide([line("27280")], [found("si_injection_relief", value=relief)])["27280"]
    assert ("TSA-SIJ-2" in notes(decided)) is noted


@pytest.mark.parametrize("angle", [0, 0.1, 9.9, 10, 180])
def test_no_least_cobb_angle_is_printed(angle: float) -> None:
    chart = (found("scoliosis"), found("cobb_angle", value=angle), found("deformity_explains_symptoms"))
    assert decide([line("22214")], chart)["22214"].verdict == "necessary"


@pytest.mark.parametrize(("days", "noted"), [(2, False), (3, False), (4, True)])
def test_more_than_three_days_are_noted_and_set_no_limit(days: int, noted: bool) -> None:
    asked = [line("22633", "L4-L5"), stay()]
    decided = decide(asked, (*fusion("L4-L5"), {"finding": "days_requested", "line": "stay", "value": days}))["stay"]
    assert decided.verdict == "necessary"
    assert ("TSA-INP-2" in notes(decided)) is noted


@pytest.mark.parametrize("missing", ["stenosis", "neural_compression"])
def test_stenosis_and_compression_are_both_asked_for(missing: str) -> None:
    chart: Chart = (*silent_on(fusion("L4-L5"), missing), absent(missing, "L4-L5"))
    decided = decide([line("22633", "L4-L5")], chart)["22633"]
    assert decided.verdict == "not_necessary"
    assert deciding(decided) == ("TSA-FUS-2a" if missing == "stenosis" else "TSA-FUS-2b",)
