"""The command `changes`."""

import click

from solver.alternatives.changes import Explorer
from solver.alternatives.question import Question, questions
from solver.commands.lines import decisions, governed, say_ungoverned, wanted_verdict
from solver.commands.shared import (
    AS_JSON,
    BUDGET,
    CASE,
    POLICIES,
    load,
    notice,
    print_json,
    read,
    say,
    solver_of,
    width,
)
from solver.render.changes import changes_json, changes_text
from solver.render.notice import NOTICE


@click.command("changes")
@CASE
@click.argument("line")
@click.option("--to", "verdict", default="necessary", show_default=True, help="The verdict to reach.")
@click.option("--by-level", is_flag=True, help="Ask for each level of the line by itself.")
@BUDGET
@click.option("--policy", help="The policy to ask, where several give a verdict.")
@AS_JSON
@POLICIES
def command(
    case: str,
    line: str,
    *,
    verdict: str,
    by_level: bool,
    budget: int,
    policy: str | None,
    as_json: bool,
    policies: tuple[str, ...],
) -> None:
    """Say what would change the verdict on a LINE of a CASE: all smallest sets of changes to the record.

    To add is to document what the record is silent on; to revise is to contradict what it says. Each set is decided
    again before it is shown.

    \b
    Example:
      necessity changes examples/two_stage.yaml 22214 --to necessary
    """
    solver = solver_of(load(policies))
    wanted_verdict(solver.kb, verdict)
    outcome = solver.decide(read(case, solver.kb))
    explorer = Explorer(solver, outcome.case, budget)
    chosen = decisions(outcome, line, policy)
    asked = [
        one for decision in governed(chosen) for one in (questions(decision) if by_level else (Question(decision),))
    ]
    found = [(one, verdict, explorer.changes(one.target(solver.kb, verdict))) for one in asked]
    if as_json:
        print_json({"changes": [changes_json(outcome, *one) for one in found], "notice": NOTICE})
        return
    say_ungoverned(outcome, chosen)
    say(*(text for one in found for text in (changes_text(outcome, *one, width()), "")), notice())
