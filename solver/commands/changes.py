"""The command `changes`."""

import click

from solver.alternatives.question import Question, questions
from solver.commands.exploring import BUDGET, POLICY, explored
from solver.commands.lines import wanted_verdict
from solver.commands.shared import AS_JSON, CASE, POLICIES, notice, print_json, say, width
from solver.render.changes import changes_json, changes_text
from solver.render.notice import NOTICE


@click.command("changes")
@CASE
@click.argument("line")
@click.option("--to", "verdict", default="necessary", show_default=True, help="The verdict to reach.")
@click.option("--by-level", is_flag=True, help="Ask for each level of the line by itself.")
@BUDGET
@POLICY
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
    looked = explored(case, line, policy, policies, budget)
    outcome = looked.outcome
    wanted_verdict(outcome.kb, verdict)
    asked = [
        one for decision in looked.governed for one in (questions(decision) if by_level else (Question(decision),))
    ]
    found = [(one, verdict, looked.explorer.changes(one.target(outcome.kb, verdict))) for one in asked]
    if as_json:
        print_json({"changes": [changes_json(outcome, *one) for one in found], "notice": NOTICE})
        return
    looked.say_ungoverned()
    say(*(text for one in found for text in (changes_text(outcome, *one, width()), "")), notice())
