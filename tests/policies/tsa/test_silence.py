"""What silence leaves behind: a refusal that rests on it can be re-opened and never looks like documented absence.

Not here: the verdicts, which the YAML tests hold.
"""

import pytest

from tests.policies.tsa.charts import (
    OTHER_SI,
    SCOLIOSIS,
    Chart,
    absent,
    decide,
    deciding,
    found,
    line,
    manoeuvres,
    reopenable,
    silent_on,
    stable,
    types,
)

LEVEL = "L4-L5"
FUSED, OSTEOTOMY, JOINT = line("22633", LEVEL), line("22214"), line("27280")

CLOSED = [
    pytest.param(FUSED, silent_on(stable(LEVEL), "significant_deformity"), "TSA-FUS-3", id="deformity"),
    pytest.param(OSTEOTOMY, SCOLIOSIS[1:], "TSA-OST-1", id="scoliosis-and-kyphosis"),
    pytest.param(JOINT, OTHER_SI, "TSA-SIJ-1", id="manoeuvres"),
    pytest.param(JOINT, (*manoeuvres(2, done=2), *OTHER_SI), "TSA-SIJ-1", id="manoeuvres-that-are-not-named"),
    pytest.param(JOINT, (*manoeuvres(3), *OTHER_SI[1:]), "TSA-SIJ-4", id="source-of-pain"),
]


@pytest.mark.parametrize(("asked", "chart", "criterion"), CLOSED)
def test_silence_that_counts_as_not_met_can_be_reopened(asked: dict[str, object], chart: Chart, criterion: str) -> None:
    decided = decide([asked], chart)[str(asked["id"])]
    assert (decided.verdict, deciding(decided), reopenable(decided)) == ("not_necessary", (criterion,), True)
    assert "silent" in types(decided)


# Documented absence, with nothing else left that silence could close.
ABSENT = [
    pytest.param(FUSED, stable(LEVEL), "TSA-FUS-3", id="deformity"),
    pytest.param(
        OSTEOTOMY,
        (absent("scoliosis"), absent("kyphosis_needing_correction"), found("deformity_explains_symptoms")),
        "TSA-OST-1",
        id="scoliosis-and-kyphosis",
    ),
    pytest.param(JOINT, (*manoeuvres(2), *OTHER_SI), "TSA-SIJ-1", id="manoeuvres-by-name"),
    pytest.param(JOINT, (found("si_manoeuvres_positive", value=2), *OTHER_SI), "TSA-SIJ-1", id="manoeuvres-by-count"),
    pytest.param(JOINT, (absent("si_manoeuvres_positive"), *OTHER_SI), "TSA-SIJ-1", id="manoeuvres-not-done"),
    pytest.param(
        JOINT,
        (*manoeuvres(0), absent("si_manoeuvres_positive"), *OTHER_SI),
        "TSA-SIJ-1",
        id="manoeuvres-negative-and-not-counted",
    ),
    pytest.param(JOINT, (*manoeuvres(3), *OTHER_SI[1:], absent("si_joint_findings")), "TSA-SIJ-4", id="source-of-pain"),
]


@pytest.mark.parametrize(("asked", "chart", "criterion"), ABSENT)
def test_documented_absence_is_not_silence(asked: dict[str, object], chart: Chart, criterion: str) -> None:
    decided = decide([asked], chart)[str(asked["id"])]
    assert (decided.verdict, deciding(decided), reopenable(decided)) == ("not_necessary", (criterion,), False)
    assert "silent" not in types(decided)


@pytest.mark.parametrize(
    ("more", "kind"),
    [
        ((), "silent"),
        ((absent("si_injection_relief"),), "absent"),
        ((found("si_injection_relief", value=20),), "not_met"),
        ((found("si_injection_relief", value=20), found("si_injection_relief", value=60)), "conflict"),
    ],
)
def test_amb_77_silence_absence_a_low_value_and_a_conflict_are_four_things(more: Chart, kind: str) -> None:
    chart = (*manoeuvres(3), *silent_on(OTHER_SI, "si_injection_relief"), *more)
    assert types(decide([JOINT], chart)["27280"]) == {kind}
