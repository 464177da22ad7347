"""A checklist asks for what can still change a verdict and for nothing else."""

from click.testing import CliRunner
from msgspec import json

from cli import main
from solver.alternatives.changes import Explorer
from solver.alternatives.missing import missing
from solver.alternatives.question import questions
from solver.render.checklist import NOTHING, UNGOVERNED, Checklist, LineChecklist, checklist
from solver.render.notice import NOTICE
from tests.explain import fusion
from tests.ours import FOLDER, example, solver


def of(name: str) -> Checklist:
    outcome = solver().decide(example(name))
    return checklist(Explorer(solver(), outcome.case), outcome, outcome.lines)


def lower_and_upper() -> tuple[LineChecklist, LineChecklist]:
    upper, lower = checklist(fusion.explorer(), fusion.outcome(), fusion.outcome().lines).lines
    return lower, upper


def test_what_is_missing_and_decisive_is_a_point_with_its_criterion() -> None:
    lower, _ = lower_and_upper()
    (point,) = lower.points
    assert point.ask.text == "Is L4-L5 unstable?" and point.ask.criterion == "FUSION-1"
    assert point.missing == "Instability at L4-L5 is not documented."


def test_where_nothing_can_change_a_verdict_nothing_is_asked() -> None:
    _, upper = lower_and_upper()
    assert upper.points == () and upper.remark is not None and upper.remark.text == NOTHING


def test_every_decisive_slot_is_a_point_whose_steps_are_silent() -> None:
    outcome = solver().decide(example("two_stage"))
    explorer = Explorer(solver(), outcome.case)
    asked = [question for decision in outcome.lines for question in questions(decision)]
    found = checklist(explorer, outcome, outcome.lines).lines
    assert len(found) == len(asked)
    for question, told in zip(asked, found, strict=True):
        assert len(told.points) == len(missing(explorer, outcome, question).decisive)
        for point in told.points:
            steps = [outcome.proof.nodes[node] for node in point.ask.nodes]
            assert steps and not any(node.children for node in steps if node.kind == "finding")


def test_what_the_request_leaves_open_comes_with_it() -> None:
    told = next(one for one in of("two_stage").lines if one.line == "63052")
    assert [one.text for one in told.open] == ["No level of line 63052 is named."]
    assert told.wanted is not None and "levels and imaging for decompression" in told.wanted.text


def test_a_line_without_a_policy_is_told_apart() -> None:
    from kb.intake.case_file import read_case

    case = read_case("case.yaml", solver().kb, text="case: 1\nlines: [{id: a, procedure: haircut}]\n")
    outcome = solver().decide(case)
    (told,) = checklist(Explorer(solver(), case), outcome, outcome.lines).lines
    assert told.remark is not None and told.remark.text == UNGOVERNED


def test_the_kinds_of_document_are_named_where_the_policy_reads_a_record() -> None:
    outcome = solver().decide(example("iom_cervical_tumour"))
    found = checklist(Explorer(solver(), outcome.case), outcome, outcome.lines)
    for one in found.lines:
        for point in one.points:
            (name, _) = next(n for node in point.ask.nodes if (n := outcome.proof.nodes[node].atom))
            kinds = outcome.kb.record_kinds(outcome.kb.symbol(one.policy or ""), name)
            assert point.documents == tuple(kind.replace("_", " ") for kind in kinds)


def test_the_command_prints_boxes_and_the_json_has_the_points() -> None:
    done = CliRunner().invoke(main, ["checklist", fusion.PATH, "--policies", fusion.POLICIES])
    assert done.exit_code == 0 and "[ ] Is L4-L5 unstable?" in done.output
    done = CliRunner().invoke(main, ["checklist", str(FOLDER / "two_stage.yaml"), "--line", "27280", "--json"])
    found = json.decode(done.stdout)
    assert found["notice"] == NOTICE and [one["line"] for one in found["lines"]] == ["27280"]
