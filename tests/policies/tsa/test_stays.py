"""A stay in hospital is only as justified as the surgery behind it."""

import pytest

from tests.policies.tsa.charts import Chart, absent, decide, deciding, decompression, found, fusion, line, stay, types

FUSED = line("22633", "L4-L5")
REFUSED: Chart = (absent("stenosis", "L4-L5"),)


def test_a_stay_for_necessary_surgery_is_necessary() -> None:
    decided = decide([FUSED, stay()], fusion("L4-L5"))["stay"]
    assert (decided.verdict, deciding(decided), decided.moot) == ("necessary", ("TSA-INP-0", "TSA-INP-5"), False)


def test_a_stay_for_refused_surgery_alone_is_undetermined_and_moot() -> None:
    decided = decide([FUSED, stay()], REFUSED)["stay"]
    assert (decided.verdict, decided.moot) == ("undetermined", True)
    assert "TSA-INP-0" in deciding(decided)


def test_a_moot_stay_does_not_count_in_the_roll_up() -> None:
    assert decide([FUSED, stay()], REFUSED).group("request").verdict == "not_necessary"


def test_a_stay_for_open_surgery_is_undetermined_and_not_moot() -> None:
    decided = decide([FUSED, stay()])["stay"]
    assert (decided.verdict, deciding(decided), types(decided)) == (
        "undetermined",
        ("TSA-INP-0", "TSA-INP-5"),
        {"silent"},
    )
    assert not decided.moot


def test_a_stay_for_some_necessary_and_some_refused_surgery_is_necessary() -> None:
    lines = [FUSED, line("63052", "L2-L3"), stay()]
    decided = decide(lines, (*fusion("L4-L5"), absent("stenosis", "L2-L3")))
    assert [d.verdict for d in decided.outcome.lines] == ["necessary", "not_necessary", "necessary"]
    assert not decided["stay"].moot


def test_the_length_stays_open_while_any_level_or_indication_is_open() -> None:
    decided = decide([FUSED, line("63052"), stay()], fusion("L4-L5"))["stay"]
    assert (decided.verdict, deciding(decided)) == ("undetermined", ("TSA-INP-5",))


def test_refused_and_open_surgery_together_leave_the_stay_open() -> None:
    decided = decide([FUSED, line("63052", "L2-L3"), stay()], REFUSED)["stay"]
    assert (decided.verdict, decided.moot) == ("undetermined", False)


def test_surgery_of_another_stage_justifies_no_stay() -> None:
    lines = [{**FUSED, "stage": 1}, line("63052", "L2-L3", stage=2), stay(stage=2)]
    decided = decide(lines, (*fusion("L4-L5"), absent("stenosis", "L2-L3")))["stay"]
    assert (decided.verdict, decided.moot) == ("undetermined", True)


def test_surgery_that_its_parent_refuses_justifies_no_stay() -> None:
    lines = [FUSED, line("22634", "L5-S1"), stay()]
    decided = decide(lines, (*fusion("L5-S1"), *REFUSED))
    assert [decided[code].verdict for code in ("22633", "22634")] == ["not_necessary", "not_necessary"]
    assert (decided["stay"].verdict, decided["stay"].moot) == ("undetermined", True)


def test_a_contradictory_indication_is_not_a_known_one() -> None:
    lines = [FUSED, line("63052", "L4-L5"), stay()]
    steady = (absent(name, "L4-L5") for name in ("flexion_extension_motion", "destabilising_decompression_planned"))
    decided = decide(lines, (*fusion("L4-L5"), absent("spondylolisthesis", "L4-L5"), *steady))
    assert [decided[code].verdict for code in ("22633", "63052")] == ["review", "necessary"]
    assert decided["stay"].verdict in {"undetermined", "review"}


@pytest.mark.parametrize("setting", ["multilevel_fusion_with_decompression", "revision_with_hardware_removal"])
@pytest.mark.parametrize("chart", [REFUSED, (), fusion("L4-L5")])
def test_what_supports_the_setting_never_decides_the_stay(setting: str, chart: Chart) -> None:
    lines = [{**FUSED, "stage": 2}, stay(stage=2)]
    setting_said = {"finding": setting, "stage": 2}
    without, with_setting = decide(lines, chart)["stay"], decide(lines, (*chart, setting_said))["stay"]
    assert (with_setting.verdict, with_setting.moot, with_setting.because.criteria) == (
        without.verdict,
        without.moot,
        without.because.criteria,
    )
    assert {note.criterion for note in with_setting.notes} - {note.criterion for note in without.notes} in (
        {"TSA-INP-3"},
        {"TSA-INP-4"},
    )


def test_comorbidity_is_noted_and_decides_nothing() -> None:
    chart = (*decompression("L4-L5"), found("complex_comorbidity"))
    decided = decide([line("63052", "L4-L5"), stay()], chart)["stay"]
    assert decided.verdict == "necessary"
    assert [note.criterion for note in decided.notes] == ["TSA-INP-1"]
