"""How the assessment reads silence, predicate by predicate: silent against documented absent against present.

Open: silence leaves the line undetermined. Closed: silence counts as not met, is told apart from documented absence, and can be
re-opened.
"""

import pytest

from tests.policies.tsa.charts import (
    OTHER_SI,
    SCOLIOSIS,
    UNSTABLE,
    Chart,
    Finding,
    absent,
    decide,
    deciding,
    decompression,
    found,
    fusion,
    line,
    manoeuvres,
    reopenable,
    silent_on,
    stable,
    types,
)

LEVEL = "L4-L5"
FUSED, DECOMPRESSED = line("22633", LEVEL), line("63052", LEVEL)
OSTEOTOMY, JOINT, PELVIS = line("22214"), line("27280"), line("22848")
BENT: Chart = (found("kyphosis_needing_correction"), found("deformity_explains_symptoms"))
WITH_FUSION = (FUSED, PELVIS)

# the lines, the line that is judged (the last), its chart without the finding, the finding, the criterion that decides
OPEN = [
    pytest.param(
        (FUSED,), silent_on(fusion(LEVEL), "stenosis"), found("stenosis", LEVEL, "severe"), id="stenosis-fusion"
    ),
    pytest.param(
        (DECOMPRESSED,), decompression(LEVEL)[1:], found("stenosis", LEVEL, "severe"), id="stenosis-decompression"
    ),
    pytest.param(
        (FUSED,),
        silent_on(fusion(LEVEL), "neural_compression"),
        found("neural_compression", LEVEL),
        id="compression-fusion",
    ),
    pytest.param(
        (DECOMPRESSED,),
        silent_on(decompression(LEVEL), "neural_compression"),
        found("neural_compression", LEVEL),
        id="compression-decompression",
    ),
    pytest.param(
        (FUSED,),
        silent_on(fusion(LEVEL), "findings_match_imaging"),
        found("findings_match_imaging", LEVEL),
        id="match-fusion",
    ),
    pytest.param(
        (DECOMPRESSED,), decompression(LEVEL)[:2], found("findings_match_imaging", LEVEL), id="match-decompression"
    ),
    pytest.param(
        (FUSED,),
        silent_on(fusion(LEVEL), "physical_therapy"),
        found("physical_therapy", value="6 weeks"),
        id="physical-therapy",
    ),
    *(pytest.param((FUSED,), silent_on(stable(LEVEL), way), found(way, LEVEL), id=way) for way in UNSTABLE),
    pytest.param(WITH_FUSION, fusion(LEVEL), found("pelvic_support_required"), id="mechanical-need"),
    pytest.param((OSTEOTOMY,), silent_on(SCOLIOSIS, "cobb_angle"), found("cobb_angle", value=20), id="cobb-angle"),
    pytest.param((OSTEOTOMY,), SCOLIOSIS[:2], found("deformity_explains_symptoms"), id="symptoms-scoliosis"),
    pytest.param((OSTEOTOMY,), BENT[:1], found("deformity_explains_symptoms"), id="symptoms-kyphosis"),
    pytest.param(
        (JOINT,),
        (*manoeuvres(3), *silent_on(OTHER_SI, "si_injection_relief")),
        found("si_injection_relief", value=50),
        id="injection",
    ),
    pytest.param(
        (JOINT,),
        (*manoeuvres(3), *silent_on(OTHER_SI, "si_conservative_care_failed")),
        found("si_conservative_care_failed"),
        id="care-of-the-joint",
    ),
]


def _absent(finding: Finding) -> Finding:
    return {key: said for key, said in finding.items() if key != "value"} | {"present": False}


@pytest.mark.parametrize(("lines", "chart", "finding"), OPEN)
def test_silence_on_an_open_finding_leaves_the_line_undetermined(
    lines: list[dict[str, object]], chart: Chart, finding: Finding
) -> None:
    judged = str(lines[-1]["id"])
    silent, refused, met = (decide(lines, (*chart, *more))[judged] for more in ((), (_absent(finding),), (finding,)))
    assert [one.verdict for one in (silent, refused, met)] == ["undetermined", "not_necessary", "necessary"]
    assert "silent" in types(silent)


CLOSED = [
    pytest.param(
        (FUSED,),
        silent_on(stable(LEVEL), "significant_deformity"),
        found("significant_deformity"),
        "TSA-FUS-3",
        id="deformity",
    ),
    pytest.param((OSTEOTOMY,), SCOLIOSIS[1:], found("scoliosis"), "TSA-OST-1", id="scoliosis"),
    pytest.param((OSTEOTOMY,), BENT[1:], found("kyphosis_needing_correction"), "TSA-OST-1", id="kyphosis"),
    pytest.param((JOINT,), OTHER_SI, found("si_manoeuvres_positive", value=3), "TSA-SIJ-1", id="manoeuvres"),
    pytest.param(
        (JOINT,), (*manoeuvres(3), *OTHER_SI[1:]), found("si_joint_findings"), "TSA-SIJ-4", id="source-of-pain"
    ),
]


@pytest.mark.parametrize(("lines", "chart", "finding", "criterion"), CLOSED)
def test_silence_on_a_closed_finding_counts_as_not_met_and_can_be_reopened(
    lines: list[dict[str, object]], chart: Chart, finding: Finding, criterion: str
) -> None:
    judged = str(lines[-1]["id"])
    silent, met = (decide(lines, (*chart, *more))[judged] for more in ((), (finding,)))
    assert (silent.verdict, met.verdict) == ("not_necessary", "necessary")
    assert deciding(silent) == (criterion,)
    assert reopenable(silent)
    assert "silent" in types(silent)


# Documented absence, with nothing else left that silence could close.
ABSENT = [
    pytest.param((FUSED,), stable(LEVEL), "TSA-FUS-3", id="deformity"),
    pytest.param(
        (OSTEOTOMY,),
        (absent("scoliosis"), absent("kyphosis_needing_correction"), found("deformity_explains_symptoms")),
        "TSA-OST-1",
        id="scoliosis-and-kyphosis",
    ),
    pytest.param(
        (JOINT,), (*manoeuvres(3), *OTHER_SI[1:], absent("si_joint_findings")), "TSA-SIJ-4", id="source-of-pain"
    ),
    pytest.param((JOINT,), (*manoeuvres(0), absent("si_manoeuvres_positive"), *OTHER_SI), "TSA-SIJ-1", id="manoeuvres"),
]


@pytest.mark.parametrize(("lines", "chart", "criterion"), ABSENT)
def test_documented_absence_is_not_silence(lines: list[dict[str, object]], chart: Chart, criterion: str) -> None:
    decided = decide(lines, chart)[str(lines[-1]["id"])]
    assert (decided.verdict, deciding(decided)) == ("not_necessary", (criterion,))
    assert not reopenable(decided)
    assert "silent" not in types(decided)


@pytest.mark.parametrize(
    ("code", "chart", "criteria"),
    [("22633", fusion("L4-L5"), "TSA-FUS-0"), ("63052", decompression("L4-L5"), "TSA-DEC-1")],
)
def test_a_line_without_levels_is_undetermined_whatever_the_chart_says_of_levels(
    code: str, chart: Chart, criteria: str
) -> None:
    decided = decide([line(code)], chart)[code]
    assert decided.verdict == "undetermined"
    assert criteria in deciding(decided)


@pytest.mark.parametrize(
    ("more", "verdict"),
    [
        ((), "necessary"),
        ((absent("relieved_by_conservative_care"),), "necessary"),
        ((found("relieved_by_conservative_care"),), "not_necessary"),
    ],
)
def test_only_documented_relief_speaks_against_a_fusion_after_care(more: Chart, verdict: str) -> None:
    assert decide([FUSED], (*fusion(LEVEL), *more))["22633"].verdict == verdict


@pytest.mark.parametrize("found_scoliosis", [True, False])
def test_scoliosis_without_an_angle_leaves_osteotomy_and_stability_open(found_scoliosis: bool) -> None:
    chart = (
        *silent_on(stable(LEVEL), "scoliosis"),
        found("scoliosis", present=found_scoliosis),
        found("deformity_explains_symptoms"),
    )
    decided = decide([FUSED, OSTEOTOMY], chart)
    assert {d.verdict for d in decided.outcome.lines} == ({"undetermined"} if found_scoliosis else {"not_necessary"})
    assert deciding(decided["22214"])[0].startswith("TSA-OST-1")


def test_an_angle_that_could_not_be_measured_is_not_a_measured_scoliosis() -> None:
    chart = (
        found("scoliosis"),
        absent("cobb_angle"),
        absent("kyphosis_needing_correction"),
        found("deformity_explains_symptoms"),
    )
    assert decide([OSTEOTOMY], chart)["22214"].verdict == "not_necessary"
