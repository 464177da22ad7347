"""Lines that go with another: an addition inherits a refused or open parent, and screws and pelvis share the fusion they serve."""

import pytest

from tests.policies.tsa.charts import (
    SCOLIOSIS,
    Chart,
    absent,
    decide,
    deciding,
    decompression,
    found,
    fusion,
    line,
    silent_on,
)

PELVIC_NEED = found("pelvic_support_required")
REFUSED: Chart = (absent("stenosis", "L4-L5"),)
OPEN: Chart = ()

FIRST, SECOND = line("22633", "L4-L5"), line("22634", "L5-S1")
FIRST_DECOMPRESSION, SECOND_DECOMPRESSION = line("63052", "L4-L5"), line("63053", "L5-S1")
SEGMENT, NEXT_SEGMENT = line("22214"), line("22216")
SCREWS, PELVIS = line("22843"), line("22848")
CARE = found("physical_therapy", value="8 weeks")
LOWER = silent_on(fusion("L5-S1"), "physical_therapy")

# the addition's own chart, which meets everything that is asked of it, and that of its parent in three states
PAIRS = [
    pytest.param(FIRST, SECOND, (CARE, *LOWER), fusion("L4-L5")[1:], REFUSED, id="22634"),
    pytest.param(
        FIRST_DECOMPRESSION, SECOND_DECOMPRESSION, decompression("L5-S1"), decompression("L4-L5"), REFUSED, id="63053"
    ),
    pytest.param(FIRST, SCREWS, (CARE,), fusion("L4-L5")[1:], REFUSED, id="22843"),
    pytest.param(FIRST, PELVIS, (CARE, PELVIC_NEED), fusion("L4-L5")[1:], REFUSED, id="22848"),
]


@pytest.mark.parametrize(("parent", "addition", "own", "met", "refused"), PAIRS)
def test_an_addition_shares_what_its_parent_comes_to(
    parent: dict[str, object], addition: dict[str, object], own: Chart, met: Chart, refused: Chart
) -> None:
    name = str(addition["id"])
    for chart, verdict in ((met, "necessary"), (refused, "not_necessary"), (OPEN, "undetermined")):
        decided = decide([parent, addition], (*own, *chart))
        assert (decided[str(parent["id"])].verdict, decided[name].verdict) == (verdict, verdict)


@pytest.mark.parametrize(("parent", "addition", "own", "met", "refused"), PAIRS)
def test_an_addition_without_its_parent_is_undetermined(
    parent: dict[str, object], addition: dict[str, object], own: Chart, met: Chart, refused: Chart
) -> None:
    assert decide([addition], (*own, *met))[str(addition["id"])].verdict == "undetermined"


@pytest.mark.parametrize(
    ("chart", "verdict"),
    [
        (SCOLIOSIS, "necessary"),
        ((), "not_necessary"),
        ((absent("scoliosis"), absent("kyphosis_needing_correction")), "not_necessary"),
        (silent_on(SCOLIOSIS, "cobb_angle"), "undetermined"),
    ],
)
def test_further_segments_of_an_osteotomy_go_with_the_first(chart: Chart, verdict: str) -> None:
    decided = decide([SEGMENT, NEXT_SEGMENT], chart)
    assert [d.verdict for d in decided.outcome.lines] == [verdict, verdict]


def test_a_further_segment_without_the_first_is_undetermined() -> None:
    assert decide([NEXT_SEGMENT], SCOLIOSIS)["22216"].verdict == "undetermined"


def test_an_addition_that_fails_by_itself_fails_under_a_necessary_parent() -> None:
    chart = (*fusion("L4-L5"), absent("stenosis", "L5-S1"))
    decided = decide([FIRST, SECOND], chart)
    assert [d.verdict for d in decided.outcome.lines] == ["necessary", "not_necessary"]


def test_a_refused_parent_refuses_an_addition_that_is_open_by_itself() -> None:
    assert decide([FIRST, SECOND], (CARE, *REFUSED))["22634"].verdict == "not_necessary"


def test_the_first_segment_does_not_depend_on_the_addition() -> None:
    assert decide([FIRST, SECOND], (*fusion("L4-L5"), absent("stenosis", "L5-S1")))["22633"].verdict == "necessary"


def test_a_parent_in_another_stage_is_no_parent() -> None:
    lines = [{**FIRST, "stage": 1}, {**SECOND, "stage": 2}]
    assert decide(lines, fusion("L4-L5", "L5-S1"))["22634"].verdict == "undetermined"


def test_a_parent_that_is_named_counts_across_stages() -> None:
    lines = [{**FIRST, "stage": 1}, {**SECOND, "stage": 2, "parent": "22633"}]
    assert decide(lines, fusion("L4-L5", "L5-S1"))["22634"].verdict == "necessary"


def test_a_conflict_of_the_parent_is_passed_on() -> None:
    chart = (*fusion("L4-L5", "L5-S1"), absent("neural_compression", "L4-L5"))
    assert [d.verdict for d in decide([FIRST, SECOND], chart).outcome.lines] == ["review", "review"]


@pytest.mark.parametrize("addition", [SCREWS, PELVIS])
def test_screws_and_pelvis_of_a_named_fusion_look_at_no_other(addition: dict[str, object]) -> None:
    chart = (*fusion("L4-L5"), absent("stenosis", "L2-L3"), PELVIC_NEED)
    lines = [line("22633", "L2-L3", id="upper"), line("22633", "L4-L5", id="lower")]
    name = str(addition["id"])
    for parent, verdict in (("upper", "not_necessary"), ("lower", "necessary")):
        decided = decide([*lines, {**addition, "parent": parent}], chart)
        assert (decided[parent].verdict, decided[name].verdict) == (verdict, verdict)


def test_screws_serve_any_fusion_of_their_stage_that_is_necessary() -> None:
    chart = (*fusion("L4-L5"), absent("stenosis", "L2-L3"))
    lines = [line("22633", "L2-L3", id="upper"), line("22633", "L4-L5", id="lower"), SCREWS]
    assert decide(lines, chart)["22843"].verdict == "necessary"


@pytest.mark.parametrize("addition", [SCREWS, PELVIS])
def test_screws_and_pelvis_share_the_verdict_of_a_fusion_that_its_own_parent_refuses(
    addition: dict[str, object],
) -> None:
    decided = decide([FIRST, SECOND, addition], (*fusion("L5-S1"), absent("stenosis", "L4-L5"), PELVIC_NEED))
    assert [decided[code].verdict for code in ("22633", "22634")] == ["not_necessary", "not_necessary"]
    assert decided[str(addition["id"])].verdict == "not_necessary"


@pytest.mark.parametrize("addition", [SCREWS, PELVIS])
def test_screws_and_pelvis_share_the_verdict_of_a_fusion_whose_parent_is_missing(addition: dict[str, object]) -> None:
    decided = decide([SECOND, addition], (*fusion("L5-S1"), PELVIC_NEED))
    assert decided["22634"].verdict == "undetermined"
    assert decided[str(addition["id"])].verdict == "undetermined"


# The pelvis -----------------------------------------------------------------------------------------------------------

DEFORMED: Chart = (found("significant_deformity"),)
NO_NEED = absent("pelvic_support_required")


@pytest.mark.parametrize(
    ("levels", "more", "verdict"),
    [
        (("L5-S1",), DEFORMED, "necessary"),
        (("L5-S1",), (*DEFORMED, NO_NEED), "necessary"),
        (("L4-L5",), (*DEFORMED, NO_NEED), "not_necessary"),
        (("L4-L5",), DEFORMED, "undetermined"),
        (("L5-S1",), (NO_NEED,), "not_necessary"),
        (("L5-S1",), (), "undetermined"),
        (("L5-S1",), (absent("significant_deformity"),), "undetermined"),
        (("L4-L5",), (PELVIC_NEED,), "necessary"),
    ],
)
def test_the_pelvis_needs_a_deformed_spine_fused_to_the_sacrum_or_a_mechanical_need(
    levels: tuple[str, ...], more: Chart, verdict: str
) -> None:
    assert decide([line("22633", *levels), PELVIS], (*fusion(*levels), *more))["22848"].verdict == verdict


def test_unnamed_levels_leave_open_whether_the_fusion_reaches_the_sacrum() -> None:
    decided = decide([line("22633"), PELVIS], (*DEFORMED, NO_NEED))["22848"]
    assert decided.verdict == "undetermined"
    assert "TSA-PEL-1" in deciding(decided)


# Exploration ----------------------------------------------------------------------------------------------------------


def test_an_exploration_alone_is_never_necessary() -> None:
    decided = decide([line("22830")])["22830"]
    assert (decided.verdict, deciding(decided)) == ("not_necessary", ("TSA-EXP-1",))


@pytest.mark.parametrize(
    ("other", "chart"),
    [(FIRST, fusion("L4-L5")), (FIRST, REFUSED), (FIRST, OPEN), (FIRST_DECOMPRESSION, OPEN)],
)
def test_an_exploration_is_incidental_and_bundled_whatever_becomes_of_fusion_or_decompression(
    other: dict[str, object], chart: Chart
) -> None:
    decided = decide([other, line("22830")], chart)["22830"]
    assert (decided.verdict, deciding(decided)) == ("incidental", ("TSA-EXP-1", "TSA-EXP-2"))


def test_an_exploration_beside_another_procedure_is_incidental_without_being_bundled() -> None:
    decided = decide([line("27280"), line("22830")])["22830"]
    assert (decided.verdict, deciding(decided)) == ("incidental", ("TSA-EXP-1",))


def test_an_exploration_in_another_stage_stands_alone() -> None:
    lines = [line("22633", "L4-L5", stage=1), line("22830", stage=2)]
    assert decide(lines, fusion("L4-L5"))["22830"].verdict == "not_necessary"


def test_a_stay_is_no_company_for_an_exploration() -> None:
    lines = [line("22830"), {"id": "stay", "procedure": "inpatient_stay"}]
    assert decide(lines)["22830"].verdict == "not_necessary"
