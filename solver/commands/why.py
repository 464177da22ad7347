"""The command `why`."""

import click

from solver.commands.lines import decisions
from solver.commands.shared import AS_JSON, CASE, POLICIES, decided, notice, print_json, say, width


@click.command("why")
@CASE
@click.argument("line")
@click.option("--depth", type=click.IntRange(min=0), help="Show the proof this many steps deep (default: whole).")
@click.option("--policy", help="The policy to explain, where several give a verdict.")
@AS_JSON
@POLICIES
def command(
    case: str, line: str, *, depth: int | None, policy: str | None, as_json: bool, policies: tuple[str, ...]
) -> None:
    """Explain the verdict on one LINE of a CASE: every reason, the criteria, the proof.

    \b
    Example:
      necessity why examples/two_stage.yaml stage-1-fusion
    """
    outcome = decided(case, policies)
    chosen = decisions(outcome, line, policy)
    if as_json:
        from solver.render.decision_json import why_json

        print_json(
            [why_json(outcome, decision) for decision in chosen] if len(chosen) > 1 else why_json(outcome, chosen[0])
        )
        return
    from solver.render.why import why_text

    say(*(text for decision in chosen for text in (why_text(outcome, decision, width(), depth), "")), notice())
