"""The command `missing`."""

import click

from solver.alternatives.missing import missing
from solver.alternatives.question import questions
from solver.commands.exploring import BUDGET, POLICY, explored
from solver.commands.shared import AS_JSON, CASE, POLICIES, notice, print_json, say, width
from solver.render.missing import missing_json, missing_table
from solver.render.notice import NOTICE


@click.command("missing")
@CASE
@click.argument("line", required=False)
@POLICY
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
    looked = explored(case, line, policy, policies, budget)
    outcome = looked.outcome
    asked = [question for decision in looked.governed for question in questions(decision)]
    found = [(question, missing(looked.explorer, outcome, question)) for question in asked]
    if as_json:
        print_json({"missing": [missing_json(outcome, *one) for one in found], "notice": NOTICE})
        return
    looked.say_ungoverned()
    say(*(text for one in found for text in (missing_table(outcome, *one, width()), "")), notice())
