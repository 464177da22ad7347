"""Notes inform: they appear when they should and never change a verdict."""

import pytest
from msgspec.structs import replace

from kb.case import Case, Evidence, Finding
from solver.decide import LineDecision, Outcome
from tests.ours import EXAMPLES, example, solver
from tests.policies.tsa.charts import absent, decide, found, fusion, line, notes, silent_on, stable


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


@pytest.mark.parametrize(
    ("said", "noted"), [((), False), ((found("broken_hardware"),), True), ((absent("broken_hardware"),), False)]
)
def test_broken_hardware_is_noted_on_fusions_only(said: tuple[dict[str, object], ...], noted: bool) -> None:
    decided = decide([line("22633", "L4-L5"), line("63052", "L4-L5")], said)
    assert ("TSA-FUS-5" in notes(decided["22633"])) is noted
    assert "TSA-FUS-5" not in notes(decided["63052"])


def test_stenosis_on_a_stable_level_is_noted() -> None:
    assert "TSA-FUS-6" in notes(decide([line("22633", "L4-L5")], stable("L4-L5"))["22633"])


def test_stenosis_is_not_isolated_while_instability_is_open() -> None:
    chart = silent_on(stable("L4-L5"), "spondylolisthesis")
    assert "TSA-FUS-6" not in notes(decide([line("22633", "L4-L5")], chart)["22633"])


def test_stenosis_is_not_isolated_on_an_unstable_level() -> None:
    assert "TSA-FUS-6" not in notes(decide([line("22633", "L4-L5")], fusion("L4-L5"))["22633"])


def test_a_stable_level_without_stenosis_is_not_isolated_stenosis() -> None:
    chart = (*silent_on(stable("L4-L5"), "stenosis"), absent("stenosis", "L4-L5"))
    assert "TSA-FUS-6" not in notes(decide([line("22633", "L4-L5")], chart)["22633"])


@pytest.mark.parametrize(
    ("said", "noted"),
    [
        (found("neural_compression", "L4-L5"), True),
        (absent("neural_compression", "L4-L5"), False),
        (found("stenosis", "L4-L5", "mild"), False),
        (found("stenosis", "L4-L5", "moderate"), True),
        (found("stenosis", "L4-L5", "severe"), True),
        (absent("stenosis", "L4-L5"), False),
        (found("neural_compression", "L2-L3"), False),
    ],
)
def test_the_looser_test_is_noted_and_decides_nothing(said: dict[str, object], noted: bool) -> None:
    decided = decide([line("22633", "L4-L5")], [said])["22633"]
    assert ("TSA-FUS-7" in notes(decided)) is noted
    assert decided.verdict != "necessary"


def test_a_note_for_one_line_does_not_show_on_another() -> None:
    decided = decide(
        [line("22633", "L4-L5"), line("22633", "L2-L3", id="upper")], [found("neural_compression", "L4-L5")]
    )
    assert (notes(decided["22633"]), notes(decided["upper"])) == ({"TSA-FUS-7"}, set())
