"""A note informs and never changes a decision: broken hardware, said of every example."""

import pytest
from msgspec.structs import replace

from kb.case import Case, Evidence, Finding
from solver.decide import LineDecision, Outcome
from tests.ours import EXAMPLES, example, solver


def _decisive(outcome: Outcome) -> list[object]:
    return [_settled(d) for d in outcome.lines] + [*outcome.groups]


def _settled(decision: LineDecision) -> tuple[object, ...]:
    levels = [(one.level, one.verdict, one.because) for one in decision.levels]
    return decision.line, decision.verdict, decision.moot, decision.because, levels, decision.wanted


def _with_hardware(case: Case, *states: bool) -> Case:
    others = tuple(finding for finding in case.findings if finding.predicate != "broken_hardware")
    said = tuple(
        Finding("broken_hardware", (), present, None, Evidence(), 900 + place) for place, present in enumerate(states)
    )
    return replace(case, findings=(*others, *said))


@pytest.mark.parametrize("name", [path.stem for path in EXAMPLES])
@pytest.mark.parametrize("states", [(True,), (False,), (True, False)])
def test_broken_hardware_never_changes_a_decision(name: str, states: tuple[bool, ...]) -> None:
    case = example(name)
    silent, told = solver().decide(_with_hardware(case)), solver().decide(_with_hardware(case, *states))
    assert _decisive(told) == _decisive(silent)
