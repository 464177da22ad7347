"""Levels are read as people write them, and impossible ones are refused."""

import pytest

from kb.intake.levels import Spine, spine
from kb.knowledge import KnowledgeBase
from kb.values import BadValue
from tests.intake.conftest import VERTEBRAE

SPINE = Spine(tuple(VERTEBRAE))


def test_the_spine_is_read_from_the_facts_in_their_order_from_above(kb: KnowledgeBase) -> None:
    assert spine(kb) == SPINE


@pytest.mark.parametrize("written", ["L4-L5", "L4-5", "L4/5", "L4/L5", "l4-l5", "l4/5"])
def test_all_spellings_of_an_interspace_mean_the_same(written: str) -> None:
    assert SPINE.level(written) == "L4-L5"
    assert SPINE.span(written) == ("L4", "L5")


@pytest.mark.parametrize(
    ("written", "span"),
    [
        ("L2-L4", ("L2", "L4")),
        ("C7-T1", ("C7", "T1")),
        ("T12-L1", ("T12", "L1")),
        ("t9-12", ("T9", "T12")),
        ("L5-S1", ("L5", "S1")),
        ("C1-S1", ("C1", "S1")),
        ("L3", ("L3", "L3")),
    ],
)
def test_a_span_runs_from_its_upper_to_its_lower_vertebra(written: str, span: tuple[str, str]) -> None:
    assert SPINE.span(written) == span


@pytest.mark.parametrize(
    "written", ["L9-S3", "L6", "L4-L6", "C0-C1", "S1-S2", "L4-", "-L5", "L5-1x", "", "X", "L4-L5-S1"]
)
def test_a_vertebra_that_does_not_exist_is_refused(written: str) -> None:
    with pytest.raises(BadValue) as refused:
        SPINE.span(written)
    assert refused.value.expected == "vertebrae from C1 to S1"


@pytest.mark.parametrize("written", ["L4-L2", "L5-L4", "L4-L4", "L5-1", "L1-T12"])
def test_a_span_that_does_not_run_downwards_is_refused(written: str) -> None:
    with pytest.raises(BadValue) as refused:
        SPINE.span(written)
    assert "upper vertebra first" in refused.value.expected


@pytest.mark.parametrize(("written", "level"), [("L3", "L3"), ("L2-L3", "L2-L3"), ("t12/l1", "T12-L1")])
def test_a_finding_stands_at_one_interspace_or_one_vertebra(written: str, level: str) -> None:
    assert SPINE.level(written) == level


@pytest.mark.parametrize("written", ["L2-L4", "L3-S1"])
def test_a_finding_at_a_longer_span_is_refused(written: str) -> None:
    with pytest.raises(BadValue) as refused:
        SPINE.level(written)
    assert refused.value.expected.startswith("one interspace")


def test_without_vertebrae_there_are_no_levels() -> None:
    with pytest.raises(BadValue):
        Spine(()).span("L4-L5")
