"""Where nobody named a member, such as the level of an operation: that is said, nothing counts as decided, and no list of changes as
whole."""

from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner
from msgspec import json

from cli import main
from kb.intake.case_file import read_case
from kb.load import load
from solver.alternatives.changes import Explorer
from solver.alternatives.missing import Missing, missing
from solver.alternatives.question import Question, questions
from solver.decide import LineDecision, Outcome, Solver
from solver.explain.wording import sentence
from solver.render.checklist import MORE, checklist
from solver.render.reopening import reopening
from tests.explain import fusion
from tests.ours import solver

UNNAMED = "no level of the operation during which line m takes place is named"
MONITORING = """
case: monitoring
request: {policy: IOM, service_date: 2024-11-01}
lines:
- {id: h, code: '22612'}
- {id: m, code: '95940'}
findings:
- {finding: monitoring_continuous}
- {finding: monitoring_performer, value: technologist}
- {finding: monitoring_performer_trained}
- {finding: monitoring_performer_licensed}
- {finding: technologist_supervised}
- {finding: operates_or_anaesthetises, present: false, at: {role: performer}}
- {finding: operates_or_anaesthetises, present: false, at: {role: supervisor}}
- {finding: operates_or_anaesthetises, present: false, at: {role: interpreter}}
- {finding: interpreter_trained_physician}
- {finding: interpreter_present, value: remote_in_real_time}
- {finding: interpreter_available}
- {finding: monitoring_in_real_time}
- {finding: results_passed_on}
- {finding: monitored_from, value: in_operating_room, line: m}
- {finding: cases_at_once, value: 1, line: m}
- {finding: time_counted_in, value: quarter_hour, line: m}
- {finding: baseline_time_counted, present: false, line: m}
- {finding: modality_monitored, present: false, line: m, at: {modality: visual}}
- {finding: modality_monitored, present: false, line: m, at: {modality: surface_emg}}
- {finding: motor_stimulation, value: electrical, line: m}
- {finding: spinal_tumour, present: false}
- {finding: significant_neural_risk}
- {finding: deformity_correction_planned}
- {finding: host_operation, value: spine_surgery}
- {finding: host_region, value: lumbar}
"""
INJECTION = """
case: injection
request: {policy: CGS, service_date: 2025-06-01}
lines:
- {id: esi, code: '62323', levels: [L4-L5]}
"""
REGION_ALONE = MONITORING.replace("- {id: h, code: '22612'}\n", "")
CAROTID = REGION_ALONE.replace("spine_surgery", "carotid_endarterectomy").replace(
    "- {finding: host_region, value: lumbar}\n", ""
)


@cache
def monitored(text: str) -> tuple[Outcome, Explorer]:
    """The decision of a case under our policies, and what it could be."""
    case = read_case("case.yaml", solver().kb, text=text)
    return solver().decide(case), Explorer(solver(), case)


def line(outcome: Outcome) -> LineDecision:
    """What is decided of the monitoring."""
    return next(one for one in outcome.lines if one.line == "m")


def lacking(text: str) -> tuple[Missing, list[str]]:
    """What is missing for the monitoring, and what the request leaves open in words."""
    outcome, explorer = monitored(text)
    found = missing(explorer, outcome, Question(line(outcome)))
    return found, [sentence(outcome.kb, outcome.proof, outcome.proof.nodes[node]) for node in found.request]


@pytest.mark.parametrize("text", [MONITORING, REGION_ALONE])
def test_levels_that_nobody_named_are_open_and_nothing_is_decided_or_moot(text: str) -> None:
    found, said = lacking(text)
    assert said == [UNNAMED]
    assert (found.anyway, found.moot, bool(found.later)) == (None, (), True)


@pytest.mark.parametrize(("level", "verdict"), [("L4-L5", "not_covered"), ("T12-L1", "necessary")])
def test_the_levels_decide_once_they_are_named(level: str, verdict: str) -> None:
    outcome, _ = monitored(f"{MONITORING}- {{finding: host_level, level: {level}}}\n")
    assert line(outcome).verdict == verdict
    assert lacking(MONITORING)[0].request and not lacking(f"{MONITORING}- {{finding: host_level, level: {level}}}\n")[1]


@pytest.mark.parametrize("text", [MONITORING, REGION_ALONE])
def test_the_reason_is_what_is_silent_and_not_what_is_documented(text: str) -> None:
    outcome, _ = monitored(text)
    (reason,) = line(outcome).because.criteria
    assert (reason.criterion, reason.type) == ("IOM-X-1", "silent")
    assert reason.text == "the levels of the operation of line m are not documented"
    assert (UNNAMED, "silent") in [(one.text, one.type) for one in outcome.reasons(line(outcome))]


def test_an_operation_that_is_elsewhere_is_asked_for_no_level_and_still_nothing_is_decided_anyway() -> None:
    found, said = lacking(CAROTID)
    assert (line(monitored(CAROTID)[0]).verdict, said, found.anyway) == ("necessary", [], None)
    named = f"{CAROTID}- {{finding: host_level, level: L4-L5}}\n"
    assert line(monitored(named)[0]).verdict == "not_covered"


def test_changes_are_all_only_as_long_as_nobody_is_named(tmp_path: Path) -> None:
    case = tmp_path / "case.yaml"
    case.write_text(MONITORING, encoding="utf-8")
    for verdict in ("necessary", "not_covered"):
        text = " ".join(printed("changes", str(case), "m", "--to", verdict).split())
        assert f"and no others as long as this is open: {UNNAMED}" in text
    assert f"leads there as long as this is open:\n  {UNNAMED}" in printed(
        "changes", str(case), "m", "--to", "incidental"
    )
    (found,) = json.decode(printed("why-not", str(case), "m", "--json"))["why_not"]
    assert [one["text"] for one in found["request"]] == [UNNAMED]


def printed(*args: str) -> str:
    """What a command that succeeds prints."""
    done = CliRunner().invoke(main, list(args))
    assert done.exit_code == 0, done.output
    return done.stdout


def test_a_checklist_and_a_letter_ask_for_the_level() -> None:
    outcome, explorer = monitored(MONITORING)
    (told,) = checklist(explorer, outcome, [line(outcome)]).lines
    again = reopening(explorer, outcome, Question(line(outcome)))
    assert [one.text for one in told.open] == [one.text for one in again.open] == [f"N{UNNAMED[1:]}."]
    assert told.remark is None
    assert (again.standing, again.needed, again.either) == ((), (), ())


def test_a_letter_tells_besides_what_adds_to_the_record() -> None:
    outcome, explorer = monitored(REGION_ALONE.replace("- {finding: host_region, value: lumbar}\n", ""))
    found = reopening(explorer, outcome, Question(line(outcome)))
    assert found.open and found.either and found.remarks
    assert found.needed == found.standing == ()


def test_a_checklist_does_not_close_what_is_not_decided_anyway() -> None:
    outcome, explorer = monitored(CAROTID)
    (told,) = checklist(explorer, outcome, [line(outcome)]).lines
    assert told.points or (told.remark is not None and told.remark.text == MORE)


# Other policies -------------------------------------------------------------------------------------------------------


def test_the_members_of_any_quantifier_are_open_where_nobody_named_them() -> None:
    text = Path(fusion.PATH).read_text(encoding="utf-8").replace(", levels: [L2-L3, L4-L5]", "")
    case = read_case("case.yaml", fusion.solver().kb, text=text)
    outcome = fusion.solver().decide(case)
    (question,) = questions(outcome.lines[0])
    found = missing(Explorer(fusion.solver(), case), outcome, question)
    assert [outcome.proof.nodes[node].atom for node in found.request] == [("line_level", ("fusion", "unnamed"))]
    assert (found.anyway, found.moot) == (None, ())


NEAR = """---
id: NEAR
title: Near
---
# Services {#NEAR-SERVICES .frame .gathers}
```datalog
in_scope(near, Line) :- procedure(Line, "near").
necessary(near, Line) :- procedure(Line, "near"), for every line_level(Line, Level): near_enough(Level).
```
# Near {#NEAR-1}
```datalog
finding waived open holds "it is waived" fails "it is not waived" silent "unsaid" conflict "both" ask "what?".
criterion near_enough(Level: level) holds "near" fails "far" silent "nobody knows how far" conflict "both".
near_enough(Level) :- touches_sacrum(Level).
near_enough(Level) :- waived.
```
"""


def test_what_is_documented_is_no_reason_for_what_is_open(tmp_path: Path) -> None:
    (tmp_path / "near.md").write_text(NEAR, encoding="utf-8")
    kb = load(str(tmp_path))
    text = "case: near\nrequest: {policy: NEAR}\nlines: [{id: l, procedure: near}]\n"
    case = read_case("case.yaml", kb, text=f"{text}findings: [{{finding: waived, present: false}}]\n")
    (decision,) = Solver(kb).decide(case).lines
    assert [reason.text for reason in decision.because.criteria] == ["nobody knows how far"]


def test_what_a_finding_tells_is_not_open_in_the_request() -> None:
    outcome, explorer = monitored(INJECTION)
    (question,) = questions(outcome.lines[0])
    assert "CGS-ROUND" in {reason.criterion for reason in question.decision.because.criteria}
    found, told = missing(explorer, outcome, question), reopening(explorer, outcome, question)
    assert ("repeat_injection", ("esi",)) in found.decisive
    assert not found.request and not told.open and told.needed
