"""The command `why-not`."""

import click

from solver.alternatives.question import Question
from solver.commands.exploring import BUDGET, POLICY, explored
from solver.commands.lines import wanted_verdict
from solver.commands.shared import AS_JSON, CASE, POLICIES, notice, print_json, say, width
from solver.render.changes import changes_json, changes_text
from solver.render.decision_json import reason_json
from solver.render.notice import NOTICE
from solver.render.why import headline, reasons_table


@click.command("why-not")
@CASE
@click.argument("line")
@click.option("--verdict", default="necessary", show_default=True, help="The verdict that was not given.")
@POLICY
@BUDGET
@AS_JSON
@POLICIES
def command(
    case: str, line: str, *, verdict: str, policy: str | None, budget: int, as_json: bool, policies: tuple[str, ...]
) -> None:
    """Say why a LINE of a CASE did not get another verdict: what stands against it, and what would bring it about.

    \b
    Example:
      necessity why-not examples/two_stage.yaml 27280 --verdict necessary
    """
    looked = explored(case, line, policy, policies, budget)
    outcome = looked.outcome
    wanted_verdict(outcome.kb, verdict)
    found = [(one, looked.explorer.changes(Question(one).target(outcome.kb, verdict))) for one in looked.governed]
    if as_json:
        against = [
            {
                **changes_json(outcome, Question(decision), verdict, ways),
                "sentence": headline(outcome, decision),
                "reasons": [reason_json(reason) for reason in outcome.reasons(decision)],
            }
            for decision, ways in found
        ]
        print_json({"why_not": against, "notice": NOTICE})
        return
    looked.say_ungoverned()
    for decision, ways in found:
        parts = (headline(outcome, decision), reasons_table(outcome, decision, width()))
        say(
            *(f"{part}\n" for part in parts if part),
            changes_text(outcome, Question(decision), verdict, ways, width()),
            "",
        )
    say(notice())
