"""The command `why`."""

import os
from typing import TYPE_CHECKING

import click

from solver.commands.lines import decisions
from solver.commands.shared import AS_JSON, CASE, POLICIES, decided, notice, print_json, say, solver_of, width

if TYPE_CHECKING:
    from solver.decide import LineDecision, Outcome
    from solver.proof import Ground


@click.command("why")
@CASE
@click.argument("line")
@click.option("--depth", type=click.IntRange(min=0), help="Show the proof this many steps deep (default: whole).")
@click.option("--policy", help="The policy to explain, where several give a verdict.")
@click.option("--input", "inputs", multiple=True, metavar="INPUT", help="An input of the batch that CASE is from.")
@AS_JSON
@POLICIES
def command(
    case: str,
    line: str,
    *,
    depth: int | None,
    policy: str | None,
    inputs: tuple[str, ...],
    as_json: bool,
    policies: tuple[str, ...],
) -> None:
    """Explain the verdict on one LINE of a CASE: every reason, the criteria, the proof.

    With --input, CASE is OUTPUT#CASE: a case of a batch. It is decided again, and what has changed since is said first.

    \b
    Example:
      necessity why examples/two_stage.yaml stage-1-fusion
      necessity why verdicts.jsonl#two-stage stage-1-fusion --input requests.jsonl
    """
    since: dict[str, tuple[str, ...]] | None = None
    if inputs:
        from solver.commands.since import decided_again, since_text

        outcome, since = decided_again(case, line, inputs, policies)
    else:
        _see_no_batch(case)
        outcome = decided(case, policies)
    chosen = [(decision, _bearings(outcome, decision)) for decision in decisions(outcome, line, policy)]
    if as_json:
        from solver.render.decision_json import why_json

        then = {} if since is None else {"since": since}
        found = [{**why_json(outcome, decision, bearings), **then} for decision, bearings in chosen]
        print_json(found if len(found) > 1 else found[0])
        return
    from solver.render.why import why_text

    if since is not None:
        say(since_text(since, width()), "")
    for decision, bearings in chosen:
        say(why_text(outcome, decision, width(), depth, bearings), "")
    say(notice())


def _see_no_batch(case: str) -> None:
    if "#" in case and not os.path.exists(case):
        raise click.UsageError("A case of a batch, OUTPUT#CASE, needs --input: the input of that batch.")


def _bearings(outcome: "Outcome", decision: "LineDecision") -> "dict[Ground, str]":
    from solver.alternatives.changes import Explorer
    from solver.alternatives.missing import bearings

    return bearings(Explorer(solver_of(outcome.kb), outcome.case), outcome, decision)
