"""The examples as the assessment reads them: verdicts and deciding criteria, line by line."""

import pytest
from msgspec import json

from tests.policies.tsa.charts import decide_example, deciding, levels, notes, reopenable, types

STAGE_2 = ("22830", "63052", "63053", "22214", "22216", "22633", "22634", "22843", "27280", "22848", "stage-2-stay")
FUSION = ("TSA-FUS-0", "TSA-FUS-1", "TSA-FUS-2", "TSA-FUS-3", "TSA-FUS-4")
DECOMPRESSION = ("TSA-DEC-1", "TSA-DEC-2", "TSA-DEC-3")

# line, verdict, deciding criteria, types of the reasons, re-openable
TWO_STAGE = (
    ("stage-1-fusion", "not_necessary", ("TSA-FUS-2a",), {"absent"}, False),
    ("stage-1-stay", "undetermined", ("TSA-INP-0",), {"silent"}, False),
    ("22830", "incidental", ("TSA-EXP-1", "TSA-EXP-2"), {"met"}, False),
    ("63052", "undetermined", DECOMPRESSION, {"silent"}, False),
    ("63053", "undetermined", DECOMPRESSION, {"silent"}, False),
    ("22214", "not_necessary", ("TSA-OST-1",), {"silent"}, True),
    ("22216", "not_necessary", ("TSA-OST-1",), {"silent"}, True),
    ("22633", "undetermined", FUSION, {"silent"}, False),
    ("22634", "undetermined", FUSION, {"silent"}, False),
    ("22843", "undetermined", ("TSA-INS-1",), {"silent"}, False),
    ("27280", "not_necessary", ("TSA-SIJ-1", "TSA-SIJ-4"), {"silent"}, True),
    ("22848", "undetermined", ("TSA-PEL-1", "TSA-PEL-2"), {"silent"}, True),
    ("stage-2-stay", "undetermined", ("TSA-INP-0", "TSA-INP-5"), {"silent"}, False),
)


@pytest.mark.parametrize(("line", "verdict", "criteria", "kinds", "open_again"), TWO_STAGE)
def test_the_two_stage_case_comes_out_as_assessed(
    line: str, verdict: str, criteria: tuple[str, ...], kinds: set[str], open_again: bool
) -> None:
    decided = decide_example("two_stage")[line]
    assert (decided.verdict, deciding(decided), types(decided), reopenable(decided)) == (
        verdict,
        criteria,
        kinds,
        open_again,
    )


def test_each_level_of_stage_1_is_refused_by_its_own_imaging() -> None:
    decided = decide_example("two_stage")["stage-1-fusion"]
    assert levels(decided) == {"L2-L3": "not_necessary", "L3-L4": "not_necessary"}
    for level in decided.levels:
        (reason,) = level.because
        assert (reason.criterion, reason.type, level.level in reason.text) == ("TSA-FUS-2a", "absent", True)
        assert [one.document for one in reason.evidence] == ["mri"]


def test_the_screws_follow_both_fusions() -> None:
    assert decide_example("two_stage")["22843"].because.follows == ("22633", "22634")


def test_the_arm_of_deformity_is_false_and_that_of_mechanics_open_for_the_pelvis() -> None:
    found = {reason.criterion: reason.value for reason in decide_example("two_stage")["22848"].because.criteria}
    assert found == {"TSA-PEL-1": "F", "TSA-PEL-2": "N"}


def test_notes_of_the_two_stage_case() -> None:
    decided = decide_example("two_stage")
    for fusion in ("stage-1-fusion", "22633", "22634"):
        assert notes(decided[fusion]) == {"TSA-FUS-5"}
    assert notes(decided["stage-2-stay"]) == {"TSA-INP-3", "TSA-INP-4"}
    assert notes(decided["stage-1-stay"]) == set()


def test_the_stay_of_the_refused_stage_is_moot_and_no_other_line_is() -> None:
    assert {d.line for d in decide_example("two_stage").outcome.lines if d.moot} == {"stage-1-stay"}


def test_stage_1_is_refused_and_stage_2_partial_without_an_approved_line() -> None:
    decided = decide_example("two_stage")
    assert decided.group("1").verdict == "not_necessary"
    stage = decided.group("2")
    assert (stage.verdict, stage.approved) == ("partial", False)
    assert not [line for line in STAGE_2 if decided[line].verdict == "necessary"]


def test_the_five_documents_are_asked_for_in_stage_2_and_none_in_stage_1() -> None:
    decided = decide_example("two_stage")
    wanted = (
        "levels_and_imaging_for_decompression",
        "instability_by_level",
        "scoliosis_or_deformity",
        "sacroiliac_manoeuvres",
        "conservative_care",
    )
    assert set(decided.group("2").wanted) == set(wanted)
    assert decided.group("1").wanted == ()


# With stage 2 documented ----------------------------------------------------------------------------------------------

# The screws follow two necessary fusions (INS-1). The pelvis stays open: the fusion now reaches the sacrum, but nobody raises a
# deformity, which counts as none (PEL-1 false), and nobody speaks of mechanics (PEL-2 open). The stay serves necessary surgery
# (INP-0), and levels and indications of every fusion and decompression are known (INP-5). Stage 1 is as it was, so its stay is moot.
DOCUMENTED = {
    "stage-1-fusion": "not_necessary",
    "stage-1-stay": "undetermined",
    "22830": "incidental",
    "63052": "necessary",
    "63053": "necessary",
    "22214": "not_necessary",
    "22216": "not_necessary",
    "22633": "necessary",
    "22634": "necessary",
    "22843": "necessary",
    "27280": "not_necessary",
    "22848": "undetermined",
    "stage-2-stay": "necessary",
}
UNTOUCHED = ("stage-1-fusion", "stage-1-stay", "22830", "22214", "22216", "27280", "22848")


@pytest.mark.parametrize(("line", "verdict"), DOCUMENTED.items())
def test_documents_settle_stage_2_as_far_as_they_go(line: str, verdict: str) -> None:
    assert decide_example("two_stage_documented")[line].verdict == verdict


@pytest.mark.parametrize("line", UNTOUCHED)
def test_lines_on_which_the_new_documents_are_silent_keep_their_deciding_criteria(line: str) -> None:
    before, after = decide_example("two_stage")[line], decide_example("two_stage_documented")[line]
    assert (deciding(after), types(after), reopenable(after)) == (deciding(before), types(before), reopenable(before))


def test_the_documented_stage_2_is_partial_with_approved_lines() -> None:
    decided = decide_example("two_stage_documented")
    assert (decided.group("1").verdict, decided.group("2").verdict, decided.group("2").approved) == (
        "not_necessary",
        "partial",
        True,
    )
    assert set(decided.group("2").wanted) == {"scoliosis_or_deformity", "sacroiliac_manoeuvres"}
    assert decided["stage-1-stay"].moot


def test_three_requested_days_are_usual() -> None:
    assert notes(decide_example("two_stage_documented")["stage-2-stay"]) == {"TSA-INP-3", "TSA-INP-4"}


# Examples that show one thing -----------------------------------------------------------------------------------------


def test_a_stable_level_fails_its_line_while_the_other_level_meets_everything() -> None:
    decided = decide_example("one_level_stable")["22633"]
    assert levels(decided) == {"L4-L5": "necessary", "L5-S1": "not_necessary"}
    assert (decided.verdict, deciding(decided), types(decided)) == ("not_necessary", ("TSA-FUS-3",), {"absent"})
    assert not reopenable(decided)
    assert "TSA-FUS-6" in notes(decided)


def test_six_weeks_to_the_day_are_enough() -> None:
    assert decide_example("therapy_42_days")["22633"].verdict == "necessary"


@pytest.mark.parametrize(
    ("name", "line"), [("therapy_42_days", "22633"), ("si_three_of_five", "27280"), ("two_stage_documented", "22633")]
)
def test_what_decides_a_necessary_line_is_met_and_waits_for_no_document(name: str, line: str) -> None:
    decided = decide_example(name)[line]
    assert types(decided) == {"met"}
    assert not reopenable(decided)


def test_one_day_less_than_six_weeks_is_not() -> None:
    decided = decide_example("therapy_41_days")["22633"]
    assert (decided.verdict, deciding(decided), types(decided)) == ("not_necessary", ("TSA-FUS-1",), {"not_met"})


def test_three_manoeuvres_of_five_are_enough() -> None:
    assert decide_example("si_three_of_five")["27280"].verdict == "necessary"


def test_two_manoeuvres_of_five_are_not() -> None:
    decided = decide_example("si_two_of_five")["27280"]
    assert (decided.verdict, deciding(decided)) == ("not_necessary", ("TSA-SIJ-1",))


def test_five_documented_manoeuvres_are_not_silence() -> None:
    decided = decide_example("si_two_of_five")["27280"]
    assert not types(decided) & {"silent"}
    assert not reopenable(decided)


def test_a_contradiction_at_one_level_asks_for_review_there_and_leaves_the_other_level_necessary() -> None:
    decided = decide_example("contradiction_one_level")
    line = decided["22633"]
    assert (line.verdict, deciding(line), types(line)) == ("review", ("TSA-FUS-2a",), {"conflict"})
    assert levels(line) == {"L4-L5": "review", "L5-S1": "necessary"}
    assert [one.document for reason in line.because.criteria for one in reason.evidence] == ["ct", "mri"]
    assert len(decided.outcome.conflicts) == 1 and "L4-L5" in decided.outcome.conflicts[0]


@pytest.mark.parametrize(
    ("one", "other", "slots"),
    [("therapy_41_days", "therapy_42_days", 1), ("si_two_of_five", "si_three_of_five", 1)],
)
def test_the_two_examples_of_a_pair_differ_in_one_finding(one: str, other: str, slots: int) -> None:
    first, second = decide_example(one).outcome.case, decide_example(other).outcome.case
    pairs = zip(first.findings, second.findings, strict=True)
    assert sum(json.encode(a) != json.encode(b) for a, b in pairs) == slots
    assert (first.request, first.lines, first.documents) == (second.request, second.lines, second.documents)
