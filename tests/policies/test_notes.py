"""What is denied and what nobody speaks of are pointed out in different words."""

import pytest
from msgspec import json

from kb.intake.case_file import read_case
from tests.ours import knowledge_base, solver

EXPECTED = (
    ("CAM401HB-ST-2", "better_course_with_surgery"),
    ("CAM401HB-ST-4", "full_neuromusculoskeletal_examination"),
    ("CAM401HB-ST-6", "patient_shared_decision"),
    ("CAM401HB-GI-1", "licensed_clinician"),
    ("CAM401HB-SC-1", "surgeon_trained_in_spine"),
)


def notes(criterion: str, *findings: dict[str, object]) -> list[str]:
    case = {
        "case": "made-up",
        "request": {"policy": "CAM401HB"},
        "lines": [{"id": "fusion", "code": "22612"}],
        "findings": findings,
    }
    [line] = solver().decide(read_case("case.json", knowledge_base(), text=json.encode(case))).lines
    return [note.text for note in line.notes if note.criterion == criterion]


@pytest.mark.parametrize(("criterion", "finding"), EXPECTED)
def test_denial_and_silence_are_pointed_out_in_one_sentence_each(criterion: str, finding: str) -> None:
    [silent] = notes(criterion)
    [denied] = notes(criterion, {"finding": finding, "present": False})
    assert silent != denied
    assert not notes(criterion, {"finding": finding})
