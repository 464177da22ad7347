"""A finding on the command line is read as one of a case file, and a mistake in it has the number that it has there."""

import pytest
from msgspec import structs

from kb.case import Evidence, Finding
from kb.intake.written import SUPPOSED, written_findings, written_slots
from kb.problems import Rejected
from tests.ours import example, knowledge_base

CASE = example("two_stage")


def found(text: str) -> Finding:
    (one,) = written_findings([text], knowledge_base(), CASE)
    assert one.evidence == SUPPOSED
    return structs.replace(one, evidence=Evidence(), number=0)


def codes(*texts: str) -> list[str]:
    with pytest.raises(Rejected) as rejected:
        written_findings(texts, knowledge_base(), CASE)
    assert {problem.file for problem in rejected.value.problems} == {"command line"}
    return [problem.code for problem in rejected.value.problems]


@pytest.mark.parametrize(
    ("text", "name", "key", "present", "value"),
    [
        ("stenosis[L4-L5]=severe", "stenosis", ("L4-L5",), True, 4),
        (" stenosis [ l4/5 ] = severe ", "stenosis", ("L4-L5",), True, 4),
        ("stenosis[L4-L5]=absent", "stenosis", ("L4-L5",), False, None),
        ("neural_compression[L4-L5]", "neural_compression", ("L4-L5",), True, None),
        ("neural_compression[L4-L5]=present", "neural_compression", ("L4-L5",), True, None),
        ("physical_therapy=6 weeks", "physical_therapy", (), True, 42),
        ("scoliosis", "scoliosis", (), True, None),
        ("scoliosis[]=absent", "scoliosis", (), False, None),
        ("days_requested[stage-2-stay]=3", "days_requested", ("stage-2-stay",), True, 3),
    ],
)
def test_a_finding_is_read_with_keys_and_value(
    text: str, name: str, key: tuple[str, ...], present: bool, value: int | None
) -> None:
    assert found(text) == Finding(name, key, present, value, Evidence(), 0)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "N407"),
        ("stenosis L4-L5", "N407"),
        ("stenosis[L4-L5", "N407"),
        ("stenosis[L4-L5, L5-S1]=severe", "N407"),
        ("scoliosis[L4-L5]", "N407"),
        ("stenozis[L4-L5]", "N305"),
        ("verdict", "N305"),
        ("stenosis=severe", "N306"),
        ("stenosis[L4-L5]", "N307"),
        ("stenosis[L4-L5]=sevre", "N307"),
        ("scoliosis=severe", "N307"),
        ("stenosis[L9]=severe", "N308"),
        ("days_requested[stage-9]=3", "N311"),
        (f"stenosis[L4-L5]={'x' * 100}", "N304"),
        ("Stenosis[L4-L5]=severe", "N304"),
    ],
)
def test_a_mistake_has_its_number(text: str, code: str) -> None:
    assert codes(text) == [code]


def test_all_mistakes_are_told_at_once() -> None:
    assert codes("stenozis", "stenosis[L4-L5]=severe", "stenosis[L9]=severe") == ["N305", "N308"]


def test_a_slot_takes_no_value() -> None:
    assert written_slots(["stenosis[L4-L5]", "scoliosis"], knowledge_base(), CASE) == (
        ("stenosis", ("L4-L5",)),
        ("scoliosis", ()),
    )
    with pytest.raises(Rejected, match="N407"):
        written_slots(["stenosis[L4-L5]=severe"], knowledge_base(), CASE)
