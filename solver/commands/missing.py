"""The command `missing`."""

import click

from solver.alternatives.changes import Explorer
from solver.alternatives.missing import missing
from solver.alternatives.question import questions
from solver.commands.lines import decisions, governed, say_ungoverned
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
from solver.render.missing import missing_json, missing_table
from solver.render.notice import NOTICE


@click.command("missing")
@CASE
@click.argument("line", required=False)
@click.option("--policy", help="The policy to ask, where several give a verdict.")
@BUDGET
@AS_JSON
@POLICIES
def command(
    case: str, line: str | None, *, policy: str | None, budget: int, as_json: bool, policies: tuple[str, ...]
) -> None:
    """Say what the record of a CASE, or of one LINE of it, does not say and would have to.

    Decisive facts can still change the verdict; moot ones cannot, whatever they turn out to be.

    \b
    Example:
      necessity missing examples/two_stage.yaml 22848
    """
    solver = solver_of(load(policies))
    outcome = solver.decide(read(case, solver.kb))
    explorer = Explorer(solver, outcome.case, budget)
    chosen = decisions(outcome, line, policy)
    asked = [question for decision in governed(chosen) for question in questions(decision)]
    found = [(question, missing(explorer, outcome, question)) for question in asked]
    if as_json:
        print_json({"missing": [missing_json(outcome, *one) for one in found], "notice": NOTICE})
        return
    say_ungoverned(outcome, chosen)
    say(*(text for one in found for text in (missing_table(outcome, *one, width()), "")), notice())
